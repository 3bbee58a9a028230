"""OpenMetrics 1.0: one run, or a whole history with its time stamps for a back-fill.

https://github.com/prometheus/OpenMetrics/blob/v1.0.0/specification/OpenMetrics.md
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ai_provenance.export.metrics.prometheus import label_text
from ai_provenance.export.metrics.series import (
    MEANINGS,
    PREFIX,
    Sample,
    number,
    of_repository,
    report_samples,
    score_samples,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.export.options import Options
    from ai_provenance.snapshot import Snapshot


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - every exporter's signature
    """Write every sample of the report, without time stamps."""
    _write(snapshot, report_samples(snapshot), out)


def write_score(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - likewise
    """Write every sample of the scorecard."""
    _write(snapshot, score_samples(snapshot), out)


def _write(snapshot: Snapshot, found: Iterable[Sample], out: TextIO) -> None:
    named = of_repository(found, snapshot.repository.identity)
    out.writelines(f"{line}\n" for line in lines((None, sample) for sample in named))


def lines(found: Iterable[tuple[float | None, Sample]]) -> Iterator[str]:
    """Samples with their time in seconds, families together and each series in the order of time."""
    families: dict[str, list[tuple[float | None, Sample]]] = {}
    for time, sample in found:
        families.setdefault(sample.family, []).append((time, sample))
    for family, members in families.items():
        yield f"# HELP {PREFIX}{family} {MEANINGS[family]}"
        yield f"# TYPE {PREFIX}{family} gauge"
        for time, sample in sorted(members, key=lambda pair: (pair[1].labels, pair[0] or 0)):
            stamp = "" if time is None else f" {number(time)}"
            yield f"{PREFIX}{family}{label_text(sample.labels)} {number(sample.value)}{stamp}"
    yield "# EOF"
