"""Prometheus' text format, for the textfile collector or a push to a Pushgateway.

https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

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
    """Write every sample of the report, without time stamps: the scraper sets them."""
    _write(snapshot, report_samples(snapshot), out)


def write_score(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - likewise
    """Write every sample of the scorecard."""
    _write(snapshot, score_samples(snapshot), out)


def _write(snapshot: Snapshot, found: Iterable[Sample], out: TextIO) -> None:
    out.writelines(f"{line}\n" for line in lines(of_repository(found, snapshot.repository.identity)))


def lines(found: Iterable[Sample], meaning: Mapping[str, str] = MEANINGS) -> Iterator[str]:
    """The samples with their families' heads; MEANING has the help of each family."""
    for family, members in groupby(found, key=lambda sample: sample.family):
        yield f"# HELP {PREFIX}{family} {meaning[family]}"
        yield f"# TYPE {PREFIX}{family} gauge"
        for sample in members:
            yield f"{PREFIX}{family}{label_text(sample.labels)} {number(sample.value)}"


def label_text(labels: Iterable[tuple[str, str]]) -> str:
    """`{a="b",c="d"}`, or nothing."""
    pairs = ",".join(f'{name}="{escape(value)}"' for name, value in labels)
    return f"{{{pairs}}}" if pairs else ""


def escape(value: str) -> str:
    """A label's value as the format quotes it."""
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
