"""The bands of DORA's reports: where a measured value lies among the teams that answered in one year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from ai_provenance.delivery.metrics import Measured, Quantity

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
    import tomllib  # noqa: PLC0415 - only where bands are wanted, as the next one
    from importlib import resources  # noqa: PLC0415

    return tomllib.loads((resources.files("ai_provenance.delivery") / "data" / "bands.toml").read_text("utf-8"))
