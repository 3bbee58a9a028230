"""The cold walk: the same summary as judging every commit, at the speed of git's own output.

One sieve runs over a batch of raw records and finds the few that can hold evidence. All others are unknown without
evidence and are counted in bulk, by month and number of parents. Of those that it finds, only one of a kind is judged
(`condense`). A test compares the verdicts with those of the plain way, `judge`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ai_provenance.detect import classify
from ai_provenance.detect.notes import read_notes, shorten
from ai_provenance.detect.sieve import Sieve, sieve_for
from ai_provenance.model import Commit, Evidence, Identity, Level, NoteRecord, Origin, Verdict
from ai_provenance.repo import Repository, Selection, notes
from ai_provenance.repo.batches import COLUMNS, Batch, batches
from ai_provenance.repo.history import LATEST_TIME, as_text
from ai_provenance.report.condense import condense, is_irregular
from ai_provenance.report.judge import Reader
from ai_provenance.report.tally import Accepts, Example, Scope, Summary, Tally, month_of, subject_of

_DAY = 86_400
_NO_TIME = LATEST_TIME + 1
_KEPT = 20_000
"""Verdicts and days kept at most, so that memory stays flat on a history where no two commits are alike."""
NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)
"""The verdict on a commit that nothing was found in."""
_PARENTS = {False: (), True: ("", "")}
_NOBODY = (b"", b"", b"", b"")

_SESSION = re.compile(
    rb"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9A-Za-z])(?=[A-Za-z]*[0-9])[0-9A-Za-z]{16,}"
)
"""Ids that differ from commit to commit: of sessions, changes, requests. No name of a tool or model is so long."""
_VEIL = bytes(code if code == ord("-") else ord("0") for code in range(256))

_Sighting = tuple[tuple[bytes, ...], bytes]
"""People of whom one was found, blank otherwise; the condensed message."""
_Key = tuple[tuple[bytes, ...], bytes, bool, tuple[NoteRecord, ...]]
"""The same, whether it is a merge, and its notes."""
_SILENT: _Sighting = (_NOBODY, b"s")
"""Of a commit that nothing was found in."""


def count(
    repository: Repository,
    selection: Selection,
    reader: Reader,
    *,
    scope: Scope | None = None,
    accepts: Accepts | None = None,
) -> Summary:
    """The summary of SELECTION: what `summarise(judge(...))` gives.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `repo.commits`.
    """
    tally = Tally(scope or Scope())
    add_all(tally, repository, selection, reader, accepts=accepts)
    return tally.freeze()


def add_all(
    tally: Tally, repository: Repository, selection: Selection, reader: Reader, *, accepts: Accepts | None = None
) -> None:
    """Count every commit of SELECTION into TALLY; raises as `count`."""
    judge = FastJudge(reader, _notes(repository, reader), exact=False)
    months = Months()
    for batch in batches(repository, selection):
        Columns(batch, tally, months).add(judge, accepts)


def verdicts(repository: Repository, selection: Selection, reader: Reader) -> Iterator[Verdict]:
    """The verdict on each commit of SELECTION, in git's order; nothing is kept. Raises as `count`."""
    return (replace(verdict, oid=oid) for oid, verdict in alike_verdicts(repository, selection, reader))


def alike_verdicts(repository: Repository, selection: Selection, reader: Reader) -> Iterator[tuple[str, Verdict]]:
    """The same as pairs: the commit's id, and a verdict that alike commits share, whose own `oid` means nothing."""
    judge = FastJudge(reader, _notes(repository, reader))
    for batch in batches(repository, selection):
        judged = dict(judge.found(batch))
        for row, ids in enumerate(batch.ids):
            yield _oid(ids), judged.get(row, NOTHING)


def _notes(repository: Repository, reader: Reader) -> dict[str, tuple[NoteRecord, ...]]:
    """The notes that hold evidence; those of other tools' own use are as good as none."""
    if not reader.notes_refs:
        return {}
    speaks: dict[bytes, bool] = {}
    telling: dict[str, tuple[NoteRecord, ...]] = {}
    for oid, attached in notes(repository, reader.notes_refs, shorten=shorten).items():
        for note in attached:
            if note.body not in speaks:
                found = read_notes((note,), reader.registry)
                speaks[note.body] = any(isinstance(seen, Evidence) for seen in found)
        if any(speaks[note.body] for note in attached):
            telling[oid] = attached
    return telling


