"""The timeline: its unit, and what each period counts."""

from __future__ import annotations

import pytest

from ai_provenance.model import Commit, Verdict
from ai_provenance.report import Summary, summarise, timeline
from snapshots import commit, declared, unknown

DAY = 86_400
START = 1_767_571_200
"""Monday, 5 January 2026, 00:00 UTC."""


def on(day: int, verdict: Verdict, *, parents: int = 1) -> tuple[Commit, Verdict]:
    return commit(time=START + day * DAY, parents=parents), verdict


def shown(summary: Summary) -> tuple[str, list[str]]:
    assert summary.first_ai
    assert summary.newest
    start, end = summary.first_ai.commit_time, summary.newest.commit_time
    unit, periods = timeline(summary.timeline, summary.days, start=start, end=end)
    return unit, [period.period for period in periods]


@pytest.mark.parametrize(
    ("span", "unit", "periods"),
    [
        (0, "day", ["2026-01-05"]),
        (21, "day", ["2026-01-05", "2026-01-26"]),
        (22, "week", ["2026-01-05", "2026-01-26"]),
        (182, "week", ["2026-01-05", "2026-07-06"]),
        (183, "month", ["2026-01", "2026-07"]),
    ],
)
def test_the_span_since_the_first_ai_commit_decides_the_unit(span: int, unit: str, periods: list[str]) -> None:
    assert shown(summarise([on(span, unknown()), on(0, declared())])) == (unit, periods)


def test_by_day_begins_at_the_first_ai_commit_and_by_month_at_the_first_of_all() -> None:
    assert shown(summarise([on(1, unknown()), on(0, declared()), on(-1, unknown())]))[1] == ["2026-01-05", "2026-01-06"]
    assert shown(summarise([on(190, unknown()), on(0, declared()), on(-40, unknown())]))[1][0] == "2025-11"


def test_a_week_is_named_by_its_monday() -> None:
    assert shown(summarise([on(24, unknown()), on(2, declared())]))[1] == ["2026-01-05", "2026-01-26"]


def test_a_period_has_the_parts_of_all_three_numbers() -> None:
    judged = [
        on(0, declared()),
        on(0, declared("aider", None), parents=2),
        on(0, unknown()),
        on(0, unknown(), parents=2),
    ]
    (period,) = summarise(judged).timeline
    assert (period.in_scope, period.ai, period.traceable) == (2, 1, 1)
    assert (period.walked, period.known) == (4, 2)
    assert (period.declared, period.declared_of) == (2, 2)
    assert [tuple(use) for use in period.agents] == [("aider", None, 1), ("claude-code", "claude-opus-4-6", 1)]


def test_only_the_newest_half_year_is_kept_by_day() -> None:
    summary = summarise([on(day, unknown()) for day in range(900)])
    assert len(summary.days) == 190
    assert sum(month.in_scope for month in summary.timeline) == 900
