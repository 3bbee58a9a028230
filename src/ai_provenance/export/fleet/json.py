"""A fleet's numbers as JSON. Within a version members are only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TextIO

from ai_provenance.export.encoding import json_text
from ai_provenance.export.report.json import Part, tool_part
from ai_provenance.model import Ratio
from ai_provenance.snapshot.fleet import FleetSnapshot, Member, Pool

SCHEMA_VERSION = "1.0"


def write(snapshot: FleetSnapshot, out: TextIO) -> None:
    """Write the document, indented, with a final newline."""
    out.write(json_text(document(snapshot)) + "\n")


def document(snapshot: FleetSnapshot) -> Part:
    """SNAPSHOT as values that JSON can hold."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": tool_part(),
        "organisation": snapshot.organisation,
        "day": snapshot.day.isoformat(),
        "definition": snapshot.definition,
        "coverage": snapshot.coverage,
        "newest": {"day": snapshot.newest.isoformat(), "coverage": snapshot.newest_coverage},
        "total": _pool(snapshot.total),
        "grouped_by": snapshot.grouped_by,
        "groups": [{**_pool(one), "trend": _past(one)} for one in snapshot.groups],
        "agents": [{"id": agent, "commits": commits} for agent, commits in snapshot.agents],
        "gates": [{"gate": gate, "repositories": dict(states)} for gate, states in snapshot.gates],
        "trend": [
            {"day": one.day.isoformat(), "definition": one.definition, "traceability": ratios(one.numbers)}
            for one in snapshot.trend
        ],
        "repositories": [member(one) for one in snapshot.members],
        "errors": [member(one) for one in snapshot.errors],
    }


def member(one: Member) -> Part:
    """One repository."""
    return {
        "repository": one.identity,
        "team": one.team,
        "labels": dict(one.labels),
        "state": one.state,
        "reason": one.reason,
        "judged": one.judged.isoformat() if one.judged else None,
        "since": one.since.isoformat() if one.since else None,
        "traceability": ratios(one.numbers),
    }


def ratios(numbers: Mapping[str, Ratio]) -> Part:
    """The numbers that there are."""
    return {
        name: {"numerator": one.numerator, "denominator": one.denominator, "ratio": one.ratio}
        for name, one in numbers.items()
    }


def _past(pool: Pool) -> list[Part | None]:
    return [None if numbers is None else ratios(numbers) for numbers in pool.trend]


def _pool(pool: Pool) -> Part:
    return {
        "name": pool.name,
        "repositories": pool.repositories,
        "counted": pool.counted,
        "stale": pool.stale,
        "failed": pool.failed,
        "without_data": dict(pool.without_data),
        "traceability": ratios(pool.numbers),
    }
