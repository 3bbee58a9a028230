"""The files of a governance repository as pydantic models, and the reader that checks them."""

from __future__ import annotations

import datetime as dt
import re
from difflib import get_close_matches
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ai_provenance.config.toml_text import load_toml
from ai_provenance.errors import ConfigError

LONGEST_EXCEPTION = 180
"""Days that an exception may last."""

Line = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\x00-\x1f\x7f]+$")]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][\w .-]{0,79}$")]
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Version = Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
Event = Annotated[str, Field(pattern=r"^(push|push:default|pull_request|merge_group|schedule|workflow_dispatch)$")]
FilePath = Annotated[str, Field(pattern=r"^[^/\\\x00-\x1f\x7f][^\\\x00-\x1f\x7f]*$", max_length=300)]
Provider = Literal["github", "gitlab", "azure", "circleci", "jenkins", "other"]
PROVIDERS: tuple[Provider, ...] = get_args(Provider)


class Document(BaseModel):
    """A file, or a table in one; an unknown key is an error."""

    # strict: a text that could be read as a number, or a number as a truth value, was meant as something else
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Team(Document):
    """A team of the organisation."""

    name: Name
    contact: Line = Field("", description="An address of a list or a chat room, never of a person.")
    headcount: Annotated[int, Field(ge=0)] | None = Field(None, description="People in the team, as a count.")


class Governance(Document):
    """`governance.toml`: the organisation, its teams, and what holds for all of it."""

    organisation: Name
    package: Line = Field("git-ai-provenance", description="What CI installs: `@@package@@` in a template's files.")
    fiscal_start: Annotated[int, Field(ge=1, le=12)] = Field(1, description="Month in which the first quarter begins.")
    grace_days: Annotated[int, Field(ge=0, le=90)] = Field(
        15, description="Days after a quarter until its audit is due."
    )
    allow_behind_days: Annotated[int, Field(ge=0)] = Field(
        30, description="Days for which a pin may be older than the newest release."
    )
    most_excepted: Annotated[float, Field(ge=0, le=1)] = Field(
        0.15, description="Share of repositories excepted from a template above which the template is a finding."
    )
    most_undeclared: Annotated[int, Field(ge=0)] = Field(
        0, description="Undeclared AI commits since adoption above which an audit has a critical finding."
    )
    signers: Annotated[str, Field(pattern=r"^[\w-][\w.-]*$")] = Field(
        "allowed-signers", description="File at the top with the ssh keys that may sign audits; see ssh-keygen(1)."
    )
    team: tuple[Team, ...] = ()


class Applies(Document):
    """The repositories that a template is for; what is left out is no limit."""

    labels: dict[str, tuple[str, ...]] = {}
    teams: tuple[str, ...] = ()
    languages: tuple[str, ...] = ("any",)


class PinRule(Document):
    """How what is used must be pinned."""

    at_least: Annotated[str, Field(pattern=r"^v?\d+(\.\d+)*$")] | None = None
    style: Annotated[str, Field(pattern=r"^(sha|tag|branch)(\|(sha|tag|branch))*$")] = "tag|sha"


class GuardRule(Document):
    """What may decide whether the work is done, and whether its failure counts."""

    continue_on_error: Literal[False] = False
    allow_failure: Literal[False] = False
    if_: Literal["absent", "any"] | tuple[Line, ...] = Field(
        "absent", alias="if", description="Conditions that a job or step may have, as written; `any`: every one."
    )
    permissions: Literal["read", "any"] = Field("any", description="`read`: the job must be limited to reading.")


class Named(Document):
    """What a pipeline does or uses, named in exactly one way."""

    kind: Line | None = Field(None, description="A kind of work, by its id in the scorecard's `commands.toml`.")
    uses: Line | None = Field(None, description="An action or reusable workflow without its version; `*` matches.")
    include: Line | None = Field(None, description="`component:`, `project:`, `remote:` or `template:` of GitLab.")

    @model_validator(mode="after")
    def _names_one_thing(self) -> Named:
        if sum(one is not None for one in (self.kind, self.uses, self.include)) != 1:
            raise ValueError("name exactly one of kind, uses and include")
        return self

    @property
    def what(self) -> str:
        """What is named, in words."""
        return f"kind {self.kind}" if self.kind else f"uses {self.uses}" if self.uses else f"include {self.include}"


class Require(Named):
    """What a pipeline must hold."""

    id: Id
    providers: tuple[Provider, ...] = PROVIDERS
    on: tuple[Event, ...] = Field(("pull_request",), description="Events for which it must run.")
    pin: PinRule | None = None
    guards: GuardRule = GuardRule.model_validate({})
    remedy: Line = Field("", description="What to do where it is missing.")


class Forbid(Named):
    """What no pipeline may hold.

    Besides the kinds of work, `kind` may be `write-all`, `pull-request-target` or `secrets-in-env`.
    """

    id: Id = ""


class Own(Document):
    """A file that the template owns whole: equal after substitution, for YAML in what it says, else byte for byte."""

    path: FilePath
    providers: tuple[Provider, ...] = PROVIDERS

    @model_validator(mode="after")
    def _stays_inside(self) -> Own:
        if any(part in ("", ".", "..", ".git") for part in self.path.split("/")):
            raise ValueError("path must stay inside the repository")
        return self


