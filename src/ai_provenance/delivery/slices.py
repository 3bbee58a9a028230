"""The changes of a window by what they have in common. A slice of fewer than five authors is never shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.metrics import date_of
from ai_provenance.delivery.records import ORIGINS
from ai_provenance.delivery.statistics import quantile
from ai_provenance.named_tuple import NamedTuple

DIMENSIONS = ("origin", "component", "month")
FEWEST_AUTHORS = 5
"""Below it the numbers of a slice could be those of a person."""


class Slice(NamedTuple):
    """Some of the changes that were first deployed in the window. Counts are None where it is suppressed."""

    key: str
    """An origin, a component or a month (`2026-03`, of the deployment, UTC)."""
    reason: str | None
    """`suppressed` where too few people are in it."""
    changes: int | None = None
    deployments: int | None = None
    lead_p50: float | None = None
    """Seconds; None also where no lead time is known."""
    lead_p75: float | None = None
    reverted: int | None = None
    """Changes that were taken back within the days of intervention."""


def slices(found: Assessment, dimension: str) -> tuple[Slice, ...]:
    """The changes of FOUND by one of DIMENSIONS, in the order of the keys."""
    ledger, window = found.ledger, found.measured.window
    groups: dict[str, list[int]] = {}
    for change in ledger.within(window.since, window.until):
        for key in _keys(found, change, dimension):
            groups.setdefault(key, []).append(change)
    return tuple(_slice(found, key, groups[key]) for key in sorted(groups))


def _keys(found: Assessment, change: int, dimension: str) -> Iterable[str]:
    deployment = found.ledger.deployments[found.ledger.firsts[change]]
    if dimension == "origin":
        return (ORIGINS[found.ledger.origins[change]],)
    if dimension == "month":
        return (date_of(deployment.time)[:7],)
    return deployment.components or ("-",)


def _slice(found: Assessment, key: str, changes: list[int]) -> Slice:
    ledger = found.ledger
    if len({ledger.authors[change] for change in changes}) < FEWEST_AUTHORS:
        return Slice(key, "suppressed")
    leads = sorted(_leads(found, changes))
    return Slice(
        key,
        None,
        len(changes),
        len({ledger.firsts[change] for change in changes}),
        quantile(leads, 0.5) if leads else None,
        quantile(leads, 0.75) if leads else None,
        sum(ledger.reverted[change] for change in changes),
    )


def _leads(found: Assessment, changes: Iterable[int]) -> Iterator[int]:
    """The lead times that are known, as in the metric: none that is negative, or of which the deployment knows none."""
    ledger = found.ledger
    clock = ledger.authored if found.options.rules.clock == "author" else ledger.committed
    for change in changes:
        first = ledger.firsts[change]
        deployed = ledger.deployments[first].time
        if ledger.shared[first] and first not in ledger.cut and 0 <= clock[change] <= deployed:
            yield deployed - clock[change]
