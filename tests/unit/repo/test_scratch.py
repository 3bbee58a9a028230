"""A worktree to try things in."""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest

from ai_provenance.repo import scratch
from ai_provenance.repo.scratch import scratch_worktree
from repository import Repository


def files(repo: Repository) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (repo.path / ".git").rglob("*") if path.is_file()}


@pytest.mark.parametrize("born", [True, False])
def test_leaves_no_trace(repo: Repository, born: bool) -> None:
    if born:
        repo.commit()
    before = files(repo)
    with scratch_worktree(repo.path, repo.path / ".git") as place:
        (place.tree / "a").write_text("a\n")
        place.run_git("add", "a")
        place.run_git("commit", "-q", "-m", "one")
        assert place.run_git("rev-list", "--count", "HEAD") == "2"
    assert files(repo) == before
    assert not place.tree.parent.exists()
    assert not (repo.path / ".git" / "worktrees").exists()
    assert repo.git("fsck", "--unreachable", "--dangling") == ""


def test_is_removed_when_something_goes_wrong_in_it(repo: Repository) -> None:
    with pytest.raises(ZeroDivisionError), scratch_worktree(repo.path, repo.path / ".git") as place:
        raise ZeroDivisionError
    assert not place.tree.exists()
    assert "scratch" not in repo.git("worktree", "list")


def test_the_hooks_that_git_finds_at_the_top_run(repo: Repository) -> None:
    repo.git("config", "core.hooksPath", "tools/hooks")
    repo.write("tools/hooks/commit-msg", '#!/bin/sh\necho "$PWD" >>"$HOME/calls"\n').chmod(0o755)
    with scratch_worktree(repo.path, repo.path / ".git") as place:
        place.link_hooks()
        assert place.try_git("commit", "--allow-empty", "-m", "one").status == 0
        assert Path(os.environ["HOME"], "calls").read_text() == f"{place.tree}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="no process groups")
def test_a_hook_is_ended_with_its_commit(repo: Repository) -> None:
    hook = '#!/bin/sh\nsleep 60 & echo $! >"$HOME/child"\nwait\n'
    repo.write(".git/hooks/commit-msg", hook).chmod(0o755)
    with scratch_worktree(repo.path, repo.path / ".git") as place:
        answer = place.try_git("commit", "--allow-empty", "-m", "one", timeout=2)
    assert (answer.status, answer.err) == (124, "git commit took longer than 2 s, and was ended")
    child = int(Path(os.environ["HOME"], "child").read_text())
    with pytest.raises(ProcessLookupError):
        _wait_for_end_of(child)


def _wait_for_end_of(process: int) -> None:
    for _ in range(100):
        os.kill(process, 0)
        time.sleep(0.05)


def test_what_a_killed_run_left_is_swept(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch, "_remove", lambda *_: None)  # as if the process were killed
    with scratch_worktree(repo.path, repo.path / ".git") as left:
        pass
    monkeypatch.undo()
    shutil.rmtree(left.tree.parent)
    with scratch_worktree(repo.path, repo.path / ".git"):
        assert left.tree.parent.name not in repo.git("worktree", "list")
    assert not (repo.path / ".git" / "worktrees").exists()


def test_works_from_a_linked_worktree(repo: Repository) -> None:
    repo.commit()
    repo.git("worktree", "add", "-q", "../linked")
    before = repo.git("worktree", "list")
    with scratch_worktree(repo.path.parent / "linked", repo.path / ".git") as place:
        assert place.run_git("status", "--porcelain") == ""
    assert repo.git("worktree", "list") == before
