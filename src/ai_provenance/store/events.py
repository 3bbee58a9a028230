"""Things that happened once: a check that ran, a violation that was seen, an audit that was held."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ai_provenance.store.database import Store


class EventKind(StrEnum):
    """What happened; `subject` says to what."""

    CHECK = "check"  # subject: the head that was judged
    VIOLATION = "violation"  # subject: the commit
    DISALLOWED_AGENT = "disallowed-agent"  # subject: the commit
    SECRET_SCAN = "secret-scan"  # noqa: S105 - a kind of event; subject: the head that was scanned
    AI_KEY = "ai-key"  # subject: the finding's fingerprint
    AUDIT = "audit"  # subject: the head; value 1 passed, 0 not


@dataclass(frozen=True, slots=True)
class Event:
    """One event. Times are seconds since the epoch."""

    kind: EventKind
    subject: str
    occurred_at: int
    """When it came about, e.g. the committer date of a violating commit."""
    recorded_at: int
    """When it was seen."""
    value: float | None = None


def record_event(store: Store, event: Event) -> None:
    """Remember EVENT. The first time that something was seen stays, except that an audit can be held again."""
    verb = "REPLACE" if event.kind is EventKind.AUDIT else "IGNORE"
    store.connection.execute(
        f"INSERT OR {verb} INTO event VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - one of two words of ours
        (store.repository, event.kind.value, event.subject, event.occurred_at, event.recorded_at, event.value),
    )


def events(store: Store, kind: EventKind) -> tuple[Event, ...]:
    """The events of KIND, oldest first."""
    query = (
        "SELECT subject, occurred_at, recorded_at, value FROM event "
        "WHERE repository = ? AND kind = ? ORDER BY recorded_at, subject"
    )
    found = store.connection.execute(query, (store.repository, kind.value))
    return tuple(Event(kind, *row) for row in found)
