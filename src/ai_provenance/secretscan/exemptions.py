"""Decides what a project lets pass: lines with a pragma, excluded paths, and findings that its baseline lists."""

from __future__ import annotations

import re
from fnmatch import translate

from ai_provenance import lazy
from ai_provenance.secretscan.baseline import fingerprint

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ai_provenance.repo.patch_parser import Fragment
    from ai_provenance.secretscan.baseline import Baseline
    from ai_provenance.secretscan.match import Match

    BaseText = Callable[[str], bytes]
    """The text that the base of a change has under a path; empty where it has none."""

# those of detect-secrets, gitleaks and betterleaks count too, so that a project can change tools without new comments
_PRAGMA = lazy.pattern(
    rb"pragma: ?(?:allow|white)list[ -]secret|gitleaks:allow|betterleaks:allow|ai-provenance: ?allow[ -]secret",
    re.IGNORECASE,
)
_NEXT_LINE = lazy.pattern(
    rb"pragma: ?(?:allow|white)list[ -]nextline[ -]secret|ai-provenance: ?allow[ -]next[ -]secret", re.IGNORECASE
)


def allowance(
    exclude: Sequence[str], known: Baseline | None, *, pragmas: str = "honour", base: BaseText | None = None
) -> Callable[[Fragment, Match], str]:
    """The function that says what lets a match pass: `exclude`, `pragma` or `baseline`; empty where nothing does.

    Paths that match EXCLUDE pass, and findings that KNOWN lists. PRAGMAS is the configuration's `pragmas`: with
    `base-only` a pragma counts where BASE has the same line, so that no change can bring its own.
    """
    is_excluded = path_filter(exclude)

    def is_known(fragment: Fragment, match: Match) -> bool:
        if known is None:
            return False
        value = fragment.data[match.start : match.end]
        return known.knows(fingerprint(fragment.path, match.rule, value, known.key), fragment.path, value)

    def has_pragma(fragment: Fragment, match: Match) -> bool:
        lines = b"" if pragmas == "ignore" else _lines_with_pragma(fragment.data, match.start, match.end)
        if not lines or pragmas == "honour":
            return bool(lines)
        return base is not None and _holds_lines(base(fragment.path), lines)

    def reason(fragment: Fragment, match: Match) -> str:
        if is_excluded(fragment.path):
            return "exclude"
        if has_pragma(fragment, match):
            return "pragma"
        return "baseline" if is_known(fragment, match) else ""

    return reason


def _lines_with_pragma(data: bytes, start: int, end: int) -> bytes:
    """The lines from the pragma that lets START to END pass to the end of the span; empty where there is none.

    It is on a line of the span, or a next-line pragma on the line before.
    """
    # a minified line of megabytes may hold thousands of findings: the comment is looked for near each of them
    first = data.rfind(b"\n", max(0, start - _NEAR), start) + 1 or max(0, start - _NEAR)
    last = data.find(b"\n", end, end + _NEAR)
    last = last if last >= 0 else min(len(data), end + _NEAR)
    if _PRAGMA.search(data, first, last):
        return data[first:last]
    if data[first - 1 : first] != b"\n":
        return b""
    before = data.rfind(b"\n", max(0, first - 1 - _NEAR), first - 1) + 1 or max(0, first - 1 - _NEAR)
    return data[before:last] if _NEXT_LINE.search(data, before, first) else b""


_NEAR = 4096
"""Bytes of a line, on each side of a secret, in which a comment counts."""


def _holds_lines(text: bytes, lines: bytes) -> bool:
    """Whether TEXT has LINES as whole lines. A scan leaves NUL bytes out."""
    return b"\n" + lines + b"\n" in b"\n" + text.replace(b"\0", b"") + b"\n"


def path_filter(globs: Sequence[str]) -> Callable[[str], bool]:
    """A function that matches paths against GLOBS (`*` crosses `/`); without `/`, the file's name as well."""
    if not globs:
        return lambda _: False
    whole = re.compile("|".join(translate(glob.rstrip("/") + "/*" if glob.endswith("/") else glob) for glob in globs))
    names = [translate(glob) for glob in globs if "/" not in glob]
    name = re.compile("|".join(names)) if names else None
    return lambda path: bool(whole.match(path) or (name and name.match(path.rsplit("/", 1)[-1])))
