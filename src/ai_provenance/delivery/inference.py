"""Tests and intervals for two arms within strata. Needs numpy, scipy and statsmodels: the extra `stats`.

Changes of one deployment share its time, and those of one request are written together by one person. So how much a
difference varies is taken from whole deployments: taking changes for independent finds a difference in a quarter of the
samples that have none. An interval holds what the test does not reject, so that the two agree.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from scipy.stats import binomtest, fisher_exact, norm, rankdata
from scipy.stats import t as student
from statsmodels.stats.proportion import confint_proportions_2indep

from ai_provenance.delivery.statistics import Z95, Interval

TYPE_CHECKING = False
if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]
    Places = NDArray[np.intp]

_LEVEL = 0.05
_HALVINGS = 20
"""Steps to the end of an interval: to a millionth of the widest difference."""
_MOST_PAIRS = 1_000_000
"""Pairs of changes that are held at once; of more, evenly spaced order statistics of each stratum stand for all."""


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Changes of two arms, in the strata that have changes of both: the others say nothing about a difference."""

    values: Numbers
    is_first: NDArray[np.bool_]
    strata: Places
    """Of each change the number of its stratum, from 0 on; sorted."""
    clusters: Places
    """Of each change the number of its deployment, from 0 on."""

    @property
    def deployments(self) -> int:
        """How many deployments the changes belong to."""
        return int(self.clusters.max(initial=-1)) + 1


def sample_of(
    values: Sequence[float], is_first: Sequence[bool], strata: Sequence[Hashable], deployments: Sequence[int]
) -> Sample:
    """The changes that are in strata with both arms; all arguments have one item a change."""
    groups: dict[Hashable, list[int]] = {}
    for place, stratum in enumerate(strata):
        groups.setdefault(stratum, []).append(place)
    both = [group for group in groups.values() if len({is_first[place] for place in group}) > 1]
    kept = np.array([place for group in both for place in group], dtype=np.intp)
    numbers = np.repeat(np.arange(len(both)), [len(group) for group in both])
    clusters = np.unique(np.array(deployments, dtype=np.int64)[kept], return_inverse=True)[1]
    return Sample(np.array(values, float)[kept], np.array(is_first, bool)[kept], numbers, clusters)


def stratified_p(sample: Sample, *, ranked: bool) -> float:
    """The two-sided p of no difference between the arms within strata.

    RANKED: by van Elteren's sum (1960), Mann and Whitney's within strata. Otherwise values are 0 or 1, and it is Mantel
    and Haenszel's (1959). How much the sum varies is taken from its parts of each deployment, by Student's t; for
    shares the larger p counts, as a handful of events says little of that.
    """
    own, strata = sample.is_first, sample.strata
    total, first = np.bincount(strata), np.bincount(strata, own)
    scores = _ranks(sample) / (total + 1)[strata] if ranked else sample.values
    centred = scores - (np.bincount(strata, scores) / total)[strata]
    shares = centred * (own - (first / total)[strata])
    variance = float((first * (total - first) / (total * (total - 1)) * np.bincount(strata, centred**2)).sum())
    sums = np.bincount(sample.clusters, shares)
    spread, distance = float((sums**2).sum()), abs(float(shares.sum()))
    if variance <= 0 or spread <= 0 or len(sums) < 2:
        return 1.0
    by_sums = 2 * float(student.sf(distance / sqrt(spread), len(sums) - 1))
    return by_sums if ranked else max(by_sums, 2 * float(norm.sf(distance / sqrt(variance))))


def _ranks(sample: Sample) -> Numbers:
    """Of each change the rank of its value within its stratum, from 1 on; equal values share the middle of theirs."""
    order = np.lexsort((sample.values, sample.strata))
    values, strata = sample.values[order], sample.strata[order]
    is_new = np.concatenate(([True], (values[1:] != values[:-1]) | (strata[1:] != strata[:-1])))
    starts = np.flatnonzero(is_new)
    middles = (starts + np.append(starts[1:], len(values)) + 1) / 2
    before = np.cumsum(np.bincount(strata)) - np.bincount(strata)
    ranks = np.empty(len(values))
    ranks[order] = middles[np.cumsum(is_new) - 1] - before[strata]
    return ranks


