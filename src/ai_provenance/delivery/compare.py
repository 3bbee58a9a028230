"""AI commits against the rest: how their lead times and their reverts differ, within deployments.

An association, never a cause. The arm `rest` holds people's commits and those of unknown origin, AI help that no commit
declares among them, so a difference is also given for shares of such commits. Authors are counted, because below five of
them an arm says something about persons and is not shown; none is named.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import exp, log, sqrt

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.records import ORIGINS
from ai_provenance.delivery.statistics import Z95, quantile

FEWEST_CHANGES, FEWEST_DEPLOYMENTS, FEWEST_AUTHORS, FEWEST_EVENTS = 20, 10, 5, 5
CONTAMINATION = (0.1, 0.2, 0.3)
"""Shares of the rest that may be AI commits which nothing declares."""
CONFOUNDERS = ("size", "area", "author", "calendar", "reviewer", "selection of tasks", "labels lost in squash merges")
_AI = ORIGINS.index("ai")
_DRAWS = 1_000
_SEED = 20_250_101
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the window. `author` is a number that means nothing elsewhere."""

    deployment: int
    lead: int
    is_ai: bool
    reverted: bool
    author: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How one outcome differs between the arms. `verdict` is `associated`, `inconclusive`, `insufficient`, `suppressed`."""

    outcome: str
    verdict: str
    ai: int
    rest: int
    crude: float | None = None
    """Ratio of medians for durations, difference of shares for rates; AI against the rest."""
    adjusted: float | None = None
    """The same within deployments."""
    interval: tuple[float, float] | None = None
    p: float | None = None
    """Adjusted by Holm over the outcomes."""
    simpson: bool = False
    """Crude and adjusted point in opposite directions, and the adjusted interval excludes no effect."""
    detectable: float | None = None
    """The smallest effect that so few could have shown, as a ratio; only where they are too few."""
    contaminated: tuple[float, ...] = ()
    """The adjusted effect if 10, 20, 30 % of the rest were AI commits."""
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The arms and the outcomes, the primary one first."""

    deployments: int
    attribution_coverage: float | None
    differences: tuple[Difference, ...]
    confounders: tuple[str, ...] = field(default=CONFOUNDERS)


def changes_of(assessment: Assessment) -> list[Change]:
    """The changes of the window with a lead time."""
    ledger, window = assessment.ledger, assessment.measured.window
    times = [one.time for one in ledger.deployments]
    low, high = bisect_left(times, window.since), bisect_left(times, window.until)
    start, end = bisect_left(ledger.firsts, low), bisect_left(ledger.firsts, high)
    clock = ledger.authored if assessment.options.rules.clock == "author" else ledger.committed
    found = []
    for at in range(start, end):
        first = ledger.firsts[at]
        lead = times[first] - clock[at]
        if first in ledger.shared and first not in ledger.cut and clock[at] >= 0 and lead >= 0:
            found.append(
                Change(first, lead, ledger.origins[at] == _AI, bool(ledger.reverted[at]), ledger.authors[at])
            )
    return found


def compare(changes: Sequence[Change], *, attribution_coverage: float | None) -> Comparison:
    """Compare the AI commits among CHANGES with the others. Needs the extra `stats`."""
    found = [_durations(changes), _rates(changes)]
    tested = sorted((one.p, at) for at, one in enumerate(found) if one.p is not None)
    worst = 0.0
    for rank, (p, at) in enumerate(tested):
        worst = max(worst, min(1.0, p * (len(tested) - rank)))  # Holm, 1979
        verdict = "associated" if worst < _LEVEL else "inconclusive"
        found[at] = replace(found[at], p=worst, verdict=verdict)
    return Comparison(len({one.deployment for one in changes}), attribution_coverage, tuple(found))


def _too_few(changes: Sequence[Change]) -> tuple[str, str] | None:
    """Verdict and reason where the arms are too small."""
    ai, rest = [one for one in changes if one.is_ai], [one for one in changes if not one.is_ai]
    if min(len({one.author for one in arm}) for arm in (ai, rest)) < FEWEST_AUTHORS:
        return "suppressed", f"needs {FEWEST_AUTHORS} people an arm"
    if min(len(ai), len(rest)) < FEWEST_CHANGES:
        return "insufficient", f"needs {FEWEST_CHANGES} changes an arm"
    if len({one.deployment for one in changes}) < FEWEST_DEPLOYMENTS:
        return "insufficient", f"needs {FEWEST_DEPLOYMENTS} deployments"
    return None


def _durations(changes: Sequence[Change]) -> Difference:
    ai = [log(max(1, one.lead)) for one in changes if one.is_ai]
    rest = [log(max(1, one.lead)) for one in changes if not one.is_ai]
    few = _too_few(changes)
    if few:
        detectable = None if few[0] == "suppressed" or not ai or not rest else _detectable(ai, rest)
        return Difference("lead_time", few[0], len(ai), len(rest), detectable=detectable, reason=few[1])
    strata: dict[int, tuple[list[float], list[float]]] = {}
    for one in changes:
        strata.setdefault(one.deployment, ([], []))[not one.is_ai].append(log(max(1, one.lead)))
    both = [(own, others) for own, others in strata.values() if own and others]
    if len(both) < FEWEST_DEPLOYMENTS:
        reason = f"needs {FEWEST_DEPLOYMENTS} deployments with changes of both"
        return Difference("lead_time", "insufficient", len(ai), len(rest), reason=reason)
    crude = exp(quantile(sorted(ai), 0.5) - quantile(sorted(rest), 0.5))
    shift, low, high = _hodges_lehmann(both)
    adjusted, interval = exp(shift), (exp(low), exp(high))
    opposite = (crude - 1) * (adjusted - 1) < 0 and not low <= 0 <= high
    diluted = tuple(exp(shift / (1 - share)) for share in CONTAMINATION)
    return Difference(
        "lead_time", "inconclusive", len(ai), len(rest), crude, adjusted, interval, _van_elteren(both),
        simpson=opposite, contaminated=diluted,
    )  # fmt: skip


