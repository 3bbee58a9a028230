"""What may pass: lines with a pragma, paths by glob, known values of documentation, and the baseline."""

from __future__ import annotations

import re
from fnmatch import translate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ai_provenance.repo.patch_parser import Fragment
    from ai_provenance.secretscan.match import Match

_PRAGMA = re.compile(
    rb"pragma: ?(?:allow|white)list[ -]secret|gitleaks:allow|betterleaks:allow|ai-provenance: ?allow[ -]secret",
    re.IGNORECASE,
)
_NEXT_LINE = re.compile(
    rb"pragma: ?(?:allow|white)list[ -]nextline[ -]secret|ai-provenance: ?allow[ -]next[ -]secret", re.IGNORECASE
)


def is_pragma_allowed(data: bytes, start: int, end: int) -> bool:
    """Whether a comment on a line of the span, or a next-line pragma on the line before, lets it pass."""
    first = data.rfind(b"\n", 0, start) + 1
    last = data.find(b"\n", end)
    if _PRAGMA.search(data, first, last if last >= 0 else len(data)):
        return True
    before = data.rfind(b"\n", 0, max(0, first - 1)) + 1
    return first > 0 and bool(_NEXT_LINE.search(data, before, first))


def path_filter(globs: Sequence[str]) -> Callable[[str], bool]:
    """A test of paths against GLOBS (`*` crosses `/`); a glob without `/` is tried on the file's name as well."""
    if not globs:
        return lambda _: False
    whole = re.compile("|".join(translate(glob.rstrip("/") + "/*" if glob.endswith("/") else glob) for glob in globs))
    names = [translate(glob) for glob in globs if "/" not in glob]
    name = re.compile("|".join(names)) if names else None
    return lambda path: bool(whole.match(path) or (name and name.match(path.rsplit("/", 1)[-1])))


def is_allowed(
    excluded: Callable[[str], bool], known: Callable[[Fragment, Match], bool] | None = None
) -> Callable[[Fragment, Match], bool]:
    """One question for `scan`: excluded by path, let pass by a pragma, or KNOWN to the baseline?"""

    def answer(fragment: Fragment, match: Match) -> bool:
        return (
            excluded(fragment.path)
            or is_pragma_allowed(fragment.data, match.start, match.end)
            or (known is not None and known(fragment, match))
        )

    return answer
