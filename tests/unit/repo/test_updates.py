"""Ref updates as git tells them to hooks, and the commits that they bring."""

from __future__ import annotations

import pytest

from ai_provenance.errors import ProvenanceError
from ai_provenance.repo import open_repository
from ai_provenance.repo.updates import Update, new_batches, present, pushed, received
from repository import Repository

A, B, ZERO = "a" * 40, "b" * 40, "0" * 40


def test_both_hooks_lines_read_alike() -> None:
    update = Update("refs/heads/main", A, B)
    assert received(f"{A} {B} refs/heads/main\n".encode()) == (update,)
    assert pushed(f"refs/heads/topic {B} refs/heads/main {A}\n".encode()) == (update,)


@pytest.mark.parametrize(
    ("ref", "new", "judged", "branch"),
    [
        ("refs/heads/a/b", B, True, "a/b"),
        ("refs/tags/v1", B, True, None),
        ("refs/notes/ai", B, False, None),
        ("refs/heads/gone", ZERO, False, "gone"),
        ("refs/for/main%topic=x", B, True, "main"),
        ("refs/drafts/a/b", B, True, "a/b"),
        ("refs/changes/01/1/1", B, True, None),
        ("refs/notes-of-mine/x", B, True, None),
    ],
)
def test_what_is_judged(ref: str, new: str, judged: bool, branch: str | None) -> None:
    update = Update(ref, A, new)
    assert (update.is_judged, update.branch) == (judged, branch)


@pytest.mark.parametrize("line", [b"x\n", b"a b c\n", f"{A} {B}\n".encode(), f"{A} --all refs/heads/x\n".encode()])
def test_garbled_lines_are_refused(line: bytes) -> None:
    with pytest.raises(ProvenanceError, match="expected 3 fields"):
        received(line)


def _oids(repo: Repository, tips: list[str], **options: object) -> list[str]:
    batches = new_batches(open_repository(repo.path), tips, **options)  # type: ignore[arg-type]  # one option at a time
    return [batch.commit(row).oid for batch in batches for row in range(len(batch))]


def test_only_what_no_ref_reaches_is_new(repo: Repository) -> None:
    repo.commit()
    new = repo.git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "x")
    assert _oids(repo, [new]) == [new]
    assert len(_oids(repo, [new], known=())) == 2
    assert _oids(repo, []) == []


def test_an_object_that_is_no_commit_or_not_here_is_left_out(repo: Repository) -> None:
    oid = repo.commit()
    repo.git("tag", "-a", "-m", "x", "v1")
    tag = repo.git("rev-parse", "v1")
    opened = open_repository(repo.path)
    assert present(opened, [tag, B, ZERO, repo.git("rev-parse", "HEAD^{tree}")]) == [oid]
