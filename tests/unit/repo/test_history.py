"""The history stream: what a record holds, and that nothing in the repository or its configuration changes it."""

from __future__ import annotations

import io
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.errors import IncompleteRangeError, RevisionError
from ai_provenance.model import Commit, Identity
from ai_provenance.repo import Selection, commits, commits_by_id, history, open_repository
from repository import Repository

MESSAGES = [
    b"one\n\nbody\n\nSigned-off-by: A <a@b>\n",
    b"",
    b"a\r\nb",
    b"\n\n  \nlate\n",
    b"x" * 1_000_000,
]


def read(repo: Repository, *revisions: str, **narrowed: object) -> list[Commit]:
    selection = Selection(revisions or ("HEAD",), **narrowed)  # type: ignore[arg-type]  # spelled out in each test
    return list(commits(open_repository(repo.path), selection))


def test_a_record_holds_what_git_recorded(repo: Repository) -> None:
    parent = repo.commit()
    oid = repo.commit("subject\n\nbody\n", author="Zoë <z@x>", committer=("GitHub", "noreply@github.com"))
    assert read(repo, "HEAD~1..HEAD") == [
        Commit(
            oid,
            (parent,),
            Identity("Zoë", "z@x"),
            Identity("GitHub", "noreply@github.com"),
            1767323045,
            1767323045,
            b"subject\n\nbody\n",
        )
    ]


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_messages_come_back_byte_for_byte(tmp_path: Path, object_format: str) -> None:
    repo = Repository.init(tmp_path / "r", f"--object-format={object_format}")
    for message in MESSAGES:
        repo.commit(message)
    assert [commit.message.strip(b"\n") for commit in read(repo)] == [
        message.strip(b"\n") for message in MESSAGES[::-1]
    ]


def test_the_same_by_id_in_the_order_asked_for(repo: Repository) -> None:
    for message in MESSAGES:
        repo.commit(message, author="A <x@[y> <weird>")
    repo.branch("side")
    repo.commit("side\n")
    repo.git("switch", "-q", "main")
    repo.commit("main\n")
    repo.merge("side")
    stream = read(repo)
    asked = [commit.oid for commit in stream] + [stream[0].oid]
    assert list(commits_by_id(open_repository(repo.path), iter(asked))) == [*stream, stream[0]]


def test_another_encoding_becomes_utf_8_on_both_ways(repo: Repository) -> None:
    repo.git("config", "i18n.commitEncoding", "ISO-8859-1")
    oid = repo.commit("grüß\n".encode("latin-1"))
    (commit,) = read(repo)
    assert commit.text == "grüß\n"
    assert next(commits_by_id(open_repository(repo.path), [oid])) == commit


@pytest.mark.parametrize("charset", [b"no-such-charset", b"unicode_escape", b"utf-8"])
def test_an_unknown_encoding_leaves_the_bytes_as_they_are(repo: Repository, charset: bytes) -> None:
    oid = write_commit(repo, b"author A <a@b> 1 +0000\ncommitter A <a@b> 2 +0000\nencoding " + charset, b"\xff\\x41\n")
    (commit,) = read(repo, oid)
    assert commit.message == b"\xff\\x41\n"
    assert next(commits_by_id(open_repository(repo.path), [oid])) == commit


@pytest.mark.parametrize(
    ("author", "expected"),
    [
        (b"A <a@b> 99999999999999999999 +0000", None),
        (b"A <a@b> 100000000000000 +0000", None),
        (b"A <a@b>", None),
        (b"A <a@b> 0 +0000", 0),
    ],
)
def test_times_that_no_calendar_holds_are_none(repo: Repository, author: bytes, expected: int | None) -> None:
    oid = write_commit(repo, b"author " + author + b"\ncommitter A <a@b> 5 +0000", b"m\n")
    (commit,) = read(repo, oid)
    assert commit.author_time == expected
    assert next(commits_by_id(open_repository(repo.path), [oid])).author_time == expected


def test_bytes_that_are_no_utf_8_come_back_as_they_are(repo: Repository) -> None:
    oid = write_commit(repo, b"author \xff <a@b> 1 +0000\ncommitter A <a@b> 2 +0000", b"\xff\xfe\n")
    (commit,) = read(repo, oid)
    assert (commit.message, commit.text, commit.author.name) == (b"\xff\xfe\n", "\ufffd\ufffd\n", "\ufffd")


def test_a_message_is_read_up_to_a_nul(repo: Repository) -> None:
    oid = write_commit(repo, b"author A <a@b> 1 +0000\ncommitter A <a@b> 2 +0000", b"seen\0unseen\n")
    (commit,) = read(repo, oid)
    assert commit.message == b"seen"
    assert next(commits_by_id(open_repository(repo.path), [oid])) == commit


