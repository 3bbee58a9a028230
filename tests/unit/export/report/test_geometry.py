"""No mark of a chart lies outside of it, and no label lies on another."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.export.report import geometry

COUNTS = st.lists(st.integers(0, 1_000_000), min_size=1, max_size=24)
PARTS = st.lists(
    st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)).map(lambda pair: (min(pair), max(pair))), max_size=24
)


@given(st.integers(0, 400))
def test_slots_and_bars_are_within_the_width(count: int) -> None:
    for one in geometry.slots(count):
        assert 0 <= one.left <= one.bar <= one.centre <= one.bar + one.bar_width <= 100
        assert one.left + one.width <= 100.01


@given(PARTS, st.floats(1, 500))
def test_a_curve_is_within_the_chart(values: list[tuple[int, int]], height: float) -> None:
    dots, lines = geometry.curve(values, height)
    for x, y in [*((dot.x, dot.y) for dot in dots), *((one.x1, one.y1) for one in lines)]:
        assert 0 <= x <= 100
        assert 0 <= y <= height + 0.05


@given(PARTS)
def test_only_dots_of_enough_commits_are_joined(values: list[tuple[int, int]]) -> None:
    dots, lines = geometry.curve(values, 200)
    firm = {dot.x for dot in dots if not dot.few}
    assert {one.x1 for one in lines} | {one.x2 for one in lines} <= firm
    assert len(lines) == max(len(firm) - 1, 0)


def test_a_gap_is_bridged_and_drawn_as_one() -> None:
    _, lines = geometry.curve([(5, 5), (1, 1), (0, 0), (6, 10), (7, 10)], 200)
    assert [one.gap for one in lines] == [True, False]


@given(st.lists(st.floats(-100, 600), max_size=6), st.floats(200, 500))
def test_end_labels_are_apart_and_within(wanted: list[float], height: float) -> None:
    placed = geometry.spread(wanted, height)
    assert len(placed) == len(wanted)
    assert all(other - one >= geometry.APART - 1e-6 for one, other in pairwise(sorted(placed)))
    assert all(-1e-6 <= y <= height + 1e-6 for y in placed)


@given(st.integers(1, 60))
def test_axis_labels_are_apart_at_every_width(count: int) -> None:
    places = [(one, slot.centre) for one, slot in enumerate(geometry.slots(count))]
    labels = geometry.labels(places)
    for width in geometry.WIDTHS:
        shown = [label.x * width / 100 for label in labels if width not in label.hidden]
        assert all(other - one >= geometry.APART - 1e-6 for one, other in pairwise(shown))
        assert shown[-1] == pytest.approx(places[-1][1] * width / 100)


@given(COUNTS)
def test_segments_fill_the_width_without_overlap(values: list[int]) -> None:
    parts = geometry.segments(values)
    assert [part.at for part in parts] == [at for at, value in enumerate(values) if value]
    assert all(one.x + one.width <= other.x + 0.011 for one, other in pairwise(parts))
    assert sum(part.width for part in parts) == pytest.approx(100 if any(values) else 0, abs=0.2)


@given(COUNTS, st.floats(4, 100))
def test_what_is_there_at_all_can_be_seen(values: list[int], height: float) -> None:
    for value in values:
        size = geometry.bar_height(value, max(values), height)
        assert (size > 0) == (value > 0)
        assert size <= height + 0.05


@pytest.mark.parametrize(
    ("names", "unit", "expected"),
    [
        ([], "month", []),
        (["2026-01"], "month", ["2026-01"]),
        (["2025-11", "2026-02"], "month", ["2025-11", "2025-12", "2026-01", "2026-02"]),
        (["2026-02-16", "2026-03-02"], "week", ["2026-02-16", "2026-02-23", "2026-03-02"]),
        (["2026-02-27", "2026-03-01"], "day", ["2026-02-27", "2026-02-28", "2026-03-01"]),
        (["0001-01", "0001-02"], "month", ["0001-01", "0001-02"]),
    ],
)
def test_periods_without_commits_have_their_place(names: list[str], unit: str, expected: list[str]) -> None:
    assert geometry.periods(names, unit) == expected


def test_only_the_newest_periods_are_drawn() -> None:
    shown = geometry.periods(["1970-01", "2026-07"], "month")
    assert (len(shown), shown[-1]) == (geometry.SHOWN, "2026-07")
