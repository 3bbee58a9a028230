"""What the reader of evidence knows about agents, in the words that the judge needs."""

from __future__ import annotations

from functools import lru_cache

from ai_provenance.config.profiles import PROFILES
from ai_provenance.detect import default_registry
from ai_provenance.detect.values import read_value
from ai_provenance.model import AgentUse


@lru_cache(maxsize=4096)
def names_agent(value: str) -> bool:
    """Whether the value of a trailer names a tool or a bot rather than a person."""
    return value.lower().rstrip("> ").endswith("[bot]@users.noreply.github.com") or bool(
        read_value(value, default_registry()).named
    )


def declaration_line(use: AgentUse, profile: str) -> str:
    """The trailer line that declares USE in the form of PROFILE; no model and no address is invented."""
    keys = PROFILES.get(profile) or PROFILES["kernel"]
    entry = default_registry().agents.get(use.id)
    name = (entry.get("trailer") or entry["name"]) if entry else use.id
    if keys[0] != "Co-authored-by":
        return f"{keys[0]}: {_named(name, use.model, profile)}"
    address = next((email for email in entry.get("emails", ()) if "noreply" in email), "") if entry else ""
    return f"{keys[0]}: {name} <{address}>" if address else f"{keys[0]}: {name}"


def _named(name: str, model: str | None, profile: str) -> str:
    if profile in {"kernel", "forbid"}:
        word = name.replace(" ", "-")
        return f"{word}:{model}" if model else word
    return f"{name} ({model})" if model else name
