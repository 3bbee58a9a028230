"""Findings, states and verdicts in words, in English and Spanish."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from ai_provenance.scorecard.findings import Reason

LANGUAGES = ("en", "es")
_SPANISH = {
    "done": "hecha",
    "partial": "parcial",
    "started": "iniciada",
    "blocked": "bloqueada",
    "absent": "ausente",
    "not_applicable": "no aplicable",
    "unknown": "desconocido",
    "measured": "medido",
    "attested": "atestado",
    "self_attested": "autoatestado",
    "expired": "vencido",
    "claimed": "declarado",
    "met": "cumplido",
    "tolerated": "tolerado",
    "missed": "no cumplido",
    "pass": "pasa",
    "fail": "no pasa",
    "inconclusive": "no concluyente",
    "mitigated": "mitigado",
    "partly": "en parte",
    "open": "abierto",
    "high": "alto",
    "medium": "medio",
    "low": "bajo",
}


def say(reason: Reason, language: str = "en") -> str:
    """REASON as a sentence; states and verdicts among its values are said in the same language."""
    template = sentences()[reason.id]["es" if language == "es" else "en"]
    values = {key: word(value, language) if isinstance(value, str) else value for key, value in reason.values.items()}
    return template.format_map(values)


def word(name: str, language: str = "en") -> str:
    """A state, grade or verdict for a reader; anything else as it is."""
    if name not in _SPANISH:
        return name
    return _SPANISH[name] if language == "es" else name.replace("_", " ")


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Reason id -> its sentence in each language."""
    text = (resources.files("ai_provenance.scorecard") / "data" / "reasons.toml").read_text("utf-8")
    return tomllib.loads(text)
