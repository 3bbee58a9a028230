"""Findings for a terminal, and as the JSON document with its schema."""

from __future__ import annotations

import json
from importlib import resources

import jsonschema
import pytest

from ai_provenance.export.findings import FORMATS, Run, writer
from ai_provenance.export.findings.schema import FindingsDocument
from finding_runs import ALL, EMPTY, HOSTILE_RUN, MIXED, OID, rendered

SHIPPED = json.loads(resources.files("ai_provenance.export").joinpath("schemas/check-1.1.json").read_text())


def test_text_tells_rule_commit_and_the_command_that_fixes_it() -> None:
    lines = rendered(MIXED, "text").splitlines()
    at = lines.index(f"commit {OID}")
    assert lines[at + 1 : at + 3] == ["  error AIP001 undeclared-ai: AI helped", "    fix: amend it"]
    assert lines[-1] == "3 commits judged: 2 errors, 1 warning, 1 waived, 7 more not shown; the range is not complete"


def test_text_of_nothing_found() -> None:
    assert rendered(EMPTY, "text") == "3 commits judged: nothing to object to\n"


def test_text_lets_no_control_character_and_no_runner_command_through() -> None:
    text = rendered(HOSTILE_RUN, "text")
    assert "\x1b" not in text
    assert "##[" not in text
    assert not any(line.startswith("::") for line in text.splitlines())


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_json_keeps_its_schema(run: Run) -> None:
    text = rendered(run, "json")
    FindingsDocument.model_validate_json(text)
    jsonschema.validate(json.loads(text), SHIPPED)


def test_the_shipped_schema_refuses_unknown_keys() -> None:
    parts = [SHIPPED, *SHIPPED["$defs"].values()]
    assert all(part["additionalProperties"] is False for part in parts)


def test_an_unknown_format_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        writer("yaml")
    assert all(writer(name) for name in FORMATS)
