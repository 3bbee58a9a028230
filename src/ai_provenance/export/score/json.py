"""The scorecard as JSON: the document that `schemas/score-1.1.json` describes.

Plain dictionaries, as the report; `schema.py` has the models, to which tests hold them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from ai_provenance.export.encoding import json_text
from ai_provenance.export.options import Options
from ai_provenance.export.report.json import Part, indicator_part, repository_part, tool_part
from ai_provenance.export.wording import one_line
from ai_provenance.scorecard.derived import CapabilityResult, RiskResult
from ai_provenance.scorecard.evaluate import PhaseResult, TaskResult
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.gates import CriterionResult, GateResult
from ai_provenance.scorecard.indicators import Indicator
from ai_provenance.scorecard.score_wording import say
from ai_provenance.scorecard.scoring import Scorecard
from ai_provenance.scorecard.states import State
from ai_provenance.snapshot import Snapshot

SCHEMA_VERSION = "1.1"
"""Within 1.x fields are only ever added."""


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the score document, indented, with a final newline."""
    out.write(json_text(document(snapshot, options.language)) + "\n")


def document(snapshot: Snapshot, language: str = "en") -> Part:
    """Return the scorecard of SNAPSHOT as the published document. Raises ValueError where there is none."""
    card = snapshot.scored
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": tool_part(),
        "generated_at": snapshot.generated_at,
        "repository": repository_part(snapshot.repository),
        "criteria": {
            "version": card.criteria.version,
            "digest": card.criteria.digest,
            "changed": card.changed_criteria,
            "profile": card.profile,
        },
        "global": {
            "score": tenth(card.overall.score),
            "claimed": tenth(card.overall.claimed),
            "interval": interval(card.overall.low, card.overall.high),
            "task_weighted": tenth(card.overall.task_weighted),
            "phases_scored": card.overall.phases_scored,
            "mean_of_scored": tenth(card.overall.mean_of_scored),
            "known": card.overall.known,
            "tasks": card.overall.tasks,
        },
        "phases": [_phase(phase, card, language) for phase in card.phases],
        "gates": [_gate(gate, card, language) for gate in card.gates],
        "indicators": [_indicator(one, card, language) for one in card.indicators],
        "risks": [_risk(one, card, language) for one in card.risks],
        "capabilities": [_capability(one, card, language) for one in card.capabilities],
        "waivers": [_waiver(task, language) for task in card.waivers],
        "findings": [_finding(one, language) for one in card.findings],
        "warnings": [{"code": one.code, "message": one.message, "hint": one.hint} for one in snapshot.warnings],
    }


def tenth(score: float | None) -> float | None:
    """A score as it is published: to one decimal."""
    return None if score is None else round(score, 1)


def interval(low: float | None, high: float | None) -> list[float] | None:
    """Both ends to one decimal; None where either is unknown."""
    return None if low is None or high is None else [round(low, 1), round(high, 1)]


def evidence_of(task: TaskResult) -> list[str]:
    """The places that a judgement rests on, each once."""
    found = [place for finding in task.findings for place in finding.looked_at]
    own = [task.attestation.path] if task.attestation else []
    return list(dict.fromkeys(one_line(place) for place in (*own, *found)))


def _phase(phase: PhaseResult, card: Scorecard, language: str) -> Part:
    return {
        "phase": phase.phase,
        "title": card.title_of(phase).get(language),
        "score": tenth(phase.score),
        "score_of_known": tenth(phase.score_of_known),
        "claimed": tenth(phase.claimed),
        "interval": interval(phase.low, phase.high),
        "coverage": round(phase.coverage, 4),
        "label": card.label_of(phase).id,
        "tasks": [_task(task, phase, card, language=language) for task in phase.tasks],
    }


def _gain(task: TaskResult, phase: PhaseResult, card: Scorecard) -> float:
    """The points that the lower end of the overall interval rises by when TASK is done."""
    if task.state is State.NOT_APPLICABLE:
        return 0.0
    # what does not apply has no weight in its phase, and each phase is worth the same
    weight = sum(one.weight for one in phase.tasks if one.state is not State.NOT_APPLICABLE)
    return round((1 - (task.credit or 0.0)) * task.weight / weight / len(card.criteria.phases) * 100, 2)


def _task(task: TaskResult, phase: PhaseResult, card: Scorecard, *, language: str) -> Part:
    return {
        "id": task.id,
        "title": card.criteria.tasks[task.id].title.get(language),
        "deliverable": card.criteria.tasks[task.id].deliverable.get(language),
        "roles": card.criteria.tasks[task.id].roles,
        "tools": card.criteria.tasks[task.id].tools,
        "state": task.state.value,
        "credit": task.credit,
        "grade": task.grade.value,
        "reason": _joined(task.reasons, language),
        # a finished task needs no advice
        "remedy": "" if task.credit == 1.0 else card.criteria.tasks[task.id].remedy.get(language),
        "evidence": evidence_of(task),
        "gain": _gain(task, phase, card),
    }


def _gate(gate: GateResult, card: Scorecard, language: str) -> Part:
    return {
        "gate": gate.gate,
        "title": card.criteria.phases[gate.gate[1:]].title.get(language),
        "verdict": gate.verdict.value,
        "criteria": [_criterion(one, gate.gate, card, language=language) for one in gate.criteria],
    }


def _criterion(one: CriterionResult, gate: str, card: Scorecard, *, language: str) -> Part:
    entry = card.criteria.gates[gate][one.id.split(".", 1)[1]]
    tasks = {task.id: task.state.value for phase in card.phases for task in phase.tasks}
    indicators = {indicator.id: indicator.verdict.value for indicator in card.indicators}
    return {
        "criterion": one.id,
        "title": entry.title.get(language),
        "verdict": one.verdict.value,
        "reason": _joined(one.reasons, language, card.titles(language)),
        # a scorecard of one phase holds no task of another
        "needs": [
            *({"id": name, "state": tasks.get(name, "unknown")} for name in entry.tasks),
            *({"id": name, "state": indicators.get(name, "unknown")} for name in entry.indicators),
        ],
    }


def _indicator(one: Indicator, card: Scorecard, language: str) -> Part:
    entry = card.criteria.indicators[one.id]
    own = {"title": entry.title.get(language), "definition": entry.definition.get(language)}
    return {**indicator_part(one), **own}


def _risk(one: RiskResult, card: Scorecard, language: str) -> Part:
    entry = card.criteria.risks[one.id]
    return {
        "id": one.id,
        "title": entry.title.get(language),
        "impact": entry.impact,
        "probability": entry.probability,
        "state": one.state.value,
        "tasks": list(one.tasks),
    }


def _capability(one: CapabilityResult, card: Scorecard, language: str) -> Part:
    return {
        "id": one.id,
        "title": card.criteria.capabilities[one.id].title.get(language),
        "score": tenth(one.score),
        "known": one.known,
        "tasks": list(one.tasks),
    }


def _waiver(task: TaskResult, language: str) -> Part:
    expires = task.attestation.expires if task.attestation else None
    return {
        "task": task.id,
        "reason": _joined(task.reasons, language),
        "grade": task.grade.value,
        "expires": str(expires) if expires else None,
    }


def _finding(finding: ProbeFinding, language: str) -> Part:
    return {
        "probe": finding.probe,
        "outcome": finding.outcome.value,
        "reason": one_line(say(finding.reason, language)),
        "looked_at": [one_line(place) for place in finding.looked_at],
    }


def _joined(reasons: Iterable[Reason], language: str, titles: Mapping[str, str] | None = None) -> str:
    return "; ".join(one_line(say(reason, language, titles)) for reason in reasons)
