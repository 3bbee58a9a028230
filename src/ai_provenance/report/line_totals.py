"""Lines added and removed, by the origin of their commits; cached by commit id, since no rule changes them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from ai_provenance.model import Origin
from ai_provenance.repo import Repository, Selection
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.changes import line_counts
from ai_provenance.report.classify import classify_history
from ai_provenance.report.settings import ClassifierSettings

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
    """Commits at the cut of a shallow clone: what they changed is not known."""
    origins: dict[Origin, Lines]


def count_lines(
    repository: Repository, selection: Selection, settings: ClassifierSettings, *, store: CacheDirectory | None
) -> LineTotals:
    """Lines by origin. A merge adds none of its own; what it brings in was counted where it was committed.

    Raises:
        IncompleteRangeError: the clone is partial, and the blobs are not here.
        RevisionError, GitError: as `classify.count`.
    """
    origins = {oid: verdict.origin for oid, verdict in classify_history(repository, selection, settings)}
    width = 32 if repository.object_format == "sha256" else 20
    known = dict(_unpack(store, width)) if store else {}
    missing = [oid for oid in origins if oid not in known]
    if missing:
        known |= {oid: (added, removed) for oid, added, removed in line_counts(repository, missing)}
        if store:
            store.save(_NAME, _pack(known, width))
    totals = {origin: [0, 0] for origin in Origin}
    counted = origins.keys() & known.keys()
    for oid in counted:
        added, removed = known[oid]
        totals[origins[oid]][0] += added
        totals[origins[oid]][1] += removed
    lines = {origin: Lines(*both) for origin, both in totals.items()}
    return LineTotals(len(counted), len(origins) - len(counted), lines)


def _pack(known: dict[str, tuple[int, int]], width: int) -> bytes:
    record = Struct(f">{width}sII")
    return b"".join(
        record.pack(bytes.fromhex(oid), min(added, _MOST), min(removed, _MOST))
        for oid, (added, removed) in known.items()
    )


def _unpack(store: CacheDirectory, width: int) -> Iterator[tuple[str, tuple[int, int]]]:
    record = Struct(f">{width}sII")
    payload = store.load(_NAME) or b""
    if len(payload) % record.size:
        store.reject(_NAME, "it holds no line counts")
        return
    for oid, added, removed in record.iter_unpack(payload):
        yield oid.hex(), (added, removed)