def _detectable(ai: Sequence[float], rest: Sequence[float]) -> float:
    """The ratio that arms of this size show with a power of 0.8 at the 5 % level."""
    pooled = [*ai, *rest]
    mean = sum(pooled) / len(pooled)
    deviation = sqrt(sum((value - mean) ** 2 for value in pooled) / max(1, len(pooled) - 1))
    return exp(2.8 * deviation * sqrt(1 / len(ai) + 1 / len(rest)))


def _hodges_lehmann(strata: Sequence[tuple[Sequence[float], Sequence[float]]]) -> tuple[float, float, float]:
    """The median of all differences within STRATA, and its 95 % interval by bootstrap of strata."""
    import numpy as np  # noqa: PLC0415 - comes with the extra

    parts = [np.subtract.outer(np.array(own), np.array(others)).ravel() for own, others in strata]
    values = np.concatenate(parts)
    owner = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    order = np.argsort(values, kind="stable")
    values, owner = values[order], owner[order]
    draw = np.random.default_rng(_SEED)
    found = []
    for _ in range(_DRAWS):
        times = np.bincount(draw.integers(0, len(parts), len(parts)), minlength=len(parts))
        counted = np.cumsum(times[owner])
        found.append(values[np.searchsorted(counted, counted[-1] / 2)])
    low, high = np.quantile(found, [0.025, 0.975])
    return float(np.median(values)), float(low), float(high)


def _van_elteren(strata: Sequence[tuple[Sequence[float], Sequence[float]]]) -> float:
    """P of Mann and Whitney's test within STRATA, two-sided (van Elteren, 1960)."""
    from scipy.stats import norm, rankdata  # noqa: PLC0415 - comes with the extra

    total = variance = 0.0
    for own, others in strata:
        m, n = len(own), len(own) + len(others)
        ranks = rankdata([*own, *others])
        weight = 1 / (n + 1)
        total += weight * (float(ranks[:m].sum()) - m * (n + 1) / 2)
        spread = float(((ranks - (n + 1) / 2) ** 2).sum())
        variance += weight**2 * m * (n - m) / (n * (n - 1)) * spread
    return float(2 * norm.sf(abs(total) / sqrt(variance))) if variance else 1.0


def _rates(changes: Sequence[Change]) -> Difference:
    ai, rest = [one for one in changes if one.is_ai], [one for one in changes if not one.is_ai]
    events = sum(one.reverted for one in changes)
    few = _too_few(changes)
    if few is None and events < FEWEST_EVENTS:
        few = ("insufficient", f"needs {FEWEST_EVENTS} reverts")
    if few:
        return Difference("reverted", few[0], len(ai), len(rest), reason=few[1])
    from scipy.stats import fisher_exact  # noqa: PLC0415 - comes with the extra

    counts = [sum(one.reverted for one in arm) for arm in (ai, rest)]
    crude = counts[0] / len(ai) - counts[1] / len(rest)
    strata: dict[int, list[list[int]]] = {}
    for one in changes:
        strata.setdefault(one.deployment, [[0, 0], [0, 0]])[not one.is_ai][not one.reverted] += 1
    adjusted, low, high = _sato(list(strata.values()))
    p = float(fisher_exact([[counts[0], len(ai) - counts[0]], [counts[1], len(rest) - counts[1]]])[1])
    p = _mantel_haenszel(list(strata.values()), p)
    return Difference(
        "reverted", "inconclusive", len(ai), len(rest), crude, adjusted, (low, high), p,
        simpson=crude * adjusted < 0 and not low <= 0 <= high,
        contaminated=tuple(adjusted / (1 - share) for share in CONTAMINATION),
    )  # fmt: skip


def _sato(tables: Sequence[Sequence[Sequence[int]]]) -> tuple[float, float, float]:
    """The Mantel-Haenszel risk difference over TABLES and its 95 % interval (Sato, 1989)."""
    weights = difference = left = right = 0.0
    for (a, b), (c, d) in tables:
        m, n = a + b, c + d
        if m and n:
            difference += (a * n - c * m) / (m + n)
            weights += m * n / (m + n)
            left += (n * n * a - m * m * c + m * n * (n - m) / 2) / (m + n) ** 2
            right += (a * d + c * b) / (2 * (m + n))
    if not weights:
        return 0.0, 0.0, 0.0
    estimate = difference / weights
    half = Z95 * sqrt(max(0.0, estimate * left + right)) / weights
    return estimate, estimate - half, estimate + half


def _mantel_haenszel(tables: Sequence[Sequence[Sequence[int]]], otherwise: float) -> float:
    """P of the test over strata; OTHERWISE where no stratum has both arms and both outcomes."""
    total = variance = 0.0
    for (a, b), (c, d) in tables:
        n = a + b + c + d
        if n > 1:
            total += a - (a + b) * (a + c) / n
            variance += (a + b) * (c + d) * (a + c) * (b + d) / (n * n * (n - 1))
    if not variance:
        return otherwise
    from scipy.stats import norm  # noqa: PLC0415 - comes with the extra

    return float(2 * norm.sf(abs(total) / sqrt(variance)))
