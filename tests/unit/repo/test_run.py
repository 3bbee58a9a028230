"""Starting git so that neither the repository nor the environment decides what we see."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.repo import open_repository, run_git, stream_git, try_git
from ai_provenance.repo.run import TIMED_OUT, command_output, git_output, run_command
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


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["log", "nosuch", "--"], "unknown revision: 'nosuch'"),
        (["log", "nosuch"], "unknown revision: 'nosuch'"),
        (["ls-tree", "it's"], 'unknown revision: "it\'s"'),
        (["log", "HEAD", "--"], "no commit yet: 'HEAD' names none"),
        (["ls-tree", "HEAD"], "no commit yet: 'HEAD' names none"),
        (["cat-file", "commit", "HEAD"], "no commit yet: 'HEAD' names none"),
    ],
    ids=str,
)
def test_a_revision_that_is_not_here_reads_alike_whatever_git_says(
    repo: Repository, command: list[str], said: str
) -> None:
    with pytest.raises(RevisionError) as caught:
        run_git(open_repository(repo.path), *command)
    assert str(caught.value) == said


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


def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Put a git on the PATH that runs SCRIPT."""
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no signals here")
def test_the_signal_that_ended_git_is_named(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_repository(repo.path)
    fake_git(tmp_path, monkeypatch, "kill -9 $$")
    with pytest.raises(GitError, match="git log was ended by SIGKILL"):
        run_git(opened, "log")
    with pytest.raises(GitError, match="git log was ended by SIGKILL"), stream_git(opened, "-c", "a=b", "log") as pipe:
        pipe.read()


def test_a_failed_stream_is_not_run_again(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_repository(repo.path)
    fake_git(tmp_path, monkeypatch, f"echo run >> {tmp_path}/log; echo 'fatal: broken' >&2; exit 128")
    with pytest.raises(GitError, match="git log failed: broken"), stream_git(opened, "log") as pipe:
        pipe.read()
    assert (tmp_path / "log").read_text() == "run\n"


@pytest.mark.parametrize("stdin", [None, b"short", b"x" * 1_000_000])
def test_a_git_that_says_much_does_not_wait_for_us(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stdin: bytes | None
) -> None:
    opened = open_repository(repo.path)
    fake_git(tmp_path, monkeypatch, "head -c 300000 /dev/zero >&2; echo end >&2; head -c 300000 /dev/zero")
    outcome = try_git(opened, "x", stdin=stdin)
    assert (outcome.status, len(outcome.stdout)) == (0, 300_000)
    assert outcome.stderr.endswith("end\n")


def test_a_stream_runs_from_the_call_on(repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = open_repository(repo.path)
    fake_git(tmp_path, monkeypatch, f"echo said; touch {tmp_path}/ran")
    stream = stream_git(opened, "x")
    while not (tmp_path / "ran").exists():
        time.sleep(0.01)
    with stream as pipe:
        assert pipe.read() == b"said\n"


def test_a_git_that_reads_nothing_gives_its_own_reason(
    repo: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = open_repository(repo.path)
    fake_git(tmp_path, monkeypatch, "echo 'fatal: not today' >&2; exit 1")
    for stdin in (b"short", b"x" * 3_000_000):
        with pytest.raises(GitError, match="not today"):
            run_git(opened, "x", stdin=stdin)
        with pytest.raises(GitError, match="not today"), stream_git(opened, "x", stdin=stdin) as pipe:
            pipe.read()


def test_a_command_that_takes_too_long_is_killed() -> None:
    assert run_command(["sleep", "60"], os.environ, timeout=0.05).status == TIMED_OUT


def test_a_program_that_is_not_there() -> None:
    with pytest.raises(GitError, match="no-such-program was not found on the PATH"):
        run_command(["no-such-program"], os.environ)
    assert command_output(["no-such-program"], os.environ) is None


def test_the_output_of_a_git_that_fails_is_none(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)
    assert git_output(["rev-parse", "--verify", "-q", "no-such"]) is None


def test_the_users_configuration_counts_where_it_is_wanted(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)
    repo.git("config", "core.hooksPath", "mine")
    assert git_output(["config", "core.hooksPath"], hardened=False) == b"mine\n"
    assert git_output(["config", "core.hooksPath"]) == b"/dev/null\n"
