"""The rules behind the sentences and numbers of the page."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.export.report import rules
from ai_provenance.export.report.rules import Part
from documents import MONTHS, Document, monthly, numbers, period, report

SHALLOW: dict[str, Any] = {"range": {**report()["range"], "complete": False}}


def verdict(document: Document) -> rules.Verdict:
    return rules.verdict(document, rules.shown_periods(document))


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (monthly((5, 5), **SHALLOW), ("cannot-say", "none")),
        (report(), ("empty", "none")),
        (report(period("2026-01", (0, 0), (0, 9))), ("nothing", "none")),
        (monthly((5, 5), (7, 7)), ("fine", "good")),
        (monthly((9, 10), judged={"number": "trace_ai", "target": 90}), ("fine", "good")),
        (monthly((0, 20), (19, 20)), ("almost", "warn")),
        (monthly((0, 20), (18, 20)), ("not-yet", "bad")),
        (monthly((20, 20), (1, 4)), ("almost", "warn")),
        (monthly((1, 4)), ("not-yet", "bad")),
        (monthly((0, 20), (17, 20), judged={"number": "trace_ai", "target": 90}), ("almost", "warn")),
    ],
    ids=["shallow", "empty", "no-ai", "all", "target", "near", "far", "few", "young", "near-target"],
)
def test_the_first_rule_that_fits_wins(document: Document, expected: tuple[str, str]) -> None:
    assert verdict(document)[:2] == expected


def test_the_sentence_names_the_newest_period_with_enough_commits() -> None:
    found = verdict(monthly((0, 20), (19, 20), (1, 2)))
    assert (found.period, found.recent) == ("2026-02", Part(19, 20))


def test_adoption_is_what_is_judged() -> None:
    since = {
        "since": "2026-02-01",
        "commits": report(period("2026-02", (5, 5)))["commits"],
        "traceability": numbers((5, 5), (5, 5), (5, 5)),
    }
    document = monthly((0, 20), (5, 5), since_adoption=since)
    assert verdict(document).kind == "fine"
    assert [one.name for one in rules.shown_periods(document)] == ["2026-02"]


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_per_cent_is_rounded_down(part: int, whole: int) -> None:
    value = Part(min(part, whole), whole).tenths
    assert value is not None
    assert value * whole <= min(part, whole) * 1000 < (value + 1) * whole
    assert (value == 1000) == (part >= whole)


@pytest.mark.parametrize(("part", "tenths"), [(Part(9996, 10_000), 999), (Part(29, 31), 935), (Part(0, 0), None)])
def test_per_cent_of_known_fractions(part: Part, tenths: int | None) -> None:
    assert part.tenths == tenths


@pytest.mark.parametrize(
    ("document", "number", "expected"),
    [
        (monthly((5, 5)), "trace_ai", ("met", "good")),
        (monthly((0, 20), (19, 20)), "trace_ai", ("below", "warn")),
        (monthly((0, 20)), "trace_ai", ("below", "bad")),
        (monthly((5, 5), **SHALLOW), "trace_ai", ("not-judged", "none")),
        (report(period("2026-01", (0, 0), (0, 9))), "trace_ai", ("not-judged", "none")),
        (monthly((5, 5)), "trace_all", ("ambition", "good")),
        (report(period("2026-01", (5, 5), (5, 9))), "trace_all", ("ambition", "none")),
        (monthly((5, 5)), "attribution_coverage", ("no-target", "none")),
        (monthly((5, 5), judged={"number": "trace_all", "target": 90}), "trace_all", ("met", "good")),
    ],
)
def test_the_chip_says_what_is_judged(document: Document, number: str, expected: tuple[str, str]) -> None:
    assert rules.chip(document, number, verdict(document)) == expected


@pytest.mark.parametrize(
    ("document", "points", "before"),
    [
        (monthly((29, 31), (49, 50)), None, "2026-01"),
        (monthly((10, 20), (20, 20)), 500, "2026-01"),
        (monthly((20, 20), (10, 20)), -500, "2026-01"),
        (monthly((10, 20), (1, 1), (20, 20)), 500, "2026-01"),
        (monthly((10, 20)), None, None),
    ],
    ids=["two-commits", "up", "down", "small-between", "only-one"],
)
def test_the_newest_period_against_the_one_before(document: Document, points: int | None, before: str | None) -> None:
    found = rules.change(rules.shown_periods(document), "trace_ai")
    assert found is not None
    assert (found.points, found.before) == (points, before)


def test_a_newest_period_that_is_too_small_is_passed_over() -> None:
    found = rules.change(rules.shown_periods(monthly((10, 20), (4, 4))), "trace_ai")
    assert found is not None
    assert (found.period, found.newest) == ("2026-01", False)
    assert rules.change(rules.shown_periods(monthly((4, 4))), "trace_ai") is None


@pytest.mark.parametrize(
    ("ai", "expected"),
    [
        ([(5, 5)], "early"),
        ([(5, 5), (0, 0), (0, 0), (1, 4)], "few"),
        ([(1, 1), (9, 9), (9, 9), (9, 9)], "few"),
        ([(9, 9), (9, 9), (9, 9), (9, 9)], "stays"),
        ([(54, 78), (1, 1), (29, 31), (49, 50)], "yes"),
        ([(20, 20), (0, 9), (9, 9), (0, 9)], "no"),
        ([(15, 20), (7, 9), (7, 9), (7, 9)], "same"),
    ],
)
def test_the_last_periods_are_pooled_against_those_before(ai: list[tuple[int, int]], expected: str) -> None:
    assert rules.better(rules.shown_periods(monthly(*ai)), "trace_ai").kind == expected


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (monthly((0, 9), **SHALLOW), ["unshallow"]),
        (monthly((9, 9)), ["none"]),
        (monthly((9, 9), setup={"hooks": None, "declare": "all", "gate": False}), ["gate"]),
        (monthly((0, 9)), ["declare"]),
        (monthly((0, 9), setup={"hooks": False, "declare": "ai", "gate": False}), ["declare", "hooks"]),
        (
            report(period("2026-01", (9, 10), (10, 50)), setup={"hooks": None, "declare": "ai", "gate": None}),
            ["declare", "hooks", "people"],
        ),
        (monthly((0, 9), setup=None), ["declare", "hooks"]),
    ],
    ids=["shallow", "done", "gate", "declare", "hooks", "people", "unknown-setup"],
)
def test_actions_come_by_what_is_judged_and_what_they_gain(document: Document, expected: list[str]) -> None:
    assert [one.kind for one in rules.actions(document, rules.shown_periods(document))] == expected


def test_gains_are_of_the_rounded_values() -> None:
    document = monthly((133, 160))
    (action,) = rules.actions(document, rules.shown_periods(document))
    assert (action.before, action.gain, action.commits) == (831, 169, 27)


def test_the_timeline_begins_with_the_first_ai_commit() -> None:
    rows = [period("2025-01", (0, 0), (0, 9)), *(period(name, (5, 5)) for name in (MONTHS[0], MONTHS[3]))]
    document = report(*rows, first_ai={"sha": "b" * 40, "date": "2026-01-09T00:00:00Z"})
    assert [one.name for one in rules.shown_periods(document)] == list(MONTHS[:4])


def test_a_document_before_1_1_shows_no_timeline() -> None:
    old = {"period": "2026-01", "in_scope": 3, "ai": 1, "traceable": 1}
    assert rules.shown_periods(report(timeline=[old])) == []


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/commit/c0"),
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b/-/commit/c0"),
        ("https://gitlab.example.org/a/b", "https://gitlab.example.org/a/b/-/commit/c0"),
        ("https://codeberg.org/a/b", "https://codeberg.org/a/b/commit/c0"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/commits/c0"),
        ("https://example.org/a/b", None),
        ("javascript:github", None),
        ("https://evil.example/github.com/b", None),
        (None, None),
    ],
)
def test_links_go_to_forges_whose_form_is_known(base: str | None, expected: str | None) -> None:
    assert rules.commit_url(base, "c0") == expected
