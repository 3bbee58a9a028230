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
from ai_provenance.detect.notes import shorten
from ai_provenance.detect.sieve import Sieve, sieve_for
from ai_provenance.model import Commit, Identity, Level, NoteRecord, Origin, Verdict
from ai_provenance.repo import Repository, Selection, notes
from ai_provenance.repo.batches import COLUMNS, Batch, batches
from ai_provenance.repo.history import LATEST_TIME, as_text
from ai_provenance.report.condense import condense
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

_Key = tuple[tuple[bytes, ...], bytes, bool]


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
    judge = FastJudge(reader, _notes(repository, reader))
    months = _Months()
    for batch in batches(repository, selection):
        _Columns(batch, tally, months).add(judge, accepts)


def verdicts(repository: Repository, selection: Selection, reader: Reader) -> Iterator[Verdict]:
    """The verdict on each commit of SELECTION, in git's order; nothing is kept. Raises as `count`."""
    judge = FastJudge(reader, _notes(repository, reader))
    for batch in batches(repository, selection):
        judged = dict(judge.found(batch))
        for row, ids in enumerate(batch.ids):
            yield replace(judged.get(row, NOTHING), oid=ids.partition(b" ")[0].decode("ascii"))


def _notes(repository: Repository, reader: Reader) -> dict[str, tuple[NoteRecord, ...]]:
    return notes(repository, reader.notes_refs, shorten=shorten) if reader.notes_refs else {}


@dataclass(slots=True)
class FastJudge:
    """Judges the commits that the sieve found, one of a kind. It remembers; one exists per walk."""

    reader: Reader
    attached: dict[str, tuple[NoteRecord, ...]] = field(default_factory=dict)
    """Notes by commit id."""
    _sieve: Sieve = field(init=False)
    _subjects: tuple[bytes, ...] = field(init=False)
    _releases: list[re.Pattern[str]] = field(init=False)
    _known: dict[_Key, Verdict] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sieve = sieve_for(self.reader.registry)
        self._subjects = tuple(prefix.encode() for prefix, _, _ in self.reader.registry.subjects)
        self._releases = [pattern for patterns in self.reader.registry.releases.values() for pattern in patterns]

    def found(self, batch: Batch) -> Iterator[tuple[int, Verdict]]:
        """Row and verdict of each commit of BATCH that may have evidence; the others have none.

        The `oid` of the verdict may be that of another commit, or empty.
        """
        noted = {row for row, ids in enumerate(batch.ids) if _oid(ids) in self.attached} if self.attached else ()
        for row, offsets in _rows(batch.raw, self._sieve.positions(batch.raw)):
            if row not in noted:
                yield row, self._verdict(batch, row, offsets)
        for row in noted:
            yield row, self._whole(batch, row)

    def _verdict(self, batch: Batch, row: int, offsets: list[int]) -> Verdict:
        key = self._key(batch.texts[row], offsets, is_merge=batch.ids[row].count(b" ") > 1)
        if key is None or (key[0] is not _NOBODY and self._is_release(batch.texts[row])):
            return self._whole(batch, row)
        verdict = self._known.get(key)
        if verdict is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            verdict = self._known[key] = classify(_commit(key), registry=self.reader.registry)
        return verdict

    def _key(self, text: bytes, offsets: list[int], *, is_merge: bool) -> _Key | None:
        """What of a record decides its verdict: its people where one of them was found, and the condensed message."""
        _, name, email, committer, address, _, message = text.split(b"\n", 6)
        begin = len(text) - len(message) - 1
        condensed = condense(message, [offset - begin - 1 for offset in offsets if offset >= begin], self._subjects)
        if condensed is None:
            return None
        if offsets[0] >= begin:
            return _NOBODY, condensed, is_merge
        between = len(name) + len(email) + 2
        author = (name, email) if offsets[0] < between else (b"", b"")
        by = (committer, address) if any(between <= offset < begin for offset in offsets) else (b"", b"")
        return (*author, *by), condensed, is_merge

    def _is_release(self, text: bytes) -> bool:
        """Whether the subject is one by which release automation is told from the agent whose address it uses."""
        subject = as_text(text.split(b"\n", 6)[6].lstrip().partition(b"\n")[0]).strip()
        return any(pattern.fullmatch(subject) for pattern in self._releases)

    def _whole(self, batch: Batch, row: int) -> Verdict:
        commit = batch.commit(row)
        return classify(commit, self.attached.get(commit.oid, ()), registry=self.reader.registry)


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
    (name, email, committer, address), message, is_merge = key
    author, committed = Identity(as_text(name), as_text(email)), Identity(as_text(committer), as_text(address))
    return Commit("", _PARENTS[is_merge], author, committed, None, None, message)


def _oid(ids: bytes) -> str:
    return ids.partition(b" ")[0].decode("ascii")


class _Months(dict[int, str]):
    """Days since the epoch -> month."""

    def __missing__(self, day: int) -> str:
        if len(self) >= _KEPT:
            self.clear()
        month = self[day] = month_of(day * _DAY if day <= LATEST_TIME // _DAY else None)
        return month


@dataclass(slots=True)
class _Columns:
    """One batch on its way into the tally."""

    batch: Batch
    tally: Tally
    months: _Months

    def add(self, judge: FastJudge, accepts: Accepts | None) -> None:
        """Count what was found one by one, and the rest at once."""
        batch, months = self.batch, self.months
        times = _seconds(batch.times)
        kinds = Counter(zip([months[seconds // _DAY] for seconds in times], map(len, batch.ids), strict=True))
        single = 2 * len(batch.ids[0].partition(b" ")[0]) + 1
        judged = set()
        for row, verdict in judge.found(batch):
            judged.add(row)
            month, size = months[times[row] // _DAY], len(batch.ids[row])
            kinds[month, size] -= 1
            self._add_found(row, verdict, month, is_merge=size > single, accepts=accepts)
        for (month, size), number in kinds.items():
            if number:
                self.tally.count(NOTHING, month, is_merge=size > single, times=number)
        self._offer(times, judged, single)

    def _add_found(self, row: int, verdict: Verdict, month: str, *, is_merge: bool, accepts: Accepts | None) -> None:
        valid = None
        if accepts and verdict.origin is Origin.AI:
            commit = self.batch.commit(row)
            valid = accepts(commit, replace(verdict, oid=commit.oid))
        if self.tally.count(verdict, month, is_merge=is_merge, valid=valid):
            self._offer_row(row)

    def _offer(self, times: list[int], judged: set[int], single: int) -> None:
        """Offer the newest of the commits that nothing was found in as examples of untraceable ones."""
        if not self.tally.takes(max(times)):
            return
        widest = len(self.batch.raw) if self.tally.scope.include_merges else single
        for row, seconds in enumerate(times):
            if row not in judged and len(self.batch.ids[row]) <= widest and self.tally.takes(seconds):
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
