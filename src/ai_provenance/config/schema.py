"""The whole configuration as pydantic models: the truth that `load_config` reads and `config schema` publishes.

Keys are written in kebab-case. What hooks read too takes its default from `config.lean`, so that the two readers
cannot drift apart. Field descriptions go into the JSON Schema and the documentation.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from ai_provenance.config import lean
from ai_provenance.config.agreement import against_profile
from ai_provenance.config.notes_refs import NOTES_REFS
from ai_provenance.config.policy import PolicyConfig
from ai_provenance.config.section import Refs, Section, Strings

Profile = Literal["kernel", "asf", "openinfra", "fedora", "llvm", "co-author", "forbid"]


def _lean(section: str, key: str) -> Any:
    """The default that hooks use for this key."""
    value = (lean.SETTINGS[section] if section else lean.TOP)[key]
    return tuple(value) if isinstance(value, list) else value


class HooksConfig(Section):
    """`[hooks]`: what the hooks do when a commit is made."""

    tag: bool = Field(
        default=_lean("hooks", "tag"), description="Write the declaration of AI help into commit messages."
    )
    tag_conflict_resolution: Literal["evidence", "always", "never"] = Field(
        default=_lean("hooks", "tag-conflict-resolution"),
        description="Tag a resolved merge, cherry-pick or revert: when an agent resolved conflicts, always, never.",
    )
    tag_reverts: bool = Field(
        default=_lean("hooks", "tag-reverts"),
        description="Tag a clean `git revert` that an agent ran (it is mechanical).",
    )
    drop_raw: bool = Field(
        default=_lean("hooks", "drop-raw"),
        description="Take an agent's own credit or footer out of the message once the project's form says the same.",
    )
    forbidden: Literal["strip", "refuse"] = Field(
        default=_lean("hooks", "forbidden"),
        description="Under the profile `forbid`: take declarations out of the message, or refuse the commit.",
    )
    timeout: float = Field(
        default=_lean("hooks", "timeout"),
        gt=0,
        description="Seconds after which a tagging hook lets the commit through.",
    )


class ReportConfig(Section):
    """`[report]`: what the percentages are about."""

    include_merges: bool = Field(default=False, description="Count merge commits as in scope.")
    first_parent: bool = Field(default=False, description="Follow only the first parent of merges.")
    fail_under: float | None = Field(
        default=None, ge=0, le=100, description="Exit 1 when fewer per cent of the commits in scope are traceable."
    )


class SecretsConfig(Section):
    """`[secrets]`: what the secret scan reads and leaves out."""

    exclude: Strings = Field(default=_lean("secrets", "exclude"), description="Globs of paths that are not scanned.")
    baseline: str = Field(
        default=_lean("secrets", "baseline"), description="File of known findings, relative to the top. Empty: none."
    )
    whole_files: bool = Field(
        default=_lean("secrets", "whole-files"), description="Scan whole staged files instead of the lines added."
    )


class AgentConfig(Section):
    """`[agents.ID]`: what this project knows about an agent, beside or instead of what we ship."""

    name: str | None = Field(default=None, description="The name to print and to write in declarations.")
    kind: Literal["agent", "review", "bot", "tool"] | None = Field(
        default=None,
        description="`agent` writes code, `review` suggests or fixes, `bot` is no AI, `tool` keeps records.",
    )
    emails: Strings = Field(
        default=(), description="More addresses that only this agent commits with, matched exactly."
    )
    names: Strings = Field(default=(), description="Whole names that nobody bears, such as `Claude Code`.")
    name_suffixes: Strings = Field(default=(), description="Ends that it adds to a person's name: ` (aider)`.")
    trailer_keys: Strings = Field(default=(), description="Keys of trailers that only this agent writes.")
    footers: Strings = Field(default=(), description="Whole lines that it writes under a message, as plain text.")
    enabled: bool = Field(default=True, description="False: do not look for this agent.")


class Config(Section):
    """All that a project configures. Every key has a default: an empty file is a valid one."""

    profile: Profile = Field(default=_lean("", "profile"), description="The form in which AI help is declared.")
    declare: Literal["ai", "all"] = Field(
        default=_lean("", "declare"),
        description="`all`: commits without AI help are declared too (`AI-Assisted: no`).",
    )
    adopted: str | None = Field(
        default=None,
        min_length=1,
        description="Commit or date (YYYY-MM-DD) from which the policy holds and the numbers are judged.",
    )
    notes_refs: Refs = Field(
        default=NOTES_REFS, description="Notes refs that are read for evidence, and refs of agentdiff."
    )
    hooks: HooksConfig = Field(default_factory=HooksConfig.model_construct)
    report: ReportConfig = Field(default_factory=ReportConfig.model_construct)
    secrets: SecretsConfig = Field(default_factory=SecretsConfig.model_construct)
    policy: PolicyConfig = Field(default_factory=PolicyConfig.model_construct)
    agents: dict[str, AgentConfig] = Field(default={}, description="Agent id -> what this project knows about it.")

    @model_validator(mode="after")
    def _profile_agrees_with_policy(self) -> Self:
        clash = against_profile(self.profile, self.policy)
        if clash:
            raise ValueError(clash)
        return self
