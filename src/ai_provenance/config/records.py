"""`[policy]`: what a project demands of its commits.

The demands stand at the top, may be replaced for some paths and branches (`[[policy.overrides]]`), and set aside for
a while and a reason (`[[policy.waivers]]`). What each demand means is in `ai_provenance.policy`; here is its form.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from ai_provenance.config.agreement import contradiction
from ai_provenance.config.section import Commits, Section, Strings, freeze

Form = Literal["kernel", "asf", "openinfra", "fedora", "llvm", "co-author"]
SeverityName = Literal["error", "warning", "note", "off"]
# fmt: off
RuleId = Literal[
    "AIP001", "AIP002", "AIP003", "AIP004", "AIP005", "AIP006", "AIP007", "AIP008", "AIP009", "AIP010", "AIP011",
    "AIP012", "AIP013", "AIP014", "AIP015",
]
# fmt: on
"""The rules of `policy.catalogue`, which stands on a floor above; a test compares the two."""
NonEmpty = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


Forms = Annotated[tuple[Form, ...], BeforeValidator(freeze, json_schema_input_type=list[Form])]


class Demands(Section):
    """What is demanded of a commit. Agents and models are exact ids or globs (`copilot*`)."""

    ai: Literal["allow", "declare", "forbid"] = Field(
        default="declare",
        description="`declare`: AI help must be declared in a trailer; `allow`: also undeclared; `forbid`: not at all.",
    )
    require_human_declaration: bool = Field(
        default=False, description="Commits without AI help must say so (`AI-Assisted: no`)."
    )
    require_forms: Forms = Field(default=(), description="An AI commit must be declared in one of these forms.")
    accept_forms: Forms = Field(
        default=(), description="Forms that may stand beside the required ones; empty: every form."
    )
    forbid_forms: Forms = Field(default=(), description="Forms that must not be used.")
    allow_agents: Strings = Field(default=(), description="Only these agents may help; empty: every agent.")
    deny_agents: Strings = Field(default=(), description="These agents may not help.")
    allow_models: Strings = Field(default=(), description="Only these models may help; empty: every model.")
    deny_models: Strings = Field(default=(), description="These models may not help.")
    require_model: bool = Field(default=False, description="The declaration of an AI commit must name the model.")
    require_review: Literal["none", "not-agent", "not-author"] = Field(
        default="none",
        description="AI commits need a review trailer by somebody who is no agent, or also not the commit's author.",
    )
    review_trailers: Strings = Field(
        default=("Reviewed-by", "Signed-off-by"), description="The trailers that count as human review."
    )
    agent_sign_off: Literal["forbid", "allow"] = Field(
        default="forbid", description="Whether an agent may stand in `Signed-off-by`: it cannot certify a DCO."
    )
    max_files: int | None = Field(default=None, ge=1, description="Most files that an AI commit may change.")
    max_lines: int | None = Field(
        default=None, ge=1, description="Most lines that an AI commit may add and delete together."
    )

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        clash = contradiction(self)
        if clash:
            raise ValueError(clash)
        return self


class Override(Demands):
    """Demands that replace the general ones where a commit touches one of the paths, or is judged for a branch."""

    paths: Strings = Field(
        default=(), description="Globs over changed paths; `**` crosses directories. Empty: every path."
    )
    branches: Strings = Field(
        default=(), description="Globs over the branch that commits are judged for. Empty: every branch."
    )

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if not self.paths and not self.branches:
            raise ValueError("an override needs 'paths' or 'branches', otherwise write its keys under [policy]")
        return self

    def over(self, below: Demands) -> Demands:
        """The demands BELOW, those that are written here in place of theirs."""
        values = {
            name: getattr(self if name in self.model_fields_set else below, name) for name in Demands.model_fields
        }
        return Demands.model_construct(**values)


class Waiver(Section):
    """One rule set aside for named commits or paths, by somebody, for a reason, until a day."""

    rule: RuleId = Field(description="The rule set aside.")
    reason: NonEmpty = Field(description="Why.")
    owner: NonEmpty = Field(description="Who answers for it.")
    expires: date = Field(description="The last day on which it holds, as a TOML date.")
    commits: Commits = Field(
        default=(), description="Object ids, or prefixes of 7 digits and more. Empty: every commit."
    )
    paths: Strings = Field(
        default=(), description="Globs; every path that the commit changes must match. Empty: every path."
    )
    agents: Strings = Field(default=(), description="Agent ids or globs. Empty: every agent.")


class PolicyConfig(Demands):
    """The demands on every commit, their exceptions, and how much each rule weighs."""

    include_merges: bool = Field(default=False, description="Judge merge commits too.")
    severity: dict[RuleId, SeverityName] = Field(
        default={}, description="Rule id -> weight other than the rule's own; `off` switches it off."
    )
    overrides: Annotated[tuple[Override, ...], BeforeValidator(freeze, json_schema_input_type=list[Override])] = Field(
        default=(), description="Replacements for some paths and branches; later ones win."
    )
    waivers: Annotated[tuple[Waiver, ...], BeforeValidator(freeze, json_schema_input_type=list[Waiver])] = Field(
        default=(), description="Exceptions; each is listed in every output."
    )

    @model_validator(mode="after")
    def _overrides_agree_with_it(self) -> Self:
        for number, override in enumerate(self.overrides):
            clash = contradiction(override.over(self))
            if clash:
                raise ValueError(f"with overrides[{number}] laid over it, {clash}")
        return self
