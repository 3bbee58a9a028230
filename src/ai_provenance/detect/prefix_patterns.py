"""Literal beginnings as patterns that decide letter by letter.

The engine passes over an alternative that begins with another letter by one comparison. What many beginnings share is
therefore tried once, and what must follow them stands behind, and not inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ai_provenance.detect.naming import branches

_SPACE = rb"[-_ \t\f\v\r]+"
_ONE_SPACE = str.maketrans(" _", "--")
_COMMON = "sctaimwrfdbp"
"""The letters that most lines begin with, most of those that are found first."""


@dataclass(frozen=True, slots=True)
class Heads:
    """Beginnings of one kind: a space, hyphen or underscore in them is any of these."""

    heads: tuple[str, ...]
    tail: bytes = b""
    """What must follow."""
    grouped: bool = False
    """Whether the rest of the line is wanted as a group, with the lines that a trailer is folded over."""

    def behind(self, letter: str) -> Heads:
        """What is behind LETTER of those that begin with it."""
        heads = tuple(head[1:] for head in self.heads if head and _as_read(head[0]) == letter)
        return Heads(heads, self.tail, self.grouped)

    def ended(self) -> Heads:
        """Those that are at their end."""
        return Heads(("",), self.tail, self.grouped)

    def pattern(self) -> bytes:
        """The beginnings and what must follow them."""
        heads = {head.translate(_ONE_SPACE) for head in self.heads}
        pattern = branches(heads, _spelled, whole=bool(self.tail)).encode() + self.tail
        return pattern + rb"([^\n\0]*+(?:\n[ \t][^\n\0]*+)*+)" if self.grouped else pattern


def dispatch(kinds: Sequence[Heads]) -> bytes:
    """A pattern for beginnings of several kinds, told apart by two letters before any kind is tried.

    Letters that few lines begin with are compared at once, by one class of them, and told apart behind it.
    """
    letters = sorted({_as_read(head[0]) for kind in kinds for head in kind.heads})
    rare = [letter for letter in letters if letter.isascii() and letter not in _COMMON]
    common = [letter for letter in _COMMON if letter in letters] + [one for one in letters if not one.isascii()]
    alone = [_letter(letter) + _below(letter, kinds) for letter in common]
    told = [b"(?<=[" + _one(letter) + b"])" + _below(letter, kinds) for letter in rare]
    together = [b"[" + b"".join(map(_one, rare)) + b"](?:" + b"|".join(told) + b")"] if rare else []
    return b"|".join([*alone, *together])


def trie(heads: Iterable[str], tail: bytes = b"") -> bytes:
    """HEADS as one pattern. TAIL must follow.

    It may refuse a short name (`amp`) that a longer one (`ampcode`) begins with, so the longer ones are kept; without a
    tail the shorter one says it all.
    """
    return Heads(tuple(heads), tail).pattern()


def _below(letter: str, kinds: Sequence[Heads]) -> bytes:
    """What may follow LETTER, by the next letter."""
    rest = [kind.behind(letter) for kind in kinds]
    alternatives = [kind.ended().pattern() for kind in rest if "" in kind.heads]
    for following in sorted({_as_read(head[0]) for kind in rest for head in kind.heads if head}):
        last = [kind.behind(following) for kind in rest]
        below = b"|".join(kind.pattern() for kind in last if kind.heads)
        alternatives.append(_letter(following) + b"(?:" + below + b")")
    return b"(?:" + b"|".join(alternatives) + b")"


def _one(letter: str) -> bytes:
    return rb"\-_ \t\f\v\r" if letter == "-" else re.escape(letter).encode()


def _as_read(letter: str) -> str:
    return "-" if letter in " _-" else letter


def _spelled(text: str) -> str:
    return _SPACE.decode().join(map(re.escape, text.split("-")))


def _letter(letter: str) -> bytes:
    return _SPACE if letter == "-" else re.escape(letter).encode()
