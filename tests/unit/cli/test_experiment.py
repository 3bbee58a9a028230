"""`experiment`: planned by one, joined by another with the salt that was handed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.cli.main import run
from repository import Repository

INIT = ["init", "speed", "--hypothesis", "Small steps are faster", "--ends", "2999-01-31"]


def experiment(repo: Repository, *arguments: str) -> int:
    return run(["experiment", *arguments, "--repo", str(repo.path)])


def state(repo: Repository, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert experiment(repo, "status", "--format", "json") == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)["experiments"][0]
    return found


def clone(repo: Repository, tmp_path: Path) -> Repository:
    repo.git("add", ".")
    repo.commit("Plan\n")
    repo.git("clone", "-q", str(repo.path), str(tmp_path / "other"))
    return Repository(tmp_path / "other")


def test_two_machines_with_one_salt_have_the_same_arm(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert experiment(repo, *INIT) == 0
    other = clone(repo, tmp_path)
    salt = repo.path / ".git/ai-provenance-experiments/speed"
    assert salt.stat().st_mode & 0o077 == 0
    assert experiment(repo, "join", "speed") == 0
    assert experiment(other, "join", "speed", "--salt", str(salt)) == 0
    arms = []
    for one in (repo, other):
        one.git("checkout", "-q", "-b", "feature/x")
        arms.append(state(one, capsys)["arm"])
    assert arms[0] in ("control", "treatment")
    assert arms[0] == arms[1]


def test_nobody_joins_without_the_salt_of_the_plan(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    experiment(repo, *INIT)
    other = clone(repo, tmp_path)
    assert experiment(other, "join", "speed") == 3
    (tmp_path / "salt").write_text("00" * 32)
    assert experiment(other, "join", "speed", "--salt", str(tmp_path / "salt")) == 3
    assert state(other, capsys)["joined"] is False


def test_who_leaves_has_no_trace_in_the_configuration(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    before = (repo.path / ".git/config").read_text()
    experiment(repo, *INIT)
    experiment(repo, "join", "speed")
    assert state(repo, capsys)["joined"] is True
    assert experiment(repo, "leave", "speed") == 0
    assert (repo.path / ".git/config").read_text() == before


@pytest.mark.parametrize(
    "wrong",
    [["--arm", "one"], ["--arm", "a=x", "--arm", "b"], ["--origin", "nobody=ai"], ["--effect", "1"]],
)
def test_a_plan_that_cannot_be_judged_is_a_usage_error(repo: Repository, wrong: list[str]) -> None:
    assert experiment(repo, *INIT, *wrong) == 2
    assert not (repo.path / ".ai-provenance").exists()


def test_a_plan_is_not_overwritten(repo: Repository) -> None:
    assert experiment(repo, *INIT) == 0
    before = (repo.path / ".ai-provenance/experiments/speed.toml").read_bytes()
    assert experiment(repo, *INIT) == 3
    assert (repo.path / ".ai-provenance/experiments/speed.toml").read_bytes() == before
