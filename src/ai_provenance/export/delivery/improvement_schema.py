"""The models of the documents about improvement; their JSON Schemas are shipped and generated from them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

_HEAD = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
Outcome = Literal["lead_time", "cycle_time", "lines", "reverted"]
Interval = tuple[float, float]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExcludedPart(_Strict):
    """Units that are in no arm."""

    switched: int = Field(description="with commits of several arms")
    unknown_arm: int


class ArmPart(_Strict):
    """One arm, in the order of the plan."""

    name: str
    weight: int
    units: int
    commits: int
    kept: int = Field(description="commits that did what the arm says")
    values: dict[Outcome, float | None] = Field(description="medians, or the share of units; empty before the end")


class EffectPart(_Strict):
    """How one outcome of an arm differs from that of the first arm."""

    outcome: Outcome
    arm: str
    unit: Literal["ratio", "difference"]
    units: tuple[int, int] = Field(description="units with a value, of the first arm and of this one")
    estimate: float | None
    interval: Interval | None = Field(description="95 %")
    p: float | None
    reason: str | None


class ExperimentDocument(_Strict):
    """What `ai-provenance experiment check --format json` writes. Nothing in it is about a person."""

    schema_version: Literal["1.0"]
    experiment: str
    verdict: Literal[
        "no-units", "running", "stats-extra", "misallocated", "suppressed", "insufficient", "difference",
        "no-difference", "aa-passed", "aa-failed",
    ]  # fmt: skip
    exploratory: bool = Field(description="the plan is not the one that the first assigned commit had")
    primary: Outcome
    ends: str
    minimum_units: int
    sample_ratio_p: float | None
    excluded: ExcludedPart
    single_commit_units: int
    arms: list[ArmPart]
    effects: list[EffectPart]


class NumberPart(_Strict):
    """One number of a cycle."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    reason: str | None


class CycleDocument(_Strict):
    """What `ai-provenance pdca check --format json` writes."""

    schema_version: Literal["1.0"]
    id: str
    verdict: Literal["pass", "fail", "inconclusive"]
    reason: str
    act: Literal["apply", "revert", "extend"]
    values: dict[str, NumberPart]


class RatioPart(_Strict):
    """A ratio with what it is computed from."""

    numerator: int
    denominator: int
    ratio: float | None


class BatchPart(_Strict):
    """One batch."""

    id: str
    commit: str
    time: int | None = Field(description="seconds since the epoch; null for a range")
    changes: int
    ai_changes: int
    verdict: Literal["pass", "fail", "unknown"]
    reason: str
    results: list[str]


class BatchDocument(_Strict):
    """What `ai-provenance delivery batch --format json` writes."""

    schema_version: Literal["1.0"]
    required: list[Literal["sarif", "junit", "coverage"]]
    ai_passed: RatioPart
    batches: list[BatchPart]


class ItemPart(_Strict):
    """The answers to one item; all but id and kind is null where fewer than five answered it."""

    id: str
    kind: Literal["csat", "nps", "agreement"]
    n: int | None
    value: float | None
    interval: Interval | None
    distribution: dict[str, int] | None
    reason: str | None


class WavePart(_Strict):
    """One wave of a survey."""

    wave: str
    n: int | None
    invited: int | None
    response_rate: float | None
    reason: str | None
    items: list[ItemPart]
    changes: dict[str, float] | None
    changes_reason: str | None


class SurveyDocument(_Strict):
    """What `ai-provenance survey summary --format json` writes. No text that somebody wrote is in it."""

    schema_version: Literal["1.0"]
    survey: str
    waves: list[WavePart]


class FeedbackDocument(_Strict):
    """One line of `ai-provenance delivery feedback export`."""

    v: Literal[1]
    at: str
    kind: Literal["validation", "review", "revert", "rework", "defect", "deployment", "survey"]
    commit: str | None
    change: str | None
    origin: Literal["ai", "rest"] | None
    agent: str | None
    value: float | None
    unit: str
    source: str


def improvement_schemas() -> dict[str, dict[str, Any]]:
    """Name of the file -> its JSON Schema."""
    documents: dict[str, type[BaseModel]] = {
        "experiment-1.0.json": ExperimentDocument,
        "pdca-1.0.json": CycleDocument,
        "delivery-batch-1.0.json": BatchDocument,
        "survey-1.0.json": SurveyDocument,
        "feedback-1.0.json": FeedbackDocument,
    }
    return {name: _HEAD | model.model_json_schema() for name, model in documents.items()}
