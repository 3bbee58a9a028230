"""The score document (`schema_version` 1.0): its models are the source of its JSON Schema.

Within 1.x fields are only ever added. Nobody's name or address is in it: who attested is told by grade alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, TextIO

from pydantic import Field

from ai_provenance import __version__
from ai_provenance.export.options import Options
from ai_provenance.export.report.schema import (
    SCHEMA_VERSION,
    CriterionPart,
    GatePart,
    IndicatorPart,
    PhasePart,
    RepositoryPart,
    Strict,
    TaskPart,
    ToolPart,
)
from ai_provenance.export.wording import one_line
from ai_provenance.scorecard.derived import CapabilityResult, RiskResult
from ai_provenance.scorecard.evaluate import PhaseResult, TaskResult
from ai_provenance.scorecard.findings import ProbeFinding
from ai_provenance.scorecard.gates import GateResult
from ai_provenance.scorecard.indicators import Indicator
from ai_provenance.scorecard.run import Scorecard
from ai_provenance.scorecard.wording import say
from ai_provenance.snapshot import Snapshot

SCHEMA_ID = "urn:ai-provenance:schema:score:1.0"
Score = Annotated[float, Field(ge=0, le=100)]


class CriteriaPart(Strict):
    """The methodology that was used; two scores compare only when the digests are equal."""

    version: str
    digest: Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]
    changed: bool
    profile: str


class GlobalPart(Strict):
    """Over all phases that have a score."""

    score: Score | None = Field(description="unweighted mean of the phases")
    claimed: Score | None
    interval: tuple[Score, Score] | None = Field(description="means of the phases' lower and upper ends")
    task_weighted: Score | None = Field(description="mean of all tasks by their weight")
    phases_scored: int


class WaiverPart(Strict):
    """A task left out as not applicable."""

    task: str
    reason: str
    grade: str
    expires: str | None


class RiskPart(Strict):
    """A risk and what its mitigating tasks make of it."""

    id: str
    title: str
    impact: str
    probability: str
    state: Literal["mitigated", "partly", "open", "unknown"]
    tasks: list[str]


class CapabilityPart(Strict):
    """A capability of the DORA AI Capabilities Model, as far as the tasks build it."""

    id: str
    title: str
    score: Score | None
    known: int
    tasks: list[str]


class FindingPart(Strict):
    """Something about the scoring itself: an order violation, a file that could not be read, a probe that failed."""

    probe: str
    outcome: str
    reason: str
    looked_at: list[str]


class ScoreDocument(Strict):
    """One scorecard."""

    schema_version: Literal["1.0"] = SCHEMA_VERSION
    tool: ToolPart
    generated_at: str
    repository: RepositoryPart
    criteria: CriteriaPart
    overall: GlobalPart = Field(serialization_alias="global")
    phases: list[PhasePart]
    gates: list[GatePart]
    indicators: list[IndicatorPart]
    risks: list[RiskPart]
    capabilities: list[CapabilityPart]
    waivers: list[WaiverPart]
    findings: list[FindingPart]


def write(snapshot: Snapshot, out: TextIO, options: Options) -> None:
    """Write the score document, indented, with a final newline."""
    out.write(document(snapshot, options.language).model_dump_json(indent=2, by_alias=True))
    out.write("\n")


def document(snapshot: Snapshot, language: str = "en") -> ScoreDocument:
    """The scorecard of SNAPSHOT as the published document. Raises ValueError where there is none."""
    card = snapshot.scored
    facts = snapshot.repository
    return ScoreDocument(
        tool=ToolPart(version=__version__),
        generated_at=snapshot.generated_at,
        repository=RepositoryPart.model_validate({name: getattr(facts, name) for name in RepositoryPart.model_fields}),
        criteria=CriteriaPart(
            version=card.criteria.version,
            digest=card.criteria.digest,
            changed=card.changed_criteria,
            profile=card.profile,
        ),
        overall=GlobalPart(
            score=tenth(card.overall.score),
            claimed=tenth(card.overall.claimed),
            interval=_interval(card.overall.low, card.overall.high),
            task_weighted=tenth(card.overall.task_weighted),
            phases_scored=card.overall.phases_scored,
        ),
        phases=phase_parts(card, language),
        gates=gate_parts(card.gates, language),
        indicators=indicator_parts(card.indicators),
        risks=[_risk(one, card, language) for one in card.risks],
        capabilities=[_capability(one, card, language) for one in card.capabilities],
        waivers=[_waiver(task, language) for task in card.waivers],
        findings=[_finding(one, language) for one in card.findings],
    )


def score_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of the score document; `export/schemas/score-1.0.json` is its shipped copy."""
    schema = ScoreDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}


