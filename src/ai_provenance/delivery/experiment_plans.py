"""The plan of an experiment: what is tried, on what, how it is judged, decided before the first commit is assigned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, log, pi
from typing import Any

from ai_provenance.environment.experiment import PLANS, UNITS, PlanError, arms_in, excluded, is_name
from ai_provenance.errors import ProvenanceError
from ai_provenance.sha256 import sha256

OUTCOMES = {
    "lead_time": "time from a unit's first change to its first deployment",
    "cycle_time": "time from a unit's first change to the main line",
    "lines": "lines that a unit adds and removes",
    "reverted": "share of units taken back within 30 days",
}
"""What an experiment can be judged by; the last is a rate, the others are compared as ratios."""
RATES = frozenset({"reverted"})
ORIGINS = ("ai", "not-ai")
_POWER = 2.801585  # quantiles of the normal distribution for 5 % two-sided and a power of 0.8: 1.959964 + 0.841621
_RANKS = 3 / pi  # efficiency of a rank test beside the t-test, where the t-test is at its best
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LONGEST = 1_000
_KEYS = frozenset(
    (
        "hypothesis",
        "unit",
        "except",
        "salt-sha256",
        "primary",
        "guards",
        "minimum-units",
        "ends",
        "aa",
        "consent",
        "arms",
    )
)


class PlanFileError(ProvenanceError):
    """A plan that cannot be read, or that lacks what an analysis needs."""


@dataclass(frozen=True, slots=True)
class Plan:
    """An experiment as it was planned."""

    name: str
    hypothesis: str
    unit: str
    """`branch` or `ticket`: what is assigned as a whole."""
    arms: tuple[tuple[str, int], ...]
    """Name and weight; the first is what the others are compared with."""
    salt_sha256: str
    primary: str
    """The outcome that decides, of `OUTCOMES`."""
    ends: date
    """The last day on which commits are assigned. Outcomes are looked at once, after it."""
    minimum_units: int
    """Units an arm below which there is no verdict."""
    guards: tuple[str, ...] = ()
    """Outcomes that must not become worse."""
    is_aa: bool = False
    """Whether all arms work in the same way, so that no difference is the expected result."""
    consent: str = ""
    """What those who join agree to."""
    excepted: tuple[str, ...] = ()
    """Branches whose commits are assigned to no arm."""
    origins: Mapping[str, str] | None = None
    """Arm -> the origin that its commits should have, `ai` or `not-ai`: by it compliance is counted."""

    @property
    def path(self) -> str:
        """Its file, from the top of the repository."""
        return path_of(self.name)


def path_of(name: str) -> str:
    """The file that holds the plan of the experiment NAME, from the top of the repository."""
    return f"{PLANS}/{name}.toml"


def plan_in(table: Mapping[str, Any], name: str) -> Plan:
    """The plan NAME from the table of its file. Raises PlanFileError with the key that is wrong."""
    reader = _Reader(table, name)
    unknown = sorted(table.keys() - _KEYS)
    if unknown:
        raise reader.error(unknown[0], f"is no key of a plan, expected one of {', '.join(sorted(_KEYS))}")
    try:
        arms, excepted = tuple(arms_in(dict(table))), tuple(excluded(dict(table)))
    except PlanError as error:
        raise reader.error("arms or except", f"cannot be used: {error}") from None
    unit, primary = reader.text("unit", "branch"), reader.text("primary", "lead_time")
    if unit not in UNITS:
        raise reader.error("unit", f"is {unit!r}, expected {' or '.join(UNITS)}")
    guards = table.get("guards", [])
    if not isinstance(guards, list) or [one for one in (primary, *guards) if one not in OUTCOMES]:
        raise reader.error("primary and guards", f"must be of {', '.join(OUTCOMES)}")
    minimum, is_aa = table.get("minimum-units"), table.get("aa", False)
    if type(minimum) is not int or minimum < 1 or not isinstance(is_aa, bool):
        raise reader.error("minimum-units", "must be a whole number from 1 on, and aa true or false")
    salt = reader.text("salt-sha256")
    if not _DIGEST.fullmatch(salt):
        raise reader.error("salt-sha256", "must be 64 hexadecimal digits in lower case")
    return Plan(
        name, reader.text("hypothesis"), unit, arms, salt, primary, reader.day("ends"), minimum,
        guards=tuple(one for one in dict.fromkeys(guards) if one != primary), is_aa=is_aa, excepted=excepted,
        consent=reader.text("consent", ""), origins=reader.origins(),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the values of one table, each with an error that names its key."""

    table: Mapping[str, Any]
    name: str

    def error(self, key: str, what: str) -> PlanFileError:
        return PlanFileError(f"{path_of(self.name)}: '{key}' {what}", hint="ai-provenance experiment init --help")

    def text(self, key: str, default: str | None = None) -> str:
        found = self.table.get(key, default)
        if not isinstance(found, str) or len(found) > _LONGEST:
            raise self.error(key, f"must be a text of at most {_LONGEST} characters")
        return found

    def day(self, key: str) -> date:
        try:
            return date.fromisoformat(str(self.table.get(key)))
        except ValueError:
            raise self.error(key, "must be a day (YYYY-MM-DD)") from None

    def origins(self) -> dict[str, str] | None:
        found = {row["name"]: row["origin"] for row in self.table["arms"] if "origin" in row}
        if [one for one in found.values() if one not in ORIGINS]:
            raise self.error("origin", f"of an arm must be {' or '.join(ORIGINS)}")
        return found or None


