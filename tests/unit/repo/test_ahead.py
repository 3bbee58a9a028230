"""A git that was started early gives the walk what a git of its own would, or is ended."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ai_provenance.errors import RevisionError
from ai_provenance.repo import Selection, ahead, open_repository
from ai_provenance.repo.batches import batches
from ai_provenance.repo.notes import note_refs
from history import Generator, write
from repository import Repository

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_spawnp"), reason="nothing is started ahead here")


@pytest.fixture(autouse=True)
def nothing_left() -> Iterator[None]:
    yield
    ahead.abandon()


def oids(path: Path, *revisions: str) -> list[bytes]:
    opened = open_repository(path)
    return [oid for batch in batches(opened, Selection(revisions)) for oid in batch.ids]


def test_the_walk_takes_the_git_that_was_started(tmp_path: Path) -> None:
    path = write(tmp_path / "h.git", Generator(3000))
    expected = oids(path, "HEAD")
    ahead.start(str(path), ["HEAD"], inherit=False)
    started = ahead._running[0]
    time.sleep(0.05)
    assert oids(path, "HEAD") == expected
    assert started.returncode == 0
    assert not ahead._running


def test_the_list_of_refs_is_taken_as_well(repo: Repository) -> None:
    repo.commit()
    repo.git("notes", "--ref=ai", "add", "-m", "x")
    opened = open_repository(repo.path)
    expected = note_refs(opened, ["refs/notes/ai"])
    ahead.start(str(repo.path), ["HEAD"], inherit=False)
    ahead.start_refs(str(repo.path), ["refs/notes/ai"], inherit=False)
    assert note_refs(opened, ["refs/notes/ai"]) == expected
    assert list(expected) == ["refs/notes/ai"]
    assert [one.question[0][-2] for one in ahead._running] == ["HEAD"]


def test_another_walk_starts_its_own(repo: Repository) -> None:
    repo.commit()
    repo.commit()
    ahead.start(str(repo.path), ["HEAD~1"], inherit=False)
    assert len(oids(repo.path, "HEAD")) == 2
    started = ahead._running[0]
    ahead.abandon()
    assert started.returncode is not None
    assert started.stdout.fileno() == -1


def test_what_git_says_is_an_error_all_the_same(repo: Repository) -> None:
    repo.commit()
    ahead.start(str(repo.path), ["nonsense"], inherit=False)
    with pytest.raises(RevisionError, match="nonsense"):
        oids(repo.path, "nonsense")


@pytest.mark.parametrize("revision", ["--output=x", "a\0b"])
def test_no_option_reaches_git(repo: Repository, revision: str) -> None:
    ahead.start(str(repo.path), [revision], inherit=False)
    assert not ahead._running


def test_leaving_early_ends_it(tmp_path: Path) -> None:
    path = write(tmp_path / "h.git", Generator(20_000))
    ahead.start(str(path), ["HEAD"], inherit=False)
    started = ahead._running[0]
    stream = batches(open_repository(path), Selection())
    next(iter(stream))
    stream.close()  # type: ignore[attr-defined]  # a generator, declared as an iterator
    assert started.returncode == -9


def test_no_more_is_taken_than_there_is_room_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_MOST", 1)
    path = write(tmp_path / "h.git", Generator(20_000))
    expected = len(oids(path, "HEAD"))
    ahead.start(str(path), ["HEAD"], inherit=False)
    time.sleep(0.1)
    assert 0 < ahead._running[0].stdout.kept <= ahead.PIPE_SIZE
    assert len(oids(path, "HEAD")) == expected
