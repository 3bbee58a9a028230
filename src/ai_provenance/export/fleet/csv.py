"""A fleet's numbers as comma-separated values (RFC 4180): one row a repository and number."""

from __future__ import annotations

import csv
from typing import TextIO

from ai_provenance.export.metrics.csv import inert
from ai_provenance.snapshot.fleet import FleetSnapshot

COLUMNS = ("day", "organisation", "team", "repository", "state", "metric", "numerator", "denominator")


def write(snapshot: FleetSnapshot, out: TextIO) -> None:
    """Write a head and the rows; a repository without numbers has one with empty cells."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for one in snapshot.members:
        cells = [snapshot.day.isoformat(), *map(inert, (snapshot.organisation, one.team, one.identity)), one.state]
        for name, ratio in one.numbers.items() or [("", None)]:
            table.writerow([*cells, name, *((ratio.numerator, ratio.denominator) if ratio else ("", ""))])
