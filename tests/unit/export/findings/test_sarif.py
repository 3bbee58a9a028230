"""SARIF, before those who read it: sarif-tools, the typed model of sarif-pydantic, and the OASIS schema where it is."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from sarif import loader
from sarif_pydantic import Sarif

from ai_provenance.export.findings import Run
from finding_runs import ALL, MANY, MIXED, OID, rendered


def _run(run: Run) -> Any:
    return json.loads(rendered(run, "sarif"))["runs"][0]


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_readers_of_sarif_take_it(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "check.sarif"
    path.write_text(rendered(run, "sarif"), encoding="utf-8")
    read = loader.load_sarif_file(str(path))
    assert read.get_result_count() == min(len(run.findings), 5000)
    assert Sarif.model_validate_json(path.read_bytes()).runs[0].tool.driver.name == "ai-provenance"


@pytest.mark.skipif("SARIF_SCHEMA" not in os.environ, reason="SARIF_SCHEMA=FILE names OASIS's sarif-schema-2.1.0.json")
@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_the_oasis_schema_takes_it(run: Run) -> None:
    schema = json.loads(Path(os.environ["SARIF_SCHEMA"]).read_bytes())
    checker = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in checker.iter_errors(json.loads(rendered(run, "sarif")))] == []


def test_githubs_limits_hold() -> None:
    run = _run(MANY)
    assert len(run["results"]) == 5000
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"].startswith("1000 more findings")


def test_every_result_has_a_place_a_fingerprint_and_its_rule() -> None:
    run = _run(MIXED)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["partialFingerprints"]["aiProvenance/v1"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_places_and_commits_are_told() -> None:
    about_commit, placed, *_ = _run(MIXED)["results"]
    assert about_commit["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == OID
    assert about_commit["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == ".ai-provenance.toml"
    place = placed["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("src/a%20b.py", {"startLine": 3, "endLine": 4})


def test_a_waived_finding_is_suppressed_and_an_incomplete_run_says_so() -> None:
    run = _run(MIXED)
    assert run["results"][3]["suppressions"][0]["justification"].startswith("ana: imported")
    assert run["invocations"][0]["executionSuccessful"] is False
