"""The model of the running session, from the agent's own log."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.environment.session import session_model

SESSION = "0b6d7a52-1111-4222-8333-444455556666"


def claude(home: Path, text: str) -> dict[str, str]:
    log = home / ".claude/projects/-work-repo" / f"{SESSION}.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text(text)
    return {"HOME": str(home), "CLAUDE_CODE_SESSION_ID": SESSION}


def test_the_newest_model_of_a_claude_session(tmp_path: Path) -> None:
    lines = '{"message":{"model":"claude-sonnet-4-5"}}\n{"message":{"model":"claude-opus-4-6"}}\n'
    assert session_model("claude-code", claude(tmp_path, lines)) == "claude-opus-4-6"


@pytest.mark.parametrize(
    "last", ['{"model":"<synthetic>"}', '{"input":{"model":"haiku"}}', '{"model":"a b 1"}', '{"model":']
)
def test_what_is_no_model_is_passed_over(tmp_path: Path, last: str) -> None:
    lines = '{"message": {"model": "claude-opus-4-6"}}\n' + last + "\n"
    assert session_model("claude-code", claude(tmp_path, lines)) == "claude-opus-4-6"


def test_a_model_that_the_conversation_quotes_is_not_the_sessions(tmp_path: Path) -> None:
    assert session_model("claude-code", claude(tmp_path, '{"text":"{\\"model\\":\\"gpt-5\\"}"}\n')) is None


def test_only_the_end_of_a_long_log_is_read(tmp_path: Path) -> None:
    lines = '{"model":"claude-opus-4-5"}\n' + "x" * 300_000
    assert session_model("claude-code", claude(tmp_path, lines)) is None


def test_the_model_of_a_codex_thread(tmp_path: Path) -> None:
    log = tmp_path / ".codex/sessions/2026/01/02" / f"rollout-2026-01-02T03-04-05-{SESSION}.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text('{"type":"turn_context","payload":{"model":"gpt-5.1-codex"}}\n')
    assert session_model("codex", {"HOME": str(tmp_path), "CODEX_THREAD_ID": SESSION}) == "gpt-5.1-codex"


@pytest.mark.parametrize("session", ["", "short", "../../../etc/passwd", "a" * 65])
def test_an_id_that_is_none_leads_nowhere(tmp_path: Path, session: str) -> None:
    claude(tmp_path, '{"model":"claude-opus-4-6"}\n')
    assert session_model("claude-code", {"HOME": str(tmp_path), "CLAUDE_CODE_SESSION_ID": session}) is None


def test_without_a_log_the_model_is_unknown(tmp_path: Path) -> None:
    assert session_model("claude-code", {"HOME": str(tmp_path), "CLAUDE_CODE_SESSION_ID": SESSION}) is None
    assert session_model("gemini-cli", {"HOME": str(tmp_path)}) is None
