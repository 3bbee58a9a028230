"""Patterns that match any of many literal prefixes, letter by letter.

The engine passes over an alternative that begins with another letter by one comparison. So prefixes share a branch for
each first letter, and what several of them have in common is matched once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ai_provenance.agents.naming import branches

_SPACE = rb"[-_ \t\f\v\r]+"
_ONE_SPACE = str.maketrans(" _", "--")
REST_OF_LINE = rb"([^\n]*+(?:\n[ \t][^\n]*+)*+)"
"""A group of what is left of a line, with the lines that a trailer is folded over."""


@dataclass(frozen=True, slots=True)
class Prefixes:
    """Prefixes of one kind; a space, hyphen or underscore in them matches any of these."""

    prefixes: tuple[str, ...]
    tail: bytes = b""
    """Pattern of what must follow."""
    grouped: bool = False
    """Whether the rest of the line is captured."""

    def after(self, letter: str) -> Prefixes:
        """What follows LETTER in the prefixes that begin with it."""
        rests = tuple(prefix[1:] for prefix in self.prefixes if prefix and _as_read(prefix[0]) == letter)
        return Prefixes(rests, self.tail, self.grouped)

    def pattern(self) -> bytes:
        """The prefixes and what must follow them."""
        prefixes = {prefix.translate(_ONE_SPACE) for prefix in self.prefixes}
        pattern = branches(prefixes, _spelled, whole=bool(self.tail)).encode() + self.tail
        return pattern + REST_OF_LINE if self.grouped else pattern


def by_first_letter(kinds: Sequence[Prefixes]) -> bytes:
    """A pattern for prefixes of several kinds, of which the first letter decides before any kind is tried."""
    letters = sorted({_as_read(prefix[0]) for kind in kinds for prefix in kind.prefixes})
    return b"|".join(_letter(letter) + _after(letter, kinds) for letter in letters)


def any_prefix(prefixes: Iterable[str], tail: bytes = b"") -> bytes:
    """PREFIXES as one pattern. TAIL must follow.

    A tail may refuse a short name (`amp`) that a longer one (`ampcode`) begins with, so the longer ones are kept;
    without a tail the shorter one matches both.
    """
    return Prefixes(tuple(prefixes), tail).pattern()


def _after(letter: str, kinds: Sequence[Prefixes]) -> bytes:
    """What may follow LETTER, kind by kind."""
    rests = (kind.after(letter) for kind in kinds)
    return b"(?:" + b"|".join(rest.pattern() for rest in rests if rest.prefixes) + b")"


def _as_read(letter: str) -> str:
    return "-" if letter in " _-" else letter


def _spelled(text: str) -> str:
    return _SPACE.decode().join(map(re.escape, text.split("-")))


def _letter(letter: str) -> bytes:
    return _SPACE if letter == "-" else re.escape(letter).encode()
