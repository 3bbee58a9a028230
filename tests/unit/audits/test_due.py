from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from ai_provenance.audits.bundle import Head
from ai_provenance.audits.due import Calendar, Entry, due_audits, passed, without_critical
from ai_provenance.audits.tags import Audit
from ai_provenance.model import Ratio
from audited import record

DAY = dt.date(2026, 7, 20)


def audit(quarter: str, *records: dict[str, Any], number: int = 1, problem: str = "", at: str = "2026-07-02") -> Audit:
    head = Head("example", quarter, at, "d", "t")
    return Audit(f"audit/{quarter}/{number}", quarter, number, head, records, not problem, problem)


def states(entries: list[Entry], taken: list[Audit], day: dt.date = DAY, **calendar: int) -> dict[str, str]:
    rows = due_audits(entries, taken, at=day, calendar=Calendar(**calendar))
    return {f"{row.identity} {row.quarter}": row.state for row in rows}


A = Entry("a", dt.date(2026, 2, 1))


def test_a_quarter_since_onboarding_without_an_audit_is_missing() -> None:
    assert states([A], []) == {"a 2026Q1": "missing", "a 2026Q2": "missing"}
    assert states([A], [], dt.date(2026, 7, 15)) == {"a 2026Q1": "missing"}


@pytest.mark.parametrize(
    ("changes", "state"),
    [({}, "passed"), ({"passed": False}, "failed"), ({"errors": ["x"]}, "uncovered")],
)
def test_an_audit_passes_fails_or_does_not_cover(changes: dict[str, Any], state: str) -> None:
    assert states([A], [audit("2026Q2", record("a", **changes))])["a 2026Q2"] == state


def test_one_below_coverage_or_unsigned_does_not_count() -> None:
    rows = [record("a"), *(record(str(at), errors=["x"]) for at in range(3))]
    assert states([A], [audit("2026Q2", *rows)])["a 2026Q2"] == "uncovered"
    assert states([A], [audit("2026Q2", record("a"), problem="unsigned")])["a 2026Q2"] == "missing"


def test_the_last_take_that_counts_counts() -> None:
    first, second = audit("2026Q2", record("a", passed=False)), audit("2026Q2", record("a"), number=2)
    unsigned = audit("2026Q2", record("a", passed=False), number=3, problem="unsigned")
    assert states([A], [first, second, unsigned])["a 2026Q2"] == "passed"


def test_an_audit_before_it_is_due_counts_at_once() -> None:
    assert states([A], [audit("2026Q3", record("a"))])["a 2026Q3"] == "passed"
    later = audit("2026Q3", record("a"), at="2026-09-30")
    assert "a 2026Q3" not in states([A], [later]), "what is taken after the day is not known on it"


def test_a_repository_is_due_from_when_it_appears_until_it_goes() -> None:
    late, gone = Entry("late", dt.date(2026, 6, 30)), Entry("gone", dt.date(2025, 12, 1), dt.date(2026, 6, 30))
    assert states([late, gone], []) == {"late 2026Q2": "missing", "gone 2025Q4": "missing", "gone 2026Q1": "missing"}


def test_fiscal_years_and_grace_are_the_organisations_own() -> None:
    assert states([A], [], dt.date(2026, 5, 1), fiscal_start=2, grace_days=0) == {"a 2026Q1": "missing"}


def test_indicators_are_over_what_is_due_and_missing_ones_show_nothing() -> None:
    taken = [audit("2026Q1", record("a", critical=["secret"])), audit("2026Q2", record("a", passed=False))]
    rows = [*due_audits([A, Entry("b", dt.date(2026, 5, 1))], taken, at=DAY, calendar=Calendar())]
    assert (passed(rows), without_critical(rows)) == (Ratio(1, 3), Ratio(1, 3))
    assert passed([]).ratio is None