def shift(sample: Sample) -> tuple[float, Interval | None]:
    """The weighted median of differences within strata (Hodges and Lehmann, 1963), and the shifts that the test allows.

    No interval where the test would allow any shift to one side.
    """
    values, weights = (np.concatenate(column) for column in zip(*_pairs(sample), strict=True))
    order = np.argsort(values, kind="stable")
    middle = _weighted_median(values[order], weights[order])
    low = _last_allowed(sample, middle, float(values[order[0]]) - 1)
    high = _last_allowed(sample, middle, float(values[order[-1]]) + 1)
    return middle, None if low is None or high is None else (low, high)


def _last_allowed(sample: Sample, middle: float, end: float) -> float | None:
    """The shift between MIDDLE and END at which the test begins to reject; None where it does not at END."""

    def is_rejected(by: float) -> bool:
        return stratified_p(replace(sample, values=sample.values - by * sample.is_first), ranked=True) < _LEVEL

    if not is_rejected(end):
        return None
    for _ in range(_HALVINGS):
        between = (middle + end) / 2
        if is_rejected(between):
            end = between
        else:
            middle = between
    return (middle + end) / 2


def _weighted_median(values: Numbers, weights: Numbers) -> float:
    counted = np.cumsum(weights)
    half = counted[-1] / 2
    place = int(np.searchsorted(counted, half))
    if counted[place] == half:  # between two values: the middle of both, as of any even number
        following = int(np.searchsorted(counted, half, side="right"))
        return float(values[place] + values[min(following, len(values) - 1)]) / 2
    return float(values[place])


def _pairs(sample: Sample) -> Iterator[tuple[Numbers, Numbers]]:
    """Of each stratum the differences first less second, and their weights, which are those of the test."""
    total, firsts = np.bincount(sample.strata), np.bincount(sample.strata, sample.is_first)
    most = int(total.max(initial=0))
    while most > 1 and (np.minimum(firsts, most) * np.minimum(total - firsts, most)).sum() > _MOST_PAIRS:
        most = most * 3 // 4
    for places in np.split(np.arange(len(sample.values)), np.cumsum(total)[:-1]):
        is_first = sample.is_first[places]
        own, other = sample.values[places[is_first]], sample.values[places[~is_first]]
        weight = len(own) * len(other) / (len(places) + 1)
        differences = np.subtract.outer(_spaced(own, most), _spaced(other, most)).ravel()
        yield differences, np.full(len(differences), weight / len(differences))


def _spaced(values: Numbers, most: int) -> Numbers:
    """At most MOST of VALUES, evenly spaced by rank."""
    if len(values) <= most:
        return values
    return np.sort(values)[np.linspace(0, len(values) - 1, most).round().astype(np.intp)]


def risk_difference(sample: Sample) -> tuple[float, Interval]:
    """Mantel and Haenszel's difference of shares within strata, and its interval.

    The interval is Sato's (1989), or the wider one by sums over deployments where changes of one deployment share their
    outcome more than that allows. Where values are shares themselves, and not 0 or 1, it is the one by sums.
    """
    own, strata, values = sample.is_first, sample.strata, sample.values
    total, first = np.bincount(strata), np.bincount(strata, own)
    rest, events = total - first, np.bincount(strata, values)
    a = np.bincount(strata, values * own)
    c = events - a
    weight = float((first * rest / total).sum())
    estimate = float(((a * rest - c * first) / total).sum()) / weight
    left = float(((first**2 * c - rest**2 * a + first * rest * (rest - first) / 2) / total**2).sum())
    right = float(((a * (rest - c) + c * (first - a)) / (2 * total)).sum())
    centred = values - (events / total)[strata]
    mine, others = (rest / total)[strata] * (centred - estimate / 2), (first / total)[strata] * (centred + estimate / 2)
    sums = np.bincount(sample.clusters, np.where(own, mine, -others))
    by_sums = float(student.ppf(0.975, max(1, len(sums) - 1))) * sqrt(float((sums**2).sum()))
    of_counts = Z95 * sqrt(max(0.0, estimate * left + right)) if is_counted(values) else 0.0
    half = max(of_counts, by_sums) / weight
    return estimate, (estimate - half, estimate + half)


