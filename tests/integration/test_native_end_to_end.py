"""Natively installed hooks with the tool itself behind them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.install.shim import HOOKS
from repository import Repository

AGENT = {"CLAUDECODE": "1"}
BARE_PATH = {"PATH": os.pathsep.join(("/usr/local/bin", "/usr/bin", "/bin"))}
SECRET = 'key = "AKIA' + 'Q3EGRIT7XKLM2NOP"\n'
FORGED = "feat: one\n\nSigned-off-by: Claude <noreply@anthropic.com>\n"


@pytest.fixture
def installed(repo: Repository) -> Repository:
    repo.commit("base\n")
    options = [word for hook in HOOKS for word in ("--hook", hook)]
    assert run(["install", *options, "--repo", str(repo.path)]) == 0
    return repo


def test_an_agents_commit_is_declared_under_a_bare_path(installed: Repository) -> None:
    installed.run("commit", "--allow-empty", "-m", "feat: one", env={**AGENT, **BARE_PATH})
    assert installed.message() == "feat: one\n\nAssisted-by: Claude"


def test_a_persons_amend_keeps_an_agents_declaration(installed: Repository) -> None:
    installed.run("commit", "--allow-empty", "-m", "feat: one", env=AGENT)
    installed.run("commit", "--amend", "--allow-empty", "-m", "feat: two")
    assert installed.message() == "feat: two\n\nAssisted-by: Claude"


def test_a_staged_secret_is_refused_under_a_bare_path(installed: Repository) -> None:
    installed.stage("settings.py", SECRET)
    done = installed.run("commit", "-m", "feat: one", env=BARE_PATH, check=False)
    assert done.returncode == 1
    assert b"settings.py:1: AWS access key id" in done.stderr


def test_a_secret_in_the_message_is_refused(installed: Repository) -> None:
    done = installed.run("commit", "--allow-empty", "-m", f"feat: one\n\n{SECRET}", check=False)
    assert done.returncode == 1


def test_a_persons_commit_starts_no_python(installed: Repository, tmp_path: Path) -> None:
    """The interpreter is replaced by one that leaves a trace."""
    for hook in ("prepare-commit-msg", "commit-msg"):
        path = installed.path / ".git" / "hooks" / hook
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join("python=/bin/false\n" if line.startswith("python=") else line for line in lines))
    quiet = installed.run("commit", "--allow-empty", "-m", "feat: one\n\nSigned-off-by: Ana <ana@example.org>")
    assert quiet.stderr == b""
    told = installed.run("commit", "--allow-empty", "-m", "feat: one", env=AGENT, check=False)
    assert told.returncode == 1


def test_what_a_project_forbids_in_messages_goes_into_a_note(repo: Repository) -> None:
    repo.write(".ai-provenance.toml", 'profile = "forbid"\n')
    repo.commit("base\n")
    assert run(["install", "--repo", str(repo.path)]) == 0
    repo.run("commit", "--allow-empty", "-m", "feat: one\n\nAssisted-by: Claude", env=AGENT)
    assert repo.message() == "feat: one"
    assert "Claude" in repo.git("notes", "--ref=refs/notes/ai-provenance", "show", "HEAD")


def test_d4_every_ref_of_a_push_is_judged(installed: Repository, tmp_path: Path) -> None:
    remote = Repository.init(tmp_path / "remote", "--bare")
    installed.git("push", "-q", str(remote.path), "main")
    installed.branch("side")
    installed.commit(FORGED)
    done = installed.run("push", str(remote.path), "main", "side", check=False)
    assert done.returncode != 0
    assert remote.git("for-each-ref", "--format=%(refname:short)") == "main"


def test_d20_nothing_of_an_outer_git_reaches_the_tests() -> None:
    names = subprocess.run(["git", "rev-parse", "--local-env-vars"], capture_output=True, text=True, check=True)
    assert [name for name in names.stdout.split() if name in os.environ] == []
