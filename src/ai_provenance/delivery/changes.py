"""How the metrics of one window differ from those of another, as relative changes with 95 % intervals.

For indicators that ask for an improvement against a frozen baseline. All intervals are our own, so that the same
document comes with and without the extra `stats`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from math import exp, log, sqrt
from typing import NamedTuple

from ai_provenance.delivery.metrics import FEWEST_FOR_BOOTSTRAP, FEWEST_RECOVERIES, Measured, Window
from ai_provenance.delivery.statistics import DRAWS, Z95, kaplan_meier, median_draws, quantile, wilson

_SEED = 20_250_102
_MOST_UNKNOWN = 0.05
"""Share of the draws that may have no median; with more the interval would be about the others only."""


class Change(NamedTuple):
    """One metric: (later - before) / before, and the ends of its interval."""

    metric: str
    value: float
    low: float
    high: float


def changes(before: Measured, later: Measured) -> Iterator[Change]:
    """The metrics of LATER against those of BEFORE, as far as both windows have enough for an interval."""
    for metric, found in (
        ("deployment_frequency", _rates(before, later)),
        ("change_lead_time", _lead_times(before, later)),
        ("change_fail_rate", _shares(before, later)),
        ("recovery_time", _recoveries(before, later)),
    ):
        if found is not None:
            value, low, high = (ratio - 1 for ratio in found)
            yield Change(metric, value, low, high)


def window_since(window: Window, until: int) -> Window | None:
    """The window from the end of a baseline on; None where nothing came after it."""
    return Window(window.until, until) if until > window.until else None


def _rates(before: Measured, later: Measured) -> tuple[float, float, float] | None:
    """The ratio of two Poisson rates: given all events, those of one window are binomial."""
    first, second = len(before.outcomes), len(later.outcomes)
    if min(first, second) < 1 or min(before.window.weeks, later.window.weeks) <= 0:
        return None
    exposure = before.window.weeks / later.window.weeks
    low, high = (share / (1 - share) * exposure for share in wilson(second, first + second))
    return second / first * exposure, low, high


def _lead_times(before: Measured, later: Measured) -> tuple[float, float, float] | None:
    groups = [[spans for _, spans in measured.leads] for measured in (before, later)]
    if min(map(len, groups)) < FEWEST_FOR_BOOTSTRAP:
        return None
    middles = [quantile(sorted(span for spans in group for span in spans), 0.5) for group in groups]
    draws = [median_draws(group, seed=_SEED + at) for at, group in enumerate(groups)]
    return _ratio(middles[0], middles[1], list(zip(*draws, strict=True)))


def _shares(before: Measured, later: Measured) -> tuple[float, float, float] | None:
    """The ratio of two shares on a logarithmic scale, with half a case added: 0 has an interval (Walter, 1975)."""
    counts = [(int(one.fail_rate.numerator or 0), int(one.fail_rate.denominator or 0)) for one in (before, later)]
    if None in (before.fail_rate.value, later.fail_rate.value) or not counts[0][0]:
        return None
    (first, of_first), (second, of_second) = counts
    middle = log((second + 0.5) / (of_second + 0.5)) - log((first + 0.5) / (of_first + 0.5))
    spread = Z95 * sqrt(1 / (second + 0.5) - 1 / (of_second + 0.5) + 1 / (first + 0.5) - 1 / (of_first + 0.5))
    return second / of_second / (first / of_first), exp(middle - spread), exp(middle + spread)


def _recoveries(before: Measured, later: Measured) -> tuple[float, float, float] | None:
    spans: list[list[tuple[float, bool]]] = [
        [
            ((one.ended if one.ended is not None else measured.window.until) - one.opened, one.ended is not None)
            for one in measured.outcomes
            if one.signals
        ]
        for measured in (before, later)
    ]
    if min(sum(ended for _, ended in group) for group in spans) < FEWEST_RECOVERIES:
        return None
    draw = random.Random(_SEED)  # noqa: S311 - not a secret: the same input must give the same interval
    draws = [[kaplan_meier(draw.choices(group, k=len(group)), 0.5) for group in spans] for _ in range(DRAWS)]
    return _ratio(kaplan_meier(spans[0], 0.5), kaplan_meier(spans[1], 0.5), draws)


def _ratio(
    before: float | None, later: float | None, draws: Sequence[Sequence[float | None]]
) -> tuple[float, float, float] | None:
    """LATER / BEFORE with the interval of DRAWS, pairs of the same; None where too many of these have no ratio."""
    if not before or later is None:
        return None
    ratios = sorted(over / under for under, over in draws if under and over is not None)
    if len(ratios) < (1 - _MOST_UNKNOWN) * len(draws):
        return None
    return later / before, quantile(ratios, 0.025), quantile(ratios, 0.975)
