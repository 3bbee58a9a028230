"""The models of the delivery document; its JSON Schema is shipped and generated from them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


Reason = Literal[
    "no-source", "no-deployment", "no-signal", "no-predecessor", "no-failure", "shallow", "insufficient", "suppressed"
]
Interval = tuple[float, float]
State = Literal["steady", "regressed", "improved", "insufficient"]
_HEAD = {"$schema": "https://json-schema.org/draft/2020-12/schema"}


class ToolPart(_Strict):
    """What wrote the document."""

    name: Literal["ai-provenance"]
    version: str


class RepositoryPart(_Strict):
    """The repository that was read."""

    identity: str
    name: str
    head: str | None


class WindowPart(_Strict):
    """From `since` on and before `until`, UTC."""

    since: str
    until: str
    weeks: float


class FilePart(_Strict):
    """One file of `--events`."""

    name: str
    kinds: dict[str, int]
    rows: int
    used: int
    rejected: int


class SourcePart(_Strict):
    """Where deployments are known from."""

    kind: Literal["events", "deployments", "ci-runs", "releases", "tags", "branch"] | None
    confidence: Literal["high", "medium", "low"] | None
    files: list[FilePart]


class DeploymentsPart(_Strict):
    """Counts of deployments; but for `all`, of the window."""

    all: int
    window: int
    judged: int
    failed: int
    pending: int = Field(description="too young to be judged")
    open: int = Field(description="failed, and not over yet")
    attempts_failed: int
    unknown_commit: int
    without_predecessor: int
    components: list[str]


class MetricPart(_Strict):
    """What every metric has."""

    value: float | None
    reason: Reason | None = Field(description="why the value is null")
    interval: Interval | None = Field(description="95 %")
    interval_reason: Literal["stats-extra", "insufficient"] | None


class FrequencyPart(MetricPart):
    """Deployments a week."""

    unit: Literal["per_week"] = "per_week"
    numerator: float | None = None
    denominator: float | None = None
    deploy_days_per_week_median: float | None = None
    gap_seconds_p50: float | None = None


class CohortPart(_Strict):
    """Changes that were made in the window; those that are not deployed yet are censored."""

    n: int
    censored: int
    p50: float | None


class LeadTimePart(MetricPart):
    """From a change to its first deployment."""

    unit: Literal["seconds"] = "seconds"
    n: int = 0
    p50: float | None = None
    p75: float | None = None
    p90: float | None = None
    mean: float | None = None
    deployments: int = 0
    negative: int
    cohort: CohortPart | None = None


class HeuristicPart(_Strict):
    """With the deployments of fixes alone that came soon after another; never the headline."""

    numerator: int
    denominator: int


class SharePart(MetricPart):
    """A share of the deployments."""

    unit: Literal["ratio"] = "ratio"
    numerator: int
    denominator: int
    bound: Literal["lower", "exact"]
    heuristic: HeuristicPart


class FailRatePart(SharePart):
    """Failed deployments / judged ones."""

    by_signal: dict[str, int]


class RecoveryPart(MetricPart):
    """From a failure to what ended it."""

    unit: Literal["seconds"] = "seconds"
    closed: int
    open: int
    mean: float | None
    incident_mean: float | None


class MetricsPart(_Strict):
    """DORA's five."""

    deployment_frequency: FrequencyPart
    change_lead_time: LeadTimePart
    change_fail_rate: FailRatePart
    recovery_time: RecoveryPart
    rework_rate: SharePart


class BatchPart(_Strict):
    """Changes of a deployment."""

    p50: float | None
    p75: float | None
    p90: float | None
    bands: dict[str, int] = Field(description="DORA's answer bands for the size of a batch -> deployments")


class SizesPart(_Strict):
    """Sizes of the changes that were first deployed in the window."""

    changes: int
    p50: float
    p75: float
    p90: float
    bands: dict[str, int] = Field(description="DORA's answer bands for lines -> changes; empty for files")


class BatchesPart(_Strict):
    """How much is deployed at once."""

    changes_per_deployment: BatchPart
    lines_per_change: SizesPart | None = Field(description="with --lines")
    files_per_change: SizesPart | None = Field(description="with --lines")


class ReworkedPart(_Strict):
    """The lines of AI commits, or of the rest; null where fewer than five people made those of either."""

    origin: Literal["ai", "rest"]
    reason: Literal["suppressed"] | None
    changes: int | None
    numerator: int | None
    denominator: int | None


class CodeReworkPart(_Strict):
    """Lines that another commit replaced within some days / lines added, of the changes that are older than that."""

    days: int
    value: float | None
    unit: Literal["ratio"]
    numerator: int
    denominator: int
    interval: Interval | None = Field(description="95 %, by deployments; null below ten")
    reason: Literal["no-change", "pending", "partial"] | None
    changes: int
    pending: int = Field(description="changes that are too young, or whose contents are not here")
    lost: int = Field(description="contents of files that could not be followed; their lines count as not replaced")
    by_origin: list[ReworkedPart]


