"""The line that declares an agent, as bytes for a message in any commit encoding: names and models are ASCII."""

from __future__ import annotations

from ai_provenance.config.profiles import PROFILES, declaration


def line(profile: str, agent: str, name: str, *, model: str | None) -> bytes | None:
    """The trailer that declares AGENT under PROFILE, without a model that is unknown; None where none is allowed."""
    text = declaration(profile, agent, name, model=model)
    return text.encode("ascii", "ignore") if text else None


def accepts(profile: str, key: bytes) -> bool:
    """Whether a trailer KEY declares an agent in PROFILE's own form."""
    return key.decode("ascii", "replace").lower() in [known.lower() for known in PROFILES[profile]]
