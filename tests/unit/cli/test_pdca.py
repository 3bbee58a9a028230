"""`pdca`: a change is planned against a number, checked, recorded, and taken back on a branch of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ai_provenance.cli.main import run
from ai_provenance.delivery.chain import appended
from ai_provenance.export.delivery.improvement_schema import improvement_schemas
from ai_provenance.repo import open_repository
from ai_provenance.scorecard.facts import CycleLedger
from ai_provenance.snapshot.delivery import ledger_of
from ai_provenance.store.recording import recall
from delivered import Delivered
from experimented import build, rows
from experimented import plan as experiment_plan
from repository import Repository

LEDGER = ".ai-provenance/pdca/ledger.jsonl"
WEEKLY = ("--metric", "deployment_frequency", "--min-n", "3", "--window", "28")


def pdca(repo: Repository, *arguments: str) -> int:
    return run(["pdca", *arguments, "--repo", str(repo.path)])


@pytest.fixture
def released(repo: Repository) -> Repository:
    """A change of two commits and a merge on day 10, and seven releases in the four weeks after it."""
    main = Delivered(repo)
    repo.write("a", "0\n")
    repo.git("add", ".")
    main.commit("start", day=1)
    main.tag("v1.0.0", day=1)
    repo.git("tag", "before")
    for number, day in (("1", 8), ("2", 9)):
        repo.stage("a", f"{number}\n")
        main.commit(f"change {number}", day=day)
    repo.git("checkout", "-q", "-b", "side")
    repo.stage("b", "b\n")
    main.commit("side", day=9.5)
    repo.git("checkout", "-q", "-")
    main.merge("side", "Merge side", day=10)
    repo.git("tag", "after")
    for release in range(7):
        main.commit(f"more {release}", day=11 + 3 * release)
        main.tag(f"v1.1.{release}", day=11 + 3 * release)
    return repo


def planned(repo: Repository, target: str, *more: str) -> None:
    arguments = ("--hypothesis", 'We release "more"', "--target", target, "--range", "before..after", *WEEKLY, *more)
    assert pdca(repo, "init", "faster", *arguments) == 0


def entries(repo: Repository) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (repo.path / LEDGER).read_text().splitlines()]


@pytest.mark.parametrize(
    ("target", "status", "verdict", "act"),
    [("0.5", 0, "pass", "apply"), ("9", 1, "fail", "revert"), ("1.75", 3, "inconclusive", "extend")],
)
def test_the_whole_interval_decides(released: Repository, target: str, status: int, verdict: str, act: str) -> None:
    planned(released, target)
    assert pdca(released, "record", "faster", "--at", "2026-03-01") == status
    (entry,) = entries(released)
    assert (entry["verdict"], entry["act"], entry["at"]) == (verdict, act, "2026-03-01T00:00:00Z")
    assert entry["values"]["deployment_frequency"]["value"] == 1.75
    assert entry["plan"] == released.git("hash-object", ".ai-provenance/pdca/faster.toml")
    assert entry["commits"] == released.git("rev-list", "--first-parent", "before..after").split()
    assert pdca(released, "verify") == 0


def test_before_the_window_is_over_nothing_is_measured(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    planned(released, "0.5")
    assert pdca(released, "check", "faster", "--at", "2026-02-07") == 3
    assert "the window ends on 2026-02-08" in capsys.readouterr().out
    pdca(released, "check", "faster", "--at", "2026-03-01", "--format", "json")
    jsonschema.validate(json.loads(capsys.readouterr().out), improvement_schemas()["pdca-1.0.json"])
    assert not (released.path / LEDGER).exists()


def test_a_guard_that_is_worse_fails_what_passes(released: Repository) -> None:
    planned(released, "0.5", "--guard", "deployment_frequency=8")
    assert pdca(released, "check", "faster", "--at", "2026-03-01") == 1


def test_the_proposed_revert_applies_and_touches_nothing_of_the_caller(released: Repository) -> None:
    planned(released, "9")
    released.stage("staged", "x")
    released.write("a", "dirty\n")
    before = released.git("status", "--porcelain"), released.git("rev-parse", "HEAD"), released.git("branch")
    assert pdca(released, "act", "revert", "faster", "--branch", "back") == 0
    assert (released.git("status", "--porcelain"), released.git("rev-parse", "HEAD")) == before[:2]
    assert released.git("worktree", "list").count("\n") == 0
    assert set(released.git("branch").split()) - set(before[2].split()) == {"back"}
    assert released.git("show", "back:a") == "0"
    assert released.git("ls-tree", "--name-only", "back") == "a"
    assert released.git("rev-list", "--count", "HEAD..back") == "3"


def test_the_commands_that_it_prints_do_the_same(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    planned(released, "9")
    capsys.readouterr()
    assert pdca(released, "act", "revert", "faster") == 0
    for line in capsys.readouterr().out.splitlines():
        released.git(*line.split()[1:])
    assert released.git("show", "HEAD:a") == "0"


def test_a_revert_in_conflict_makes_no_branch(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    planned(released, "9")
    released.stage("a", "other\n")
    released.commit("later\n")
    assert pdca(released, "act", "revert", "faster", "--branch", "back") == 3
    assert "cannot be reverted here" in capsys.readouterr().err
    assert "back" not in released.git("branch")
    assert released.git("worktree", "list").count("\n") == 0


@pytest.mark.parametrize("name", ["-x", "a..b", "main"])
def test_a_name_that_can_be_no_new_branch_changes_nothing(released: Repository, name: str) -> None:
    planned(released, "9")
    before = released.git("for-each-ref")
    assert pdca(released, "act", "revert", "faster", f"--branch={name}") == 3
    assert released.git("for-each-ref") == before


def test_an_edited_ledger_takes_no_further_line(released: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    planned(released, "9")
    pdca(released, "record", "faster", "--at", "2026-03-01")
    path = released.path / LEDGER
    path.write_text(path.read_text().replace('"fail"', '"pass"'))
    capsys.readouterr()
    assert pdca(released, "verify") == 1
    assert pdca(released, "record", "faster", "--at", "2026-03-02") == 1
    assert "line 1 of the ledger was edited" in capsys.readouterr().err
    assert len(path.read_text().splitlines()) == 1


def test_a_ledger_that_was_made_anew_is_held_to_what_was_committed(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    planned(released, "9")
    pdca(released, "record", "faster", "--at", "2026-03-01")
    released.git("add", ".ai-provenance")
    released.commit("Record\n")
    for path in (released.path / ".ai-provenance/pdca").glob("ledger*"):
        path.unlink()
    assert pdca(released, "record", "faster", "--at", "2026-03-02") == 1
    assert "is not what" in capsys.readouterr().err


def test_an_experiment_decides_by_its_effect(repo: Repository) -> None:
    build(
        repo,
        experiment_plan(),
        rows(80, lambda arm, draw: draw.lognormvariate(3, 0.3) * (0.3 if arm == "small" else 1)),
    )
    arguments = ("--hypothesis", "Faster", "--metric", "cycle_time", "--target", "0.8", "--experiment", "speed")
    assert pdca(repo, "init", "small-steps", *arguments) == 0
    assert pdca(repo, "record", "small-steps", "--at", "2026-06-30") == 3
    assert pdca(repo, "record", "small-steps", "--at", "2026-07-01") == 0
    assert [(entry["verdict"], entry["commits"]) for entry in entries(repo)] == [("inconclusive", []), ("pass", [])]
    assert pdca(repo, "verify") == 0


@pytest.mark.parametrize(
    "wrong",
    [
        ("--metric", "speed", "--range", "a..b"),
        ("--metric", "cycle_time", "--range", "a..b"),
        ("--metric", "rework_rate", "--experiment", "speed"),
        ("--metric", "rework_rate"),
        ("--metric", "rework_rate", "--range", "-x..y"),
        ("--metric", "rework_rate", "--range", "a..b", "--guard", "lines=1"),
    ],
)
def test_a_plan_that_means_nothing_is_a_usage_error(repo: Repository, tmp_path: Path, wrong: tuple[str, ...]) -> None:
    assert pdca(repo, "init", "faster", "--hypothesis", "x", "--target", "1", *wrong) == 2
    assert not (repo.path / ".ai-provenance").exists()


def test_an_act_that_is_recorded_is_known_to_the_scorecard(released: Repository) -> None:
    planned(released, "1.75")
    pdca(released, "record", "faster", "--at", "2026-03-01")
    assert recall(open_repository(released.path), None).records.acts == 0
    (released.path / ".ai-provenance/pdca/faster.toml").unlink()
    planned(released, "9")
    pdca(released, "record", "faster", "--at", "2026-03-01")
    assert recall(open_repository(released.path), None).records.acts == 1


def committed(repo: Repository, message: str) -> CycleLedger | None:
    repo.git("add", ".ai-provenance")
    return ledger_of(open_repository(repo.path), repo.commit(message))


def test_the_scorecard_verifies_the_ledger_of_the_commit(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    planned(released, "9")
    pdca(released, "record", "faster", "--at", "2026-03-01")
    assert ledger_of(open_repository(released.path), released.git("rev-parse", "HEAD")) is None
    assert committed(released, "Record") == CycleLedger(lines=1, acts=1)
    path = released.path / LEDGER
    path.write_text(path.read_text().replace('"fail"', '"pass"'))
    assert committed(released, "Edit") == CycleLedger(fault="line 1 of the ledger was edited")
    capsys.readouterr()
    assert run(["score", "--repo", str(released.path), "--format", "json", "--phase", "5"]) == 0
    (phase,) = json.loads(capsys.readouterr().out)["phases"]
    (task,) = (one for one in phase["tasks"] if one["id"] == "T5.5")
    assert task["state"] not in ("done", "partial")
    assert "line 1 of the ledger was edited" in json.dumps(task)


def test_a_ledger_that_was_begun_anew_is_broken_for_the_scorecard(released: Repository) -> None:
    planned(released, "9")
    pdca(released, "record", "faster", "--at", "2026-03-01")
    committed(released, "Record")
    ledger, end = appended(b"", {"id": "faster", "act": "apply"})
    (released.path / LEDGER).write_bytes(ledger)
    (released.path / ".ai-provenance/pdca/ledger.end").write_bytes(end)
    found = committed(released, "Anew")
    assert found is not None
    assert "is not what" in found.fault
