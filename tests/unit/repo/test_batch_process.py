"""Objects from `git cat-file`: every kind of answer, and a git that stops to answer."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from ai_provenance.errors import GitError
from ai_provenance.repo import open_repository
from ai_provenance.repo.batch_process import BatchProcess, _read_answer, messages, object_headers
from repository import Repository


def blob(repo: Repository, content: bytes) -> str:
    return repo.run("hash-object", "-w", "--stdin", stdin=content).stdout.decode().strip()


def test_objects_come_in_order_and_unknown_names_are_none(repo: Repository) -> None:
    oid = blob(repo, b"one\n\0two")
    with BatchProcess(open_repository(repo.path)) as batch:
        answers = dict(batch.read([oid, "0" * 40, "a name 5", "HEAD^{commit}", oid]))
    assert {name: found and found.data for name, found in answers.items()} == {
        oid: b"one\n\0two",
        "0" * 40: None,
        "a name 5": None,
        "HEAD^{commit}": None,
    }


def test_content_beyond_the_limit_is_skipped(repo: Repository) -> None:
    long, short = blob(repo, b"x" * 3_000_000), blob(repo, b"short")
    with BatchProcess(open_repository(repo.path)) as batch:
        found = [(answer.size, answer.data) for _, answer in batch.read([long, short], limit=6) if answer]
    assert found == [(3_000_000, b"xxxxxx"), (5, b"short")]


def test_one_process_gives_any_number_of_large_objects(repo: Repository) -> None:
    oid = blob(repo, b"x" * 70_000)
    with BatchProcess(open_repository(repo.path)) as batch:
        assert sum(1 for _, found in batch.read(iter([oid] * 2_000)) if found and found.size == 70_000) == 2_000


def test_leaving_early_ends_git(repo: Repository) -> None:
    oid = blob(repo, b"x" * 1_000_000)
    with BatchProcess(open_repository(repo.path)) as batch:
        next(batch.read([oid] * 50))


def test_a_git_that_ends_is_an_error(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_repository(repo.path)
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text("#!/bin/sh\necho 'fatal: out of order' >&2\nexit 128\n")
    wrapper.chmod(0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:/usr/bin:/bin")
    with pytest.raises(GitError, match="git cat-file failed: out of order"), BatchProcess(opened) as batch:
        list(batch.read(["HEAD"] * 10_000))


def test_headers_of_many_objects(repo: Repository) -> None:
    oid = repo.commit()
    found = object_headers(open_repository(repo.path), [oid, "none", f"{oid}^{{tree}}"] * 1_000)
    assert [header and header.kind for header in found] == ["commit", None, "tree"] * 1_000
    assert object_headers(open_repository(repo.path), []) == []


@pytest.mark.parametrize("cut", [b"", b"abc blob 5", b"abc blob 5\n", b"abc blob 5\nfiv", b"abc blob 5\nfives"])
def test_an_answer_that_is_cut_off_is_no_answer(cut: bytes) -> None:
    with pytest.raises(EOFError):
        _read_answer(io.BytesIO(cut))


@pytest.fixture
def here(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(repo.path)
    return repo


def test_messages_come_in_order_and_missing_ones_are_left_out(here: Repository) -> None:
    first, second = here.commit("One\n\nbody\n"), here.commit(b"Two\n")
    assert list(messages([second, "0" * 40, first, "HEAD", "no-such"])) == [b"Two\n", b"One\n\nbody\n", b"Two\n"]


def test_no_commit_yet_is_no_message(here: Repository) -> None:
    assert list(messages(["HEAD"])) == []


def test_more_messages_than_a_pipe_holds_names(here: Repository) -> None:
    oid = here.commit("One\n")
    assert len(list(messages([oid] * 2_500))) == 2_500
