"""The conformity of an organisation in each format, by the judge of that format."""

from __future__ import annotations

import csv
import io
import json
import subprocess

import jsonschema
import pytest

from ai_provenance.conformity.requirements import State
from ai_provenance.conformity.rollup import Organisation
from ai_provenance.export.governance.conformity import FORMATS, samples, write
from ai_provenance.export.governance.schema import governance_schemas
from organisations import EMPTY, HOSTILE, MIXED, organisation, row
from tools import needed


def written(held: Organisation, format_: str) -> str:
    out = io.StringIO()
    write(held, format_, out)
    return out.getvalue()


@pytest.mark.parametrize("held", [MIXED, EMPTY, organisation(row("a", State.MET))])
def test_the_document_is_what_its_schema_says(held: Organisation) -> None:
    jsonschema.validate(json.loads(written(held, "json")), governance_schemas()["fleet-conform-1.0.json"])


@pytest.mark.parametrize("held", [MIXED, EMPTY])
def test_promtool_accepts_and_lints_the_metrics(held: Organisation) -> None:
    command, text = [needed("promtool"), "check", "metrics"], written(held, "prometheus")
    done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


def test_samples_are_numerators_and_denominators() -> None:
    found = {(one.family, one.labels[1:]): one.value for one in samples(MIXED)}
    names = ("conforming_repositories", "judged_repositories", "excepted_repositories", "judged_teams")
    assert [found[name, ()] for name in names] == [1, 3, 1, 3]
    assert found["left_out_repositories", (("standing", "unknown"),)] == 1
    assert found["drift_findings", (("template", "gate"),)] == 2
    assert found["drifting_repositories", (("team", HOSTILE),)] == 1
    assert found["onboarding_seconds", ()] == 6 * 3600


def test_what_is_not_known_has_no_sample() -> None:
    assert "onboarding_seconds" not in {one.family for one in samples(EMPTY)}


def test_a_cell_is_no_formula_of_a_spreadsheet() -> None:
    rows = [*csv.DictReader(io.StringIO(written(MIXED, "csv")))]
    assert [one["repository"] for one in rows] == ["a", "b", "c", "d"]
    assert not [one for one in rows if one["team"].startswith("=")]


@pytest.mark.parametrize("format_", FORMATS)
def test_hostile_text_stays_text(format_: str) -> None:
    text = written(MIXED, format_)
    assert not [line for line in text.splitlines() if line.startswith("::")]
    assert format_ != "html" or "<script" not in text


@pytest.mark.parametrize(
    ("held", "word"),
    [
        (MIXED, "Drift"),
        (EMPTY, "Unknown"),
        (organisation(row("a", State.MET)), "All conform"),
        (organisation(row("a", State.EXCEPTED)), "None drifts"),
    ],
)
def test_the_page_begins_with_the_answer(held: Organisation, word: str) -> None:
    assert f"<strong>{word}:</strong>" in written(held, "html")
