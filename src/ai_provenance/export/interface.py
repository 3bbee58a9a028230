"""The seam of the report formats: what an exporter is given, and where the exporters are found."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, TextIO, cast

from ai_provenance.export.options import Options
from ai_provenance.snapshot import Snapshot

FORMATS = ("text", "json", "markdown", "html", "csv", "prometheus", "openmetrics", "influx", "badge")
"""Formats of `report`; each is a module of this room (`json` stands in `json_document`) with a `write` function."""

SCORE_FORMATS = ("text", "json", "markdown", "html", "csv", "prometheus", "openmetrics", "influx")
"""Formats of `score`: the machine formats are those of a report, with more samples in them."""

_MODULES = {"json": "json_document"}
_SCORE_MODULES = {"text": "score_text", "json": "score_document", "markdown": "score_markdown"}


class Write(Protocol):
    """Writes one snapshot in one format."""

    def __call__(self, snapshot: Snapshot, out: TextIO, options: Options) -> None:
        """Write SNAPSHOT to OUT; the stream stays open."""


def writer(name: str) -> Write:
    """The exporter of one of FORMATS, imported when it is asked for.

    Raises KeyError for a name that is no format.
    """
    if name not in FORMATS:
        raise KeyError(name)
    return _load(_MODULES.get(name, name))


def score_writer(name: str) -> Write:
    """The exporter of one of SCORE_FORMATS, imported when it is asked for.

    Raises KeyError for a name that is no format.
    """
    if name not in SCORE_FORMATS:
        raise KeyError(name)
    return _load(_SCORE_MODULES.get(name, name))


def _load(module: str) -> Write:
    return cast(Write, import_module(f"ai_provenance.export.{module}").write)
