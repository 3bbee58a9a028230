"""Runs every detector over fragments and makes findings, in which a keyed hash takes the place of the value."""

from __future__ import annotations

from bisect import bisect

from ai_provenance.secretscan.anchors import BY_ANCHOR, candidate_offsets
from ai_provenance.secretscan.assignments import NAME_WORDS, assignments
from ai_provenance.secretscan.baseline import fingerprint, known_findings
from ai_provenance.secretscan.exemptions import allowance
from ai_provenance.secretscan.filekind import LOCK, keeps_hashes, kind_of
from ai_provenance.secretscan.formats import (
    basic_credentials,
    context_secrets,
    credential_files,
    encoded_secrets,
    private_keys,
    url_passwords,
)
from ai_provenance.secretscan.revocation import hint_for
from ai_provenance.secretscan.tables.contexts import BY_FIRST_BYTES
from ai_provenance.secretscan.tokens import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Sequence

    from ai_provenance.model import Finding
    from ai_provenance.repo.patch_parser import Fragment
    from ai_provenance.secretscan.budget import Budget
    from ai_provenance.secretscan.exemptions import BaseText
    from ai_provenance.secretscan.match import Match

_CONTROL = bytes(range(1, 9)) + bytes(range(14, 32)) + b"\x7f"
HASH_RULE = "password-hash"
DEFAULT_KEY = b"ai-provenance secret fingerprint"
"""Key of the fingerprints where there is no baseline with a key of its own."""


def scan(
    fragments: Iterable[Fragment],
    *,
    key: bytes = DEFAULT_KEY,
    allowed: Callable[[Fragment, Match], str] | None = None,
    budget: Budget | None = None,
    suppressed: list[Finding] | None = None,
) -> Iterator[Finding]:
    """The findings in FRAGMENTS, in order of place, without those that are ALLOWED; each file within its BUDGET.

    What is allowed goes to SUPPRESSED, with the reason as `waived_by`.
    """
    for fragment in fragments:
        if budget and not budget.begin(fragment):
            continue
        # lines are counted from match to match: from the top each time, a long file would cost the square of its length
        line, counted = fragment.line, 0
        for match in matches(fragment.path, fragment.data, fragment.suspects, budget=budget):
            line += fragment.data.count(b"\n", counted, match.start)
            counted = match.start
            reason = allowed(fragment, match) if allowed else ""
            if not reason:
                yield finding_of(fragment, match, line, key)
            elif suppressed is not None:
                suppressed.append(finding_of(fragment, match, line, key)._replace(waived_by=reason))


def scan_with(  # noqa: PLR0913 - one parameter for each key of `[secrets]`
    fragments: Iterable[Fragment],
    *,
    exclude: Sequence[str] = (),
    baseline: str = "",
    top: str = "",
    pragmas: str = "honour",
    base: BaseText | None = None,
    budget: Budget | None = None,
    suppressed: list[Finding] | None = None,
) -> Iterator[Finding]:
    """The findings in FRAGMENTS without those that a glob of EXCLUDE, a pragma or the file BASELINE lets pass.

    The baseline must not lead out of the directory TOP. PRAGMAS and BASE: see `allowance`; BUDGET and SUPPRESSED: see
    `scan`.
    """
    known = known_findings(baseline, top=top)
    allowed = allowance(exclude, known, pragmas=pragmas, base=base)
    key = known.key if known else DEFAULT_KEY
    return scan(fragments, key=key, allowed=allowed, budget=budget, suppressed=suppressed)


def matches(
    path: str, data: bytes, offsets: Sequence[int] | None = None, *, budget: Budget | None = None
) -> list[Match]:
    """What the detectors find in DATA, in order of place; of two that overlap, the one by the more exact rule.

    OFFSETS are the candidates in DATA, where they are known already.
    """
    known = candidate_offsets(data) if offsets is None else offsets
    kind = kind_of(path)
    routed = _routed(data, known)
    places = {detect: _Places(chosen, budget) if budget else chosen for detect, chosen in routed.items()}
    # the most exact rules come first: of overlapping matches the first one stays
    found = [
        *private_keys(data, places[private_keys]),
        *tokens(data, places[tokens]),
        *encoded_secrets(data, places[encoded_secrets], kind, budget=budget),
    ]
    # binary files and lock files are full of text that only looks like a value beside a name
    if kind != LOCK and not _is_binary(data):
        found += (
            match
            for match in context_secrets(data, places[context_secrets], kind, budget=budget)
            if match.rule != HASH_RULE or keeps_hashes(path, kind)
        )
        found += credential_files(path, data)
        found += url_passwords(data, places[url_passwords], kind, budget=budget)
        found += basic_credentials(data, places[basic_credentials], kind, budget=budget)
        found += assignments(data, places[assignments], kind, budget=budget)
    return _without_overlaps(found)


def _routed(data: bytes, offsets: Sequence[int]) -> dict[Callable[..., Iterator[Match]], list[int]]:
    """OFFSETS by the detectors that what is there may concern, as its first byte says."""
    lists: dict[Callable[..., Iterator[Match]], list[int]] = {detect: [] for detect in _FIRST_BYTES}
    routes = [[lists[detect].append for detect, first in _FIRST_BYTES.items() if byte in first] for byte in range(256)]
    for offset in offsets:
        for append in routes[data[offset]]:
            append(offset)
    return lists


def _both_cases(letters: Iterable[bytes]) -> frozenset[int]:
    return frozenset(byte for begin in letters for byte in (begin[:1].lower()[0], begin[:1].upper()[0]))


_FIRST_BYTES: dict[Callable[..., Iterator[Match]], Container[int]] = {
    private_keys: frozenset(b"K"),
    tokens: frozenset(anchor[0] for anchor in BY_ANCHOR),
    encoded_secrets: range(256),
    context_secrets: _both_cases(BY_FIRST_BYTES),
    url_passwords: frozenset(b":"),
    basic_credentials: frozenset(b"Bb"),
    assignments: _both_cases(NAME_WORDS),
}
"""Detector -> the first bytes of what it looks at."""


class _Places:
    """Candidates that each detector goes through, within a budget."""

    __slots__ = ("_budget", "_offsets")

    def __init__(self, offsets: Sequence[int], budget: Budget) -> None:
        self._offsets = offsets
        self._budget = budget

    def __iter__(self) -> Iterator[int]:
        return self._budget.within(self._offsets)


def _without_overlaps(found: list[Match]) -> list[Match]:
    """FOUND in order of place; of matches that overlap, the one that comes first in FOUND."""
    kept: list[Match] = []
    for match in found:
        place = bisect(kept, match.start, key=lambda other: other.start)
        if (place == 0 or kept[place - 1].end <= match.start) and (
            place == len(kept) or match.end <= kept[place].start
        ):
            kept.insert(place, match)
    return kept


def _is_binary(data: bytes) -> bool:
    """Whether DATA has more control characters than any text (its NUL bytes are left out already)."""
    head = data[:65536]
    return len(head) - len(head.translate(None, _CONTROL)) > 0.02 * len(head)


def finding_of(fragment: Fragment, match: Match, line: int, key: bytes) -> Finding:
    """The finding for MATCH on LINE; the value goes into its fingerprint only."""
    from ai_provenance.model import Finding, Severity  # noqa: PLC0415 - loads `dataclasses`: only where there is a finding

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
