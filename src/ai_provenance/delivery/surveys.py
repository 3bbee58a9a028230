"""Surveys of developers: a questionnaire as data, answers without identity, and a summary with a floor of anonymity.

An answer names no person and no time finer than its wave, and the file is shuffled whenever it is written. Below five
answers nothing is given; a comparison of two waves that differ by fewer than five answers would reveal those, and is
not given either. Texts that people write are kept in the file and never exported.
"""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import StringIO
from math import sqrt
from random import SystemRandom
from statistics import fmean, stdev
from typing import Any

from ai_provenance.config.toml_text import load_toml
from ai_provenance.delivery.intervals import STATS_EXTRA, has_stats
from ai_provenance.delivery.statistics import Interval
from ai_provenance.errors import ProvenanceError

DIRECTORY = ".ai-provenance/surveys"
"""Directory of the work tree that holds questionnaires and answers."""
FEWEST = 5
"""Answers below which nothing is given."""
LANGUAGES = ("en", "es")
KINDS = ("csat", "nps", "agreement")
_WAVE = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?")
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LONGEST = 4_000
_HINT = "ai-provenance survey add --help"


class SurveyError(ProvenanceError):
    """A questionnaire or an answer that cannot be used."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question with whole numbers from `low` to `high` as answers."""

    id: str
    kind: str
    """`csat` (its mean is I5.5), `nps` (promoters less detractors) or `agreement`."""
    low: int
    high: int
    texts: Mapping[str, str]
    """Language -> the question."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person answered, whoever it was. None: that question was left out."""

    wave: str
    values: Mapping[str, int | None]
    text: str = ""


@dataclass(frozen=True, slots=True)
class ItemSummary:
    """The answers to one item. All but `n` is None where fewer than five people answered it."""

    item: Item
    n: int | None
    mean: float | None = None
    """For `nps` the score from -100 to 100."""
    interval: Interval | None = None
    """95 %, Student's."""
    distribution: Mapping[int, int] | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class WaveSummary:
    """One wave. `items` is empty where `reason` says why nothing is given."""

    wave: str
    n: int | None
    """None below the floor: even how many answered is not given."""
    invited: int | None
    items: tuple[ItemSummary, ...]
    changes: Mapping[str, float] | None = None
    """Item -> mean less that of the wave before; None without one, and where it would reveal fewer than five."""
    changes_reason: str | None = None
    reason: str | None = None


def default_questionnaire() -> str:
    """The questionnaire that is shipped."""
    return (files("ai_provenance.delivery") / "data/survey.toml").read_text("utf-8")


def questionnaire(text: str, name: str) -> tuple[Item, ...]:
    """The items of the file NAME. Raises SurveyError."""
    try:
        rows = load_toml(text).get("item", [])
    except (ValueError, RecursionError) as error:
        raise SurveyError(f"{name} is no TOML: {error}", hint="ai-provenance survey init --help") from None
    items = tuple(_item(row, name) for row in rows if isinstance(row, dict)) if isinstance(rows, list) else ()
    if not items or len({item.id for item in items}) != len(items):
        raise SurveyError(f"{name} needs [[item]]s with different ids", hint="ai-provenance survey init --help")
    return items


def _item(row: Mapping[str, Any], name: str) -> Item:
    texts = {language: row[language] for language in LANGUAGES if isinstance(row.get(language), str)}
    low, high, kind = row.get("low"), row.get("high"), row.get("kind")
    if (
        not isinstance(row.get("id"), str)
        or not _ID.fullmatch(row["id"])
        or kind not in KINDS
        or type(low) is not int
        or type(high) is not int
        or not 0 <= low < high <= 100
        or not texts
        or (kind != "agreement" and (low, high) != (0, 10))
    ):
        raise SurveyError(
            f"{name}: item {row.get('id')!r} needs an id, a kind of {', '.join(KINDS)}, low and high (0 and 10 but for "
            "agreement) and a text in en or es",
            hint="ai-provenance survey init --help",
        )
    return Item(row["id"], kind, low, high, texts)


def wave_start(wave: str) -> int:
    """The first second of WAVE (`2026`, `2026Q3`, `2026-09`), UTC. Raises SurveyError for another form."""
    match = _WAVE.fullmatch(wave)
    if match is None or match[1] < "1970":
        raise SurveyError(f"{wave!r} is no wave, expected YYYY, YYYYQN or YYYY-MM", hint="--wave 2026Q4")
    month = int(match[3]) if match[3] else 3 * int(match[2]) - 2 if match[2] else 1
    return int(datetime(int(match[1]), month, 1, tzinfo=UTC).timestamp())


def read_answers(content: bytes, name: str, items: Sequence[Item], *, wave: str) -> list[Answer]:
    """The answers of a file: JSON, one a line, or a table with the ids of items as its head. Raises SurveyError."""
    said = content.decode("utf-8-sig", "replace")
    rows = _json_rows(said, name) if said.lstrip().startswith("{") else enumerate(csv.DictReader(StringIO(said)), 2)
    found = []
    for line, row in rows:
        values = row.get("answers", row) if isinstance(row, dict) else {}
        if not isinstance(values, dict):
            raise SurveyError(f"{name}, line {line}: answers must be a table", hint=_HINT)
        given = {key: value for key, value in values.items() if key not in ("text", "wave", "survey", "v")}
        said = row.get("text") or ""
        found.append(
            _answer(given, said if isinstance(said, str) else "", items, wave=wave, place=f"{name}, line {line}")
        )
    return found


def _json_rows(text: str, name: str) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            try:
                yield number, json.loads(line)
            except (ValueError, RecursionError) as error:
                raise SurveyError(f"{name}, line {number} is no JSON: {error}", hint=_HINT) from None