def is_counted(values: Sequence[float] | Numbers) -> bool:
    """Whether all VALUES are 0 or 1."""
    return bool(np.isin(values, (0.0, 1.0)).all())


def cliffs_delta(first: Sequence[float], second: Sequence[float]) -> float:
    """How much more often a value of FIRST is above one of SECOND than below, -1 to 1 (Cliff, 1993)."""
    ranks = rankdata([*first, *second])
    above = float(ranks[: len(first)].sum()) - len(first) * (len(first) + 1) / 2
    return 2 * above / (len(first) * len(second)) - 1


def newcombe(first: Sequence[float], second: Sequence[float]) -> Interval:
    """The 95 % interval of the difference of two shares of values 0 and 1, without strata (Newcombe, 1998)."""
    low, high = confint_proportions_2indep(
        sum(first), len(first), sum(second), len(second), method="newcomb", compare="diff"
    )
    return float(low), float(high)


def fisher_p(first: Sequence[float], second: Sequence[float]) -> float:
    """The two-sided p of equal shares of values 0 and 1, exact given all counts (Fisher, 1935)."""
    table = [[sum(arm), len(arm) - sum(arm)] for arm in (first, second)]
    return float(fisher_exact(table)[1])


def rate_ratio(first: tuple[int, float], second: tuple[int, float]) -> tuple[float, Interval, float]:
    """The ratio of two rates, its exact interval and p, from counts and the time that each took.

    Given all events, those of the first are binomial (Przyborowski and Wilenski, 1940). Both counts are above 0.
    """
    exposure = first[1] / second[1]
    tested = binomtest(first[0], first[0] + second[0], exposure / (1 + exposure))
    low, high = tested.proportion_ci(0.95, method="exact")
    ends = [float(share / (1 - share)) / exposure for share in (low, high)]
    return first[0] / second[0] / exposure, (ends[0], ends[1]), float(tested.pvalue)


def log_rank(
    first: Sequence[tuple[float, bool]], second: Sequence[tuple[float, bool]]
) -> tuple[float, Interval, float] | None:
    """How many times as long spans of the first sample take, the interval of that, and p; None where nothing varies.

    A span is a length and whether it ended. The log-rank test (Mantel, 1966), and Peto's estimate of the ratio of
    hazards, of which the ratio of times is the inverse.
    """
    spans, ended = np.array([span for span, _ in (*first, *second)]), np.array([e for _, e in (*first, *second)])
    is_first = np.arange(len(spans)) < len(first)
    observed = expected = variance = 0.0
    for time in np.unique(spans[ended]):
        at_risk, ends = spans >= time, ended & (spans == time)
        total, share, events = at_risk.sum(), (at_risk & is_first).sum() / at_risk.sum(), ends.sum()
        observed += (ends & is_first).sum()
        expected += events * share
        if total > 1:
            variance += events * share * (1 - share) * (total - events) / (total - 1)
    if not variance:
        return None
    shift, half = (expected - observed) / variance, Z95 / sqrt(variance)
    p = 2 * float(norm.sf(abs(observed - expected) / sqrt(variance)))
    return float(np.exp(shift)), (float(np.exp(shift - half)), float(np.exp(shift + half))), p
