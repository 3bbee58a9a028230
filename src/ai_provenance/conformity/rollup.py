"""Pools the repositories of an organisation: I6.1 and I6.2 with what was left out, and onboarding times (I6.3)."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from ai_provenance.conformity.conform import Conformity, Standing
from ai_provenance.conformity.requirements import State
from ai_provenance.model import Ratio

_JUDGED = (Standing.CONFORMS, Standing.DRIFTS, Standing.EXCEPTED)


@dataclass(frozen=True, slots=True)
class TemplateCount:
    """One template over the repositories that it is for."""

    repositories: int
    drifting: int
    excepted: int

    def has_too_many_exceptions(self, most: float) -> bool:
        """Whether more than the share MOST of its repositories are excepted: then the template is wrong."""
        return self.repositories > 0 and self.excepted > most * self.repositories


@dataclass(frozen=True, slots=True)
class Rollup:
    """The organisation's conformity. An excepted repository counts as not conforming."""

    repositories: Ratio
    """I6.2: conforming / judged."""
    with_exceptions: Ratio
    """The same with excepted repositories as conforming."""
    teams: Ratio
    """I6.1: teams of which all judged repositories conform / teams with a judged repository."""
    left_out: Mapping[str, int]
    """Standing -> repositories that are not judged."""
    templates: Mapping[str, TemplateCount]
    drift_by_team: Mapping[str, int]


def pool(judged: Iterable[Conformity]) -> Rollup:
    """The conformity of the organisation whose repositories are JUDGED."""
    rows = [*judged]
    counts = Counter(row.standing for row in rows)
    total = sum(counts[standing] for standing in _JUDGED)
    teams: dict[str, set[Standing]] = {}
    for row in rows:
        if row.standing in _JUDGED:
            teams.setdefault(row.subject.team, set()).add(row.standing)
    drifting = Counter(row.subject.team for row in rows if row.standing is Standing.DRIFTS)
    return Rollup(
        Ratio(counts[Standing.CONFORMS], total),
        Ratio(counts[Standing.CONFORMS] + counts[Standing.EXCEPTED], total),
        Ratio(sum(found == {Standing.CONFORMS} for found in teams.values()), len(teams)),
        {one.value: counts[one] for one in Standing if one not in _JUDGED},
        {name: _count(name, rows) for name in sorted({name for row in rows for name in row.templates})},
        dict(sorted(drifting.items())),
    )


def _count(name: str, rows: Iterable[Conformity]) -> TemplateCount:
    of_it = [row for row in rows if name in row.templates and row.standing is not Standing.ARCHIVED]
    states = [{result.state for result in row.results if result.template == name} for row in of_it]
    return TemplateCount(
        len(of_it), sum(State.DRIFTS in found for found in states), sum(State.EXCEPTED in found for found in states)
    )


@dataclass(frozen=True, slots=True)
class Onboarding:
    """One repository's way from kick-off to its first green run. Times are seconds since the epoch."""

    identity: str
    kickoff: int
    finish: int | None = None
    """None while it is open."""


@dataclass(frozen=True, slots=True)
class OnboardingTime:
    """I6.3. Those that are open are counted and never dropped."""

    hours: float | None
    """Median over those that are finished; None where none is."""
    censored_hours: float | None
    """Median by Kaplan and Meier, in which an open one counts as longer than it has taken; None where not reached."""
    finished: int
    open: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """What the rules of an organisation came to in all of its repositories, on one day."""

    name: str
    at: dt.date
    rows: Sequence[Conformity]
    pooled: Rollup
    times: OnboardingTime
    most_excepted: float
    """Share of the repositories of a template above which exceptions say that the template is wrong."""

    @property
    def is_template_wrong(self) -> bool:
        """Whether a template has more exceptions than one that is right would need."""
        return any(one.has_too_many_exceptions(self.most_excepted) for one in self.pooled.templates.values())


def onboarding_time(rows: Iterable[Onboarding], *, now: int) -> OnboardingTime:
    """I6.3 of the onboardings ROWS, as of NOW (seconds since the epoch). One that begins later is left out."""
    begun = [row for row in rows if row.kickoff <= now]
    finished = sorted(row.finish - row.kickoff for row in begun if row.finish is not None and row.finish <= now)
    open_ = sorted(now - row.kickoff for row in begun if row.finish is None or row.finish > now)
    hours = median(finished) / 3600 if finished else None
    return OnboardingTime(hours, _survival_median(finished, open_), len(finished), len(open_))


def _survival_median(finished: list[int], open_: list[int]) -> float | None:
    surviving = Fraction(1)
    for taken in sorted(set(finished)):
        at_risk = sum(one >= taken for one in finished) + sum(one >= taken for one in open_)
        surviving *= 1 - Fraction(finished.count(taken), at_risk)
        if surviving <= Fraction(1, 2):
            return taken / 3600
    return None
