"""A comparison as JSON, text and Markdown, in words that claim no more than an association."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ai_provenance import __version__
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.compare import CONFOUNDERS, CONTAMINATION, Comparison, Difference
from ai_provenance.delivery.intervals import STATS_EXTRA
from ai_provenance.delivery.metrics import Window, date_of
from ai_provenance.export.delivery.text import duration
from ai_provenance.export.wording import count, fraction
from ai_provenance.repo.identity import RepositoryIdentity

SCHEMA_VERSION = "1.0"
"""Within 1.x fields are only ever added."""
INSTALL = "pip install scipy statsmodels"
_NAMES = {
    "lead_time": "lead time",
    "reverted": "share of changes reverted",
    "failed_deployment": "share of changes in failed deployments",
    "lines": "lines added",
    "code_rework": "share of lines replaced within 21 days",
    "review_time": "review time",
    "fail_rate": "change fail rate",
    "frequency": "deployment frequency",
    "recovery": "recovery time",
    "rework": "rework rate",
}
_ARMS = {"ai": "AI commits", "rest": "the rest", "window": "these deployments", "before": "those before"}


def document(
    comparison: Comparison, assessment: Assessment, called: RepositoryIdentity, before: Window | None = None
) -> dict[str, Any]:
    """COMPARISON, made of ASSESSMENT, as the document that `schemas/delivery-compare-1.0.json` describes.

    BEFORE is the window that it is set against.
    """
    window = assessment.measured.window
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ai-provenance", "version": __version__},
        "repository": {"identity": called.identity, "name": called.name, "head": assessment.tip},
        "complete": assessment.complete,
        "window": {"since": date_of(window.since), "until": date_of(window.until), "weeks": round(window.weeks, 6)},
        "before": {"since": date_of(before.since), "until": date_of(before.until), "weeks": round(before.weeks, 6)}
        if before
        else None,
        "definition": assessment.definition,
        "arms": list(comparison.arms),
        "strata": list(comparison.strata),
        "deployments": comparison.deployments,
        "attribution_coverage": {
            "numerator": comparison.attributed.numerator,
            "denominator": comparison.attributed.denominator,
            "ratio": comparison.attributed.ratio,
        },
        "outcomes": [
            _outcome(one, comparison.arms, is_primary=not at) for at, one in enumerate(comparison.differences)
        ],
        "confounders": list(CONFOUNDERS),
        "warnings": [notice._asdict() | {"details": list(notice.details)} for notice in assessment.warnings],
    }


def _outcome(one: Difference, arms: tuple[str, str], *, is_primary: bool) -> dict[str, Any]:
    return {
        "outcome": one.outcome,
        "primary": is_primary,
        "scale": one.scale,
        "verdict": one.verdict,
        "reason": one.reason,
        "statement": statement(one, arms),
        "sizes": _list(one.sizes),
        "values": _list(one.values),
        "crude": one.crude,
        "crude_interval": _list(one.crude_interval),
        "effect": one.effect,
        "interval": _list(one.interval),
        "test": one.test,
        "p": one.p,
        "p_adjusted": one.p_adjusted,
        "cliffs_delta": one.cliffs_delta,
        "simpson": one.simpson,
        "detectable": one.detectable,
        "contamination": [
            {"share": share, "effect": effect}
            for share, effect in zip(CONTAMINATION, one.contaminated, strict=False)  # none where there is no effect
        ],
    }


def _list(pair: tuple[Any, ...] | None) -> list[Any] | None:
    return None if pair is None else list(pair)


def statement(one: Difference, arms: tuple[str, str]) -> str:
    """The verdict in a sentence. Never that one causes the other: that takes an experiment."""
    name, (first, second) = _NAMES[one.outcome], (_ARMS.get(arm, arm) for arm in arms)
    if one.verdict == "untested":
        return f"{name}: not tested, which needs more packages: {INSTALL}"
    if one.effect is None or one.interval is None or one.p_adjusted is None:
        able = f"; so few show {_effect(one, one.detectable)} at least" if one.detectable is not None else ""
        return f"{name}: {one.verdict}, {one.reason}{able}"
    figures = f"{_effect(one, one.effect)}, 95 % interval {_ends(one)}, p = {one.p_adjusted:.2g}"
    if one.verdict == "inconclusive":
        return f"{name}: no association of {first} with it is shown ({figures})"
    more = "a higher" if one.direction > 0 else "a lower"
    return f"{name}: {first} are associated with {more} one than {second} ({figures})"


def _effect(one: Difference, value: float) -> str:
    return f"{value:.2f} times" if one.scale == "ratio" else f"{value * 100:+.1f} points"


def _ends(one: Difference) -> str:
    low, high = one.interval or (0.0, 0.0)
    return f"{low:.2f} to {high:.2f}" if one.scale == "ratio" else f"{low * 100:+.1f} to {high * 100:+.1f}"


def lines(comparison: Comparison, assessment: Assessment, called: RepositoryIdentity) -> Iterator[str]:
    """COMPARISON for a person."""
    yield _title(comparison, assessment, called)
    for one in comparison.differences:
        yield f"  {statement(one, comparison.arms)}"
        yield from (f"    {line}" for line in _details(one))
    yield f"  {_attributed(comparison)}"
    yield f"  An association is no cause: {_confounders()}"


def markdown(comparison: Comparison, assessment: Assessment, called: RepositoryIdentity) -> Iterator[str]:
    """COMPARISON as a section of a page."""
    yield f"## {_title(comparison, assessment, called)}\n".replace("<", "&lt;")
    for one in comparison.differences:
        yield f"- {statement(one, comparison.arms)}"
        yield from (f"    - {line}" for line in _details(one))
    yield f"\n{_attributed(comparison)}\n\nAn association is no cause: {_confounders()}"


def _title(comparison: Comparison, assessment: Assessment, called: RepositoryIdentity) -> str:
    window, (first, second) = assessment.measured.window, (_ARMS.get(arm, arm) for arm in comparison.arms)
    dates = f"{date_of(window.since)[:10]} to {date_of(window.until)[:10]} (UTC)"
    return f"{called.name}: {first} against {second}, {dates}, {count(comparison.deployments, 'deployment')}"


def _details(one: Difference) -> Iterator[str]:
    if one.values is not None and one.sizes is not None:
        shown = [_value(one, value) for value in one.values]
        yield f"{shown[0]} ({one.sizes[0]:,}) and {shown[1]} ({one.sizes[1]:,})" + (
            f"; without strata {_effect(one, one.crude)}" if one.crude is not None else ""
        )
    if one.simpson:
        yield "without strata the opposite seems true (Simpson's paradox): the arms differ in what they do"
    if one.contaminated:
        shares = ", ".join(f"{share:.0%}" for share in CONTAMINATION)
        effects = ", ".join(_effect(one, effect) for effect in one.contaminated)
        yield f"if {shares} of the rest were AI commits: {effects}"


def _value(one: Difference, value: float) -> str:
    if one.outcome in ("lead_time", "review_time"):
        return f"median {duration(value)}"
    if one.outcome == "frequency":
        return f"{value:.2f} a week"
    return f"median {value:.0f}" if one.scale == "ratio" else f"{value:.1%}"


def _attributed(comparison: Comparison) -> str:
    known = comparison.attributed
    if comparison.arms == ("window", "before"):
        return "Two windows differ in more than one thing: season, people, and what was worked on."
    if known.ratio is None:
        return "No change in this window."
    within = f"Within {' and '.join(comparison.strata)}. " if comparison.strata else ""
    return f"{within}The origin of {fraction(known)} changes is known; what no commit declares is in the rest."


def _confounders() -> str:
    return f"{', '.join(CONFOUNDERS[:-1])} or {CONFOUNDERS[-1]} may be behind it."


def has_untested(comparison: Comparison) -> bool:
    """Whether an outcome was left untested for want of the libraries."""
    return any(one.reason == STATS_EXTRA for one in comparison.differences)
