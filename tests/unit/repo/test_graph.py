"""The shape of the history, and the heads of requests."""

from __future__ import annotations

import pytest

from ai_provenance.errors import RevisionError
from ai_provenance.repo import open_repository
from ai_provenance.repo.graph import HEADS, parents, request_heads, trees
from repository import Repository


def test_parents_of_all_that_tips_reach(repo: Repository) -> None:
    root = repo.commit()
    repo.branch("side")
    side = repo.commit()
    repo.git("switch", "-q", "main")
    main = repo.commit("other\n")
    merge = repo.merge("side")
    opened = open_repository(repo.path)
    whole = {merge: (main, side), main: (root,), side: (root,), root: ()}
    assert parents(opened, [merge]) == whole
    assert parents(opened, [merge], known={root: (), main: (root,)}) == {merge: (main, side), side: (root,)}
    assert parents(opened, []) == {}


@pytest.mark.parametrize("tip", ["--output=x", "nonsense"])
def test_a_wrong_tip_is_refused(repo: Repository, tip: str) -> None:
    repo.commit()
    with pytest.raises(RevisionError):
        parents(open_repository(repo.path), [tip])


@pytest.mark.parametrize(
    ("ref", "number"),
    [
        ("refs/pull/12/head", "12"),
        ("refs/merge-requests/3/head", "3"),
        ("refs/remotes/origin/pr/7", "7"),
        ("refs/remotes/origin/pull/7/head", "7"),
        ("refs/pull/12/merge", None),
        ("refs/heads/pull/12", None),
    ],
)
def test_where_requests_are_kept(ref: str, number: str | None) -> None:
    match = HEADS.match(ref)
    assert (match and match[1]) == number


def test_heads_of_requests_are_read(repo: Repository) -> None:
    oid = repo.commit()
    repo.git("update-ref", "refs/pull/12/head", oid)
    repo.git("update-ref", "refs/pull/13/merge", oid)
    assert request_heads(open_repository(repo.path)) == {12: oid}


def test_trees(repo: Repository) -> None:
    oid = repo.commit()
    opened = open_repository(repo.path)
    assert trees(opened, [oid, "a" * 40]) == {oid: repo.git("rev-parse", "HEAD^{tree}")}
    assert trees(opened, []) == {}
