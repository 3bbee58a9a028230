"""Other tools' records, in the forms that those tools write."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.agents import default_registry
from ai_provenance.detect import classify
from ai_provenance.detect.notes import read_notes, shorten
from ai_provenance.model import AgentUse, Level, NoteRecord, Origin, Verdict
from commits import commit

SESSION = {"agent_id": {"tool": "codex", "id": "1", "model": "gpt-5.6-sol"}, "human_author": None}
GIT_AI = {"schema_version": "authorship/3.0.0", "base_commit_sha": "0", "prompts": {}, "sessions": {"s_1": SESSION}}


def noted(body: str, ref: str = "refs/notes/ai") -> Verdict:
    return classify(commit("plain change\n"), (NoteRecord(ref, body.encode()),))


def test_git_ai_session_with_lines_is_attested() -> None:
    verdict = noted("src/a.rs\n  s_1::t_2 1-10\n---\n" + json.dumps(GIT_AI))
    assert (verdict.origin, verdict.level) == (Origin.AI, Level.ATTESTED)
    assert verdict.agents == (AgentUse("codex", "gpt-5.6-sol"),)


def test_git_ai_session_without_lines_says_nothing() -> None:
    assert noted("---\n" + json.dumps(GIT_AI)).origin is Origin.UNKNOWN
    assert noted("src/a.rs\n  h_1 1-10\n---\n" + json.dumps(GIT_AI)).origin is Origin.UNKNOWN


def test_git_ai_prompts_of_older_notes_count() -> None:
    prompt = {"agent_id": {"tool": "cursor", "id": "1", "model": "claude-4.5-opus"}, "total_additions": 2}
    old = {"schema_version": "authorship/3.0.0", "prompts": {"abcd1234abcd1234": prompt}}
    verdict = noted("a\n  abcd1234abcd1234 1\n---\n" + json.dumps(old))
    assert verdict.agents == (AgentUse("cursor", "claude-opus-4-5"),)


def test_agent_trace_names_the_model() -> None:
    contributor = {"type": "ai", "model_id": "anthropic/claude-opus-4-5-20251101"}
    conversation = {"contributor": contributor, "ranges": [{"start_line": 1, "end_line": 2}]}
    trace = {"version": "0.1.0", "id": "x", "timestamp": "t", "files": [{"path": "a", "conversations": [conversation]}]}
    assert noted(json.dumps(trace)).agents == (AgentUse("claude-code", "claude-opus-4-5"),)


def test_agent_trace_of_a_human_says_nothing() -> None:
    conversation = {"contributor": {"type": "human"}, "ranges": []}
    assert (
        noted(json.dumps({"version": "0.1.0", "files": [{"conversations": [conversation]}]})).origin is Origin.UNKNOWN
    )


def test_whogitit_counts_lines() -> None:
    record = {"version": 3, "session": {"model": {"id": "claude-opus-4-5"}}, "files": [{"summary": {"ai_lines": 3}}]}
    assert noted(json.dumps(record), "refs/notes/whogitit").origin is Origin.AI
    record["files"] = [{"summary": {"ai_lines": 0, "ai_modified_lines": 0}, "lines": []}]
    assert noted(json.dumps(record), "refs/notes/whogitit").origin is Origin.UNKNOWN


def test_an_aiir_receipt_is_a_hint() -> None:
    verdict = noted(json.dumps({"ai_attestation": {"is_ai_authored": True}}), "refs/notes/aiir")
    assert verdict.origin is Origin.UNKNOWN
    assert [item.rule for item in verdict.evidence] == ["note:aiir"]


def test_trailers_in_a_note_declare() -> None:
    verdict = noted("Assisted-by: Claude:claude-opus-4-6\n", "refs/notes/ai-provenance")
    assert (verdict.origin, verdict.level) == (Origin.AI, Level.DECLARED)


@given(st.binary(max_size=200))
def test_no_note_makes_it_raise(body: bytes) -> None:
    classify(commit("x\n"), (NoteRecord("refs/notes/ai", body),))


VALUES = st.recursive(
    st.none() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2), max_leaves=3
)
KEYS = st.sampled_from(["schema_version", "prompts", "sessions", "files", "session", "ai_attestation", "tool", "model"])


@given(st.dictionaries(KEYS, VALUES | st.dictionaries(KEYS, VALUES, max_size=2), max_size=4))
def test_no_record_makes_it_raise(record: dict[str, object]) -> None:
    noted("a\n  s_1 1\n---\n" + json.dumps(record))


@pytest.mark.parametrize("head", ["a.py\n  s1 1-3\n  h_9 4\n", ""])
def test_a_shortened_note_says_the_same(head: str) -> None:
    talk = [{"role": "user", "text": "x" * 100_000}]
    told = {"s1": {"agent_id": {"tool": "cursor", "model": "gpt-5"}, "messages": talk}, "s2": {"messages": talk}}
    body = head + "---\n" + json.dumps({"schema_version": "authorship/3.0.0", "prompts": told})
    short = shorten(body.encode())
    assert len(short) < 500
    ref = "refs/notes/ai"
    whole = list(read_notes([NoteRecord(ref, body.encode())], default_registry()))
    assert list(read_notes([NoteRecord(ref, short)], default_registry())) == whole
    assert whole


@given(st.binary(max_size=6000), st.sampled_from([b"", b"\n---\n", b'\n---\n{"schema_version": "authorship/3.0.0"}']))
def test_shortening_never_changes_what_is_read(head: bytes, tail: bytes) -> None:
    body = head * 2 + tail
    ref = "refs/notes/ai"
    whole = list(read_notes([NoteRecord(ref, body)], default_registry()))
    assert list(read_notes([NoteRecord(ref, shorten(body))], default_registry())) == whole
