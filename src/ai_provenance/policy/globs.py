"""Globs over agents, models, branches and paths.

Patterns come from a configuration that a stranger may have written: matching takes time in proportion to both lengths,
whatever the pattern.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache

_ANY = "**"


def matches_name(name: str, patterns: Iterable[str]) -> bool:
    """Whether NAME is one of PATTERNS, or fits one that is a glob (`copilot*`). Case counts; `*` takes any run."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def is_allowed(name: str, allowed: tuple[str, ...], *, denied: tuple[str, ...]) -> bool:
    """Whether NAME passes a list of ALLOWED patterns, of which none means every name, and a list of DENIED ones."""
    return (not allowed or matches_name(name, allowed)) and not matches_name(name, denied)


def matches_path(path: str, patterns: Iterable[str]) -> bool:
    """Whether PATH fits one of PATTERNS, with the meaning that `.gitattributes` gives them.

    `*` and `?` stop at `/`, `**` does not. A pattern without `/` fits a file name in any directory; one that ends in
    `/` fits everything below. See gitattributes(5) and gitignore(5).
    """
    names = path.split("/")
    return any(_fits(names, _parts(pattern)) for pattern in patterns)


@cache
def _parts(pattern: str) -> tuple[str, ...]:
    """The parts between the slashes of a pattern, its shorthands written out."""
    parts = pattern.strip("/").replace("[^", "[!").split("/")
    if "/" not in pattern.rstrip("/"):
        parts.insert(0, _ANY)
    if pattern.endswith("/"):
        parts.append(_ANY)
    return tuple(part for at, part in enumerate(parts) if part != _ANY or parts[at - 1 : at] != [_ANY])


def _fits(names: list[str], parts: tuple[str, ...]) -> bool:
    """Whether NAMES fit PARTS, all alternatives followed at once; the states are places in PARTS."""
    states = _closure({0}, parts)
    for name in names:
        states = _closure({after for state in states for after in _after(state, name, parts)}, parts)
    return len(parts) in states


def _after(state: int, name: str, parts: tuple[str, ...]) -> Iterable[int]:
    """Where one name leads from STATE."""
    if state == len(parts):
        return ()
    if parts[state] == _ANY:
        return (state, state + 1) if state == len(parts) - 1 else (state,)
    return (state + 1,) if fnmatchcase(name, parts[state]) else ()


def _closure(states: set[int], parts: tuple[str, ...]) -> set[int]:
    """STATES and where they lead without a name: `**` takes none, but for one that ends the pattern."""
    return states | {at + 1 for at in states if at < len(parts) - 1 and parts[at] == _ANY}
