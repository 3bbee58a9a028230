"""Numbers in words: the same percentage reads the same in every format for people."""

from __future__ import annotations

from ai_provenance.model import Ratio
from ai_provenance.text import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.report import Summary

one_line = printable
"""Text without control characters and line breaks: safe on a terminal and in a log."""


def _tenths(ratio: Ratio) -> int:
    """Tenths of a per cent, rounded down: exactly, whatever the size of the numbers."""
    return ratio.numerator * 1000 // ratio.denominator


def percent(ratio: Ratio) -> str:
    """`93.4 %`; `no data` for an empty denominator, `not stated` where not all commits of the range were counted.

    Rounded down, so that 100.0 % is printed for all and nothing less, and `< 0.1 %` for few but not none.
    """
    if not ratio.complete:
        return "not stated"
    if ratio.ratio is None:
        return "no data"
    tenths = _tenths(ratio)
    return "< 0.1 %" if tenths == 0 and ratio.numerator else f"{tenths / 10:.1f} %"


NUMBER_NAMES = {
    "trace_all": "Traceable commits",
    "trace_ai": "AI commits declared",
    "attribution_coverage": "Origin known",
}
"""The published numbers in words, in the order in which people read them."""


def fraction(ratio: Ratio) -> str:
    """`44.4 % (4 of 9)`."""
    return f"{percent(ratio)} ({ratio.numerator:,} of {ratio.denominator:,})"


def points(before: Ratio, after: Ratio) -> str:
    """`+1.2 points`, from the rounded values so that a reader can check it; a dash where one of them is not stated."""
    if before.ratio is None or after.ratio is None:
        return "-"
    tenths = _tenths(after) - _tenths(before)
    return f"{tenths / 10:+.1f} points" if tenths else "0.0 points"


def differs_since_first_ai(summary: Summary) -> bool:
    """Whether the numbers since the first AI commit say something that those of the whole range do not."""
    since = summary.since_first_ai
    if since is None:
        return False
    return any(percent(getattr(since, number)) != percent(getattr(summary, number)) for number in NUMBER_NAMES)


def count(number: int, noun: str) -> str:
    """`1 commit`, `2,000 commits`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def day(seconds: int | None) -> str:
    """`2026-01-02` (UTC), or dashes where there is no usable date."""
    from ai_provenance.report import utc  # loads the periods, and not every document has a moment

    moment = utc(seconds)
    return moment.date().isoformat() if moment else "----------"
