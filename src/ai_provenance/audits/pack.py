"""Evidence for the controls of a framework, as a folder for an auditor: HTML and CSV, gaps first."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from io import StringIO
from typing import Any

from ai_provenance.audits.bundle import digest
from ai_provenance.audits.tags import Audit
from ai_provenance.conformity.documents import Control, Crosswalk

_ORDER = {"none": 0, "partly": 1, "supports": 2}
_WORDS = {"none": "gap", "partly": "evidence for a part", "supports": "evidence for"}
_MET = frozenset({"done", "met", "tolerated", "pass"})


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of evidence for one control; a gap has none."""

    control: str
    title: str
    claim: str
    evidence: str = ""
    shown: int = 0
    """Repositories that show it."""
    judged: int = 0
    """Repositories of which that is known."""
    audit: str = ""
    day: str = ""
    statement: str = ""
    """SHA-256 of the audit's statement."""


def rows_of(crosswalk: Crosswalk, audit: Audit | None, statement: bytes = b"") -> list[Row]:
    """The controls of CROSSWALK with what AUDIT shows for each, gaps first."""
    found = [row for control in crosswalk.control for row in _rows(control, audit, statement)]
    return sorted(found, key=lambda row: (_ORDER[row.claim], row.shown == row.judged and bool(row.judged)))


def _rows(control: Control, audit: Audit | None, statement: bytes) -> Iterator[Row]:
    title = control.title
    if not control.evidence:
        yield Row(control.id, title, control.claim)
    for name in control.evidence:
        if audit is None or audit.head is None:
            yield Row(control.id, title, control.claim, name)
            continue
        states = [state for record in audit.records if (state := _state(name, record)) is not None]
        day, tag = audit.head.at, audit.tag
        yield Row(control.id, title, control.claim, name, sum(states), len(states), tag, day, digest(statement))


def _state(name: str, record: Mapping[str, Any]) -> bool | None:
    """Whether RECORD shows the evidence NAME; None where it does not know."""
    kind, _, rest = name.partition(":")
    if kind == "rule":
        return rest in record["rules"] if "rules" in record else None
    if kind == "template":
        results = [one for one in record.get("conformity", {}).get("results", ()) if one["id"].startswith(f"{rest}/")]
        known = [one for one in results if one["state"] != "unknown"]
        return all(one["state"] in ("met", "behind") for one in known) if known else None
    values = {"T": record.get("tasks", {}), "G": record.get("gates", {}), "I": record.get("indicators", {})}[name[0]]
    state = values.get(name)
    state = state["verdict"] if isinstance(state, dict) else state
    return None if state in (None, "unknown", "inconclusive") else state in _MET


def as_csv(rows: Iterable[Row]) -> str:
    """ROWS as CSV, RFC 4180."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(["control", "title", "claim", "evidence", "shown", "known", "audit", "day", "statement_sha256"])
    for row in rows:
        values = [row.control, row.title, _WORDS[row.claim], row.evidence, row.shown, row.judged]
        # a spreadsheet takes a text that begins with one of these for a formula
        cells = [f"'{one}" if str(one)[:1] in ("=", "+", "-", "@", "\t") else one for one in values]
        writer.writerow([*cells, row.audit, row.day, row.statement])
    return out.getvalue()


def as_html(crosswalk: Crosswalk, rows: Iterable[Row], audit: Audit | None, *, at: dt.date) -> str:
    """ROWS as a page that loads nothing."""
    from jinja2 import Environment  # noqa: PLC0415 - the other forms need no templates

    text = (resources.files("ai_provenance.audits") / "pack.html").read_text("utf-8")
    page = Environment(autoescape=True, trim_blocks=True).from_string(text)
    return page.render(crosswalk=crosswalk, rows=[*rows], audit=audit, at=at, words=_WORDS) + "\n"
