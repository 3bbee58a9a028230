"""Options of an output format."""

from __future__ import annotations

from ai_provenance.named_tuple import NamedTuple


class Options(NamedTuple):
    """A format ignores what it has no use for."""

    language: str = "en"
    people: bool = False
    """Whether names and addresses of people may be written."""
    color: bool = False
