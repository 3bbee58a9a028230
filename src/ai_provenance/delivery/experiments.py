"""The analysis of an experiment: units and their arms from a history, whether the allocation is sound, and one look.

Every unit counts in the arm that it was assigned to, whatever was done in it (intention to treat). Units of both arms
are left out and counted, a plan that changed after the first assignment makes the result exploratory, and an allocation
that its weights do not explain stops the analysis.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import exp, log

from ai_provenance.delivery.experiment_plans import RATES, Plan, path_of
from ai_provenance.delivery.graph import Graph
from ai_provenance.delivery.intervals import STATS_EXTRA, has_stats
from ai_provenance.delivery.messages import Named, Subjects, named
from ai_provenance.delivery.records import NEVER, Deployment, first_positions
from ai_provenance.delivery.statistics import Interval, quantile
from ai_provenance.environment.experiment import unit_of
from ai_provenance.model import Origin
from ai_provenance.repo import Repository
from ai_provenance.repo.changes import line_counts
from ai_provenance.repo.files import top_files
from ai_provenance.repo.history import batches_below
from ai_provenance.report.classify import attached_to, classify_batches
from ai_provenance.report.settings import ClassifierSettings

MISALLOCATED = 0.001
"""P of the sample-ratio test below which the analysis stops: one sound experiment in a thousand."""
LEVEL = 0.05
FEWEST_PEOPLE = 5
"""People an arm below which its numbers would say something about them."""
_DAY = 86_400
_REVERT_DAYS = 30


@dataclass(slots=True)
class Unit:
    """One unit of an experiment, as the history has it. Mutable: a walk fills it."""

    arms: set[str] = field(default_factory=set)
    commits: list[int] = field(default_factory=list)
    """Numbers of its changes in the graph of the walk."""
    landed: int = -1
    """The commit by which it came to the main line."""
    began: int = -1
    """Author date of its first change, seconds since the epoch."""
    people: set[bytes] = field(default_factory=set)
    kept: int = 0
    """Its changes that did what the arm says."""
    values: dict[str, float] = field(default_factory=dict)
    """Outcome -> its value; one that is not known is missing."""

    @property
    def arm(self) -> str:
        """The only one that it was assigned to."""
        return next(iter(self.arms))


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: counts, and nothing about a person."""

    name: str
    weight: int
    units: int
    commits: int
    kept: int
    """Commits that did what the arm says."""
    enough_people: bool
    medians: Mapping[str, float | None] = field(default_factory=dict)
    """Outcome -> median, or share of units for a rate; empty before the end, and where there are too few people."""


