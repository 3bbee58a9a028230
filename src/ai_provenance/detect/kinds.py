"""The commits that the sieve found, judged one of a kind: agents sign alike, and alike commits share one verdict."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from ai_provenance.detect.condense import PLAIN, Messages
from ai_provenance.detect.prefilter import Sieve, as_read, sieve_for
from ai_provenance.detect.reading import classify
from ai_provenance.detect.registry import Registry
from ai_provenance.model import Commit, Identity, NoteRecord, Verdict
from ai_provenance.patterns import compiled
from ai_provenance.repo.attached import Attached
from ai_provenance.repo.batches import Batch
from ai_provenance.repo.history import as_text

_KEPT = 2_000
"""Verdicts kept at most, so that memory stays flat on a history where no two commits are alike."""
_SESSION = compiled(rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{16,}")
"""Ids that differ from commit to commit: of sessions, changes, requests. No name of a tool or model is so long."""
_VEIL = bytes(code if code == ord("-") else ord("0") for code in range(256))
_NOBODY = b""

_K = TypeVar("_K")
_V = TypeVar("_V")
_Notes = tuple[NoteRecord, ...]
_Key = tuple[bytes, bytes, _Notes]
"""Author and committer where one of them tells something, the condensed message, the notes."""


@dataclass(slots=True)
class Kinds:
    """Judges what the sieve finds. It remembers; one exists per walk."""

    registry: Registry
    attached: Attached
    """Notes that hold evidence."""
    exact: bool
    """Whether the text of the evidence matters. For counts it does not: session ids are all alike then."""
    read: Callable[[Batch, int], Verdict]
    """Reads one commit whole, where no kind can be told."""
    _sieve: Sieve = field(init=False)
    _subjects: tuple[bytes, ...] = field(init=False)
    _releases: list[re.Pattern[str]] = field(init=False)
    _known: dict[_Key, Verdict] = field(default_factory=dict)
    _ends: dict[bytes, Verdict] = field(default_factory=dict)
    _releasing: dict[bytes, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sieve = sieve_for(self.registry)
        self._subjects = tuple(prefix.encode() for prefix, _, _ in self.registry.subjects)
        self._releases = [pattern for patterns in self.registry.releases.values() for pattern in patterns]

    def found(self, batch: Batch) -> Iterator[tuple[int, Verdict]]:
        """Row and verdict of each commit of BATCH that may have evidence."""
        text, sieve = batch.messages(), self._sieve
        messages = Messages(text, as_read(text))
        positions = sieve.positions(messages.lower)
        telling = sieve.telling(set(batch.people))
        speaking = self._speaking(batch, telling) if telling or self.attached else set()
        for row, span, offsets in _rows(text, positions):
            if row in speaking:
                speaking.discard(row)
                yield row, self._spoken(batch, row, messages.condense(*span, offsets, self._subjects), telling)
            else:
                yield row, self._silent(messages, span, offsets) or self.read(batch, row)
        for row in speaking:
            yield row, self._spoken(batch, row, PLAIN, telling)

    def _silent(self, messages: Messages, span: tuple[int, int], found: list[int]) -> Verdict | None:
        """The verdict on a commit whose message alone tells something; None when it must be read whole.

        It is remembered by the end of the message, from the paragraph of what was found first.
        """
        end = messages.ending(*span, found[0])
        verdict = self._ends.get(end) if end else None
        if verdict is None:
            condensed = messages.condense(*span, found, self._subjects)
            if condensed is None:
                return None
            verdict = self._judge((_NOBODY, condensed, ()))
            if end:
                _remember(self._ends, end, verdict)
        return verdict

    def _speaking(self, batch: Batch, telling: set[bytes]) -> set[int]:
        """The rows whose people or notes could be evidence."""
        rows = {row for row, who in enumerate(batch.people) if who in telling} if telling else set()
        return rows.union(self.attached.rows(batch.ids)) if self.attached else rows

    def _spoken(self, batch: Batch, row: int, condensed: bytes | None, telling: set[bytes]) -> Verdict:
        """The verdict on a commit whose people or notes tell something."""
        who = batch.people[row]
        tells = who in telling
        if condensed is None or (tells and self._may_release(who) and self._is_release(batch.texts[row])):
            return self.read(batch, row)
        return self._judge((who if tells else _NOBODY, condensed, self.attached.of(batch.ids[row])))

    def _judge(self, key: _Key) -> Verdict:
        verdict = self._known.get(key)
        if verdict is None:
            alike = key if self.exact else _veil(key)
            verdict = self._known.get(alike) or classify(_commit(alike), alike[2], registry=self.registry)
            for one in {key, alike}:
                _remember(self._known, one, verdict)
        return verdict

    def _may_release(self, who: bytes) -> bool:
        """Whether one of the two is an agent whose address release automation uses, too."""
        found = self._releasing.get(who)
        if found is None:
            words = [as_text(word) for word in who.split(b"\n")]
            known = (self.registry.account(words[1]), self.registry.account(words[3]))
            apps = (self.registry.app(words[0]), self.registry.app(words[2]))
            found = any(one and one.agent in self.registry.releases for one in (*known, *apps))
            _remember(self._releasing, who, found)
        return found

    def _is_release(self, text: bytes) -> bool:
        """Whether the subject is one by which release automation is told from the agent whose address it uses."""
        subject = as_text(text.lstrip().partition(b"\n")[0]).strip()
        return any(pattern.fullmatch(subject) for pattern in self._releases)


def _remember(known: dict[_K, _V], key: _K, value: _V) -> None:
    if len(known) >= _KEPT:
        known.clear()
    known[key] = value


def _rows(text: bytes, positions: list[int]) -> Iterator[tuple[int, tuple[int, int], list[int]]]:
    """Each message of TEXT that holds a position: its row, where it begins and ends, and the positions in it."""
    row, start, stop = -1, 0, 0
    offsets: list[int] = []
    for at in positions:
        if at >= stop:
            if offsets:
                yield row, (start, stop), offsets
            row += text.count(b"\0", stop, at)
            start, stop, offsets = text.rfind(b"\0", 0, at) + 1, text.find(b"\0", at), []
            stop = len(text) if stop < 0 else stop
        offsets.append(at)
    if offsets:
        yield row, (start, stop), offsets


def _commit(key: _Key) -> Commit:
    who, message, _ = key
    name, email, committer, address = map(as_text, who.split(b"\n") if who else [b""] * 4)
    return Commit("", (), Identity(name, email), Identity(committer, address), None, None, message)


def _veil(key: _Key) -> _Key:
    who, condensed, notes = key
    return who, _SESSION.sub(_veiled, condensed), notes  # NOTE: notes tell their sessions apart by their ids


def _veiled(match: re.Match[bytes]) -> bytes:
    """An id of the same form for all, hyphens kept."""
    return match[0].translate(_VEIL)
