"""`ai-provenance score` on real repositories."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ai_provenance import export
from ai_provenance.cli.main import run
from delivered import DAY, START, Delivered
from repository import CLAUDE_TRAILER, Repository
from source_evidence import STATES, files

SCHEMA = Path(export.__file__).parent / "schemas" / "score-1.1.json"
SIGNED = 'owner = "a"\napprover = "b"\ndate = 2025-11-06\nexpires = 2099-01-01\n'


@pytest.fixture
def claimed(repo: Repository) -> Repository:
    """A repository that holds the source document's evidence as attestations, and nothing else."""
    for path, content in files(STATES, SIGNED):
        repo.stage(path, content)
    repo.commit(f"attest\n\n{CLAUDE_TRAILER}\n")
    return repo


def scored(repo: Repository, *options: str) -> dict[str, object]:
    place = repo.path.parent / "score.json"
    assert run(["score", "--repo", str(repo.path), "--format", "json", "-o", str(place), *options]) == 0
    parsed = json.loads(place.read_text())
    assert isinstance(parsed, dict)
    return parsed


def phases(repo: Repository, key: str) -> list[object]:
    listed = scored(repo, "--profile", "declared")["phases"]
    assert isinstance(listed, list)
    return [phase[key] for phase in listed]


def test_claims_are_printed_beside_what_the_repository_shows(claimed: Repository) -> None:
    assert phases(claimed, "claimed") == [90.0, 80.0, 75.0, 75.0, 41.7, 42.9]
    assert phases(claimed, "score") == [90.0, 70.0, 66.7, 75.0, 41.7, 42.9]


@pytest.mark.parametrize("number", range(1, 7))
def test_all_gates_fail_on_the_sources_evidence(claimed: Repository, number: int) -> None:
    assert run(["score", "gate", str(number), "--repo", str(claimed.path)]) == 1


def test_a_gate_that_nothing_is_known_about_is_inconclusive(repo: Repository) -> None:
    repo.commit()
    assert run(["score", "gate", "5", "--repo", str(repo.path)]) == 3


def test_a_gate_as_json_is_the_score_document_of_its_phase(
    claimed: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert run(["score", "gate", "2", "--format", "json", "--repo", str(claimed.path)]) == 1
    found = json.loads(capsys.readouterr().out)
    jsonschema.validate(found, json.loads(SCHEMA.read_text()))
    assert [(gate["gate"], gate["verdict"]) for gate in found["gates"]] == [("G2", "fail")]
    assert all(one["needs"] or one["reason"] for one in found["gates"][0]["criteria"])


def test_a_gate_passes_on_independent_attestations(repo: Repository) -> None:
    about = [
        "task = 'T6.5'",
        "indicator = 'I6.1'\nvalue = 0.81",
        "indicator = 'I6.3'\nvalue = 3",
        "criterion = 'G6.elite-tier'",
    ]
    for number, subject in enumerate(about):
        repo.stage(f".ai-provenance/attestations/{number}.toml", SIGNED + subject)
    repo.commit()
    assert run(["score", "gate", "6", "--repo", str(repo.path)]) == 0


def test_one_phase_alone(claimed: Repository) -> None:
    document = scored(claimed, "--phase", "2")
    assert [phase["phase"] for phase in document["phases"]] == [2]  # type: ignore[attr-defined]  # JSON
    assert [gate["gate"] for gate in document["gates"]] == ["G2"]  # type: ignore[attr-defined]  # JSON


def test_own_criteria_of_the_tree_are_used_and_said(claimed: Repository) -> None:
    claimed.stage(".ai-provenance/criteria.toml", '[tasks."T2.2"]\nweight = 2\n')
    claimed.commit()
    criteria = scored(claimed)["criteria"]
    assert isinstance(criteria, dict)
    assert criteria["changed"] is True


def test_invalid_criteria_are_an_error_with_a_hint(claimed: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    claimed.stage(".ai-provenance/criteria.toml", "drop = ['T6.5']\n")
    claimed.commit()
    assert run(["score", "--repo", str(claimed.path)]) == 3
    assert "hint: see docs/scorecard.md" in capsys.readouterr().err


def test_an_unborn_head_is_an_error(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "--repo", str(repo.path)]) == 3
    assert "Traceback" not in capsys.readouterr().err


def test_an_unreadable_attestation_is_a_finding(repo: Repository) -> None:
    repo.stage(".ai-provenance/attestations/a.toml", "task = 'T2.1'\nstate = 'perfect'\n")
    repo.commit()
    findings = scored(repo)["findings"]
    assert isinstance(findings, list)
    assert [one["outcome"] for one in findings if one["probe"] == "attestations"] == ["error"]


def test_nothing_of_the_repository_is_run(repo: Repository) -> None:
    mark = repo.path.parent / "ran"
    script = f"#!/bin/sh\ntouch {mark}\n"
    for name in (".githooks/commit-msg", "Makefile", "Jenkinsfile"):
        repo.stage(name, script)
    repo.stage(".gitattributes", "* diff=evil\n")
    repo.commit()
    repo.git("config", "core.fsmonitor", f"touch {mark}")
    repo.git("config", "diff.evil.textconv", f"touch {mark};cat")
    scored(repo)
    assert not mark.exists()


@pytest.mark.parametrize("language", ["en", "es"])
def test_text_is_the_default(claimed: Repository, language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "--repo", str(claimed.path), "--lang", language]) == 0
    assert "T2.4" in capsys.readouterr().out


def test_a_test_result_is_the_indicator(repo: Repository) -> None:
    repo.commit()
    place = repo.write("r.xml", "<testsuite><testcase/></testsuite>")
    indicators = scored(repo, "--junit", str(place))["indicators"]
    assert isinstance(indicators, list)
    assert [one["verdict"] for one in indicators if one["id"] == "I3.3"] == ["met"]


