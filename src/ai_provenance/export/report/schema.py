"""The models of the report document (`schema_version` 1.1), from which its JSON Schema is generated.

Within 1.x fields are only ever added. No person's name or address is in it. Imported by `make docs` and by tests only:
`json.py` writes the document without them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_ID = "urn:ai-provenance:schema:report:1.1"

Count = Annotated[int, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
LevelName = Literal["0", "1", "2", "3", "4"]
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


class NamedRepositoryPart(RepositoryPart):
    """The repository that was read, with what names it for a reader."""

    identity: str | None = Field(description="host and path of the remote: the same for all clones")
    name: str | None = Field(description="path of the remote, or the last part of the directory")
    url: str | None = Field(description="address of the remote for a browser")
    head_date: str | None = Field(description="committer date of `head`")


class RangePart(Strict):
    """Which commits were requested."""

    revisions: str
    since: str | None
    until: str | None
    paths: list[str]
    first_parent: bool
    complete: bool = Field(description="false where a shallow clone cuts the range off")
    oldest: str | None = Field(description="the oldest committer date of a commit walked")
    newest: str | None = Field(description="the newest committer date of a commit walked")


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
    examined: Count = Field(description="a hook observed no agent; origin `unknown`, and traceable")
    unlisted: Count = Field(description="`automation` by an app that is in no list")
    review_only: Count = Field(description="`ai`, and agents only reviewed; in neither part of `trace_ai`")
    message_only: Count


class RatioPart(Strict):
    """A number with what it is made of; `ratio` is null when the denominator is 0 or the range is incomplete."""

    numerator: Count
    denominator: Count
    ratio: Share | None


class TraceabilityPart(Strict):
    """The three numbers."""

    trace_all: RatioPart = Field(description="in-scope commits at level >= 1 / in-scope commits")
    trace_ai: RatioPart = Field(
        description="ai commits at level >= 2 with valid metadata / ai commits walked, less the review-only ones"
    )
    attribution_coverage: RatioPart = Field(description="commits with a known origin / commits walked")


class AdoptionPart(Strict):
    """The numbers since the configured point of adoption; thresholds are held against these."""

    since: str
    commits: CommitsPart
    traceability: TraceabilityPart


class JudgedPart(Strict):
    """What a threshold is about: since adoption where that is configured."""

    number: Literal["trace_ai", "trace_all", "attribution_coverage"]
    target: float | None = Field(description="per cent demanded; null where nothing is")


class DatedPart(Strict):
    """A commit and its committer date."""

    sha: Oid
    date: str | None


class SinceFirstAiPart(Strict):
    """The numbers of the commits that are not older than `first_ai`; null where an adoption is configured."""

    since: str | None
    commits: CommitsPart
    traceability: TraceabilityPart


class ComparedPart(Strict):
    """One of the sets of commits that are compared."""

    revisions: str
    commits: CommitsPart
    traceability: TraceabilityPart


Difference = Annotated[float, Field(ge=-1, le=1)]


class DifferencePart(Strict):
    """Ratio after less ratio before; null where one of them is."""

    trace_all: Difference | None
    trace_ai: Difference | None
    attribution_coverage: Difference | None


class ComparisonPart(Strict):
    """What a request changes; null in the document when no base was named."""

    base: str
    request: ComparedPart = Field(description="the commits that the request adds")
    before: ComparedPart = Field(description="all commits of the base")
    after: ComparedPart = Field(description="all commits with the request")
    difference: DifferencePart


class RecordsPart(Strict):
    """Commits walked that have provenance records."""

    commits: Count
    bound: Count = Field(description="by a record of the commit's own id")
    carried: Count = Field(description="by a record of the same change, author and time under another id")
    signed: Count = Field(description="with a good signature by a known key")
    by_role: dict[Literal["person", "ci", "agent", "forge"], Count]
    unbound: Count = Field(description="with a record or note that is about another change; it decides nothing")
    conflicts: Count = Field(description="whose record contradicts the message; the message counts")
    unreachable: Count = Field(description="commits that records are about and that were not walked")
    commit_signatures: bool = Field(
        description="whether signatures of the commits themselves were looked at, by --commit-signatures"
    )


class LevelsByOriginPart(Strict):
    """In-scope commits by origin and level."""

    ai: dict[LevelName, Count]
    human: dict[LevelName, Count]
    automation: dict[LevelName, Count]
    unknown: dict[LevelName, Count]


class AgentUsesPart(Strict):
    """AI commits that name an agent with one model; null where none was named."""

    id: str
    model: str | None
    commits: Count


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
    """The commits of one period (UTC, committer date) of `timeline_unit`; a week is named by its Monday."""

    period: Annotated[str, Field(pattern=r"^(\d{4,}-\d\d(-\d\d)?|unknown)$")]
    in_scope: Count
    ai: Count = Field(description="in-scope commits of origin `ai`")
    traceable: Count = Field(description="in-scope commits at level >= 1: the numerator of `trace_all`")
    walked: Count
    known: Count = Field(description="commits walked with a known origin: the numerator of `attribution_coverage`")
    declared: Count = Field(description="the numerator of `trace_ai`; merges are among them")
    declared_of: Count = Field(description="the denominator of `trace_ai`; merges are among them")
    agents: list[AgentUsesPart]


class ExamplePart(Strict):
    """A commit by name."""

    sha: Oid
    date: str | None
    subject: str
    published: bool | None = Field(description="whether a remote-tracking branch or a tag has it; null: not known")


class UndeclaredExamplePart(ExamplePart):
    """An AI commit that is not declared."""

    agent: str | None = Field(description="id of the first agent that its evidence names")
    place: str | None = Field(description="where that evidence was found")


class UndeclaredPart(Strict):
    """AI commits that `trace_ai` does not count as declared: all counted, the newest named."""

    count: Count
    examples: list[UndeclaredExamplePart]


class UntraceablePart(Strict):
    """In-scope commits at level 0: all counted, the newest named."""

    count: Count
    examples: list[ExamplePart]


class DirectoryPart(Strict):
    """In-scope commits that changed something below a directory, since adoption or the first AI commit."""

    path: str
    in_scope: Count
    ai: Count
    declared: Count


class SetupPart(Strict):
    """How commits come by their declarations here; null where it is not known."""

    hooks: bool | None = Field(description="whether a hook of ours is installed or configured")
    declare: Literal["ai", "all"] = Field(description="the configuration's `declare`")
    gate: bool | None = Field(description="whether a CI definition of the work tree names us")


class AdvicePart(Strict):
    """A setting that would raise a number."""

    number: Literal["trace_ai", "trace_all", "attribution_coverage"]
    setting: str
    value: str
    ratio: Share = Field(description="the number as it is")
    gives: Share = Field(description="the number of new commits that are made with the hooks under the setting")
    message: str


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


class SuppressedPart(Strict):
    """A finding that was let pass, and what let it pass: `exclude`, `pragma` or `baseline`."""

    path: str
    line: int
    rule: str
    commit: str | None
    by: str


class SecretsPart(FindingsPart):
    """The findings of the secret scan, and those that it let pass."""

    suppressed: list[SuppressedPart] = []


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

    schema_version: Literal["1.1"] = "1.1"
    tool: ToolPart
    generated_at: str
    repository: NamedRepositoryPart
    complete: bool = Field(description="false where a shallow clone cuts the range off: no ratio is stated")
    range: RangePart
    scope: ScopePart
    commits: CommitsPart
    traceability: TraceabilityPart
    judged: JudgedPart
    since_adoption: AdoptionPart | None
    first_ai: DatedPart | None = Field(description="the oldest commit of origin `ai`, by committer date")
    since_first_ai: SinceFirstAiPart | None
    comparison: ComparisonPart | None
    levels: dict[LevelName, Count]
    levels_by_origin: LevelsByOriginPart
    agents: list[AgentPart]
    places: dict[str, Count]
    flags: dict[str, Count]
    timeline_unit: Literal["day", "week", "month"]
    timeline: list[PeriodPart]
    undeclared: UndeclaredPart
    untraceable: UntraceablePart
    directories: list[DirectoryPart] | None
    setup: SetupPart | None
    advice: list[AdvicePart]
    records: RecordsPart
    policy: FindingsPart | None
    secrets: SecretsPart | None
    lines: LinesPart | None = None
    phases: list[PhasePart]
    indicators: list[IndicatorPart]
    gates: list[GatePart]
    warnings: list[WarningPart]


def report_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of the report document; `export/schemas/report-1.1.json` is its shipped copy."""
    schema = ReportDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}
