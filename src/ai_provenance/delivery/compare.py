"""AI commits against the rest within deployments, and one window against another: differences, never their causes.

The arm `rest` holds people's commits and those of unknown origin, AI help that no commit declares among them; so a
difference is also given for shares of such commits. People are counted, because an arm of fewer than five says
something about persons and is not shown; none is named, and no number is about one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, log, sqrt
from time import gmtime
from typing import TYPE_CHECKING

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.intervals import STATS_EXTRA, has_stats
from ai_provenance.delivery.metrics import recoveries
from ai_provenance.delivery.records import ORIGINS
from ai_provenance.delivery.statistics import Interval, kaplan_meier, quantile
from ai_provenance.model import Changes, Ratio

if TYPE_CHECKING:
    from ai_provenance.delivery.inference import Sample

OUTCOMES = ("lead_time", "reverted", "failed_deployment", "lines", "code_rework", "review_time")
_RATIOS = frozenset({"lead_time", "lines", "review_time"})
"""Outcomes that are compared on a logarithmic scale; the others are shares."""
STRATA = ("deployment", "size", "directory", "month", "author")
CONFOUNDERS = ("size", "area", "author", "calendar", "reviewer", "selection of tasks", "labels lost in squash merges")
"""What may be behind a difference, or hide one."""
FEWEST_CHANGES, FEWEST_DEPLOYMENTS, FEWEST_PEOPLE, FEWEST_EVENTS = 20, 10, 5, 5
CONTAMINATION = (0.1, 0.2, 0.3)
"""Shares of the rest that may be AI commits which nothing declares."""
_SIZES = (10, 50, 100, 250)
"""Ends of DORA's bands of lines changed."""
_LEVEL = 0.05
_POWER = 2.8
"""Standard errors that a difference must have to be found in four of five samples at the 5 % level."""


AI_AND_REST = ("ai", "rest")


