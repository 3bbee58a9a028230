"""A history of samples: as a table for a person, and in the formats that fill a time-series database."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import TextIO

from ai_provenance.export.metrics import csv, influx, openmetrics
from ai_provenance.export.metrics.series import Sample, label_of, of_repository
from ai_provenance.named_tuple import NamedTuple

FORMATS = ("text", "json", "csv", "openmetrics", "influx")
_COLUMNS = {
    "trace_all_ratio": "traceable",
    "trace_ai_ratio": "declared",
    "attribution_coverage_ratio": "origin known",
    "commits_walked": "commits",
    "overall_score": "score",
}
_BARS = "▁▂▃▄▅▆▇█"


class Moment(NamedTuple):
    """One sample at one commit of the past."""

    head: str
    time: int
    """Committer date of the head, seconds since the epoch."""
    definition: str
    sample: Sample


def write(history: Sequence[Moment], out: TextIO, format_: str, *, identity: str | None = None) -> None:
    """Write HISTORY of the repository of IDENTITY, oldest first, in one of FORMATS."""
    if format_ == "csv":
        csv.write_rows(((_stamp(one.time), one.sample) for one in history), out)
        return
    lines = {
        "text": _table(history),
        "json": iter([json.dumps(_document(history), indent=2)]),
        "openmetrics": openmetrics.lines(_dated(history, identity)),
        "influx": influx.lines(_dated(history, identity)),
    }[format_]
    out.writelines(f"{line}\n" for line in lines)


def _dated(history: Sequence[Moment], identity: str | None) -> Iterator[tuple[float, Sample]]:
    """Samples as a database of time series takes them."""
    samples = of_repository((one.sample for one in history), identity)
    return ((one.time, sample) for one, sample in zip(history, samples, strict=True))


def sparkline(values: Sequence[float], *, most: float = 1.0) -> str:
    """One bar a value, from 0 to MOST."""
    return "".join(_BARS[min(7, max(0, int(value / most * 8)))] for value in values)


def _table(history: Sequence[Moment]) -> Iterator[str]:
    if not history:
        yield "no run is recorded yet: ai-provenance score --record, or history --backfill tag"
        return
    rows: dict[tuple[int, str], dict[str, float]] = {}
    for one in history:
        if not one.sample.labels:
            rows.setdefault((one.time, one.head), {})[one.sample.family] = one.sample.value
    shown = [family for family in _COLUMNS if any(family in row for row in rows.values())]
    yield f"{'date':<12}{'commit':<12}" + "".join(f"{_COLUMNS[family]:>14}" for family in shown)
    for (time, head), row in rows.items():
        yield f"{_stamp(time)[:10]:<12}{head[:10]:<12}" + "".join(f"{_cell(row, family):>14}" for family in shown)
    trend = [row["trace_all_ratio"] for row in rows.values() if "trace_all_ratio" in row]
    yield f"traceable   {sparkline(trend[-60:])}"


def _cell(row: dict[str, float], family: str) -> str:
    if family not in row:
        return "-"
    if family.endswith("_ratio"):
        return f"{row[family]:.1%}"
    return f"{row[family]:.1f}" if family.endswith("score") else f"{row[family]:,.0f}"


def _document(history: Sequence[Moment]) -> dict[str, object]:
    rows = [
        {
            "time": _stamp(one.time),
            "head": one.head,
            "metric": one.sample.family,
            "label": label_of(one.sample),
            "value": one.sample.value,
            "numerator": one.sample.numerator,
            "denominator": one.sample.denominator,
            "definition": one.definition,
        }
        for one in history
    ]
    return {"schema_version": "1.0", "history": rows}


def _stamp(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
