"""Ranges as ids, and whether a range is here whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.errors import IncompleteRangeError, RevisionError
from ai_provenance.repo import Resolved, is_complete, open_repository, resolve
from ai_provenance.repo.revisions import peel
from repository import Repository


def test_a_range_has_tips_and_negatives(repo: Repository) -> None:
    first, second = repo.commit("1\n"), repo.commit("2\n")
    opened = open_repository(repo.path)
    assert resolve(opened, "HEAD~1..HEAD") == Resolved((second,), (first,))
    assert resolve(opened, "HEAD", "^HEAD~1") == Resolved((second,), (first,))
    assert set(resolve(opened, "HEAD~1...HEAD").tips) == {first, second}


def test_unborn_head_resolves_to_nothing(repo: Repository) -> None:
    assert resolve(open_repository(repo.path), "HEAD") == Resolved((), ())


@pytest.mark.parametrize("revision", ["nowhere", "HEAD..nowhere", "--all", "HEAD:file"])
def test_what_names_nothing_is_refused(repo: Repository, revision: str) -> None:
    repo.commit()
    with pytest.raises(RevisionError):
        resolve(open_repository(repo.path), "HEAD", revision)


def test_a_tag_is_peeled(repo: Repository) -> None:
    oid = repo.commit()
    repo.git("tag", "-a", "-m", "t", "v1")
    assert peel(open_repository(repo.path), "v1") == oid


def clone(repo: Repository, path: Path, depth: int) -> Repository:
    repo.git("clone", "-q", f"--depth={depth}", repo.path.as_uri(), str(path))
    return Repository(path)


def test_a_whole_history_is_complete(repo: Repository) -> None:
    repo.commit()
    assert is_complete(open_repository(repo.path), "HEAD")


def test_a_range_is_complete_when_the_cut_lies_behind_its_base(repo: Repository, tmp_path: Path) -> None:
    for number in range(5):
        repo.commit(f"{number}\n")
    opened = open_repository(clone(repo, tmp_path / "shallow", 3).path)
    assert is_complete(opened, "HEAD~2..HEAD")
    assert not is_complete(opened, "HEAD")


def test_a_missing_merge_base_is_incomplete(repo: Repository, tmp_path: Path) -> None:
    repo.commit("base\n")
    repo.branch("side")
    repo.commit("side\n")
    repo.git("switch", "-q", "main")
    repo.commit("main\n")
    shallow = clone(repo, tmp_path / "shallow", 1)
    shallow.git("fetch", "-q", "--depth=1", "origin", "side:side")
    assert not is_complete(open_repository(shallow.path), "main..side")
    with pytest.raises(IncompleteRangeError):
        is_complete(open_repository(shallow.path), "HEAD~1..HEAD")
