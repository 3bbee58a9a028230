"""The scorecard's parts of the page: what the template shows, already in words."""

from __future__ import annotations

from typing import Any

from ai_provenance.export.report import charts
from ai_provenance.export.score.json import evidence_of
from ai_provenance.export.score.text import percentage
from ai_provenance.export.wording import one_line
from ai_provenance.scorecard.evaluate import Overall, PhaseResult, TaskResult
from ai_provenance.scorecard.findings import Reason
from ai_provenance.scorecard.gates import GateResult
from ai_provenance.scorecard.indicators import Indicator
from ai_provenance.scorecard.score_wording import say_all, word
from ai_provenance.scorecard.scoring import Scorecard

_CHART = {"en": "Chart: scores of the phases", "es": "Gráfico: puntuaciones de las fases"}
_PHASE = {"en": "Phase", "es": "Fase"}


def score_parts(card: Scorecard, language: str) -> dict[str, Any]:
    """What the template needs of CARD."""
    gates = {int(gate.gate[1:]): gate for gate in card.gates}
    known = [one for one in card.indicators if one.value is not None]
    total = card.overall
    drawn = [_bar(phase, language) for phase in card.phases]
    return {
        "chart": charts.bars("phase-chart", drawn, title=_CHART[language], most=100),
        "phases": [_phase(phase, gates.get(phase.phase), card, language) for phase in card.phases],
        "overall": (number(total.score, language), number(total.claimed, language), _span(total, language)),
        "gates": [_gate(gate, card, language) for gate in card.gates],
        "indicators": [_indicator(one, card, language) for one in known],
        "unmeasured": ", ".join(one.id for one in card.indicators if one.value is None),
        "risks": [
            (word(one.state.value, language), card.criteria.risks[one.id].title.get(language), ", ".join(one.tasks))
            for one in card.risks
        ],
        "capabilities": [
            (card.criteria.capabilities[one.id].title.get(language), number(one.score, language), ", ".join(one.tasks))
            for one in card.capabilities
        ],
        "waivers": [(task.id, _sentences(task.reasons, language)) for task in card.waivers],
        "findings": [
            (_sentences((one.reason,), language), [one_line(p) for p in one.looked_at]) for one in card.findings
        ],
        "version": card.criteria.version,
        "profile": card.profile,
        "digest": card.criteria.digest,
        "changed": card.changed_criteria,
    }


def number(score: float | None, language: str) -> str:
    """`66.7 %`, in Spanish `66,7 %`."""
    text = percentage(score, language)
    return text.replace(".", ",") if language == "es" else text


def _bar(phase: PhaseResult, language: str) -> charts.Bar:
    name = f"{_PHASE[language]} {phase.phase}: {number(phase.score, language)}"
    return charts.Bar(name, phase.score, phase.low, phase.high)


def _phase(phase: PhaseResult, gate: GateResult | None, card: Scorecard, language: str) -> dict[str, Any]:
    return {
        "number": phase.phase,
        "title": card.title_of(phase).get(language),
        "score": number(phase.score, language),
        "claimed": number(phase.claimed, language),
        "interval": _span(phase, language),
        "coverage": f"{phase.coverage:.0%}".replace("%", " %"),
        "label": card.label_of(phase).text.get(language),
        "gate": gate and {"verdict": gate.verdict.value, "text": word(gate.verdict.value, language)},
        "tasks": [_task(task, card, language) for task in phase.tasks],
    }


def _span(scored: PhaseResult | Overall, language: str) -> str:
    if scored.low is None or scored.high is None:
        return "–"
    return f"{number(scored.low, language)[:-2]}–{number(scored.high, language)}"


def _task(task: TaskResult, card: Scorecard, language: str) -> dict[str, Any]:
    entry = card.criteria.tasks[task.id]
    return {
        "id": task.id,
        "title": entry.title.get(language),
        "state": task.state.value,
        "state_text": word(task.state.value, language),
        "grade": word(task.grade.value, language),
        "why": _sentences(task.reasons, language),
        "evidence": evidence_of(task)[:3],
        "remedy": "" if task.credit == 1.0 else entry.remedy.get(language),
    }


def _gate(gate: GateResult, card: Scorecard, language: str) -> dict[str, Any]:
    titles = card.criteria.gates[gate.gate]
    return {
        "name": gate.gate,
        "verdict": gate.verdict.value,
        "text": word(gate.verdict.value, language),
        "criteria": [
            {
                "title": titles[one.id.split(".", 1)[1]].title.get(language),
                "verdict": one.verdict.value,
                "text": word(one.verdict.value, language),
                "why": _sentences(one.reasons, language),
            }
            for one in gate.criteria
        ],
    }


def _indicator(one: Indicator, card: Scorecard, language: str) -> dict[str, Any]:
    entry = card.criteria.indicators[one.id]
    value = number(100 * (one.value or 0.0), language) if one.unit == "ratio" else f"{one.value:g} {one.unit}"
    return {
        "id": one.id,
        "title": entry.title.get(language),
        "definition": entry.definition.get(language),
        "value": value,
        "threshold": one.threshold,
        "verdict": one.verdict.value,
        "text": word(one.verdict.value, language),
    }


def _sentences(reasons: tuple[Reason, ...], language: str) -> str:
    return one_line(say_all(reasons, language))
