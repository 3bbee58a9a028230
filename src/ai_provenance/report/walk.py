"""The cold walk: the same summary as judging every commit, at the speed of git's own output.

One sieve runs over a batch and finds the few commits that can hold evidence, and of those only one of a kind is judged
(`detect.alike`). All others are unknown without evidence and are counted in bulk, by month and number of parents. A
test compares the verdicts with those of the plain way, `judge`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from itertools import count as numbers

from ai_provenance.detect.alike import NOTHING, FastJudge, telling_notes
from ai_provenance.model import Origin, Verdict
from ai_provenance.repo import Repository, Selection
from ai_provenance.repo.history import LATEST_TIME, Batch, batches
from ai_provenance.report.judge import Reader
from ai_provenance.report.tally import Accepts, Example, Scope, Summary, Tally, month_of, subject_of

Found = Sequence[tuple[int, Verdict]]
"""Rows of a batch that something was found in, and their verdicts."""
_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_NO_TIME = LATEST_TIME + 1
_ALIKE = 4_000
"""Kinds of commits counted before they are handed to the tally: each keeps a verdict."""
_KEPT = 20_000
"""Days kept at most, so that memory stays flat whatever dates a history has."""


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
    count_batches(tally, batches(repository, selection), _judge(repository, reader, exact=False), accepts)
    return tally.freeze()


def count_batches(tally: Tally, stream: Iterable[Batch], judge: FastJudge, accepts: Accepts | None = None) -> None:
    """Count the commits of STREAM into TALLY."""
    counting = _Counting(tally, accepts)
    for batch in stream:
        counting.add(batch, list(judge.found(batch)))
    counting.close()


def verdicts(repository: Repository, selection: Selection, reader: Reader) -> Iterator[Verdict]:
    """The verdict on each commit of SELECTION, in git's order; nothing is kept. Raises as `count`."""
    return (verdict._replace(oid=oid) for oid, verdict in alike_verdicts(repository, selection, reader))


def alike_verdicts(repository: Repository, selection: Selection, reader: Reader) -> Iterator[tuple[str, Verdict]]:
    """The same as pairs: the commit's id, and a verdict that alike commits share, whose own `oid` means nothing."""
    judge = _judge(repository, reader)
    for batch in batches(repository, selection):
        judged = [NOTHING] * len(batch)
        for row, verdict in judge.found(batch):
            judged[row] = verdict
        yield from zip(batch.oids(), judged, strict=True)


def _judge(repository: Repository, reader: Reader, *, exact: bool = True) -> FastJudge:
    return FastJudge(reader.registry, telling_notes(repository, reader.notes_refs, reader.registry), exact=exact)


class _Months(dict[int, str]):
    """Days since the epoch -> month."""

    def __missing__(self, day: int) -> str:
        if day > LATEST_TIME // _DAY:
            return month_of(None)
        if len(self) >= _KEPT:
            self.clear()
        first = date.fromordinal(_EPOCH + day).replace(day=1)
        days = 31 if first.month == 12 else (first.replace(month=first.month + 1) - first).days
        start = first.toordinal() - _EPOCH
        self.update(dict.fromkeys(range(start, start + days), first.isoformat()[:7]))
        return self[day]


@dataclass(slots=True)
class _Counting:
    """Counts alike commits at once: those that nothing was found in, and those that share a verdict."""

    tally: Tally
    accepts: Accepts | None
    days: _Months = field(default_factory=_Months)
    walked: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """All commits, by month and whether it is a merge."""
    alike: Counter[tuple[int, bool | None, str, bool]] = field(default_factory=Counter)
    """Those that something was found in, by the identity of their verdict and whether the policy takes it, too."""
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """By the identity of the object, and kept so that no other takes it."""

    def add(self, batch: Batch, found: Found) -> None:
        """Count the commits of BATCH; FOUND are the rows that something was found in, with their verdicts."""
        times = _seconds(batch.times)
        merges = list(map(batch.widest().__le__, map(len, batch.ids)))
        first, last = self.days[min(times) // _DAY], self.days[max(times) // _DAY]
        if first == last:
            months = [first] * len(times)
            self.walked.update({(first, True): sum(merges), (first, False): len(merges) - sum(merges)})
        else:
            months = [self.days[seconds // _DAY] for seconds in times]
            self.walked.update(zip(months, merges, strict=True))
        if found:
            self._add_found(batch, found, months, merges)
        if self.tally.takes(max(times)):
            told = {row for row, verdict in found if not self.tally.is_untraceable(verdict)}
            left_out = told if self.tally.scope.include_merges else told | {*compress(numbers(), merges)}
            self._offer(batch, [(seconds, row) for row, seconds in enumerate(times) if row not in left_out])
        if len(self.alike) > _ALIKE:
            self.close()

    def close(self) -> None:
        """Hand what was counted to the tally."""
        for (name, valid, month, is_merge), number in self.alike.items():
            self.tally.count(self.verdicts[name], month, is_merge=is_merge, valid=valid, times=number)
            self.walked[month, is_merge] -= number
        for (month, is_merge), number in self.walked.items():
            if number:
                self.tally.count(NOTHING, month, is_merge=is_merge, times=number)
        for kept in (self.walked, self.alike, self.verdicts):
            kept.clear()

    def _add_found(self, batch: Batch, found: Found, months: Sequence[str], merges: Sequence[bool]) -> None:
        valid = self._valid(batch, found) if self.accepts else repeat(None)
        self.verdicts.update((id(verdict), verdict) for _, verdict in found)
        self.alike.update(
            (id(verdict), ok, months[row], merges[row]) for (row, verdict), ok in zip(found, valid, strict=False)
        )

    def _valid(self, batch: Batch, found: Found) -> Iterator[bool | None]:
        """For each of FOUND whether the policy takes its metadata as valid; None where it is not asked."""
        for row, verdict in found:
            if self.accepts is None or verdict.origin is not Origin.AI:
                yield None
            else:
                commit = batch.commit(row)
                yield self.accepts(commit, verdict._replace(oid=commit.oid))

    def _offer(self, batch: Batch, rows: Iterable[tuple[int, int]]) -> None:
        """Offer the newest as examples of untraceable commits."""
        for seconds, row in rows:
            if self.tally.takes(seconds):
                commit = batch.commit(row)
                if self.tally.takes(commit.commit_time):
                    self.tally.offer(Example(commit.oid, subject_of(commit.message), commit.commit_time))


def _seconds(times: list[bytes]) -> list[int]:
    """Committer times as numbers; beyond the calendar where git had none."""
    try:
        return list(map(int, times))
    except ValueError:
        return [int(time) if time.isdigit() else _NO_TIME for time in times]