@dataclass(frozen=True, slots=True)
class Change:
    """One change that was first deployed in the window."""

    deployment: int
    deployed: int
    is_ai: bool
    """Whether it is in the first arm: of AI commits, unless others are compared."""
    author: int
    """A number that means nothing elsewhere."""
    reverted: bool
    lead: int | None
    """Seconds to its deployment; None where they cannot be known."""
    failed: bool | None
    """Whether its deployment failed; None where that is not judged yet."""
    lines: int | None = None
    """Lines added; None where they were not counted."""
    directory: str = ""
    """The top one of its first path."""
    review: int | None = None
    """Seconds from opening to merging of its request; None where no export says so."""
    rework: float | None = None
    """The share of the lines that it added which was soon written again; None where it was not looked at."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How one outcome differs between two arms."""

    outcome: str
    scale: str
    """`ratio`: first / second. `difference`: of shares, first - second."""
    verdict: str
    """`associated`, `inconclusive`, `insufficient`, `suppressed` or `untested`."""
    reason: str | None = None
    """Why there is no verdict, in words; `stats-extra` where the libraries are not installed."""
    sizes: tuple[int, int] | None = None
    """Changes, or in windows deployments, of each arm; None where they are suppressed."""
    values: tuple[float, float] | None = None
    """Medians or shares of each arm."""
    crude: float | None = None
    """The effect without strata; None between windows, which have none."""
    crude_interval: Interval | None = None
    effect: float | None = None
    """Within strata."""
    interval: Interval | None = None
    """95 %, of the effect."""
    test: str | None = None
    p: float | None = None
    p_adjusted: float | None = None
    """By Holm over the outcomes."""
    cliffs_delta: float | None = None
    simpson: bool = False
    """Whether crude and effect point in opposite directions, and the interval excludes that there is none."""
    detectable: float | None = None
    """The effect that so few could show; only where they are too few."""
    contaminated: tuple[float, ...] = ()
    """The effect if such shares of the rest (`CONTAMINATION`) were AI commits."""

    @property
    def direction(self) -> int:
        """1 where the first arm has more, -1 where it has less, 0 where there is no effect, or none is known."""
        effect, none = self.effect, 1.0 if self.scale == "ratio" else 0.0
        return 0 if effect is None or effect == none else 1 if effect > none else -1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two arms and their outcomes, the primary one first."""

    arms: tuple[str, str]
    strata: tuple[str, ...]
    deployments: int
    attributed: Ratio
    """Changes whose origin is known / all changes."""
    differences: tuple[Difference, ...]


def changes_of(  # noqa: PLR0913 - all that is known of changes
    assessment: Assessment,
    *,
    added: Mapping[str, int] | None = None,
    touched: Mapping[str, Changes] | None = None,
    reviewed: Mapping[str, int] | None = None,
    reworked: Mapping[str, float] | None = None,
    is_first: Mapping[str, bool] | None = None,
) -> list[Change]:
    """The changes that were first deployed in the window.

    By their ids, ADDED gives lines, TOUCHED paths, REVIEWED the seconds from opening to merging of their requests, and
    REWORKED the shares of their lines that were soon written again.

    IS_FIRST says likewise whether a change is in the first of two arms that are not AI commits and the rest; changes
    that it does not have are in neither.

    Without those that release or take others back: they are made at the end of a deployment and by people, so that any
    AI commit would seem slow beside them.
    """
    ledger, measured = assessment.ledger, assessment.measured
    clock = ledger.authored if assessment.options.rules.clock == "author" else ledger.committed
    outcomes = {one.position: one for one in measured.outcomes}
    found = []
    for at in ledger.within(measured.window.since, measured.window.until):
        if not ledger.ordinary[at]:
            continue
        first = ledger.firsts[at]
        outcome, deployed = outcomes[first], ledger.deployments[first].time
        is_known = bool(ledger.shared[first]) and first not in ledger.cut and 0 <= clock[at] <= deployed
        oid = ledger.oid(at)
        if is_first is not None and oid not in is_first:
            continue
        paths = touched[oid].paths if touched and oid in touched else ()
        found.append(
            Change(
                deployment=first,
                deployed=deployed,
                is_ai=ORIGINS[ledger.origins[at]] == "ai" if is_first is None else is_first[oid],
                author=ledger.authors[at],
                reverted=bool(ledger.reverted[at]),
                lead=deployed - clock[at] if is_known else None,
                failed=bool(outcome.signals) if outcome.is_judged else None,
                lines=added.get(oid) if added else None,
                directory=paths[0].partition("/")[0] if paths else "",
                review=reviewed.get(oid) if reviewed else None,
                rework=reworked.get(oid) if reworked else None,
            )
        )
    return found


def compare(
    changes: Sequence[Change],
    *,
    attributed: Ratio,
    primary: str = "lead_time",
    strata: Sequence[str] = ("deployment",),
    arms: tuple[str, str] = AI_AND_REST,
) -> Comparison:
    """Compare the AI commits among CHANGES with the others, or those of two other ARMS, within STRATA."""
    # without an export of requests no review is known, and rework only with a look at lines: then nothing is said of it
    has_reviews = primary == "review_time" or any(one.review is not None for one in changes)
    has_rework = primary == "code_rework" or any(one.rework is not None for one in changes)
    missing = {name for name, has in (("review_time", has_reviews), ("code_rework", has_rework)) if not has}
    wanted = [outcome for outcome in OUTCOMES if outcome not in missing]
    ordered = sorted(wanted, key=lambda outcome: outcome != primary)
    found = [_compared(changes, outcome, strata) for outcome in ordered]
    if arms != AI_AND_REST:  # nobody is in an arm without a label
        found = [replace(one, contaminated=()) for one in found]
    deployments = len({one.deployment for one in changes})
    return Comparison(arms, tuple(strata), deployments, attributed, _adjusted(found))


def _adjusted(found: Sequence[Difference]) -> tuple[Difference, ...]:
    """FOUND with the verdicts of those that were tested, by Holm's correction (1979) over them."""
    tested = [one for one in found if one.p is not None]
    if not tested:
        return tuple(found)
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to load

    corrected = multipletests([one.p for one in tested], method="holm")[1]
    by_outcome = {one.outcome: float(p) for one, p in zip(tested, corrected, strict=True)}
    return tuple(
        replace(one, p_adjusted=p, verdict="associated" if p < _LEVEL else "inconclusive")
        if (p := by_outcome.get(one.outcome)) is not None
        else one
        for one in found
    )


