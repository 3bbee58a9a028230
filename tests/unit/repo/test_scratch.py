"""A worktree to try things in."""

from __future__ import annotations

import os
import shutil
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


def test_only_hooks_that_are_allowed_run(repo: Repository) -> None:
    for name in ("commit-msg", "post-commit", "post-checkout", "reference-transaction"):
        hook = repo.write(f".git/hooks/{name}", '#!/bin/sh\necho "$0" >>"$HOME/calls"\n')
        hook.chmod(0o755)
    with scratch_worktree(repo.path, repo.path / ".git") as place:
        place.allow(repo.path / ".git" / "hooks" / "commit-msg")
        assert place.try_git("commit", "--allow-empty", "-m", "one").status == 0
    calls = Path(os.environ["HOME"], "calls").read_text().splitlines()
    assert {Path(call).name for call in calls} <= {"commit-msg"}
    assert calls == [str(repo.path / ".git" / "hooks" / "commit-msg")]


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
