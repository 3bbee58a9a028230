"""Organisations that were held against their rules."""

from __future__ import annotations

import datetime as dt

from ai_provenance.conformity.conform import Conformity, Subject, unjudged
from ai_provenance.conformity.requirements import Result, State
from ai_provenance.conformity.rollup import OnboardingTime, Organisation, pool

DAY = dt.date(2026, 4, 2)
HOSTILE = '=cmd|"<script>alert(1)</script>\n::error::x'


def row(name: str, *states: State, team: str = "one") -> Conformity:
    results = tuple(
        Result("gate", f"r{number}", state, ".github/workflows/a.yml", 3, got=HOSTILE)
        for number, state in enumerate(states)
    )
    return Conformity(Subject(name, team), "0" * 40, DAY, rev="v1.0.0", templates={"gate": "1.0.0"}, results=results)


def organisation(*rows: Conformity, hours: float | None = 6.0, name: str = "example") -> Organisation:
    return Organisation(name, DAY, rows, pool(rows), OnboardingTime(hours, None, 3, 2), 0.15)


MIXED = organisation(
    row("a", State.MET),
    row("b", State.DRIFTS, State.DRIFTS, team=HOSTILE),
    row("c", State.EXCEPTED, team="two"),
    unjudged(Subject("d"), DAY, "not here"),
    name=HOSTILE,
)
EMPTY = organisation(hours=None)
