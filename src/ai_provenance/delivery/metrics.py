"""DORA's five metrics over a window, each with what it was computed from and its interval, or why it is null."""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from types import MappingProxyType

from ai_provenance.delivery.intervals import Intervals
from ai_provenance.delivery.records import NEVER, Brought, Deployment, Incident, Ledger, is_hotfix
from ai_provenance.delivery.statistics import Interval, kaplan_meier, quantile, wilson
from ai_provenance.named_tuple import NamedTuple

DAY, HOUR, WEEK = 86_400, 3_600, 604_800
FEWEST_FOR_BOOTSTRAP = 10
FEWEST_RECOVERIES = 6


class Window(NamedTuple):
    """The time that is looked at: from `since` on, and before `until`; seconds since the epoch."""

    since: int
    until: int

    @property
    def weeks(self) -> float:
        """Its length."""
        return (self.until - self.since) / WEEK


class Rules(NamedTuple):
    """What decides the metrics; part of their definition."""

    clock: str = "author"
    intervention_days: int = 30
    hotfix_hours: int = 72
    settle_hours: int = 72


class Quantity(NamedTuple):
    """One metric. `value` is None exactly where `reason` says why."""

    value: float | None
    reason: str | None = None
    interval: Interval | None = None
    interval_reason: str | None = None
    """Why there is a value and no interval."""
    numerator: float | None = None
    denominator: float | None = None
    bound: str | None = None
    """`lower` where failures may be unknown; `exact` where events name them. None where it is no share of failures."""
    more: Mapping[str, object] = MappingProxyType({})
    """Further keys of the document."""


class Outcome(NamedTuple):
    """What happened to one deployment of the window."""

    position: int
    signals: tuple[str, ...]
    """Why it failed: `revert`, `hotfix`, `rollback`, `incident`; empty where it did not."""
    commits: tuple[str, ...]
    """The reverts and deployed commits that say so."""
    opened: int
    """When its failure began."""
    ended: int | None
    """When it was over; None where it is not, and where there was none."""
    is_judged: bool
    is_rework: bool
    is_quick_fix: bool
    """All of its changes are fixes, and it came soon after the one before: the heuristic."""


class Measured(NamedTuple):
    """The metrics of a window, and what they were computed from."""

    window: Window
    outcomes: tuple[Outcome, ...]
    frequency: Quantity
    lead_time: Quantity
    fail_rate: Quantity
    recovery: Quantity
    rework: Quantity
    negative: int
    without_predecessor: int
    without_lead: int
    """Changes that were first deployed in the window by a deployment of which it cannot be known what it brought."""
    batch: dict[str, float | None]
    """Quantiles of the changes that a deployment brought."""
    batch_bands: Mapping[str, int] = MappingProxyType({})
    """DORA's answer bands for the size of a batch -> deployments."""
    leads: tuple[tuple[int, tuple[int, ...]], ...] = ()
    """Position of a deployment of the window -> lead times of its changes."""


def measure(  # noqa: PLR0913 - what is measured, and by what
    ledger: Ledger,
    incidents: Sequence[Incident],
    window: Window,
    rules: Rules,
    *,
    has_events: bool,
    intervals: Intervals | None = None,
) -> Measured:
    """The metrics of WINDOW. HAS_EVENTS: deployments or incidents come from events, so that no failure is missing."""
    exist = bisect_left(ledger.times, window.until)
    start = bisect_left(ledger.times, window.since, 0, exist)
    ledger.check(start)
    rows = list(zip(range(start, exist), ledger.deployments[start:exist], ledger.brought[start:exist], strict=True))
    clock = ledger.authored if rules.clock == "author" else ledger.committed
    ends = [bisect_left(ledger.firsts, position) for position in range(start, exist + 1)]
    began = [clock[begin:end] for begin, end in pairwise(ends)]
    waiting = clock[ends[-1] :]
    view = _View(
        ledger, incidents, window, rules, start, exist, intervals or Intervals(), rows, began=began, waiting=waiting
    )
    outcomes = tuple(view.outcomes())
    leads, negative, without_lead = view.leads()
    sizes = view.sizes()
    # anything in the whole history that ever said that a deployment failed
    known = has_events or ledger.has_signs or bool(incidents)
    return Measured(
        window=window,
        outcomes=outcomes,
        frequency=_frequency(view),
        lead_time=_lead_time(view, leads),
        fail_rate=_fail_rate(outcomes, is_known=known, exact=has_events, has_source=bool(ledger.deployments)),
        recovery=_recovery(view, outcomes),
        rework=_rework(outcomes, is_known=known, exact=has_events, has_source=bool(ledger.deployments)),
        negative=negative,
        without_predecessor=exist - start - sum(ledger.shared[start:exist]),
        without_lead=without_lead,
        batch={name: quantile(sizes, q) if sizes else None for name, q in (("p50", 0.5), ("p75", 0.75), ("p90", 0.9))},
        batch_bands=_banded(sizes),
        leads=tuple(leads.items()),
    )


