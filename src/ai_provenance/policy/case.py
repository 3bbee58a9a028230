"""One commit as the rules see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from ai_provenance import trailers
from ai_provenance.model import AgentUse, Changes, Commit, Evidence, Identity, Origin, Place, Role, Verdict
from ai_provenance.trailers import Trailer


class Standing(Enum):
    """Where a commit is, which decides how it can be fixed."""

    MESSAGE = "message"  # about to become a commit
    LAST = "last"  # HEAD, and no remote has it
    OLDER = "older"  # below HEAD, or on another branch, and no remote has it
    PUBLISHED = "published"  # a remote-tracking ref or a tag reaches it
    REQUESTED = "requested"  # published, and part of a change that a base judges


@dataclass(frozen=True)
class Case:
    """One commit, or a message that is about to become one, with what the rules need to know of it."""

    commit: Commit
    """Its `oid` is empty when only a message is judged."""
    verdict: Verdict
    changes: Changes | None = None
    """None where they were not read; rules about paths and sizes then do not apply."""
    branch: str | None = None
    """Short name of the branch that the commit is judged for."""
    names_agent: Callable[[str], bool] = lambda _: False
    """Whether the value of a trailer names a tool rather than a person."""
    proper: Callable[[Identity], Identity] = lambda who: who
    """Someone under the name and address that the project's `.mailmap` gives."""
    declares: Callable[[AgentUse], str] = lambda use: f"Assisted-by: {use.id}"
    """The trailer line that declares an agent in the project's own form, for the fix that a finding names."""
    standing_of: Callable[[str], Standing] = lambda oid: Standing.OLDER if oid else Standing.MESSAGE
    """Where the commit of an id is. Called for what breaks a rule only: to find out costs a git."""
    without_notes: Verdict | None = None
    """The verdict without the notes on the commit, where these settle nothing: what it breaks by this one stays.

    None where notes count, or there are none.
    """

    @property
    def is_ai(self) -> bool:
        """Whether an AI helped to write the commit, as far as its evidence says."""
        return self.verdict.origin is Origin.AI

    @property
    def agent_names(self) -> str:
        """The ids of the agents that helped, in one line."""
        return ", ".join(sorted({use.id for use in self.verdict.agents})) or "no agent named"

    @cached_property
    def block(self) -> tuple[Trailer, ...]:
        """Git's own trailer block."""
        return trailers.parse(self.commit.message)

    @cached_property
    def declarations(self) -> tuple[Evidence, ...]:
        """The trailers of the block that declare AI help in writing; an agent's sign-off is none."""
        return tuple(item for item in self.verdict.evidence if _declares(item))


def _declares(item: Evidence) -> bool:
    # A sign-off names an agent as well, but it certifies the origin of a change: it is no declaration of help.
    return (
        item.place is Place.TRAILER
        and item.role is Role.AUTHOR
        and not item.human
        and not item.rule.startswith("signoff")
    )
