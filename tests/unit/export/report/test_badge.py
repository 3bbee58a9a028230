"""The badge shows the number that a gate judges."""

from __future__ import annotations

import json
from io import StringIO

import pytest

from ai_provenance.export.options import Options
from ai_provenance.export.report.badge import write
from ai_provenance.model import Ratio
from ai_provenance.snapshot import Snapshot
from ai_provenance.snapshot.records import Threshold
from snapshots import EMPTY, MIXED


def badge(snapshot: Snapshot, language: str = "en") -> tuple[str, str, str]:
    out = StringIO()
    write(snapshot, out, Options(language=language))
    found = json.loads(out.getvalue())
    assert found.pop("schemaVersion") == 1
    return found["label"], found["message"], found["color"]


def test_it_shows_the_ai_commits_that_are_declared() -> None:
    assert badge(MIXED) == ("AI commits declared", "100.0 %", "brightgreen")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("trace_all", ("commits trazables", "50.0 %", "yellow")),
        ("attribution_coverage", ("origen conocido", "33.3 %", "orange")),
    ],
)
def test_it_follows_the_number_that_is_chosen(number: str, expected: tuple[str, str, str]) -> None:
    assert badge(MIXED._replace(threshold=Threshold(number)), "es") == expected


def test_no_data_is_grey_and_no_percentage() -> None:
    assert badge(EMPTY) == ("AI commits declared", "no data", "lightgrey")


def test_a_range_that_is_not_complete_is_grey_too() -> None:
    cut = MIXED._replace(summary=MIXED.summary._replace(trace_ai=Ratio(1, 1, complete=False)))
    assert badge(cut)[1:] == ("not stated", "lightgrey")
