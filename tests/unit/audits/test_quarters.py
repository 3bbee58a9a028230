from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.audits.quarters import Quarter, QuarterError, quarter_named, quarter_of, quarters_over


@pytest.mark.parametrize(
    ("quarter", "start", "end"),
    [
        (Quarter(2026, 4), "2026-10-01", "2026-12-31"),
        (Quarter(2024, 1), "2024-01-01", "2024-03-31"),
        (Quarter(2026, 1, 7), "2026-07-01", "2026-09-30"),
        (Quarter(2023, 3, 7), "2024-01-01", "2024-03-31"),
        (Quarter(2023, 1, 12), "2023-12-01", "2024-02-29"),
    ],
    ids=str,
)
def test_a_quarter_begins_and_ends(quarter: Quarter, start: str, end: str) -> None:
    assert (quarter.start.isoformat(), quarter.end.isoformat()) == (start, end)


@given(st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)), st.integers(1, 12))
def test_every_day_is_in_its_quarter(day: dt.date, fiscal_start: int) -> None:
    quarter = quarter_of(day, fiscal_start)
    assert quarter.start <= day <= quarter.end
    assert quarter_named(str(quarter), fiscal_start) == quarter
    assert quarter.next.start == quarter.end + dt.timedelta(days=1)


def test_an_audit_is_due_when_the_quarter_and_its_grace_are_over() -> None:
    since = dt.date(2025, 11, 30)
    named = [str(one) for one in quarters_over(since, dt.date(2026, 4, 15), fiscal_start=1, grace_days=15)]
    assert named == ["2025Q4"]
    named = [str(one) for one in quarters_over(since, dt.date(2026, 4, 16), fiscal_start=1, grace_days=15)]
    assert named == ["2025Q4", "2026Q1"]


@pytest.mark.parametrize("name", ["2026", "2026Q5", "Q1", "26Q1", "2026Q1 ", "0000Q1"])
def test_what_names_no_quarter_is_refused(name: str) -> None:
    with pytest.raises(QuarterError):
        quarter_named(name)
