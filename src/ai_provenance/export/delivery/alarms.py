"""Alarms as text, JSON, Prometheus, the body of a webhook, and rows of our own JSONL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ai_provenance import __version__
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.metrics import Window, date_of
from ai_provenance.delivery.regress import STATES, Alarm, Verdict
from ai_provenance.export.delivery.text import duration
from ai_provenance.export.encoding import json_text
from ai_provenance.export.metrics import prometheus
from ai_provenance.export.metrics.series import Sample, of_repository
from ai_provenance.repo.identity import RepositoryIdentity

FORMATS = ("text", "json", "jsonl", "prometheus", "webhook")
SCHEMA_VERSION = "1.0"
"""Within 1.x fields are only ever added."""
_NAMES = {"change_lead_time": "lead time", "change_fail_rate": "fail rate"}


@dataclass(frozen=True, slots=True)
class Alarms:
    """The verdicts of one run, oldest first, and what they were made by."""

    called: RepositoryIdentity
    assessment: Assessment
    baseline: Window
    is_frozen: bool
    strict: bool
    verdicts: tuple[Verdict, ...]
    reverts: tuple[str, ...]
    """Commands for a person."""
    now: int

    @property
    def state(self) -> str:
        """The state of the newest verdict; `insufficient` without one."""
        return self.verdicts[-1].state if self.verdicts else "insufficient"


def render(found: Alarms, format_: str) -> Iterator[str]:
    """The lines of FOUND in one of FORMATS."""
    if format_ == "text":
        yield from _text(found)
    elif format_ == "json":
        yield json_text(document(found))
    elif format_ == "jsonl":
        yield from (json_text(row, indent=None) for row in _rows(found))
    elif format_ == "webhook":
        yield json_text({"text": "\n".join(_text(found)), **document(found)})
    else:
        yield from prometheus.lines(of_repository(list(samples(found.verdicts)), found.called.identity))


def document(found: Alarms) -> dict[str, Any]:
    """FOUND as the document that `schemas/delivery-alarms-1.0.json` describes."""
    assessment = found.assessment
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ai-provenance", "version": __version__},
        "repository": {
            "identity": found.called.identity,
            "name": found.called.name,
            "head": assessment.tip,
        },
        "complete": assessment.complete,
        "method": assessment.method,
        "baseline": {
            "since": date_of(found.baseline.since),
            "until": date_of(found.baseline.until),
            "frozen": found.is_frozen,
        },
        "strict": found.strict,
        "state": found.state,
        "verdicts": [
            {
                "at": date_of(one.at),
                "deployment": one.deployment,
                "delay_seconds": found.now - one.at if one.deployment is not None else None,
                "state": one.state,
                "alarms": [_alarm(alarm) for alarm in one.alarms],
            }
            for one in found.verdicts
        ],
        "reverts": list(found.reverts),
        "warnings": [notice._asdict() | {"details": list(notice.details)} for notice in assessment.warnings],
    }


def _alarm(one: Alarm) -> dict[str, Any]:
    return {
        "metric": one.metric,
        "state": one.state,
        "recent": one.recent,
        "baseline": one.baseline,
        "p": one.p,
        "effect": one.effect,
        "deployments": list(one.deployments),
    }


def _rows(found: Alarms) -> Iterator[dict[str, Any]]:
    for verdict in found.verdicts:
        for one in verdict.alarms:
            at = {"v": 1, "type": "alarm", "at": date_of(verdict.at), "deployment": verdict.deployment}
            yield {**at, "commit": found.assessment.tip, **_alarm(one)}


def samples(verdicts: Sequence[Verdict]) -> Iterator[Sample]:
    """The states that the newest of VERDICTS has, a sample each: 1 for the one that holds, 0 for the others."""
    for alarm in verdicts[-1].alarms if verdicts else ():
        for state in STATES:
            labels = (("metric", alarm.metric), ("state", state))
            yield Sample("delivery_regression_state", float(alarm.state == state), labels)


def _text(found: Alarms) -> Iterator[str]:
    since, until = date_of(found.baseline.since)[:10], date_of(found.baseline.until)[:10]
    frozen = "frozen" if found.is_frozen else "not frozen"
    yield f"{found.called.name}: {found.state}; baseline {since} to {until} (UTC, {frozen})"
    if not found.verdicts:
        yield "  no new deployment"
    for verdict in found.verdicts:
        if verdict.deployment is not None:
            delay = duration(found.now - verdict.at)
            yield f"  {date_of(verdict.at)}  {verdict.deployment}  (verdict {delay} after it)"
        yield from (f"  {_line(one)}" for one in verdict.alarms)
    if found.reverts:
        yield "  to take back what failed and is not over (nothing was run):"
        yield from (f"    {command}" for command in found.reverts)


def _line(one: Alarm) -> str:
    new, old = one.deployments
    counts = f"{new} deployments against {old}"
    if one.recent is None or one.baseline is None:
        return f"{_NAMES[one.metric]:<10}{one.state}: {counts}"
    is_lead = one.metric == "change_lead_time"
    values = [duration(value) if is_lead else f"{value:.1%}" for value in (one.recent, one.baseline)]
    tested = "" if one.p is None else f", p = {one.p:.2g}" + (f", delta {one.effect:+.2f}" if is_lead else "")
    return f"{_NAMES[one.metric]:<10}{one.state}: {values[0]} now, {values[1]} in the baseline ({counts}{tested})"
