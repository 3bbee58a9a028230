"""Starting git so that neither the repository nor the environment decides what we see."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.repo import open_repository, run_git, stream_git, try_git
from repository import Repository


def test_run_git_returns_bytes_and_feeds_stdin(repo: Repository) -> None:
    opened = open_repository(repo.path)
    oid = run_git(opened, "hash-object", "-w", "--stdin", stdin=b"\xff\0")
    assert run_git(opened, "cat-file", "blob", oid.decode().strip()) == b"\xff\0"


def test_failure_names_the_command_and_passes_on_what_git_said(repo: Repository) -> None:
    opened = open_repository(repo.path)
    with pytest.raises(GitError, match="git config failed"):
        run_git(opened, "config", "--get", "no.such")
    assert run_git(opened, "config", "--get", "no.such", check=False) == b""
    assert try_git(opened, "config", "--get", "no.such").status == 1


def test_unknown_revision_is_a_revision_error(repo: Repository) -> None:
    repo.commit()
    with pytest.raises(RevisionError, match="nowhere"):
        run_git(open_repository(repo.path), "log", "--end-of-options", "nowhere", "--")


def test_stream_checks_the_end_and_may_be_left_early(repo: Repository) -> None:
    repo.stage("big", b"x" * 3_000_000)
    repo.commit()
    opened = open_repository(repo.path)
    with stream_git(opened, "cat-file", "blob", "HEAD:big") as pipe:
        assert pipe.read(10) == b"x" * 10
    with pytest.raises(GitError, match="does not exist"), stream_git(opened, "cat-file", "-p", "HEAD:none") as pipe:
        assert pipe.read() == b""


def test_fsmonitor_and_hooks_of_the_repository_are_not_run(repo: Repository, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {tmp_path}/sprung\n")
    trap.chmod(0o755)
    repo.commit()
    repo.git("config", "core.fsmonitor", str(trap))
    repo.git("config", "core.hooksPath", str(tmp_path))
    run_git(open_repository(repo.path), "status")
    assert not (tmp_path / "sprung").exists()


def test_replace_refs_are_not_followed(repo: Repository) -> None:
    old = repo.commit("old\n")
    new = repo.commit("new\n")
    repo.git("replace", new, old)
    assert b"new" in run_git(open_repository(repo.path), "log", "-1", "--format=%s", new)


def test_tracing_and_pathspec_variables_do_not_reach_git(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit()
    monkeypatch.setenv("GIT_TRACE", "1")
    monkeypatch.setenv("GIT_REPLACE_REF_BASE", "refs/heads/")
    assert try_git(open_repository(repo.path), "log", "-1").stderr == ""
