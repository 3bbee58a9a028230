"""Lines by origin, kept by commit id."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.errors import IncompleteRangeError
from ai_provenance.model import Origin
from ai_provenance.repo import Selection, open_repository
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.report.line_totals import Lines, LineTotals, count_lines
from ai_provenance.report.settings import ClassifierSettings
from repository import CLAUDE_TRAILER, Repository


def count(repo: Repository, *, store: CacheDirectory | None = None) -> LineTotals:
    return count_lines(open_repository(repo.path), Selection(), ClassifierSettings(), store=store)


@pytest.fixture(params=["sha1", "sha256"])
def two(tmp_path: Path, request: pytest.FixtureRequest) -> Repository:
    """One commit by a person, one with an AI's help."""
    repo = Repository.init(tmp_path / "two", f"--object-format={request.param}")
    repo.stage("a.txt", "1\n2\n3\n")
    repo.stage("b.bin", b"\0\1\2")
    repo.commit("by hand\n")
    repo.stage("a.txt", "1\n2\n4\n5\n")
    repo.commit(f"helped\n\n{CLAUDE_TRAILER}\n")
    return repo


def test_lines_go_to_the_origin_of_their_commit(two: Repository) -> None:
    totals = count(two)
    assert totals.commits == 2
    assert totals.origins[Origin.UNKNOWN] == Lines(3, 0)
    assert totals.origins[Origin.AI] == Lines(2, 1)


def test_what_was_counted_is_kept(two: Repository) -> None:
    store = CacheDirectory(str(two.path / ".git"))
    first = count(two, store=store)
    assert count(two, store=store) == first
    two.stage("c.txt", "new\n")
    two.commit("more\n")
    assert count(two, store=store) == count(two)
    store.save("lines", b"too short")
    assert count(two, store=store) == count(two)
    assert len(store.complaints) == 1


def test_a_merge_adds_no_lines_and_a_move_none(two: Repository) -> None:
    two.branch("side")
    two.git("mv", "a.txt", "moved.txt")
    two.commit("move\n")
    two.git("switch", "-q", "main")
    two.merge("side")
    assert count(two).commits == 4
    assert count(two).origins[Origin.UNKNOWN] == Lines(3, 0)


def test_the_cut_of_a_shallow_clone_is_left_out(two: Repository, tmp_path: Path) -> None:
    two.git("clone", "-q", "--depth=1", two.path.as_uri(), str(tmp_path / "shallow"))
    totals = count(Repository(tmp_path / "shallow"))
    assert (totals.commits, totals.left_out) == (0, 1)


def test_a_partial_clone_says_that_it_cannot(two: Repository, tmp_path: Path) -> None:
    two.git("config", "uploadpack.allowFilter", "true")
    two.git("clone", "-q", "--filter=blob:none", "--no-checkout", two.path.as_uri(), str(tmp_path / "partial"))
    with pytest.raises(IncompleteRangeError, match="partial clone"):
        count(Repository(tmp_path / "partial"))
