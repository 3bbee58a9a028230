"""The stages of pull and merge requests, from what a forge exports: review, and waiting for a deployment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.records import NEVER
from ai_provenance.delivery.statistics import quantile


class Stage(NamedTuple):
    """How long one stage took, in seconds."""

    n: int
    """Requests of which that is known."""
    p50: float
    p75: float
    p90: float


class Stages(NamedTuple):
    """The stages of the requests that were merged in the window."""

    requests: int
    review: Stage | None
    """From opening to merging."""
    waiting: Stage | None
    """From merging to the first deployment, of requests that were merged as one commit and are deployed."""


def stages(found: Assessment) -> Stages | None:
    """The stages of what was merged in the window of FOUND; None where no export of requests was given."""
    window = found.measured.window
    given = found.exported.requests if found.exported else []
    if not given:
        return None
    merged = {one.id: one for one in given if window.since <= one.merged < window.until}
    wanted = {one.commit: one.merged for one in merged.values() if one.commit}
    ledger, waited = found.ledger, []
    for change, first in enumerate(ledger.firsts):
        if first == NEVER:
            break
        at = wanted.get(ledger.oid(change))
        deployed = ledger.deployments[first].time
        if at is not None and at <= deployed < window.until:
            waited.append(deployed - at)
    return Stages(len(merged), _stage([one.merged - one.opened for one in merged.values()]), _stage(waited))


def _stage(spans: Sequence[int]) -> Stage | None:
    ordered = sorted(spans)
    return Stage(len(ordered), *(quantile(ordered, q) for q in (0.5, 0.75, 0.9))) if ordered else None
