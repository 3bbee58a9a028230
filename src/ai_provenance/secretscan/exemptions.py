"""Decides what a project lets pass: lines with a pragma, excluded paths, and findings that its baseline lists."""

from __future__ import annotations

import re
from fnmatch import translate

from ai_provenance.secretscan.baseline import fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ai_provenance.repo.patch_parser import Fragment
    from ai_provenance.secretscan.baseline import Baseline
    from ai_provenance.secretscan.match import Match

# those of detect-secrets, gitleaks and betterleaks count too, so that a project can change tools without new comments
_PRAGMA = re.compile(
    rb"pragma: ?(?:allow|white)list[ -]secret|gitleaks:allow|betterleaks:allow|ai-provenance: ?allow[ -]secret",
    re.IGNORECASE,
)
_NEXT_LINE = re.compile(
    rb"pragma: ?(?:allow|white)list[ -]nextline[ -]secret|ai-provenance: ?allow[ -]next[ -]secret", re.IGNORECASE
)


def allowance(exclude: Sequence[str], known: Baseline | None) -> Callable[[Fragment, Match], bool]:
    """The predicate for what may pass: paths that match EXCLUDE, lines with a pragma, findings that KNOWN lists."""
    is_excluded = path_filter(exclude)

    def is_known(fragment: Fragment, match: Match) -> bool:
        if known is None:
            return False
        value = fragment.data[match.start : match.end]
        return known.knows(fingerprint(fragment.path, match.rule, value, known.key), fragment.path, value)

    def is_allowed(fragment: Fragment, match: Match) -> bool:
        return (
            is_excluded(fragment.path)
            or _has_pragma(fragment.data, match.start, match.end)
            or is_known(fragment, match)
        )

    return is_allowed


def _has_pragma(data: bytes, start: int, end: int) -> bool:
    """Whether a pragma lets START to END pass: on a line of the span, or a next-line pragma on the line before."""
    first = data.rfind(b"\n", 0, start) + 1
    last = data.find(b"\n", end)
    if _PRAGMA.search(data, first, last if last >= 0 else len(data)):
        return True
    before = data.rfind(b"\n", 0, max(0, first - 1)) + 1
    return first > 0 and bool(_NEXT_LINE.search(data, before, first))


def path_filter(globs: Sequence[str]) -> Callable[[str], bool]:
    """A function that matches paths against GLOBS (`*` crosses `/`); without `/`, the file's name as well."""
    if not globs:
        return lambda _: False
    whole = re.compile("|".join(translate(glob.rstrip("/") + "/*" if glob.endswith("/") else glob) for glob in globs))
    names = [translate(glob) for glob in globs if "/" not in glob]
    name = re.compile("|".join(names)) if names else None
    return lambda path: bool(whole.match(path) or (name and name.match(path.rsplit("/", 1)[-1])))
