"""Numbers in words: the same percentage reads the same in every format for people."""

from __future__ import annotations

import math

from ai_provenance.model import Ratio
from ai_provenance.report import utc
from ai_provenance.text import printable

one_line = printable
"""Text without control characters and line breaks: safe on a terminal and in a log."""


def percent(ratio: Ratio) -> str:
    """`93.4 %`; `no data` for an empty denominator.

    Rounded down, so that 100.0 % is printed for all and nothing less, and `< 0.1 %` for few but not none.
    """
    if ratio.ratio is None:
        return "no data"
    tenths = math.floor(ratio.numerator * 1000 / ratio.denominator)
    return "< 0.1 %" if tenths == 0 and ratio.numerator else f"{tenths / 10:.1f} %"


def count(number: int, noun: str) -> str:
    """`1 commit`, `2,000 commits`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def day(seconds: int | None) -> str:
    """`2026-01-02` (UTC), or dashes where there is no usable date."""
    moment = utc(seconds)
    return moment.date().isoformat() if moment else "----------"
