"""Git for hooks: short answers, and None where there is none."""

from __future__ import annotations

import pytest

from ai_provenance.repo.lean import ask, ask_git, messages
from repository import Repository


@pytest.fixture
def here(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(repo.path)
    return repo


def test_messages_come_in_order_and_missing_ones_are_left_out(here: Repository) -> None:
    first, second = here.commit("One\n\nbody\n"), here.commit(b"Two\n")
    assert list(messages([second, "0" * 40, first, "HEAD", "no-such"])) == [
        b"Two\n",
        b"One\n\nbody\n",
        b"Two\n",
    ]


def test_no_commit_yet_is_no_message(here: Repository) -> None:
    assert list(messages(["HEAD"])) == []


def test_more_commits_than_a_pipe_holds(here: Repository) -> None:
    oid = here.commit("One\n")
    assert len(list(messages([oid] * 2_500))) == 2_500


def test_a_git_that_fails_gives_nothing(here: Repository) -> None:
    assert ask_git(["rev-parse", "--verify", "-q", "no-such"]) is None


def test_a_program_that_is_not_there_gives_nothing() -> None:
    assert ask(["no-such-program"], {"PATH": "/nowhere"}) is None


def test_the_users_configuration_counts_when_it_is_asked_for(here: Repository) -> None:
    here.git("config", "core.commentChar", ";")
    assert ask_git(["config", "core.commentChar"], hardened=False) == b";\n"