@dataclass(frozen=True, slots=True)
class Effect:
    """How one outcome of an arm differs from that of the first arm."""

    outcome: str
    arm: str
    units: tuple[int, int]
    """Units with a value: of the first arm and of this one."""
    estimate: float | None = None
    """A ratio (Hodges and Lehmann on logarithms), for a rate the difference of shares."""
    interval: Interval | None = None
    """95 %: the ratios that the test allows, for a rate Newcombe's."""
    p: float | None = None
    """Mann and Whitney, for a rate Fisher; of the primary outcome by Holm over the arms."""
    reason: str | None = None
    """Why there is no estimate: `insufficient`, `stats-extra`."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """What an experiment shows. `verdict` is one of `VERDICTS`."""

    plan: Plan
    verdict: str
    exploratory: bool
    arms: tuple[Arm, ...]
    switched: int
    """Units with commits of more than one arm: left out."""
    unknown_arms: int
    """Units whose arm the plan does not have: left out."""
    single: int
    """Units that are one commit no merge brought: where branches are rebased, several of them may be one unit."""
    sample_ratio_p: float | None
    effects: tuple[Effect, ...] = ()
    assigned: Mapping[str, str] = field(default_factory=dict)
    """Object id of each change of a sound unit -> its arm."""


VERDICTS = {
    "no-units": "no commit of this history is assigned",
    "running": "outcomes are looked at once, after the end",
    "stats-extra": "needs more packages: pip install scipy statsmodels",
    "misallocated": "units are not divided by the weights of the arms: something decides who is counted",
    "suppressed": f"an arm has fewer than {FEWEST_PEOPLE} people",
    "insufficient": "an arm has fewer units than the plan needs",
    "difference": "the arms differ",
    "no-difference": "no difference is shown",
    "aa-passed": "no difference where none was expected",
    "aa-failed": "a difference where none was expected: the experiment itself is at fault",
}
"""Verdict -> what it means."""


def analyse(  # noqa: PLR0913 - what is analysed, and by what
    repository: Repository,
    plan: Plan,
    tip: str,
    *,
    deployments: Sequence[Deployment],
    settings: ClassifierSettings,
    at: date,
) -> Analysis:
    """Analyse the experiment PLAN in the history of TIP, as of the day AT.

    Raises:
        RevisionError, IncompleteRangeError, GitError: the history cannot be read whole.
    """
    walk = _Walk(plan, deployments, tip)
    oids = list(dict.fromkeys([tip, *(one.commit for one in deployments)]))
    for batch, classified in classify_batches(
        batches_below(repository, oids), settings, attached_to(repository, settings)
    ):
        origins = {row: verdict.origin for row, verdict in classified}
        for row, said in named(batch, Subjects(batch)):
            if said.is_revert:
                walk.reverts.append((len(walk.authored) + row, said))
        for row in range(len(batch)):
            walk.take(batch.people[row], batch.texts[row], batch.ids[row], batch.times[row], origins.get(row))
        walk.graph.extend(batch.ids)
    units = walk.units()
    _measure(repository, plan, walk, units)
    found = _judged(plan, units, exploratory=_is_changed(repository, plan, walk, tip), at=at)
    assigned = {walk.graph.oid(number): unit.arm for unit in units if len(unit.arms) == 1 for number in unit.commits}
    return replace(found, assigned=assigned)


class _Walk:
    """The columns of one walk. Mutable by design: rows are taken, `units` ends it."""

    def __init__(self, plan: Plan, deployments: Sequence[Deployment], tip: str) -> None:
        self.plan = plan
        self.deployments = deployments
        self.deployed = first_positions(deployments)
        self.tip = tip.encode("ascii")
        self.graph = Graph([*self.deployed, self.tip])
        self.assigned: dict[int, set[str]] = {}
        """Number of a commit in the graph -> arms that its message names."""
        self.authored: list[int] = []
        self.committed: list[int] = []
        self.subjects: list[bytes] = []
        self.people: list[bytes] = []
        self.origins: list[Origin | None] = []
        self.reverts: list[tuple[int, Named]] = []
        # anywhere in a message: a squash merge has the trailers of its commits in its body
        self._trailer = re.compile(
            rb"(?m)^[ \t]*[Ee]xperiment:[ \t]*" + re.escape(plan.name.encode()) + rb"/([\w-]+)[ \t]*\r?$"
        )

    def take(self, people: bytes, text: bytes, ids: bytes, time: bytes, origin: Origin | None) -> None:
        arms = self._trailer.findall(text) if b"xperiment:" in text else []
        if arms:
            self.assigned[len(self.authored)] = {arm.decode("ascii", "replace") for arm in arms}
        self.authored.append(_seconds(ids.rpartition(b" ")[2]))
        self.committed.append(_seconds(time))
        self.people.append(people.split(b"\n", 2)[1] if people.count(b"\n") > 1 else people)
        self.subjects.append(text.lstrip().partition(b"\n")[0])
        self.origins.append(origin)

    def units(self) -> list[Unit]:
        """The units that have an assigned commit. A merge brings one unit; a commit that none brought is one."""
        found: dict[object, Unit] = {}
        owner: dict[int, Unit] = {}
        main, number = set(), self.graph.at[self.tip]
        while number >= 0:
            main.add(number)
            number = self.graph.parent[number]
        below = self.graph.below(self.graph.at[self.tip])
        # what was deployed and is not in this history is walked too, and is no part of it
        self.assigned = {number: arms for number, arms in self.assigned.items() if below[number]}
        merges = [number for number in self.graph.more if below[number]]
        oldest = max(self.assigned, default=-1)
        # the oldest first: the first merge that brings a commit is that of its own branch
        for number in reversed(merges):
            if number > oldest:
                continue
            brought = [one for one in self.graph.brought(number) if one not in owner and one not in main]
            changes = [one for one in brought if one not in self.graph.more]
            if changes:
                unit = found.setdefault(self._key(number, changes), Unit())
                owner.update(dict.fromkeys(brought, unit))
                self._fill(unit, number, changes)
        for number in self.assigned:
            if number not in owner and number not in self.graph.more:
                unit = found.setdefault(self._key(number, [number]), Unit())
                self._fill(unit, number, [number])
        return [unit for unit in found.values() if unit.arms]

    def _key(self, landed: int, changes: Sequence[int]) -> object:
        """What makes a unit one: its ticket, else the commit by which it landed."""
        if self.plan.unit == "ticket":
            for number in (landed, *changes):
                ticket = unit_of("", self.subjects[number].decode("utf-8", "replace"), kind="ticket")
                if ticket:
                    return ticket
        return landed

    def _fill(self, unit: Unit, landed: int, changes: Sequence[int]) -> None:
        # all of a unit has landed with the last of its commits, and children come before parents
        unit.landed = landed if unit.landed < 0 else min(unit.landed, landed)
        unit.commits.extend(changes)
        for number in changes:
            unit.arms |= self.assigned.get(number, set())
            unit.people.add(self.people[number].lower())
            if self.authored[number] >= 0:
                unit.began = self.authored[number] if unit.began < 0 else min(unit.began, self.authored[number])


def _seconds(printed: bytes) -> int:
    return int(printed) if printed.isdigit() and len(printed) < 13 else -1


def _measure(repository: Repository, plan: Plan, walk: _Walk, units: Sequence[Unit]) -> None:
    """Fill the values of UNITS, and count the changes that did what their arm says."""
    wanted = {plan.primary, *plan.guards}
    lines: dict[str, int] = {}
    if "lines" in wanted:
        oids = [walk.graph.oid(number) for unit in units for number in unit.commits]
        lines = {oid: added + removed for oid, added, removed in line_counts(repository, oids)}
    taken_back = _taken_back(walk, units) if "reverted" in wanted else set()
    firsts, _ = walk.graph.first_of(walk.deployed)
    expected = plan.origins or {}
    for index, unit in enumerate(units):
        origin = expected.get(unit.arm) if len(unit.arms) == 1 else None
        for number in unit.commits:
            is_ai = walk.origins[number] is Origin.AI
            unit.kept += number in walk.assigned if origin is None else is_ai == (origin == "ai")
        landed = walk.committed[unit.landed]
        first = firsts[unit.landed]
        if unit.began >= 0 and landed >= unit.began:
            unit.values["cycle_time"] = landed - unit.began
        if unit.began >= 0 and first != NEVER and walk.deployments[first].time >= unit.began:
            unit.values["lead_time"] = walk.deployments[first].time - unit.began
        counted = [lines[oid] for one in unit.commits if (oid := walk.graph.oid(one)) in lines]
        if len(counted) == len(unit.commits):
            unit.values["lines"] = sum(counted)
        if "reverted" in wanted:
            unit.values["reverted"] = float(index in taken_back)


def _taken_back(walk: _Walk, units: Sequence[Unit]) -> set[int]:
    """Positions of the units of which a change was taken back within 30 days of landing, by what reverts name."""
    owner = {number: index for index, unit in enumerate(units) for number in (*unit.commits, unit.landed)}
    oids = {number: walk.graph.oid(number).encode("ascii") for number in owner}
    by_id = {oid[:7]: number for number, oid in oids.items()}
    by_subject = {walk.subjects[number]: number for number in owner}
    found = set()
    for revert, said in walk.reverts:
        hits = [by_id[oid[:7]] for oid in said.reverts_ids if oid[:7] in by_id]
        hits = [number for number in hits if any(oids[number].startswith(one) for one in said.reverts_ids)]
        if not hits and said.reverts_subject in by_subject:
            hits = [by_subject[said.reverts_subject]]
        for number in hits:
            landed = walk.committed[units[owner[number]].landed]
            if 0 <= walk.committed[revert] - landed <= _REVERT_DAYS * _DAY:
                found.add(owner[number])
    return found


def _is_changed(repository: Repository, plan: Plan, walk: _Walk, tip: str) -> bool:
    """Whether the plan is not the one that the first assigned commit had."""
    if not walk.assigned:
        return False
    first = min(walk.assigned, key=lambda number: (walk.committed[number], -number))
    oid = walk.graph.oid(first)
    found = [{file.oid for file in top_files(repository, one, [path_of(plan.name)])} for one in (oid, tip)]
    return not found[0] or found[0] != found[1]


def _judged(plan: Plan, units: Sequence[Unit], *, exploratory: bool, at: date) -> Analysis:
    weights = dict(plan.arms)
    sound = [unit for unit in units if len(unit.arms) == 1 and unit.arm in weights]
    switched = sum(len(unit.arms) > 1 for unit in units)
    by_arm = {name: [unit for unit in sound if unit.arm == name] for name in weights}
    p = sample_ratio([len(rows) for rows in by_arm.values()], list(weights.values())) if sound else None
    analysis = Analysis(
        plan, "no-units", exploratory, tuple(_arm(name, weights[name], rows) for name, rows in by_arm.items()),
        switched, len(units) - len(sound) - switched,
        sum(unit.commits == [unit.landed] for unit in sound), p,
    )  # fmt: skip
    verdict = _obstacle(analysis, sound, at)
    if verdict:
        return replace(analysis, verdict=verdict)
    outcomes = (plan.primary, *plan.guards)
    shown = tuple(replace(arm, medians=_medians(by_arm[arm.name], outcomes)) for arm in analysis.arms)
    effects = [*_effects(by_arm, outcomes)]
    primary = [one for one in effects if one.outcome == plan.primary]
    differs = any(one.p is not None and one.p < LEVEL for one in primary)
    if any(one.p is None for one in primary):
        verdict = "insufficient"
    elif plan.is_aa:
        verdict = "aa-failed" if differs else "aa-passed"
    else:
        verdict = "difference" if differs else "no-difference"
    return replace(analysis, verdict=verdict, arms=shown, effects=tuple(effects))


def _obstacle(analysis: Analysis, sound: Sequence[Unit], at: date) -> str | None:
    """Why no outcome is looked at; None where all is as it should be."""
    if not sound:
        return "no-units"
    if analysis.sample_ratio_p is None:
        return STATS_EXTRA
    if analysis.sample_ratio_p < MISALLOCATED:
        return "misallocated"
    if at <= analysis.plan.ends:
        return "running"
    if not all(arm.enough_people for arm in analysis.arms):
        return "suppressed"
    return "insufficient" if any(arm.units < analysis.plan.minimum_units for arm in analysis.arms) else None


def _arm(name: str, weight: int, rows: Sequence[Unit]) -> Arm:
    people = {person for unit in rows for person in unit.people}
    commits = sum(len(unit.commits) for unit in rows)
    return Arm(name, weight, len(rows), commits, sum(unit.kept for unit in rows), len(people) >= FEWEST_PEOPLE)


def _medians(rows: Sequence[Unit], outcomes: Sequence[str]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for outcome in outcomes:
        values = sorted(unit.values[outcome] for unit in rows if outcome in unit.values)
        middle = sum(values) / len(values) if values and outcome in RATES else None
        found[outcome] = middle if middle is not None or not values else quantile(values, 0.5)
    return found


def sample_ratio(counts: Sequence[int], weights: Sequence[int]) -> float | None:
    """P of the chi-square test that COUNTS are drawn by WEIGHTS; None without the extra `stats`."""
    if not has_stats():
        return None
    from scipy.stats import chi2  # noqa: PLC0415 - a second to load

    expected = [sum(counts) * weight / sum(weights) for weight in weights]
    distance = sum((count - share) ** 2 / share for count, share in zip(counts, expected, strict=True))
    return float(chi2.sf(distance, len(counts) - 1))


def _effects(by_arm: Mapping[str, Sequence[Unit]], outcomes: Sequence[str]) -> Iterator[Effect]:
    (_, first), *others = by_arm.items()
    for outcome in outcomes:
        control = [unit.values[outcome] for unit in first if outcome in unit.values]
        found = []
        for name, rows in others:
            treated = [unit.values[outcome] for unit in rows if outcome in unit.values]
            compare = compare_rates if outcome in RATES else compare_ratios
            estimate, interval, p = compare(control, treated)
            reason = None if p is not None else "insufficient"
            found.append(Effect(outcome, name, (len(control), len(treated)), estimate, interval, p, reason))
        yield from _holm(found)


def _holm(effects: Sequence[Effect]) -> list[Effect]:
    """EFFECTS with p adjusted for looking at several arms (Holm, 1979)."""
    tested = [one for one in effects if one.p is not None]
    if len(tested) < 2:
        return list(effects)
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - a second to load

    found = multipletests([one.p for one in tested], method="holm")[1]
    corrected = {one.arm: float(p) for one, p in zip(tested, found, strict=True)}
    return [replace(one, p=corrected.get(one.arm)) for one in effects]


Compared = tuple[float | None, Interval | None, float | None]


def compare_ratios(control: Sequence[float], treated: Sequence[float]) -> Compared:
    """The ratio of TREATED to CONTROL with its interval and p. All None where the test would allow any ratio."""
    if min(len(control), len(treated)) < 2:
        return None, None, None
    from ai_provenance.delivery.inference import sample_of, shift, stratified_p  # noqa: PLC0415 - scipy

    values = [log(max(1.0, value)) for value in (*treated, *control)]
    is_treated = [place < len(treated) for place in range(len(values))]
    # one stratum, and each unit by itself: units are what was assigned
    sample = sample_of(values, is_treated, [0] * len(values), range(len(values)))
    middle, allowed = shift(sample)
    if allowed is None:
        return None, None, None
    return exp(middle), (exp(allowed[0]), exp(allowed[1])), stratified_p(sample, ranked=True)


def compare_rates(control: Sequence[float], treated: Sequence[float]) -> Compared:
    """The share of TREATED less that of CONTROL, of zeros and ones, with its interval and p. All None without a one."""
    if not control or not treated or not sum(control) + sum(treated):
        return None, None, None
    from scipy.stats import fisher_exact  # noqa: PLC0415 - comes with the extra

    from ai_provenance.delivery.inference import newcombe  # noqa: PLC0415 - scipy

    ones, others = int(sum(treated)), int(sum(control))
    p = float(fisher_exact([[ones, len(treated) - ones], [others, len(control) - others]])[1])
    return ones / len(treated) - others / len(control), newcombe(treated, control), p
