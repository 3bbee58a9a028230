"""Turns findings, states and verdicts into words, in English and Spanish."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
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


def say(reason: Reason, language: str = "en", titles: Mapping[str, str] | None = None) -> str:
    """REASON as a sentence; states, verdicts and kinds among its values are in the same language.

    With TITLES, by the ids of tasks and indicators, an id has its title behind it.
    """
    # a missing id is a bug of ours: a test compares the ids in use with the table
    template = sentences()[reason.id]["es" if language == "es" else "en"]
    values = {key: _value(key, value, language) for key, value in reason.values.items()}
    for key in ("task", "indicator"):
        title = (titles or {}).get(str(values.get(key, "")))
        if title:
            values[key] = f"{values[key]} {title}"
    return template.format_map(values)


def say_all(reasons: Iterable[Reason], language: str = "en") -> str:
    """REASONS as one line of sentences, without repetitions."""
    return "; ".join(dict.fromkeys(say(reason, language) for reason in reasons))


def word(name: str, language: str = "en") -> str:
    """The word for a state, grade or verdict; any other name is returned as it is."""
    if name not in _SPANISH:
        return name
    # the ids are English words already
    return _SPANISH[name] if language == "es" else name.replace("_", " ")


_SPANISH_UNITS = {"per week": "por semana", "of 10": "de 10"}


def quantity(value: float, unit: str, language: str = "en") -> str:
    """`1.36 per week`, `1,36 por semana`: rounded to hundredths; a count without the word."""
    number = f"{round(value, 2):g}"
    if language == "es":
        number, unit = number.replace(".", ","), _SPANISH_UNITS.get(unit, unit)
    return number if unit == "count" else f"{number} {unit}"


def _value(key: str, value: str | int, language: str) -> str | int:
    if isinstance(value, int):
        return value
    # the values of these keys are lists of ids in one string
    if key in ("kind", "missing", "idle"):
        return ", ".join(kind(name, language) for name in value.split(", "))
    return word(value, language)


def kind(name: str, language: str = "en") -> str:
    """The words for a kind of file or of CI job; any other name is returned as it is."""
    texts = kinds().get(name)
    return texts["es" if language == "es" else "en"] if texts else name


@cache
def kinds() -> dict[str, dict[str, str]]:
    """Kind -> its words in each language."""
    text = (resources.files("ai_provenance.scorecard") / "data" / "kinds.toml").read_text("utf-8")
    return tomllib.loads(text)


@cache
def sentences() -> dict[str, dict[str, str]]:
    """Reason id -> its sentence in each language."""
    text = (resources.files("ai_provenance.scorecard") / "data" / "reasons.toml").read_text("utf-8")
    return tomllib.loads(text)
