"""The models of the report document (`schema_version` 1.0), from which its JSON Schema is generated.

Within 1.x fields are only ever added. No person's name or address is in it. Imported by `make docs` and by tests only:
`json.py` writes the document without them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_ID = "urn:ai-provenance:schema:report:1.0"

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Oid = Annotated[str, Field(pattern=r"^([0-9a-f]{40}|[0-9a-f]{64})$")]


class Strict(BaseModel):
    """A part of the document: what is not named here is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ToolPart(Strict):
    """What wrote the document."""

    name: Literal["ai-provenance"] = "ai-provenance"
    version: str


class RepositoryPart(Strict):
    """The repository that was read; no local path."""

    head: Oid | None
    branch: str | None
    remote: str | None
    object_format: Literal["sha1", "sha256"]
    shallow: bool
    partial: bool


class RangePart(Strict):
    """Which commits were requested."""

    revisions: str
    since: str | None
    until: str | None
    paths: list[str]
    first_parent: bool
    complete: bool = Field(description="false where a shallow clone cuts the range off")


class ExcludedPart(Strict):
    """Commits walked and left out of scope, by the first rule that left them out."""

    merges: Count
    automation: Count


class ScopePart(Strict):
    """Which commits the percentage is about."""

    rules: list[str]
    excluded: ExcludedPart


class CommitsPart(Strict):
    """Commits walked, by origin; the four origins add up to `walked`."""

    walked: Count
    in_scope: Count
    ai: Count
    human: Count
    automation: Count
    unknown: Count
    message_only: Count


class RatioPart(Strict):
    """A number with what it is made of; `ratio` is null when the denominator is 0."""

    numerator: Count
    denominator: Count
    ratio: Share | None


class TraceabilityPart(Strict):
    """The three numbers."""

    trace_all: RatioPart = Field(description="in-scope commits at level >= 1 / in-scope commits")
    trace_ai: RatioPart = Field(description="ai commits at level >= 2 with valid metadata / ai commits walked")
    attribution_coverage: RatioPart = Field(description="commits with a known origin / commits walked")


class AdoptionPart(Strict):
    """The numbers since the configured point of adoption; thresholds are held against these."""

    since: str
    commits: CommitsPart
    traceability: TraceabilityPart


class ModelPart(Strict):
    """A model named for an agent."""

    id: str
    commits: Count


class AgentPart(Strict):
    """An agent named in AI commits."""

    id: str
    name: str
    commits: Count
    models: list[ModelPart]


class PeriodPart(Strict):
    """In-scope commits of one month (UTC, committer date)."""

    period: Annotated[str, Field(pattern=r"^(\d{4,}-\d\d|unknown)$")]
    in_scope: Count
    ai: Count
    traceable: Count


class ExamplePart(Strict):
    """An in-scope commit without evidence."""

    sha: Oid
    date: str | None
    subject: str


class UntraceablePart(Strict):
    """In-scope commits at level 0: all counted, the newest named."""

    count: Count
    examples: list[ExamplePart]


class LinesOfOrigin(Strict):
    """Lines of the commits of one origin."""

    added: Count
    removed: Count


class LinesPart(Strict):
    """Lines added and removed; null in the document when they were not requested, or cannot be counted."""

    commits: Count
    left_out: Count
    """Commits at the cut of a shallow clone."""
    origins: dict[str, LinesOfOrigin]


class FindingsPart(Strict):
    """Findings of one judge, counted by rule; null in the document when it did not run."""

    findings: Count
    by_rule: dict[str, Count]


class TaskPart(Strict):
    """One task of a phase."""

    id: str
    state: str
    credit: float | None
    grade: str
    reason: str
    remedy: str
    evidence: list[str]


class PhasePart(Strict):
    """One phase of the methodology; `score` is null where nothing was measured."""

    phase: int
    title: str
    score: float | None
    claimed: float | None
    interval: tuple[float, float] | None
    coverage: Share
    label: str
    tasks: list[TaskPart]


class IndicatorPart(Strict):
    """One indicator; `value` is null and `verdict` is `unknown` where nothing was measured."""

    id: str
    value: float | None
    unit: str
    threshold: str
    verdict: Literal["met", "tolerated", "missed", "unknown"]
    source: str


class CriterionPart(Strict):
    """One criterion of a gate."""

    criterion: str
    verdict: str
    reason: str


class GatePart(Strict):
    """One gate: no averaging, every criterion counts."""

    gate: str
    verdict: Literal["pass", "fail", "inconclusive"]
    criteria: list[CriterionPart]


class WarningPart(Strict):
    """What a reader of the numbers must know."""

    code: str
    message: str
    hint: str


class ReportDocument(Strict):
    """One report."""

    schema_version: Literal["1.0"] = "1.0"
    tool: ToolPart
    generated_at: str
    repository: RepositoryPart
    range: RangePart
    scope: ScopePart
    commits: CommitsPart
    traceability: TraceabilityPart
    since_adoption: AdoptionPart | None
    levels: dict[Literal["0", "1", "2", "3", "4"], Count]
    agents: list[AgentPart]
    places: dict[str, Count]
    flags: dict[str, Count]
    timeline: list[PeriodPart]
    untraceable: UntraceablePart
    policy: FindingsPart | None
    secrets: FindingsPart | None
    lines: LinesPart | None = None
    phases: list[PhasePart]
    indicators: list[IndicatorPart]
    gates: list[GatePart]
    warnings: list[WarningPart]


def report_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of the report document; `export/schemas/report-1.0.json` is its shipped copy."""
    schema = ReportDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}
