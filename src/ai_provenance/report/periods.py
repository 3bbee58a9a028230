"""The counts of a walk over time: by month, and by day for the newest half year."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from ai_provenance.model import AgentUse, Level, Origin, Verdict
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.report.totals import declared_and_valid, is_review_only

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UNDATED = "unknown"
"""The period of commits whose date git could not give."""
DAY = 86_400
LONGEST_BY_DAY = 21
LONGEST_BY_WEEK = 182
"""Days that a timeline spans at most, to be given by day or by week; a longer one is given by month."""
_DAYS_KEPT = LONGEST_BY_WEEK + 7
"""The newest days whose counts are kept: a timeline by day or week never begins earlier. One week more, for Mondays."""
_EPOCH = date(1970, 1, 1).toordinal()
_MONTHS_CACHED = 1_000


class AgentUses(NamedTuple):
    """How many AI commits name an agent with one model; without one where none was named."""

    id: str
    model: str | None
    commits: int


class Period(NamedTuple):
    """The commits of one period (UTC, by committer date)."""

    period: str
    """`YYYY-MM`, or `YYYY-MM-DD` for a day and for a week, which its Monday names; `unknown` without a date."""
    in_scope: int
    ai: int
    """In-scope commits of origin `ai`."""
    traceable: int
    walked: int = 0
    known: int = 0
    """Commits walked whose origin is not `unknown`: of `walked`, the part that `attribution_coverage` is about."""
    declared: int = 0
    """AI commits walked that `trace_ai` counts as declared."""
    declared_of: int = 0
    """AI commits walked that `trace_ai` is about: less the review-only ones."""
    agents: tuple[AgentUses, ...] = ()


class _Counted:
    """The running counts of one period."""

    __slots__ = ("numbers", "uses")

    def __init__(self, numbers: Iterable[int] = (0,) * 7, uses: dict[tuple[str, str], int] | None = None) -> None:
        self.numbers = list(numbers)
        self.uses: dict[tuple[str, str], int] = {} if uses is None else uses
        """Agent and model (empty: not named) -> AI commits walked. No `Counter`: it takes twice as long to make."""

    def add(self, numbers: Iterable[int], agents: Iterable[AgentUse], times: int) -> None:
        self.numbers = [old + new for old, new in zip(self.numbers, numbers, strict=True)]
        for use in agents:
            self.use(use, times)

    def use(self, use: AgentUse | AgentUses, times: int) -> None:
        """Count TIMES commits that name the agent and model of USE."""
        key = use.id, use.model or ""
        self.uses[key] = self.uses.get(key, 0) + times

    def freeze(self, name: str) -> Period:
        in_scope, ai, traceable, walked, known, declared, declared_of = self.numbers
        ranked = sorted(self.uses.items(), key=lambda item: (-item[1], item[0]))
        agents = tuple(AgentUses(agent, model or None, commits) for (agent, model), commits in ranked)
        return Period(name, in_scope, ai, traceable, walked, known, declared, declared_of, agents)


class Periods:
    """The running counts by month and day. Mutable by design."""

    __slots__ = ("days", "months", "newest")

    def __init__(self) -> None:
        self.months: dict[str, _Counted] = {}
        self.days: dict[int, _Counted] = {}
        """By days since the epoch."""
        self.newest = 0
        """The newest day that was counted."""

    def count(self, verdict: Verdict, day: int | None, *, in_scope: bool, valid: bool | None, times: int) -> None:
        """Count TIMES commits of DAY (days since the epoch; None without a date) that have the same verdict."""
        is_ai = verdict.origin is Origin.AI
        numbers = (
            times * in_scope,
            times * (in_scope and is_ai),
            times * (in_scope and verdict.level >= Level.IDENTIFIED),
            times,
            times * (verdict.origin is not Origin.UNKNOWN),
            times * (is_ai and declared_and_valid(verdict, valid)),
            times * (is_ai and not is_review_only(verdict)),
        )
        agents = dict.fromkeys(verdict.agents) if is_ai else ()
        _counted(self.months, _month(day)).add(numbers, agents, times)
        if day is not None and day >= self.newest - _DAYS_KEPT:
            self.newest = max(self.newest, day)
            _counted(self.days, day).add(numbers, agents, times)
            if len(self.days) > 2 * _DAYS_KEPT:
                self._forget_days()

    def coarsest(self, day: int, newest: int) -> int:
        """A day that represents DAY in the counts, where NEWEST is another day that is counted.

        Days of their own are kept of the newest half year only: the first of a month represents all before.
        """
        if day >= max(newest, self.newest) - _DAYS_KEPT:
            return day
        return date.fromordinal(_EPOCH + day).replace(day=1).toordinal() - _EPOCH

    def _forget_days(self) -> None:
        # what newer commits push out is never needed again: the newest day only grows
        self.days = {day: counted for day, counted in self.days.items() if day >= self.newest - _DAYS_KEPT}

    def freeze_months(self) -> tuple[Period, ...]:
        """The months in order."""
        return tuple(counted.freeze(name) for name, counted in sorted(self.months.items()))

    def freeze_days(self) -> tuple[Period, ...]:
        """The newest days in order."""
        self._forget_days()
        return tuple(counted.freeze(_iso(day)) for day, counted in sorted(self.days.items()))

    def dump(self) -> list[object]:
        """The counts as values that JSON can hold."""
        self._forget_days()
        return [
            {
                key: [counted.numbers, [[*use, commits] for use, commits in counted.uses.items()]]
                for key, counted in kept.items()
            }
            for kept in (self.months, self.days)
        ]

    @classmethod
    def load(cls, state: Any) -> Periods:
        """The counts that `dump` made STATE of. Raises KeyError, TypeError or ValueError where it is no such thing."""
        months, days = state
        periods = cls()
        periods.months = {str(month): _loaded(counted) for month, counted in months.items()}
        periods.days = {int(day): _loaded(counted) for day, counted in days.items()}
        periods.newest = max(periods.days, default=0)
        return periods


def _counted(kept: dict[Any, _Counted], name: str | int) -> _Counted:
    found = kept.get(name)
    if found is None:
        found = kept[name] = _Counted()
    return found


def _loaded(state: Any) -> _Counted:
    numbers, uses = state
    if len(numbers) != 7:
        raise ValueError(f"expected seven numbers, got {len(numbers)}")
    return _Counted(map(int, numbers), {(str(agent), str(model)): int(number) for agent, model, number in uses})


def timeline(
    months: tuple[Period, ...], days: tuple[Period, ...], *, start: int | None, end: int | None
) -> tuple[str, tuple[Period, ...]]:
    """The unit (`day`, `week`, `month`) for what happened between START and END (seconds), and the periods in it.

    A short span is given by day or week, from START on, because a month would make one point of it; a longer one by
    month, all that were walked. Periods without commits are left out.
    """
    first, last = day_of(start), day_of(end)
    if first is None or last is None or last - first > LONGEST_BY_WEEK:
        return "month", months
    if last - first <= LONGEST_BY_DAY:
        return "day", tuple(one for one in days if one.period >= _iso(first))
    monday = _iso(_monday(first))
    return "week", _by_week(one for one in days if one.period >= monday)


def _by_week(days: Iterable[Period]) -> tuple[Period, ...]:
    weeks: dict[str, _Counted] = {}
    for day in days:
        ordinal = date.fromisoformat(day.period).toordinal() - _EPOCH
        counted = _counted(weeks, _iso(_monday(ordinal)))
        numbers = (day.in_scope, day.ai, day.traceable, day.walked, day.known, day.declared, day.declared_of)
        counted.add(numbers, (), 0)
        for use in day.agents:
            counted.use(use, use.commits)
    return tuple(counted.freeze(week) for week, counted in sorted(weeks.items()))


def _monday(day: int) -> int:
    return day - date.fromordinal(_EPOCH + day).weekday()


def day_of(seconds: int | None) -> int | None:
    """Days since the epoch; None where there is no date, or no calendar has it."""
    return None if utc(seconds) is None or seconds is None else seconds // DAY


def utc(seconds: int | None) -> datetime | None:
    """A time stamp in UTC; None where there is none, or no calendar has it (git stores any number)."""
    if seconds is None:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None


_months: dict[int | None, str] = {None: UNDATED}


def _month(day: int | None) -> str:
    """The month `YYYY-MM` of a day; remembered for all days of a month, since a history has many."""
    found = _months.get(day)
    if found is None and day is not None:
        if len(_months) > 31 * _MONTHS_CACHED:
            _months.clear()
            _months[None] = UNDATED
        first = date.fromordinal(_EPOCH + day).replace(day=1)
        start = first.toordinal() - _EPOCH
        found = first.isoformat()[:7]
        length = ((first + timedelta(days=31)).replace(day=1) - first).days if first < date(9999, 12, 1) else 31
        _months.update(dict.fromkeys(range(start, start + length), found))
    return found or UNDATED


def _iso(day: int) -> str:
    return date.fromordinal(_EPOCH + day).isoformat()
