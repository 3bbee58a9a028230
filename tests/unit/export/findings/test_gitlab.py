"""GitLab Code Quality, held to the fields that its documentation demands."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from ai_provenance.export.findings import Run
from finding_runs import ALL, MIXED, rendered

# https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
_TEXT = {"type": "string", "minLength": 1}
_LINES = {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}}
_ISSUE = {
    "type": "object",
    "required": ["description", "check_name", "fingerprint", "severity", "location"],
    "properties": {
        "description": _TEXT,
        "check_name": _TEXT,
        "fingerprint": _TEXT,
        "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
        "location": {"type": "object", "required": ["path", "lines"], "properties": {"path": _TEXT, "lines": _LINES}},
    },
}


def _issues(run: Run) -> list[Any]:
    issues: list[Any] = json.loads(rendered(run, "gitlab"))
    return issues


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_every_issue_has_what_gitlab_demands(run: Run) -> None:
    text = rendered(run, "gitlab")
    assert not text.startswith("\ufeff")
    jsonschema.validate(json.loads(text), {"type": "array", "items": _ISSUE})


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_fingerprints_are_unique(run: Run) -> None:
    prints = [issue["fingerprint"] for issue in _issues(run)]
    assert len(set(prints)) == len(prints)


def test_severities_and_waived_findings() -> None:
    assert [issue["severity"] for issue in _issues(MIXED)] == [
        "major",
        "major",
        "minor",
        "info",
        "major",
        "info",
        "info",
    ]
