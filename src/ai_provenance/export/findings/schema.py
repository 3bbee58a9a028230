"""The models of the documents that `check` writes, from which their JSON Schemas are generated.

Imported by `make docs` and by tests only: `json.py` and `rego_input.py` write the documents without them. Within 1.x
fields are only ever added.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tool(_Part):
    """Who wrote the document."""

    name: Literal["ai-provenance"]
    version: str


class FindingEntry(_Part):
    """One objection."""

    rule: str
    severity: Literal["error", "warning", "note"]
    commit: str | None
    path: str | None
    line: int | None
    message: str
    hint: str
    fingerprint: str
    waived_by: str | None


class WaiverEntry(_Part):
    """One exception of the policy, used or not."""

    rule: str
    reason: str
    owner: str
    expires: str
    covered: int
    expired: bool


class NoticeEntry(_Part):
    """What a reader of the result must know."""

    code: str
    message: str
    hint: str


class FindingsDocument(_Part):
    """The whole document."""

    schema_version: Literal["1.0"]
    tool: Tool
    command: str
    range: str
    head: str | None
    commits: int
    complete: bool
    findings: list[FindingEntry]
    hidden: int
    waivers: list[WaiverEntry]
    notices: list[NoticeEntry]


class ResultEntry(_Part):
    """One requirement of a template, the pin or the policy, held against a repository."""

    template: str
    requirement: str
    state: Literal["met", "drifts", "behind", "excepted", "unknown"]
    path: str
    line: int | None
    got: str
    expected: str
    remedy: str
    until: str | None


class TightenedEntry(_Part):
    """A key in which the repository demands more than the base."""

    key: str
    own: str
    base: str


class JudgedRepository(_Part):
    """The repository, and the commit of it."""

    identity: str
    team: str
    head: str


class GovernanceEntry(_Part):
    """What it was judged by."""

    place: str
    rev: str
    digest: str
    newest: str


class ConformDocument(_Part):
    """What `conform` writes."""

    schema_version: Literal["1.0"]
    tool: Tool
    repository: JudgedRepository
    at: str
    governance: GovernanceEntry
    standing: Literal["conforms", "drifts", "excepted", "unknown", "not_applicable", "archived"]
    templates: dict[str, str]
    results: list[ResultEntry]
    tightened: list[TightenedEntry]
    notices: list[NoticeEntry]


class AgentEntry(_Part):
    """An agent that helped, with its model where one is known."""

    id: str
    model: str | None


class EvidenceEntry(_Part):
    """One observation."""

    agent: str
    model: str | None
    place: str
    strength: str
    role: str
    human: bool
    text: str


class DeclarationEntry(_Part):
    """A trailer in git's block that declares AI help."""

    text: str
    agent: str
    model: str | None
    forms: list[str]


class ReviewEntry(_Part):
    """A trailer by which a person or an agent answers for the commit."""

    trailer: str
    by_agent: bool
    by_author: bool


class CommitEntry(_Part):
    """One commit, as the built-in rules see it."""

    oid: str
    subject: str
    committed_at: int | None
    merge: bool
    branch: str | None
    origin: str
    level: int
    agents: list[AgentEntry]
    evidence: list[EvidenceEntry]
    declarations: list[DeclarationEntry]
    reviews: list[ReviewEntry]
    flags: list[str]
    paths: list[str] | None
    lines: int | None


class RegoInput(_Part):
    """The whole document. Written by parts; this model is its schema."""

    schema_version: Literal["1.0"]
    tool: str
    tool_version: str
    range: str
    policy: dict[str, Any]
    complete: bool
    commits: list[CommitEntry]


def findings_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `--format json`; `export/schemas/check-1.0.json` is its shipped copy."""
    return _schema(FindingsDocument)


def input_schema() -> dict[str, Any]:
    """The JSON Schema of `--format opa`; `export/schemas/check-input-1.0.json` is its shipped copy."""
    return _schema(RegoInput)


def conform_schema() -> dict[str, Any]:
    """The JSON Schema of `conform --format json`; `export/schemas/conform-1.0.json` is its shipped copy."""
    return _schema(ConformDocument)


def _schema(model: type[BaseModel]) -> dict[str, Any]:
    generated = model.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **generated}
