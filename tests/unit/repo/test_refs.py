"""Remotes and tags, with GitPython and where it cannot open the repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.repo import Remote, Tag, open_repository, remotes, tags
from ai_provenance.repo.refs import plain_remotes, without_credentials
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


def test_tags_come_down_to_commits(repo: Repository) -> None:
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
        ("https://[bad", ""),
        ("", ""),
    ],
)
def test_credentials_are_left_out(url: str, expected: str) -> None:
    assert without_credentials(url) == expected


def test_plain_git_names_the_same_remotes(repo: Repository) -> None:
    for name, url in (("up", "https://user:pass@example.org/up.git"), ("origin", "git@example.org:a/b.git")):
        repo.git("remote", "add", name, url)
    opened = open_repository(repo.path)
    assert plain_remotes(opened) == remotes(opened)
