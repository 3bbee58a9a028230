"""`experiment`: planned by one, joined by another with the salt that was handed over."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ai_provenance.cli.main import run
from ai_provenance.delivery.experiment_plans import plan_text
from ai_provenance.export.delivery.improvement_schema import improvement_schemas
from ai_provenance.repo import open_repository
from ai_provenance.store.recording import recall
from experimented import build, plan, rows
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


def check(repo: Repository, capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict[str, Any]]:
    capsys.readouterr()
    status = experiment(repo, "check", "speed", "--format", "json", *options)
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, improvement_schemas()["experiment-1.0.json"])
    return status, found


def test_the_result_is_given_once_after_the_end(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    build(repo, plan(), rows(60, lambda arm, draw: draw.lognormvariate(3, 0.3) * (3 if arm == "small" else 1)))
    status, found = check(repo, capsys, "--at", "2026-06-30")
    assert (status, found["verdict"], found["effects"]) == (3, "running", [])
    status, found = check(repo, capsys, "--at", "2026-07-01")
    assert (status, found["verdict"]) == (0, "difference")
    assert experiment(repo, "check", "speed", "--at", "2026-07-01") == 0
    assert "small caused" in capsys.readouterr().out
    assert check(repo, capsys, "v1.0.0", "--at", "2026-07-01")[0] == 3


def test_a_work_tree_cannot_change_what_is_judged(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    build(repo, plan(minimum_units=500), rows(40, lambda _, draw: draw.lognormvariate(3, 0.3)))
    (repo.path / plan().path).write_text(plan_text(plan(minimum_units=1)))
    assert check(repo, capsys, "--at", "2026-07-01")[1]["verdict"] == "insufficient"


def test_a_result_that_is_recorded_is_the_task_of_the_scorecard(repo: Repository) -> None:
    build(repo, plan(), rows(60, lambda arm, draw: draw.lognormvariate(3, 0.3) * (3 if arm == "small" else 1)))
    for day in ("2026-06-30", "2026-07-01"):
        experiment(repo, "check", "speed", "--record", "--at", day)
        found = recall(open_repository(repo.path), None).records.experiments
        assert found == (1 if day == "2026-07-01" else None)


def test_an_experiment_of_two_repositories_has_one_salt(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "salt").write_text("ab" * 32 + "\n")
    assert experiment(repo, *INIT, "--salt", str(tmp_path / "salt")) == 0
    other = Repository.init(tmp_path / "other", "-b", repo.git("symbolic-ref", "--short", "HEAD"))
    assert experiment(other, *INIT, "--salt", str(tmp_path / "salt")) == 0
    for one in (repo, other):
        experiment(one, "join", "speed")
    assert state(repo, capsys) == state(other, capsys)


@pytest.mark.parametrize("salt", ["", "abc", "00" * 31, "no salt at all"])
def test_a_salt_that_is_too_short_is_none(repo: Repository, tmp_path: Path, salt: str) -> None:
    (tmp_path / "salt").write_text(salt)
    assert experiment(repo, *INIT, "--salt", str(tmp_path / "salt")) == 3
    assert not (repo.path / ".ai-provenance").exists()


def test_the_arms_of_an_experiment_can_be_compared_once_it_is_over(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    build(repo, plan(), rows(60, lambda arm, draw: draw.lognormvariate(3, 0.3) * (3 if arm == "small" else 1)))
    compare = ["delivery", "compare", "--repo", str(repo.path), "--since", "2026-01-01", "--arms"]
    capsys.readouterr()
    assert run([*compare, "experiment:speed", "--format", "json", "--deployments", "branch"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["arms"] == ["small", "control"]
    assert run([*compare, "speed"]) == 2
    assert run([*compare, "experiment:other"]) == 3
    running = plan(ends=date(2999, 1, 1))
    repo.stage(running.path, plan_text(running))
    repo.commit("Go on\n")
    assert run([*compare, "experiment:speed"]) == 3
    assert "looked at once, after the end" in capsys.readouterr().err
