"""Records a result in a metrics store."""

from __future__ import annotations

from collections.abc import Iterable

from ai_provenance.fleet.results import Line, Run
from ai_provenance.store import FleetRun, Observation, open_fleet
from ai_provenance.store.recording import Definitions, rows


def publish(address: str, run: Run, lines: Iterable[Line]) -> None:
    """Write RUN and its LINES to the store at ADDRESS. Raises StoreError where it cannot be written."""
    recorded = FleetRun(
        organisation=run.organisation,
        started=run.started,
        definition=run.definition,
        stale_after=run.stale_after,
        repositories=sum(run.states.values()),
        coverage=run.coverage,
    )
    with open_fleet(address) as store:
        store.record_scan(recorded, map(_observation, lines))


def _observation(line: Line) -> Observation:
    provenance, _, score = line.definition.partition("+")
    measured = (
        (family, label, value, numerator, denominator)
        for family, label, numerator, denominator, value in line.report.get("metrics", ())
        if value is not None  # a ratio without data has no row
    )
    definitions = Definitions(provenance, score)
    return Observation(
        identity=line.identity,
        team=line.team,
        labels=line.labels,
        state=line.state.value,
        reason=line.reason,
        few_authors=bool(line.report.get("few_authors", True)),
        values=tuple(rows(measured, line.head, line.report.get("head_time") or 0, definitions=definitions)),
    )
