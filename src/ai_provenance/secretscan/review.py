"""Shows findings for review: each with its line, the values on it covered, so that a person can say what it is."""

from __future__ import annotations

from ai_provenance.secretscan.scan import DEFAULT_KEY, finding_of, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ai_provenance.model import Finding
    from ai_provenance.repo.patch_parser import Fragment
    from ai_provenance.secretscan.match import Match

_COVER = b"*" * 8  # one length for all: the length of a password helps to guess it
_LONGEST = 160


def covered(
    fragments: Iterable[Fragment], *, key: bytes = DEFAULT_KEY, allowed: Callable[[Fragment, Match], str]
) -> Iterator[tuple[Finding, str]]:
    """Each finding that is not ALLOWED, with its line, on which every value is covered."""
    for fragment in fragments:
        found = matches(fragment.path, fragment.data, fragment.suspects)
        for match in found:
            if not allowed(fragment, match):
                line = fragment.line + fragment.data.count(b"\n", 0, match.start)
                yield finding_of(fragment, match, line, key), _line(fragment.data, match, found)


def _line(data: bytes, match: Match, found: list[Match]) -> str:
    begin = data.rfind(b"\n", 0, match.start) + 1
    end = data.find(b"\n", match.start)
    end = len(data) if end < 0 else end
    line = data[begin:end]
    values = {data[max(begin, other.start) : min(end, other.end)] for other in found}
    # the value may occur again on the line, joined to other text, where it is no finding of its own
    values |= {data[other.start : other.end] for other in found}
    # the longest first, so that no part of a value is left when another one is contained in it
    for value in sorted(values - {b""}, key=len, reverse=True):
        line = line.replace(value, _COVER)
    text = line.decode("utf-8", "replace").strip()
    return text if len(text) <= _LONGEST else _around_cover(text)


def _around_cover(text: str) -> str:
    """The part of a long line around its first covered value."""
    at = max(0, text.find(_COVER.decode()) - _LONGEST // 2)
    return f"...{text[at : at + _LONGEST]}..."
