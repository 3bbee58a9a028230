"""Rows of section D that need no manager to be tried: hooks called as managers call them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from hooked import AGENT, TAG, Hooked


def call(hooked: Hooked, *arguments: str, env: Mapping[str, str]) -> subprocess.CompletedProcess[bytes]:
    """Call the lean entry where git would call it."""
    command = [sys.executable, "-m", "ai_provenance.hooks", *arguments]
    environ = {**os.environ, "GIT_EDITOR": ":", **env}
    return subprocess.run(
        command, cwd=hooked.path, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )


@pytest.mark.parametrize("name", ["COMMIT_EDITMSG", "MERGE_MSG"])
def test_d02_the_message_file_is_found_without_an_argument(hooked: Hooked, name: str) -> None:
    path = hooked.path / ".git" / name
    path.write_bytes(b"Add x\n")
    action = {}
    if name == "MERGE_MSG":
        action = {"GIT_REFLOG_ACTION": "merge side"}
        (hooked.path / ".git/MERGE_HEAD").write_text(hooked.head() + "\n")
    assert call(hooked, "commit-msg", env={**AGENT, **action}).returncode == 0
    assert TAG.encode() in path.read_bytes()


def test_d02_the_message_file_of_a_linked_work_tree_is_found(hooked: Hooked) -> None:
    hooked.git("worktree", "add", "-q", "../linked")
    path = hooked.path / ".git/worktrees/linked/COMMIT_EDITMSG"
    path.write_bytes(b"Add x\n")
    call(Hooked(hooked.path.parent / "linked"), "commit-msg", env=AGENT)
    assert TAG.encode() in path.read_bytes()


def test_d06_commit_msg_alone_tells_a_pick_from_a_commit(hooked: Hooked) -> None:
    (hooked.path / ".git/hooks/prepare-commit-msg").unlink()
    hooked.save("Add x")
    hooked.branch("side")
    hooked.git("reset", "-q", "--hard", "HEAD~1")
    hooked.run("cherry-pick", "-n", "main")
    hooked.run("commit", "-q", "-C", "main", env=AGENT)
    assert hooked.tags() == []


def test_d08_the_work_tree_and_the_index_are_not_touched(hooked: Hooked) -> None:
    hooked.save("Add x", AGENT)
    assert hooked.git("status", "--porcelain") == ""


@pytest.mark.parametrize("arguments", [("{2}", "{3}"), ("message", ""), ("", ""), ("message", "{3}", "extra")])
def test_d12_placeholders_of_a_manager_are_ignored(hooked: Hooked, arguments: tuple[str, ...]) -> None:
    path = hooked.path / ".git/COMMIT_EDITMSG"
    path.write_bytes(b"Add x\n")
    assert call(hooked, "prepare-commit-msg", ".git/COMMIT_EDITMSG", *arguments, env=AGENT).returncode == 0
    assert path.read_bytes() == b"Add x\n\nAssisted-by: Claude\n"


def test_d16_nothing_is_asked_when_there_is_no_terminal(hooked: Hooked) -> None:
    hooked.stage("x", "x\n")
    command = ["setsid", "git", "commit", "-q", "-m", "Add x"] if sys.platform == "linux" else ["git", "commit", "-qmx"]
    environ = {**os.environ, **AGENT}
    done = subprocess.run(command, cwd=hooked.path, env=environ, stdin=subprocess.DEVNULL, check=False, timeout=60)
    assert done.returncode == 0
    assert hooked.tags() == [TAG]


def test_a_message_file_that_is_not_there_lets_the_commit_through(hooked: Hooked) -> None:
    done = call(hooked, "commit-msg", "/nowhere/COMMIT_EDITMSG", env=AGENT)
    assert done.returncode == 0
    assert b"goes on untagged" in done.stderr


def test_an_unreadable_configuration_lets_the_commit_through(hooked: Hooked) -> None:
    hooked.write(".ai-provenance.toml", "profil = 'kernel'\n")
    hooked.save("Add x", AGENT)
    assert hooked.tags() == []


@pytest.mark.parametrize("name", ["post-commit", "post-rewrite", "post-merge", "post-checkout"])
def test_hooks_with_nothing_to_do_do_nothing(hooked: Hooked, name: str) -> None:
    done = call(hooked, name, "amend", env=AGENT)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_an_unknown_hook_is_refused_by_name(hooked: Hooked) -> None:
    done = call(hooked, "pre-receive", env=AGENT)
    assert done.returncode == 2
    assert b"unknown hook 'pre-receive'" in done.stderr


def test_help_names_the_hooks(hooked: Hooked) -> None:
    assert b"prepare-commit-msg" in call(hooked, "--help", env={}).stderr


def test_the_installed_script_imports_nothing_before_the_hook(hooked: Hooked) -> None:
    script = Path(sys.executable).with_name("ai-provenance-hook")
    done = subprocess.run([sys.executable, "-v", str(script), "--help"], capture_output=True, check=True)
    assert b"import 're'" not in done.stderr
    assert b"usage: ai-provenance-hook" in done.stderr


def test_the_command_runs_a_hook_as_the_lean_entry_does(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(hooked.path)
    monkeypatch.setenv("CLAUDECODE", "1")
    monkeypatch.setenv("GIT_EDITOR", ":")
    path = hooked.path / ".git/COMMIT_EDITMSG"
    path.write_bytes(b"Add x\n")
    assert run(["hook", "prepare-commit-msg", ".git/COMMIT_EDITMSG", "message"]) == 0
    assert path.read_bytes() == b"Add x\n\nAssisted-by: Claude\n"
    assert run(["hook", "no-such-hook", "--option"]) == 2


def test_two_configurations_stop_no_commit_and_are_one_line(hooked: Hooked) -> None:
    hooked.write(".ai-provenance.toml", "")
    hooked.write("pyproject.toml", "[tool.ai-provenance]\n")
    (hooked.path / ".git/COMMIT_EDITMSG").write_text("Add x\n")
    done = call(hooked, "commit-msg", ".git/COMMIT_EDITMSG", env=AGENT)
    assert (done.returncode, done.stderr.count(b"\n")) == (0, 1)
    assert b"both configure" in done.stderr


def test_two_configurations_stop_the_secret_scan(hooked: Hooked) -> None:
    hooked.write(".ai-provenance.toml", "")
    hooked.write("pyproject.toml", "[tool.ai-provenance]\n")
    done = call(hooked, "pre-commit", env={})
    assert done.returncode == 3
    assert b"both configure" in done.stderr
    assert b"hint: keep one of the two" in done.stderr
