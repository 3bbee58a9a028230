"""Fragments in, findings out. The value of a secret stays behind in the fragment; a keyed hash stands for it."""

from __future__ import annotations

from bisect import bisect
from hashlib import blake2b

from ai_provenance.secretscan.advice import hint_for
from ai_provenance.secretscan.allow import is_allowed, path_filter
from ai_provenance.secretscan.assign import assignments
from ai_provenance.secretscan.baseline import read_baseline
from ai_provenance.secretscan.filekind import LOCK, keeps_hashes, kind_of
from ai_provenance.secretscan.forms import blobs, files, keys, marks, urls
from ai_provenance.secretscan.sieve import suspects
from ai_provenance.secretscan.tokens import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ai_provenance.model import Finding
    from ai_provenance.repo.patch_parser import Fragment
    from ai_provenance.secretscan.baseline import Baseline
    from ai_provenance.secretscan.match import Match

_CONTROL = bytes(range(1, 9)) + bytes(range(14, 32)) + b"\x7f"
HASH_RULE = "password-hash"
DEFAULT_KEY = b"ai-provenance secret fingerprint"
"""Key of fingerprints where no baseline brings its own."""


def scan(
    fragments: Iterable[Fragment], *, key: bytes = DEFAULT_KEY, allowed: Callable[[Fragment, Match], bool] | None = None
) -> Iterator[Finding]:
    """The findings of every fragment, in order of place; those that are ALLOWED are left out."""
    for fragment in fragments:
        line, counted = fragment.line, 0
        for match in matches(fragment.path, fragment.data, fragment.suspects):
            line += fragment.data.count(b"\n", counted, match.start)
            counted = match.start
            if allowed is None or not allowed(fragment, match):
                yield finding_of(fragment, match, line, key)


def scan_with(fragments: Iterable[Fragment], *, exclude: Sequence[str] = (), baseline: str = "") -> Iterator[Finding]:
    """`scan` as the configuration asks: paths left out by glob, known findings by baseline, lines by pragma."""
    known = read_baseline(baseline) if baseline else None
    return scan(fragments, key=known.key if known else DEFAULT_KEY, allowed=allowance(exclude, known))


def allowance(exclude: Sequence[str], known: Baseline | None) -> Callable[[Fragment, Match], bool]:
    """What may pass: paths that EXCLUDE names, lines with a pragma, findings that the baseline KNOWN lists."""

    def is_known(fragment: Fragment, match: Match) -> bool:
        if known is None:
            return False
        value = fragment.data[match.start : match.end]
        return known.knows(fingerprint(fragment.path, match.rule, value, known.key), fragment.path, value)

    return is_allowed(path_filter(exclude), is_known)


def matches(path: str, data: bytes, offsets: Sequence[int] | None = None) -> list[Match]:
    """What every detector finds in DATA, in order; where two overlap, the one that knows the value better.

    OFFSETS is what the sieve said of DATA; it is asked where that is not given.
    """
    places = suspects(data) if offsets is None else offsets
    kind = kind_of(path)
    found = [*keys(data, places), *tokens(data, places), *blobs(data, places)]
    if kind != LOCK and not _is_binary(data):
        found += (match for match in marks(data, places) if match.rule != HASH_RULE or keeps_hashes(path, kind))
        found += files(path, data)
        found += urls(data, places, kind)
        found += assignments(data, places, kind)
    return _without_overlaps(found)


def _without_overlaps(found: list[Match]) -> list[Match]:
    """Of overlapping matches the first given stays; the rest in order of place."""
    kept: list[Match] = []
    for match in found:
        place = bisect(kept, match.start, key=lambda other: other.start)
        if (place == 0 or kept[place - 1].end <= match.start) and (
            place == len(kept) or match.end <= kept[place].start
        ):
            kept.insert(place, match)
    return kept


def _is_binary(data: bytes) -> bool:
    """Whether control characters stand in the text more often than any text has them (NUL bytes are gone already)."""
    head = data[:65536]
    return len(head) - len(head.translate(None, _CONTROL)) > 0.02 * len(head)


def fingerprint(path: str, kind: str, value: bytes, key: bytes) -> str:
    """A keyed hash of value, path and type, 32 hex digits: the same after lines moved, nothing without the key."""
    digest = blake2b(key=key[:64], digest_size=16)
    for part in (kind.encode(), path.encode("utf-8", "surrogateescape"), value):
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def finding_of(fragment: Fragment, match: Match, line: int, key: bytes) -> Finding:
    """The record of MATCH on LINE; the value goes into the fingerprint only."""
    from ai_provenance.model import Finding, Severity  # noqa: PLC0415 - `dataclasses` only when there is something to say

    return Finding(
        rule=match.rule,
        severity=Severity.ERROR,
        message=match.type,
        hint=hint_for(match.rule),
        commit=fragment.commit,
        path=fragment.path,
        line=line,
        end_line=line + fragment.data.count(b"\n", match.start, max(match.start, match.end - 1)),
        fingerprint=fingerprint(fragment.path, match.rule, fragment.data[match.start : match.end], key),
    )
