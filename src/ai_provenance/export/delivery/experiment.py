"""The analysis of an experiment, for a person and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ai_provenance.delivery.experiment_plans import RATES
from ai_provenance.delivery.experiments import VERDICTS, Analysis, Arm, Effect
from ai_provenance.export.delivery.text import duration

UNITS = {"lead_time": "seconds", "cycle_time": "seconds", "lines": "lines", "reverted": "ratio"}


def as_document(found: Analysis) -> dict[str, Any]:
    """The analysis as the JSON document `experiment-1.0`."""
    return {
        "schema_version": "1.0",
        "experiment": found.plan.name,
        "verdict": found.verdict,
        "exploratory": found.exploratory,
        "primary": found.plan.primary,
        "ends": found.plan.ends.isoformat(),
        "minimum_units": found.plan.minimum_units,
        "sample_ratio_p": found.sample_ratio_p,
        "excluded": {"switched": found.switched, "unknown_arm": found.unknown_arms},
        "single_commit_units": found.single,
        "arms": [
            {
                "name": arm.name, "weight": arm.weight, "units": arm.units, "commits": arm.commits, "kept": arm.kept,
                "values": dict(arm.medians),
            }
            for arm in found.arms
        ],
        "effects": [
            {
                "outcome": one.outcome, "arm": one.arm, "unit": "difference" if one.outcome in RATES else "ratio",
                "units": list(one.units), "estimate": one.estimate,
                "interval": list(one.interval) if one.interval else None, "p": one.p, "reason": one.reason,
            }
            for one in found.effects
        ],
    }  # fmt: skip


def as_lines(found: Analysis) -> Iterator[str]:
    """The analysis in sentences and rows."""
    plan = found.plan
    yield f"Experiment {plan.name}: {plan.hypothesis}"
    yield f"  {found.verdict}: {VERDICTS[found.verdict]}"
    if found.exploratory:
        yield "  exploratory: the plan is not the one that the first assigned commit had"
    ratio = "unknown" if found.sample_ratio_p is None else f"p {found.sample_ratio_p:.3g}"
    yield f"  allocation by weight: {ratio}; units of several arms, left out: {found.switched}"
    for arm in found.arms:
        yield f"  {arm.name:<16} {arm.units} units, {arm.commits} commits, {_share(arm)} kept to the arm" + "".join(
            f"; {outcome} {_value(outcome, value)}" for outcome, value in arm.medians.items()
        )
    control = found.arms[0].name if found.arms else ""
    for one in found.effects:
        yield f"  {one.outcome}: {_sentence(found, one, control)}"
    if found.single:
        yield f"  {found.single} unit(s) are one commit that no merge brought: of a rebased branch several may be one"


def _share(arm: Arm) -> str:
    return f"{arm.kept / arm.commits:.0%}" if arm.commits else "none"


def _value(outcome: str, value: float | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:.1%}" if outcome in RATES else duration(value) if UNITS[outcome] == "seconds" else f"{value:g}"


def _sentence(found: Analysis, one: Effect, control: str) -> str:
    if one.estimate is None or one.interval is None or one.p is None:
        return f"{one.arm} against {control} is unknown ({one.reason}; units {one.units[1]} and {one.units[0]})"
    low, high = one.interval
    shown = (
        f"{one.estimate:+.1%} [{low:+.1%}, {high:+.1%}]"
        if one.outcome in RATES
        else f"{one.estimate:.2f} x [{low:.2f}, {high:.2f}]"
    )
    # only what was planned before and is sound may be called a cause
    is_caused = found.verdict == "difference" and not found.exploratory and one.outcome == found.plan.primary
    words = "caused" if is_caused and one.p < 0.05 else "is associated with"
    return f"{one.arm} {words} {shown} of {control} (p {one.p:.3g}; units {one.units[1]} and {one.units[0]})"
