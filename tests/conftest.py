"""Every test runs real git, clock and identity pinned, in an environment that cannot reach the outer repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import settings

from repository import Repository

# Without a deadline, for every test: how long an example takes depends on what else the machine does.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

if _CHOSEN := os.environ.get("TEST_GIT"):  # the git to test against, instead of the one on the PATH
    os.environ["PATH"] = f"{Path(_CHOSEN).parent}{os.pathsep}{os.environ['PATH']}"
_LOCAL_VARIABLES = subprocess.run(
    ["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, check=True
).stdout.split()
_PREFIXES = ("GIT_", "PRE_COMMIT", "AI_PROVENANCE", "XDG_")
_OF_CI = {"CI", "GITHUB_BASE_REF", "CI_MERGE_REQUEST_DIFF_BASE_SHA", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME"}
_AGENT_MARKERS = {
    "AGENT",
    "AI_AGENT",
    "CLAUDECODE",
    "CLAUDE_CODE_ENTRYPOINT",
    "CLAUDE_CODE_SESSION_ID",
    "CLAUDE_CODE_CHILD_SESSION",
    "CLAUDE_CODE_REMOTE",
    "CODEX_THREAD_ID",
    "CODEX_SANDBOX",
    "CODEX_CI",
    "GEMINI_CLI",
    "COPILOT_CLI",
    "COPILOT_AGENT",
    "CURSOR_AGENT",
    "CURSOR_TRACE_ID",
    "OPENCODE",
    "CRUSH",
    "GOOSE_TERMINAL",
    "CLINE_ACTIVE",
    "ROO_ACTIVE",
    "QWEN_CODE",
    "PI_CODING_AGENT",
}


@pytest.fixture(autouse=True)
def pinned_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrub what git, hooks and agents put into the environment; pin identity, clock, locale and HOME."""
    leaked = {name for name in os.environ if name.startswith(_PREFIXES)}
    for name in leaked | set(_LOCAL_VARIABLES) | _AGENT_MARKERS | _OF_CI | {"EDITOR", "VISUAL", "MAILMAP"}:
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    home.mkdir()
    (home / ".gitconfig").write_text(
        "[user]\n\tname = Ana Test\n\temail = ana@example.org\n[init]\n\tdefaultBranch = main\n"
        '[commit]\n\tgpgSign = false\n[protocol "file"]\n\tallow = always\n'
    )
    pinned = {
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / ".gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": "2026-01-02T03:04:05+00:00",
        "GIT_COMMITTER_DATE": "2026-01-02T03:04:05+00:00",
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }
    for name, value in pinned.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def repo(tmp_path: Path) -> Repository:
    """An empty repository with an unborn `main`."""
    return Repository.init(tmp_path / "repo")
