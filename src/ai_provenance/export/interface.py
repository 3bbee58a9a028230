"""The seam of the report formats: what an exporter is given, and where the exporters are found."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Protocol, TextIO, cast

from ai_provenance.snapshot import Snapshot

FORMATS = ("text", "json", "markdown")
"""Formats of `report`; each is a module of this room (`json` stands in `json_document`) with a `write` function."""

_MODULES = {"json": "json_document"}


@dataclass(frozen=True, slots=True)
class Options:
    """What a reader may ask of a format; a format ignores what it has no use for."""

    language: str = "en"
    people: bool = False
    """Whether names and addresses of people may be written."""
    color: bool = False
    width: int = 80
    """Columns of the terminal."""


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
    module = import_module(f"ai_provenance.export.{_MODULES.get(name, name)}")
    return cast(Write, module.write)
