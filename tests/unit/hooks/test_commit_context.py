"""What git is in the middle of, as its files and its environment tell."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.hooks.commit_context import CommitContext, is_revert


def context(git_dir: Path, *files: str, **environ: str) -> CommitContext:
    for name in ("HEAD", *files):
        path = git_dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Side\n")
    return CommitContext(f"{git_dir}/COMMIT_EDITMSG", "message", environ)


@pytest.mark.parametrize(
    "files",
    [
        ("CHERRY_PICK_HEAD",),
        ("REVERT_HEAD",),
        ("SQUASH_MSG",),
        ("rebase-apply/x",),
        ("rebase-merge/x", "MERGE_MSG"),
        ("rebase-merge/x", "CHERRY_PICK_HEAD"),
        ("MERGE_MSG",),
    ],
)
def test_commits_that_git_makes_from_others(tmp_path: Path, files: tuple[str, ...]) -> None:
    assert context(tmp_path, *files).is_mechanical(b"Side\n")


@pytest.mark.parametrize("files", [(), ("rebase-merge/x",), ("MERGE_HEAD", "MERGE_MSG"), ("ORIG_HEAD",)])
def test_commits_that_somebody_makes(tmp_path: Path, files: tuple[str, ...]) -> None:
    assert not context(tmp_path, *files).is_mechanical(b"Side\n")


def test_a_picked_change_with_a_message_of_its_own(tmp_path: Path) -> None:
    assert not context(tmp_path, "MERGE_MSG").is_mechanical(b"My own\n")


@pytest.mark.parametrize("action", ["rebase (reword)", "rebase -i (reword)", "pull --rebase (reword)"])
def test_a_reword_is_known_by_the_reflog(tmp_path: Path, action: str) -> None:
    found = context(tmp_path, "rebase-merge/x", GIT_REFLOG_ACTION=action)
    assert found.is_rewording()
    assert found.is_mechanical(b"x\n")
    assert not found.skips_commit_msg()


@pytest.mark.parametrize(
    ("action", "expected"), [("rebase (continue)", True), ("rebase (squash)", True), ("merge x", False)]
)
def test_steps_that_run_no_commit_msg(tmp_path: Path, action: str, expected: bool) -> None:
    assert context(tmp_path, "rebase-merge/x", GIT_REFLOG_ACTION=action).skips_commit_msg() is expected


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (b'Revert "x"\n\nThis reverts commit 0123.\n', True),
        (b'Reapply "x"\n\nThis reverts commit 0123.\n', True),
        (b'Revert "x"\n', False),
        (b"Fix\n\nThis reverts commit 0123.\n", False),
    ],
)
def test_reverts_are_known_by_their_text(message: bytes, expected: bool) -> None:
    assert is_revert(message) is expected


def test_the_git_directory_of_a_linked_work_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = tmp_path / "main/.git/worktrees/side"
    real.mkdir(parents=True)
    work = tmp_path / "side"
    (work / "deep").mkdir(parents=True)
    (work / ".git").write_text(f"gitdir: {real}\n")
    monkeypatch.chdir(work / "deep")
    assert CommitContext("", "", {}).path == f"{real}/COMMIT_EDITMSG"


def test_nowhere_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileNotFoundError, match="no git directory"):
        CommitContext("", "", {})
