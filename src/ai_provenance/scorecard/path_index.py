"""Finds files by globs among tens of thousands of paths, without trying every glob on every path."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from ai_provenance import lazy

_BRACES = lazy.pattern(r"\{([^{}]*)\}")
# the longest token first: `**/` must not be read as two stars and a slash
_TOKENS = lazy.pattern(r"\*\*/|\*\*|\*|\?|[^*?]+")
_STARS = lazy.pattern(r"\*\*/|\*|\?")
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


class PathIndex:
    """Paths of a tree, searchable by globs: `*` and `?` match within one part, `**/` any directories, `{a,b}` either.

    Letter case does not matter. Paths are returned as they were given, sorted.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._given = {path.lower(): path for path in paths}
        self._sorted = sorted(self._given)
        self._by_name: dict[str, list[str]] = {}
        self._by_suffix: dict[str, list[str]] = {}
        for path in self._sorted:
            name = path.rpartition("/")[2]
            self._by_name.setdefault(name, []).append(path)
            self._by_suffix.setdefault(name.rpartition(".")[2], []).append(path)
        self._names = sorted(self._by_name)

    def __len__(self) -> int:
        return len(self._given)

    def matching(self, globs: Iterable[str]) -> tuple[str, ...]:
        """The paths that any of GLOBS matches."""
        found = {path for glob in globs for one in expanded(glob.lower()) for path in self._matching(one)}
        return tuple(sorted(self._given[path] for path in found))

    def _matching(self, glob: str) -> Iterator[str]:
        if not re.search(r"[*?]", glob):
            return iter([glob] if glob in self._given else [])
        literal = [part for part in _STARS.split(glob) if part]
        candidates = [path for path in self._candidates(glob) if all(part in path for part in literal)]
        if not candidates:  # most globs have none: compiling hundreds of patterns takes longer than matching them
            return iter(())
        pattern = compiled(glob)
        return (path for path in candidates if pattern.fullmatch(path))

    def _candidates(self, glob: str) -> Iterable[str]:
        """Paths among which are all that GLOB matches: by leading directory, file name, its beginning or its suffix."""
        # a leading directory is the narrowest choice, a file name the next, a suffix the widest
        directory = _literal_beginning(glob)
        if directory:
            return _beginning_with(directory, self._sorted)
        name = glob.rpartition("/")[2]
        beginning = _literal_beginning(name)
        if beginning == name:
            return self._by_name.get(name, ())
        if beginning and "**" not in name:  # two stars go on into directories below
            return (path for one in _beginning_with(beginning, self._names) for path in self._by_name[one])
        suffix = name.rpartition(".")[2]
        return self._by_suffix.get(suffix, ()) if "." in name and not re.search(r"[*?]", suffix) else self._sorted


def _literal_beginning(glob: str) -> str:
    """GLOB up to its first `*` or `?`."""
    return re.split(r"[*?]", glob, maxsplit=1)[0]


def _beginning_with(text: str, names: Sequence[str]) -> Iterator[str]:
    """Those of NAMES, which are sorted, that begin with TEXT."""
    for at in range(bisect_left(names, text), len(names)):
        if not names[at].startswith(text):
            return
        yield names[at]


def expanded(glob: str) -> tuple[str, ...]:
    """GLOB once for each choice of its braces."""
    found = _BRACES.search(glob)
    if not found:
        return (glob,)
    head, tail = glob[: found.start()], glob[found.end() :]
    return tuple(one for choice in found[1].split(",") for one in expanded(head + choice + tail))


@cache
def compiled(glob: str) -> re.Pattern[str]:
    """The regular expression of a glob without braces."""
    return re.compile("".join(_MEANING.get(token) or re.escape(token) for token in _TOKENS.findall(glob)), re.DOTALL)
