"""The seam of the metrics database: the records that it keeps, and what every database of them can do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from ai_provenance.errors import ProvenanceError


class StoreError(ProvenanceError):
    """The database cannot be opened, is not one of ours, or was written by a newer version."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one metric at one commit."""

    metric: str
    label: str
    """Value of the metric's label, e.g. `claude-code` or `2`; empty where it has none."""
    head: str
    """Commit that was judged."""
    head_time: int
    """Its committer date, seconds since the epoch: the time axis of a trend."""
    definition: str
    """Digest of what the metrics of its family mean (rules and agents, criteria, parameters) and of the tool's schema;
    values of two definitions are not one curve."""
    value: float
    numerator: float | None = None
    """Of a ratio, which `value` then is; None for what is no ratio, and for ratios that schema 1 recorded."""
    denominator: float | None = None
    """Never 0: a ratio without data has no row."""


class EventKind(StrEnum):
    """What happened; `subject` says to what."""

    CHECK = "check"  # subject: the head that was judged
    VIOLATION = "violation"  # subject: the commit
    DISALLOWED_AGENT = "disallowed-agent"  # subject: the commit
    SECRET_SCAN = "secret-scan"  # noqa: S105 - a kind of event; subject: the head that was scanned
    AI_KEY = "ai-key"  # subject: the finding's fingerprint
    AUDIT = "audit"  # subject: the head and the quarter; value 1 passed, 0 not
    KICKOFF = "onboarding-kickoff"  # subject: empty; when the repository's onboarding began
    EXPERIMENT = "experiment"  # subject: its name; value 1 a difference was shown, 0 none
    CYCLE = "pdca"  # subject: number of the ledger's line and its digest; value 1 passed, 0 failed, -1 inconclusive
    VALIDATION = "validation"  # subject: the batch's commit and `ai` or `rest`; value 1 passed, 0 failed
    VERDICT = "verdict"  # subject: the deployment; value: seconds from it until it was held against the baseline
    FEEDBACK = "feedback"  # subject: empty; value: rows that were exported
    GATEWAY = "gateway"  # subject: of the call; value 1 it was refused, 0 it was let through
    SURVEY = "survey"  # subject: the wave, which is the day too; value: mean satisfaction from 0 to 10
    ONBOARDING = "onboarding"  # subject: empty; value: seconds from the kick-off to the first green run


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened once: a check that ran, a violation, an audit. Times are seconds since the epoch."""

    kind: EventKind
    subject: str
    occurred_at: int
    """When it came about, e.g. the committer date of a violating commit."""
    recorded_at: int
    """When it was observed."""
    value: float | None = None


class MetricsStore(Protocol):
    """An open database of metrics and events, read and written about one repository.

    The tables are those of `migrations`: what is stored of a repository hangs on its identity (`repo.identity`), and a
    repository is first seen when something is first written about it.
    """

    def record_values(self, rows: Iterable[Value], *, now: int) -> int:
        """Write ROWS, one for each metric, label, commit and definition: one that exists is replaced. How many."""

    def values(self, metrics: Iterable[str] = ()) -> tuple[Value, ...]:
        """The values of METRICS (all, unless some are named), oldest commit first."""

    def count_runs(self) -> int:
        """How many commits have values: the runs that were recorded."""

    def record_event(self, event: Event) -> None:
        """Write EVENT. The first observation of a subject stays, but for what can be judged again.

        That are audits, waves of surveys, batches, experiments and feedback.
        """

    def first_seen(self) -> int | None:
        """When anything was first written about the repository; None where nothing was."""

    def events(self, kind: EventKind) -> tuple[Event, ...]:
        """The events of KIND, oldest first."""

    def rename(self, former: str) -> None:
        """Let what was recorded under the identity FORMER be this repository's, now and whenever it is named."""


@dataclass(frozen=True, slots=True)
class FleetRun:
    """One run over an organisation's repositories."""

    organisation: str
    started: int
    """Seconds since the epoch."""
    definition: str
    """What its numbers mean; with scores a second digest, after `+`."""
    stale_after: int
    """Days after which a number is no longer pooled."""
    repositories: int
    coverage: float | None
    """Repositories that were judged / `repositories`."""

    @property
    def day(self) -> int:
        """The day of the run (UTC), counted from 1970-01-01."""
        return self.started // 86_400


@dataclass(frozen=True, slots=True)
class Observation:
    """What a run saw of one repository."""

    identity: str
    team: str
    labels: Mapping[str, str]
    state: str
    """`ok` where it was judged; else why it was not, in one word."""
    reason: str
    few_authors: bool
    """Whether its numbers could be those of a person."""
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Pooled:
    """A metric of a team's repositories, added up."""

    team: str
    metric: str
    label: str
    repositories: int
    """That have a value, no older than the run allows."""
    numerator: float | None
    denominator: float | None
    total: float | None
    """Of what is no ratio."""


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """How a repository of the fleet was last seen. Days are counted from 1970-01-01."""

    identity: str
    team: str
    labels: Mapping[str, str]
    state: str
    reason: str
    judged: int | None
    """The day of the value that is pooled; None where there is none, or it is too old."""
    last_ok: int | None
    """The last day on which it was judged, however long ago."""
    since: int | None
    """The first day of the failures that it is in; None where it was judged last."""
    few_authors: bool


class FleetStore(Protocol):
    """An open database of many repositories, read and written about a fleet.

    Values are written on the day of the run, those of a repository that did not change too: the value of a day is then
    the last one at or before it.
    """

    def record_scan(self, run: FleetRun, observed: Iterable[Observation]) -> None:
        """Write RUN and what it saw; what an earlier run of the same day saw is replaced."""

    def runs(self, organisation: str | None = None) -> tuple[FleetRun, ...]:
        """The newest runs, newest first, of ORGANISATION where one is named."""

    def pooled(self, run: FleetRun, day: int, metrics: Iterable[str]) -> Iterator[Pooled]:
        """METRICS as of DAY by team, of the definition and the repositories of RUN."""

    def states(self, run: FleetRun, day: int) -> Iterator[RepositoryState]:
        """The repositories of RUN as of DAY, in the order of `numbers`."""

    def teams(self, run: FleetRun, day: int) -> Iterator[tuple[str, int, bool]]:
        """The teams of RUN as of DAY: name, repositories, and whether all of these have few authors."""

    def numbers(self, run: FleetRun, day: int, metrics: Iterable[str]) -> Iterator[tuple[str, str, float, float]]:
        """Identity, metric, numerator and denominator of METRICS of each repository, as of DAY."""

    def export(self) -> Iterator[tuple[object, ...]]:
        """Every value: day, identity, team, metric, label, numerator, denominator, value, definition, head."""

    def prune(self, day: int) -> None:
        """Keep the last day of each quarter of the values before DAY, and forget the others."""
