"""The other way round: whom a trailer names, and the trailer that an agent is declared with."""

from __future__ import annotations

from ai_provenance.agents.registry import Registry, default_registry
from ai_provenance.config.profiles import PROFILES, declaration
from ai_provenance.detect.identity import APP, is_bot
from ai_provenance.detect.values import UNSPECIFIED, read_value
from ai_provenance.model import AgentUse, Identity

_UNLISTED = {UNSPECIFIED: "AI"}
"""What is written for an agent that no one named."""


def names_agent(value: str, registry: Registry | None = None) -> bool:
    """Whether the value of a trailer names a tool or a bot rather than a person."""
    known = registry or default_registry()
    name, _, address = value.partition("<")
    who = Identity(name.strip(), address.strip("> "))
    is_app = bool(APP.fullmatch(who.email)) or who.name.lower().endswith("[bot]")
    return is_app or is_bot(who) or _is_listed(who, known) or bool(read_value(value, known).named)


def _is_listed(who: Identity, registry: Registry) -> bool:
    """Whether the name is that of a tool that reviews, or of a bot, as it is listed: `Sourcery AI`, `sourcery-ai`."""
    plain = "-".join(who.name.lower().removeprefix("@").split())
    if who.email and "-" not in plain:
        return False  # one word, and an address: people are called Baz and Ellipsis too
    listed = {entry["name"].lower() for entry in registry.agents.values() if entry["kind"] in ("review", "bot")}
    return plain.replace("-", " ") in listed or plain in listed or registry.reviewers.get(plain) is not None


def declaration_line(use: AgentUse, profile: str, registry: Registry | None = None) -> str:
    """The trailer line that declares USE in the form of PROFILE; in the kernel's where the profile has none."""
    entry = (registry or default_registry()).agents.get(use.id)
    name = (entry.get("trailer") or entry["name"]) if entry else _UNLISTED.get(use.id, use.id)
    return declaration(_written(profile), use.id, name, model=use.model) or ""


def template_line(profile: str) -> str:
    """The trailer line in the form of PROFILE for an agent that a person has yet to name."""
    line = declaration(_written(profile), "", "AGENT", model="MODEL") or ""
    return f"{line} <ADDRESS>" if profile == "co-author" else line


def _written(profile: str) -> str:
    """The profile whose form is written: the kernel's where PROFILE has none."""
    return profile if PROFILES[profile] else "kernel"
