"""Literal beginnings as patterns that decide letter by letter.

The engine passes over an alternative that begins with another letter by one comparison. What many beginnings share is
therefore tried once, and what must follow them stands behind, and not inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_SPACE = rb"[-_ \t\f\v\r]+"
_LETTERS = 2
"""Letters by which beginnings are told apart before their kinds are tried, one after the other."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Beginnings of one kind: a space, hyphen or underscore in them is any of these."""

    heads: tuple[str, ...]
    tail: bytes = b""
    """What must follow."""
    grouped: bool = False
    """Whether the rest of the line is wanted as a group, with the lines that a trailer is folded over."""

    def pattern(self) -> bytes:
        """The beginnings and what must follow them."""
        pattern = _branches(self.heads, whole=bool(self.tail)) + self.tail
        return pattern + rb"([^\n\0]*+(?:\n[ \t][^\n\0]*+)*+)" if self.grouped else pattern


def dispatch(kinds: Sequence[Heads], letters: int = _LETTERS) -> bytes:
    """A pattern for beginnings of several kinds."""
    if not letters:
        return b"|".join(kind.pattern() for kind in kinds)
    ended = [Heads(("",), kind.tail, kind.grouped) for kind in kinds if "" in kind.heads]
    alternatives = [kind.pattern() for kind in ended]
    for letter in sorted({_as_read(head[0]) for kind in kinds for head in kind.heads if head}):
        rest = [Heads(_behind(letter, kind.heads), kind.tail, kind.grouped) for kind in kinds]
        below = dispatch([kind for kind in rest if kind.heads], letters - 1)
        alternatives.append(_letter(letter) + b"(?:" + below + b")")
    return b"|".join(alternatives)


def trie(heads: Iterable[str], tail: bytes = b"") -> bytes:
    """HEADS as one pattern. TAIL must follow.

    It may refuse a short name (`amp`) that a longer one (`ampcode`) begins with, so the longer ones are kept; without a
    tail the shorter one says it all.
    """
    return Heads(tuple(heads), tail).pattern()


def _behind(letter: str, heads: Iterable[str]) -> tuple[str, ...]:
    return tuple(head[1:] for head in heads if head and _as_read(head[0]) == letter)


def _as_read(letter: str) -> str:
    return "-" if letter in " _-" else letter


def _branches(heads: Iterable[str], *, whole: bool) -> bytes:
    rest: dict[str, list[str]] = {}
    ends = False
    for head in heads:
        if head:
            rest.setdefault(_as_read(head[0]), []).append(head[1:])
        ends = ends or not head
    if not rest or (ends and not whole):
        return b""
    branches = [_letter(letter) + _branches(tails, whole=whole) for letter, tails in sorted(rest.items())]
    if ends:
        return b"(?:" + b"|".join(branches) + b")?"
    return branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")"


def _letter(letter: str) -> bytes:
    return _SPACE if letter == "-" else re.escape(letter).encode()
