"""The models of the documents about an organisation's rules and audits, from which their JSON Schemas are generated.

Within 1.x fields are only ever added. No person's name or address is in them. Imported by `make docs` and tests only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from ai_provenance.export.findings.schema import ConformDocument
from ai_provenance.export.fleet.schema import Day, FractionPart
from ai_provenance.export.report.schema import Count, Strict, ToolPart

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
Quarter = Annotated[str, Field(pattern=r"^[0-9]{4}Q[1-4]$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Critical = Literal["gate-lost", "pin-moved", "policy-loosened", "secret", "undeclared"]


class Numbers(Strict):
    """I6.1 and I6.2, and the latter with excepted repositories as conforming."""

    teams: FractionPart = Field(alias="I6.1")
    repositories: FractionPart = Field(alias="I6.2")
    with_exceptions: FractionPart


class Onboarding(Strict):
    """I6.3."""

    hours: float | None = Field(description="median of those that are finished")
    censored_hours: float | None = Field(description="median by Kaplan and Meier, open ones censored")
    finished: Count
    open: Count


class LeftOut(Strict):
    """Repositories that are not judged, by why."""

    unknown: Count
    not_applicable: Count
    archived: Count


class TemplatePart(Strict):
    """One template over the repositories that it is for."""

    repositories: Count
    drifting: Count
    excepted: Count
    too_many_exceptions: bool


class FleetConformDocument(Strict):
    """What `fleet conform --format json` writes."""

    schema_version: Literal["1.0"]
    tool: ToolPart
    organisation: str
    at: Day
    numbers: Numbers
    onboarding: Onboarding = Field(alias="I6.3")
    left_out: LeftOut
    templates: dict[str, TemplatePart]
    drift_by_team: dict[str, Count]
    repositories: list[ConformDocument]


class DuePart(Strict):
    """One audit of one repository that is due."""

    identity: str
    quarter: Quarter
    state: Literal["passed", "failed", "uncovered", "missing"]
    critical: list[Critical]


class UncountedPart(Strict):
    """An audit that has a tag and does not count."""

    tag: str
    problem: str


class AuditNumbers(Strict):
    """I2.5 and I6.5."""

    passed: FractionPart = Field(alias="I2.5")
    without_critical: FractionPart = Field(alias="I6.5")


class AuditDueDocument(Strict):
    """What `audit due --format json` writes."""

    schema_version: Literal["1.0"]
    tool: ToolPart
    organisation: str
    at: Day
    due: list[DuePart]
    uncounted: list[UncountedPart]
    indicators: AuditNumbers


class AuditedPart(Strict):
    """The repository, and the commit that was judged."""

    identity: str
    team: str
    head: str | None


class ReleasePart(Strict):
    """The release of the rules that it was judged by."""

    rev: str
    digest: str


class AuditResultPart(Strict):
    """One requirement."""

    id: str
    state: Literal["met", "drifts", "behind", "excepted", "unknown"]
    path: str
    line: int | None
    got: str
    until: Day | None


class AuditConformityPart(Strict):
    """Its conformity."""

    standing: Literal["conforms", "drifts", "excepted", "unknown", "not_applicable", "archived"]
    templates: dict[str, str]
    results: list[AuditResultPart]


class AuditCommitsPart(Strict):
    """The commits since adoption."""

    walked: Count
    ai: Count
    undeclared: Count
    traceable: Count
    in_scope: Count


class IndicatorPart(Strict):
    """One indicator; a value with a fraction is text, so that it has one form."""

    value: str | int | None
    verdict: str
    source: str


class AuditRecordDocument(Strict):
    """`repositories/*.json` of an audit. A repository that could not be judged has only the required keys."""

    repository: AuditedPart
    governance: ReleasePart | None = None
    conformity: AuditConformityPart | None = None
    commits: AuditCommitsPart | None = None
    tasks: dict[str, str] = Field(default_factory=dict)
    gates: dict[str, str] = Field(default_factory=dict)
    indicators: dict[str, IndicatorPart] = Field(default_factory=dict)
    rules: dict[str, str] = Field(default_factory=dict)
    secrets: Count | None = Field(None, description="null where the files were not scanned, or not all are here")
    complete: bool
    errors: list[str]
    critical: list[Critical]
    passed: bool


class CoveragePart(Strict):
    """Repositories that were judged whole, and those in scope."""

    covered: Count
    scope: Count


class FilePart(Strict):
    """One record."""

    identity: str
    sha256: Sha256


class AuditIndexDocument(Strict):
    """`index.json` of an audit."""

    schema_version: Literal["1.0"]
    organisation: str
    quarter: Quarter
    at: Day
    governance_digest: str
    tool: str
    coverage: CoveragePart
    files: dict[str, FilePart]


def governance_schemas() -> dict[str, dict[str, Any]]:
    """Name of the file -> its JSON Schema (draft 2020-12)."""
    documents: dict[str, type[Strict]] = {
        "fleet-conform-1.0.json": FleetConformDocument,
        "audit-due-1.0.json": AuditDueDocument,
        "audit-record-1.0.json": AuditRecordDocument,
        "audit-index-1.0.json": AuditIndexDocument,
    }
    return {
        name: {
            "$schema": _DRAFT,
            "$id": f"urn:ai-provenance:schema:{name.removesuffix('-1.0.json')}:1.0",
            **model.model_json_schema(),
        }
        for name, model in documents.items()
    }
