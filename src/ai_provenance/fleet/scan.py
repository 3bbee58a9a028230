"""A scan: plans a job for each repository, runs those whose row is not in the journal, and writes the result.

A key says what a row depends on: identity, head, definition and options. A key with a judged row is not run again, so a
scan that was killed at any moment runs what is missing, and one with nothing new runs nothing.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from ai_provenance import __version__
from ai_provenance.fleet.definition import UNASSIGNED, Entry, Fleet
from ai_provenance.fleet.executors.interface import JUDGED, Executor, ExecutorLostError, Job, Row, State
from ai_provenance.fleet.journal import Journal, open_journal
from ai_provenance.fleet.meaning import definition
from ai_provenance.fleet.mirror import Synced
from ai_provenance.fleet.results import JOURNAL, Line, Run, write_result
from ai_provenance.fleet.supervise import work
from ai_provenance.fleet.survey import PATIENCE, Place, Seen, survey

NOT_SYNCED = "not-synced"
"""The option in the key of a row that no job made: its mirror could not be brought up to date, or read."""
_BYTES_A_COMMIT = 500
"""Of a mirror without trees: what the size of one that was never counted is reckoned by."""


@dataclass(frozen=True, slots=True)
class Shard:
    """Which part of the repositories a run takes: NUMBER of TOTAL, from 1."""

    number: int = 1
    total: int = 1

    def takes(self, identity: str) -> bool:
        """Whether the repository belongs to it: always to the same one, whatever others are added."""
        return int(sha256(identity.encode("utf-8", "surrogateescape")).hexdigest(), 16) % self.total == self.number - 1

    def __str__(self) -> str:
        return "" if self.total == 1 else f"{self.number}/{self.total}"


@dataclass(frozen=True, slots=True)
class ScanOptions:
    """What is judged, how, and where the result goes."""

    directory: Path = Path("fleet-results")
    """Of the journal and the result."""
    shard: Shard = Shard()
    score: bool = False
    timeout: float | None = None
    """Seconds for a repository; None: as the definition has it."""
    retry_failed: bool = False
    """Whether repositories that failed at the same commit are judged again."""
    engine: str = "threads"

    @property
    def of_jobs(self) -> tuple[str, ...]:
        """The options of each job."""
        return (f"score={datetime.now(UTC).date().isoformat()}",) if self.score else ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One repository of a scan: the job for it, or the row that says why there is none."""

    entry: Entry
    job: Job
    row: Row | None = None


def plan(
    fleet: Fleet, entries: Iterable[Entry], synced: Mapping[str, Synced], options: ScanOptions
) -> Iterator[Planned]:
    """What is to be judged of ENTRIES. SYNCED has what became of their mirrors, where they were brought up to date."""
    timeout = options.timeout or fleet.file.defaults.timeout
    meaning, of_jobs = definition(options.of_jobs), options.of_jobs
    waiting = list(entries)
    places = [Place(entry.mirror) for entry in waiting]
    for entry, seen in zip(waiting, survey(places, patience=min(PATIENCE, timeout)), strict=True):
        job = Job(entry.identity, entry.mirror, seen.head, meaning, of_jobs, timeout)
        failed = _failed(synced.get(entry.identity), seen)
        if failed is None:
            yield Planned(entry, job)
        else:
            # under a key of its own: the row of the same head, where it was judged, stays in the journal
            job = replace(job, options=(*of_jobs, NOT_SYNCED))
            yield Planned(entry, job, Row(entry.identity, seen.head, meaning, *failed))


def _failed(synced: Synced | None, seen: Seen) -> tuple[State, str] | None:
    if synced is not None and synced.state is not State.OK:
        return synced.state, synced.reason
    if seen.state is State.GONE:
        return State.GONE, "it has no mirror, or the repository is not there any more"
    return None if seen.state is State.OK else (seen.state, seen.reason)


def scan(
    fleet: Fleet,
    planned: Sequence[Planned],
    options: ScanOptions,
    *,
    executor: Executor,
    on_row: Callable[[Row, int], None] = lambda _row, _left: None,
) -> Run:
    """Run what of PLANNED is missing in the journal, and write the result (`results.read_rows` reads it).

    ON_ROW hears of each row that came, and how many are still to come.

    Raises:
        ExecutorLostError: the engine is gone; what came is in the journal.
        ProvenanceError: the directory cannot be written.
    """
    started, clock, cpu, ran = int(time.time()), time.monotonic(), 0.0, 0
    with open_journal(options.directory / JOURNAL) as journal:
        missing = _missing(planned, journal, options)
        keys = {one.job.identity: one.job.key for one in missing}
        try:
            for row in executor.run(work, _largest_first(missing, journal)):
                journal.keep(keys.pop(row.identity), row)
                cpu, ran = cpu + row.cpu, ran + 1
                on_row(row, len(missing) - ran)
        except ExecutorLostError as error:
            raise ExecutorLostError(f"{error}; {ran} of {len(missing)} done", error.hint) from error
        run = Run(
            organisation=fleet.file.organisation,
            definition=definition(options.of_jobs),
            started=started,
            seconds=round(time.monotonic() - clock, 3),
            engine=options.engine,
            shard=str(options.shard),
            ran=ran,
            stale_after=fleet.file.stale_after,
            cpu=round(cpu, 3),
            tool=__version__,
        )
        lines = (_line(one, journal) for one in sorted(planned, key=lambda one: one.job.key))
        return write_result(options.directory, run, lines)


def _missing(planned: Iterable[Planned], journal: Journal, options: ScanOptions) -> list[Planned]:
    return [one for one in planned if one.row is None and not _is_kept(journal.row(one.job.key), options)]


def _is_kept(row: Row | None, options: ScanOptions) -> bool:
    if row is None or (row.state not in JUDGED and options.retry_failed):
        return False
    # a waiver of its policy has lapsed since: the same commits may have other numbers
    until = row.report.get("until")
    return until is None or str(until) >= datetime.now(UTC).date().isoformat()


def _largest_first(planned: Sequence[Planned], journal: Journal) -> Iterator[Job]:
    """The jobs, those that take longest first, so that no engine waits for a last long one."""
    known = journal.sizes()
    sized = {one.job.identity: known.get(one.job.identity) or _estimate(one.job.mirror) for one in planned}
    return (one.job for one in sorted(planned, key=lambda one: (-sized[one.job.identity], one.job.identity)))


def _estimate(mirror: str) -> int:
    """The commits of a mirror by the bytes of its packs."""
    total = 0
    for folder in (mirror, os.path.join(mirror, ".git")):  # noqa: PTH118 - one of thousands
        try:
            with os.scandir(os.path.join(folder, "objects", "pack")) as packs:  # noqa: PTH118
                total += sum(entry.stat(follow_symlinks=False).st_size for entry in packs)
        except OSError:
            continue
    return total // _BYTES_A_COMMIT


def _line(planned: Planned, journal: Journal) -> Line:
    key, entry = planned.job.key, planned.entry
    row = planned.row or journal.row(key)
    if row is None:
        row = Row(entry.identity, planned.job.head, planned.job.definition, State.ERROR, "its row is damaged")
    team = entry.team or row.report.get("team") or UNASSIGNED
    return Line.of(row, key, team=str(team), labels=entry.labels)
