"""The indicators that only records can answer: I2.2 incidents, I2.4 time to detection, I2.5 audits passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from ai_provenance.scorecard.indicators import Measurement
from ai_provenance.store.interface import Event, EventKind, MetricsStore


def recorded_indicators(store: MetricsStore, now: int) -> dict[str, Measurement]:
    """Indicator id -> value, for those that the records of STORE answer."""
    return dict(_recorded(store, now))


def _recorded(store: MetricsStore, now: int) -> Iterator[tuple[str, Measurement]]:
    checks = store.events(EventKind.CHECK)
    if checks and store.events(EventKind.SECRET_SCAN):
        incidents = len(store.events(EventKind.DISALLOWED_AGENT)) + len(store.events(EventKind.AI_KEY))
        source = "recorded: commits by disallowed agents and AI-provider keys; calls at a gateway are not seen"
        yield "I2.2", Measurement(float(incidents), source)
    if checks:
        yield from _detection(store.events(EventKind.VIOLATION), checks[0].recorded_at)
    audits = store.events(EventKind.AUDIT)
    if audits:
        yield "I2.5", Measurement(_passed(audits, now), "recorded: quarters with a passed audit / quarters due")


def _detection(violations: tuple[Event, ...], since: int) -> Iterator[tuple[str, Measurement]]:
    """Commits made before anybody checked say nothing about how fast a check finds them."""
    delays = [max(0, one.recorded_at - one.occurred_at) for one in violations if one.occurred_at >= since]
    if delays:
        minutes = sum(delays) / len(delays) / 60
        yield (
            "I2.4",
            Measurement(minutes, f"recorded: mean over {len(delays)} violating commit(s) since the first check"),
        )


def _passed(audits: tuple[Event, ...], now: int) -> float:
    """Quarters from the first audit until now; one without a passed audit is not passed."""
    passed = {_quarter(audit.recorded_at) for audit in audits if audit.value}
    first, last = _quarter(audits[0].recorded_at), _quarter(now)
    return len(passed) / (last - first + 1)


def _quarter(seconds: int) -> int:
    """Running number of a calendar quarter (UTC)."""
    day = datetime.fromtimestamp(seconds, UTC)
    return day.year * 4 + (day.month - 1) // 3
