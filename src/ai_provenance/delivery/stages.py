"""The stages of pull and merge requests, from what a forge exports: coding, review, and waiting for a deployment."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.graph import Graph
from ai_provenance.delivery.records import NEVER
from ai_provenance.delivery.statistics import quantile
from ai_provenance.repo import Repository
from ai_provenance.repo.batch_process import object_headers
from ai_provenance.repo.history import batches_below, parse_time

if TYPE_CHECKING:  # pydantic is loaded where there are files to read
    from ai_provenance.delivery.exports import MergedRequest

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


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
    coding: Stage | None
    """From the first of the commits that a merge brought (author date) to opening. A squashed request keeps none."""
    review: Stage | None
    """From opening to merging."""
    waiting: Stage | None
    """From merging to the first deployment of all that it became, of requests that are deployed."""


def stages(found: Assessment, repository: Repository) -> Stages | None:
    """The stages of what was merged in the window of FOUND; None where no export of requests was given.

    Raises GitError where git fails.
    """
    window = found.measured.window
    given = found.exported.requests if found.exported else []
    if not given:
        return None
    merged = list({one.id: one for one in given if window.since <= one.merged < window.until}.values())
    named = _named(merged)
    brought = _brought_by_merges(repository, named)
    began = {oid: min(changes.values()) for oid, changes in brought.items()}
    coded = [one.opened - began[one.commit] for one in named if one.commit in began]
    return Stages(
        len(merged),
        _stage([span for span in coded if span >= 0]),
        _stage([one.merged - one.opened for one in merged]),
        _stage(list(_waits(found, named, brought))),
    )


def reviews(found: Assessment, repository: Repository) -> dict[str, int]:
    """Change -> seconds from opening to merging of the request that it came by, as far as an export has requests.

    Raises GitError where git fails.
    """
    named = _named(found.exported.requests if found.exported else [])
    brought = _brought_by_merges(repository, named)
    return {change: one.merged - one.opened for one in named for change in _became(one, brought)}


def _named(requests: Iterable[MergedRequest]) -> list[MergedRequest]:
    """Those of REQUESTS that name the commit they became, in the order of their merging."""
    return sorted((one for one in requests if _OID.fullmatch(one.commit or "")), key=lambda one: one.merged)


def _became(one: MergedRequest, brought: Mapping[str, Mapping[str, int]]) -> Collection[str]:
    """The changes that a request became: those that its merge BROUGHT, or its one commit."""
    oid = one.commit or ""
    return brought.get(oid, (oid,))


def _waits(
    found: Assessment, requests: Sequence[MergedRequest], brought: Mapping[str, Mapping[str, int]]
) -> Iterator[int]:
    """Of each of REQUESTS the time from merging to the first deployment that has all its changes."""
    ledger, until = found.ledger, found.measured.window.until
    changes = {change for one in requests for change in _became(one, brought)}
    first_of = {oid: first for at, first in enumerate(ledger.firsts) if (oid := ledger.oid(at)) in changes}
    for one in requests:
        firsts = [first_of[change] for change in _became(one, brought) if change in first_of]
        last = max(firsts, default=NEVER)
        if last != NEVER and one.merged <= ledger.times[last] < until:
            yield ledger.times[last] - one.merged


def _brought_by_merges(repository: Repository, requests: Sequence[MergedRequest]) -> dict[str, dict[str, int]]:
    """Merge commit of each of REQUESTS that became one -> the changes that it brought, with their author dates.

    REQUESTS are in the order of their merging: what was there before the first of them is not read.
    """
    oids = [one.commit for one in requests if one.commit]
    headers = object_headers(repository, [f"{oid}^{place}" for oid in oids for place in (1, 2)])
    merges = {
        oid: first.oid for oid, first, other in zip(oids, headers[::2], headers[1::2], strict=True) if first and other
    }
    if not merges:
        return {}
    graph, authored = Graph([oid.encode("ascii") for oid in merges]), []
    for batch in batches_below(repository, [*merges, f"^{next(iter(merges.values()))}"]):
        graph.extend(batch.ids)
        authored += [parse_time(ids.rpartition(b" ")[2]) for ids in batch.ids]
    found: dict[str, dict[str, int]] = {}
    for oid in merges:
        number = graph.at.get(oid.encode("ascii"))
        changes = [] if number is None else [one for one in graph.brought(number) if one not in graph.more]
        dated = {graph.oid(one): time for one in changes if (time := authored[one]) is not None}
        if dated:
            found[oid] = dated
    return found


def _stage(spans: Sequence[int]) -> Stage | None:
    ordered = sorted(spans)
    return Stage(len(ordered), *(quantile(ordered, q) for q in (0.5, 0.75, 0.9))) if ordered else None
