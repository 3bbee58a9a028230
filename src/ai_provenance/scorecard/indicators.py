"""The indicators of phases 2 and 3 that a report can answer from history alone.

What nobody measured is `unknown`: it is never 0 % and never met.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ai_provenance.model import Ratio
from ai_provenance.report import Summary


class IndicatorVerdict(StrEnum):
    """Whether an indicator keeps its threshold."""

    MET = "met"
    TOLERATED = "tolerated"
    MISSED = "missed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator of the methodology with what this run measured of it."""

    id: str
    """Stable id, e.g. `I2.3`: phase, then number."""
    value: float | None
    unit: str
    threshold: str
    """As the methodology words it, e.g. `= 100 %`."""
    verdict: IndicatorVerdict
    source: str
    """Where the value came from, or why there is none."""


def from_summary(summary: Summary) -> tuple[Indicator, ...]:
    """I2.3 (traceable commits) and I3.4 (AI commits with audited metadata), both due at 100 %."""
    return (
        _whole("I2.3", summary.trace_all, "trace_all: in-scope commits at level >= 1"),
        _whole("I3.4", summary.trace_ai, "trace_ai: AI commits at level >= 2 with valid metadata"),
    )


def _whole(name: str, ratio: Ratio, source: str) -> Indicator:
    if ratio.ratio is None:
        verdict = IndicatorVerdict.UNKNOWN
    else:
        verdict = IndicatorVerdict.MET if ratio.numerator == ratio.denominator else IndicatorVerdict.MISSED
    return Indicator(name, ratio.ratio, "ratio", "= 100 %", verdict, source)
