"""The indicators: a value, the threshold it is held against, and where the value came from.

What was not measured is `unknown`: it is never 0 % and never met.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from ai_provenance.model import Ratio
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.report import Summary

TYPE_CHECKING = False
if TYPE_CHECKING:  # the report uses `from_summary` alone and must not pay for pydantic here
    from ai_provenance.scorecard.criteria import IndicatorEntry, Threshold
    from ai_provenance.scorecard.evaluate import Context


class IndicatorVerdict(StrEnum):
    """Whether an indicator keeps its threshold."""

    MET = "met"
    TOLERATED = "tolerated"
    MISSED = "missed"
    UNKNOWN = "unknown"


class Indicator(NamedTuple):
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


class Measurement(NamedTuple):
    """A value that this run, or a record of earlier runs, gives to an indicator."""

    value: float | None
    source: str


def from_summary(summary: Summary) -> tuple[Indicator, ...]:
    """I2.3 (traceable commits) and I3.4 (AI commits with audited metadata), both due at 100 %."""
    return (
        _whole("I2.3", summary.trace_all, "trace_all: in-scope commits at level >= 1"),
        _whole("I3.4", summary.trace_ai, "trace_ai: AI commits at level >= 2 with valid metadata"),
    )


def judge_indicators(measured: Mapping[str, Measurement], context: Context) -> tuple[Indicator, ...]:
    """All indicators of the methodology: measured, else attested by another person than the owner, else unknown."""
    return tuple(
        _indicator(name, entry, _best(measured.get(name), name, context))
        for name, entry in context.criteria.indicators.items()
    )


def _best(measured: Measurement | None, name: str, context: Context) -> Measurement:
    """What was MEASURED, where that is a value; else what is attested, where that is one."""
    if measured is not None and measured.value is not None:
        return measured
    attested = _attested(name, context)
    return measured if measured is not None and attested.value is None else attested


def credit_of(indicators: tuple[Indicator, ...], phase: int) -> float | None:
    """Met 1, tolerated 0.5, missed 0, over the known indicators of PHASE, in percent; None when none is known."""
    worth = {IndicatorVerdict.MET: 1.0, IndicatorVerdict.TOLERATED: 0.5, IndicatorVerdict.MISSED: 0.0}
    known = [worth[one.verdict] for one in indicators if one.id.startswith(f"I{phase}.") and one.verdict in worth]
    return 100.0 * sum(known) / len(known) if known else None


def verdict_of(value: float | None, threshold: Threshold) -> IndicatorVerdict:
    """Hold VALUE against THRESHOLD."""
    if value is None:
        return IndicatorVerdict.UNKNOWN
    if _holds(value, threshold.op, threshold.value):
        return IndicatorVerdict.MET
    upper = threshold.op in ("lt", "le")
    near = threshold.value + (threshold.tolerance if upper else -threshold.tolerance)
    tolerated = threshold.tolerance and _holds(value, "le" if upper else "ge", near)
    return IndicatorVerdict.TOLERATED if tolerated else IndicatorVerdict.MISSED


def worded(threshold: Threshold, unit: str) -> str:
    """`> 90 %`, `<= 0 count`, `baseline`."""
    if threshold.op == "baseline":
        return "baseline"
    sign = {"gt": ">", "ge": ">=", "lt": "<", "le": "<="}[threshold.op]
    if threshold.op == "ge" and unit == "ratio" and threshold.value == 1:
        sign = "="
    number = f"{threshold.value * 100:g} %" if unit == "ratio" else f"{threshold.value:g} {unit}"
    return f"{sign} {number}"


def _indicator(name: str, entry: IndicatorEntry, measurement: Measurement) -> Indicator:
    verdict = verdict_of(measurement.value, entry.threshold)
    stated = worded(entry.threshold, entry.unit)
    return Indicator(name, measurement.value, entry.unit, stated, verdict, measurement.source)


def _attested(name: str, context: Context) -> Measurement:
    attestation = context.attestations.by_subject.get(name)
    if attestation is None:
        return Measurement(None, "not measured by this run")
    grade = attestation.grade(context.today)
    if grade.value != "attested":
        return Measurement(None, f"stated, not counted: {grade.value.replace('_', ' ')}")
    return Measurement(attestation.value, "attested")


def _holds(value: float, op: str, bound: float) -> bool:
    return {
        "gt": value > bound,
        "ge": value >= bound,
        "lt": value < bound,
        "le": value <= bound,
        "baseline": True,
    }[op]


def _whole(name: str, ratio: Ratio, source: str) -> Indicator:
    if ratio.ratio is None:
        verdict = IndicatorVerdict.UNKNOWN
    else:
        verdict = IndicatorVerdict.MET if ratio.numerator == ratio.denominator else IndicatorVerdict.MISSED
    return Indicator(name, ratio.ratio, "ratio", "= 100 %", verdict, source)
