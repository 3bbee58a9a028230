"""Notes of a whole history in little memory say what `notes` says."""

from __future__ import annotations

import pytest

from ai_provenance.model import NoteRecord
from ai_provenance.repo import notes_by_commit, open_repository
from ai_provenance.repo.notes_index import NotesIndex, index_notes
from repository import Repository

REFS = ("refs/notes/ai", "refs/notes/more")


def says(note: NoteRecord) -> bytes | None:
    """The first word of a note; those that begin with `-` say nothing."""
    return None if note.body.startswith(b"-") else note.body.split()[0]


def noted(repo: Repository, ref: str, oid: str, body: str) -> None:
    repo.run("notes", f"--ref={ref}", "add", "-F", "-", oid, stdin=body.encode())


def test_every_commit_has_the_notes_that_say_something(repo: Repository) -> None:
    oids = [repo.commit() for _ in range(40)]
    for number, oid in enumerate(oids[:30]):
        noted(repo, "ai" if number % 3 else "more", oid, f"a {number}" if number % 2 else f"- {number}")
        noted(repo, "more" if number % 3 else "ai", oid, "b")
    opened = open_repository(repo.path)
    kept, plain = index_notes(opened, REFS, says), notes_by_commit(opened, REFS)
    for oid in oids:
        told = [(note.ref, says(note)) for note in plain.get(oid, ()) if says(note)]
        assert [(note.ref, says(note)) for note in kept.of(oid.encode())] == told
    assert kept.rows([f"{oid} and more".encode() for oid in oids]) == list(range(30))


def test_one_note_is_kept_for_all_that_say_the_same(repo: Repository) -> None:
    for number in range(20):
        noted(repo, "ai", repo.commit(), f"same {number}")
    assert len(index_notes(open_repository(repo.path), REFS, says).records) == 1


def test_what_is_dumped_is_loaded(repo: Repository) -> None:
    oids = [repo.commit() for _ in range(9)]
    for number, oid in enumerate(oids[::2]):
        noted(repo, "ai", oid, f"{number} \xff")
    kept = index_notes(open_repository(repo.path), REFS, says)
    loaded = NotesIndex.load(kept.dump())
    assert [loaded.of(oid.encode()) for oid in oids] == [kept.of(oid.encode()) for oid in oids]


@pytest.mark.parametrize("dumped", [b"", b"{}", b"[]\n", b'{"width": 20, "records": [], "order": "x"}\n', b"\xff\n1"])
def test_something_else_is_not_loaded(dumped: bytes) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        NotesIndex.load(dumped)


def test_no_notes_are_false(repo: Repository) -> None:
    oid = repo.commit()
    assert not index_notes(open_repository(repo.path), REFS, says)
    noted(repo, "ai", oid, "- nothing")
    assert not index_notes(open_repository(repo.path), REFS, says)
    assert NotesIndex().of(oid.encode()) == ()


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_ids_of_any_length(repo: Repository, object_format: str) -> None:
    other = Repository(repo.path / "inner")
    other.path.mkdir()
    other.run("init", "-q", f"--object-format={object_format}")
    oid = other.commit()
    noted(other, "ai", oid, "yes")
    kept = index_notes(open_repository(other.path), REFS, says)
    assert [note.body for note in kept.of(oid.encode())] == [b"yes\n"]
