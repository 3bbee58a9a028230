"""The audits that are due, by the judge of each format."""

from __future__ import annotations

import datetime as dt
import io
import json
import subprocess

import jsonschema
import pytest

from ai_provenance.audits.due import DueAudit
from ai_provenance.audits.tags import Audit
from ai_provenance.export.governance.audits import DueAudits, samples, write
from ai_provenance.export.governance.schema import governance_schemas
from tools import needed

ROWS = [
    DueAudit("a", "2026Q1", "passed"),
    DueAudit("b", "2026Q1", "failed", ("pin-moved", "secret")),
    DueAudit("c", "2026Q1", "missing"),
    DueAudit("d", "2026Q1", "uncovered", ("secret",)),
]
UNSIGNED = Audit("audit/2026Q1/1", "2026Q1", 1, None, (), signed=False, problem="no allowed signer signed the tag")
HELD = DueAudits("example", dt.date(2026, 4, 20), ROWS, [UNSIGNED])
NONE = DueAudits("example", dt.date(2026, 4, 20), [], [])
SCHEMAS = governance_schemas()


def written(held: DueAudits, format_: str) -> str:
    out = io.StringIO()
    write(held, format_, out)
    return out.getvalue()


@pytest.mark.parametrize("held", [HELD, NONE])
def test_the_document_is_what_its_schema_says(held: DueAudits) -> None:
    document = json.loads(written(held, "json"))
    jsonschema.validate(document, SCHEMAS["audit-due-1.0.json"])
    assert len(document["uncounted"]) == len(held.taken)


@pytest.mark.parametrize("held", [HELD, NONE])
def test_promtool_accepts_and_lints_the_metrics(held: DueAudits) -> None:
    text = written(held, "prometheus")
    command = [needed("promtool"), "check", "metrics"]
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_samples_are_numerators_and_denominators() -> None:
    found = {(one.family, one.labels[1:]): one.value for one in samples(HELD)}
    names = ("audits_due", "audits_passed", "audits_without_critical", "audits_missing")
    assert [found[name, ()] for name in names] == [4, 1, 1, 2]
    assert found["audit_critical_findings", (("kind", "secret"),)] == 2


def test_an_audit_that_does_not_count_is_named_with_the_reason() -> None:
    assert "audit/2026Q1/1 does not count: no allowed signer signed the tag" in written(HELD, "text")