_VALUE: dict[str, Callable[[Change], float | None]] = {
    "lead_time": lambda one: None if one.lead is None else log(max(1, one.lead)),
    "lines": lambda one: None if one.lines is None else log(max(1, one.lines)),
    "review_time": lambda one: None if one.review is None else log(max(1, one.review)),
    "reverted": lambda one: float(one.reverted),
    "code_rework": lambda one: one.rework,
    "failed_deployment": lambda one: None if one.failed is None else float(one.failed),
}
"""Outcome -> its value for one change; None where it is not known."""
_STRATUM: dict[str, Callable[[Change], Hashable]] = {
    "deployment": lambda one: one.deployment,
    "size": lambda one: -1 if one.lines is None else bisect_left(_SIZES, one.lines),
    "directory": lambda one: one.directory,
    "month": lambda one: gmtime(one.deployed)[:2],
    "author": lambda one: one.author,
}


def _compared(changes: Sequence[Change], outcome: str, strata: Sequence[str]) -> Difference:
    valued = [(one, value) for one in changes if (value := _VALUE[outcome](one)) is not None]
    is_ratio = outcome in _RATIOS
    difference = Difference(outcome, "ratio" if is_ratio else "difference", "insufficient")
    arms = [[(one, value) for one, value in valued if one.is_ai == is_ai] for is_ai in (True, False)]
    if not any(arms):
        return replace(difference, reason="known of no change")
    if min(len({one.author for one, _ in arm}) for arm in arms) < FEWEST_PEOPLE:
        return replace(difference, verdict="suppressed", reason=f"needs {FEWEST_PEOPLE} people an arm")
    first, second = ([value for _, value in arm] for arm in arms)
    difference = replace(difference, sizes=(len(first), len(second)), detectable=_detectable(first, second, is_ratio))
    # all changes of a deployment share whether it failed, and lines are what sizes are made of
    kept = [{"deployment": "month"}.get(one, one) if outcome == "failed_deployment" else one for one in strata]
    keys = [_STRATUM[one] for one in dict.fromkeys(kept) if (outcome, one) != ("lines", "size")]
    both = len({one.deployment for one, _ in valued})
    events = sum(first) + sum(second)
    for least, count, what in (
        (FEWEST_CHANGES, min(len(first), len(second)), "changes an arm"),
        (FEWEST_DEPLOYMENTS, both, "deployments"),
        (FEWEST_EVENTS, events if not is_ratio else FEWEST_EVENTS, "changes that it happened to"),
    ):
        if count < least:
            return replace(difference, reason=f"needs {least} {what}, has {count:.0f}")
    difference = _with_crude(replace(difference, detectable=None), first, second, is_ratio)
    if not has_stats():
        return replace(difference, verdict="untested", reason=STATS_EXTRA)
    from ai_provenance.delivery.inference import sample_of  # noqa: PLC0415 - scipy: a second to load

    sample = sample_of(
        [value for _, value in valued],
        [one.is_ai for one, _ in valued],
        [tuple(key(one) for key in keys) for one, _ in valued],
        [one.deployment for one, _ in valued],
    )
    if sample.deployments < FEWEST_DEPLOYMENTS:
        within = f"has {sample.deployments} within {', '.join(kept) or 'all'}"
        return replace(difference, reason=f"needs {FEWEST_DEPLOYMENTS} deployments with changes of both arms, {within}")
    return _tested(difference, sample, (first, second), is_ratio)


