"""The indicators that only records can answer: incidents, times to detection, audits, batches and satisfaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median

from ai_provenance.scorecard.indicators import Measurement
from ai_provenance.store.interface import Event, EventKind, MetricsStore

_LATER = "until a verdict can show a doubled lead time takes 2 to 4 weeks of deployments, which no program shortens"
_GRACE = 15 * 24 * 60 * 60
"""Seconds after the end of a quarter until its audit is due."""


def recorded_indicators(store: MetricsStore, now: int) -> dict[str, Measurement]:
    """Indicator id -> value, for those that the records of STORE answer."""
    return dict(_recorded(store, now))


def _recorded(store: MetricsStore, now: int) -> Iterator[tuple[str, Measurement]]:
    checks = store.events(EventKind.CHECK)
    if checks and store.events(EventKind.SECRET_SCAN):
        calls = store.events(EventKind.GATEWAY)
        refused = sum(one.value == 1 for one in calls)
        incidents = len(store.events(EventKind.DISALLOWED_AGENT)) + len(store.events(EventKind.AI_KEY)) + refused
        logged = f"{len(calls)} calls at a gateway" if calls else "calls at a gateway are not recorded"
        source = f"recorded: commits by disallowed agents, AI-provider keys and refused calls; {logged}"
        yield "I2.2", Measurement(float(incidents), source)
    if checks:
        yield from _detection(store.events(EventKind.VIOLATION), checks[0].recorded_at)
    batches = [one for one in store.events(EventKind.VALIDATION) if one.subject.endswith(" ai")]
    if batches:
        share = sum(one.value == 1 for one in batches) / len(batches)
        yield "I4.4", Measurement(share, f"recorded: {len(batches)} AI batch(es) with a verdict")
    surveys = store.events(EventKind.SURVEY)
    if surveys:
        newest = max(surveys, key=lambda one: one.occurred_at)
        yield "I5.5", Measurement(newest.value, f"recorded: mean satisfaction of the survey in {newest.subject}")
    delays = [one.value / 60 for one in store.events(EventKind.VERDICT) if one.value is not None]
    if delays:
        source = f"recorded: median from {len(delays)} deployment(s) to the verdict of `delivery watch`; {_LATER}"
        yield "I5.6", Measurement(median(delays), source)
    first = store.first_seen()
    passed = None if first is None else _passed(store.events(EventKind.AUDIT), first, now)
    if passed is not None:
        source = "recorded: quarters with a passed audit / quarters due since the repository was first seen"
        yield "I2.5", Measurement(passed, source)


def _detection(violations: tuple[Event, ...], since: int) -> Iterator[tuple[str, Measurement]]:
    """Commits made before the first check say nothing about how fast a check finds them."""
    delays = [max(0, one.recorded_at - one.occurred_at) for one in violations if one.occurred_at >= since]
    if delays:
        minutes = sum(delays) / len(delays) / 60
        yield (
            "I2.4",
            Measurement(minutes, f"recorded: mean over {len(delays)} violating commit(s) since the first check"),
        )


def _passed(audits: tuple[Event, ...], first: int, now: int) -> float | None:
    """Share of the quarters since FIRST whose audit is passed; None while no audit is due.

    An audit is due when its quarter is over and the days of grace are; one that is held before counts at once.
    """
    held = {_quarter(audit.recorded_at) for audit in audits}
    passed = {_quarter(audit.recorded_at) for audit in audits if audit.value}
    due = held | set(range(_quarter(first), _quarter(now - _GRACE)))
    return len(passed) / len(due) if due else None


def audit_subject(head: str, at: int) -> str:
    """The subject of an audit of HEAD: held again in the same quarter it replaces the first, in another it does not."""
    quarter = _quarter(at)
    return f"{head} {quarter // 4}Q{quarter % 4 + 1}"


def _quarter(seconds: int) -> int:
    """Running number of a calendar quarter (UTC)."""
    day = datetime.fromtimestamp(seconds, UTC)
    return day.year * 4 + (day.month - 1) // 3
