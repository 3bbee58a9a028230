"""The files of a commit, from git's objects."""

from __future__ import annotations

import pytest

from ai_provenance.errors import RevisionError
from ai_provenance.repo import open_repository
from ai_provenance.repo.files import changed_lines, list_files, read_files
from repository import Repository


def test_paths_of_any_bytes_are_listed(repo: Repository) -> None:
    for name in ("a\nb", "ñandú", "tab\there", "d/e f"):
        repo.stage(name, "x")
    repo.commit()
    listed = list_files(open_repository(repo.path)).files
    assert {file.path for file in listed} == {"a\nb", "ñandú", "tab\there", "d/e f"}


def test_contents_come_in_order_and_within_the_limit(repo: Repository) -> None:
    for number in range(150):
        repo.stage(f"{number:03}", "x" * number)
    repo.commit()
    opened = open_repository(repo.path)
    contents = [content for _, content in read_files(opened, list_files(opened).files, limit=100)]
    assert [None if content is None else len(content) for content in contents] == [*range(101), *([None] * 49)]


def test_the_whole_tree_is_listed_from_a_subdirectory(repo: Repository) -> None:
    repo.stage("a/b", "x")
    repo.stage("c", "x")
    repo.commit()
    assert len(list_files(open_repository(repo.path / "a")).files) == 2


@pytest.mark.parametrize("revision", ["-x", "nowhere"])
def test_a_revision_that_is_none_is_refused(repo: Repository, revision: str) -> None:
    repo.commit()
    with pytest.raises(RevisionError):
        list_files(open_repository(repo.path), revision)


def test_an_unborn_head_is_refused(repo: Repository) -> None:
    with pytest.raises(RevisionError):
        list_files(open_repository(repo.path))


def test_changed_lines_leave_out_merges_and_binaries(repo: Repository) -> None:
    repo.stage("a", "1\n2\n")
    repo.commit()
    repo.branch("side")
    repo.stage("b", b"\0" * 10)
    repo.commit()
    repo.git("switch", "-q", "main")
    repo.stage("a", "1\n3\n")
    repo.commit()
    repo.merge("side")
    assert sorted(changed_lines(open_repository(repo.path), commits=10)) == [0, 2, 2]