@pytest.fixture
def released(repo: Repository) -> Repository:
    """Six releases of one change each within the last weeks; the change of the fourth is taken back by the fifth."""
    main, today = Delivered(repo), (time.time() - START) / DAY
    for number in range(4):
        broken = main.commit(f"feat: {number}", day=today - 60 + number)
        main.tag(f"v1.{number}", day=today - 60 + number)
    main.commit(f'Revert "feat: 3"\n\nThis reverts commit {broken}.', day=today - 50)
    main.tag("v1.4", day=today - 50)
    main.commit("feat: 5", day=today - 40)
    main.tag("v1.5", day=today - 40)
    return repo


def test_delivery_fills_indicators_tasks_and_gates(released: Repository) -> None:
    document: Any = scored(released)
    indicators = {one["id"]: one for one in document["indicators"]}
    assert (indicators["I1.2"]["value"], round(indicators["I1.3"]["value"], 3)) == (1.0, round(1 / 6, 3))
    assert indicators["I1.3"]["source"].endswith("lower bound: failures that git does not show are missing")
    tasks = {task["id"]: task for phase in document["phases"] for task in phase["tasks"]}
    assert (tasks["T1.2"]["state"], tasks["T1.2"]["grade"]) == ("done", "measured")
    criteria = {one["criterion"]: one for gate in document["gates"] for one in gate["criteria"]}
    assert criteria["G1.dora-measured"]["verdict"] == "pass"
    assert criteria["G4.ten-releases"]["reason"].startswith("at most 5 successful releases")


def test_events_replace_tags(released: Repository, tmp_path: Path) -> None:
    head = released.git("rev-parse", "HEAD")
    row = {"type": "deployment", "id": "d", "time": int(time.time()) - 5 * DAY, "commit": head}
    (tmp_path / "events.jsonl").write_text(json.dumps(row))
    document: Any = scored(released, "--events", str(tmp_path / "events.jsonl"))
    (source,) = [one["source"] for one in document["indicators"] if one["id"] == "I1.1"]
    assert source == "deployments / weeks, by events"


def test_what_was_recorded_counts_for_the_tasks_of_measuring(released: Repository) -> None:
    assert run(["delivery", "--repo", str(released.path), "--record", "-q"]) == 0
    document: Any = scored(released)
    tasks = {task["id"]: task for phase in document["phases"] for task in phase["tasks"]}
    assert (tasks["T5.1"]["state"], tasks["T5.3"]["state"]) == ("partial", "partial")


def test_a_role_is_shown_its_tasks_with_deliverable_and_tools(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit()
    assert run(["score", "--repo", str(repo.path), "--role", "sre"]) == 0
    out = capsys.readouterr().out
    assert "deliverable: First DORA dashboard\n        tools: Prometheus, Grafana, ELK Stack\n" in out
    assert "T2.1" not in out
    assert run(["score", "--repo", str(repo.path), "--role", "astronaut"]) == 2


def test_deployments_that_cannot_be_followed_leave_the_score(
    released: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    branch = released.git("branch", "--show-current")
    released.git("checkout", "-q", "--orphan", "side")
    lost = released.git("commit-tree", "-m", "lost", released.git("write-tree"))
    main = Delivered(released)
    main.commit("kept", day=1)
    released.git("update-ref", "HEAD", released.git("commit-tree", "-p", lost, "-m", "cut", "HEAD^{tree}"))
    main.tag("v9.0")
    released.git("checkout", "-q", branch)
    (released.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    assert run(["score", "--repo", str(released.path)]) == 0
    said = capsys.readouterr()
    assert "delivery was not measured: " in said.err
    assert "delivery was not measured by this run" in said.out


def test_what_came_after_a_frozen_baseline_is_held_against_it(repo: Repository) -> None:
    main, today = Delivered(repo), (time.time() - START) / DAY
    main.commit("feat: first", day=today - 161)
    main.tag("v0.1", day=today - 160)
    for number in range(12):
        main.commit(f"feat: {number}", day=today - 150 + 6 * number)
        main.tag(f"v1.{number}", day=today - 150 + 6 * number)
    for number in range(36):
        main.commit(f"fix: {number}", day=today - 74 + 2 * number)
        main.tag(f"v2.{number}", day=today - 74 + 2 * number)
    window = ["--since", f"@{int(START + (today - 151) * DAY)}", "--until", f"@{int(START + (today - 75) * DAY)}"]
    assert run(["delivery", "baseline", "freeze", "--repo", str(repo.path), "-q", *window]) == 0
    repo.git("add", ".ai-provenance")
    repo.commit("Freeze a baseline")
    document: Any = scored(repo)
    indicators = {one["id"]: one for one in document["indicators"]}
    frequency, lead = indicators["I5.1"], indicators["I5.2"]
    assert (frequency["verdict"], 1.5 < frequency["value"] < 4) == ("met", True)
    assert "against the frozen baseline, 95 % interval +" in frequency["source"]
    # every change waited for an hour, before and after
    assert (lead["value"], lead["source"].endswith("it may be none")) == (None, True)
    assert run(["delivery", "regress", "--record", "--repo", str(repo.path), "-q"]) in (0, 1)
    judged: Any = scored(repo)
    (alerts,) = [task for phase in judged["phases"] for task in phase["tasks"] if task["id"] == "T5.4"]
    assert (alerts["state"], alerts["reason"]) == (
        "partial",
        "0 file(s) of alert rules, and 1 recorded verdict(s) on whether delivery got worse",
    )
