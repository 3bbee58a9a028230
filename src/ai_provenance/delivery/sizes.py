"""Sizes of the changes that were deployed: lines and files, in quantiles and in DORA's answer bands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.statistics import quantile
from ai_provenance.repo import Repository
from ai_provenance.repo.changes import changes

BANDS = ((10, "1-10"), (50, "11-50"), (100, "51-100"), (250, "101-250"))
"""Upper ends and names of DORA's answer bands for lines, https://dora.dev/capabilities/working-in-small-batches/."""


class Sizes(NamedTuple):
    """The sizes of some changes."""

    changes: int
    """Whose size is known: not those whose contents a partial clone lacks."""
    p50: float
    p75: float
    p90: float
    bands: dict[str, int]
    """Band -> changes, of lines; empty for files, for which there are no bands."""


def change_sizes(found: Assessment, repository: Repository) -> tuple[Sizes, Sizes] | None:
    """Lines added and deleted, and files, of each change first deployed in the window; None where none is known.

    Costs a comparison of trees and contents for each change. Raises GitError where git cannot compare.
    """
    ledger, window = found.ledger, found.measured.window
    oids = map(ledger.oid, ledger.within(window.since, window.until))
    known = changes(repository, list(oids), lines=True).values()
    if not known:
        return None
    lines = sorted(one.lines or 0 for one in known)
    banded = dict.fromkeys([*(name for _, name in BANDS), ">250"], 0)
    for number in lines:
        banded[next((name for most, name in BANDS if number <= most), ">250")] += 1
    return _sizes(lines, banded), _sizes(sorted(len(one.paths) for one in known), {})


def _sizes(values: Sequence[int], bands: dict[str, int]) -> Sizes:
    p50, p75, p90 = (quantile(values, q) for q in (0.5, 0.75, 0.9))
    return Sizes(len(values), p50, p75, p90, bands)