def plan_text(plan: Plan) -> str:
    """The file of PLAN."""
    lines = [
        "# Decided before the first commit is assigned. A plan that changes later makes its result exploratory.",
        f"hypothesis = {quoted(plan.hypothesis)}",
        f'unit = "{plan.unit}"',
        f"except = [{', '.join(map(quoted, plan.excepted))}]",
        f'primary = "{plan.primary}"',
        f"guards = [{', '.join(map(quoted, plan.guards))}]",
        f"minimum-units = {plan.minimum_units} # an arm",
        f"ends = {plan.ends.isoformat()}",
        f"aa = {'true' if plan.is_aa else 'false'}",
        f"consent = {quoted(plan.consent)}",
        f'salt-sha256 = "{plan.salt_sha256}"',
    ]
    for arm, weight in plan.arms:
        lines += ["", "[[arms]]", f'name = "{arm}"', f"weight = {weight}"]
        if plan.origins and arm in plan.origins:
            lines.append(f'origin = "{plan.origins[arm]}"')
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """TEXT as a string of TOML."""
    # half a surrogate pair, which an argument that is no UTF-8 holds, has no escape
    escaped = text.encode("utf-8", "replace").decode().replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped) + '"'


def needed_units(primary: str, *, effect: float, spread: float = 1.0, base: float = 0.1) -> int:
    """Units an arm that show an effect with a power of 0.8 at the 5 % level.

    EFFECT is a ratio for what is compared as ratios, with SPREAD as the standard deviation of its logarithm; for a rate
    it is the factor on the rate BASE. Raises ValueError for an effect that is none.
    """
    if effect <= 0 or effect == 1:
        raise ValueError("an effect of 1 is no effect")
    if primary in RATES:
        other = min(1.0, base * effect)
        variance = base * (1 - base) + other * (1 - other)
        return ceil(_POWER**2 * variance / (other - base) ** 2)
    return ceil(2 * (_POWER * spread / log(effect)) ** 2 / _RANKS)


def checked_arms(texts: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """The arms that `NAME` or `NAME=WEIGHT` write. Raises PlanError."""
    rows = []
    for text in texts:
        name, mark, weight = text.partition("=")
        if mark and not (weight.isascii() and weight.isdigit()):
            raise PlanError(f"the weight of arm {name} must be a whole number, got {weight!r}")
        rows.append({"name": name, "weight": int(weight[:9]) if mark else 1})
    return tuple(arms_in({"arms": rows}))


def checked_name(name: str) -> str:
    """NAME, if it can name an experiment. Raises PlanFileError."""
    if not is_name(name):
        raise PlanFileError(
            f"{name!r} names no experiment, expected at most 64 letters, digits, - and _",
            hint="ai-provenance experiment init small-steps",
        )
    return name


def salt_digest(salt: bytes) -> str:
    """What a plan says of its SALT."""
    return sha256(salt).hexdigest()
