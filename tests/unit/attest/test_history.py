"""Which records a commit gets, however few or many commits are looked up at a time."""

from __future__ import annotations

import pytest

from ai_provenance.attest.history import Keeping, RecordsIndex
from ai_provenance.attest.judgement import Judged, Verifier
from ai_provenance.repo import Selection, commits, open_repository
from ai_provenance.repo.history import batches
from ai_provenance.repo.note_writing import RECORDS
from records import RECORD, line
from repository import Repository

Index = RecordsIndex[tuple[str, bool]]
Found = dict[str, tuple[tuple[str, bool], ...]]


@pytest.fixture
def history(repo: Repository) -> list[str]:
    """Four commits, the oldest first."""
    return [repo.commit(f"Commit {number}\n") for number in range(4)]


def index_of(repo: Repository) -> Index:
    keeping = Keeping(_kept, lambda one: (one[0], True), ("unbound", False))
    return RecordsIndex(open_repository(repo.path), Verifier(), keeping)


def _kept(judged: Judged) -> tuple[str, bool]:
    assert judged.record is not None
    return judged.record.created, False


def note(repo: Repository, attached_to: str, *about: tuple[str, str]) -> None:
    """Attach a record about each of ABOUT, a commit and when the record was made, to one commit."""
    lines = [line(record=RECORD._replace(commit=oid, created=created)) for oid, created in about]
    repo.run("notes", f"--ref={RECORDS}", "add", "-f", "-F", "-", attached_to, stdin=b"\n".join(lines) + b"\n")


def looked_up(repo: Repository) -> list[Found]:
    """What each commit gets: looked up one by one, all at once, and by commit."""
    opened = open_repository(repo.path)
    one_by_one: Found = {}
    together: Found = {}
    index = index_of(repo)
    for commit in commits(opened, Selection()):
        one_by_one[commit.oid] = index_of(repo).of_commit(commit)
        for batch in batches(opened, Selection(revisions=(commit.oid,), limit=1)):
            found = index.of(batch)
            assert one_by_one[commit.oid] == found.get(0, ())
    for batch in batches(opened, Selection()):
        found = index_of(repo).of(batch)
        together |= {oid: found.get(row, ()) for row, oid in enumerate(batch.oids())}
    return [one_by_one, together]


def test_a_commit_gets_the_records_of_its_own_note(repo: Repository, history: list[str]) -> None:
    for oid in history:
        note(repo, oid, (oid, oid[:8]))
    for found in looked_up(repo):
        assert found == {oid: ((oid[:8], False),) for oid in history}


def test_a_note_of_another_commit_counts_where_it_has_none_itself(repo: Repository, history: list[str]) -> None:
    first, second, third, _ = history
    note(repo, first, (first, "own"), (second, "elsewhere"), (third, "elsewhere"))
    note(repo, second, (second, "own"))
    for found in looked_up(repo):
        assert [found[oid] for oid in history] == [
            (("own", False),),
            (("own", False),),
            (("elsewhere", False),),
            (),
        ]


def test_a_note_about_others_only_is_unbound(repo: Repository, history: list[str]) -> None:
    note(repo, history[0], (history[1], "elsewhere"))
    for found in looked_up(repo):
        assert found[history[0]] == (("unbound", False),)


def test_what_is_no_record_is_counted_for_its_commit(repo: Repository, history: list[str]) -> None:
    repo.run("notes", f"--ref={RECORDS}", "add", "-F", "-", history[0], stdin=b"no record\nnor this\n")
    index = index_of(repo)
    for batch in batches(open_repository(repo.path), Selection()):
        index.of(batch)
    assert [index.not_understood([oid]) for oid in history[:2]] == [2, 0]
    assert len(index) == 0
