"""The numbers of a fleet as of a day: what its exporters receive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from ai_provenance.model import Ratio
from ai_provenance.report import NUMBERS

OTHERS = "others"
"""The group of those that are too small to be shown: their numbers could be a person's."""
NO_DATA = Ratio(0, 0)


@dataclass(frozen=True, slots=True)
class Pool:
    """Repositories whose numerators and denominators are added. Never a mean of ratios."""

    name: str
    repositories: int
    counted: int
    """That have a value, no older than the fleet allows."""
    stale: int
    """Whose last value is older."""
    failed: int
    """That never had one."""
    numbers: Mapping[str, Ratio]
    """`trace_all`, `trace_ai`, `attribution_coverage` -> the pooled number."""
    without_data: Mapping[str, int]
    """The same -> counted repositories that have nothing to add: no commit of that kind."""
    trend: Sequence[Mapping[str, Ratio] | None] = ()
    """Of a team: its numbers at each point of the snapshot's trend, None where it was too small then to be shown."""

    def number(self, name: str) -> Ratio:
        """One of the numbers."""
        return self.numbers.get(name, NO_DATA)


@dataclass(frozen=True, slots=True)
class Member:
    """One repository."""

    identity: str
    team: str
    """As it is shown: `others` for one of a small team."""
    labels: Mapping[str, str]
    state: str
    reason: str
    judged: date | None
    """The day of its value; None where it has none that counts."""
    stale: bool
    """Whether it had a value, which is too old by now."""
    since: date | None
    """The first day of the failures that it is in."""
    few_authors: bool
    numbers: Mapping[str, Ratio] = field(default_factory=dict)

    @property
    def host(self) -> str:
        """The host of its address."""
        return self.identity.partition("/")[0]

    @property
    def undeclared(self) -> int:
        """AI commits that do not say so."""
        number = self.numbers.get("trace_ai", NO_DATA)
        return number.denominator - number.numerator


@dataclass(frozen=True, slots=True)
class Point:
    """The pooled numbers as of the day of a run."""

    day: date
    definition: str
    """What they mean: points of two definitions are not one curve."""
    numbers: Mapping[str, Ratio]


@dataclass(frozen=True, slots=True)
class FleetSnapshot:
    """An organisation's numbers as of one run."""

    organisation: str
    day: date
    """Of the run that the numbers are of."""
    definition: str
    coverage: float | None
    """Repositories that this run judged / all."""
    newest: date
    """Of the newest run; later than `day` where that judged too few."""
    newest_coverage: float | None
    grouped_by: str
    total: Pool
    groups: Sequence[Pool]
    """By name, and `others` last. No league table."""
    agents: Sequence[tuple[str, int]]
    """Agent -> AI commits that name it, most first."""
    gates: Sequence[tuple[str, Mapping[str, int]]]
    """Gate -> state -> repositories; empty where none was scored."""
    trend: Sequence[Point]
    members: Sequence[Member]
    """By identity; all of them, or the ones with most undeclared AI commits."""
    errors: Sequence[Member]
    """Those without a judgement in the newest run."""

    @property
    def is_published(self) -> bool:
        """Whether the numbers are those of the newest run."""
        return self.day == self.newest


__all__ = ["NUMBERS", "OTHERS", "FleetSnapshot", "Member", "Point", "Pool"]