def _with_crude(difference: Difference, first: Sequence[float], second: Sequence[float], is_ratio: bool) -> Difference:
    values = tuple(quantile(sorted(arm), 0.5) if is_ratio else sum(arm) / len(arm) for arm in (first, second))
    if is_ratio:
        return replace(difference, values=(exp(values[0]), exp(values[1])), crude=exp(values[0] - values[1]))
    return replace(difference, values=(values[0], values[1]), crude=values[0] - values[1])


def _detectable(first: Sequence[float], second: Sequence[float], is_ratio: bool) -> float | None:
    """The ratio, or the difference of shares, that arms of this size show with a power of 0.8 at the 5 % level."""
    if not first or not second:
        return None
    pooled = [*first, *second]
    mean = sum(pooled) / len(pooled)
    if not is_ratio:  # one event more and less: no rate is 0 because it was not observed
        mean = (sum(pooled) + 1) / (len(pooled) + 2)
    variance = sum((value - mean) ** 2 for value in pooled) / len(pooled) if is_ratio else mean * (1 - mean)
    found = _POWER * sqrt(variance * (1 / len(first) + 1 / len(second)))
    return exp(found) if is_ratio else found


def _tested(
    difference: Difference, sample: Sample, arms: tuple[Sequence[float], Sequence[float]], is_ratio: bool
) -> Difference:
    from ai_provenance.delivery import inference  # noqa: PLC0415 - scipy: a second to load

    crude_interval: Interval | None = None
    delta = None
    if is_ratio:
        found, allowed = inference.shift(sample)
        if allowed is None:
            return replace(difference, reason="needs more deployments with changes of both arms")
        effect, interval = exp(found), (exp(allowed[0]), exp(allowed[1]))
        contaminated = tuple(exp(found / (1 - share)) for share in CONTAMINATION)
        delta = inference.cliffs_delta(*arms)
        test = "van Elteren"
    else:
        effect, interval = inference.risk_difference(sample)
        contaminated = tuple(effect / (1 - share) for share in CONTAMINATION)
        crude_interval = inference.newcombe(*arms) if inference.is_counted([*arms[0], *arms[1]]) else None
        test = "Mantel-Haenszel"
    none = 1.0 if is_ratio else 0.0
    excluded = not interval[0] <= none <= interval[1]
    return replace(
        difference,
        effect=effect,
        interval=interval,
        crude_interval=crude_interval,
        test=test,
        p=inference.stratified_p(sample, ranked=is_ratio),
        cliffs_delta=delta,
        simpson=excluded and ((difference.crude or none) - none) * (effect - none) < 0,
        contaminated=contaminated,
    )


def compare_windows(window: Assessment, before: Assessment) -> Comparison:
    """Compare the deployments of WINDOW with those of BEFORE, an earlier one; both are measured by one method."""
    sides = window.measured, before.measured
    found = [
        _lead_times_between(*([[quantile(sorted(spans), 0.5) for _, spans in one.leads] for one in sides])),
        _shares_between("fail_rate", *([[bool(o.signals) for o in one.outcomes if o.is_judged] for one in sides])),
        _frequency_between(*((len(one.outcomes), one.window.weeks) for one in sides)),
        _recoveries_between(*(recoveries(one.outcomes, one.window.until) for one in sides)),
        _shares_between("rework", *([[o.is_rework for o in one.outcomes] for one in sides])),
    ]
    deployments = sum(len(one.outcomes) for one in sides)
    return Comparison(("window", "before"), (), deployments, Ratio(0, 0), _adjusted(found))


