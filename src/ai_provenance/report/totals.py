"""The counts that make the published numbers, and their definitions.

- *in scope*: not a merge and not `automation` (each can be put back by `Scope`); what is left out is counted.
- *review only*: `ai`, and all that an agent did was a review whose remark was accepted; no trailer declares it.
- `trace_all`: in-scope commits at level 1 or higher / in-scope commits.
- `trace_ai`: `ai` commits at level 2 or higher whose metadata the policy accepts / `ai` commits walked, less the
  review-only ones.
- `attribution_coverage`: commits walked whose origin is not `unknown` / commits walked.
"""

from __future__ import annotations

from collections import Counter

from ai_provenance.model import Level, Origin, Ratio, Verdict
from ai_provenance.named_tuple import NamedTuple

NUMBERS = ("trace_ai", "trace_all", "attribution_coverage")
"""The published numbers, the one that a gate judges unless another is named first: fields of `Counts`."""
EXAMINED = "examined"
"""Flag of a commit that a hook examined when it was made, without observing an agent."""
UNLISTED = "unlisted"
"""Flag of automation by an app that is in no list of ours."""
REVIEW = "review"
"""Flag of an `ai` commit for which agents reviewed only."""
MESSAGE_ONLY = "message-only"


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


class Counts(NamedTuple):
    """The counts of a set of commits, and the three numbers that they give."""

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


class Totals:
    """The running form of `Counts`. Mutable by design: `freeze` ends it."""

    __slots__ = ("ai_valid", "excluded_automation", "excluded_merges", "flags", "levels", "origins", "scope", "walked")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.walked = 0
        self.excluded_merges = 0
        self.excluded_automation = 0
        self.origins: Counter[Origin] = Counter()
        self.flags: Counter[str] = Counter()
        """Flag -> commits walked, of the flags that are published as counts."""
        self.levels: dict[Origin, list[int]] = {origin: [0] * len(Level) for origin in Origin}
        """In-scope commits by origin and level."""
        self.ai_valid = 0

    def count(self, verdict: Verdict, *, is_merge: bool, valid: bool | None = None, times: int = 1) -> bool:
        """Count TIMES commits of the same verdict; whether they are in scope."""
        self.walked += times
        self.origins[verdict.origin] += times
        if verdict.flags:
            self._count_flags(verdict, times)
        if verdict.origin is Origin.AI:
            self.ai_valid += times * declared_and_valid(verdict, valid)
        if is_merge and not self.scope.include_merges:
            self.excluded_merges += times
            return False
        if verdict.origin is Origin.AUTOMATION and not self.scope.include_automation:
            self.excluded_automation += times
            return False
        self.levels[verdict.origin][verdict.level] += times
        return True

    def _count_flags(self, verdict: Verdict, times: int) -> None:
        for flag in (EXAMINED, UNLISTED, MESSAGE_ONLY):
            if flag in verdict.flags:
                self.flags[flag] += times
        if is_review_only(verdict):
            self.flags[REVIEW] += times

    def freeze(self) -> Counts:
        """The finished counts."""
        levels = tuple(map(sum, zip(*self.levels.values(), strict=True)))
        in_scope = sum(levels)
        return Counts(
            walked=self.walked,
            in_scope=in_scope,
            excluded_merges=self.excluded_merges,
            excluded_automation=self.excluded_automation,
            origins={origin: self.origins[origin] for origin in Origin},
            examined=self.flags[EXAMINED],
            unlisted=self.flags[UNLISTED],
            review_only=self.flags[REVIEW],
            message_only=self.flags[MESSAGE_ONLY],
            levels_by_origin={origin: tuple(self.levels[origin]) for origin in Origin},
            levels=levels,
            trace_all=Ratio(in_scope - levels[0], in_scope),
            trace_ai=Ratio(self.ai_valid, self.origins[Origin.AI] - self.flags[REVIEW]),
            attribution_coverage=Ratio(self.walked - self.origins[Origin.UNKNOWN], self.walked),
        )


def declared_and_valid(verdict: Verdict, valid: bool | None) -> bool:
    """Whether an AI commit counts for `trace_ai`: declared in a trailer, and not refused by the policy."""
    return verdict.level >= Level.DECLARED and valid is not False


def is_review_only(verdict: Verdict) -> bool:
    """Whether an agent only reviewed the commit, and no trailer declares it."""
    return verdict.origin is Origin.AI and REVIEW in verdict.flags and verdict.level < Level.DECLARED
