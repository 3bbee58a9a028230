"""Lines added and removed, by the origin of the commits that did it; kept by commit id, since no rule changes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from ai_provenance.model import Origin
from ai_provenance.repo import Repository, Selection
from ai_provenance.repo.cache import Store
from ai_provenance.repo.line_counts import line_counts
from ai_provenance.report.judge import Reader
from ai_provenance.report.walk import alike_verdicts

_NAME = "lines"
_MOST = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of the commits of one origin."""

    added: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class LineTotals:
    """Lines of one walk."""

    commits: int
    """Commits whose lines were counted."""
    left_out: int
    """Commits at the cut of a shallow clone: what they changed cannot be told."""
    origins: dict[Origin, Lines]


def count_lines(repository: Repository, selection: Selection, reader: Reader, store: Store | None) -> LineTotals:
    """Lines by origin. A merge adds none of its own; what it brings in was counted where it was committed.

    Raises:
        IncompleteRangeError: the clone is partial, and the blobs are not here.
        RevisionError, GitError: as `walk.count`.
    """
    origins = {oid: verdict.origin for oid, verdict in alike_verdicts(repository, selection, reader)}
    width = 32 if repository.object_format == "sha256" else 20
    kept = dict(_unpack(store, width)) if store else {}
    missing = [oid for oid in origins if oid not in kept]
    if missing:
        kept |= {oid: (added, removed) for oid, added, removed in line_counts(repository, missing)}
        if store:
            store.save(_NAME, _pack(kept, width))
    totals = {origin: [0, 0] for origin in Origin}
    for oid in origins.keys() & kept.keys():
        added, removed = kept[oid]
        totals[origins[oid]][0] += added
        totals[origins[oid]][1] += removed
    counted = len(origins.keys() & kept.keys())
    return LineTotals(counted, len(origins) - counted, {origin: Lines(*both) for origin, both in totals.items()})


def _pack(kept: dict[str, tuple[int, int]], width: int) -> bytes:
    record = Struct(f">{width}sII")
    return b"".join(
        record.pack(bytes.fromhex(oid), min(added, _MOST), min(removed, _MOST))
        for oid, (added, removed) in kept.items()
    )


def _unpack(store: Store, width: int) -> Iterator[tuple[str, tuple[int, int]]]:
    record = Struct(f">{width}sII")
    payload = store.load(_NAME) or b""
    if len(payload) % record.size:
        store.reject(_NAME, "it holds no line counts")
        return
    for oid, added, removed in record.iter_unpack(payload):
        yield oid.hex(), (added, removed)
