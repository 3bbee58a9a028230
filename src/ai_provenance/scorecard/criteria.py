"""Reads the methodology that a score is computed by, validates it, and names it by a digest.

A team's own file may change the shipped tables (`data/*.toml`) key by key. The result is validated as a whole, and
its digest is printed with every score: only scores by the same methodology can be compared.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from ai_provenance.config.toml_text import load_toml
from ai_provenance.errors import ConfigError
from ai_provenance.scorecard.states import Grade, State

_HINT = "see docs/scorecard.md, criteria of your own"

Positive = Annotated[float, Field(gt=0, le=100)]
Share = Annotated[float, Field(ge=0, le=1)]
TaskId = Annotated[str, Field(pattern=r"^T[1-6]\.\d{1,2}$")]
IndicatorId = Annotated[str, Field(pattern=r"^I[1-6]\.\d{1,2}$")]
GateId = Annotated[str, Field(pattern=r"^G[1-6]$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]


class Strict(BaseModel):
    """A part of the methodology; an unknown key is an error."""

    # a misspelled key would otherwise leave the shipped value in force without a word
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Strict):
    """One text in both languages."""

    en: Annotated[str, Field(min_length=1)]
    es: Annotated[str, Field(min_length=1)]

    def get(self, language: str) -> str:
        """The text in LANGUAGE; English where it is neither."""
        return self.es if language == "es" else self.en


class Knowledge(StrEnum):
    """Who can know whether a task is done."""

    IMPLEMENT = "implement"
    MEASURE = "measure"
    ASSESS = "assess"
    RECORD = "record"


class Phase(Strict):
    """One of the six phases."""

    title: Text
    needs: list[int]
    """Phases whose gate should have passed before work on this one starts."""


class Task(Strict):
    """One task, and what may be concluded about it from a repository."""

    title: Text
    deliverable: Text
    roles: list[str] = []
    """Who is responsible, in the source's words."""
    tools: list[str] = []
    """Tools that the source recommends."""
    remedy: Text
    knowledge: Knowledge = Field(alias="class")
    weight: Positive = 1.0
    absence: Literal["absent", "unknown"] = "unknown"
    """The state when no probe finds anything; `unknown` where the evidence may be outside the repository."""
    ceiling: Literal["done", "partial"] = "done"
    """The best state that probes alone can show."""
    repository_decides: bool = False
    """Whether a measurement counts even where an attestation says more."""
    probes: list[Name]
    indicators: list[IndicatorId] = []


class Threshold(Strict):
    """The condition that an indicator's value has to meet."""

    op: Literal["gt", "ge", "lt", "le", "baseline"]
    value: float = 0.0
    tolerance: Annotated[float, Field(ge=0)] = 0.0
    """In the indicator's unit: a value that misses by no more is tolerated and counts one half."""


class IndicatorEntry(Strict):
    """One indicator: what it is and when it is met."""

    title: Text
    definition: Text
    knowledge: Knowledge = Field(alias="class")
    source: Literal["git", "repo", "log", "survey", "record"]
    unit: str
    threshold: Threshold


class Criterion(Strict):
    """One key objective of a gate."""

    title: Text
    knowledge: Knowledge = Field(alias="class")
    validation: bool = False
    tasks: list[TaskId] = []
    indicators: list[IndicatorId] = []
    thresholds: dict[IndicatorId, Threshold] = {}
    """Thresholds that this gate uses in place of the indicator's own."""
    attested: bool = False
    """Whether an attestation of the criterion itself is needed; with `probes` only where none of them could tell."""
    probes: list[Name] = []
    """Probes that measure the criterion itself: what they found counts, whatever is attested."""


class Label(Strict):
    """The words for a range of scores."""

    at_least: Annotated[float, Field(ge=0, le=100)]
    id: Name
    text: Text


class Risk(Strict):
    """A risk, with the tasks that mitigate it."""

    title: Text
    impact: Literal["low", "medium", "high"]
    probability: Literal["low", "medium", "high"]
    tasks: list[TaskId]


class Capability(Strict):
    """A capability of the DORA AI Capabilities Model and the tasks that build it."""

    title: Text
    tasks: list[TaskId]


class Impact(Strict):
    """A DORA metric in the source document: the range it starts from, the elite value, and the promised change."""

    unit: str
    baseline: tuple[float, float]
    elite: float
    change: tuple[float, float]

    @property
    def best(self) -> float:
        """The best value that the promised change reaches from the best baseline."""
        # lead times and failure rates are to fall: the sign of the change says which end is the best
        sign = 1 if self.change[0] > 0 else -1
        return sign * max(sign * base * (1 + change) for base in self.baseline for change in self.change)


class Plan(Strict):
    """The effort that the document plans."""

    person_days: int
    weeks: int
    people: int


class SourceDocument(Strict):
    """What the document that the methodology comes from states about itself, errors included; tests compare it."""

    title: str
    scores: list[float]
    points_stated: dict[str, int]
    points_listed: dict[str, int]
    points_listed_twice: list[int]
    points_of_roadmap: list[int]
    plan: Plan
    phase_6_due: dict[str, str]
    metrics: list[str]
    metrics_of_its_base: list[str]
    impact: dict[Name, Impact]


