"""The dataset of feedback: what became of changes, one JSON object a line, without people.

Rows are only ever added, one for each kind, commit, source and time, and the same input gives the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.records import NOT_CLASSIFIED, ORIGINS
from ai_provenance.errors import ProvenanceError

KINDS = ("validation", "review", "revert", "rework", "defect", "deployment", "survey")


class FeedbackError(ProvenanceError):
    """A file that holds no feedback."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that happened."""

    v: int = 1
    at: str
    """RFC 3339, UTC."""
    kind: str
    """Of `KINDS`."""
    commit: str | None
    change: str | None = None
    """The change that it is about, where that is another commit."""
    origin: str | None = None
    """`ai`, `rest`, or None where it is not known."""
    agent: str | None = None
    value: float | None
    unit: str
    source: str

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What makes it the same row: kind, commit, source and time."""
        return self.kind, self.commit or "", self.source, self.at


def at(seconds: int) -> str:
    """A time as rows have it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def of_delivery(assessment: Assessment) -> Iterator[Row]:
    """The deployments of the window with what happened to them, and its reverts, merged requests and incidents."""
    ledger, window = assessment.ledger, assessment.measured.window
    source = assessment.found.kind.value if assessment.found.kind else "git"
    origins = _origins(assessment)
    for outcome in assessment.measured.outcomes:
        one = ledger.deployments[outcome.position]
        brought = ledger.brought[outcome.position]
        origin = origins.get(outcome.position)
        when = at(one.time)
        shared = Row(at=when, kind="deployment", commit=one.commit, origin=origin, value=None, unit="", source=source)
        yield replace(shared, value=brought.changes, unit="changes")
        if outcome.is_rework:
            yield replace(shared, kind="rework", value=1, unit="deployment")
    for revert in ledger.reverts:
        if window.since <= revert.time < window.until and not revert.is_relanding:
            yield Row(at=at(revert.time), kind="revert", commit=revert.oid, value=1, unit="revert", source="git")
    yield from _reviews(assessment)
    for incident in assessment.exported.incidents if assessment.exported else ():
        if window.since <= incident.opened < window.until:
            spent = None if incident.resolved is None else float(incident.resolved - incident.opened)
            yield Row(
                at=at(incident.opened), kind="defect", commit=incident.commit, value=spent, unit="seconds",
                source=f"incident {incident.id}"[:200],
            )  # fmt: skip


def _reviews(assessment: Assessment) -> Iterator[Row]:
    """How long each request that was merged in the window was open."""
    requests = assessment.exported.requests if assessment.exported else ()
    ledger, window = assessment.ledger, assessment.measured.window
    origins = enumerate(ledger.origins) if requests else ()
    known = {ledger.oid(at): ORIGINS[origin] for at, origin in origins if origin != NOT_CLASSIFIED}
    for one in requests:
        if window.since <= one.merged < window.until:
            origin = known.get(one.commit or "")
            yield Row(
                at=at(one.merged), kind="review", commit=one.commit,
                origin=None if origin is None else "ai" if origin == "ai" else "rest",
                value=float(one.merged - one.opened), unit="seconds", source=f"request {one.id}"[:200],
            )  # fmt: skip


def _origins(assessment: Assessment) -> dict[int, str]:
    """Deployment -> `ai` where any of its changes is, else `rest`; one without changes has none."""
    found: dict[int, str] = {}
    ai = ORIGINS.index("ai")
    for first, origin in zip(assessment.ledger.firsts, assessment.ledger.origins, strict=True):
        if origin != NOT_CLASSIFIED:
            found[first] = "ai" if origin == ai or found.get(first) == "ai" else "rest"
    return found


def additions(before: bytes, rows: Iterable[Row], name: str) -> tuple[str, int]:
    """What to add to BEFORE, the content of the file NAME, for those of ROWS that it has not; and how many it has then.

    Raises FeedbackError where BEFORE is no feedback.
    """
    known = {_identity(line, number, name) for number, line in enumerate(before.splitlines(), 1) if line.strip()}
    added = []
    for row in sorted(rows, key=lambda one: (one.at, one.kind, one.commit or "", one.source)):
        if row.identity not in known:
            known.add(row.identity)
            added.append(json.dumps(asdict(row), ensure_ascii=False, separators=(",", ":"), allow_nan=False))
    separator = "\n" if added and before and not before.endswith(b"\n") else ""
    return separator + "".join(f"{line}\n" for line in added), len(known)


def _identity(line: bytes, number: int, name: str) -> tuple[str, str, str, str]:
    try:
        row: Mapping[str, Any] = json.loads(line)
        if row["v"] != 1 or row["kind"] not in KINDS:
            raise ValueError("no row of version 1")
        return str(row["kind"]), str(row["commit"] or ""), str(row["source"]), str(row["at"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise FeedbackError(
            f"{name}, line {number} is no feedback: {error}", hint="name another file with -o"
        ) from None
