"""Intervals: the bootstrap of our own, and those of scipy and statsmodels where the extra `stats` is installed.

These libraries take a second to load and a bootstrap takes as long, so what was computed is kept: with nothing new it
is looked up.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from ai_provenance.delivery.statistics import Interval, bootstrap_median
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.sha256 import sha256

STATS_EXTRA = "stats-extra"
"""Reason of an interval that is missing because the extra is not installed."""
_NAME = "delivery-intervals"
_KEPT = 200


def has_stats() -> bool:
    """Whether scipy and statsmodels are installed."""
    return find_spec("scipy") is not None and find_spec("statsmodels") is not None


class Intervals:
    """Computes 95 % intervals, or looks them up. Mutable by design: one exists for each run, `save` ends it."""

    def __init__(self, store: CacheDirectory | None = None, *, is_wanted: bool = True) -> None:
        """STORE keeps what was computed between runs; None: nothing is kept. Without IS_WANTED none is computed."""
        self._is_wanted = is_wanted
        self._store = store
        self._known: dict[str, Interval] = {}
        self._is_new = False
        content = store.load(_NAME) if store else None
        if content is not None:
            try:
                self._known = {str(key): (float(low), float(high)) for key, low, high in json.loads(content)}
            except (TypeError, ValueError):
                self._known = {}

    def poisson(self, count: int, exposure: float) -> Interval | None:
        """The exact interval of the rate of COUNT events over EXPOSURE (Garwood, 1936); None without the extra."""
        found = self._looked_up(("poisson", count), lambda: _poisson(count)) if self._can_test else None
        return None if found is None else (found[0] / exposure, found[1] / exposure)

    def survival(self, spans: Sequence[tuple[float, bool]]) -> Interval | None:
        """The interval of the median of SPANS, lengths and whether they ended; None without the extra.

        Brookmeyer and Crowley, 1982.
        """
        return self._looked_up(("survival", sorted(spans)), lambda: _survival(spans)) if self._can_test else None

    def median(self, groups: Sequence[Sequence[float]]) -> Interval | None:
        """The interval of the median of all values, by bootstrap of whole GROUPS."""
        if not self._is_wanted:
            return None
        return self._looked_up(("median", list(map(sorted, groups))), lambda: bootstrap_median(groups))

    @property
    def _can_test(self) -> bool:
        return self._is_wanted and has_stats()

    def save(self) -> None:
        """Keep what was computed for the next run."""
        if self._store and self._is_new:
            rows = [[key, *interval] for key, interval in list(self._known.items())[-_KEPT:]]
            self._store.save(_NAME, json.dumps(rows).encode("ascii"))

    def _looked_up(self, key: tuple[object, ...], compute: Callable[[], Interval]) -> Interval:
        name = sha256(repr(key).encode()).hexdigest()[:32]
        if name not in self._known:
            self._known[name] = compute()
            self._is_new = True
        return self._known[name]


def _poisson(count: int) -> Interval:
    # quantiles of chi-square by the function that scipy.stats calls for them: that costs three times as much to load
    from scipy.special import chdtri  # noqa: PLC0415 - half a second to load

    low = float(chdtri(2 * count, 0.975)) / 2 if count else 0.0
    return low, float(chdtri(2 * count + 2, 0.025)) / 2


def _survival(spans: Sequence[tuple[float, bool]]) -> Interval:
    import numpy as np  # noqa: PLC0415 - likewise
    from statsmodels.duration.survfunc import SurvfuncRight  # noqa: PLC0415 - likewise

    with np.errstate(all="ignore"):  # at the ends of the curve, where it takes the logarithm of 0
        curve = SurvfuncRight([span for span, _ in spans], [int(ended) for _, ended in spans])
        low, high = curve.quantile_ci(0.5)
    return float(low), float(high)
