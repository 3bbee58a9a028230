"""The phases in the metrics file, where a run has judged them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:  # a report keeps a metrics file without paying for the methodology
    from collections.abc import Mapping
    from typing import Any

    from ai_provenance.scorecard.evaluate import PhaseResult
    from ai_provenance.scorecard.indicators import Indicator
    from ai_provenance.scorecard.scoring import Scorecard


def judged_phases(card: Scorecard, judged_at: str) -> dict[str, dict[str, Any]]:
    """Phase number -> score, claim, interval, coverage, label, gate and all its indicators."""
    gates = {gate.gate: gate.verdict.value for gate in card.gates}
    return {str(phase.phase): _phase(phase, card, gates, judged_at) for phase in card.phases}


def headline(card: Scorecard) -> dict[str, float | None]:
    """The scores among the flat figures; null where nothing is known."""
    scores = {f"phase_{phase.phase}_score": _tenth(phase.score) for phase in card.phases}
    return {"overall_score": _tenth(card.overall.score), "overall_claimed": _tenth(card.overall.claimed), **scores}


def indicator_entry(indicator: Indicator | None) -> dict[str, Any]:
    """One indicator; one that was not measured is unknown, never 0."""
    if indicator is None:
        return {"value": None, "verdict": "unknown", "source": "not measured by this run"}
    return {
        "value": indicator.value,
        "unit": indicator.unit,
        "threshold": indicator.threshold,
        "verdict": indicator.verdict.value,
        "source": indicator.source,
    }


def _phase(phase: PhaseResult, card: Scorecard, gates: Mapping[str, str], judged_at: str) -> dict[str, Any]:
    low, high = _tenth(phase.low), _tenth(phase.high)
    own = [one for one in card.indicators if one.id.startswith(f"I{phase.phase}.")]
    return {
        "title": card.title_of(phase).en,
        "score": _tenth(phase.score),
        "claimed": _tenth(phase.claimed),
        "interval": None if low is None or high is None else [low, high],
        "coverage": round(phase.coverage, 4),
        "label": card.label_of(phase).id,
        "gate": gates.get(f"G{phase.phase}", "inconclusive"),
        "profile": card.profile,
        "criteria": card.criteria.digest,
        "judged_at": judged_at,
        "tasks": {task.id: {"state": task.state.value, "credit": task.credit} for task in phase.tasks},
        "indicators": {one.id: indicator_entry(one) for one in own},
    }


def _tenth(score: float | None) -> float | None:
    return None if score is None else round(score, 1)