class WarningPart(_Strict):
    """What a reader of the numbers must know."""

    code: str
    message: str
    hint: str
    details: list[str]


class LinesPart(_Strict):
    """Lines that were replaced / lines added."""

    numerator: int
    denominator: int


class ListedPart(_Strict):
    """One deployment with the commits that explain its outcome."""

    id: str
    time: str
    commit: str
    names: list[str]
    previous: str | None
    changes: int
    lead_times: list[int]
    signals: list[Literal["revert", "hotfix", "rollback", "incident"]]
    commits: list[str]
    opened: str | None
    ended: str | None
    judged: bool
    rework: bool
    code_rework: LinesPart | None = Field(None, description="with --lines, where a change is old enough")


class SlicePart(_Strict):
    """Some of the changes that were first deployed in the window; counts are null where it is suppressed."""

    dimension: Literal["origin", "component", "month"]
    key: str
    reason: Literal["suppressed"] | None = Field(description="fewer than five people are in it")
    changes: int | None
    deployments: int | None
    lead_p50: float | None
    lead_p75: float | None
    reverted: int | None


class StagePart(_Strict):
    """How long a stage of requests took, in seconds."""

    n: int
    p50: float
    p75: float
    p90: float


class StagesPart(_Strict):
    """The requests that were merged in the window, where a forge's export has some."""

    requests: int
    coding: StagePart | None = Field(description="from the first commit that a merge brought to opening")
    review: StagePart | None = Field(description="from opening to merging")
    waiting: StagePart | None = Field(description="from merging to the first deployment of all that the request became")


class PlacedPart(_Strict):
    """A metric in a band of one year."""

    metric: Literal["deployment_frequency", "change_lead_time", "change_fail_rate", "recovery_time"]
    band: Literal["elite", "high", "medium", "low"] | None
    interval: tuple[str, str] | None = Field(description="the bands of the better and the worse end of the interval")
    is_at_best: bool = Field(description="the value is a lower bound: the true one may lie in a worse band")


class BandsPart(_Strict):
    """The metrics in the bands of one of DORA's reports."""

    year: Literal["2019", "2021", "2023", "2024"]
    source: str
    rows: list[PlacedPart]


class ScorePart(_Strict):
    """The metrics as answers to DORA's quick check, 0 to 10; null for what is unknown."""

    lead: float | None
    frequency: float | None
    recovery: float | None
    fail: float | None
    rework: float | None
    overall: float | None = Field(description="the mean of those that are known")
    is_at_best: bool = Field(description="failures may be missing: fail, rework and overall may be lower")
    source: str


class TriedPart(_Strict):
    """An experiment with a recorded result."""

    name: str
    ended: str
    difference: bool


class CyclePart(_Strict):
    """A line of the ledger of PDCA cycles."""

    id: str
    at: str
    verdict: Literal["pass", "fail", "inconclusive"]
    act: Literal["apply", "revert", "extend"]


class ValidatedPart(_Strict):
    """Recorded batches with a verdict."""

    origin: Literal["ai", "rest"]
    passed: int
    judged: int


class SatisfactionPart(_Strict):
    """The mean satisfaction of one wave."""

    wave: str
    satisfaction: float = Field(description="from 0 to 10")


class ImprovementPart(_Strict):
    """What was tried, and what came of it."""

    experiments: list[TriedPart]
    cycles: list[CyclePart] = Field(description="empty where the chain of the ledger is broken")
    ledger_fault: str | None = Field(description="which line of the ledger is not what was recorded")
    batches: list[ValidatedPart]
    surveys: list[SatisfactionPart]


class DeliveryDocument(_Strict):
    """What `ai-provenance delivery --format json` writes. Nothing in it is about a person."""

    schema_version: Literal["1.0"]
    tool: ToolPart
    repository: RepositoryPart
    complete: bool
    window: WindowPart
    source: SourcePart
    definition: str
    deployments: DeploymentsPart
    metrics: MetricsPart
    batches: BatchesPart
    by: list[SlicePart] | None
    code_rework: CodeReworkPart | None = Field(None, description="with --lines")
    stages: StagesPart | None
    bands: BandsPart | None
    score: ScorePart | None = Field(description="where bands are given")
    excluded: dict[str, int]
    signals: dict[str, int]
    improvement: ImprovementPart | None = Field(None, description="null where nothing was recorded")
    warnings: list[WarningPart]
    list: list[ListedPart] | None


class CoveragePart(_Strict):
    """Changes whose origin is known / all changes."""

    numerator: int
    denominator: int
    ratio: float | None


class ContaminationPart(_Strict):
    """The effect if such a share of the arm `rest` were AI commits that nothing declares."""

    share: float
    effect: float


