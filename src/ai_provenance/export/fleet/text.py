"""A fleet's numbers as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ai_provenance.export.wording import NUMBER_NAMES, count, fraction, one_line
from ai_provenance.report import NUMBERS
from ai_provenance.snapshot.fleet import FleetSnapshot, Pool


def write(snapshot: FleetSnapshot, out: TextIO) -> None:
    """Write the pooled numbers, then a line for each group."""
    out.writelines(f"{line}\n" for line in lines(snapshot))


def lines(snapshot: FleetSnapshot) -> Iterator[str]:
    """The lines of the report."""
    total = snapshot.total
    yield f"{one_line(snapshot.organisation)}, {snapshot.day}"
    yield from unpublished(snapshot)
    yield f"{counts(total)}"
    yield ""
    width = max(map(len, NUMBER_NAMES.values()))
    for name in NUMBERS:
        yield f"{NUMBER_NAMES[name]:<{width}}  {fraction(total.number(name))}{without(total, name)}"
    if snapshot.groups:
        yield ""
        wide = max(len(one_line(one.name)) for one in snapshot.groups)
        for group in snapshot.groups:
            numbers = "  ".join(f"{NUMBER_NAMES[name]} {fraction(group.number(name))}" for name in NUMBERS[:2])
            yield f"{one_line(group.name):<{wide}}  {group.counted:>5,} of {group.repositories:,}  {numbers}"
    if snapshot.agents and snapshot.grouped_by == "agent":
        yield ""
        yield from (f"{agent}  {count(commits, 'commit')}" for agent, commits in snapshot.agents)
    if snapshot.errors:
        yield ""
        yield f"{len(snapshot.errors)} without a judgement: ai-provenance fleet errors"


def counts(pool: Pool) -> str:
    """How many repositories the numbers of POOL are about."""
    parts = [f"{pool.counted:,} of {pool.repositories:,} repositories counted"]
    parts += [f"{pool.stale:,} stale"] if pool.stale else []
    parts += [f"{pool.failed:,} never judged"] if pool.failed else []
    return ", ".join(parts)


def without(pool: Pool, name: str) -> str:
    """How many of the counted repositories have nothing to add to a number."""
    number = pool.without_data.get(name, 0)
    return f", {number:,} without any" if number else ""


def unpublished(snapshot: FleetSnapshot) -> Iterator[str]:
    """Why the numbers are not those of the newest run."""
    if not snapshot.is_published:
        seen = "none" if snapshot.newest_coverage is None else f"{snapshot.newest_coverage * 100:.1f} %"
        yield f"the run of {snapshot.newest} judged {seen} of the repositories, too few: numbers of {snapshot.day}"
