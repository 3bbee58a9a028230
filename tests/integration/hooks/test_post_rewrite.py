"""Notes of other tools follow the change through an amend and a rebase."""

from __future__ import annotations

import pytest

from ai_provenance.cli.main import run
from repository import Repository

REF = "refs/notes/ai"
BODY = b"a\n  s_1::t_1 1-4\n---\n{}\n\n"


@pytest.fixture
def installed(repo: Repository) -> Repository:
    repo.stage("base", "1\n")
    repo.commit()
    assert run(["install", "--repo", str(repo.path)]) == 0
    repo.stage("a", "1\n2\n3\n4\n")
    repo.commit("Edit a\n")
    note(repo)
    return repo


def note(repo: Repository, revision: str = "HEAD", body: bytes = BODY) -> None:
    repo.run(
        "notes",
        f"--ref={REF}",
        "add",
        "-C",
        repo.run("hash-object", "-w", "--stdin", stdin=body).stdout.decode().strip(),
        revision,
    )


def noted(repo: Repository, revision: str = "HEAD") -> bytes:
    return repo.run("notes", f"--ref={REF}", "show", revision, check=False).stdout


@pytest.mark.parametrize(
    "options", [("-m", "Edit a, reworded"), ("--no-edit", "--date=now"), ("--author=B <b@x>", "-C", "HEAD")]
)
def test_an_amend_of_the_message_keeps_the_note(installed: Repository, options: tuple[str, ...]) -> None:
    old = installed.git("rev-parse", "HEAD")
    done = installed.run("commit", "--amend", *options)
    assert installed.git("rev-parse", "HEAD") != old
    assert noted(installed) == noted(installed, old) == BODY
    assert b"post-rewrite" not in done.stderr


def test_an_amend_of_the_change_says_what_was_not_carried(installed: Repository) -> None:
    old = installed.git("rev-parse", "HEAD")
    installed.stage("a", "1\n2\n3\n4\n5\n")
    done = installed.run("commit", "--amend", "--no-edit")
    assert noted(installed) == b""
    assert done.stderr.count(b"\n") == 1
    assert f"the note of {old[:12]} was not carried".encode() in done.stderr


def test_a_rebase_keeps_the_notes_of_what_stays_the_same(installed: Repository) -> None:
    main = installed.git("rev-parse", "--abbrev-ref", "HEAD")
    installed.stage("a", "1\n2\n3\n4\n5\n")
    installed.commit("Edit a again\n")
    note(installed, body=b"second")
    installed.git("checkout", "-q", "-b", "upstream", "HEAD~2")
    installed.stage("other", "1\n")
    installed.commit()
    installed.git("checkout", "-q", main)
    done = installed.run("rebase", "-q", "upstream")
    assert (noted(installed, "HEAD~1"), noted(installed)) == (BODY, b"second")
    assert b"ai-provenance" not in done.stderr


def test_two_commits_made_one_carry_nothing(installed: Repository) -> None:
    installed.stage("a", "1\n2\n3\n4\n5\n")
    installed.commit("fixup! Edit a\n")
    note(installed, body=b"second")
    done = installed.run("rebase", "-q", "-i", "--autosquash", "HEAD~2", env={"GIT_SEQUENCE_EDITOR": "true"})
    assert noted(installed) == b""
    assert b"and 1 more was not carried" in done.stderr


def test_a_note_that_is_there_is_left_alone(installed: Repository) -> None:
    installed.git("config", "notes.rewriteRef", REF)
    installed.git("config", "notes.rewriteMode", "overwrite")
    installed.run("commit", "--amend", "-m", "x")
    assert noted(installed) == BODY


def test_notes_of_other_matters_are_left_alone(installed: Repository) -> None:
    installed.git("notes", "--ref=coverage", "add", "-m", "80 %", "HEAD")
    installed.run("commit", "--amend", "-m", "x")
    assert installed.run("notes", "--ref=coverage", "show", "HEAD", check=False).returncode != 0


def test_without_standard_input_the_reflog_says_what_was_amended(installed: Repository) -> None:
    installed.run("-c", "core.hooksPath=/dev/null", "commit", "--amend", "-m", "x")
    assert noted(installed) == b""
    done = installed.run("hook", "run", "post-rewrite", "--", "amend", check=False)
    if done.returncode:
        pytest.skip(f"this git cannot run a hook: {done.stderr.decode()}")
    assert noted(installed) == BODY


def test_without_standard_input_a_commit_is_no_amend(installed: Repository) -> None:
    installed.stage("a", "other\n")
    installed.commit("later\n")
    installed.run("hook", "run", "post-rewrite", "--", "amend", check=False)
    assert noted(installed) == b""
