"""`delivery pipelines` on a real repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from ai_provenance import export
from ai_provenance.cli.main import run
from repository import Repository

SCHEMA = Path(export.__file__).parent / "schemas" / "pipelines-1.0.json"
CI = """on: [push, pull_request]
permissions: {}
jobs:
  test: {timeout-minutes: 5, steps: [{uses: actions/checkout@v4}, {uses: ./tool}, {run: pytest}]}
  shared: {uses: $/.github/workflows/shared.yml}
"""
SHARED = "on: workflow_call\njobs: {lint: {steps: [{run: ruff check}]}}\n"
DEPLOY = "on: workflow_dispatch\njobs: {ship: {environment: production, steps: [{run: helm upgrade x}]}}\n"


@pytest.fixture
def defined(repo: Repository) -> Repository:
    for name, text in (("ci", CI), ("shared", SHARED), ("deploy", DEPLOY), ("broken", "]")):
        repo.stage(f".github/workflows/{name}.yml", text)
    repo.commit()
    return repo


def read(repo: Repository, place: Path, *options: str) -> Any:
    assert run(["delivery", "pipelines", "--repo", str(repo.path), "--format", "json", "-o", str(place), *options]) == 0
    document = json.loads(place.read_text())
    jsonschema.validate(document, json.loads(SCHEMA.read_text()))
    return document


def test_the_readiness_of_each_definition(defined: Repository, tmp_path: Path) -> None:
    document = read(defined, tmp_path / "p.json")
    ci, deploy, shared = document["pipelines"]
    assert (ci["triggers"], ci["jobs"], ci["jobs_with_timeout"]) == (["pull_request", "push"], 2, 1)
    assert (ci["actions"], ci["actions_pinned"], ci["least_permissions"]) == (1, 0, True)
    assert (ci["stages"]["test"], shared["stages"]["static-analysis"]) == ("runs", "runs")
    assert (deploy["stages"]["deploy"], deploy["environments"]) == ("runs", ["production"])
    assert document["missing"] == ["build", "rollback", "observability"]
    assert [one["path"] for one in document["unread"]] == [".github/workflows/broken.yml"]
    assert (document["runs"], document["feedback"]) == (None, None)


def test_runs_stand_beside_it(defined: Repository, tmp_path: Path) -> None:
    row = {"id": 1, "name": "ci", "head_sha": "a" * 40, "conclusion": "success", "event": "push"}
    times = {"created_at": 0, "run_started_at": 10, "updated_at": 70}
    (tmp_path / "runs.json").write_text(json.dumps({"workflow_runs": [row | times]}))
    document = read(defined, tmp_path / "p.json", "--events", str(tmp_path / "runs.json"))
    assert [(one["name"], one["passed"]) for one in document["runs"]] == [("ci", 1)]
    assert document["feedback"] == {"pushes": 1, "p50": 70.0, "p95": 70.0}


@pytest.mark.parametrize("format_", ["text", "markdown"])
def test_people_read_it(defined: Repository, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delivery", "pipelines", "--repo", str(defined.path), "--format", format_]) == 0
    assert "timeout in 1 of 2 jobs; 0 of 1 actions pinned; permissions narrowed" in capsys.readouterr().out


def test_no_definition_is_an_answer(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit()
    assert run(["delivery", "pipelines", "--repo", str(repo.path)]) == 0
    assert "no CI definition\nNo stage for: build, test" in capsys.readouterr().out
