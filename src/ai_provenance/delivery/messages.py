"""What a commit says about its place in delivery: a fix, a hotfix, a release, a revert of what, a copy of what."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from ai_provenance.repo.history import Batch

_SUBJECTS = re.compile(rb"\0\n\s*([^\n\0]*)")
_FIX = re.compile(rb"(?:bug|hot)?fix(?:es|ed)?\b")
_FIXING = (b"fix", b"bugfix", b"hotfix")
# literals one by one and lower case beforehand: a pattern that begins with one is found many times faster
_HOTFIX = re.compile(rb"hot[- ]?fix")
_HOTFIX_WORD = re.compile(rb"(?i)\bhot[- ]?fix")
_RELEASING = tuple(re.compile(word) for word in (b"release", b"version", b"bump", b"changelog", b"prepare"))
_DOTTED = re.compile(rb"\.\d")
_RELEASE = re.compile(rb"(?i)\b(?:release|version|bump|changelog|prepare)")
_VERSION = re.compile(rb"\d+(?:[._]\d+)+")
_HINTS = (re.compile(rb"evert"), re.compile(rb"cherry picked from commit"))
"""Every message that names another commit has one of these."""
_REVERTS_ID = re.compile(rb"(?i)\breverts commit ([0-9a-f]{7,64})\b")
_REVERTS_NUMBER = re.compile(
    rb"(?im)^\s*Reverts (?:[\w.-]+/[\w.-]+)?#(\d+)\b|^\s*Reverts https?://\S+/(?:pull|merge_requests)/(\d+)\b"
)
_REVERT_SUBJECT = re.compile(rb'(?i)revert:?\s+"(.+)"(?:\s*\(#\d+\))?\s*$')
_PICKED = re.compile(rb"\(cherry picked from commit ([0-9a-f]{7,64})\)")
# two that begin with a literal, ten times as fast as one that may begin with either
_NUMBERS = (
    re.compile(rb"(?m)\(#(\d+)\)[ \t]*$"),
    re.compile(rb"(?m)Merge pull request #(?<=^Merge pull request #)(\d+)\b"),
)
_TRAILING_NUMBER = re.compile(rb"(?m)\(#\d+\)[ \t]*$")


class Named(NamedTuple):
    """What one message says of other commits."""

    reverts_ids: tuple[bytes, ...] = ()
    """Object ids, whole or abbreviated, in lower case."""
    reverts_numbers: tuple[bytes, ...] = ()
    """Numbers of pull or merge requests."""
    reverts_subject: bytes | None = None
    """The subject that is taken back, without the number of its request."""
    picked: bytes | None = None
    """Object id of the commit that this one copies."""

    @property
    def is_revert(self) -> bool:
        """Whether it takes a commit back."""
        return bool(self.reverts_ids or self.reverts_numbers or self.reverts_subject is not None)


class Subjects:
    """The first lines of the messages of a batch, searched all at once."""

    __slots__ = ("_ends", "_joined", "_lower", "lines")

    def __init__(self, batch: Batch, messages: bytes) -> None:
        """MESSAGES are those of BATCH, as it has them behind each other."""
        found = _SUBJECTS.findall(messages)
        # a message that is empty has no line break that the pattern could begin with
        self.lines = found if len(found) == len(batch) else [_first_line(text) for text in batch.texts]
        self._joined = b"\n".join(self.lines)
        self._lower = self._joined.lower()
        self._ends = list(accumulate([len(line) + 1 for line in self.lines]))

    def plain(self) -> list[bytes]:
        """Each subject as `plain_subject` gives it."""
        return [line.rstrip() for line in _TRAILING_NUMBER.sub(b"", self._joined).split(b"\n")]

    def fixes(self) -> list[int]:
        """The rows that say that they fix something."""
        lines = self._lower.split(b"\n")
        return [row for row, line in enumerate(lines) if line.startswith(_FIXING) and _FIX.match(line)]

    def hotfixes(self) -> set[int]:
        """The rows that say that they are hotfixes."""
        return {row for row in self._rows(_HOTFIX) if _HOTFIX_WORD.search(self.lines[row])}

    def about_releases(self) -> set[int]:
        """The rows that may be there to release: `is_release` has to be asked."""
        return self._rows(_DOTTED).union(*map(self._rows, _RELEASING))

    def requests(self) -> Iterator[tuple[int, bytes]]:
        """The rows that hosts merged for a request, and its number."""
        for pattern in _NUMBERS:
            for match in pattern.finditer(self._joined):
                yield bisect_right(self._ends, match.start()), match[1]

    def _rows(self, pattern: re.Pattern[bytes]) -> set[int]:
        return {bisect_right(self._ends, match.start()) for match in pattern.finditer(self._lower)}


def named(batch: Batch, messages: bytes) -> Iterator[tuple[int, Named]]:
    """The rows of BATCH whose messages name other commits, and what they say. MESSAGES as of `Subjects`."""
    hits = [match.start() for hint in _HINTS for match in hint.finditer(messages)]
    ends = list(accumulate([len(text) + 1 for text in batch.texts])) if hits else []
    for row in sorted({bisect_right(ends, hit) for hit in hits}):
        said = read(batch.texts[row])
        if said.is_revert or said.picked:
            yield row, said


def read(text: bytes) -> Named:
    """What a message says of other commits."""
    picks = _PICKED.findall(text)
    picked = picks[-1].lower() if picks else None
    if not _HINTS[0].search(text):  # most that are copied take nothing back, and these patterns look at every line
        return Named(picked=picked)
    quoted = _REVERT_SUBJECT.match(_first_line(text))
    return Named(
        tuple(oid.lower() for oid in _REVERTS_ID.findall(text)),
        tuple(one or other for one, other in _REVERTS_NUMBER.findall(text)),
        plain_subject(quoted[1]) if quoted else None,
        picked,
    )


def plain_subject(subject: bytes) -> bytes:
    """SUBJECT without the number of its request, and without blanks at its end."""
    return _TRAILING_NUMBER.sub(b"", subject).rstrip()


def versions_in(text: bytes) -> set[tuple[int, ...]]:
    """The versions that TEXT names, as numbers: `2025.06.0` is that of the tag `v2025.6.0`."""
    return {tuple(int(part[:18]) for part in re.split(rb"[._]", found)) for found in _VERSION.findall(text)}


def is_release(subject: bytes, versions: Collection[tuple[int, ...]], *, tagged: bool) -> bool:
    """Whether a commit is there to release: its subject names one of VERSIONS, or it is TAGGED and says so."""
    if not versions_in(subject).isdisjoint(versions):
        return True
    return tagged and bool(_RELEASE.search(subject))


def _first_line(text: bytes) -> bytes:
    return text.lstrip().partition(b"\n")[0]