class OutcomePart(_Strict):
    """How one outcome differs between the arms."""

    outcome: Literal[
        "lead_time",
        "reverted",
        "failed_deployment",
        "lines",
        "code_rework",
        "review_time",
        "fail_rate",
        "frequency",
        "recovery",
        "rework",
    ]
    primary: bool
    scale: Literal["ratio", "difference"] = Field(description="first / second, or share of first - share of second")
    verdict: Literal["associated", "inconclusive", "insufficient", "suppressed", "untested"]
    reason: str | None
    statement: str = Field(description="the verdict in words")
    sizes: tuple[int, int] | None
    values: tuple[float, float] | None = Field(description="medians or shares of the arms")
    crude: float | None = Field(description="the effect without strata")
    crude_interval: Interval | None
    effect: float | None = Field(description="within strata")
    interval: Interval | None = Field(description="95 %, of the effect")
    test: str | None
    p: float | None
    p_adjusted: float | None = Field(description="by Holm over the outcomes")
    cliffs_delta: float | None
    simpson: bool = Field(description="without strata the opposite seems true")
    detectable: float | None = Field(description="what arms of this size could show; only where they are too small")
    contamination: list[ContaminationPart]


class CompareDocument(_Strict):
    """What `ai-provenance delivery compare --format json` writes. Nothing in it is about a person."""

    schema_version: Literal["1.0"]
    tool: ToolPart
    repository: RepositoryPart
    complete: bool
    window: WindowPart
    before: WindowPart | None = Field(description="the window that it is set against, where it is")
    definition: str
    arms: tuple[str, str]
    strata: list[Literal["deployment", "size", "directory", "month", "author"]]
    deployments: int
    attribution_coverage: CoveragePart
    outcomes: list[OutcomePart]
    confounders: list[str]
    warnings: list[WarningPart]


class BaselinePart(_Strict):
    """The window that was held against."""

    since: str
    until: str
    frozen: bool = Field(description="false: the 12 weeks before the last two")


class AlarmPart(_Strict):
    """The state of one metric."""

    metric: Literal["change_lead_time", "change_fail_rate"]
    state: State
    recent: float | None
    baseline: float | None
    p: float | None
    effect: float | None = Field(description="Cliff's delta of lead times")
    deployments: tuple[int, int] = Field(description="new ones, and those of the baseline")


class VerdictPart(_Strict):
    """What was to be said at one time."""

    at: str
    deployment: str | None
    delay_seconds: int | None = Field(description="from the deployment to this run")
    state: State
    alarms: list[AlarmPart]


class AlarmsDocument(_Strict):
    """What `ai-provenance delivery regress --format json` and `watch` write; a webhook's body has `text` besides."""

    schema_version: Literal["1.0"]
    tool: ToolPart
    repository: RepositoryPart
    complete: bool
    method: str
    baseline: BaselinePart
    strict: bool
    state: State
    verdicts: list[VerdictPart]
    reverts: list[str] = Field(description="commands for a person; none was run")
    warnings: list[WarningPart]


def alarms_schema() -> dict[str, Any]:
    """The JSON Schema of the document of alarms."""
    schema = AlarmsDocument.model_json_schema(mode="serialization")
    return {**_HEAD, "title": "ai-provenance delivery regress", **schema}


def compare_schema() -> dict[str, Any]:
    """The JSON Schema of the document of a comparison."""
    schema = CompareDocument.model_json_schema(mode="serialization")
    return {**_HEAD, "title": "ai-provenance delivery compare", **schema}


class ReadinessPart(_Strict):
    """What one CI definition is ready for."""

    path: str
    provider: Literal["github", "gitlab", "azure", "circleci", "jenkins", "other"]
    triggers: list[str]
    stages: dict[str, str] = Field(description="stage -> `runs`, why it can stop nothing, or empty without a job")
    environments: list[str]
    jobs: int
    jobs_with_timeout: int
    actions: int
    actions_pinned: int
    least_permissions: bool | None


class UnreadPart(_Strict):
    """A CI definition that was not read."""

    path: str
    reason: str


class RunsPart(_Strict):
    """The runs of one workflow, or of the pipelines of one branch; durations are seconds."""

    name: str
    runs: int
    passed: int
    failed: int
    success: Interval | None = Field(description="95 % interval of passed / (passed + failed)")
    duration_p50: float | None
    duration_p95: float | None
    queue_p50: float | None
    commits: int
    flaky: int = Field(description="commits of which a run failed and then passed")


class FeedbackPart(_Strict):
    """Seconds from a push to the first verdict on it."""

    pushes: int
    p50: float
    p95: float


class PipelinesDocument(_Strict):
    """What `ai-provenance delivery pipelines --format json` writes."""

    schema_version: Literal["1.0"]
    tool: ToolPart
    repository: RepositoryPart
    pipelines: list[ReadinessPart]
    missing: list[str] = Field(description="stages that no definition runs")
    unread: list[UnreadPart]
    runs: list[RunsPart] | None = Field(description="null where no runs were given")
    feedback: FeedbackPart | None


def pipelines_schema() -> dict[str, Any]:
    """The JSON Schema of the document of pipelines."""
    schema = PipelinesDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "ai-provenance pipelines", **schema}


def delivery_schema() -> dict[str, Any]:
    """The JSON Schema of the document."""
    schema = DeliveryDocument.model_json_schema(mode="serialization")
    return {**_HEAD, "title": "ai-provenance delivery", **schema}
