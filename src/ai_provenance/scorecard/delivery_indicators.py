"""The indicators that delivery answers: I1.1 to I1.4 as they are, I4.3, and I4.1, I4.2, I5.1 to I5.4 as changes."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.scorecard.delivered import Delivered
from ai_provenance.scorecard.indicators import Measurement

_HOUR = 3_600
_LEVELS = (
    ("I1.1", "deployment_frequency", 1, "deployments / weeks"),
    ("I1.2", "change_lead_time", _HOUR, "median from the change to its first deployment"),
    ("I1.3", "change_fail_rate", 1, "failed deployments / judged deployments"),
    ("I1.4", "recovery_time", _HOUR, "median from a failure to its first remedy"),
)
"""Indicator, metric, what its value is divided by, and what it is."""
_CHANGES = (
    ("I4.1", "change_lead_time"),
    ("I4.2", "change_fail_rate"),
    ("I5.1", "deployment_frequency"),
    ("I5.2", "change_lead_time"),
    ("I5.3", "change_fail_rate"),
    ("I5.4", "recovery_time"),
)
_OF_FAILURES = ("change_fail_rate", "recovery_time")


def measure_delivery(delivered: Delivered | None) -> Iterator[tuple[str, Measurement]]:
    """Id and value of each indicator that DELIVERED answers."""
    if delivered is None:
        return
    if delivered.feedback_p50 is not None:
        yield "I4.5", Measurement(delivered.feedback_p50 / 60, "median from a push to the first verdict of CI on it")
    if not delivered.complete:
        return
    for name, metric, unit, meaning in _LEVELS:
        value = delivered.metrics.get(metric)
        if value is not None:
            source = f"{meaning}, by {delivered.source}{_bound(metric, delivered)}"
            yield name, Measurement(value / unit, source)
    if delivered.rollbacks:
        healthy = delivered.rollbacks - delivered.rollbacks_failed
        yield "I4.3", Measurement(healthy / delivered.rollbacks, "healthy rollbacks / judged rollbacks")
    for name, metric in _CHANGES:
        if metric in delivered.changed:
            yield name, _change(metric, delivered)


def _change(metric: str, delivered: Delivered) -> Measurement:
    value, low, high = delivered.changed[metric]
    against = f"against the frozen baseline, 95 % interval {low:+.0%} to {high:+.0%}{_bound(metric, delivered)}"
    # a change that may as well be none is neither met nor missed
    if low <= 0 <= high:
        return Measurement(None, f"{value:+.0%} {against}: it may be none")
    return Measurement(value, against)


def _bound(metric: str, delivered: Delivered) -> str:
    """What must be said of a metric that rests on failures."""
    is_lower = metric in _OF_FAILURES and delivered.is_lower_bound
    return "; lower bound: failures that git does not show are missing" if is_lower else ""
