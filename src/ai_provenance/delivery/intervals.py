"""The intervals of a run. A bootstrap takes as long as all the rest, so its result is kept and looked up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property

from ai_provenance.delivery.statistics import Interval, bootstrap_median, median_survival, poisson
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.sha256 import sha256

STATS_EXTRA = "stats-extra"
"""Reason of a test that is missing because the extra is not installed."""
_NAME = "delivery-intervals"
_KEPT = 200


def has_stats() -> bool:
    """Whether scipy and statsmodels are installed."""
    from importlib.util import find_spec  # noqa: PLC0415 - the five metrics need none of them

    return find_spec("scipy") is not None and find_spec("statsmodels") is not None


class Intervals:
    """Computes 95 % intervals, or looks them up. Mutable by design: one exists for each run, `save` ends it."""

    def __init__(self, store: CacheDirectory | None = None, *, is_wanted: bool = True) -> None:
        """STORE keeps what was computed between runs; None: nothing is kept. Without IS_WANTED none is computed."""
        self._is_wanted = is_wanted
        self._store = store
        self._is_new = False

    @cached_property
    def _known(self) -> dict[str, Interval]:
        content = self._store.load(_NAME) if self._store else None
        try:
            return {str(key): (float(low), float(high)) for key, low, high in json.loads(content or b"[]")}
        except (TypeError, ValueError):
            return {}

    def poisson(self, count: int, exposure: float) -> Interval | None:
        """The exact interval of the rate of COUNT events over EXPOSURE."""
        if not self._is_wanted:
            return None
        low, high = poisson(count)
        return low / exposure, high / exposure

    def survival(self, spans: Sequence[tuple[float, bool]]) -> Interval | None:
        """The interval of the median of SPANS, lengths and whether they ended; None where it has no end."""
        return median_survival(spans) if self._is_wanted else None

    def median(self, groups: Sequence[Sequence[float]]) -> Interval | None:
        """The interval of the median of all values, by bootstrap of whole GROUPS. What was computed is looked up."""
        if not self._is_wanted:
            return None
        name = sha256(repr(list(map(sorted, groups))).encode()).hexdigest()[:32]
        if name not in self._known:
            self._known[name] = bootstrap_median(groups)
            self._is_new = True
        return self._known[name]

    def save(self) -> None:
        """Keep what was computed for the next run."""
        if self._store and self._is_new:
            rows = [[key, *interval] for key, interval in list(self._known.items())[-_KEPT:]]
            self._store.save(_NAME, json.dumps(rows).encode("ascii"))