def _between(outcome: str, scale: str, sizes: tuple[int, int], *, events: float = FEWEST_EVENTS) -> Difference:
    """A difference that is to be tested (`untested`), or that says what it lacks."""
    difference = Difference(outcome, scale, "insufficient", sizes=sizes)
    if min(sizes) < FEWEST_DEPLOYMENTS:
        return replace(difference, reason=f"needs {FEWEST_DEPLOYMENTS} deployments in a window, has {min(sizes)}")
    if events < FEWEST_EVENTS:
        return replace(difference, reason=f"needs {FEWEST_EVENTS} deployments that it happened to, has {events:.0f}")
    return replace(difference, verdict="untested", reason=STATS_EXTRA)


def _lead_times_between(first: Sequence[float], second: Sequence[float]) -> Difference:
    difference = _between("lead_time", "ratio", (len(first), len(second)))
    if difference.verdict != "untested":
        return difference
    values = quantile(sorted(first), 0.5), quantile(sorted(second), 0.5)
    difference = replace(difference, values=values)
    if not has_stats():
        return difference
    from ai_provenance.delivery import inference  # noqa: PLC0415 - scipy: a second to load

    count = len(first) + len(second)
    logs = [log(max(1, value)) for value in (*first, *second)]
    sample = inference.sample_of(logs, [at < len(first) for at in range(count)], [0] * count, range(count))
    found, allowed = inference.shift(sample)
    if allowed is None:
        return replace(difference, verdict="insufficient", reason="needs more deployments")
    return replace(
        difference,
        reason=None,
        effect=exp(found),
        interval=(exp(allowed[0]), exp(allowed[1])),
        test="Mann-Whitney",
        p=inference.stratified_p(sample, ranked=True),
        cliffs_delta=inference.cliffs_delta(first, second),
    )


def _shares_between(outcome: str, first: Sequence[bool], second: Sequence[bool]) -> Difference:
    sizes = len(first), len(second)
    difference = _between(outcome, "difference", sizes, events=sum(first) + sum(second))
    if difference.verdict != "untested":
        return difference
    shares = sum(first) / sizes[0], sum(second) / sizes[1]
    difference = replace(difference, values=shares)
    if not has_stats():
        return difference
    from ai_provenance.delivery import inference  # noqa: PLC0415 - scipy: a second to load

    return replace(
        difference,
        reason=None,
        effect=shares[0] - shares[1],
        interval=inference.newcombe(first, second),
        test="Fisher",
        p=inference.fisher_p(first, second),
    )


def _recoveries_between(first: Sequence[tuple[float, bool]], second: Sequence[tuple[float, bool]]) -> Difference:
    difference = Difference("recovery", "ratio", "insufficient", sizes=(len(first), len(second)))
    least = min(sum(ended for _, ended in side) for side in (first, second))
    if least < FEWEST_EVENTS:
        reason = f"needs {FEWEST_EVENTS} failures that have ended in a window, has {least}"
        return replace(difference, reason=reason)
    medians = kaplan_meier(first, 0.5), kaplan_meier(second, 0.5)
    if medians[0] is not None and medians[1] is not None:
        difference = replace(difference, values=(medians[0], medians[1]))
    if not has_stats():
        return replace(difference, verdict="untested", reason=STATS_EXTRA)
    from ai_provenance.delivery import inference  # noqa: PLC0415 - scipy: a second to load

    found = inference.log_rank(first, second)
    if found is None:
        return replace(difference, reason="needs failures of both windows that lasted equally long")
    effect, interval, p = found
    return replace(difference, effect=effect, interval=interval, test="log-rank", p=p)


def _frequency_between(first: tuple[int, float], second: tuple[int, float]) -> Difference:
    difference = _between("frequency", "ratio", (first[0], second[0]))
    if difference.verdict != "untested":
        return difference
    difference = replace(difference, values=(first[0] / first[1], second[0] / second[1]))
    if not has_stats():
        return difference
    from ai_provenance.delivery import inference  # noqa: PLC0415 - scipy: a second to load

    effect, interval, p = inference.rate_ratio(first, second)
    return replace(difference, reason=None, effect=effect, interval=interval, test="conditional binomial", p=p)
