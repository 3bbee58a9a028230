"""From commits to verdicts: one by one, or by the hundred from their candidate lines, by the same rules."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol, TypeVar

from ai_provenance import lazy
from ai_provenance.agents.registry import Registry, default_registry
from ai_provenance.detect.identity import depends_on_subject, read_identities
from ai_provenance.detect.message import REVERT, SENTENCE_ENDS, read_message
from ai_provenance.detect.notes import read_notes
from ai_provenance.detect.observations import Observation
from ai_provenance.detect.prefilter import prefilter_for
from ai_provenance.detect.verdict import verdict_of, with_claims
from ai_provenance.model import Commit, Evidence, Level, NoteRecord, Origin, RecordClaim, Verdict

NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)
"""The verdict on a commit without evidence."""
_FEW = 50
"""Commits of which all lines are read at first: making the prefilter takes as long as reading so many."""
_REMEMBERED = 4_000
"""Verdicts remembered at most, so that memory stays flat where no two commits are alike."""
_LONGEST_DECIDING = 2_000
"""Bytes of a message that a verdict is remembered by at most."""
_FIRST_TOOLS = b"1622505600"
"""June 2021. None of the tools existed before, so that no sentence in older commits is about one that wrote them.

Looking for sentences takes half of the prefilter's time, and most of an old history is older. The rules themselves need
no date: on all lines of the histories on the accuracy page, none has a hit before it.
"""
_BREAK = b"\n\n"

_TRAILERS = lazy.pattern(rb"(?:[A-Za-z][A-Za-z0-9-]{1,39}: \S(?:[^\n]*\S)?(?:\n|\Z))+")
"""A paragraph of nothing but trailers, each on one line."""
_HEADING = lazy.pattern(rb"\n[*_]{0,3}(?:ai|llm|genai|generative|use of|disclosure of)|\?", re.IGNORECASE)
"""The beginning of a heading, or a question: what is said under it may run on into the next paragraph."""
_LINE_BREAK = 0x0A
_ENDED = f"\n{SENTENCE_ENDS}".encode()
"""Characters after which the next line is no continuation."""
_K = TypeVar("_K")
_V = TypeVar("_V")


class Batch(Protocol):
    """Some hundred commits, as columns of equal length; `repo.history.Batch` is one."""

    @property
    def people(self) -> Sequence[bytes]:
        """Author name and address, committer name and address, a line each."""

    @property
    def times(self) -> Sequence[bytes]:
        """When each was committed, in seconds since the epoch, as git printed it."""

    @property
    def texts(self) -> Sequence[bytes]:
        """A line break and the message."""

    def commit(self, row: int) -> Commit:
        """The record of one row."""


def observe(
    commit: Commit, notes: Sequence[NoteRecord], registry: Registry, *, lines: Collection[int] | None = None
) -> Iterator[Observation]:
    """What the rules observe on COMMIT, evidence and what they reject, in the order of the commit's parts.

    Of the body of the message they read LINES, by number from 1, with their neighbours; all of it where LINES is None.
    """
    yield from read_identities(commit, registry)
    yield from read_message(commit.message, registry, lines=lines)
    yield from read_notes(notes, registry)


def classify(
    commit: Commit,
    notes: Sequence[NoteRecord] = (),
    *,
    records: Sequence[RecordClaim] = (),
    registry: Registry | None = None,
    lines: Collection[int] | None = None,
) -> Verdict:
    """The verdict on COMMIT, with the git notes attached to it. Never raises, whatever the commit holds.

    RECORDS are what provenance records claim about it.

    REGISTRY holds the agents to know, those that come with the project by default. LINES are as in `observe`: the
    verdict is the same without them where the prefilter named them.
    """
    known = registry or default_registry()
    observed = observe(commit, notes, known, lines=lines)
    verdict = verdict_of(commit, [item for item in observed if isinstance(item, Evidence)], known)
    return with_claims(verdict, records) if records else verdict


class BatchClassifier:
    """Classifies commits batch by batch, as `classify` does, from the lines that the prefilter names.

    It remembers verdicts by people, signature and notes, for agents sign alike. One is made for each walk.
    """

    def __init__(self, registry: Registry, *, few: int = _FEW) -> None:
        self._registry = registry
        self._few = few
        self._commits = 0
        self._verdicts: dict[tuple[bytes, bytes, Sequence[NoteRecord]], Verdict] = {}
        self._subject_needed: dict[bytes, bool] = {}
        self._claimed: dict[tuple[int, Sequence[RecordClaim]], tuple[Verdict, Verdict]] = {}

    def classify(
        self,
        batch: Batch,
        notes: Mapping[int, Sequence[NoteRecord]],
        records: Mapping[int, Sequence[RecordClaim]] | None = None,
    ) -> Iterator[tuple[int, Verdict]]:
        """Row and verdict of each commit of BATCH that can have evidence. NOTES are the rows' git notes, RECORDS what
        provenance records claim about them.

        The `oid` of a verdict can be that of another commit. `NOTHING` is the verdict on all other rows.
        """
        if not records:
            yield from self._classify(batch, notes)
            return
        left = dict(records)
        for row, verdict in self._classify(batch, notes):
            claims = left.pop(row, ())
            yield row, self._with_claims(verdict, claims) if claims else verdict
        for row, claims in left.items():
            yield row, self._with_claims(NOTHING, claims)

    def _classify(self, batch: Batch, notes: Mapping[int, Sequence[NoteRecord]]) -> Iterator[tuple[int, Verdict]]:
        rows = len(batch.texts)
        self._commits += rows
        if self._commits > self._few:
            yield from self._classify_candidates(batch, notes)
            return
        for row in range(rows):
            yield row, classify(batch.commit(row), notes.get(row, ()), registry=self._registry)

    def _with_claims(self, verdict: Verdict, claims: Sequence[RecordClaim]) -> Verdict:
        """As `with_claims`; commits of which the same is said share a verdict."""
        key = (id(verdict), claims)
        if key not in self._claimed:
            # the verdict is kept, so that no other one gets its identity
            _remember(self._claimed, key, (verdict, with_claims(verdict, claims)))
        return self._claimed[key][1]

    def _classify_candidates(
        self, batch: Batch, notes: Mapping[int, Sequence[NoteRecord]]
    ) -> Iterator[tuple[int, Verdict]]:
        prefilter = prefilter_for(self._registry)
        newest = max(batch.times, default=_FIRST_TOOLS)  # as text: ten digits since 2001, and older ones look newer
        lines = prefilter.candidates(batch.texts, sentences=newest >= _FIRST_TOOLS)
        people = prefilter.candidate_people(set(batch.people))
        named = [row for row, who in enumerate(batch.people) if who in people] if people else []
        for row in dict.fromkeys((*lines, *named, *notes)):
            who = batch.people[row]
            signed = who if who in people else b""
            yield row, self._classify_row(batch, row, lines.get(row, []), who=signed, notes=notes.get(row, ()))

    def _classify_row(
        self, batch: Batch, row: int, offsets: Sequence[int], *, who: bytes, notes: Sequence[NoteRecord]
    ) -> Verdict:
        """The verdict on one commit, from its candidate lines at OFFSETS. WHO is empty where people say nothing."""
        text = batch.texts[row]
        decides = _deciding_text(text, offsets) if offsets else b""
        key = None if decides is None or (who and self._needs_subject(batch, row)) else (who, decides, notes)
        verdict = self._verdicts.get(key) if key else None
        if verdict is None:
            numbers = _line_numbers(text, offsets)
            verdict = classify(batch.commit(row), notes, registry=self._registry, lines=numbers)
            if key:
                _remember(self._verdicts, key, verdict)
        return verdict

    def _needs_subject(self, batch: Batch, row: int) -> bool:
        who = batch.people[row]
        found = self._subject_needed.get(who)
        if found is None:
            found = depends_on_subject(batch.commit(row), self._registry)
            _remember(self._subject_needed, who, found)
        return found


def _line_numbers(text: bytes, offsets: Sequence[int]) -> set[int]:
    """The numbers of the lines of TEXT that OFFSETS, in order, are in. A line break is before the message."""
    numbers = set()
    number = begin = 0
    for offset in offsets:
        number += text.count(b"\n", begin, offset + 1)
        begin = max(begin, offset + 1)
        numbers.add(number)
    return numbers


def _remember(known: dict[_K, _V], key: _K, value: _V) -> None:
    if len(known) >= _REMEMBERED:
        known.clear()
    known[key] = value


def _deciding_text(text: bytes, offsets: Sequence[int]) -> bytes | None:
    """The part of a message that decides its verdict: from the paragraph of the first candidate line to the end.

    None where that is not sure: the subject must not be in it, but for a revert that says nothing more, and nothing
    above may decide what its lines mean. TEXT
    is the message behind a line break, OFFSETS are those of the candidate lines, in order.
    """
    if len(offsets) == 1 and not offsets[0] and REVERT.match(text):
        return b"revert"  # nothing else in the message is a candidate
    text = text.rstrip(b"\n")
    start = text.rfind(_BREAK, 0, offsets[0] + 1) + len(_BREAK)
    if start < len(_BREAK) or text[1:2].isspace() or len(text) - start > _LONGEST_DECIDING:
        return None
    # comments, an old list of conflicts and scissors decide where git's trailer block is; fences hide lines
    if b"Conflicts:\n" in text or b" >8 -" in text:
        return None
    decides = text[start - 1 :]
    if b"\n#" in decides or b"\n```" in decides or b"\n~~~" in decides:
        return None
    last = max(start, text.rfind(_BREAK, start) + len(_BREAK))
    if not _TRAILERS.fullmatch(text, last) or _HEADING.search(text, start - 1, last):
        return decides
    # each trailer is read by itself, but for whether the line above runs on into it
    lines = dict.fromkeys(_line(text, offset) for offset in offsets if offset >= last - 1)
    return b"".join([text[start:last], *lines])


def _line(text: bytes, offset: int) -> bytes:
    """The line that OFFSET is in, or in front of, behind its line break, and a mark if the line above runs on."""
    begin = offset if text[offset] == _LINE_BREAK else text.rfind(b"\n", 0, offset)
    stop = text.find(b"\n", begin + 1)
    line = text[begin : stop if stop >= 0 else len(text)]
    return line if text[begin - 1] in _ENDED else b"+" + line
