"""What commands leave in the store, and what they take from it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ai_provenance.cli.check_record import store_of
from ai_provenance.export.series import Sample, label_of, samples
from ai_provenance.export.trend import Moment
from ai_provenance.repo import Repository, commits_by_id
from ai_provenance.scorecard.facts import Records
from ai_provenance.scorecard.indicators import Indicator, IndicatorVerdict, Measurement
from ai_provenance.snapshot import Snapshot
from ai_provenance.store import Event, EventKind, Value, events, open_store, record_event, record_values
from ai_provenance.store.indicators import recorded_indicators
from ai_provenance.store.values import heads

DEFINITION = "1"
"""Version of what the counted metrics mean; it changes when a definition does."""
_SCORED = ("phase_", "overall_", "gate_", "indicator_")
_AUDITED = ("I2.", "I3.")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the store knows about a repository."""

    records: Records = field(default_factory=Records)
    indicators: dict[str, Measurement] = field(default_factory=dict)


def recall(repository: Repository, path: Path | None) -> Recorded:
    """What earlier runs recorded; nothing where no store was ever written."""
    place, name = store_of(repository, path)
    if not place.is_file():
        return Recorded()
    with open_store(place, name) as store:
        audits = len(events(store, EventKind.AUDIT))
        return Recorded(Records(runs=heads(store), audits=audits), recorded_indicators(store, int(time.time())))


def remember(repository: Repository, path: Path | None, snapshot: Snapshot) -> None:
    """Record a scored run: its values, and whether it counts as a passed audit."""
    head = snapshot.repository.head
    if head is None:
        return
    place, name = store_of(repository, path)
    (commit,) = commits_by_id(repository, [head])
    now = int(time.time())
    with open_store(place, name) as store:
        record_values(store, rows(samples(snapshot), head, commit.commit_time or 0, scored=_digest(snapshot)), now=now)
        passed = audit_passes(snapshot.indicators)
        if passed is not None:
            record_event(store, Event(EventKind.AUDIT, head, now, now, float(passed)))


def rows(found: Iterable[Sample], head: str, head_time: int, *, scored: str = DEFINITION) -> Iterable[Value]:
    """Samples as rows of the store; what the run itself is about (version, time) is left out."""
    for sample in found:
        if sample.family not in ("info", "run_timestamp_seconds"):
            definition = scored if sample.family.startswith(_SCORED) else DEFINITION
            yield Value(sample.family, label_of(sample), head, head_time, definition, sample.value)


def audit_passes(indicators: Iterable[Indicator]) -> bool | None:
    """No measured indicator of phases 2 and 3 is missed; None where none is measured. I2.5 does not judge itself."""
    judged = [
        one.verdict
        for one in indicators
        if one.id.startswith(_AUDITED) and one.id != "I2.5" and one.verdict is not IndicatorVerdict.UNKNOWN
    ]
    return IndicatorVerdict.MISSED not in judged if judged else None


def moments(found: Iterable[Value]) -> list[Moment]:
    """Rows of the store as the exporters take them."""
    from ai_provenance.export.series import from_label  # `history` alone needs it

    return [
        Moment(one.head, one.head_time, one.definition, from_label(one.metric, one.label, one.value)) for one in found
    ]


def _digest(snapshot: Snapshot) -> str:
    return snapshot.card.criteria.digest[:23] if snapshot.card else DEFINITION
