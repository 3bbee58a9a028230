"""InfluxDB line protocol: https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ai_provenance.export.metrics.series import (
    PREFIX,
    Sample,
    number,
    of_repository,
    report_samples,
    score_samples,
    seconds,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.export.options import Options
    from ai_provenance.snapshot import Snapshot

_SPECIAL = re.compile(r"([,= \\])")


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - every exporter's signature
    """Write every sample of the report as one point."""
    _write(snapshot, report_samples(snapshot), out)


def write_score(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - likewise
    """Write every sample of the scorecard as one point."""
    _write(snapshot, score_samples(snapshot), out)


def _write(snapshot: Snapshot, found: Iterable[Sample], out: TextIO) -> None:
    time = seconds(snapshot)
    named = of_repository(found, snapshot.repository.identity)
    out.writelines(f"{line}\n" for line in lines((time, sample) for sample in named))


def lines(found: Iterable[tuple[float, Sample]]) -> Iterator[str]:
    """One point a sample: measurement, tags, `value`, nanoseconds."""
    for time, sample in found:
        tags = "".join(f",{_escaped(name)}={_escaped(value)}" for name, value in sample.labels)
        yield f"{PREFIX}{sample.family}{tags} value={number(sample.value)} {int(time) * 1_000_000_000}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.splitlines()))
