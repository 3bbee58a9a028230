"""What makes a tag: markers, overrides, sessions, processes; and what does not."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hooked import AGENT, TAG, Hooked


def test_a_weak_marker_tags_nothing(hooked: Hooked) -> None:
    hooked.save("Add x", {"CURSOR_TRACE_ID": "1", "TERM_PROGRAM": "vscode"})
    assert hooked.raw() == b"Add x\n"


def test_every_nested_agent_is_declared(hooked: Hooked) -> None:
    hooked.save("Add x", {**AGENT, "CODEX_THREAD_ID": "t"})
    assert sorted(hooked.tags()) == [TAG, "Assisted-by: Codex"]


def test_the_override_names_agent_and_model(hooked: Hooked) -> None:
    hooked.save("Add x", {**AGENT, "AI_PROVENANCE_AGENT": "Codex", "AI_PROVENANCE_MODEL": "gpt-5.6"})
    assert hooked.tags() == ["Assisted-by: Codex:gpt-5.6"]


@pytest.mark.parametrize("switch", [{"AI_PROVENANCE": "off"}, {"AI_PROVENANCE_AGENT": "none"}])
def test_the_override_takes_the_tag_away(hooked: Hooked, switch: dict[str, str]) -> None:
    hooked.save("Add x", {**AGENT, **switch})
    assert hooked.raw() == b"Add x\n"


def test_the_model_of_the_session_is_told(hooked: Hooked, tmp_path: Path) -> None:
    session = "0b6d7a52-1111-4222-8333-444455556666"
    log = tmp_path / "home/.claude/projects/-repo" / f"{session}.jsonl"
    log.parent.mkdir(parents=True)
    log.write_text('{"message":{"model":"claude-opus-4-6"}}\n')
    hooked.save("Add x", {**AGENT, "CLAUDE_CODE_SESSION_ID": session})
    assert hooked.tags() == ["Assisted-by: Claude:claude-opus-4-6"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are read from /proc")
def test_an_agent_without_markers_is_known_by_its_process(hooked: Hooked, tmp_path: Path) -> None:
    agent = tmp_path / "aider"
    agent.write_text(f"#!{sys.executable}\nimport subprocess, sys\nsys.exit(subprocess.call(sys.argv[1:]))\n")
    agent.chmod(0o755)
    hooked.stage("x", "x\n")
    subprocess.run([agent, "git", "commit", "-q", "--no-verify", "-m", "Add x"], cwd=hooked.path, check=True)
    assert hooked.tags() == ["Assisted-by: aider"]


def test_a_hook_that_does_not_find_git_tags_all_the_same(hooked: Hooked) -> None:
    hook = hooked.path / ".git/hooks/commit-msg"
    hook.write_text(hook.read_text().replace("exec ", "PATH=/nowhere exec "))
    hooked.save("Add x", AGENT)
    assert hooked.tags() == [TAG]
    assert shutil.which("git")


def test_hooks_may_be_switched_off_in_the_configuration(hooked: Hooked) -> None:
    hooked.write("pyproject.toml", "[tool.ai-provenance.hooks]\ntag = false\n")
    hooked.save("Add x", AGENT)
    assert hooked.raw() == b"Add x\n"
