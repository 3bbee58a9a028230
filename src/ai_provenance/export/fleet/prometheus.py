"""A fleet's numbers in Prometheus' text format: numerators and denominators, so that any group can be added up.

https://prometheus.io/docs/instrumenting/exposition_formats/. The families are those of a single report, with the labels
`organisation`, `team` and `repository`; above `MOST_SERIES` the repositories are left out and teams are given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import TextIO

from ai_provenance.export.metrics.prometheus import lines
from ai_provenance.export.metrics.series import HELP, Sample
from ai_provenance.model import Ratio
from ai_provenance.snapshot.fleet import FleetSnapshot

MOST_SERIES = 10_000
_PARTS = {
    "trace_all": ("traceable_commits", "judged_commits_in_scope"),
    "trace_ai": ("declared_commits", "ai_commits"),
    "attribution_coverage": ("known_origin_commits", "judged_commits_walked"),
}
"""Number -> the families of its numerator and its denominator."""
FLEET_HELP = {
    "fleet_coverage_ratio": "Repositories that the newest run judged / all.",
    "fleet_day_timestamp_seconds": "Beginning of the day (UTC) of the run that the numbers are of.",
    "fleet_repositories": "Repositories, by whether their numbers are counted.",
}


def write(snapshot: FleetSnapshot, out: TextIO) -> None:
    """Write the samples, without time stamps: the scraper sets them."""
    out.writelines(f"{line}\n" for line in lines(samples(snapshot), {**HELP, **FLEET_HELP}))


def samples(snapshot: FleetSnapshot) -> Iterator[Sample]:
    """The samples, families together."""
    own = (("organisation", snapshot.organisation),)
    begun = datetime(snapshot.day.year, snapshot.day.month, snapshot.day.day, tzinfo=UTC)
    yield Sample("fleet_day_timestamp_seconds", begun.timestamp(), own)
    if snapshot.newest_coverage is not None:
        yield Sample("fleet_coverage_ratio", snapshot.newest_coverage, own)
    total = snapshot.total
    for state, number in (("counted", total.counted), ("stale", total.stale), ("failed", total.failed)):
        yield Sample("fleet_repositories", number, (*own, ("state", state)))
    held = [*_held(snapshot)]
    for name, families in _PARTS.items():
        for part, family in enumerate(families):
            for labels, numbers in held:
                if name in numbers:
                    yield Sample(family, numbers[name][part], (*own, *labels))


def _held(snapshot: FleetSnapshot) -> Iterable[tuple[tuple[tuple[str, str], ...], Mapping[str, Ratio]]]:
    """Labels and numbers of each repository, or of each team where there are too many of those."""
    if len(snapshot.members) * 2 * len(_PARTS) <= MOST_SERIES:
        return [((("team", one.team), ("repository", one.identity)), one.numbers) for one in snapshot.members]
    return [((("team", one.name),), one.numbers) for one in snapshot.groups]
