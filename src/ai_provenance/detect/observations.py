"""What the rules report: evidence that counts, or a line that was looked at and rejected, and why."""

from __future__ import annotations

from collections.abc import Iterable

from ai_provenance.model import Evidence, Place, Role, Strength
from ai_provenance.named_tuple import NamedTuple

RECORD_UNBOUND = "record-unbound"
"""Rule, before its tool, and flag of a record that names no file its commit changed."""
RECORD_UNCHECKED = "record-unchecked"
"""The same where it is not known here what the commit changed."""


class Rejected(NamedTuple):
    """Something that named an AI, or nearly, and counts for nothing."""

    place: Place
    text: str
    rule: str
    reason: str


class Attestation(NamedTuple):
    """A statement about review or build that is attached to the commit: it says nothing of who wrote the change."""

    place: Place
    text: str
    rule: str
    oids: tuple[str, ...]
    """The digests of what it is about."""


class Named(NamedTuple):
    """An agent that a value names, with the model where one is known."""

    agent: str
    model: str | None = None
    model_raw: str | None = None
    role: Role = Role.AUTHOR
    kind: str = "agent"


def are_agents(named: Iterable[Named]) -> bool:
    """Whether all of NAMED are agents, and none a bot or what only reviews."""
    return all(one.kind == "agent" for one in named)


class Reading(NamedTuple):
    """How a value is read: agents, or the reason why it names none."""

    named: tuple[Named, ...] = ()
    rule: str = ""
    reason: str = ""
    strength: Strength = Strength.DECLARED


Observation = Evidence | Rejected | Attestation


def one_line(text: bytes | str, limit: int = 200) -> str:
    """TEXT as one line for evidence, cut at LIMIT characters."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = " ".join(plain.split())
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def evidence(
    named: Named, place: Place, text: bytes | str, *, rule: str, strength: Strength = Strength.DECLARED
) -> Evidence:
    """Evidence of NAMED that was found at PLACE."""
    return Evidence(
        agent=named.agent,
        place=place,
        strength=strength,
        text=one_line(text),
        rule=rule,
        model=named.model,
        model_raw=named.model_raw,
        role=named.role,
    )
