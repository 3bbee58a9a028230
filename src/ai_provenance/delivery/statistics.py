"""Quantiles, Wilson's interval, the bootstrap of deployments and the Kaplan-Meier curve.

Tests and other intervals come from scipy and statsmodels (`intervals`), which is an extra.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % quantile of the normal distribution."""
DRAWS = 1_000
_SEED = 20_250_101

Interval = tuple[float, float]


def quantile(values: Sequence[float], q: float) -> float:
    """The quantile Q of VALUES, which are sorted and not empty: linear interpolation, type 7."""
    place = (len(values) - 1) * q
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def wilson(successes: int, trials: int) -> Interval:
    """The 95 % interval of a rate (Wilson, 1927). TRIALS is not 0."""
    rate, square = successes / trials, Z95 * Z95
    centre = rate + square / (2 * trials)
    half = Z95 * sqrt(rate * (1 - rate) / trials + square / (4 * trials * trials))
    total = 1 + square / trials
    return max(0.0, (centre - half) / total), min(1.0, (centre + half) / total)


def bootstrap_median(groups: Sequence[Sequence[float]]) -> Interval:
    """The 95 % interval of the median of all values, from whole GROUPS drawn again with a fixed seed.

    Values of one group depend on each other: changes of one deployment share its time. Drawing single values would give
    an interval far too small.
    """
    found = sorted(median_draws(groups))
    return quantile(found, 0.025), quantile(found, 0.975)


def median_draws(groups: Sequence[Sequence[float]], *, seed: int = _SEED) -> list[float]:
    """The medians of all values in DRAWS samples, each of as many whole GROUPS as there are, drawn with SEED."""
    import random  # noqa: PLC0415 - with nothing new the intervals are looked up

    pooled = sorted((value, index) for index, group in enumerate(groups) for value in group)
    values, owners = [value for value, _ in pooled], [index for _, index in pooled]
    draw = random.Random(seed)  # noqa: S311 - not a secret: the same input must give the same interval
    found = []
    for _ in range(DRAWS):
        times = [0] * len(groups)
        for index in draw.choices(range(len(groups)), k=len(groups)):
            times[index] += 1
        # how many values there are up to each: a value is there as often as its group was drawn
        up_to = list(accumulate(map(times.__getitem__, owners)))
        low, high = (up_to[-1] - 1) // 2, up_to[-1] // 2
        found.append((values[bisect_right(up_to, low)] + values[bisect_right(up_to, high)]) / 2)
    return found


def kaplan_meier(spans: Sequence[tuple[float, bool]], q: float) -> float | None:
    """The time by which a share Q of SPANS has ended, where some have not yet; None where the curve never comes there.

    Each span is a length and whether it ended; those that did not are censored at their length.
    """
    alive, at_risk, index = 1.0, len(spans), 0
    ordered = sorted(spans)
    while index < len(ordered):
        time = ordered[index][0]
        ended = total = 0
        while index < len(ordered) and ordered[index][0] == time:
            ended += ordered[index][1]
            total += 1
            index += 1
        alive *= 1 - ended / at_risk
        at_risk -= total
        if alive <= 1 - q + 1e-12:
            return time
    return None