class Criteria(Strict):
    """The whole methodology, as used for one score."""

    version: str
    min_coverage: Share
    too_little_known: Text
    max_not_applicable: Share
    phases: dict[Annotated[str, Field(pattern="^[1-6]$")], Phase]
    credit: dict[Literal["done", "partial", "absent"], Share]
    profiles: dict[Name, dict[Literal["started", "blocked"], Share]]
    caps: dict[Grade, Share]
    labels: list[Label]
    risks: dict[Name, Risk]
    capabilities: dict[Name, Capability]
    source: SourceDocument
    tasks: dict[TaskId, Task]
    indicators: dict[IndicatorId, IndicatorEntry]
    gates: dict[GateId, dict[Name, Criterion]]

    @model_validator(mode="after")
    def _names_exist(self) -> Criteria:
        # a task that a team drops may still be named by a gate or a risk: that would never pass, or always
        defined = {*self.tasks, *self.indicators}
        unknown = sorted(set(self._references()) - defined)
        if unknown:
            raise ValueError(f"named but not defined: {', '.join(unknown)}")
        # without a cap a grade of evidence would have no upper limit
        missing = sorted(set(Grade) - set(self.caps))
        if missing:
            raise ValueError(f"no cap for the grades {', '.join(missing)}")
        return self

    def _references(self) -> Iterator[str]:
        for task in self.tasks.values():
            yield from task.indicators
        for risk in self.risks.values():
            yield from risk.tasks
        for capability in self.capabilities.values():
            yield from capability.tasks
        for gate in self.gates.values():
            for criterion in gate.values():
                yield from (*criterion.tasks, *criterion.indicators, *criterion.thresholds)

    @property
    def digest(self) -> str:
        """`sha256:` and 64 hex digits over the content, independent of how it is laid out in files."""
        # aliases, because the digest is over what the files say
        content = self.model_dump(mode="json", by_alias=True)
        return "sha256:" + hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    def tasks_of(self, phase: int) -> dict[str, Task]:
        """The tasks of one phase, in order."""
        return {name: task for name, task in self.tasks.items() if name.startswith(f"T{phase}.")}

    def credit_of(self, state: State, profile: str) -> float | None:
        """The credit of STATE under PROFILE, from 0 to 1; None where the task is left out of the score."""
        if state in (State.NOT_APPLICABLE, State.UNKNOWN):
            return None
        if state in (State.STARTED, State.BLOCKED):
            return self.profiles[profile]["started" if state is State.STARTED else "blocked"]
        return self.credit["done" if state is State.DONE else "partial" if state is State.PARTIAL else "absent"]

    def label_of(self, score: float | None, coverage: float) -> Label:
        """The label of a score; one of its own where the coverage is too low for any other."""
        if score is None or coverage < self.min_coverage:
            return Label(at_least=0, id="too-little-known", text=self.too_little_known)
        # rounded as it is printed, so that no reader sees 80.0 with the label for less
        ranked = sorted(self.labels, key=lambda label: -label.at_least)
        return next((label for label in ranked if round(score, 1) >= label.at_least), ranked[-1])


@cache
def shipped() -> Criteria:
    """The shipped methodology."""
    return _validated(_shipped_tables(), "the shipped methodology")


def replaced(content: bytes, name: str) -> Criteria:
    """The shipped methodology, changed by a team's own file.

    CONTENT is TOML: the shipped tables' keys, plus `drop = ["T6.5"]` for tasks that are left out. NAME is used in
    messages. Raises ConfigError where it is not TOML, or where the result is not a valid methodology.
    """
    try:
        changes = load_toml(content.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{name} is not TOML: {error}", hint=_HINT) from error
    tables = _shipped_tables()
    dropped = changes.pop("drop", [])
    if not isinstance(dropped, list) or not all(one in tables["tasks"] for one in dropped):
        raise ConfigError(f"{name}: drop must list task ids, got {dropped!r}", hint='for example drop = ["T6.5"]')
    # dropped before the merge: what still names such a task is then found as an error
    kept = {key: value for key, value in tables["tasks"].items() if key not in dropped}
    return _validated(_merged({**tables, "tasks": kept}, changes), name)


def _shipped_tables() -> dict[str, Any]:
    data = resources.files("ai_provenance.scorecard") / "data"
    names = ("methodology", "tasks", "indicators", "gates")
    tables = {name: tomllib.loads((data / f"{name}.toml").read_text("utf-8")) for name in names}
    return {**tables.pop("methodology"), **tables}


def _merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        # tables are merged, lists replaced: otherwise no list could be shortened
        result[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return result


def _validated(tables: Mapping[str, Any], name: str) -> Criteria:
    try:
        return Criteria.model_validate(tables)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "the whole"
        raise ConfigError(f"{name}: {where}: {first['msg']}", hint=_HINT) from error
