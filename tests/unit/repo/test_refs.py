"""Remotes and tags of every kind of repository."""

from __future__ import annotations

from pathlib import Path

import git
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.repo import Remote, Tag, git_version, open_repository, remotes, tags
from ai_provenance.repo.refs import CommitIds, tag_listing, without_credentials
from repository import Repository


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_remotes_by_name_with_origin_first(tmp_path: Path, object_format: str) -> None:
    repo = Repository.init(tmp_path / "r", f"--object-format={object_format}")
    repo.git("remote", "add", "backup", "git@example.org:a/b.git")
    repo.git("remote", "add", "origin", "https://user:secret@example.org/a/b.git")
    found = remotes(open_repository(repo.path))
    assert found == (Remote("origin", "https://example.org/a/b.git"), Remote("backup", "git@example.org:a/b.git"))


def test_a_worktree_has_the_remotes_of_its_repository(repo: Repository, tmp_path: Path) -> None:
    repo.commit()
    repo.git("remote", "add", "origin", "/srv/a.git")
    repo.git("worktree", "add", "-q", str(tmp_path / "tree"))
    assert remotes(open_repository(tmp_path / "tree")) == (Remote("origin", "/srv/a.git"),)


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_tags_come_down_to_commits(tmp_path: Path, object_format: str) -> None:
    repo = Repository.init(tmp_path / "r", f"--object-format={object_format}")
    oid = repo.commit()
    repo.git("tag", "light")
    repo.git("tag", "-a", "-m", "t", "heavy")
    repo.git("tag", "tree", "HEAD^{tree}")
    assert tags(open_repository(repo.path)) == (Tag("heavy", oid), Tag("light", oid))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://u:p@h/x", "https://h/x"),
        ("https://token@h:8080/x", "https://h:8080/x"),
        ("https://h/x@y", "https://h/x@y"),
        ("ssh://git@h/x", "ssh://git@h/x"),
        ("git@h:x", "git@h:x"),
        ("https://[bad", "https://[bad"),
        ("https://u:p@[bad", "https://[bad"),
        ("https://u:p@h?q=a@b", "https://h?q=a@b"),
        ("/srv/a@b.git", "/srv/a@b.git"),
        ("", ""),
    ],
)
def test_credentials_are_left_out(url: str, expected: str) -> None:
    assert without_credentials(url) == expected


def test_gitpython_names_the_same_remotes_and_tags(repo: Repository) -> None:
    oid = repo.commit()
    repo.git("tag", "-a", "-m", "t", "v1")
    repo.git("remote", "add", "up.stream", "git@example.org:a/up.git")
    repo.git("remote", "set-url", "--add", "up.stream", "git@example.org:a/second.git")
    repo.git("remote", "add", "origin", "git@example.org:a/b.git")
    opened = open_repository(repo.path)
    with git.Repo(repo.path) as judge:
        assert {(remote.name, remote.url) for remote in remotes(opened)} == {
            (remote.name, next(remote.urls)) for remote in judge.remotes
        }
        assert [(tag.name, tag.commit) for tag in tags(opened)] == [(tag.name, oid) for tag in judge.tags]


@pytest.mark.skipif(git_version() < (2, 45), reason="git learnt reftable in 2.45")
def test_a_reftable_repository(tmp_path: Path) -> None:
    repo = Repository.init(tmp_path / "r", "--ref-format=reftable")
    oid = repo.commit()
    repo.git("tag", "v1")
    repo.git("remote", "add", "origin", "/srv/a.git")
    opened = open_repository(repo.path)
    assert (remotes(opened), tags(opened)) == ((Remote("origin", "/srv/a.git"),), (Tag("v1", oid),))


def test_no_remote_and_no_tag(repo: Repository) -> None:
    opened = open_repository(repo.path)
    assert (remotes(opened), tags(opened)) == ((), ())


def test_a_listing_of_tags_with_one_whose_object_is_not_here(repo: Repository) -> None:
    opened = open_repository(repo.path)
    assert tag_listing(opened) == b""
    oid = repo.commit()
    repo.git("tag", "v1")
    assert tag_listing(opened) == f"{oid}\nv1\n".encode()
    gone = "1" * len(oid)
    (repo.path / ".git/packed-refs").write_text(f"# pack-refs with: peeled fully-peeled sorted \n{gone} refs/tags/v0\n")
    assert tag_listing(opened) == f"{gone}\n{oid}\nv0\nv1\n".encode()


@given(st.sets(st.binary(min_size=2, max_size=2)), st.lists(st.binary(min_size=2, max_size=2)))
def test_commit_ids_hold_what_a_set_of_them_holds(held: set[bytes], others: list[bytes]) -> None:
    ids = CommitIds(oid.hex() for oid in held)
    assert [oid.hex() in ids for oid in [*held, *others]] == [oid in held for oid in [*held, *others]]
