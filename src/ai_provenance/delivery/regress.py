"""Alarms: whether new deployments are worse than those of a baseline, calibrated for few false ones.

The unit is the deployment: changes of one release share its date, and a test over changes would raise a false alarm in
most half years. A fixed rule such as "+20 %" is not offered. Needs scipy: the extra `stats`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.metrics import WEEK, Window
from ai_provenance.delivery.records import NEVER
from ai_provenance.delivery.statistics import quantile
from ai_provenance.repo import Repository, Selection, commits

RECENT_WEEKS, FEWEST = 2, 4
STATES = ("steady", "regressed", "improved", "insufficient")
_MOST_REVERTS = 50


@dataclass(frozen=True, slots=True)
class Alarm:
    """The state of one metric."""

    metric: str
    state: str
    """One of `STATES`."""
    recent: float | None
    """Median seconds of the newest deployments; failed ones / all judged since the baseline."""
    baseline: float | None
    p: float | None
    """One-sided for failures, two-sided for lead times."""
    effect: float | None
    """Cliff's delta of lead times; None for shares."""
    deployments: tuple[int, int]
    """New and of the baseline."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was to be said at one time."""

    at: int
    """Seconds since the epoch."""
    deployment: str | None
    """Id of the deployment that was judged; None where it is the end of the window."""
    alarms: tuple[Alarm, ...]

    @property
    def state(self) -> str:
        """The state of the worst metric: `insufficient` only where it is that of all."""
        states = {one.state for one in self.alarms}
        return next((one for one in ("regressed", "improved", "steady") if one in states), "insufficient")


@dataclass(frozen=True, slots=True)
class Series:
    """What a window says, deployment by deployment: time and median lead time, time and whether it failed."""

    leads: tuple[tuple[int, float], ...]
    failed: tuple[tuple[int, bool], ...]


def series_of(assessment: Assessment) -> Series:
    """The deployments of the window of ASSESSMENT that have lead times, and those that are judged."""
    deployments, measured = assessment.ledger.deployments, assessment.measured
    leads = sorted((deployments[position].time, quantile(sorted(spans), 0.5)) for position, spans in measured.leads)
    judged = ((deployments[one.position].time, bool(one.signals)) for one in measured.outcomes if one.is_judged)
    known = measured.fail_rate.reason is None
    return Series(tuple(leads), tuple(judged) if known else ())


def alarms(series: Series, baseline: Window, *, at: int, strict: bool) -> tuple[Alarm, ...]:
    """The alarms AT a time: lead times of the last two weeks, and failures of all that came after the BASELINE.

    STRICT: fewer false ones, and small changes are found later.
    """
    start = max(baseline.until, at - RECENT_WEEKS * WEEK)
    recent = [value for time, value in series.leads if start <= time <= at]
    before = [value for time, value in series.leads if baseline.since <= time < baseline.until]
    failed = [bad for time, bad in series.failed if baseline.until <= time <= at]
    then = [bad for time, bad in series.failed if baseline.since <= time < baseline.until]
    return _lead_times(recent, before, strict=strict), _failures(failed, then, strict=strict)


def _lead_times(recent: Sequence[float], before: Sequence[float], *, strict: bool) -> Alarm:
    sizes = (len(recent), len(before))
    middle = [quantile(sorted(values), 0.5) if values else None for values in (recent, before)]
    if min(sizes) < FEWEST:
        return Alarm("change_lead_time", "insufficient", middle[0], middle[1], None, None, sizes)
    from scipy.stats import mannwhitneyu  # noqa: PLC0415 - comes with the extra

    tested = mannwhitneyu(recent, before, alternative="two-sided")
    p, delta = float(tested.pvalue), 2 * float(tested.statistic) / (len(recent) * len(before)) - 1
    limit, least = (0.005, 0.2) if strict else (0.01, 0.147)
    state = "steady" if p >= limit or abs(delta) < least else "regressed" if delta > 0 else "improved"
    return Alarm("change_lead_time", state, middle[0], middle[1], p, delta, sizes)


def _failures(failed: Sequence[bool], then: Sequence[bool], *, strict: bool) -> Alarm:
    sizes = (len(failed), len(then))
    shares = [sum(values) / len(values) if values else None for values in (failed, then)]
    if min(sizes) < FEWEST:
        return Alarm("change_fail_rate", "insufficient", shares[0], shares[1], None, None, sizes)
    from scipy.stats import fisher_exact  # noqa: PLC0415 - comes with the extra

    # given both counts: taking the baseline's share for known gives several times as many false alarms
    table = [[sum(failed), sizes[0] - sum(failed)], [sum(then), sizes[1] - sum(then)]]
    worse, better = (float(fisher_exact(table, alternative=side)[1]) for side in ("greater", "less"))
    limit = 0.005 if strict else 0.01
    state = "regressed" if worse < limit else "improved" if better < limit else "steady"
    return Alarm("change_fail_rate", state, shares[0], shares[1], min(worse, better), None, sizes)


def revert_commands(repository: Repository, assessment: Assessment, *, since: int) -> Iterator[str]:
    """Commands that take back what failed deployments brought since then and nothing has ended, newest first.

    They are for a person to run, one after the other; nothing runs them.
    """
    ledger = assessment.ledger
    for one in reversed(assessment.measured.outcomes):
        deployment, previous = ledger.deployments[one.position], ledger.previous[one.position]
        if not one.signals or one.ended is not None or deployment.time < since or previous == NEVER:
            continue
        brought = f"{ledger.deployments[previous].commit}..{deployment.commit}"
        found = list(commits(repository, Selection((brought,), first_parent=True, limit=_MOST_REVERTS + 1)))
        if len(found) > _MOST_REVERTS:
            yield f"git log --first-parent {brought}  # more than {_MOST_REVERTS}: too many to take back one by one"
            continue
        for commit in found:
            mainline = "-m 1 " if len(commit.parents) > 1 else ""
            yield f"git revert --no-edit {mainline}{commit.oid}"
