"""The spellings of a tool's name, and one pattern that matches the names of all tools."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from itertools import product

_SPACE = r"[\s-]?"
"""What a space in a name may be: `ClaudeCode` and `Claude-Code` are `Claude Code`."""


def spellings(name: str, joints: Collection[str]) -> Iterator[str]:
    """NAME with each of JOINTS for each of its spaces."""
    first, *rest = name.split(" ")
    for chosen in product(joints, repeat=len(rest)):
        yield first + "".join(joint + word for joint, word in zip(chosen, rest, strict=True))


def any_of(names: Collection[str]) -> str:
    """A pattern that matches each of NAMES, however its spaces are spelled; of two that begin alike, the longer."""
    # It decides letter by letter: a plain alternation would be tried name by name, at every character of a text.
    spelled = _spelled(names)
    return branches([name for name in names if name not in spelled], _spaced)


def _spelled(names: Collection[str]) -> set[str]:
    """Those of NAMES that are a spelling of another one."""
    flat = Counter(map(_flat, names))
    ambiguous = (name for name in names if " " in name and flat[_flat(name)] > 1)
    return {other for name in ambiguous for other in spellings(name, (" ", "-", "")) if other != name}


def _flat(name: str) -> str:
    return name.replace(" ", "").replace("-", "")


def branches(words: Collection[str], spell: Callable[[str], str], *, whole: bool = True) -> str:
    """A pattern that matches each of WORDS, what they share tried once. SPELL makes a pattern of a piece of one.

    Where not WHOLE, what begins with one of them is enough, and a word that begins with another is left out.
    """
    rest: dict[str, list[str]] = {}
    for word in sorted(filter(None, words), reverse=True):  # a space last: it may match nothing
        rest.setdefault(word[0], []).append(word[1:])
    ends = "" in words
    if not rest or (ends and not whole):
        return ""
    alternatives = [
        spell(letter + tails[0]) if len(tails) == 1 else spell(letter) + branches(tails, spell, whole=whole)
        for letter, tails in rest.items()
    ]
    if ends:
        return "(?:" + "|".join(alternatives) + ")?"
    return alternatives[0] if len(alternatives) == 1 else "(?:" + "|".join(alternatives) + ")"


def _spaced(text: str) -> str:
    return re.escape(text).replace(r"\ ", _SPACE)
