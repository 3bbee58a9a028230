"""Where the marks of a chart lie. Pure: per cent of the width across, pixels from the top downwards, no words.

The charts have no view box, so that letters keep their size at every width: only what is in per cent stretches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import pairwise

from ai_provenance.named_tuple import NamedTuple

FEW = 5
"""A ratio of fewer commits says little: it is drawn hollow and not joined."""
APART = 38.0
"""Pixels between two labels, at least: a month's name or a per cent value is no wider, two lines no higher."""
SHOWN = 24
"""The newest periods that are drawn."""
WIDTHS = (200, 300, 420, 640)
"""Widths of a chart in pixels from which on more of its labels fit; page.css has a query for each."""
_BAR = 0.64
_LEAST = 2.0


class Slot(NamedTuple):
    """The part of the width that one period has, and its bar within."""

    left: float
    width: float
    centre: float
    bar: float
    bar_width: float


class Dot(NamedTuple):
    """One value of a curve."""

    at: int
    x: float
    y: float
    few: bool


class Line(NamedTuple):
    """A straight line between two values; a gap bridges values that are missing or rest on too few commits."""

    x1: float
    y1: float
    x2: float
    y2: float
    gap: bool


class Segment(NamedTuple):
    """One part of a bar that is as wide as the whole."""

    at: int
    x: float
    width: float


class Label(NamedTuple):
    """A label, and at which of WIDTHS there is no room for it."""

    at: int
    x: float
    hidden: tuple[int, ...]


def percent(part: float, whole: float) -> float:
    """PART of WHOLE in per cent, from 0 to 100."""
    return min(max(round(100 * part / whole, 2), 0.0), 100.0) if whole > 0 else 0.0


def down(part: float, whole: float, height: float) -> float:
    """The distance from the top at which PART of WHOLE lies on an axis HEIGHT pixels high."""
    return round(height * (100 - percent(part, whole)) / 100, 1)


def slots(count: int) -> list[Slot]:
    """The slots of COUNT periods, from left to right."""
    size = 100 / count if count else 0.0
    return [
        Slot(
            round(index * size, 2),
            round(size, 2),
            round((index + 0.5) * size, 2),
            round((index + 0.5 - _BAR / 2) * size, 2),
            round(_BAR * size, 2),
        )
        for index in range(count)
    ]


def curve(values: Sequence[tuple[int, int]], height: float) -> tuple[list[Dot], list[Line]]:
    """The dots and lines of VALUES (part and whole, one per period); a whole of nothing has no dot."""
    places = slots(len(values))
    dots = [
        Dot(index, places[index].centre, down(part, whole, height), whole < FEW)
        for index, (part, whole) in enumerate(values)
        if whole
    ]
    firm = [dot for dot in dots if not dot.few]
    lines = [Line(one.x, one.y, other.x, other.y, other.at > one.at + 1) for one, other in pairwise(firm)]
    return dots, lines


def bar_height(value: int, most: int, height: float) -> float:
    """The height of a bar on a scale up to MOST; what is there at all is visible."""
    return 0.0 if value <= 0 else max(round(height * percent(value, most) / 100, 1), min(_LEAST, height))


def spread(wanted: Iterable[float], height: float) -> list[float]:
    """Distances from the top for labels that want to lie at WANTED, APART from each other and within HEIGHT.

    Labels keep their order; where there is no room for all, they begin at the top and go on below HEIGHT.
    """
    order = sorted(enumerate(wanted), key=lambda item: item[1])
    placed: list[float] = []
    for _, y in order:
        placed.append(max(y, placed[-1] + APART) if placed else max(y, 0.0))
    # from the bottom upwards: what was pushed out moves back and pushes those above it
    limit = max(height, APART * (len(placed) - 1))
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - APART
    at = dict(zip((index for index, _ in order), placed, strict=True))
    return [at[index] for index in range(len(placed))]


def labels(places: Sequence[tuple[int, float]], *, apart: float = APART) -> list[Label]:
    """The labels at PLACES (index and per cent, from left to right) that fit at one width at least.

    The newest one is kept first, as it is what readers look for.
    """
    hidden: dict[int, list[int]] = {index: [] for index, _ in places}
    for width in WIDTHS:
        last = None
        for index, x in reversed(places):
            if last is not None and (last - x) * width < 100 * apart:
                hidden[index].append(width)
            else:
                last = x
    return [Label(index, x, tuple(hidden[index])) for index, x in places if len(hidden[index]) < len(WIDTHS)]


def segments(values: Sequence[int]) -> list[Segment]:
    """The parts of a bar, without the empty ones; they fill the width."""
    whole = sum(values)
    found: list[Segment] = []
    before = 0
    for index, value in enumerate(values):
        if value > 0:
            x = percent(before, whole)
            found.append(Segment(index, x, round(percent(before + value, whole) - x, 2)))
        before += max(value, 0)
    return found


def periods(names: Iterable[str], unit: str) -> list[str]:
    """The names of all periods from the first to the last of NAMES, the newest SHOWN at most.

    A period without commits has its place on the axis too.
    """
    dates = sorted(date.fromisoformat(f"{name}-01"[:10]) for name in names)
    if not dates:
        return []
    found: list[str] = []
    at = dates[-1]
    while at >= dates[0] and len(found) < SHOWN:
        found.append(at.isoformat()[: 7 if unit == "month" else 10])
        try:
            at = _before(at, unit)
        except (OverflowError, ValueError):  # there is no date before the year 1
            break
    return found[::-1]


def _before(at: date, unit: str) -> date:
    if unit == "month":
        return (at - timedelta(days=1)).replace(day=1)
    return at - timedelta(days=7 if unit == "week" else 1)
