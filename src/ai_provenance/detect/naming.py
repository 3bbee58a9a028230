"""How people spell the names of tools, and one pattern for all of them.

The pattern decides letter by letter: an alternation of the names would be tried name by name, at each character.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
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
    spelled = _spelled(names)
    return _branches([name for name in names if name not in spelled])


def _spelled(names: Collection[str]) -> set[str]:
    """Those of NAMES that are a spelling of another one."""
    flat = Counter(map(_flat, names))
    told = (name for name in names if " " in name and flat[_flat(name)] > 1)
    return {other for name in told for other in spellings(name, (" ", "-", "")) if other != name}


def _flat(name: str) -> str:
    return name.replace(" ", "").replace("-", "")


def _branches(names: Collection[str]) -> str:
    rest: dict[str, list[str]] = {}
    for name in sorted(filter(None, names), reverse=True):  # a space last: it may match nothing
        rest.setdefault(name[0], []).append(name[1:])
    branches = [
        _literal(letter + tails[0]) if len(tails) == 1 else _literal(letter) + _branches(tails)
        for letter, tails in rest.items()
    ]
    if "" in names:
        return "(?:" + "|".join(branches) + ")?" if branches else ""
    return branches[0] if len(branches) == 1 else "(?:" + "|".join(branches) + ")"


def _literal(text: str) -> str:
    return re.escape(text).replace(r"\ ", _SPACE)