def test_configuration_of_the_repository_changes_nothing(repo: Repository) -> None:
    repo.commit("one\n")
    before = read(repo)
    for setting in (
        "log.showSignature=true",
        "format.pretty=oneline",
        "color.ui=always",
        "log.follow=true",
        "i18n.logOutputEncoding=latin1",
    ):
        repo.git("config", *setting.split("="))
    repo.git("notes", "add", "-m", "a note")
    assert read(repo) == before


def test_unborn_head_yields_nothing(repo: Repository) -> None:
    assert read(repo) == []


@pytest.mark.parametrize("revision", ["--output=stolen", "-1", "", "a\nb"])
def test_a_revision_that_is_an_option_is_refused(repo: Repository, revision: str) -> None:
    repo.commit()
    with pytest.raises(RevisionError):
        read(repo, revision)
    assert not (repo.path / "stolen").exists()


def test_unknown_revision(repo: Repository, tmp_path: Path) -> None:
    repo.commit()
    with pytest.raises(RevisionError, match=r"unknown revision: 'v1\.\.HEAD'"):
        read(repo, "v1..HEAD")
    repo.git("clone", "-q", "--depth=1", repo.path.as_uri(), str(tmp_path / "shallow"))
    with pytest.raises(IncompleteRangeError, match="HEAD~3"):
        read(Repository(tmp_path / "shallow"), "HEAD~3")


def test_a_file_with_the_name_of_a_branch_is_no_ambiguity(repo: Repository) -> None:
    repo.stage("main", "x")
    repo.commit()
    assert len(read(repo, "main")) == 1


def test_a_selection_narrows(repo: Repository) -> None:
    repo.stage("a", "1")
    first = repo.commit("touches a\n")
    repo.branch("side")
    repo.commit("side\n")
    repo.git("switch", "-q", "main")
    merge = repo.merge("side")
    assert [commit.oid for commit in read(repo, paths=("a",))] == [first]
    assert [commit.oid for commit in read(repo, first_parent=True)] == [merge, first]
    assert merge not in [commit.oid for commit in read(repo, merges=False)]
    assert len(read(repo, limit=2)) == 2
    assert read(repo, since="2027-01-01") == []
    assert len(read(repo, until="2027-01-01")) == 3


@pytest.mark.parametrize("name", ["0" * 40, "HEAD..HEAD", "x y", "HEAD:file", "a" * 300])
def test_an_id_that_names_no_commit(repo: Repository, name: str) -> None:
    repo.stage("file", "x")
    repo.commit()
    with pytest.raises(RevisionError):
        list(commits_by_id(open_repository(repo.path), [name]))


def test_ids_are_asked_for_in_batches_of_any_length(repo: Repository) -> None:
    oid = repo.commit()
    assert sum(1 for _ in commits_by_id(open_repository(repo.path), iter([oid] * 1000))) == 1000


def write_commit(repo: Repository, people: bytes, message: bytes) -> str:
    tree = repo.run("mktree", stdin=b"").stdout
    raw = b"tree " + tree.strip() + b"\n" + people + b"\n\n" + message
    return repo.run("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=raw).stdout.decode().strip()


class Endless(io.RawIOBase):
    """A source without an end, which counts what was read of it."""

    given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        self.given += len(buffer)
        return len(buffer)


def test_what_is_read_ahead_is_bounded() -> None:
    source = Endless()
    ahead = history._read_ahead(io.BufferedReader(source))
    next(ahead)
    before = -1
    while before != source.given:  # until the thread waits for room
        before = source.given
        time.sleep(0.2)
    assert 0 < source.given <= (history._AHEAD + 2) * 2 * history._READ
    ahead.close()
    assert _threads_end()


def test_leaving_early_ends_git_and_the_thread_that_reads_it(repo: Repository) -> None:
    for number in range(3):
        repo.commit(f"{number}")
    reading = commits(open_repository(repo.path), Selection())
    assert next(reading).message == b"2"
    del reading
    assert _threads_end()


def _threads_end() -> bool:
    for thread in threading.enumerate():
        if thread.name == "git log":
            thread.join(10)
    return all(thread.name != "git log" for thread in threading.enumerate())


def test_an_error_of_the_thread_is_raised_where_its_chunks_are_read(tmp_path: Path) -> None:
    (tmp_path / "closed").touch()
    with (tmp_path / "closed").open("rb") as pipe:
        pass
    with pytest.raises(ValueError, match="closed file"):
        list(history.read_batches(pipe))
