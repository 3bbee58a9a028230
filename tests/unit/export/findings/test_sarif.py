"""SARIF, before the typed model of sarif-pydantic, and before the OASIS schema where SARIF_SCHEMA names it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel
from sarif_pydantic import Sarif

from ai_provenance.export.findings import Run
from finding_runs import ALL, MANY, MIXED, OID, rendered


def _run(run: Run) -> Any:
    return json.loads(rendered(run, "sarif"))["runs"][0]


_NOT_MODELLED = {"columnKind", "toolExecutionNotifications", "suppressions"}
"""Properties of SARIF 2.1.0 (3.14.17, 3.20.21, 3.27.23) that sarif-pydantic has no field for."""


def _unknown_keys(node: object) -> Iterator[str]:
    """Keys that the typed model of SARIF does not know."""
    if isinstance(node, BaseModel):
        yield from node.model_extra or {}
        for name in type(node).model_fields:
            yield from _unknown_keys(getattr(node, name))
    elif isinstance(node, list | dict):
        for item in node.values() if isinstance(node, dict) else node:
            yield from _unknown_keys(item)


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_the_typed_model_of_sarif_takes_it(run: Run) -> None:
    read = Sarif.model_validate_json(rendered(run, "sarif").encode())
    assert set(_unknown_keys(read)) <= _NOT_MODELLED
    assert len(read.runs[0].results or []) == min(len(run.findings), 5000)


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
