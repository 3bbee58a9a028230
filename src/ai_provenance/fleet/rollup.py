"""Pools what a store holds of a fleet: only numerators and denominators are added, of one definition.

The value of a repository is its last one at or before the day, no older than `stale_after`. Groups with fewer than
three repositories, or whose repositories all have few authors, go to `others`: their numbers could be a person's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from heapq import nlargest
from itertools import groupby

from ai_provenance.errors import ProvenanceError
from ai_provenance.model import Ratio
from ai_provenance.report import NUMBERS
from ai_provenance.snapshot.fleet import NO_DATA, OTHERS, FleetSnapshot, Member, Point, Pool
from ai_provenance.store import FleetRun, FleetStore, RepositoryState

FEWEST = 3
"""Below so many repositories a group is a part of `others`."""
POINTS = 26
"""Of a trend, at most."""
GROUPINGS = ("team", "label", "agent", "host")
_METRICS = {f"{name}_ratio": name for name in NUMBERS}
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a snapshot is to hold."""

    organisation: str | None = None
    by: str = "team"
    """One of `GROUPINGS`."""
    since: date | None = None
    until: date | None = None
    min_coverage: float = 0.0
    """Per cent: the newest run that judged so many has the numbers."""
    members: int | None = None
    """How many repositories are named, those with most undeclared AI commits; None: all."""
    trend: bool = True


class NoRunError(ProvenanceError):
    """The store holds no run that can be shown."""


def summarise(store: FleetStore, wanted: Wanted) -> FleetSnapshot:
    """The numbers of the fleet in STORE. Raises NoRunError where no run judged enough of it."""
    runs = [run for run in store.runs(wanted.organisation) if _is_within(run, wanted)]
    if not runs:
        raise NoRunError("the store holds no run of a fleet", "ai-provenance fleet scan")
    newest = runs[0]
    runs = [run for run in runs if run.organisation == newest.organisation]
    shown = next((run for run in runs if (run.coverage or 0.0) * 100 >= wanted.min_coverage), None)
    if shown is None:
        raise NoRunError(
            f"no run judged {wanted.min_coverage:g} % of the repositories, the newest {percent_of(newest.coverage)}",
            "ai-provenance fleet errors",
        )
    named = _shown_teams(store, shown)
    groups, kept = _Groups(wanted.by), _Kept(wanted.members)
    total, errors = _Sum(), []
    for member in _members(store, shown):
        total.add(member)
        groups.add(member)
        if member.team not in named:
            member = replace(member, team=OTHERS)  # noqa: PLW2901 - the same, as it is shown
        kept.add(member)
        if member.state != "ok":
            errors.append(member)
    agents = _agents(store, shown)
    points = [*_points(store, runs)] if wanted.trend else []
    return FleetSnapshot(
        organisation=shown.organisation,
        day=_date(shown.day),
        definition=shown.definition,
        coverage=shown.coverage,
        newest=_date(newest.day),
        newest_coverage=newest.coverage,
        grouped_by=wanted.by,
        total=total.pool(shown.organisation),
        groups=[_with_trend(one, points) for one in groups.pools()] if wanted.by == "team" else groups.pools(),
        agents=agents,
        gates=_gates(store, shown),
        trend=tuple(one.total for one in points),
        members=kept.sorted(),
        errors=tuple(sorted(errors, key=lambda one: one.identity)),
    )


def percent_of(coverage: float | None) -> str:
    """A coverage in words."""
    return "none" if coverage is None else f"{coverage * 100:.1f} %"


def _is_within(run: FleetRun, wanted: Wanted) -> bool:
    day = _date(run.day)
    return (wanted.since is None or day >= wanted.since) and (wanted.until is None or day <= wanted.until)


def _members(store: FleetStore, run: FleetRun) -> Iterator[Member]:
    """The repositories of RUN with their numbers; both come in one order, and neither is held in memory."""
    rows = groupby(store.numbers(run, run.day, _METRICS), key=lambda row: row[0])
    waiting = next(rows, None)
    for state in store.states(run, run.day):
        numbers: dict[str, Ratio] = {}
        if waiting is not None and waiting[0] == state.identity:
            numbers = {_METRICS[metric]: Ratio(int(num), int(den)) for _, metric, num, den in waiting[1]}
            waiting = next(rows, None)
        yield _member(state, numbers)


def _member(state: RepositoryState, numbers: Mapping[str, Ratio]) -> Member:
    return Member(
        identity=state.identity,
        team=state.team,
        labels=state.labels,
        state=state.state,
        reason=state.reason,
        judged=None if state.judged is None else _date(state.judged),
        stale=state.judged is None and state.last_ok is not None,
        since=None if state.since is None else _date(state.since),
        few_authors=state.few_authors,
        numbers=numbers,
    )


