"""Quantiles, the Kaplan-Meier curve, and the intervals of the five metrics.

Loading scipy for two intervals would cost more than all the rest of a run: tests hold these to it, and to statsmodels.
Tests of hypotheses come from these libraries (`inference`), which are an extra.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, groupby
from math import exp, inf, lgamma, log, sqrt
from operator import itemgetter

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


def poisson(count: int) -> Interval:
    """The exact 95 % interval of the mean of a Poisson distribution of which COUNT came (Garwood, 1936)."""
    low = _mean(count, -Z95, lambda rate: _poisson_tail(count, rate, step=1) - 0.025) if count else 0.0
    return low, _mean(count + 1, Z95, lambda rate: 0.025 - _poisson_tail(count, rate, step=-1))


def _mean(count: int, z: float, rising: Callable[[float], float]) -> float:
    """The mean at which RISING, the probability of COUNT and more less that of Z, is 0: by Newton's method."""
    rate = count * (1 - 1 / (9 * count) + z / (3 * sqrt(count))) ** 3  # Wilson and Hilferty, 1931: within some per cent
    for _ in range(50):
        step = rising(rate) / _poisson(count - 1, rate)
        rate -= step
        if abs(step) <= 1e-14 * rate:
            break
    return rate


def _poisson(count: int, rate: float) -> float:
    """The probability of COUNT where the mean is RATE."""
    return exp(count * log(rate) - rate - lgamma(count + 1))


def _poisson_tail(count: int, rate: float, *, step: int) -> float:
    """The probability of COUNT and more (STEP 1), or of COUNT and less (-1), where the mean is RATE."""
    total = term = _poisson(count, rate)
    # towards the tail each term is smaller than the one before
    while term > total * 1e-17:
        term *= rate / (count + 1) if step > 0 else count / rate
        count += step
        total += term
    return total


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
    return next((time for time, alive, _ in _curve(spans) if alive <= 1 - q + 1e-12), None)


def median_survival(spans: Sequence[tuple[float, bool]]) -> Interval | None:
    """The 95 % interval of the median of SPANS, as `kaplan_meier` has them (Brookmeyer and Crowley, 1982).

    The times at which log(-log) of the curve is no further from that of a half than chance allows. None where the curve
    ends before the interval does.
    """
    curve = list(_curve(spans))
    near = [
        at
        for at, (_, alive, variance) in enumerate(curve)
        if 0 < alive < 1 and abs(log(-log(alive)) - log(log(2))) <= Z95 * sqrt(variance) / -log(alive)
    ]
    return (curve[near[0]][0], curve[near[-1] + 1][0]) if near and near[-1] + 1 < len(curve) else None


def _curve(spans: Sequence[tuple[float, bool]]) -> Iterator[tuple[float, float, float]]:
    """Each time at which some of SPANS ended, the share that is left, and Greenwood's sum for its variance."""
    alive, variance, at_risk = 1.0, 0.0, len(spans)
    for time, same in groupby(sorted(spans), key=itemgetter(0)):
        ends = [is_end for _, is_end in same]
        if ended := sum(ends):
            alive *= 1 - ended / at_risk
            variance += ended / (at_risk * (at_risk - ended)) if at_risk > ended else inf
            yield time, alive, variance
        at_risk -= len(ends)
