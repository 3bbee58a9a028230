"""The models of `fleet report --format json`, from which its JSON Schema is generated.

Within 1.x fields are only ever added. No person's name or address is in it. Imported by `make docs` and by tests only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ai_provenance.export.report.schema import Count, Share, Strict, ToolPart

SCHEMA_ID = "urn:ai-provenance:schema:fleet:1.0"
Day = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]


class FractionPart(Strict):
    """A number with what it is about."""

    numerator: Count
    denominator: Count
    ratio: Share | None = Field(description="null where the denominator is 0")


class NumbersPart(Strict):
    """The numbers that there are, by name."""

    trace_all: FractionPart | None = None
    trace_ai: FractionPart | None = None
    attribution_coverage: FractionPart | None = None


class WithoutDataPart(Strict):
    """Counted repositories that have no commit of the kind that a number is about."""

    trace_all: Count = 0
    trace_ai: Count = 0
    attribution_coverage: Count = 0


class PoolPart(Strict):
    """Repositories whose numerators and denominators are added; never a mean of ratios."""

    name: str
    repositories: Count
    counted: Count = Field(description="that have a value, no older than the fleet allows")
    stale: Count = Field(description="whose last value is older")
    failed: Count = Field(description="that never had one")
    without_data: WithoutDataPart
    traceability: NumbersPart


class GroupPart(PoolPart):
    """A group of repositories; only teams have a past."""

    trend: list[NumbersPart | None] = Field(
        default=[],
        description="its numbers at each point of the document's trend; null where it was too small then to be shown",
    )


class MemberPart(Strict):
    """One repository."""

    repository: str
    team: str = Field(description="`others` for one of a team that is too small to be shown")
    labels: dict[str, str]
    state: str
    reason: str
    judged: Day | None = Field(description="day of its value; null where it has none that counts")
    since: Day | None = Field(description="first day of the failures that it is in")
    traceability: NumbersPart


class FleetAgentPart(Strict):
    """An agent, and the AI commits that name it."""

    id: str
    commits: Count


class GatePart(Strict):
    """How many repositories are in each state of a gate."""

    gate: str
    repositories: dict[str, Count]


class PointPart(Strict):
    """The pooled numbers as of the day of a run."""

    day: Day
    definition: str = Field(description="what they mean: points of two definitions are not one curve")
    traceability: NumbersPart


class NewestRunPart(Strict):
    """The newest run, whose numbers are not the published ones where it judged too few."""

    day: Day
    coverage: Share | None


class FleetDocument(Strict):
    """An organisation's numbers as of one run."""

    schema_version: Literal["1.0"] = "1.0"
    tool: ToolPart
    organisation: str
    day: Day
    definition: str
    coverage: Share | None = Field(description="repositories that this run judged / all")
    newest: NewestRunPart
    total: PoolPart
    grouped_by: str
    groups: list[GroupPart]
    agents: list[FleetAgentPart]
    gates: list[GatePart]
    trend: list[PointPart]
    repositories: list[MemberPart]
    errors: list[MemberPart] = Field(description="those without a judgement in the newest run")


def fleet_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document; `export/schemas/fleet-1.0.json` is its shipped copy."""
    schema = FleetDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA_ID, **schema}
