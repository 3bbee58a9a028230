"""The models of the score document (`schema_version` 1.1), from which its JSON Schema is generated.

Within 1.x fields are only ever added. No person's name or address is in it: of an attestation only its grade is
published. Imported by `make docs` and by tests only: `json.py` writes the document without them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ai_provenance.export.report.schema import (
    CriterionPart,
    GatePart,
    IndicatorPart,
    RepositoryPart,
    Strict,
    TaskPart,
    ToolPart,
    WarningPart,
)
from ai_provenance.export.report.schema import (
    PhasePart as ReportPhasePart,
)

SCHEMA_ID = "urn:ai-provenance:schema:score:1.1"
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
    mean_of_scored: Score | None = Field(description="mean of the phases that have a score, however few they are")
    known: int = Field(description="tasks whose credit is known; below half of `tasks` there is no `score`")
    tasks: int = Field(description="tasks that apply")


class ScoredTaskPart(TaskPart):
    """One task, by name, and what it would bring."""

    title: str
    deliverable: str
    roles: list[str] = Field(description="who is responsible, in the words of the methodology's source")
    tools: list[str] = Field(description="tools that the source recommends")
    gain: float = Field(description="points that the lower end of `global.interval` rises by when it is done")


class PhasePart(ReportPhasePart):
    """One phase, with the names of its tasks; `score` is null where less than half of its weight is known."""

    score_of_known: Score | None = Field(description="score of the known tasks alone, however few they are")
    tasks: list[ScoredTaskPart]  # type: ignore[assignment]  # narrower, and never written to


class NeedPart(Strict):
    """A task or an indicator that a criterion needs, and its state or verdict."""

    id: str
    state: str


class NamedCriterionPart(CriterionPart):
    """One criterion, by name, and what it needs."""

    title: str
    needs: list[NeedPart]


class NamedGatePart(GatePart):
    """One gate, with the title of its phase."""

    title: str
    criteria: list[NamedCriterionPart]  # type: ignore[assignment]  # narrower, and never written to


class NamedIndicatorPart(IndicatorPart):
    """One indicator, by name."""

    title: str
    definition: str


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

    schema_version: Literal["1.1"] = "1.1"
    tool: ToolPart
    generated_at: str
    repository: RepositoryPart
    criteria: CriteriaPart
    overall: GlobalPart = Field(alias="global")
    phases: list[PhasePart]
    gates: list[NamedGatePart]
    indicators: list[NamedIndicatorPart]
    risks: list[RiskPart]
    capabilities: list[CapabilityPart]
    waivers: list[WaiverPart]
    findings: list[FindingPart]
    warnings: list[WarningPart]


def score_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of the score document; `export/schemas/score-1.1.json` is its shipped copy."""
    schema = ScoreDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}