@dataclass(slots=True)
class FastJudge:
    """Judges the commits that the sieve found, one of a kind. It remembers; one exists per walk."""

    reader: Reader
    attached: dict[str, tuple[NoteRecord, ...]] = field(default_factory=dict)
    """Notes by commit id."""
    exact: bool = True
    """Whether the text of the evidence matters. For counts it does not: session ids are all alike then."""
    few: int = 200
    """Commits that are judged one by one at first: making the sieve takes as long as judging so many."""
    _seen: int = 0
    _sieve: Sieve | None = None
    _subjects: tuple[bytes, ...] = field(init=False)
    _releases: list[re.Pattern[str]] = field(init=False)
    _known: dict[_Key, Verdict] = field(default_factory=dict)
    _ends: dict[bytes, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._subjects = tuple(prefix.encode() for prefix, _, _ in self.reader.registry.subjects)
        self._releases = [pattern for patterns in self.reader.registry.releases.values() for pattern in patterns]

    def found(self, batch: Batch) -> Iterator[tuple[int, Verdict]]:
        """Row and verdict of each commit of BATCH that may have evidence; the others have none.

        The `oid` of the verdict may be that of another commit, or empty.
        """
        self._seen += len(batch)
        if self._seen <= self.few:
            for row in range(len(batch)):
                commit = batch.commit(row)
                yield row, classify(commit, self.attached.get(commit.oid, ()), registry=self.reader.registry)
            return
        self._sieve = self._sieve or sieve_for(self.reader.registry)
        found = dict(_rows(batch.raw, self._sieve.positions(batch.raw)))
        if self.attached:
            noted = [row for row, ids in enumerate(batch.ids) if _oid(ids) in self.attached]
            found |= {row: [] for row in noted if row not in found}
        for row, offsets in found.items():
            yield row, self._verdict(batch, row, offsets)

    def _verdict(self, batch: Batch, row: int, offsets: list[int]) -> Verdict:
        text, ids = batch.texts[row], batch.ids[row]
        notes = self.attached.get(_oid(ids), ()) if self.attached else ()
        sighting = self._sighting(text, offsets) if offsets else _SILENT
        if sighting is None or (sighting[0] is not _NOBODY and self._is_release(text)):
            return classify(batch.commit(row), notes, registry=self.reader.registry)
        key = (*sighting, ids.count(b" ") > 1, notes)
        return self._known.get(key) or self._judge_alike(key)

    def _judge_alike(self, key: _Key) -> Verdict:
        alike = key if self.exact else _veil(key)
        verdict = self._known.get(alike)
        if verdict is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            verdict = self._known[alike] = classify(_commit(alike), alike[3], registry=self.reader.registry)
        return verdict

    def _sighting(self, text: bytes, offsets: list[int]) -> _Sighting | None:
        """What of a record decides its verdict: its people where one of them was found, and the condensed message."""
        _, name, email, committer, address, _, message = text.split(b"\n", 6)
        begin = len(text) - len(message) - 1
        if offsets[0] >= begin:
            condensed = self._condensed(message, [offset - begin - 1 for offset in offsets])
            return None if condensed is None else (_NOBODY, condensed)
        condensed = self._condensed(message, [offset - begin - 1 for offset in offsets if offset >= begin])
        if condensed is None:
            return None
        between = len(name) + len(email) + 2
        author = (name, email) if offsets[0] < between else (b"", b"")
        by = (committer, address) if any(between <= offset < begin for offset in offsets) else (b"", b"")
        return (*author, *by), condensed

    def _condensed(self, message: bytes, found: list[int]) -> bytes | None:
        """The condensed message; remembered by how the message ends, from the paragraph of what was found first.

        A subject that tells something is itself found, and then all of the message is the end.
        """
        start = message.rfind(b"\n\n", 0, found[0] + 1) if found else -1
        if start < 0 or is_irregular(message[:start]):
            return condense(message, found, self._subjects)
        tail = message[start:]
        condensed = self._ends.get(tail)
        if condensed is None:
            if len(self._ends) >= _KEPT // 4:
                self._ends.clear()
            condensed = condense(message, found, self._subjects)
            if condensed is not None:
                self._ends[tail] = condensed
        return condensed

    def _is_release(self, text: bytes) -> bool:
        """Whether the subject is one by which release automation is told from the agent whose address it uses."""
        subject = as_text(text.split(b"\n", 6)[6].lstrip().partition(b"\n")[0]).strip()
        return any(pattern.fullmatch(subject) for pattern in self._releases)


def _rows(raw: bytes, positions: list[int]) -> Iterator[tuple[int, list[int]]]:
    """Each record that holds a position: its row, and the offsets counted from the beginning of its last field."""
    row = start = stop = 0
    offsets: list[int] = []
    for at in positions:
        if at >= stop:
            if offsets:
                yield row - 1, offsets
            row += raw.count(b"\0", stop, at) // COLUMNS + 1
            start, stop, offsets = raw.rfind(b"\0", 0, at) + 1, raw.find(b"\0", at) + 1, []
        offsets.append(at - start)
    if offsets:
        yield row - 1, offsets


def _commit(key: _Key) -> Commit:
    (name, email, committer, address), message, is_merge, _ = key
    author, committed = Identity(as_text(name), as_text(email)), Identity(as_text(committer), as_text(address))
    return Commit("", _PARENTS[is_merge], author, committed, None, None, message)


def _veil(key: _Key) -> _Key:
    people, condensed, is_merge, notes = key
    alike = tuple(NoteRecord(note.ref, _SESSION.sub(_veiled, note.body)) for note in notes)
    return people, _SESSION.sub(_veiled, condensed), is_merge, alike


def _veiled(match: re.Match[bytes]) -> bytes:
    """An id of the same form for all, hyphens kept."""
    return match[0].translate(_VEIL)


def _oid(ids: bytes) -> str:
    return ids.partition(b" ")[0].decode("ascii")


class Months(dict[int, str]):
    """Days since the epoch -> month."""

    def __missing__(self, day: int) -> str:
        if len(self) >= _KEPT:
            self.clear()
        month = self[day] = month_of(day * _DAY if day <= LATEST_TIME // _DAY else None)
        return month


@dataclass(slots=True)
class Columns:
    """One batch on its way into the tally."""

    batch: Batch
    tally: Tally
    months: Months

    def add(self, judge: FastJudge, accepts: Accepts | None) -> None:
        """Count alike commits at once: those that nothing was found in, and those of one verdict."""
        batch, tally = self.batch, self.tally
        times = _seconds(batch.times)
        months = [self.months[seconds // _DAY] for seconds in times]
        single = 2 * len(batch.ids[0].partition(b" ")[0]) + 1
        silent = Counter(zip(months, map(len, batch.ids), strict=True))
        alike: Counter[tuple[int, bool | None, str, int]] = Counter()
        verdicts: dict[int, Verdict] = {}
        traceable = set()
        for row, verdict in judge.found(batch):
            kind = months[row], len(batch.ids[row])
            silent[kind] -= 1
            verdicts[id(verdict)] = verdict
            alike[id(verdict), self._is_valid(row, verdict, accepts), *kind] += 1
            if not tally.is_untraceable(verdict):
                traceable.add(row)
        for (month, size), number in silent.items():
            if number:
                tally.count(NOTHING, month, is_merge=size > single, times=number)
        for (name, valid, month, size), number in alike.items():
            tally.count(verdicts[name], month, is_merge=size > single, valid=valid, times=number)
        self._offer(times, traceable, single)

    def _is_valid(self, row: int, verdict: Verdict, accepts: Accepts | None) -> bool | None:
        if accepts is None or verdict.origin is not Origin.AI:
            return None
        commit = self.batch.commit(row)
        return accepts(commit, replace(verdict, oid=commit.oid))

    def _offer(self, times: list[int], traceable: set[int], single: int) -> None:
        """Offer the newest as examples of untraceable commits."""
        if not self.tally.takes(max(times)):
            return
        widest = len(self.batch.raw) if self.tally.scope.include_merges else single
        for row, seconds in enumerate(times):
            if row not in traceable and len(self.batch.ids[row]) <= widest and self.tally.takes(seconds):
                self._offer_row(row)

    def _offer_row(self, row: int) -> None:
        commit = self.batch.commit(row)
        if self.tally.takes(commit.commit_time):
            self.tally.offer(Example(commit.oid, subject_of(commit.message), commit.commit_time))


def _seconds(times: list[bytes]) -> list[int]:
    """Committer times as numbers; beyond the calendar where git had none."""
    try:
        return list(map(int, times))
    except ValueError:
        return [int(time) if time.isdigit() else _NO_TIME for time in times]
