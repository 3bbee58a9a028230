"""What a person sees when a hook adds a trailer: one line, and nothing where nothing was added."""

from __future__ import annotations

import pytest

from ai_provenance.cli.main import run
from repository import Repository

AGENT = {"CLAUDECODE": "1"}


@pytest.fixture
def installed(repo: Repository) -> Repository:
    repo.commit("begin\n")
    assert run(["install", "--repo", str(repo.path)]) == 0
    return repo


def printed(repo: Repository, *words: str, env: dict[str, str] | None = None) -> list[str]:
    repo.stage("f", repo.head())
    return repo.run("commit", "-q", *words, env=env).stderr.decode().splitlines()


def test_an_added_declaration_is_printed_once(installed: Repository) -> None:
    assert printed(installed, "-m", "x", env=AGENT) == ["ai-provenance: declared: Assisted-by: Claude"]
    edited = {**AGENT, "GIT_EDITOR": "echo y >>"}
    assert printed(installed, "-e", "-m", "x", env=edited) == ["ai-provenance: declared: Assisted-by: Claude"]


@pytest.mark.parametrize("message", ["x", "x\n\nAssisted-by: Claude:claude-opus-4-6", "x\n\nAI-Assisted: no"])
def test_a_commit_that_is_left_alone_prints_nothing(installed: Repository, message: str) -> None:
    assert printed(installed, "-m", message) == []


def test_an_observation_is_no_declaration(installed: Repository) -> None:
    installed.write(".ai-provenance.toml", 'declare = "all"\n')
    assert printed(installed, "-m", "x") == ["ai-provenance: added: AI-Assisted: not-observed"]


def test_a_project_may_want_no_line(installed: Repository) -> None:
    installed.write(".ai-provenance.toml", "[hooks]\nquiet = true\n")
    assert printed(installed, "-m", "x", env=AGENT) == []
    assert installed.message() == "x\n\nAssisted-by: Claude"


def test_control_characters_of_a_message_reach_no_terminal(installed: Repository) -> None:
    lines = printed(installed, "-m", "x\n\nCo-authored-by: Claude \x1b[31m <noreply@anthropic.com>", env=AGENT)
    assert not any("\x1b" in line for line in lines)


@pytest.mark.parametrize(("typed", "meant"), [("cluade", "claude-code"), ("copilt", "copilot"), ("in-house", None)])
def test_an_agent_that_is_misspelt_is_declared_as_written_and_the_nearest_is_named(
    installed: Repository, typed: str, meant: str | None
) -> None:
    declared, *rest = printed(installed, "-m", "x", env={"AI_PROVENANCE_AGENT": typed})
    assert declared.endswith(f"Assisted-by: AI-agent-{typed}")
    near = f"ai-provenance: AI_PROVENANCE_AGENT: no agent '{typed}' is known here; did you mean '{meant}'?"
    assert rest == ([near] if meant else [])
