"""The commits of a range to verdicts, and to the count of a report.

`classify_history` and `count` read batches (`repo.history`) and have the few commits classified that can hold evidence
(`detect.reading.BatchClassifier`). All others are unknown without evidence and are counted in bulk, by month and number
of parents. Tests compare verdicts and counts with those of `detect.classify`, commit by commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ai_provenance.model import Commit, Level, NoteRecord, Origin, RecordClaim, Verdict
from ai_provenance.repo import Repository, Selection, commits_by_id, notes_by_commit
from ai_provenance.repo.history import LATEST_TIME, Batch, batches
from ai_provenance.repo.notes_index import NotesIndex, index_notes
from ai_provenance.report.first_ai import Dated, Found
from ai_provenance.report.periods import DAY
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.tally import NO_TIME, Accepts, Examples, Summary, Tally, example_of, is_undeclared
from ai_provenance.report.totals import Scope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.attest.commit_signature import CommitSignatures
    from ai_provenance.attest.history import RecordsIndex
    from ai_provenance.repo.cache import CacheDirectory

# NOTE: nothing of `detect` is imported with this module. The rules take longer to load than git takes to start, so git
# is started first and prints into its pipe meanwhile; a report with nothing new loads no rules at all.
# ruff: noqa: PLC0415

Classified = Sequence[tuple[int, Verdict]]
"""Rows of a batch that can have evidence, with their verdicts."""
_ALIKE = 4_000
"""Verdicts counted before they are handed to the tally."""
_DAYS_KEPT = 20_000
"""Days kept at most before they are counted, so that memory stays flat whatever dates a history has."""
_NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)


def classify_ids(
    repository: Repository, oids: Iterable[str], settings: ClassifierSettings
) -> Iterator[tuple[Commit, Verdict]]:
    """The commits named by OIDS with their verdicts, in the order of OIDS. Raises as `repo.commits_by_id`."""
    from ai_provenance.detect import classify
    from ai_provenance.detect.notes import named_paths, shorten

    refs, registry = settings.notes_refs, settings.registry
    found = notes_by_commit(repository, refs, shorten=shorten, named_paths=lambda note: named_paths(note, registry))
    records = records_index(repository, settings)
    signatures = commit_signatures(repository, settings)
    for commit in commits_by_id(repository, oids):
        claims = records.of_commit(commit) if records else ()
        verdict = classify(commit, found.get(commit.oid, ()), records=claims, registry=registry)
        if signatures:
            verdict = signatures.applied([(commit.oid, verdict)]).get(commit.oid, verdict)
        yield commit, verdict


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


def judged_history(
    repository: Repository, selection: Selection, settings: ClassifierSettings
) -> Iterator[tuple[str, int, bool, Verdict, bool | None]]:
    """Of each commit of SELECTION, in git's order: id, committer time, whether it is a merge, verdict, validity.

    The time is `NO_TIME` where git has none; validity is whether the policy takes its metadata as valid, None where
    that is not judged. Commits that are alike share a verdict. Raises as `count`.
    """
    for batch, classified in _classified(repository, selection, settings):
        verdicts: dict[int, tuple[Verdict, bool | None]] = {
            row: (verdict, is_valid(settings.accepts, batch, row, verdict)) for row, verdict in classified
        }
        widest = batch.widest()
        for row, (oid, time) in enumerate(zip(batch.oids(), _seconds(batch.times), strict=True)):
            verdict, valid = verdicts.get(row, (_NOTHING, None))
            yield oid, time, len(batch.ids[row]) >= widest, verdict, valid


def count(
    repository: Repository, selection: Selection, settings: ClassifierSettings, *, scope: Scope | None = None
) -> Summary:
    """The summary of SELECTION: what `summarise` gives for its commits and the verdicts of `classify` on them.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `repo.commits`.
    """
    tally = Tally(scope or Scope())
    read = attached_to(repository, settings)
    count_batches(tally, classify_batches(batches(repository, selection), settings, read), settings.accepts)
    tally.recorded = read.recorded()
    return tally.freeze()


def count_batches(tally: Tally, stream: Iterable[tuple[Batch, Classified]], accepts: Accepts | None = None) -> None:
    """Count the classified commits of STREAM into TALLY."""
    counting = _Counting(tally, accepts)
    for batch, classified in stream:
        counting.add(batch, classified)
    counting.close()


class ReadNotes:
    """How to read what is attached to commits, once git has started."""

    __slots__ = ("_brings", "_read_records", "_records", "notes", "signatures")

    def __init__(
        self,
        notes: Callable[[], NotesIndex],
        records: Callable[[], RecordsIndex[RecordClaim] | None] | None = None,
        *,
        signatures: CommitSignatures | None = None,
        brings: Callable[[str], bool] | None = None,
    ) -> None:
        """BRINGS says of the id of a commit whether notes on it count for nothing; None: they count on each."""
        self.notes = notes
        self.signatures = signatures
        """Of the commits themselves; None where they are not looked at."""
        self._brings = brings
        self._read_records = records
        self._records: RecordsIndex[RecordClaim] | None = None

    def records(self) -> RecordsIndex[RecordClaim] | None:
        """The provenance records; None where there are none."""
        if self._read_records is not None:
            self._records = self._read_records()
            self._read_records = None  # where there are none, git is not started again for each batch
        return self._records

    def attached(
        self, batch: Batch, index: NotesIndex
    ) -> tuple[dict[int, tuple[NoteRecord, ...]], dict[int, tuple[RecordClaim, ...]]]:
        """The notes and the claims of records, by row of BATCH, that count. INDEX is that of `notes`."""
        noted = {row: index.of(batch.ids[row]) for row in index.rows(batch.ids)} if index else {}
        records = self.records()
        claims = records.of(batch) if records else {}
        brings = self._brings
        if brings is not None and (noted or claims):
            brought = {row for row in noted.keys() | claims.keys() if brings(_oid(batch, row))}
            noted = {row: found for row, found in noted.items() if row not in brought}
            claims = {
                row: tuple(one for one in found if one.decides) if row in brought else found
                for row, found in claims.items()
            }
        return noted, claims

    def recorded(self) -> int:
        """The commits that records are about, as far as records were read."""
        return len(self._records) if self._records is not None else 0


def classify_batches(
    stream: Iterable[Batch], settings: ClassifierSettings, read: ReadNotes
) -> Iterator[tuple[Batch, Classified]]:
    """Each batch of STREAM with its rows that can have evidence; READ gives what is attached to them."""
    classifier = None
    for batch in stream:
        if classifier is None:
            from ai_provenance.detect.reading import BatchClassifier

            classifier, index = BatchClassifier(settings.registry), read.notes()
        classified = list(classifier.classify(batch, *read.attached(batch, index)))
        yield batch, _with_signatures(batch, classified, read.signatures) if read.signatures else classified


def _with_signatures(batch: Batch, classified: Classified, signatures: CommitSignatures) -> Classified:
    """CLASSIFIED, rows of BATCH, where a signature of the commit changes a verdict."""
    changed = signatures.applied((_oid(batch, row), verdict) for row, verdict in classified)
    return [(row, changed.get(_oid(batch, row), verdict)) for row, verdict in classified] if changed else classified


def commit_signatures(repository: Repository, settings: ClassifierSettings) -> CommitSignatures | None:
    """The signatures of the commits, judged by the trust of the base; None where SETTINGS do not look at them.

    Raises ConfigError where the base names no allowed signers.
    """
    if not settings.commit_signatures:
        return None
    from ai_provenance.attest.commit_signature import signatures_by

    return signatures_by(repository, settings.trust_base)


def evidence_notes(repository: Repository, settings: ClassifierSettings) -> NotesIndex:
    """The notes that hold evidence. Raises RevisionError where a ref begins with `-`, GitError where git fails."""
    if not settings.notes_refs:
        return NotesIndex()
    from ai_provenance.detect.notes import evidence_in, named_paths, shorten

    registry = settings.registry
    return index_notes(
        repository,
        settings.notes_refs,
        lambda note: evidence_in(note, registry),
        shorten=shorten,
        named_paths=lambda note: named_paths(note, registry),
    )


def records_index(
    repository: Repository, settings: ClassifierSettings, store: CacheDirectory | None = None
) -> RecordsIndex[RecordClaim] | None:
    """The provenance records, judged by the trust of the base; None without any. Raises GitError where git fails."""
    from ai_provenance.repo.note_writing import RECORDS
    from ai_provenance.repo.notes import note_refs

    if not note_refs(repository, [RECORDS]):
        return None
    from ai_provenance.attest.history import read_records

    return read_records(repository, settings.trust_base, store=store)


def _classified(
    repository: Repository, selection: Selection, settings: ClassifierSettings
) -> Iterator[tuple[Batch, Classified]]:
    return classify_batches(batches(repository, selection), settings, attached_to(repository, settings))


def attached_to(repository: Repository, settings: ClassifierSettings) -> ReadNotes:
    """What is attached to the commits of REPOSITORY: notes that hold evidence, and records."""
    return ReadNotes(
        lambda: evidence_notes(repository, settings),
        lambda: records_index(repository, settings),
        signatures=commit_signatures(repository, settings),
        brings=brought_by(repository, settings),
    )


def brought_by(repository: Repository, settings: ClassifierSettings) -> Callable[[str], bool] | None:
    """Whether a commit is beyond the base that SETTINGS judge by; None where notes count on every commit."""
    if not settings.is_gate or settings.base is None:
        return None
    from ai_provenance.repo.refs import CommitIds, beyond
    from ai_provenance.repo.revisions import resolve

    base = settings.base
    known: list[CommitIds] = []

    def brings(oid: str) -> bool:
        if not known:  # a change without notes needs no second walk
            known.append(CommitIds(beyond(repository, base, resolve(repository, *settings.judged).tips)))
        return oid in known[0]

    return brings


@dataclass(slots=True)
class _Counting:
    """Counts commits that are alike at once: those without evidence, and those that share a verdict."""

    tally: Tally
    accepts: Accepts | None
    walked: Counter[tuple[int, bool]] = field(default_factory=Counter)
    """All commits, by day and whether it is a merge."""
    alike: Counter[tuple[int, bool | None, int, bool]] = field(default_factory=Counter)
    """Those that can have evidence, also by the identity of their verdict and whether the policy takes it."""
    verdicts: dict[int, Verdict] = field(default_factory=dict)
    """By the identity of the object, and kept so that no other object gets it."""

    def add(self, batch: Batch, classified: Classified) -> None:
        """Count the commits of BATCH; CLASSIFIED are the rows that can have evidence, with their verdicts."""
        times = _seconds(batch.times)
        widths = list(map(len, batch.ids))
        merges = list(map(batch.widest().__le__, widths))
        if min(widths) < batch.narrowest():
            self.tally.roots.update(batch.roots())
        days = [seconds // DAY for seconds in times]
        self.walked.update(zip(days, merges, strict=True))
        found = self._judged(batch, classified)
        self.verdicts.update({id(verdict): verdict for _, verdict in classified})
        self.alike.update([(id(verdict), valid, days[row], merges[row]) for row, verdict, valid in found])
        self.tally.since.add(times, merges, found, first=_oldest_ai(batch, times, found))
        self.tally.extend_range(*_range(batch, times, self.tally.newest))
        self._offer_untraceable(batch, times, merges, found)
        self._offer_undeclared(batch, times, found)
        if len(self.alike) > _ALIKE or len(self.walked) > _DAYS_KEPT:
            self.flush()

    def close(self) -> None:
        """Hand what was counted to the tally."""
        self.flush()
        self.tally.since.close()

    def flush(self) -> None:
        """Hand what was counted so far to the tally."""
        newest = max((day for day, _ in self.walked if _dated(day) is not None), default=0)
        counted_as = {day: self.tally.periods.coarsest(day, newest) for day, _ in self.walked}
        alike: Counter[tuple[int, bool | None, int, bool]] = Counter()
        plain: Counter[tuple[int, bool]] = Counter()
        for (day, is_merge), number in self.walked.items():
            plain[counted_as[day], is_merge] += number
        for (name, valid, day, is_merge), number in self.alike.items():
            alike[name, valid, counted_as[day], is_merge] += number
            plain[counted_as[day], is_merge] -= number
        for (name, valid, day, is_merge), number in alike.items():
            self.tally.count(self.verdicts[name], _dated(day), is_merge=is_merge, valid=valid, times=number)
        for (day, is_merge), number in plain.items():
            self.tally.count(_NOTHING, _dated(day), is_merge=is_merge, times=number)
        for kept in (self.walked, self.alike, self.verdicts):
            kept.clear()

    def _judged(self, batch: Batch, classified: Classified) -> list[Found]:
        """CLASSIFIED with whether the policy takes their metadata as valid; None where that is not judged."""
        if self.accepts is None:
            return [(row, verdict, None) for row, verdict in classified]
        return [(row, verdict, is_valid(self.accepts, batch, row, verdict)) for row, verdict in classified]

    def _offer_untraceable(
        self, batch: Batch, times: Sequence[int], merges: Sequence[bool], found: Sequence[Found]
    ) -> None:
        """Offer the newest as examples of untraceable commits."""
        examples = self.tally.untraceable
        if not examples.takes(max(times)):
            return
        with_evidence = {row: verdict for row, verdict, _ in found}
        # the newest first, so that no more are made than are kept
        for seconds, row in sorted(zip(times, range(len(times)), strict=True), reverse=True):
            if seconds < NO_TIME and not examples.takes(seconds):
                break
            if self.tally.is_untraceable(with_evidence.get(row, _NOTHING), is_merge=merges[row]):
                _offer(examples, batch.commit(row), with_evidence.get(row, _NOTHING))

    def _offer_undeclared(self, batch: Batch, times: Sequence[int], found: Sequence[Found]) -> None:
        """Offer the newest as examples of AI commits that are not declared."""
        for row, verdict, valid in found:
            suspect = verdict.origin is Origin.AI and (verdict.level < Level.DECLARED or valid is False)
            if suspect and is_undeclared(verdict, valid) and self.tally.undeclared.takes(times[row]):
                _offer(self.tally.undeclared, batch.commit(row), verdict)


def is_valid(accepts: Accepts | None, batch: Batch, row: int, verdict: Verdict) -> bool | None:
    """Whether the policy takes the metadata of the AI commit in ROW as valid; None where that is not judged."""
    if accepts is None or verdict.origin is not Origin.AI:
        return None
    commit = batch.commit(row)
    return accepts(commit, verdict._replace(oid=commit.oid))


def _offer(examples: Examples, commit: Commit, verdict: Verdict) -> None:
    if examples.takes(commit.commit_time):
        examples.offer(example_of(commit, verdict))


def _oldest_ai(batch: Batch, times: Sequence[int], found: Sequence[Found]) -> Dated | None:
    """The oldest commit of origin `ai` in BATCH; None where none has a date."""
    dated = [(times[row], row) for row, verdict, _ in found if verdict.origin is Origin.AI and times[row] < NO_TIME]
    if not dated:
        return None
    oldest = min(dated)[0]
    return Dated(min(_oid(batch, row) for time, row in dated if time == oldest), oldest)


def _range(batch: Batch, times: Sequence[int], known: Dated | None) -> tuple[int | None, Dated | None]:
    """The oldest time of BATCH, and its newest commit where that may be newer than the one that is KNOWN."""
    dated = times if max(times) < NO_TIME else [time for time in times if time < NO_TIME]
    if not dated:
        return None, None
    newest = max(dated)
    if known and newest < known.commit_time:
        return min(dated), None
    return min(dated), Dated(max(_oid(batch, row) for row, time in enumerate(times) if time == newest), newest)


def _oid(batch: Batch, row: int) -> str:
    return batch.ids[row].partition(b" ")[0].decode("ascii")


def _dated(day: int) -> int | None:
    return day if day < NO_TIME // DAY else None


def _seconds(times: list[bytes]) -> list[int]:
    """Committer times as numbers; beyond the calendar where git had none."""
    try:
        seconds = list(map(int, times))
    except ValueError:
        seconds = [int(time) if time.isdigit() else NO_TIME for time in times]
    return seconds if min(seconds) >= 0 and max(seconds) <= NO_TIME else [_usable(time) for time in seconds]


def _usable(seconds: int) -> int:
    return seconds if 0 <= seconds <= LATEST_TIME else NO_TIME
