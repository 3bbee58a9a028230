"""Comma-separated values (RFC 4180): one row a sample."""

from __future__ import annotations

import csv
from collections.abc import Iterable

from ai_provenance.export.metrics.series import Sample, number, report_samples, score_samples

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.export.options import Options
    from ai_provenance.snapshot import Snapshot

COLUMNS = ("time", "metric", "label", "value")


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - every exporter's signature
    """Write a head and one row a sample of the report; every row bears the time of the run."""
    write_rows(((snapshot.generated_at, sample) for sample in report_samples(snapshot)), out)
    if not snapshot.range.complete:
        from ai_provenance.report import NUMBERS  # delivery writes rows without a report

        # an empty value and not a missing row: whoever reads a table looks for the row
        table = csv.writer(out, lineterminator="\n")
        table.writerows((snapshot.generated_at, f"{number}_ratio", "", "") for number in NUMBERS)


def write_score(snapshot: Snapshot, out: TextIO, options: Options) -> None:  # noqa: ARG001 - likewise
    """Write a head and one row a sample of the scorecard."""
    write_rows(((snapshot.generated_at, sample) for sample in score_samples(snapshot)), out)


def write_rows(found: Iterable[tuple[str, Sample]], out: TextIO) -> None:
    """Write samples with their times."""
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for time, sample in found:
        label = " ".join(value for _, value in sample.labels)
        table.writerow((time, sample.family, inert(label), number(sample.value)))


def inert(cell: str) -> str:
    """A cell that no spreadsheet evaluates as a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
