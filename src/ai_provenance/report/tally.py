"""Counts verdicts, one commit at a time or in bulk, and freezes the result.

The definitions of the published numbers live here and nowhere else:

- *in scope*: not a merge and not `automation` (each can be put back by `Scope`); what is left out is counted.
- `trace_all`: in-scope commits at level 1 or higher / in-scope commits.
- `trace_ai`: `ai` commits at level 2 or higher whose metadata the policy accepts / `ai` commits walked.
- `attribution_coverage`: commits walked whose origin is not `unknown` / commits walked.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from ai_provenance.model import Commit, Level, Origin, Ratio, Verdict
from ai_provenance.named_tuple import NamedTuple

EXAMPLES_KEPT = 20
"""Untraceable commits named in a report; their number is always the whole one."""

Accepts = Callable[[Commit, Verdict], bool]


class Scope(NamedTuple):
    """Which commits the percentage is about."""

    include_merges: bool = False
    include_automation: bool = False

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules in words, for the report."""
        merges = "merge commits included" if self.include_merges else "merge commits left out"
        bots = "automation included" if self.include_automation else "automation left out"
        return (merges, bots)


class AgentCount(NamedTuple):
    """How often an agent was named, over the `ai` commits walked."""

    id: str
    commits: int
    models: tuple[tuple[str, int], ...]
    """Model and commits, most frequent first."""


class Period(NamedTuple):
    """One calendar month (UTC, by committer date) of in-scope commits."""

    period: str
    """`YYYY-MM`, or `unknown` for commits whose date git could not give."""
    in_scope: int
    ai: int
    traceable: int


class Example(NamedTuple):
    """A commit without evidence; a report names the newest by committer date."""

    oid: str
    subject: str
    commit_time: int | None


class Summary(NamedTuple):
    """What one walk counted."""

    scope: Scope
    walked: int
    in_scope: int
    excluded_merges: int
    excluded_automation: int
    origins: dict[Origin, int]
    message_only: int
    levels: tuple[int, int, int, int, int]
    """In-scope commits by level 0-4."""
    trace_all: Ratio
    trace_ai: Ratio
    attribution_coverage: Ratio
    agents: tuple[AgentCount, ...]
    places: tuple[tuple[str, int], ...]
    """Place and the commits that had evidence there, most frequent first."""
    flags: tuple[tuple[str, int], ...]
    timeline: tuple[Period, ...]
    untraceable: int
    examples: tuple[Example, ...]


