"""A fleet's numbers in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from importlib.resources import files

import jsonschema
import pytest
from markdown_it import MarkdownIt
from prometheus_client.parser import text_string_to_metric_families

from ai_provenance.export.fleet import FORMATS, writer
from ai_provenance.export.fleet.html import MOST, WORST
from ai_provenance.export.fleet.prometheus import MOST_SERIES
from ai_provenance.report import NUMBERS
from ai_provenance.snapshot.fleet import FleetSnapshot
from fleet_snapshots import HOSTILE, fleet, member


def written(snapshot: FleetSnapshot, format_: str) -> str:
    out = io.StringIO()
    writer(format_)(snapshot, out)
    return out.getvalue()


@pytest.mark.parametrize("format_", FORMATS)
def test_no_format_lets_a_name_be_markup(format_: str) -> None:
    text = written(fleet(3, member(HOSTILE, 3)), format_)
    assert "<script" not in text or format_ in ("json", "csv", "prometheus")
    if format_ == "markdown":
        assert "<b>" not in MarkdownIt("commonmark", {"html": True}).enable("table").render(text)


@pytest.mark.parametrize("repositories", [0, 1, 30])
def test_json_is_what_its_schema_says(repositories: int) -> None:
    schema = json.loads((files("ai_provenance.export") / "schemas" / "fleet-1.0.json").read_text("utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(written(fleet(repositories), "json")))


def test_json_has_what_every_number_is_about() -> None:
    document = json.loads(written(fleet(3), "json"))
    assert document["total"]["traceability"]["trace_ai"] == {"numerator": 30, "denominator": 40, "ratio": 0.75}
    assert {"repositories", "counted", "stale", "failed", "without_data"} <= set(document["total"])
    assert document["errors"][0]["since"] == "2026-11-27"


def test_no_cell_of_the_table_is_a_formula() -> None:
    rows = list(csv.DictReader(io.StringIO(written(fleet(0, member("=cmd", 1)), "csv"))))
    assert {row["repository"] for row in rows} == {"'=cmd"}
    assert len(rows) == len(NUMBERS)


def test_prometheus_reads_back_organisation_team_and_repository() -> None:
    families = {one.name: one.samples for one in text_string_to_metric_families(written(fleet(3), "prometheus"))}
    declared = families["ai_provenance_declared_commits"]
    assert [one.value for one in declared] == [0.0, 1.0, 2.0]
    assert set(declared[0].labels) == {"organisation", "team", "repository"}
    assert declared[0].labels["organisation"] == "Example <b>&"


def test_above_the_limit_of_series_there_are_teams_only() -> None:
    families = {one.name: one.samples for one in text_string_to_metric_families(written(fleet(2_000), "prometheus"))}
    assert sum(map(len, families.values())) <= MOST_SERIES
    assert set(families["ai_provenance_declared_commits"][0].labels) == {"organisation", "team"}


@pytest.mark.parametrize(("number", "most"), [(10, 60_000), (1_000, 400_000), (5_000, 1_000_000)])
def test_the_page_stays_small(number: int, most: int) -> None:
    page = written(fleet(number), "html")
    assert len(page.encode()) < most
    shown = page.count("<th scope=row>")
    assert shown == (number if number <= MOST else WORST)


def row_of(page: str, team: str) -> str:
    start = page.index(f'<th scope="row">{team}</th>')
    return page[start : page.index("</tr>", start)]


def drawn(row: str) -> dict[str, str]:
    """Class -> path."""
    return dict(re.findall(r'<path class="(\w+)" d="([^"]*)"', row))


def test_a_team_is_not_drawn_where_it_was_too_small_and_the_page_says_so() -> None:
    page = written(fleet(10), "html")
    whole, short = (drawn(row_of(page, team)) for team in ("team0", "team6"))
    # the line begins anew at the change of meaning, and after the day without an AI commit
    assert [one.partition(" ")[0] for one in whole["ln"].split("M")[1:]] == ["0", "4", "16"]
    assert [one.partition(" ")[0] for one in short["ln"].split("M")[1:]] == ["6", "16"]
    assert "gap" not in whole
    assert short["gap"].count("M") == 6
    assert "too small to be shown on 6 of 26 days" in row_of(page, "team6")
    assert "the team was too small to be shown on that day" in page


def test_without_a_past_there_is_no_column_for_it() -> None:
    snapshot = fleet(10)
    page = written(replace(snapshot, groups=[replace(one, trend=()) for one in snapshot.groups]), "html")
    assert "Declared since" not in page
    assert "too small to be shown" not in page


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = written(fleet(10), "html")
    assert "<script" not in page
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src 'none'" in page


def test_a_repository_of_few_authors_is_not_named_among_the_worst() -> None:
    page = written(fleet(3, member("git.example.org/lonely", 1, few=True)), "html")
    worst = page[page.index('id="worst"') : page.index('id="errors"')]
    assert "lonely" not in worst
    assert "1 repositories where few people work" in worst


def test_an_old_publication_says_why() -> None:
    old = replace(fleet(3), newest=date(2026, 11, 28), newest_coverage=0.5)
    for format_ in ("text", "markdown", "html"):
        assert "50.0 %" in written(old, format_)
