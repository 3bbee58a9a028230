"""A fleet's numbers in each format: one module a format with `write(snapshot, out)`."""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from ai_provenance.snapshot.fleet import FleetSnapshot

_MODULES = {
    "text": "text",
    "json": "json",
    "csv": "csv",
    "html": "html",
    "prometheus": "prometheus",
    "markdown": "markdown",
}

FORMATS = tuple(_MODULES)
"""Formats of `fleet report`."""
NEED_ALL = ("json", "csv", "html", "prometheus")
"""Those that name every repository."""


def writer(name: str) -> Callable[[FleetSnapshot, TextIO], None]:
    """The `write` function of one of FORMATS."""
    write: Callable[[FleetSnapshot, TextIO], None] = import_module(f"ai_provenance.export.fleet.{_MODULES[name]}").write
    return write
