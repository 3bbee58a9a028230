"""The bands of DORA's reports, where a value lies among the teams that answered in one year, and its quick check."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from ai_provenance.delivery.metrics import Measured, Quantity
from ai_provenance.named_tuple import NamedTuple

_DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")  # noqa: PTH100, PTH118, PTH120 - importlib.resources takes as long as all of a run
_MORE_IS_BETTER = "deployment_frequency"
_METRICS = ("deployment_frequency", "change_lead_time", "change_fail_rate", "recovery_time")


class Placed(NamedTuple):
    """A metric in a band."""

    metric: str
    band: str | None
    """`elite`, `high`, `medium` or `low`; None where the value is unknown."""
    interval: tuple[str, str] | None
    """The bands of the better and the worse end of its interval."""
    is_at_best: bool
    """Whether the value is a lower bound, so that the true one may lie in a worse band."""


class Bands(NamedTuple):
    """The metrics in the bands of one year."""

    year: str
    source: str
    rows: tuple[Placed, ...]


class QuickCheck(NamedTuple):
    """The scores of DORA's quick check, 0 to 10 and better the higher; None for what is unknown."""

    lead: float | None
    frequency: float | None
    recovery: float | None
    fail: float | None
    rework: float | None
    overall: float | None
    """The mean of those that are known."""
    is_at_best: bool
    """Whether failures may be missing, so that the shares, and the mean with them, may be lower."""
    source: str


def quick_check(measured: Measured) -> QuickCheck:
    """MEASURED as answers to DORA's quick check: six for times and frequency, two points apart; shares as they are."""
    table = _read("quick-check.toml")

    def answered(metric: str, one: Quantity) -> float | None:
        if one.value is None:
            return None
        is_kept = one.value.__ge__ if metric == _MORE_IS_BETTER else one.value.__le__
        return 10 * sum(map(bool, map(is_kept, table[metric]))) / len(table[metric])

    lead, recovery = answered("change_lead_time", measured.lead_time), answered("recovery_time", measured.recovery)
    frequency = answered(_MORE_IS_BETTER, measured.frequency)
    shares = measured.fail_rate, measured.rework
    fail, rework = (None if one.value is None else 10 * (1 - one.value) for one in shares)
    known = [score for score in (lead, frequency, recovery, fail, rework) if score is not None]
    overall = sum(known) / len(known) if known else None
    at_best = any(one.value is not None and one.bound == "lower" for one in shares)
    return QuickCheck(lead, frequency, recovery, fail, rework, overall, at_best, table["source"])


def place(measured: Measured, year: str) -> Bands:
    """MEASURED in the bands of YEAR, which is one of the shipped years."""
    table = _tables()[year]
    return Bands(year, table["source"], tuple(_placed(measured, table)))


def _placed(measured: Measured, table: Mapping[str, Any]) -> Iterator[Placed]:
    quantities: tuple[Quantity, ...] = (
        measured.frequency,
        measured.lead_time,
        measured.fail_rate,
        measured.recovery,
    )
    for metric, one in zip(_METRICS, quantities, strict=True):
        if one.value is None:
            yield Placed(metric, None, None, is_at_best=False)
            continue
        ends = None
        if one.interval is not None:
            better, worse = sorted(one.interval, reverse=metric == _MORE_IS_BETTER)
            ends = _band(better, metric, table), _band(worse, metric, table)
        yield Placed(metric, _band(one.value, metric, table), ends, is_at_best=one.bound == "lower")


def _band(value: float, metric: str, table: Mapping[str, Any]) -> str:
    for band, limit in table[metric].items():
        if value >= limit if metric == _MORE_IS_BETTER else value <= limit:
            return str(band)
    return "low"


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return _read("bands.toml")


def _read(name: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415 - only where bands are wanted

    with open(os.path.join(_DATA, name), "rb") as file:  # noqa: PTH118, PTH123 - as above
        return tomllib.load(file)
