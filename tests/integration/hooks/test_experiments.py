"""The trailer of an experiment: for who joined, once, and not one byte for anybody else."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from ai_provenance.environment.experiment import DIRECTORY, arm_of
from ai_provenance.hooks import main
from ai_provenance.install.shim import gate
from ai_provenance.sha256 import sha256
from hooked import AGENT, MESSAGE_HOOKS, Hooked

SALT = bytes(range(32))
PLAN = """\
unit = "branch"
salt-sha256 = "{salt}"
ends = {ends}

[[arms]]
name = "control"

[[arms]]
name = "treatment"
"""
ARMS = [("control", 1), ("treatment", 1)]
MESSAGE = b"fix: a thing\n\nBecause.\n"


def plan(repo: Hooked, *, ends: str = "2999-01-01", salt: bytes = SALT, join: bool = True) -> None:
    repo.write(".ai-provenance/experiments/speed.toml", PLAN.format(salt=sha256(SALT).hexdigest(), ends=ends))
    kept = repo.path / ".git" / DIRECTORY
    kept.mkdir()
    (kept / "speed").write_text(salt.hex())
    if join:
        repo.git("config", "ai-provenance.speed.experiment", "join")


def expected(unit: str) -> str:
    return f"Experiment: speed/{arm_of(SALT, 'speed', unit, ARMS)}"


def written(repo: Hooked, monkeypatch: pytest.MonkeyPatch, message: bytes = MESSAGE) -> bytes:
    """The message as the hook prepare-commit-msg leaves it where no editor runs."""
    path = repo.path / ".git/COMMIT_EDITMSG"
    path.write_bytes(message)
    monkeypatch.chdir(repo.path)
    monkeypatch.setenv("GIT_EDITOR", ":")
    assert main(["prepare-commit-msg", ".git/COMMIT_EDITMSG", "message"]) == 0
    return path.read_bytes()


def starts_python(repo: Hooked, shell: str = "sh") -> bool:
    """Whether the shell gate leaves the commit to Python."""
    path = repo.git("rev-parse", "--git-path", "COMMIT_EDITMSG")
    (repo.path / path).write_bytes(MESSAGE)
    script = f"hook=commit-msg\n{gate('commit-msg')}" + 'nothing_to_do "$@" && echo nothing\nexit 0\n'
    done = subprocess.run([shell, "-c", script, shell, path], cwd=repo.path, capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout != b"nothing\n"


@pytest.fixture
def hooked(tmp_path: Path) -> Hooked:
    repo = Hooked.init(tmp_path / "work", "-b", "main")
    assert isinstance(repo, Hooked)
    return repo


def test_who_joined_gets_the_arm_of_the_branch_once(hooked: Hooked) -> None:
    plan(hooked)
    hooked.install(*MESSAGE_HOOKS)
    for name in ("main", "feature/one", "feature/two"):
        hooked.git("checkout", "-q", "-B", name)
        hooked.save(f"Work on {name}", name=name)
        assert hooked.git("log", "-1", "--format=%(trailers:only)") == expected(name)
    hooked.git("commit", "-q", "--amend", "--no-edit", env=AGENT)
    assert hooked.git("log", "-1", "--format=%(trailers:only)") == expected("feature/two")


def test_an_agents_commit_has_both_trailers(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(hooked)
    monkeypatch.setenv("CLAUDECODE", "1")
    assert written(hooked, monkeypatch) == MESSAGE + f"\nAssisted-by: Claude\n{expected('main')}\n".encode()


def test_applying_it_twice_changes_nothing(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(hooked)
    once = written(hooked, monkeypatch)
    assert once != MESSAGE
    assert written(hooked, monkeypatch, once) == once


def test_a_commit_that_moved_to_another_branch_keeps_its_arm(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(hooked)
    moved = MESSAGE + b"\nExperiment: speed/elsewhere\n"
    assert written(hooked, monkeypatch, moved) == moved


@pytest.mark.parametrize("state", ["no plan", "not joined", "ended", "left", "no salt"])
def test_who_takes_no_part_gets_the_same_bytes_and_no_warning(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], state: str
) -> None:
    if state != "no plan":
        plan(hooked, ends="2001-01-01" if state == "ended" else "2999-01-01", join=state != "not joined")
    if state == "left":
        hooked.git("config", "ai-provenance.speed.experiment", "leave")
    if state == "no salt":
        (hooked.path / ".git" / DIRECTORY / "speed").unlink()
    assert written(hooked, monkeypatch) == MESSAGE
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("message", [b"fixup! fix: a thing\n", b"squash! fix: a thing\n\nMore.\n"])
def test_a_commit_that_will_be_folded_gets_none(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, message: bytes
) -> None:
    plan(hooked)
    assert written(hooked, monkeypatch, message) == message


def test_a_salt_of_another_plan_assigns_nothing_and_says_so(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan(hooked, salt=bytes(32))
    assert written(hooked, monkeypatch) == MESSAGE
    assert "the salt here is not the one of its plan" in capsys.readouterr().err


def test_a_plan_that_cannot_be_read_lets_the_declaration_through(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plan(hooked)
    hooked.write(".ai-provenance/experiments/speed.toml", "arms = [[[")
    monkeypatch.setenv("CLAUDECODE", "1")
    assert written(hooked, monkeypatch) == MESSAGE + b"\nAssisted-by: Claude\n"
    assert "not assigned" in capsys.readouterr().err


def test_a_cherry_pick_brings_no_arm_of_the_branch_it_comes_to(hooked: Hooked) -> None:
    hooked.commit("one\n")
    hooked.git("checkout", "-q", "-b", "side")
    picked = hooked.commit("two\n")
    hooked.git("checkout", "-q", "main")
    plan(hooked)
    hooked.install(*MESSAGE_HOOKS)
    hooked.git("cherry-pick", "--allow-empty", picked)
    assert hooked.git("log", "-1", "--format=%B") == "two"


def test_a_linked_work_tree_takes_part_by_the_branch_that_it_has(hooked: Hooked) -> None:
    plan(hooked)
    hooked.git("add", ".")
    hooked.commit("one\n")
    hooked.install(*MESSAGE_HOOKS)
    hooked.git("worktree", "add", "-q", "-b", "linked", "../linked")
    other = Hooked(hooked.path.parent / "linked")
    other.save("Work")
    assert other.git("log", "-1", "--format=%(trailers:only)") == expected("linked")
    assert starts_python(other)


@pytest.mark.parametrize("place", ["included", "global", "worktree", "the repository's"])
def test_nothing_but_the_clones_own_configuration_lets_a_person_join(
    hooked: Hooked, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str
) -> None:
    plan(hooked, join=False)
    joining = '[ai-provenance "speed"]\n\texperiment = join\n'
    for path in (".gitconfig", ".git-config", "config"):
        hooked.write(path, joining)
    if place == "included":
        hooked.git("config", "include.path", "../.gitconfig")
    elif place == "global":
        (tmp_path / "global").write_text(joining)
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "global"))
    elif place == "worktree":
        hooked.git("config", "extensions.worktreeConfig", "true")
        hooked.git("config", "--worktree", "ai-provenance.speed.experiment", "join")
    assert written(hooked, monkeypatch) == MESSAGE
    assert not starts_python(hooked)


@pytest.mark.parametrize("shell", ["dash", "bash"])
def test_the_shell_gate_starts_python_for_who_joined_only(hooked: Hooked, shell: str) -> None:
    plan(hooked, join=False)
    assert not starts_python(hooked, shell)
    hooked.git("config", "ai-provenance.speed.experiment", "join")
    assert starts_python(hooked, shell)
    hooked.git("config", "ai-provenance.speed.experiment", "leave")
    assert not starts_python(hooked, shell)


def test_a_branch_that_the_plan_excepts_is_in_no_arm(hooked: Hooked, monkeypatch: pytest.MonkeyPatch) -> None:
    plan(hooked)
    path = hooked.path / ".ai-provenance/experiments/speed.toml"
    path.write_text('except = ["main"]\n' + path.read_text())
    assert written(hooked, monkeypatch) == MESSAGE
    hooked.git("symbolic-ref", "HEAD", "refs/heads/topic")
    assert expected("topic").encode() in written(hooked, monkeypatch)
