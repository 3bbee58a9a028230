"""The interface of the report and score formats: what a format's module offers, and which module it is."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol, TextIO

    from ai_provenance.export.options import Options
    from ai_provenance.snapshot import Snapshot

    class Write(Protocol):
        """Writes one snapshot in one format."""

        def __call__(self, snapshot: Snapshot, out: TextIO, options: Options) -> None:
            """Write SNAPSHOT to OUT; the stream stays open."""


_OF_SAMPLES = {
    "csv": "metrics.csv",
    "prometheus": "metrics.prometheus",
    "openmetrics": "metrics.openmetrics",
    "influx": "metrics.influx",
}
"""Reports and scorecards share the formats for machines that draw curves: `write`, and `write_score` for the latter."""
_REPORT = {
    "text": "report.text",
    "json": "report.json",
    "markdown": "report.markdown",
    "html": "report.html",
    **_OF_SAMPLES,
    "badge": "report.badge",
}
_SCORE = {
    "text": "score.text",
    "json": "score.json",
    "markdown": "score.markdown",
    # one page shows both: the report, and the scorecard where the snapshot has one
    "html": "report.html",
    **_OF_SAMPLES,
}

FORMATS = tuple(_REPORT)
"""Formats of `report`, in the order that the help lists them."""
SCORE_FORMATS = tuple(_SCORE)
"""Formats of `score`."""


def writer(name: str) -> Write:
    """Import and return the `write` function of one of FORMATS.

    Raises KeyError for a name that is no format.
    """
    return _load(_REPORT[name])


def score_writer(name: str) -> Write:
    """Import and return the `write` function of one of SCORE_FORMATS.

    Raises KeyError for a name that is no format.
    """
    return _load(_SCORE[name], "write_score" if name in _OF_SAMPLES else "write")


def _load(module: str, function: str = "write") -> Write:
    write: Write = getattr(import_module(f"ai_provenance.export.{module}"), function)
    return write
