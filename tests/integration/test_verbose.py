"""`--verbose` names every git that a command starts, as a git on the PATH counts them."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from repository import CLAUDE_TRAILER, Repository

COMMANDS = (
    "report",
    "report HEAD --format json --lines --secrets",
    "report --no-cache --format html",
    "classify",
    "check --format json",
    "check HEAD~1..HEAD",
    "check --pre-receive",
    "explain HEAD",
    "score",
    "history --backfill month",
    "secrets scan",
    "secrets scan --range HEAD",
    "secrets baseline --check",
    "squash audit",
    "squash preview HEAD~1..HEAD",
    "install --dry-run",
    "install",
    "uninstall",
    "doctor",
    "init --dry-run",
    "agents",
    "hook pre-commit",
    "cache info",
)


@pytest.fixture
def busy(repo: Repository) -> Repository:
    """A repository that gives every command something to do."""
    repo.stage("a.py", "one = 1\n")
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n")
    repo.git("tag", "v1")
    repo.git("remote", "add", "origin", "https://example.org/a.git")
    repo.stage("a.py", "one = 2\n")
    repo.commit("two (#1)\n")
    repo.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: yes")
    repo.stage("b.py", "two = 2\n")
    return repo


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the git on the PATH writes its arguments, one git a line."""
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    # a git that another git starts is not counted: git puts its own directory in front of the PATH
    body = f"""#!{sys.executable}
import os, shlex, sys
with open({str(tmp_path / "log")!r}, "a") as log:
    log.write(shlex.join(["git", *sys.argv[1:]]).replace("\\n", " ") + "\\n")
os.execv({shutil.which("git")!r}, ["git", *sys.argv[1:]])
"""
    wrapper.write_text(body)
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}")
    return tmp_path / "log"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_git_is_named(busy: Repository, log: Path, command: str) -> None:
    words = [sys.executable, "-m", "ai_provenance", "--verbose", *shlex.split(command)]
    done = subprocess.run(words, cwd=busy.path, input="", capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1, 3}, done.stderr
    named = [line.removeprefix("git: ") for line in done.stderr.splitlines() if line.startswith("git: ")]
    assert sorted(named) == sorted(log.read_text().splitlines())  # two that run at once come in either order
