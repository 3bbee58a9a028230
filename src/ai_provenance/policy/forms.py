"""Which of the declaration forms a trailer is written in."""

from __future__ import annotations

import re

from ai_provenance.config.profiles import PROFILES, declaration
from ai_provenance.model import AgentUse, Evidence

_KERNEL = re.compile(r"[A-Za-z0-9][\w.+-]*(?::[\w.:/+-]+(?: +\S+)*)?")
"""`AGENT_NAME:MODEL_VERSION [TOOL] [TOOL]`; we also take the name alone, where the model is not known."""


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
    """The trailer of FORM for USE, whom DECLARED names: its trailer of another form, without a model."""
    name = declared.partition(": ")[2].partition(" <")[0]
    return declaration(form, use.id, name, model=use.model) or declared
