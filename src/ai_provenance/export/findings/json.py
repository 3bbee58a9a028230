"""Findings as JSON: the document of `check --format json`, with its schema generated from the models that write it."""

from __future__ import annotations

from typing import Any, Literal, TextIO

from pydantic import BaseModel, ConfigDict

from ai_provenance import __version__
from ai_provenance.export.findings.interface import Run, as_json

SCHEMA_VERSION: Literal["1.0"] = "1.0"
"""Changes within 1.x only add."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


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


def write(run: Run, out: TextIO) -> None:
    """Write RUN as one JSON document."""
    out.write(as_json(document(run).model_dump()))


def document(run: Run) -> FindingsDocument:
    """RUN as the document's model."""
    return FindingsDocument(
        schema_version=SCHEMA_VERSION,
        tool=Tool(name="ai-provenance", version=__version__),
        command=run.command,
        range=run.range,
        head=run.head,
        commits=run.commits,
        complete=run.complete,
        findings=[FindingEntry.model_validate(finding) for finding in run.findings],
        hidden=run.hidden,
        waivers=[WaiverEntry.model_validate(waiver) for waiver in run.waivers],
        notices=[NoticeEntry.model_validate(notice) for notice in run.notices],
    )


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document."""
    generated = FindingsDocument.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **generated}
