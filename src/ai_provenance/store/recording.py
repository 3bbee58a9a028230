"""What commands leave in the metrics database, and what they take from it. A check's verdict never depends on it."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ai_provenance.errors import ProvenanceError
from ai_provenance.model import Finding, Severity
from ai_provenance.repo import Repository, commits_by_id
from ai_provenance.repo.refs import remotes
from ai_provenance.store.database import default_path, identity, open_store
from ai_provenance.store.interface import Event, EventKind, MetricsStore, Value

if TYPE_CHECKING:  # `check` records its run too, and must not pay for the methodology
    from ai_provenance.scorecard.facts import Records
    from ai_provenance.scorecard.indicators import Indicator, Measurement
    from ai_provenance.snapshot import Snapshot

DEFINITION = "1"
"""Version of what the counted metrics mean; it changes when a definition does."""
_SCORED = ("phase_", "overall_", "gate_", "indicator_")
"""Beginnings of the metrics whose meaning the methodology decides."""
_AUDITED = ("I2.", "I3.")
_AGENT_NOT_ALLOWED = "AIP007"

Measured = tuple[str, str, float]
"""Metric, label and value."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the database knows about a repository."""

    records: Records
    indicators: dict[str, Measurement]


def locate(repository: Repository, path: str | None = None) -> tuple[Path, str]:
    """The database for REPOSITORY (PATH, where one is named), and the name of the repository in it."""
    known = remotes(repository)
    name = identity(known[0].url if known else None, repository.common_dir)
    return Path(path) if path is not None else default_path(repository.common_dir), name


def record_check(repository: Repository, findings: Iterable[Finding]) -> None:
    """Record that a check ran and which commits broke a rule, if the database can be written."""
    if repository.head is None:
        return
    place, name = locate(repository)
    with suppress(ProvenanceError), open_store(place, name) as store:
        now = int(time.time())
        store.record_event(Event(EventKind.CHECK, repository.head, now, now))
        _record_violations(store, repository, findings, now)


def _record_violations(store: MetricsStore, repository: Repository, findings: Iterable[Finding], now: int) -> None:
    broken = [one for one in findings if one.commit and one.severity is Severity.ERROR and not one.waived_by]
    times = {
        commit.oid: commit.commit_time for commit in commits_by_id(repository, {one.commit or "" for one in broken})
    }
    for one in broken:
        made = times.get(one.commit or "") or now
        store.record_event(Event(EventKind.VIOLATION, one.commit or "", made, now))
        if one.rule == _AGENT_NOT_ALLOWED:
            store.record_event(Event(EventKind.DISALLOWED_AGENT, one.commit or "", made, now))


def record_secret_scan(repository: Repository, findings: Iterable[Finding]) -> None:
    """Record that commits were scanned, and the AI providers' keys that were found, if the database can be written."""
    if repository.head is None:
        return
    from ai_provenance.secretscan.tables.ai import AI_RULES  # noqa: PLC0415 - only after a scan, which has loaded it

    kinds = {rule.id for rule in AI_RULES}
    place, name = locate(repository)
    with suppress(ProvenanceError), open_store(place, name) as store:
        now = int(time.time())
        store.record_event(Event(EventKind.SECRET_SCAN, repository.head, now, now))
        for one in findings:
            if one.rule in kinds:
                store.record_event(Event(EventKind.AI_KEY, one.fingerprint, now, now))


def record_run(repository: Repository, path: str | None, snapshot: Snapshot, measured: Iterable[Measured]) -> None:
    """Record a scored run: its values, and whether it counts as a passed audit.

    Raises StoreError where the database cannot be written.
    """
    head = snapshot.repository.head
    if head is None:
        return
    place, name = locate(repository, path)
    (commit,) = commits_by_id(repository, [head])
    now = int(time.time())
    scored = snapshot.card.criteria.digest[:23] if snapshot.card else DEFINITION
    with open_store(place, name) as store:
        store.record_values(rows(measured, head, commit.commit_time or 0, scored=scored), now=now)
        passed = audit_passes(snapshot.indicators)
        from ai_provenance.store.indicators import audit_subject  # noqa: PLC0415 - see the imports above

        if passed is not None:
            store.record_event(Event(EventKind.AUDIT, audit_subject(head, now), now, now, float(passed)))


def rows(measured: Iterable[Measured], head: str, head_time: int, *, scored: str = DEFINITION) -> Iterator[Value]:
    """The values of one commit as rows. SCORED is the version of the methodology that the scores are by."""
    for metric, label, value in measured:
        if metric not in ("info", "run_timestamp_seconds"):  # about the run, not about the commit
            definition = scored if metric.startswith(_SCORED) else DEFINITION
            yield Value(metric, label, head, head_time, definition, value)


def audit_passes(indicators: Iterable[Indicator]) -> bool | None:
    """Whether no measured indicator of phases 2 and 3 is missed; None where none is measured. I2.5 is about audits."""
    from ai_provenance.scorecard.indicators import IndicatorVerdict  # noqa: PLC0415 - see the imports above

    judged = [
        one.verdict
        for one in indicators
        if one.id.startswith(_AUDITED) and one.id != "I2.5" and one.verdict is not IndicatorVerdict.UNKNOWN
    ]
    return IndicatorVerdict.MISSED not in judged if judged else None


def recall(repository: Repository, path: str | None) -> Recorded:
    """What earlier runs recorded; nothing where no database was ever written."""
    from ai_provenance.scorecard.facts import Records  # noqa: PLC0415 - see the imports above
    from ai_provenance.store.indicators import recorded_indicators  # noqa: PLC0415 - likewise

    place, name = locate(repository, path)
    if not place.is_file():
        return Recorded(Records(), {})
    with open_store(place, name) as store:
        records = Records(runs=store.count_runs(), audits=len(store.events(EventKind.AUDIT)))
        return Recorded(records, recorded_indicators(store, int(time.time())))
