"""Quarters of a calendar or fiscal year. All days are in UTC."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from ai_provenance.errors import ExitCode, ProvenanceError

_NAME = re.compile(r"(\d{4})Q([1-4])")


class QuarterError(ProvenanceError):
    """What was given names no quarter."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of a year, which is named by the calendar year in which it begins."""

    year: int
    number: int
    fiscal_start: int = 1
    """Month in which the year begins."""

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def start(self) -> dt.date:
        """Its first day."""
        months = self.year * 12 + self.fiscal_start - 1 + 3 * (self.number - 1)
        return dt.date(months // 12, months % 12 + 1, 1)

    @property
    def end(self) -> dt.date:
        """Its last day."""
        return self.next.start - dt.timedelta(days=1)

    @property
    def next(self) -> Quarter:
        """The quarter after it."""
        later = self.number == 4
        return Quarter(self.year + later, 1 if later else self.number + 1, self.fiscal_start)

    def due(self, grace_days: int) -> dt.date:
        """The first day on which its audit is late."""
        return self.end + dt.timedelta(days=grace_days + 1)


def quarter_named(name: str, fiscal_start: int = 1) -> Quarter:
    """The quarter that NAME (`2026Q4`) names. Raises QuarterError where it names none."""
    found = _NAME.fullmatch(name)
    if not found or not 1000 <= int(found[1]) <= 9000:
        raise QuarterError(f"{name!r} is no quarter, expected YYYYQN", "ai-provenance audit take --quarter 2026Q4")
    return Quarter(int(found[1]), int(found[2]), fiscal_start)


def quarter_of(day: dt.date, fiscal_start: int = 1) -> Quarter:
    """The quarter that DAY is in."""
    months = day.year * 12 + day.month - fiscal_start
    return Quarter(months // 12, months % 12 // 3 + 1, fiscal_start)


def quarters_over(since: dt.date, at: dt.date, *, fiscal_start: int, grace_days: int) -> Iterator[Quarter]:
    """The quarters from that of the day SINCE on whose audits are due on the day AT."""
    quarter = quarter_of(since, fiscal_start)
    while quarter.due(grace_days) <= at:
        yield quarter
        quarter = quarter.next
