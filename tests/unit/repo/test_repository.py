"""Opening a repository, from every place that it can be opened from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ai_provenance.errors import GitError, RepositoryError
from ai_provenance.repo import git_version, open_repository
from repository import Repository


def test_open_from_a_subdirectory_finds_the_top(repo: Repository) -> None:
    oid = repo.commit("one\n")
    below = repo.path / "a" / "b"
    below.mkdir(parents=True)
    opened = open_repository(below)
    assert (opened.work_tree, opened.git_dir) == (repo.path, repo.path / ".git")
    assert (opened.head, opened.branch, opened.bare) == (oid, "main", False)
    assert opened.object_format == "sha1"


def test_open_through_a_symbolic_link_and_through_the_git_directory(repo: Repository, tmp_path: Path) -> None:
    repo.commit()
    (tmp_path / "link").symlink_to(repo.path)
    for given in (tmp_path / "link", repo.path / ".git"):
        assert open_repository(given).work_tree == repo.path


def test_open_bare(tmp_path: Path) -> None:
    bare = Repository.init(tmp_path / "bare.git", "--bare")
    opened = open_repository(bare.path)
    assert opened.bare
    assert opened.work_tree is None
    assert opened.git_dir == bare.path


def test_open_linked_worktree_shares_the_common_directory(repo: Repository, tmp_path: Path) -> None:
    repo.commit()
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    opened = open_repository(tmp_path / "tree")
    assert opened.branch == "side"
    assert opened.git_dir == repo.path / ".git" / "worktrees" / "tree"
    assert opened.common_dir == repo.path / ".git"
    assert opened.work_tree == tmp_path / "tree"


def test_open_detached_head_has_no_branch(repo: Repository) -> None:
    oid = repo.commit()
    repo.git("switch", "-q", "--detach")
    opened = open_repository(repo.path)
    assert (opened.head, opened.branch) == (oid, None)


@pytest.mark.parametrize("options", [(), ("--bare",)])
def test_open_unborn_head_knows_its_branch(tmp_path: Path, options: tuple[str, ...]) -> None:
    opened = open_repository(Repository.init(tmp_path / "new", *options).path)
    assert (opened.head, opened.branch) == (None, "main")


def test_open_sha256(tmp_path: Path) -> None:
    long = Repository.init(tmp_path / "long", "--object-format=sha256")
    oid = long.commit()
    opened = open_repository(long.path)
    assert (opened.object_format, opened.head) == ("sha256", oid)
    assert len(oid) == 64


def test_open_shallow_clone_knows_its_boundary(repo: Repository, tmp_path: Path) -> None:
    repo.commit("one\n")
    tip = repo.commit("two\n")
    repo.git("clone", "-q", "--depth=1", repo.path.as_uri(), str(tmp_path / "shallow"))
    opened = open_repository(tmp_path / "shallow")
    assert opened.shallow
    assert opened.shallow_boundary == {tip}
    assert not open_repository(repo.path).shallow


def test_open_partial_clone(repo: Repository, tmp_path: Path) -> None:
    repo.stage("a", "a\n")
    repo.commit()
    repo.git("config", "uploadpack.allowFilter", "true")
    repo.git("clone", "-q", "--filter=blob:none", repo.path.as_uri(), str(tmp_path / "partial"))
    assert open_repository(tmp_path / "partial").partial
    assert not open_repository(repo.path).partial


def test_grafts_are_noticed(repo: Repository) -> None:
    oid = repo.commit()
    assert not open_repository(repo.path).grafted
    (repo.path / ".git" / "info" / "grafts").write_text(f"{oid}\n")
    assert open_repository(repo.path).grafted


def test_not_a_repository_and_no_such_directory(tmp_path: Path) -> None:
    with pytest.raises(RepositoryError, match="not a git repository"):
        open_repository(tmp_path)
    with pytest.raises(RepositoryError, match="no such directory"):
        open_repository(tmp_path / "gone")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a directory away")
def test_repository_of_another_owner_passes_on_what_git_says(repo: Repository) -> None:
    os.chown(repo.path, 12345, 12345)
    with pytest.raises(RepositoryError, match="dubious ownership") as caught:
        open_repository(repo.path)
    assert "safe.directory" in (caught.value.hint or "")


def test_unknown_repository_extension_is_gits_to_explain(repo: Repository) -> None:
    repo.git("config", "core.repositoryFormatVersion", "1")
    repo.git("config", "extensions.fromTheFuture", "yes")
    with pytest.raises(RepositoryError, match="extension"):
        open_repository(repo.path)


def test_git_missing_is_said(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitError, match="not found"):
        open_repository(repo.path)


def test_git_too_old_is_said(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = tmp_path / "bin" / "git"
    old.parent.mkdir()
    old.write_text('#!/bin/sh\ncase "$*" in *version) echo git version 2.11.0;; *) echo usage >&2; exit 129;; esac\n')
    old.chmod(0o755)
    monkeypatch.setenv("PATH", str(old.parent))
    with pytest.raises(GitError, match=r"git 2\.11\.0 is too old"):
        open_repository(repo.path)


def test_git_version_is_a_tuple() -> None:
    assert git_version() >= (2, 30)


def test_a_named_directory_wins_over_the_environment(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Repository.init(tmp_path / "other")
    monkeypatch.setenv("GIT_DIR", str(other.path / ".git"))
    assert open_repository(repo.path).git_dir == repo.path / ".git"
    monkeypatch.chdir(repo.path)
    assert open_repository().git_dir == other.path / ".git"
