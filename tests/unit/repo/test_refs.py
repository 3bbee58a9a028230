"""Remotes and tags of every kind of repository."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import git
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai_provenance.repo import Remote, Tag, git_version, open_repository, refs, remotes, run_git, tags
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.refs import CommitIds, tag_digest, without_credentials
from ai_provenance.repo.repository import Repository as Opened
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


TAGS = st.sampled_from(["v1", "v2", "a/v3"])
STEPS = st.one_of(
    st.tuples(st.just("tag"), TAGS, st.integers(0, 2)),
    st.tuples(st.just("delete"), TAGS),
    st.tuples(st.just("annotate"), TAGS, st.integers(0, 2)),
    st.tuples(st.just("pack"), st.just("--all")),
    st.tuples(st.just("symbolic"), TAGS, st.sampled_from(["refs/heads/main", "refs/heads/side"])),
    st.tuples(st.just("branch"), st.sampled_from(["main", "side"]), st.integers(0, 2)),
)


def step(repo: Repository, oids: list[str], words: tuple[Any, ...]) -> None:
    """Change the refs of REPO, whose commits are OIDS."""
    match words:
        case ("tag", name, number):
            repo.run("update-ref", f"refs/tags/{name}", oids[number], check=False)
        case ("annotate", name, number):
            repo.run("tag", "-f", "-a", "-m", "t", name, oids[number], check=False)
        case ("delete", name):
            repo.run("update-ref", "--no-deref", "-d", f"refs/tags/{name}", check=False)
        case ("pack", which):
            repo.git("pack-refs", which)
        case ("symbolic", name, target):
            repo.run("symbolic-ref", f"refs/tags/{name}", target, check=False)
        case ("branch", name, number):
            repo.git("update-ref", f"refs/heads/{name}", oids[number])


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, min_size=3, max_size=12))
def test_the_digest_of_tags_is_never_stale(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[Any, ...]]
) -> None:
    repo = Repository.init(tmp_path_factory.mktemp("tags") / "repo")
    oids = [repo.commit(f"{number}\n") for number in range(3)]
    repo.git("update-ref", "refs/heads/side", oids[0])
    opened, store = open_repository(repo.path), CacheDirectory(str(repo.path / ".git"))
    for words in steps:
        step(repo, oids, words)
        assert tag_digest(opened, store) == tag_digest(opened)
        assert tag_digest(opened, store) == tag_digest(opened)


def test_the_digest_of_tags_is_kept_by_their_files(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    oid = repo.commit()
    repo.git("tag", "v1")
    opened, store = open_repository(repo.path), CacheDirectory(str(repo.path / ".git"))
    listed: list[object] = []

    def noted(where: Opened, *words: str) -> bytes:
        listed.append(words)
        return run_git(where, *words)

    monkeypatch.setattr(refs, "run_git", noted)
    found = [tag_digest(opened, store) for _ in range(2)]
    repo.git("pack-refs", "--all")
    found += [tag_digest(opened, store) for _ in range(2)]
    repo.git("update-ref", "refs/heads/other", oid)
    found.append(tag_digest(opened, store))
    assert (len(set(found)), len(listed)) == (1, 2)
    repo.git("symbolic-ref", "refs/tags/v2", "refs/heads/other")  # its file does not change with the branch
    assert tag_digest(opened, store) == tag_digest(opened, store) != found[0]
    assert len(listed) == 4


def test_a_tag_whose_object_is_not_here_is_in_the_digest(repo: Repository) -> None:
    opened = open_repository(repo.path)
    empty, oid = tag_digest(opened), repo.commit()
    packed = f"# pack-refs with: peeled fully-peeled sorted \n{'1' * len(oid)} refs/tags/v0\n"
    (repo.path / ".git/packed-refs").write_text(packed)
    assert tag_digest(opened) != empty


@given(st.sets(st.binary(min_size=2, max_size=2)), st.lists(st.binary(min_size=2, max_size=2)))
def test_commit_ids_hold_what_a_set_of_them_holds(held: set[bytes], others: list[bytes]) -> None:
    ids = CommitIds(oid.hex() for oid in held)
    assert [oid.hex() in ids for oid in [*held, *others]] == [oid in held for oid in [*held, *others]]
