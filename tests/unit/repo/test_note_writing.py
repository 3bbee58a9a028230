"""Many notes in one go."""

from __future__ import annotations

import pytest

from ai_provenance.errors import GitError
from ai_provenance.repo import open_repository, read_notes
from ai_provenance.repo.note_writing import write_notes
from repository import Repository

REF = "refs/notes/ai-provenance"


def test_notes_are_written_and_replaced_in_one_commit_each(repo: Repository) -> None:
    oids = [repo.commit(), repo.commit()]
    opened = open_repository(repo.path)
    write_notes(opened, REF, dict.fromkeys(oids, b"one\n"), reason="first\n")
    write_notes(opened, REF, {oids[0]: b"N inline\n\xff\0two\n"}, reason="second\n")
    found = {oid: record.body for oid, (record,) in read_notes(open_repository(repo.path), [REF]).items()}
    assert found == {oids[0]: b"N inline\n\xff\0two\n", oids[1]: b"one\n"}
    assert repo.git("log", "--format=%s", REF) == "second\nfirst"


def test_nothing_to_write_makes_no_ref(repo: Repository) -> None:
    write_notes(open_repository(repo.path), REF, {}, reason="x")
    assert repo.git("for-each-ref") == ""


def test_only_notes_refs_are_written(repo: Repository) -> None:
    oid = repo.commit()
    with pytest.raises(GitError, match="refs/notes/"):
        write_notes(open_repository(repo.path), "refs/heads/main", {oid: b"x"}, reason="x")
