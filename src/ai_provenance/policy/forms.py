"""The declaration forms: which of them a trailer is written in, and a trailer rewritten in another."""

from __future__ import annotations

import re

from ai_provenance.config.profiles import PROFILES, declaration
from ai_provenance.model import AgentUse, Evidence

_KERNEL = re.compile(r"[A-Za-z0-9][\w.+-]*(?::[\w.:/+-]+(?: +\S+)*)?")
"""`AGENT_NAME:MODEL_VERSION [TOOL] [TOOL]`; the name alone is valid too, for a model that is not known."""


def forms_of(declaration: Evidence) -> frozenset[str]:
    """The forms that DECLARATION (a trailer, `Key: value`) is valid in; empty when it is in none of ours."""
    key, _, value = declaration.text.partition(":")
    written = key.strip().lower()
    return frozenset(
        form
        for form, keys in PROFILES.items()
        if written in {known.lower() for known in keys} and (form != "kernel" or _KERNEL.fullmatch(value.strip()))
    )


def in_form(form: str, use: AgentUse, declared: str) -> str:
    """The trailer of FORM for USE. DECLARED is its trailer in another form, which has its name."""
    name = declared.partition(": ")[2].partition(" <")[0]
    return declaration(form, use.id, name, model=use.model) or declared