def phase_parts(card: Scorecard, language: str = "en") -> list[PhasePart]:
    """The phases as both documents publish them."""
    return [_phase(phase, card, language) for phase in card.phases]


def gate_parts(gates: Iterable[GateResult], language: str = "en") -> list[GatePart]:
    """The gates as both documents publish them."""
    return [
        GatePart(
            gate=gate.gate,
            verdict=gate.verdict.value,
            criteria=[
                CriterionPart(
                    criterion=one.id,
                    verdict=one.verdict.value,
                    reason="; ".join(one_line(say(reason, language)) for reason in one.reasons),
                )
                for one in gate.criteria
            ],
        )
        for gate in gates
    ]


def indicator_parts(indicators: Iterable[Indicator]) -> list[IndicatorPart]:
    """The indicators as both documents publish them."""
    return [
        IndicatorPart(
            id=one.id,
            value=one.value,
            unit=one.unit,
            threshold=one.threshold,
            verdict=one.verdict.value,
            source=one.source,
        )
        for one in indicators
    ]


def tenth(score: float | None) -> float | None:
    """A score as it is published: to one decimal."""
    return None if score is None else round(score, 1)


def _interval(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None else (round(low, 1), round(high, 1))


def _phase(phase: PhaseResult, card: Scorecard, language: str) -> PhasePart:
    return PhasePart(
        phase=phase.phase,
        title=card.title_of(phase).get(language),
        score=tenth(phase.score),
        claimed=tenth(phase.claimed),
        interval=_interval(phase.low, phase.high),
        coverage=round(phase.coverage, 4),
        label=card.label_of(phase).id,
        tasks=[_task(task, card, language) for task in phase.tasks],
    )


def _task(task: TaskResult, card: Scorecard, language: str) -> TaskPart:
    return TaskPart(
        id=task.id,
        state=task.state.value,
        credit=task.credit,
        grade=task.grade.value,
        reason="; ".join(one_line(say(reason, language)) for reason in task.reasons),
        remedy="" if task.credit == 1.0 else card.criteria.tasks[task.id].remedy.get(language),
        evidence=evidence_of(task),
    )


def evidence_of(task: TaskResult) -> list[str]:
    """The places that a judgement rests on, each once."""
    seen = [place for finding in task.findings for place in finding.looked_at]
    own = [task.attestation.path] if task.attestation else []
    return list(dict.fromkeys(one_line(place) for place in (*own, *seen)))


def _risk(one: RiskResult, card: Scorecard, language: str) -> RiskPart:
    entry = card.criteria.risks[one.id]
    return RiskPart(
        id=one.id,
        title=entry.title.get(language),
        impact=entry.impact,
        probability=entry.probability,
        state=one.state.value,
        tasks=list(one.tasks),
    )


def _capability(one: CapabilityResult, card: Scorecard, language: str) -> CapabilityPart:
    title = card.criteria.capabilities[one.id].title.get(language)
    return CapabilityPart(id=one.id, title=title, score=tenth(one.score), known=one.known, tasks=list(one.tasks))


def _waiver(task: TaskResult, language: str) -> WaiverPart:
    expires = task.attestation.expires if task.attestation else None
    reason = "; ".join(one_line(say(one, language)) for one in task.reasons)
    return WaiverPart(task=task.id, reason=reason, grade=task.grade.value, expires=str(expires) if expires else None)


def _finding(finding: ProbeFinding, language: str) -> FindingPart:
    return FindingPart(
        probe=finding.probe,
        outcome=finding.outcome.value,
        reason=one_line(say(finding.reason, language)),
        looked_at=[one_line(place) for place in finding.looked_at],
    )
