"""Which audits are due, which were passed (I2.5), and which had no critical finding (I6.5)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ai_provenance.audits.bundle import has_coverage, identity_of
from ai_provenance.audits.evidence import is_covered
from ai_provenance.audits.quarters import quarter_named, quarter_of, quarters_over
from ai_provenance.audits.tags import Audit
from ai_provenance.model import Ratio


@dataclass(frozen=True, slots=True)
class Entry:
    """One repository in scope."""

    identity: str
    since: dt.date
    """When it was onboarded, or first observed."""
    gone: dt.date | None = None
    """When it disappeared: it is due until then."""


@dataclass(frozen=True, slots=True)
class DueAudit:
    """One audit of one repository that is due."""

    identity: str
    quarter: str
    state: str
    """`passed`, `failed`, `uncovered` or `missing`."""
    critical: tuple[str, ...] = ()

    @property
    def is_missing(self) -> bool:
        """Whether no audit that counts was taken."""
        return self.state in ("missing", "uncovered")


@dataclass(frozen=True, slots=True)
class Calendar:
    """When quarters begin, and how long an audit may take."""

    fiscal_start: int = 1
    grace_days: int = 15


def due_audits(
    entries: Iterable[Entry], taken: Iterable[Audit], *, at: dt.date, calendar: Calendar
) -> Iterator[DueAudit]:
    """Each audit that is due on the day AT, with what became of it.

    An audit is due for every quarter since the repository was onboarded that is over, and its grace too; one that is
    taken before that counts at once. Of several takes of a quarter the last one that is signed and whole counts.
    """
    counted = {
        audit.quarter: audit for audit in taken if not audit.problem and audit.head and audit.head.at <= at.isoformat()
    }
    for entry in entries:
        over = quarters_over(entry.since, at, fiscal_start=calendar.fiscal_start, grace_days=calendar.grace_days)
        first = quarter_of(entry.since, calendar.fiscal_start)
        early = (quarter_named(name, calendar.fiscal_start) for name in counted)
        quarters = {*over, *(one for one in early if first <= one)}
        for quarter in sorted(quarters):
            # one that disappeared before the quarter ended could not be audited at its end
            if entry.gone is None or quarter.end < entry.gone:
                yield _outcome(entry.identity, str(quarter), counted.get(str(quarter)))


def _outcome(identity: str, quarter: str, audit: Audit | None) -> DueAudit:
    record = next((one for one in audit.records if identity_of(one) == identity), None) if audit else None
    if audit is None or record is None:
        return DueAudit(identity, quarter, "missing")
    if not is_covered(record) or not has_coverage(audit.records):
        return DueAudit(identity, quarter, "uncovered", tuple(record["critical"]))
    return DueAudit(identity, quarter, "passed" if record["passed"] else "failed", tuple(record["critical"]))


def passed(due: Iterable[DueAudit]) -> Ratio:
    """I2.5: audits passed / audits due."""
    rows = [*due]
    return Ratio(sum(row.state == "passed" for row in rows), len(rows))


def without_critical(due: Iterable[DueAudit]) -> Ratio:
    """I6.5: audits without a critical finding / audits due. One that is missing shows nothing, and does not count."""
    rows = [*due]
    return Ratio(sum(not row.is_missing and not row.critical for row in rows), len(rows))
