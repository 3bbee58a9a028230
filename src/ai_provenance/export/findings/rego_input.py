"""What the gate judges, as one JSON document for other policy engines: OPA, Conftest.

Commits are written as they come, so that a long range takes no memory. People's names and addresses stay out: whether
a review is by a person, and by another than the author, is told instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TextIO

from pydantic import BaseModel, ConfigDict

from ai_provenance import __version__
from ai_provenance.export.findings.interface import as_json
from ai_provenance.model import Evidence
from ai_provenance.policy import Case
from ai_provenance.policy.forms import forms_of
from ai_provenance.policy.reviews import reviews_of

SCHEMA_VERSION: Literal["1.0"] = "1.0"
"""Changes within 1.x only add."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class AgentEntry(_Part):
    """An agent that helped, with its model where one was told."""

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
    """A trailer by which somebody answers for the commit."""

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


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of the document."""
    generated = RegoInput.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **generated}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the document is about."""

    range: str
    policy: dict[str, Any]
    """The project's own `[policy]`, for rules that read it."""


def write(cases: Iterable[Case], subject: Subject, out: TextIO, *, complete: Callable[[], bool]) -> None:
    """Write the document to OUT, one commit a line. COMPLETE is asked at the end, when all was read."""
    head = {
        "schema_version": SCHEMA_VERSION,
        "tool": "ai-provenance",
        "tool_version": __version__,
        "range": subject.range,
        "policy": subject.policy,
    }
    out.write(as_json(head).rstrip().removesuffix("}").rstrip() + ',\n  "commits": [')
    for number, case in enumerate(cases):
        line = json.dumps(entry(case).model_dump(), ensure_ascii=False).encode("utf-8", "replace").decode()
        out.write(("," if number else "") + "\n    " + line)
    out.write(f'\n  ],\n  "complete": {json.dumps(complete())}\n}}\n')


def entry(case: Case) -> CommitEntry:
    """One commit of the document."""
    commit, verdict, changes = case.commit, case.verdict, case.changes
    return CommitEntry(
        oid=commit.oid,
        subject=commit.text.lstrip().partition("\n")[0][:200],
        committed_at=commit.commit_time,
        merge=commit.is_merge,
        branch=case.branch,
        origin=verdict.origin.value,
        level=int(verdict.level),
        agents=[AgentEntry(id=use.id, model=use.model) for use in verdict.agents],
        evidence=[_evidence(item) for item in verdict.evidence],
        declarations=[_declaration(item) for item in case.declarations],
        reviews=[ReviewEntry(trailer=r.trailer, by_agent=r.by_agent, by_author=r.by_author) for r in reviews_of(case)],
        flags=list(verdict.flags),
        paths=list(changes.paths) if changes else None,
        lines=changes.lines if changes else None,
    )


def _evidence(item: Evidence) -> EvidenceEntry:
    return EvidenceEntry(
        agent=item.agent,
        model=item.model,
        place=item.place.value,
        strength=item.strength.value,
        role=item.role.value,
        human=item.human,
        text=item.text,
    )


def _declaration(item: Evidence) -> DeclarationEntry:
    return DeclarationEntry(text=item.text, agent=item.agent, model=item.model, forms=sorted(forms_of(item)))
