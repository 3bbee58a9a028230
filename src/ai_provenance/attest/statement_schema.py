"""The model of a record's statement, from which its JSON Schema is generated.

The type `urn:ai-provenance:change:v1` never changes. Imported by `make docs` and by tests only.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ai_provenance.attest.statement import MOMENTS, ORIGINS, PREDICATE_TYPE, ROLES, STATEMENT_TYPE

_Hex64 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
_Role = Annotated[str, Field(json_schema_extra={"enum": list(ROLES)})]
_Moment = Annotated[str, Field(json_schema_extra={"enum": list(MOMENTS)})]
_Origin = Annotated[str, Field(json_schema_extra={"enum": list(ORIGINS)}, description="unknown: no agent was observed")]
_Text = Annotated[str, Field(max_length=300)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CommitDigestPart(_Part):
    """The commit that the record was written for."""

    gitCommit: Annotated[str, Field(pattern="^([0-9a-f]{40}|[0-9a-f]{64})$")]  # noqa: N815 - in-toto's own name


class ChangeDigestPart(_Part):
    """What survives a rebase."""

    aiProvenanceChangeV1: Annotated[  # noqa: N815 - digests are named in camel case there
        _Hex64, Field(description="SHA-256 over the lines that the commit removes and adds, path by path")
    ]


class SubjectPart(_Part):
    """The commit, or the change that it makes."""

    name: Literal["commit", "change"]
    digest: CommitDigestPart | ChangeDigestPart


class RecordedAgentPart(_Part):
    """An agent that took part."""

    id: _Text
    model: _Text | None = None
    role: _Role = "author"


class EvidencePart(_Part):
    """Where it was observed."""

    place: _Text
    strength: Literal["declared", "hint"]
    rule: _Text


class AuthoredPart(_Part):
    """What binds the change to its commit; whoever holds the commit can compute it."""

    time: int = Field(description="author time, seconds since the epoch")
    author: Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")] = Field(
        description="SHA-256 of change digest, NUL, name, NUL, address"
    )


class ProducerPart(_Part):
    """What wrote the record, and when in a commit's life."""

    name: Literal["ai-provenance"]
    version: str
    at: _Moment


class ChangePredicate(_Part):
    """What is said of the change. No prompt, transcript, session, path, content, host or user."""

    origin: _Origin
    agents: list[RecordedAgentPart]
    producer: ProducerPart
    createdOn: Annotated[str, Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z$")]  # noqa: N815 - as in-toto names
    authored: AuthoredPart | None = None
    evidence: list[EvidencePart] | None = None
    derivedFrom: list[_Hex64] | None = Field(None, description="SHA-256 of the lines it takes over")  # noqa: N815
    declared: list[_Text] | None = None
    reviewed: list[_Text] | None = Field(None, description="people: written only with `[records] people = true`")
    policy: str | None = Field(None, description="digest of the policy in force")
    rules: str | None = Field(None, description="digest of the rules that classified")


class ChangeStatement(_Part):
    """An in-toto Statement v1 about one commit and the change that it makes."""

    type: Annotated[str, Field(alias="_type", json_schema_extra={"const": STATEMENT_TYPE})]
    subject: Annotated[list[SubjectPart], Field(min_length=1, max_length=2)]
    predicateType: Annotated[str, Field(json_schema_extra={"const": PREDICATE_TYPE})]  # noqa: N815 - in-toto's own name
    predicate: ChangePredicate


def statement_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a statement; `export/schemas/change-v1.json` is its shipped copy."""
    schema = ChangeStatement.model_json_schema(mode="serialization", by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": PREDICATE_TYPE, **schema}
