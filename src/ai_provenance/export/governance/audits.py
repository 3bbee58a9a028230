"""The audits that are due, with I2.5 and I6.5: text, JSON, and samples for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Any, TextIO

from ai_provenance import __version__
from ai_provenance.audits.due import DueAudit, passed, without_critical
from ai_provenance.audits.tags import Audit
from ai_provenance.export.encoding import json_text
from ai_provenance.export.metrics.prometheus import lines
from ai_provenance.export.metrics.series import Sample
from ai_provenance.model import Ratio
from ai_provenance.text import printable

FORMATS = ("text", "json", "prometheus")
HELP = {
    "audits_due": "Denominator of I2.5 and I6.5: audits of one repository in one quarter that are due.",
    "audits_passed": "Numerator of I2.5: due audits that were passed.",
    "audits_without_critical": "Numerator of I6.5: due audits that were taken and have no critical finding.",
    "audits_missing": "Due audits of which none counts: not taken, not signed, or below the coverage that counts.",
    "audit_critical_findings": "Critical findings of the audits that are due, by kind.",
    "audits_day_timestamp_seconds": "Beginning of the day (UTC) as of which audits are due.",
}
"""Metric family, without prefix -> what it means. All are gauges with the label `organisation`."""


@dataclass(frozen=True, slots=True)
class DueAudits:
    """What is due in an organisation on a day."""

    organisation: str
    at: date
    rows: Sequence[DueAudit]
    taken: Sequence[Audit]
    """Every audit that has a tag, those that do not count among them."""


def write(held: DueAudits, format_: str, out: TextIO) -> None:
    """Write what is due in one of FORMATS."""
    if format_ == "json":
        out.write(json_text(document(held)) + "\n")
    elif format_ == "prometheus":
        out.writelines(f"{line}\n" for line in lines(samples(held), HELP))
    else:
        out.writelines(f"{printable(line)}\n" for line in _text(held))


def _text(held: DueAudits) -> Iterator[str]:
    for row in held.rows:
        critical = f", critical: {', '.join(row.critical)}" if row.critical else ""
        yield f"{row.quarter}  {row.state:<9}  {row.identity}{critical}"
    yield from (f"{audit.tag} does not count: {audit.problem}" for audit in held.taken if audit.problem)
    yield f"audits passed (I2.5): {_share(passed(held.rows))}"
    yield f"audits without critical finding (I6.5): {_share(without_critical(held.rows))}"


def _share(ratio: Ratio) -> str:
    return "none is due" if ratio.ratio is None else f"{ratio.numerator}/{ratio.denominator}"


def document(held: DueAudits) -> dict[str, Any]:
    """HELD as the published document (`schemas/audit-due-1.0.json`)."""
    ratios = {"I2.5": passed(held.rows), "I6.5": without_critical(held.rows)}
    return {
        "schema_version": "1.0",
        "tool": {"name": "ai-provenance", "version": __version__},
        "organisation": held.organisation,
        "at": held.at.isoformat(),
        "due": [asdict(row) for row in held.rows],
        "uncounted": [{"tag": audit.tag, "problem": audit.problem} for audit in held.taken if audit.problem],
        "indicators": {
            name: {"numerator": one.numerator, "denominator": one.denominator, "ratio": one.ratio}
            for name, one in ratios.items()
        },
    }


def samples(held: DueAudits) -> Iterator[Sample]:
    """The samples, families together."""
    own = (("organisation", held.organisation),)
    yield Sample("audits_day_timestamp_seconds", datetime.combine(held.at, time(), UTC).timestamp(), own)
    yield Sample("audits_due", len(held.rows), own)
    yield Sample("audits_passed", passed(held.rows).numerator, own)
    yield Sample("audits_without_critical", without_critical(held.rows).numerator, own)
    yield Sample("audits_missing", sum(row.is_missing for row in held.rows), own)
    codes = [code for row in held.rows for code in row.critical]
    for code in sorted({*codes}):
        yield Sample("audit_critical_findings", codes.count(code), (*own, ("kind", code)))
