"""The models of the answers of `explain` and `doctor`, from which their JSON Schemas are generated.

Within 1.x fields are only ever added. Imported by `make docs` and by tests only.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ai_provenance.export.report.schema import Oid, Share, Strict, ToolPart

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


class NamedAgentPart(Strict):
    """An agent that took part, and the model where it was named."""

    id: str
    name: str
    model: str | None


class EvidencePart(Strict):
    """One observation about the commit."""

    agent: str = Field(description="id of the agent; empty where none was named")
    model: str | None
    place: str
    role: Literal["author", "review", "message"]
    strength: Literal["declared", "hint"]
    human: bool = Field(description="it declares a person's own work")
    rule: str
    text: str
    counts: bool = Field(description="whether the verdict rests on it")


class RejectedPart(Strict):
    """A line that was looked at and made no evidence."""

    place: str
    text: str
    rule: str
    reason: str


class StepPart(Strict):
    """One way to a higher level."""

    level: Annotated[int, Field(ge=0, le=4)]
    reason: str
    command: str = Field(description="a command to type, or the line to write")


class SettingPart(Strict):
    """A setting that would have the next commits say something, and the ratio of new commits that it gives."""

    number: Literal["trace_all"]
    setting: str
    value: str
    gives: Share
    message: str


class RecordedAgentPart(Strict):
    """An agent that a provenance record names."""

    id: str
    model: str | None
    role: Literal["author", "review", "message"]


class RecordPart(Strict):
    """One line of the notes of provenance records that is about the commit, or attached to it."""

    bound: Literal["written", "carried", "no"] = Field(
        description="written: for this commit; carried: for the same change in another; no: it counts for nothing"
    )
    reason: str = Field(description="why it counts for nothing; empty where it counts")
    commit: str = Field(description="id of the commit that it was written for; empty where it is no record")
    origin: Literal["ai", "human", "automation", "unknown"] | None
    agents: list[RecordedAgentPart]
    at: str = Field(description="when it was written: post-commit, rewrite, squash, ci, backfill; empty for no record")
    created: str = Field(description="ISO 8601, UTC: the word of whoever wrote it")
    signature: Literal["good", "unsigned", "unknown", "revoked", "expired", "bad", "unchecked"]
    signer: str = Field(description="the principal where it is known, else the fingerprint of the key")
    role: str = Field(description="of the signer; empty where it is not known")
    lacks: str = Field(description="what it lacks for level 4; empty where it lacks nothing")


class CommitSignaturePart(Strict):
    """The signature of the commit itself."""

    looked_at: bool = Field(description="whether it was requested with --commit-signatures")
    signature: Literal["good", "unsigned", "unknown", "revoked", "expired", "bad", "unchecked"] | None = Field(
        description="null where it was not looked at"
    )
    signer: str = Field(description="the principal where it is known, else the fingerprint of the key")
    role: str = Field(description="of the signer; empty where it is not known")


class ExplainDocument(Strict):
    """Why one commit got its verdict."""

    schema_version: Literal["1.0"] = "1.0"
    tool: ToolPart
    sha: Oid
    subject: str
    origin: Literal["ai", "human", "automation", "unknown"]
    level: Annotated[int, Field(ge=0, le=4)]
    agents: list[NamedAgentPart]
    flags: list[str]
    evidence: list[EvidencePart]
    rejected: list[RejectedPart]
    advice: list[StepPart]
    settings: list[SettingPart]
    records: list[RecordPart]
    commit_signature: CommitSignaturePart


class CheckPart(Strict):
    """One thing that was checked."""

    subject: str = Field(description="a hook's name, `git`, `configuration`, a variable")
    state: Literal["ok", "off", "runs", "there"] = Field(
        description="ok: it works; off: it keeps a hook from its work; runs: another's hook, which runs too; "
        "there: in place, and not tried"
    )
    detail: str
    fix: str = Field(description="a command to type; empty where nothing is off")


class DoctorDocument(Strict):
    """What keeps hooks from firing."""

    schema_version: Literal["1.0"] = "1.0"
    tool: ToolPart
    fine: bool = Field(description="nothing is off")
    checks: list[CheckPart]


def explain_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of `explain`; `export/schemas/explain-1.0.json` is its shipped copy."""
    return _schema(ExplainDocument, "explain")


def doctor_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of `doctor`; `export/schemas/doctor-1.0.json` is its shipped copy."""
    return _schema(DoctorDocument, "doctor")


def _schema(model: type[Strict], name: str) -> dict[str, object]:
    schema = model.model_json_schema(mode="serialization")
    return {"$schema": _DIALECT, "$id": f"urn:ai-provenance:schema:{name}:1.0", **schema}