class Template(Document):
    """`templates/ID/template.toml`."""

    id: Id
    version: Version
    title: Line = ""
    applies: Applies = Applies()
    require: tuple[Require, ...] = ()
    own: tuple[Own, ...] = ()
    forbid: tuple[Forbid, ...] = ()

    @model_validator(mode="after")
    def _ids_differ(self) -> Template:
        ids = [*(one.id for one in self.require), *(one.id for one in self.forbid if one.id)]
        if len(ids) != len(set(ids)):
            raise ValueError("two requirements have the same id")
        return self


class GrantedException(Document):
    """One exception: a repository need not meet one template or rule, for a reason, until a day."""

    repository: Line
    template: Line | None = Field(None, description="TEMPLATE, or TEMPLATE/REQUIREMENT.")
    rule: Line | None = Field(
        None, description="A drift of pin or policy (`behind`), a key (`policy.ai`), a rule (`AIP001`)."
    )
    reason: Line
    owner: Name
    approver: Name
    granted: dt.date
    expires: dt.date | None = None
    ticket: Line = ""

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> GrantedException:
        if (self.template is None) is (self.rule is None):
            raise ValueError("name exactly one of template and rule")
        return self

    @property
    def subject(self) -> str:
        """What is set aside."""
        return self.template or self.rule or ""

    def fault(self) -> str:
        """Why it must not be used; empty where it may."""
        if self.expires is None:
            return "it has no expiry"
        if self.owner.casefold().strip() == self.approver.casefold().strip():
            return "its owner approved it"
        if self.expires < self.granted:
            return "it ends before it begins"
        if (self.expires - self.granted).days > LONGEST_EXCEPTION:
            return f"it lasts longer than {LONGEST_EXCEPTION} days"
        return ""


class Exceptions(Document):
    """`exceptions/*.toml`."""

    exception: tuple[GrantedException, ...] = ()


class Control(Document):
    """One control of a framework, and what here is evidence for it."""

    id: Line
    title: Line = Field("", description="In our own words: the text of a framework is not copied.")
    evidence: tuple[
        Annotated[str, Field(pattern=r"^(T[1-6]\.\d{1,2}|I[1-6]\.\d{1,2}|G[1-6]|rule:\S+|template:\S+)$")], ...
    ] = ()
    claim: Literal["supports", "partly", "none"]

    @model_validator(mode="after")
    def _has_evidence_for_its_claim(self) -> Control:
        if (self.claim == "none") is bool(self.evidence):
            raise ValueError("a claim needs evidence, and `none` has none")
        return self


class Crosswalk(Document):
    """`crosswalk/FRAMEWORK.toml`."""

    framework: Id
    title: Line
    source: Line
    version: Line
    retrieved: dt.date
    control: tuple[Control, ...]


DOCUMENTS: dict[str, type[Document]] = {
    "governance": Governance,
    "template": Template,
    "exceptions": Exceptions,
    "crosswalk": Crosswalk,
}
"""Kind of file -> its model; each has a JSON Schema that is shipped."""

_Read = TypeVar("_Read", bound=Document)


def document_schema(kind: str) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of one of DOCUMENTS, as TOML editors use it."""
    model = DOCUMENTS[kind]
    schema = model.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": model.__name__, **schema}


def read_document(model: type[_Read], content: bytes, source: str) -> _Read:
    """The file CONTENT as MODEL; SOURCE is its name in messages.

    Raises:
        ConfigError: it is not TOML, or not what the model allows; an unknown key names the nearest known one.
    """
    try:
        tables = load_toml(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{source} is not valid TOML: {error}", "save it as UTF-8 TOML") from error
    try:
        return model.model_validate(_frozen(tables), strict=True)
    except ValidationError as error:
        errors = error.errors()
        # a misspelt key is often why another one is missing
        first = next((one for one in errors if one["type"] == "extra_forbidden"), errors[0])
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        if first["type"] != "extra_forbidden":
            raise ConfigError(f"{source}: '{where}': {first['msg']}", _SCHEMA) from error
        raise ConfigError(f"{source}: unknown key '{where}'", _nearest(model, first["loc"])) from error


_SCHEMA = "ai-provenance governance schema KIND prints what each file may hold"


def _frozen(value: object) -> Any:
    """VALUE of TOML with tuples for arrays, which strict models take."""
    if isinstance(value, dict):
        return {name: _frozen(one) for name, one in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def _nearest(model: type[BaseModel], place: tuple[int | str, ...]) -> str:
    """A hint that names the key nearest to the last of PLACE in the table that it is in."""
    known = [*_keys(model, place[:-1])]
    near = get_close_matches(str(place[-1]), known, n=1, cutoff=0.5)
    return f"did you mean '{near[0]}'?" if near else f"known keys here: {', '.join(sorted(known))}"


def _keys(model: type[BaseModel], place: tuple[int | str, ...]) -> list[str]:
    for part in place:
        field = next((one for name, one in model.model_fields.items() if part in (name, one.alias)), None)
        if field is not None:
            model = next(iter(_models(field.annotation)), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for one in get_args(annotation) for model in _models(one)]


def version_of(text: str) -> tuple[int, ...] | None:
    """`v4.1.0` as numbers; None where TEXT is no version."""
    found = re.fullmatch(r"v?(\d+(?:\.\d+)*)", text)
    return tuple(int(part) for part in found[1].split(".")) if found else None
