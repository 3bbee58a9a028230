"""The models of the metrics file, from which its JSON Schema is generated. Keys of other tools are allowed everywhere.

Imported by `make docs` and by tests only: `file.py` reads and writes the file without them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

SCHEMA_ID = "urn:ai-provenance:schema:metrics:1.0"
Score = Annotated[float, Field(ge=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]


class Shared(BaseModel):
    """A part that other tools may add keys to."""

    model_config = ConfigDict(extra="allow", frozen=True)


class ToolKeys(Shared):
    """What wrote our keys last."""

    name: Literal["ai-provenance"]
    version: str


class FlatFigures(Shared):
    """The flat figures. A ratio without data is null, never 0."""

    trace_all: Share | None
    trace_all_numerator: int
    trace_all_denominator: int
    trace_ai: Share | None
    trace_ai_numerator: int
    trace_ai_denominator: int
    attribution_coverage: Share | None
    commits_walked: int
    commits_in_scope: int
    commits_untraceable: int
    overall_score: Score | None = None


class DeliveryFigures(Shared):
    """The flat figures of `delivery --metrics`, beside those of a report or alone. What is unknown is null, never 0."""

    delivery_deployments: int
    delivery_frequency_per_week: float | None
    delivery_change_lead_time_seconds: float | None
    delivery_change_fail_rate: Share | None
    delivery_change_fail_rate_numerator: int
    delivery_change_fail_rate_denominator: int
    delivery_recovery_time_seconds: float | None
    delivery_rework_rate: Share | None
    delivery_rework_rate_numerator: int
    delivery_rework_rate_denominator: int
    delivery_changes_per_deployment_p50: float | None


class IndicatorKeys(Shared):
    """One indicator of a phase."""

    value: float | None
    verdict: Literal["met", "tolerated", "missed", "unknown"]
    source: str
    unit: str | None = None
    threshold: str | None = None


class PhaseKeys(Shared):
    """One phase. `score` is null until a run has judged it."""

    title: str | None = None
    score: Score | None
    claimed: Score | None = None
    interval: tuple[Score, Score] | None = None
    coverage: Share | None = None
    label: str | None = None
    gate: Literal["pass", "fail", "inconclusive"] | None = None
    criteria: str | None = None
    judged_at: str | None = None
    indicators: dict[str, IndicatorKeys] = {}


class RunKeys(Shared):
    """One of the last runs, oldest first."""

    generated_at: str
    head: str | None
    trace_all: Share | None
    trace_ai: Share | None
    attribution_coverage: Share | None
    commits_walked: int
    overall_score: Score | None = None


class MetricsDocument(Shared):
    """The metrics file."""

    schema_version: Literal["1.0"]
    tool: ToolKeys
    generated_at: str
    metrics: FlatFigures | DeliveryFigures
    phases: dict[str, PhaseKeys]
    history: list[RunKeys]


def metrics_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of the metrics file; `export/schemas/metrics-1.0.json` is its shipped copy."""
    schema = MetricsDocument.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}
