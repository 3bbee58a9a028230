"""The commits of a range to verdicts, and to the count of a report.

`classify_history` and `count` read batches (`repo.history`) and have the few commits classified that can hold evidence
(`detect.reading.BatchClassifier`). All others are unknown without evidence and are counted in bulk, by month and number
of parents. Tests compare verdicts and counts with those of `detect.classify`, commit by commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import compress, repeat
from itertools import count as numbers

from ai_provenance.model import Commit, Level, Origin, Verdict
from ai_provenance.repo import Repository, Selection, commits_by_id, notes_by_commit
from ai_provenance.repo.history import LATEST_TIME, Batch, batches
from ai_provenance.repo.notes_index import NotesIndex, index_notes
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.tally import Accepts, Example, Scope, Summary, Tally, month_of, subject_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    pass

# NOTE: nothing of `detect` is imported with this module. The rules take longer to load than git takes to start, so git
# is started first and prints into its pipe meanwhile; a report with nothing new loads no rules at all.
# ruff: noqa: PLC0415

Found = Sequence[tuple[int, Verdict]]
"""Rows of a batch that can have evidence, with their verdicts."""
_DAY = 86_400
_EPOCH = date(1970, 1, 1).toordinal()
_NO_TIME = LATEST_TIME + 1
_ALIKE = 4_000
"""Verdicts counted before they are handed to the tally."""
_DAYS_KEPT = 20_000
"""Days kept at most, so that memory stays flat whatever dates a history has."""
_NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)


def classify_ids(
    repository: Repository, oids: Iterable[str], settings: ClassifierSettings
) -> Iterator[tuple[Commit, Verdict]]:
    """The commits named by OIDS with their verdicts, in the order of OIDS. Raises as `repo.commits_by_id`."""
    from ai_provenance.detect import classify
    from ai_provenance.detect.notes import shorten

    refs = settings.notes_refs
    found = notes_by_commit(repository, refs, shorten=shorten) if refs else {}
    for commit in commits_by_id(repository, oids):
        yield commit, classify(commit, found.get(commit.oid, ()), registry=settings.registry)


def classify_history(
    repository: Repository, selection: Selection, settings: ClassifierSettings
) -> Iterator[tuple[str, Verdict]]:
    """Id and verdict of each commit of SELECTION, in git's order; nothing is kept. Raises as `count`.

    Commits that are alike share a verdict: its own `oid` can be that of another commit.
    """
    for batch, found in _classified(repository, selection, settings):
        verdicts = [_NOTHING] * len(batch)
        for row, verdict in found:
            verdicts[row] = verdict
        yield from zip(batch.oids(), verdicts, strict=True)


def count(
    repository: Repository, selection: Selection, settings: ClassifierSettings, *, scope: Scope | None = None
) -> Summary:
    """The summary of SELECTION: what `summarise` gives for its commits and the verdicts of `classify` on them.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `repo.commits`.
    """
    tally = Tally(scope or Scope())
    count_batches(tally, _classified(repository, selection, settings), settings.accepts)
    return tally.freeze()


def count_batches(tally: Tally, stream: Iterable[tuple[Batch, Found]], accepts: Accepts | None = None) -> None:
    """Count the classified commits of STREAM into TALLY."""
    counting = _Counting(tally, accepts)
    for batch, found in stream:
        counting.add(batch, found)
    counting.close()


def classify_batches(
    stream: Iterable[Batch], settings: ClassifierSettings, read_notes: Callable[[], NotesIndex]
) -> Iterator[tuple[Batch, Found]]:
    """Each batch of STREAM with its rows that can have evidence; READ_NOTES gives the notes, when git has started."""
    classifier = None
    for batch in stream:
        if classifier is None:
            from ai_provenance.detect.reading import BatchClassifier

            classifier, index = BatchClassifier(settings.registry), read_notes()
        noted = {row: index.of(batch.ids[row]) for row in index.rows(batch.ids)} if index else {}
        yield batch, list(classifier.classify(batch, noted))


def evidence_notes(repository: Repository, settings: ClassifierSettings) -> NotesIndex:
    """The notes that hold evidence. Raises RevisionError where a ref begins with `-`, GitError where git fails."""
    if not settings.notes_refs:
        return NotesIndex()
    from ai_provenance.detect.notes import evidence_in, shorten

    registry = settings.registry
    return index_notes(repository, settings.notes_refs, lambda note: evidence_in(note, registry), shorten=shorten)


def _classified(
    repository: Repository, selection: Selection, settings: ClassifierSettings
) -> Iterator[tuple[Batch, Found]]:
    return classify_batches(batches(repository, selection), settings, lambda: evidence_notes(repository, settings))


class _Months(dict[int, str]):
    """Days since the epoch -> month."""

    def __missing__(self, day: int) -> str:
        if day > LATEST_TIME // _DAY:
            return month_of(None)
        if len(self) >= _DAYS_KEPT:
            self.clear()
        first = date.fromordinal(_EPOCH + day).replace(day=1)
        days = 31 if first.month == 12 else (first.replace(month=first.month + 1) - first).days
        start = first.toordinal() - _EPOCH
        self.update(dict.fromkeys(range(start, start + days), first.isoformat()[:7]))
        return self[day]


@dataclass(slots=True)
class _Counting:
    """Counts commits that are alike at once: those without evidence, and those that share a verdict."""

    tally: Tally
    accepts: Accepts | None
    days: _Months = field(default_factory=_Months)
    walked: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """All commits, by month and whether it is a merge."""
    alike: Counter[tuple[int, bool | None, str, bool]] = field(default_factory=Counter)
    """Those that can have evidence, also by the identity of their verdict and whether the policy takes it."""
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """By the identity of the object, and kept so that no other object gets it."""

    def add(self, batch: Batch, found: Found) -> None:
        """Count the commits of BATCH; FOUND are the rows that can have evidence, with their verdicts."""
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
            left_out = {row for row, verdict in found if not self.tally.is_untraceable(verdict)}
            if not self.tally.scope.include_merges:
                left_out.update(compress(numbers(), merges))
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
                self.tally.count(_NOTHING, month, is_merge=is_merge, times=number)
        for kept in (self.walked, self.alike, self.verdicts):
            kept.clear()

    def _add_found(self, batch: Batch, found: Found, months: Sequence[str], merges: Sequence[bool]) -> None:
        valid = self._valid(batch, found) if self.accepts else repeat(None)
        self.verdicts.update((id(verdict), verdict) for _, verdict in found)
        self.alike.update(
            (id(verdict), ok, months[row], merges[row]) for (row, verdict), ok in zip(found, valid, strict=False)
        )

    def _valid(self, batch: Batch, found: Found) -> Iterator[bool | None]:
        """For each of FOUND whether the policy takes its metadata as valid; None where that is not judged."""
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
