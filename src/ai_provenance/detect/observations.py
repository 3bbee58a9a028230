"""What the rules report: evidence that counts, or a line that was looked at and rejected, and why."""

from __future__ import annotations

from dataclasses import dataclass

from ai_provenance.model import Evidence, Place, Role, Strength


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that named an AI, or nearly, and counts for nothing."""

    place: Place
    text: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """An agent that a value names, with the model if it was told."""

    agent: str
    model: str | None = None
    model_raw: str | None = None
    role: Role = Role.AUTHOR
    kind: str = "agent"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a value says: agents, or the reason why it names none."""

    named: tuple[Named, ...] = ()
    rule: str = ""
    reason: str = ""
    strength: Strength = Strength.DECLARED


Observation = Evidence | Rejected


def one_line(text: bytes | str, limit: int = 200) -> str:
    """TEXT as one line for evidence, cut at LIMIT characters."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    plain = " ".join(plain.split())
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"


def evidence(
    named: Named, place: Place, text: bytes | str, *, rule: str, strength: Strength = Strength.DECLARED
) -> Evidence:
    """Evidence of NAMED that stood at PLACE."""
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