def _answer(given: Mapping[Any, Any], text: str, items: Sequence[Item], *, wave: str, place: str) -> Answer:
    known = {item.id: item for item in items}
    values: dict[str, int | None] = dict.fromkeys(known)
    for key, value in given.items():
        item = known.get(key)
        if item is None:
            # a column of an export may hold a name or an address: it is refused, and not passed over in silence
            raise SurveyError(f"{place}: {key!r} is no item, expected {', '.join(known)}", hint="leave the column out")
        if value is None or value == "":
            continue
        number = int(value) if isinstance(value, str) and value.strip().isdecimal() else value
        if type(number) is not int or not item.low <= number <= item.high:
            raise SurveyError(f"{place}: {key} is {value!r}, expected {item.low} to {item.high}", hint=_HINT)
        values[key] = number
    if all(value is None for value in values.values()):
        raise SurveyError(f"{place}: no item is answered", hint=_HINT)
    return Answer(wave, values, text[:_LONGEST])


def as_file(name: str, answers: Sequence[Answer]) -> bytes:
    """The file of ANSWERS to the survey NAME, in an order that says nothing of who answered when."""
    rows = []
    for one in answers:
        row: dict[str, Any] = {"v": 1, "survey": name, "wave": one.wave, "answers": dict(sorted(one.values.items()))}
        rows.append(json.dumps({**row, **({"text": one.text} if one.text else {})}, ensure_ascii=False))
    SystemRandom().shuffle(rows)
    return "".join(f"{row}\n" for row in rows).encode("utf-8", "replace")


def from_file(content: bytes, name: str, items: Sequence[Item]) -> list[Answer]:
    """The answers that `as_file` wrote. Raises SurveyError. Items that the questionnaire lost are left out."""
    known = {item.id for item in items}
    found = []
    for line, row in _json_rows(content.decode("utf-8", "replace"), name):
        answers, wave = (row.get("answers"), row.get("wave")) if isinstance(row, dict) else (None, None)
        if not isinstance(answers, dict) or not isinstance(wave, str):
            raise SurveyError(f"{name}, line {line}: no answer", hint="git checkout -- the file")
        wave_start(wave)
        values = {key: value for key, value in answers.items() if key in known}
        text = row.get("text")
        if any(value is not None for value in values.values()):
            place = f"{name}, line {line}"
            found.append(_answer(values, text if isinstance(text, str) else "", items, wave=wave, place=place))
    return found


def summarise(items: Sequence[Item], answers: Sequence[Answer], invited: Mapping[str, int]) -> list[WaveSummary]:
    """Each wave in its order. INVITED: wave -> how many were invited."""
    by_wave: dict[str, list[Answer]] = {}
    for one in answers:
        by_wave.setdefault(one.wave, []).append(one)
    found: list[WaveSummary] = []
    before: list[Answer] = []
    for wave in sorted(by_wave, key=lambda name: (wave_start(name), name)):
        rows = by_wave[wave]
        if len(rows) < FEWEST:
            found.append(WaveSummary(wave, None, invited.get(wave), (), reason="suppressed"))
            continue
        reveals = bool(before) and 0 < abs(len(rows) - len(before)) < FEWEST
        summaries = tuple(_summary(item, rows, hide=reveals) for item in items)
        changes = None if not before or reveals else _changes(items, before, rows)
        reason = "suppressed" if reveals else None if before else "first-wave"
        found.append(WaveSummary(wave, len(rows), invited.get(wave), summaries, changes, reason))
        before = rows
    return found


def _summary(item: Item, rows: Sequence[Answer], *, hide: bool) -> ItemSummary:
    """The answers of ROWS to ITEM; HIDE: without what two waves together would reveal."""
    values = _values(item, rows)
    if len(values) < FEWEST:
        return ItemSummary(item, None, reason="suppressed")
    scored = [_score(item, value) for value in values]
    interval = _student(item, scored) if has_stats() else None
    distribution = None if hide else {value: values.count(value) for value in range(item.low, item.high + 1)}
    return ItemSummary(item, len(values), fmean(scored), interval, distribution, None if has_stats() else STATS_EXTRA)


def _values(item: Item, rows: Sequence[Answer]) -> list[int]:
    return [value for row in rows if (value := row.values.get(item.id)) is not None]


def _score(item: Item, value: int) -> float:
    """VALUE, or for `nps` 100 for a promoter (9, 10), -100 for a detractor (0 to 6) and 0 between."""
    if item.kind != "nps":
        return float(value)
    return 100.0 if value >= 9 else -100.0 if value <= 6 else 0.0


def _student(item: Item, values: Sequence[float]) -> Interval:
    """The interval of the mean, as far as answers to ITEM reach."""
    from scipy.stats import t  # noqa: PLC0415 - a second to load

    half = float(t.ppf(0.975, len(values) - 1)) * stdev(values) / sqrt(len(values))
    low, high = (-100, 100) if item.kind == "nps" else (item.low, item.high)
    return max(low, fmean(values) - half), min(high, fmean(values) + half)


def _changes(items: Sequence[Item], before: Sequence[Answer], rows: Sequence[Answer]) -> dict[str, float]:
    found = {}
    for item in items:
        old, new = _values(item, before), _values(item, rows)
        reveals = 0 < abs(len(old) - len(new)) < FEWEST
        if min(len(old), len(new)) >= FEWEST and not reveals:
            found[item.id] = fmean(_score(item, one) for one in new) - fmean(_score(item, one) for one in old)
    return found


def duplicated(answers: Sequence[Answer]) -> int:
    """How many answers are there more than once in a wave: a file that was added twice looks like this."""
    counts = Counter((one.wave, tuple(sorted(one.values.items())), one.text) for one in answers)
    return sum(count - 1 for count in counts.values())