class Tally:
    """The running count of one walk. Mutable by design: one exists per walk, `freeze` ends it."""

    __slots__ = (
        "agents",
        "ai_valid",
        "examples",
        "excluded_automation",
        "excluded_merges",
        "flags",
        "levels",
        "message_only",
        "models",
        "months",
        "origins",
        "places",
        "scope",
        "walked",
    )

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.walked = 0
        self.excluded_merges = 0
        self.excluded_automation = 0
        self.origins: Counter[Origin] = Counter()
        self.message_only = 0
        self.levels = [0, 0, 0, 0, 0]
        self.ai_valid = 0
        self.agents: Counter[str] = Counter()
        self.models: Counter[tuple[str, str]] = Counter()
        self.places: Counter[str] = Counter()
        self.flags: Counter[str] = Counter()
        self.months: dict[str, list[int]] = {}
        """Period -> [in scope, ai, traceable]."""
        self.examples: list[Example] = []
        """The newest first."""

    def add(self, commit: Commit, verdict: Verdict, *, valid: bool | None = None) -> None:
        """Count one commit. VALID says whether the policy accepts its metadata; by default level 2 is enough."""
        month = month_of(commit.commit_time)
        if self.count(verdict, month, is_merge=commit.is_merge, valid=valid) and self.takes(commit.commit_time):
            self.offer(Example(commit.oid, subject_of(commit.message), commit.commit_time))

    def count(self, verdict: Verdict, month: str, *, is_merge: bool, valid: bool | None = None, times: int = 1) -> bool:
        """Count TIMES commits of MONTH that have the same verdict. True when they are in scope and untraceable."""
        self.walked += times
        self.origins[verdict.origin] += times
        if verdict.evidence or verdict.flags:
            self._add_seen(verdict, times)
        if verdict.origin is Origin.AI:
            self._add_ai(verdict, times, valid=declared_and_valid(verdict, valid))
        return self._is_in_scope(verdict.origin, times, is_merge=is_merge) and self._add_in_scope(verdict, month, times)

    def is_untraceable(self, verdict: Verdict) -> bool:
        """Whether a commit of this verdict counts as untraceable, if it is no merge that is left out."""
        left_out = verdict.origin is Origin.AUTOMATION and not self.scope.include_automation
        return verdict.level < Level.IDENTIFIED and not left_out

    def takes(self, commit_time: int | None) -> bool:
        """Whether an untraceable commit of this time would be among the examples."""
        return len(self.examples) < EXAMPLES_KEPT or _age(commit_time) <= _age(self.examples[-1].commit_time)

    def offer(self, example: Example) -> None:
        """Keep an example if it is among the newest; ids decide between equal times, not the order of walking."""
        insort(self.examples, example, key=lambda kept: (_age(kept.commit_time), kept.oid))
        del self.examples[EXAMPLES_KEPT:]

    def _add_seen(self, verdict: Verdict, times: int) -> None:
        self.message_only += times * ("message-only" in verdict.flags)
        for flag in verdict.flags:
            self.flags[flag] += times
        for place in {evidence.place.value for evidence in verdict.evidence}:
            self.places[place] += times

    def _is_in_scope(self, origin: Origin, times: int, *, is_merge: bool) -> bool:
        if is_merge and not self.scope.include_merges:
            self.excluded_merges += times
            return False
        if origin is Origin.AUTOMATION and not self.scope.include_automation:
            self.excluded_automation += times
            return False
        return True

    def _add_ai(self, verdict: Verdict, times: int, *, valid: bool) -> None:
        self.ai_valid += valid * times
        for agent in {use.id for use in verdict.agents}:
            self.agents[agent] += times
        for named in {(use.id, use.model) for use in verdict.agents if use.model}:
            self.models[named] += times

    def _add_in_scope(self, verdict: Verdict, month: str, times: int) -> bool:
        traceable = verdict.level >= Level.IDENTIFIED
        self.levels[verdict.level] += times
        counts = self.months.setdefault(month, [0, 0, 0])
        counts[0] += times
        counts[1] += times * (verdict.origin is Origin.AI)
        counts[2] += times * traceable
        return not traceable

    def freeze(self) -> Summary:
        """The finished count."""
        in_scope = sum(self.levels)
        attributed = self.walked - self.origins[Origin.UNKNOWN]
        return Summary(
            scope=self.scope,
            walked=self.walked,
            in_scope=in_scope,
            excluded_merges=self.excluded_merges,
            excluded_automation=self.excluded_automation,
            origins={origin: self.origins[origin] for origin in Origin},
            message_only=self.message_only,
            levels=(self.levels[0], self.levels[1], self.levels[2], self.levels[3], self.levels[4]),
            trace_all=Ratio(in_scope - self.levels[0], in_scope),
            trace_ai=Ratio(self.ai_valid, self.origins[Origin.AI]),
            attribution_coverage=Ratio(attributed, self.walked),
            agents=tuple(self._agent(name, count) for name, count in _ranked(self.agents)),
            places=tuple(_ranked(self.places)),
            flags=tuple(_ranked(self.flags)),
            timeline=tuple(Period(name, *counts) for name, counts in sorted(self.months.items())),
            untraceable=self.levels[0],
            examples=tuple(self.examples),
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


def declared_and_valid(verdict: Verdict, valid: bool | None) -> bool:
    """Whether an AI commit counts for `trace_ai`: declared in a trailer, and not refused by the policy."""
    return verdict.level >= Level.DECLARED and valid is not False


def utc(seconds: int | None) -> datetime | None:
    """A time stamp in UTC; None where there is none, or no calendar has it (git stores any number)."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


def month_of(seconds: int | None) -> str:
    """The UTC month `YYYY-MM` of a time stamp, `unknown` where it has no date."""
    moment = utc(seconds)
    return moment.isoformat()[:7] if moment else "unknown"


def subject_of(message: bytes) -> str:
    """The first line that is not blank, decoded with care and cut to 200 characters."""
    line = message.lstrip().split(b"\n", 1)[0]
    return line.decode("utf-8", "replace").strip()[:200]


def _age(seconds: int | None) -> float:
    """Sorts the newest first, and what has no date last."""
    return float("inf") if seconds is None else -seconds


def _ranked(counter: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))