class _Sum:
    """The running sum of one pool."""

    def __init__(self) -> None:
        self.repositories = self.counted = self.never = 0
        self.few_authors = True
        self._sums = {name: [0, 0] for name in NUMBERS}
        self._without: Counter[str] = Counter()

    def add(self, member: Member) -> None:
        """Add one repository."""
        self.repositories += 1
        self.few_authors &= member.few_authors
        if member.judged is None:
            self.never += not member.stale
            return
        self.counted += 1
        for name, sums in self._sums.items():
            ratio = member.numbers.get(name)
            if ratio is None:
                self._without[name] += 1
            else:
                sums[0] += ratio.numerator
                sums[1] += ratio.denominator

    def merge(self, other: _Sum) -> None:
        """Add what OTHER holds."""
        self.repositories += other.repositories
        self.counted += other.counted
        self.never += other.never
        self._without.update(other._without)
        for name, sums in other._sums.items():
            self._sums[name][0] += sums[0]
            self._sums[name][1] += sums[1]

    @property
    def is_small(self) -> bool:
        """Whether it must not be shown by itself."""
        return self.repositories < FEWEST or self.few_authors

    def pool(self, name: str) -> Pool:
        """The finished sum."""
        return Pool(
            name,
            self.repositories,
            self.counted,
            stale=self.repositories - self.counted - self.never,
            failed=self.never,
            numbers={number: Ratio(sums[0], sums[1]) for number, sums in self._sums.items()},
            without_data={number: self._without[number] for number in NUMBERS},
        )


class _Groups:
    """Sums by what repositories have in common."""

    def __init__(self, by: str) -> None:
        self._by = by
        self._sums: dict[str, _Sum] = defaultdict(_Sum)

    def add(self, member: Member) -> None:
        """Add one repository to each of its groups."""
        if self._by == "team":
            names: Iterable[str] = [member.team]
        elif self._by == "host":
            names = [member.host]
        else:
            names = [f"{name}={value}" for name, value in member.labels.items()] if self._by == "label" else []
        for name in names:
            self._sums[name].add(member)

    def pools(self) -> tuple[Pool, ...]:
        """The finished sums, by name; the small ones together, last."""
        others = _Sum()
        for one in self._sums.values():
            if one.is_small:
                others.merge(one)
        shown = [one.pool(name) for name, one in sorted(self._sums.items()) if not one.is_small]
        return (*shown, *([others.pool(OTHERS)] if others.repositories else []))


class _Kept:
    """The repositories that are named."""

    def __init__(self, number: int | None) -> None:
        self._number = number
        self._kept: list[Member] = []

    def add(self, member: Member) -> None:
        """Keep MEMBER, if it is to be named."""
        if self._number is None:
            self._kept.append(member)
        elif member.undeclared and not member.few_authors:
            self._kept.append(member)
            if len(self._kept) > 2 * self._number + 100:
                self._kept = self._most()

    def sorted(self) -> tuple[Member, ...]:
        """All of them by identity, or the ones with most undeclared AI commits, most first."""
        if self._number is None:
            return tuple(sorted(self._kept, key=lambda one: one.identity))
        return tuple(self._most())

    def _most(self) -> list[Member]:
        return nlargest(self._number or 0, self._kept, key=lambda one: (one.undeclared, one.identity))


def _shown_teams(store: FleetStore, run: FleetRun) -> set[str]:
    """Those that were large enough to be shown as of RUN."""
    return {team for team, number, few_authors in store.teams(run, run.day) if number >= FEWEST and not few_authors}


def _agents(store: FleetStore, run: FleetRun) -> tuple[tuple[str, int], ...]:
    found: Counter[str] = Counter()
    for row in store.pooled(run, run.day, ["agent_commits"]):
        found[row.label.partition("=")[2]] += int(row.total or 0)
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))


def _gates(store: FleetStore, run: FleetRun) -> tuple[tuple[str, Mapping[str, int]], ...]:
    """Gate -> state -> repositories in it."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in store.pooled(run, run.day, ["gate_state"]):
        labels = dict(part.split("=", 1) for part in row.label.split(" "))
        found[labels["gate"]][labels["state"]] += int(row.total or 0)
    return tuple(
        (gate, {state: number for state, number in states.items() if number}) for gate, states in sorted(found.items())
    )


@dataclass(frozen=True, slots=True)
class _PastPoint:
    """What a run found, of all and of the teams that were large enough then."""

    total: Point
    teams: Mapping[str, Mapping[str, Ratio]]


def _points(store: FleetStore, runs: Sequence[FleetRun]) -> Iterator[_PastPoint]:
    """The pooled numbers of the newest run of each day, oldest first, evenly thinned."""
    of_day = {run.day: run for run in reversed(runs)}
    days = sorted(of_day)
    step = -(-len(days) // POINTS)
    for day in days[::-1][::step][::-1]:
        run = of_day[day]
        of_teams = _pooled(store, run)
        total: dict[str, Ratio] = {}
        for numbers in of_teams.values():
            for name, one in numbers.items():
                known = total.get(name, NO_DATA)
                total[name] = Ratio(known.numerator + one.numerator, known.denominator + one.denominator)
        # judged by what the team was on that day: one that is large today may have been one person
        teams = {team: of_teams.get(team, {}) for team in _shown_teams(store, run)}
        yield _PastPoint(Point(_date(day), run.definition.partition("+")[0], total), teams)


def _pooled(store: FleetStore, run: FleetRun) -> dict[str, dict[str, Ratio]]:
    """The numbers of each team, added up by the store: whatever the size of the fleet, in little memory."""
    found: dict[str, dict[str, Ratio]] = defaultdict(dict)
    for row in store.pooled(run, run.day, _METRICS):
        if row.numerator is not None and row.denominator is not None:
            found[row.team or ""][_METRICS[row.metric]] = Ratio(int(row.numerator), int(row.denominator))
    return found


def _with_trend(group: Pool, points: Sequence[_PastPoint]) -> Pool:
    """GROUP with its past. `others` has none: whom it is made of changes from run to run."""
    return group if group.name == OTHERS else replace(group, trend=[one.teams.get(group.name) for one in points])


def _date(day: int) -> date:
    return _EPOCH + timedelta(days=day)
