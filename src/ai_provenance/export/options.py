"""What a reader may ask of a format."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """A format ignores what it has no use for."""

    language: str = "en"
    people: bool = False
    """Whether names and addresses of people may be written."""
    color: bool = False
    width: int = 80
    """Columns of the terminal."""
