"""Counts verdicts, one commit at a time or in bulk, and freezes the result.

The definitions of the published numbers are in `totals`; this module adds what a report shows beside them.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable

from ai_provenance.model import Commit, Level, Origin, Ratio, Verdict
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.history import LATEST_TIME
from ai_provenance.report.first_ai import Dated, SinceFirstAi
from ai_provenance.report.periods import Period, Periods, day_of
from ai_provenance.report.totals import Counts, Scope, Totals, declared_and_valid, is_review_only

EXAMPLES_KEPT = 28
"""Commits of a kind that a report names; their number is always the whole one."""
NO_TIME = LATEST_TIME + 1
"""Stands for the time of a commit that has none, so that times can be compared."""
_SIGNED = "record-signed-"
"""Begins the flags that say whose signature of a record holds; the role follows."""

Accepts = Callable[[Commit, Verdict], bool]


class AgentCount(NamedTuple):
    """How often an agent was named, over the `ai` commits walked."""

    id: str
    commits: int
    models: tuple[tuple[str, int], ...]
    """Model and commits, most frequent first."""


class Example(NamedTuple):
    """A commit that a report names; of many, the newest by committer date."""

    oid: str
    subject: str
    commit_time: int | None
    agent: str = ""
    """The first agent that its evidence names; empty where there is none."""
    place: str = ""
    """Where that evidence was found."""
    published: bool | None = None
    """Whether a remote-tracking branch or a tag has it; None where that was not looked up."""


class Summary(NamedTuple):
    """What one walk counted."""

    scope: Scope
    walked: int
    in_scope: int
    excluded_merges: int
    excluded_automation: int
    origins: dict[Origin, int]
    examined: int
    unlisted: int
    review_only: int
    message_only: int
    levels_by_origin: dict[Origin, tuple[int, ...]]
    """In-scope commits by origin and level 0-4."""
    levels: tuple[int, ...]
    """In-scope commits by level 0-4."""
    trace_all: Ratio
    trace_ai: Ratio
    attribution_coverage: Ratio
    agents: tuple[AgentCount, ...]
    places: tuple[tuple[str, int], ...]
    """Place and the commits that had evidence there, most frequent first."""
    flags: tuple[tuple[str, int], ...]
    timeline: tuple[Period, ...]
    """By month."""
    days: tuple[Period, ...]
    """The newest half year by day."""
    oldest: int | None
    """The oldest committer time of a commit walked."""
    newest: Dated | None
    untraceable: int
    examples: tuple[Example, ...]
    """In-scope commits without evidence."""
    undeclared: tuple[Example, ...]
    """AI commits that `trace_ai` does not count as declared."""
    first_ai: Dated | None
    since_first_ai: Counts | None
    """The commits that are not older than `first_ai`."""
    roots: tuple[str, ...] = ()
    """The commits walked that have no parent, by id."""
    recorded: int = 0
    """The commits that provenance records are about, walked or not."""


class Records(NamedTuple):
    """Commits walked with provenance records."""

    bound: int
    carried: int
    signed: int
    by_role: dict[str, int]
    unbound: int
    conflicts: int
    unreachable: int
    """Commits that records are about and that were not walked."""


def records_of(summary: Summary) -> Records:
    """What SUMMARY counted of provenance records, from the flags of the verdicts."""
    flags = dict(summary.flags)
    bound, carried = flags.get("record", 0), flags.get("record-carried", 0)
    roles = {name.removeprefix(_SIGNED): number for name, number in summary.flags if name.startswith(_SIGNED)}
    return Records(
        bound=bound,
        carried=carried,
        signed=sum(roles.values()),
        by_role=dict(sorted(roles.items())),
        unbound=flags.get("record-unbound", 0),
        conflicts=flags.get("record-conflict", 0),
        unreachable=max(0, summary.recorded - bound - carried),
    )


class Examples:
    """The newest commits of one kind. Mutable by design."""

    __slots__ = ("kept",)

    def __init__(self, kept: Iterable[Example] = ()) -> None:
        self.kept = list(kept)
        """The newest first."""

    def takes(self, commit_time: int | None) -> bool:
        """Whether a commit of this time would be among the examples."""
        return len(self.kept) < EXAMPLES_KEPT or _age(commit_time) <= _age(self.kept[-1].commit_time)

    def offer(self, example: Example) -> None:
        """Keep an example if it is among the newest; ids decide between equal times, not the order of walking."""
        insort(self.kept, example, key=lambda kept: (_age(kept.commit_time), kept.oid))
        del self.kept[EXAMPLES_KEPT:]


class Tally:
    """The running count of one walk. Mutable by design: one exists per walk, `freeze` ends it."""

    __slots__ = (
        "agents",
        "flags",
        "models",
        "newest",
        "oldest",
        "periods",
        "places",
        "recorded",
        "roots",
        "scope",
        "since",
        "totals",
        "undeclared",
        "untraceable",
    )

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.totals = Totals(scope)
        self.since = SinceFirstAi(Totals(scope))
        self.agents: Counter[str] = Counter()
        self.models: Counter[tuple[str, str]] = Counter()
        self.places: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.periods = Periods()
        self.oldest: int | None = None
        self.newest: Dated | None = None
        self.untraceable = Examples()
        self.undeclared = Examples()
        self.roots: set[str] = set()
        self.recorded = 0

    def add(self, commit: Commit, verdict: Verdict, *, valid: bool | None = None) -> None:
        """Count one commit. VALID says whether the policy accepts its metadata; by default level 2 is enough."""
        day, is_merge = day_of(commit.commit_time), commit.is_merge
        time = None if day is None else commit.commit_time
        self.count(verdict, day, is_merge=is_merge, valid=valid)
        dated = None if time is None else Dated(commit.oid, time)
        if not commit.parents:
            self.roots.add(commit.oid)
        self.extend_range(time, dated)
        first = dated if verdict.origin is Origin.AI else None
        found = [(0, verdict, valid)] if verdict.evidence or verdict.flags or verdict.level else []
        self.since.add([NO_TIME if time is None else time], [is_merge], found, first=first)
        if self.is_untraceable(verdict, is_merge=is_merge) and self.untraceable.takes(time):
            self.untraceable.offer(example_of(commit, verdict))
        if is_undeclared(verdict, valid) and self.undeclared.takes(time):
            self.undeclared.offer(example_of(commit, verdict))

    def count(
        self, verdict: Verdict, day: int | None, *, is_merge: bool, valid: bool | None = None, times: int = 1
    ) -> None:
        """Count TIMES commits of DAY (days since the epoch) that have the same verdict."""
        in_scope = self.totals.count(verdict, is_merge=is_merge, valid=valid, times=times)
        self.periods.count(verdict, day, in_scope=in_scope, valid=valid, times=times)
        if verdict.evidence or verdict.flags:
            self._add_seen(verdict, times)
        if verdict.origin is Origin.AI:
            self._add_agents(verdict, times)

    def extend_range(self, oldest: int | None, newest: Dated | None) -> None:
        """Take commits into account whose oldest committer time is OLDEST, and of which NEWEST is the newest."""
        if oldest is not None and (self.oldest is None or oldest < self.oldest):
            self.oldest = oldest
        self.newest = newer(self.newest, newest)

    def is_untraceable(self, verdict: Verdict, *, is_merge: bool) -> bool:
        """Whether a commit of this verdict counts as untraceable."""
        if is_merge and not self.scope.include_merges:
            return False
        left_out = verdict.origin is Origin.AUTOMATION and not self.scope.include_automation
        return verdict.level < Level.IDENTIFIED and not left_out

    def _add_seen(self, verdict: Verdict, times: int) -> None:
        for flag in verdict.flags:
            self.flags[flag] += times
        for place in {evidence.place.value for evidence in verdict.evidence}:
            self.places[place] += times

    def _add_agents(self, verdict: Verdict, times: int) -> None:
        for agent in {use.id for use in verdict.agents}:
            self.agents[agent] += times
        for named in {(use.id, use.model) for use in verdict.agents if use.model}:
            self.models[named] += times

    def freeze(self) -> Summary:
        """The finished count."""
        self.since.close()
        counts = self.totals.freeze()
        return Summary(
            scope=self.scope,
            **counts._asdict(),
            agents=tuple(self._agent(name, count) for name, count in _ranked(self.agents)),
            places=tuple(_ranked(self.places)),
            flags=tuple(_ranked(self.flags)),
            timeline=self.periods.freeze_months(),
            days=self.periods.freeze_days(),
            oldest=self.oldest,
            newest=self.newest,
            untraceable=counts.levels[0],
            examples=tuple(self.untraceable.kept),
            undeclared=tuple(self.undeclared.kept),
            first_ai=self.since.first,
            since_first_ai=self.since.totals.freeze() if self.since.first else None,
            roots=tuple(sorted(self.roots)),
            recorded=self.recorded,
        )

    def _agent(self, agent: str, commits: int) -> AgentCount:
        models = Counter({model: count for (owner, model), count in self.models.items() if owner == agent})
        return AgentCount(agent, commits, tuple(_ranked(models)))


def summarise(
    judged: Iterable[tuple[Commit, Verdict]], scope: Scope | None = None, *, accepts: Accepts | None = None
) -> Summary:
    """Count a stream of judged commits. ACCEPTS says whether the policy takes an AI commit's metadata as valid."""
    tally = Tally(scope or Scope())
    for commit, verdict in judged:
        valid = accepts(commit, verdict) if accepts and verdict.origin is Origin.AI else None
        tally.add(commit, verdict, valid=valid)
    return tally.freeze()


def is_undeclared(verdict: Verdict, valid: bool | None) -> bool:
    """Whether an AI commit keeps `trace_ai` below 100 %."""
    is_meant = verdict.origin is Origin.AI and not is_review_only(verdict)
    return is_meant and not declared_and_valid(verdict, valid)


def example_of(commit: Commit, verdict: Verdict) -> Example:
    """COMMIT as a report names it."""
    agent = verdict.agents[0].id if verdict.agents else ""
    place = next((seen.place.value for seen in verdict.evidence if agent and seen.agent == agent), "")
    return Example(commit.oid, subject_of(commit.message), commit.commit_time, agent, place)


def newer(one: Dated | None, other: Dated | None) -> Dated | None:
    """The newer of two commits; ids decide between equal times, not the order of walking."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda commit: (commit.commit_time, commit.oid))


def subject_of(message: bytes) -> str:
    """The first line that is not blank, decoded with care and cut to 200 characters."""
    line = message.lstrip().split(b"\n", 1)[0]
    return line.decode("utf-8", "replace").strip()[:200]


def _age(seconds: int | None) -> float:
    """Sorts the newest first, and what has no date last."""
    return float("inf") if seconds is None else -seconds


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
