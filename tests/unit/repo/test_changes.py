"""Paths and line counts of many commits at once."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ai_provenance.errors import IncompleteRangeError
from ai_provenance.model import Changes
from ai_provenance.repo import open_repository
from ai_provenance.repo.changes import changes, line_counts
from repository import Repository


def _changes(repo: Repository, *oids: str, lines: bool = False) -> list[Changes | None]:
    found = changes(open_repository(repo.path), oids, lines=lines)
    return [found.get(oid) for oid in oids]


def test_each_commit_against_its_first_parent_the_root_against_nothing(repo: Repository) -> None:
    repo.stage("a", "1\n2\n")
    root = repo.commit()
    repo.stage("a", "1\n")
    repo.stage("d/b c", "x\ny\n")
    second = repo.commit()
    assert _changes(repo, second, root) == [Changes(("a", "d/b c")), Changes(("a",))]
    assert _changes(repo, second, root, lines=True) == [Changes(("a", "d/b c"), 3), Changes(("a",), 2)]


def test_an_empty_commit_changes_nothing(repo: Repository) -> None:
    oid = repo.commit()
    assert _changes(repo, oid) == [Changes(())]
    assert _changes(repo, oid, lines=True) == [Changes((), 0)]


def test_a_rename_is_two_paths_and_a_binary_file_counts_no_lines(repo: Repository) -> None:
    repo.stage("old", "same\n" * 50)
    repo.commit()
    repo.git("mv", "old", "new")
    repo.stage("pixels", b"\0\1\2")
    assert _changes(repo, repo.commit(), lines=True) == [Changes(("new", "old", "pixels"), 100)]


def test_a_file_named_like_a_commit_deceives_nobody(repo: Repository) -> None:
    first = repo.commit()
    repo.stage(first, "x\n")
    repo.stage("z", "x\n")
    second = repo.commit()
    assert _changes(repo, second, first) == [Changes((first, "z")), Changes(())]


def test_odd_names_come_through(repo: Repository) -> None:
    names = ("-flag", "new\nline", "tab\t", "é")
    for name in names:
        repo.stage(name, "x\n")
    assert _changes(repo, repo.commit()) == [Changes(names)]


def test_nothing_asked_starts_nothing(repo: Repository) -> None:
    assert changes(open_repository(repo.path), []) == {}


def test_a_content_that_was_lost_costs_its_own_commit_alone(repo: Repository) -> None:
    repo.stage("a", "1\n")
    root = repo.commit()
    repo.stage("a", "1\n2\n")
    second = repo.commit()
    blob = repo.git("rev-parse", "HEAD:a")
    (repo.path / ".git/objects" / blob[:2] / blob[2:]).unlink()
    (repo.path / "a").unlink()  # which git would read in its place
    assert _changes(repo, second, root, lines=True) == [None, Changes(("a",), 1)]
    with pytest.raises(IncompleteRangeError, match=f"unable to read {blob}"):
        list(line_counts(open_repository(repo.path), [second, root]))


def test_what_a_partial_clone_left_behind_is_missing_from_the_answer(repo: Repository, tmp_path: Path) -> None:
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.stage("a", "1\n")
    root = repo.commit()
    repo.stage("a", "1\n2\n")
    second = repo.commit()
    clone = tmp_path / "clone"
    options = ["--bare", "--filter=blob:none"]
    subprocess.run(["git", "clone", "-q", *options, repo.path.as_uri(), str(clone)], check=True)
    assert _changes(Repository(clone), second, root, lines=True) == [None, None]
    assert _changes(Repository(clone), second, root) == [Changes(("a",)), Changes(("a",))]
