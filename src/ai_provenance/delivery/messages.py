"""What a commit says about its place in delivery: a fix, a hotfix, a release, a revert of what, a copy of what."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import NamedTuple

from ai_provenance.repo.history import Batch

_FIX = re.compile(rb"(?:bug|hot)?fix(?:es|ed)?\b")
_FIXING = (b"\nfix", b"\nbugfix", b"\nhotfix")
_HOTFIX = re.compile(rb"(?i)\bhot[- ]?fix")
_RELEASING = (b"release", b"version", b"bump", b"changelog", b"prepare")
_DOTTED = re.compile(rb"\.\d")
_RELEASE = re.compile(rb"(?i)\b(?:release|version|bump|changelog|prepare)")
_VERSION = re.compile(rb"\d+(?:[._]\d+)+")
_REVERTING, _PICKING = b"everts ", b"cherry picked from commit "
"""Every message that names another commit has one of these, or a subject with `revert` and a quotation mark."""
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

    def __init__(self, batch: Batch) -> None:
        lines = [text.split(b"\n", 2)[1].lstrip() for text in batch.texts]
        # few messages begin with a blank line
        self.lines = lines if all(lines) else [_first_line(text) for text in batch.texts]
        self._joined = b"\n".join(self.lines)
        self._lower = self._joined.lower()
        self._ends = list(accumulate([len(line) + 1 for line in self.lines]))

    def plain(self) -> list[bytes]:
        """Each subject as `plain_subject` gives it."""
        return [line.rstrip() for line in _TRAILING_NUMBER.sub(b"", self._joined).split(b"\n")]

    def fixes(self) -> list[int]:
        """The rows that say that they fix something."""
        lower = b"\n" + self._lower
        found = (at for word in _FIXING for at in _places(lower, word) if _FIX.match(lower, at + 1))
        return [bisect_right(self._ends, at) for at in found]

    def hotfixes(self) -> set[int]:
        """The rows that say that they are hotfixes."""
        return {row for row in self._rows(b"hot") if _HOTFIX.search(self.lines[row])}

    def about_releases(self) -> set[int]:
        """The rows that may be there to release: `is_release` has to be asked."""
        dotted = {bisect_right(self._ends, match.start()) for match in _DOTTED.finditer(self._lower)}
        return dotted.union(*map(self._rows, _RELEASING))

    def quoting(self) -> set[int]:
        """The rows that may quote the subject of a commit that they take back."""
        return self._rows(b"revert")

    def requests(self) -> Iterator[tuple[int, bytes]]:
        """The rows that hosts merged for a request, and its number."""
        for pattern in _NUMBERS:
            for match in pattern.finditer(self._joined):
                yield bisect_right(self._ends, match.start()), match[1]

    def _rows(self, word: bytes) -> set[int]:
        return {bisect_right(self._ends, at) for at in _places(self._lower, word)}


def _places(text: bytes, word: bytes) -> Iterator[int]:
    """Where WORD is in TEXT. A pattern takes ten times as long."""
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def named(batch: Batch, subjects: Subjects) -> Iterator[tuple[int, Named]]:
    """The rows of BATCH whose messages name other commits, and what they say. SUBJECTS are those of BATCH."""
    messages = b"\0".join(batch.texts)  # to look into each of them takes three times as long
    hits = [*_places(messages, _REVERTING), *_places(messages, _PICKING)]
    ends = list(accumulate([len(text) + 1 for text in batch.texts])) if hits else []
    for row in sorted({bisect_right(ends, hit) for hit in hits} | subjects.quoting()):
        said = read(batch.texts[row])
        if said.is_revert or said.picked:
            yield row, said


def read(text: bytes) -> Named:
    """What a message says of other commits."""
    picks = _PICKED.findall(text)
    quoted = _REVERT_SUBJECT.match(_first_line(text))
    # most that are copied take nothing back, and these patterns look at every line
    says = text if _REVERTING in text else b""
    return Named(
        tuple(oid.lower() for oid in _REVERTS_ID.findall(says)),
        tuple(one or other for one, other in _REVERTS_NUMBER.findall(says)),
        plain_subject(quoted[1]) if quoted else None,
        picks[-1].lower() if picks else None,
    )


def plain_subject(subject: bytes) -> bytes:
    """SUBJECT without the number of its request, and without blanks at its end."""
    return _TRAILING_NUMBER.sub(b"", subject).rstrip()


def versions_in(text: bytes) -> set[tuple[int, ...]]:
    """The versions that TEXT names, as numbers: `2025.06.0` is that of the tag `v2025.6.0`."""
    found = [one.replace(b"_", b".").split(b".") for one in _VERSION.findall(text)]
    return {tuple([int(part[:18]) for part in parts]) for parts in found}


def is_release(subject: bytes, versions: Collection[tuple[int, ...]], *, tagged: bool) -> bool:
    """Whether a commit is there to release: its subject names one of VERSIONS, or it is TAGGED and says so."""
    if not versions_in(subject).isdisjoint(versions):
        return True
    return tagged and bool(_RELEASE.search(subject))


def _first_line(text: bytes) -> bytes:
    return text.lstrip().partition(b"\n")[0]