class _View(NamedTuple):
    """A ledger seen through a window: deployments from `start` on are in it, those from `exist` on do not exist yet."""

    ledger: Ledger
    incidents: Sequence[Incident]
    window: Window
    rules: Rules
    start: int
    exist: int
    intervals: Intervals
    rows: Sequence[tuple[int, Deployment, Brought]]
    """The deployments in the window, with what they brought."""
    began: Sequence[Sequence[int]]
    """Of each of them when the changes began that it deployed first, by the clock; -1 for one without a date."""
    waiting: Sequence[int]
    """When those began that are not deployed at the end of the window."""

    @property
    def times(self) -> Sequence[int]:
        """Of the deployments in the window."""
        return self.ledger.times[self.start : self.exist]

    def exists(self, position: int) -> bool:
        return position < self.exist

    def is_rework(self, position: int, one: Deployment, brought: Brought) -> bool:
        only_fixes_before = brought.others > 0 and brought.hotfixes + brought.reverts == brought.others
        return bool(self.ledger.shared[position]) and (one.unplanned or one.rollback or only_fixes_before)

    def is_quick_fix(self, position: int, one: Deployment, brought: Brought) -> bool:
        previous = self.ledger.previous[position]
        if previous == NEVER or brought.others <= 0:
            return False
        only_fixes = brought.fixes + brought.hotfixes + brought.reverts == brought.others
        return only_fixes and one.time - self.ledger.times[previous] <= self.rules.hotfix_hours * HOUR

    def failures(self) -> dict[int, list[tuple[str, str, int | None]]]:
        """Deployment of the window -> signal, what says so, and when that was deployed."""
        found: dict[int, list[tuple[str, str, int | None]]] = {}
        limit = self.rules.intervention_days * DAY
        times = self.ledger.times
        # what took back a deployment came after it
        since = bisect_left(self.ledger.revert_times, times[self.start]) if self.start < self.exist else sys.maxsize
        for revert in self.ledger.reverts[since : bisect_left(self.ledger.revert_times, self.window.until)]:
            own = revert.deployment if self.exists(revert.deployment) else NEVER
            undone = any((one if self.exists(one) else NEVER) == own for one in revert.undone)
            if revert.is_relanding or undone:
                continue
            for target in revert.targets:
                # one that was committed before the deployment was no answer to it: it came by another line of releases
                if self.start <= target < self.exist and target != own and 0 <= revert.time - times[target] <= limit:
                    ended = None if own == NEVER else times[own]
                    found.setdefault(target, []).append(("revert", revert.oid, ended))
        for position, one, brought in self.rows[1:]:
            if one.rollback:
                target, signal = self._rolled_back(position), "rollback"
            elif is_hotfix(one, brought):
                target, signal = self.ledger.previous[position], "hotfix"
            else:
                continue
            if target != NEVER and one.time - times[target] <= limit:
                found.setdefault(target, []).append((signal, one.commit, one.time))
        return found

    def _rolled_back(self, position: int) -> int:
        """What a rollback took back: the latest before it of another commit."""
        commit = self.ledger.deployments[position].commit
        earlier = (at for at in range(position - 1, -1, -1) if self.ledger.deployments[at].commit != commit)
        return next(earlier, position - 1)

    def incidents_of(self) -> dict[int, list[Incident]]:
        """Deployment -> the incidents that it caused, as far as they are known by the end of the window."""
        found: dict[int, list[Incident]] = {}
        if not self.incidents:
            return found
        names: dict[str, int] = {}
        for at in range(self.exist - 1, -1, -1):
            one = self.ledger.deployments[at]
            names |= dict.fromkeys((one.id, one.commit, *one.names), at)
        for incident in self.incidents:
            if incident.opened >= self.window.until:
                continue
            position = names.get(incident.deployment or "", names.get(incident.commit or ""))
            if position is None and incident.deployment is None and incident.commit is None:
                position = bisect_left(self.ledger.times, incident.opened + 1, 0, self.exist) - 1
            if position is not None and position >= 0:
                found.setdefault(position, []).append(incident)
        return found

    def outcomes(self) -> Iterator[Outcome]:
        failures, incidents = self.failures(), self.incidents_of()
        for position, one, brought in self.rows:
            outcome = Outcome(
                position,
                signals=(),
                commits=(),
                opened=one.time,
                ended=None,
                is_judged=self.window.until - one.time >= self.rules.settle_hours * HOUR,
                is_rework=self.is_rework(position, one, brought),
                is_quick_fix=self.is_quick_fix(position, one, brought),
            )
            said, caused = failures.get(position, ()), incidents.get(position, ())
            yield self._failed(outcome, said, caused) if said or caused else outcome

    def _failed(
        self, outcome: Outcome, said: Sequence[tuple[str, str, int | None]], caused: Sequence[Incident]
    ) -> Outcome:
        """OUTCOME of a deployment of which other commits have SAID that it failed, or that CAUSED incidents."""
        signals = [signal for signal, _, _ in said] + ["incident"] * bool(caused)
        opened = min((incident.opened for incident in caused), default=outcome.opened)
        ends = [ended for _, _, ended in said if ended is not None]
        ends += [one.resolved for one in caused if one.resolved is not None and one.resolved < self.window.until]
        return outcome._replace(
            signals=tuple(dict.fromkeys(signals)),
            commits=tuple(dict.fromkeys(commit for _, commit, _ in said)),
            opened=opened,
            ended=min((end for end in ends if end >= opened), default=None),
            is_judged=True,
        )

    def leads(self) -> tuple[dict[int, tuple[int, ...]], int, int]:
        """Deployment of the window -> lead times; how many were negative, and how many could not be known."""
        found: dict[int, tuple[int, ...]] = {}
        negative = unknown = 0
        for position, time, began in zip(range(self.start, self.exist), self.times, self.began, strict=True):
            if not self.ledger.shared[position] or position in self.ledger.cut:
                unknown += len(began)
                continue
            spans = tuple([time - one for one in began if 0 <= one <= time])
            if spans:
                found[position] = spans
            if len(spans) < len(began):
                late = sum(one > time for one in began)
                negative += late
                unknown += len(began) - len(spans) - late
        return found, negative, unknown

    def sizes(self) -> list[int]:
        """Changes of each deployment of the window that brought any, in order of their number."""
        return sorted([brought.changes for at, _, brought in self.rows if self.ledger.shared[at] and brought.changes])

    def cohort(self) -> list[tuple[float, bool]]:
        """Of the changes that were made in the window the time to their deployment, or so far without one."""
        (since, until), spans = self.window, list[tuple[float, bool]]()
        # what was deployed before the window cannot have been made in it, but by a clock that was wrong
        for is_shared, time, began in zip(
            self.ledger.shared[self.start : self.exist], self.times, self.began, strict=True
        ):
            if is_shared:
                spans += [(time - one, True) for one in began if since <= one < until and one <= time]
        return spans + [(until - one, False) for one in self.waiting if since <= one < until]


def _frequency(view: _View) -> Quantity:
    if not view.ledger.deployments:
        return Quantity(None, "no-source")
    times, weeks = view.times, view.window.weeks
    if weeks <= 0:
        return Quantity(None, "no-deployment")
    interval = view.intervals.poisson(len(times), weeks)
    gaps = sorted(later - sooner for sooner, later in pairwise(times))
    more: dict[str, object] = {
        "unit": "per_week",
        "deploy_days_per_week_median": _days_per_week(times, view.window),
        "gap_seconds_p50": quantile(gaps, 0.5) if gaps else None,
    }
    return Quantity(
        len(times) / weeks, None, interval, None if interval else "insufficient", len(times), round(weeks, 6), more=more
    )


def _days_per_week(times: Sequence[int], window: Window) -> float | None:
    """The median over whole ISO weeks (Monday to Sunday, UTC) of the days on which something was deployed."""
    first = -(-(window.since // DAY + 3) // 7) if window.since % DAY == 0 else (window.since // DAY + 3) // 7 + 1
    last = (window.until // DAY + 3) // 7
    if last <= first:
        return None
    days: dict[int, set[int]] = {week: set() for week in range(first, last)}
    for time in times:
        week = (time // DAY + 3) // 7  # the epoch was a Thursday
        if week in days:
            days[week].add(time // DAY)
    return quantile(sorted(len(found) for found in days.values()), 0.5)


def _lead_time(view: _View, leads: dict[int, tuple[int, ...]]) -> Quantity:
    values = sorted(span for spans in leads.values() for span in spans)
    cohort = view.cohort()
    shown = {
        "n": len(cohort),
        "censored": sum(not ended for _, ended in cohort),
        "p50": kaplan_meier(cohort, 0.5) if cohort else None,
    }
    if not values:
        return Quantity(None, _no_lead(view), more={"unit": "seconds", "n": 0, "deployments": 0, "cohort": shown})
    interval = view.intervals.median(list(leads.values())) if len(leads) >= FEWEST_FOR_BOOTSTRAP else None
    p50 = quantile(values, 0.5)
    more: dict[str, object] = {
        "unit": "seconds",
        "n": len(values),
        "p50": p50,
        "p75": quantile(values, 0.75),
        "p90": quantile(values, 0.9),
        "mean": sum(values) / len(values),
        "deployments": len(leads),
        "cohort": shown,
    }
    return Quantity(p50, None, interval, None if interval else "insufficient", more=more)


def _no_lead(view: _View) -> str:
    if not view.ledger.deployments:
        return "no-source"
    if view.start == view.exist:
        return "no-deployment"
    return (
        "shallow"
        if any(position in view.ledger.cut for position in range(view.start, view.exist))
        else "no-predecessor"
    )


def _fail_rate(outcomes: Sequence[Outcome], *, is_known: bool, exact: bool, has_source: bool) -> Quantity:
    judged = [one for one in outcomes if one.is_judged]
    failed = [one for one in judged if one.signals]
    # a quick fix says of the one before it that it failed; its own outcome is not touched
    guessed = sum(one.is_quick_fix and not one.is_rework for one in outcomes)
    by_signal: dict[str, int] = {}
    for one in failed:
        for signal in one.signals:
            by_signal[signal] = by_signal.get(signal, 0) + 1
    heuristic = {"numerator": min(len(judged), len(failed) + guessed), "denominator": len(judged)}
    more: dict[str, object] = {"unit": "ratio", "by_signal": by_signal, "heuristic": heuristic}
    return _share(len(failed), len(judged), more, is_known=is_known, exact=exact, has_source=has_source)


def _rework(outcomes: Sequence[Outcome], *, is_known: bool, exact: bool, has_source: bool) -> Quantity:
    count = sum(one.is_rework for one in outcomes)
    guessed = sum(one.is_rework or one.is_quick_fix for one in outcomes)
    more: dict[str, object] = {"unit": "ratio", "heuristic": {"numerator": guessed, "denominator": len(outcomes)}}
    return _share(count, len(outcomes), more, is_known=is_known, exact=exact, has_source=has_source)


def _share(  # noqa: PLR0913 - the parts of a rate, and what decides whether it is one
    numerator: int, denominator: int, more: dict[str, object], *, is_known: bool, exact: bool, has_source: bool
) -> Quantity:
    bound = "exact" if exact else "lower"
    if not has_source or not denominator or not is_known:
        reason = "no-source" if not has_source else "no-deployment" if not denominator else "no-signal"
        return Quantity(None, reason, None, None, numerator, denominator, bound, more)
    interval = wilson(numerator, denominator)
    return Quantity(numerator / denominator, None, interval, None, numerator, denominator, bound, more)


def recoveries(outcomes: Sequence[Outcome], until: int) -> list[tuple[float, bool]]:
    """Of each of OUTCOMES that failed the seconds to its end, or to UNTIL, and whether it has ended."""
    return [
        ((until if one.ended is None else one.ended) - one.opened, one.ended is not None)
        for one in outcomes
        if one.signals
    ]


def _recovery(view: _View, outcomes: Sequence[Outcome]) -> Quantity:
    incidents, window = view.incidents, view.window
    spans = recoveries(outcomes, window.until)
    closed = [span for span, ended in spans if ended]
    known = [one for one in incidents if window.since <= one.opened < window.until]
    resolved = [one.resolved - one.opened for one in known if one.resolved is not None and one.resolved < window.until]
    more: dict[str, object] = {
        "unit": "seconds",
        "closed": len(closed),
        "open": len(spans) - len(closed),
        "mean": sum(closed) / len(closed) if closed else None,
        "incident_mean": sum(resolved) / len(resolved) if resolved else None,
    }
    if not spans:
        reason = "no-source" if not view.ledger.deployments else "no-deployment" if not outcomes else "no-failure"
        return Quantity(None, reason, more=more)
    median = kaplan_meier(spans, 0.5)
    if median is None:
        return Quantity(None, "insufficient", more=more)
    if len(closed) < FEWEST_RECOVERIES:
        return Quantity(median, None, None, "insufficient", more=more)
    interval = view.intervals.survival(spans)
    return Quantity(median, None, interval, None if interval else "insufficient", more=more)


_BATCHES = ((1, "1"), (10, "2-10"), (50, "11-50"), (100, "51-100"))
"""DORA's answer bands for changes a deployment, https://dora.dev/capabilities/working-in-small-batches/."""


def _banded(sizes: Sequence[int]) -> dict[str, int]:
    found = dict.fromkeys([*(name for _, name in _BATCHES), ">100"], 0)
    for size in sizes:
        found[next((name for most, name in _BATCHES if size <= most), ">100")] += 1
    return found


def date_of(seconds: int) -> str:
    """A time as documents give it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
