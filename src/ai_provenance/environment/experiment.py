"""The arm of an experiment that a commit belongs to: who joined, which unit of work it is part of, what it is assigned.

A person joins by `git config ai-provenance.NAME.experiment join` in a clone; without it nothing here has any effect.
The unit is a branch or a ticket, so that all commits of one piece of work are in one arm, whoever makes them and
wherever: the arm follows from the name of the unit and a salt that those who joined share.
"""

from __future__ import annotations

import os
from itertools import pairwise

from ai_provenance.sha256 import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

KEY = b"Experiment"
"""Key of the trailer `Experiment: NAME/ARM`."""
DIRECTORY = "ai-provenance-experiments"
"""Directory of the common git directory that holds the salt of each experiment, in a file of its name."""
PLANS = ".ai-provenance/experiments"
"""Directory of the work tree that holds the plans."""
UNITS = ("branch", "ticket")
SALT_BYTES = 32
HEAVIEST = 1_000
"""The largest weight of an arm."""
_NAME = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
_LONGEST_NAME = 64
LARGEST_PLAN = 1 << 16
"""Bytes of a plan that are read."""
_BLOCK = 64  # bytes of a block of SHA-256


class PlanError(ValueError):
    """A plan from which no arm can be determined."""


def is_name(name: str) -> bool:
    """Whether NAME can name an experiment or an arm: it is a file name, a trailer's value and a subsection of git's."""
    return 0 < len(name) <= _LONGEST_NAME and not set(name) - _NAME and name[0] != "-"


def assignments(common: str, branch_name: str, subject: str, *, today: str) -> Iterator[tuple[str, str | None]]:
    """Each experiment that this clone's person joined and that runs TODAY (ISO), with the arm of a commit.

    COMMON is the git directory that all work trees share, the work tree is the current directory. None instead of an
    arm: the salt here is not the one that the plan names, so that nothing is assigned. Experiments whose plan or salt
    is not here, and commits without a unit, are left out. Raises PlanError, OSError.
    """
    for name in joined(common):
        salt, plan = read_salt(common, name), read_plan(".", name)
        if salt is None or plan is None or str(plan.get("ends", "9")) < today:
            continue
        unit = "" if branch_name in excluded(plan) else unit_of(branch_name, subject, kind=plan.get("unit", UNITS[0]))
        if unit:
            matches = plan.get("salt-sha256") == sha256(salt).hexdigest()
            yield name, arm_of(salt, name, unit, arms_in(plan)) if matches else None


def joined(common: str) -> list[str]:
    """The experiments that the configuration of the git directory COMMON says are joined, in order of their names."""
    # without git, which would cost a commit as much as the whole hook
    try:
        with open(f"{common}/config", encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().split("\n")
    except OSError:
        return []
    name, values = "", {}
    for line in lines:
        text = line.strip()
        if text.startswith("["):
            head, _, text = text.partition("]")
            section, _, quoted = head[1:].partition('"')
            is_ours = section.strip().lower() == "ai-provenance" and quoted.endswith('"')
            name, text = quoted[:-1] if is_ours else "", text.strip()
        key, _, value = text.partition("=")
        if name and key.strip().lower() == "experiment":
            values[name] = value.partition(";")[0].partition("#")[0].strip().strip('"')
    return sorted(name for name, value in values.items() if value == "join" and is_name(name))


def read_salt(common: str, name: str) -> bytes | None:
    """The salt of the experiment NAME; None where it is not here."""
    try:
        with open(f"{common}/{DIRECTORY}/{name}", encoding="utf-8", errors="replace") as file:
            return bytes.fromhex(file.read(4 * SALT_BYTES))
    except (OSError, ValueError):
        return None


def read_plan(top: str, name: str) -> dict[str, Any] | None:
    """The plan of the experiment NAME below TOP as a table; None where there is none. Raises PlanError, OSError."""
    path = f"{top}/{PLANS}/{name}.toml"
    if not os.path.isfile(path):
        return None
    with open(path, encoding="utf-8", errors="replace") as file:
        text = file.read(LARGEST_PLAN)
    return toml_table(text)


def toml_table(text: str) -> dict[str, Any]:
    """The table of a plan. Raises PlanError for what is no TOML."""
    from ai_provenance.config import toml_subset  # noqa: PLC0415 - where an experiment is joined

    found = toml_subset.parse(text)
    if found is not None:
        return found
    from ai_provenance.config.toml_text import load_toml  # noqa: PLC0415 - dear: `re` and `datetime`

    try:
        return load_toml(text)
    except (ValueError, RecursionError) as error:
        raise PlanError(f"the plan is no TOML: {error}") from None


def arms_in(plan: dict[str, Any]) -> list[tuple[str, int]]:
    """Name and weight of each arm of PLAN, in its order. Raises PlanError where they cannot be used."""
    rows = plan.get("arms")
    if not isinstance(rows, list) or not 2 <= len(rows) <= 10:
        raise PlanError("a plan needs 2 to 10 [[arms]]")
    arms = []
    for row in rows:
        name, weight = (row.get("name"), row.get("weight", 1)) if isinstance(row, dict) else (None, 1)
        if not isinstance(name, str) or not is_name(name):
            raise PlanError("each of [[arms]] needs a name of letters, digits, - and _")
        if type(weight) is not int or not 1 <= weight <= HEAVIEST:
            raise PlanError(f"the weight of arm {name} must be a whole number from 1 to {HEAVIEST}")
        arms.append((name, weight))
    if len(dict(arms)) < len(arms):
        raise PlanError("two of [[arms]] have the same name")
    return arms


def excluded(plan: dict[str, Any]) -> list[str]:
    """The branches of PLAN whose commits are assigned to no arm. Raises PlanError where they are no list of names."""
    found = plan.get("except", [])
    if not isinstance(found, list) or [one for one in found if not isinstance(one, str)]:
        raise PlanError("except must be a list of branches")
    return found


def branch(git_dir: str) -> str:
    """The branch that is checked out, or that a running rebase will move; empty where there is none."""
    for name, start in (("HEAD", "ref: refs/heads/"), ("rebase-merge/head-name", "refs/heads/")):
        try:
            with open(f"{git_dir}/{name}", encoding="utf-8", errors="surrogateescape") as file:
                text = file.read().strip()
        except OSError:
            continue
        # where refs are kept in tables, HEAD names a branch that cannot exist
        if text.startswith(start) and not text.endswith("/.invalid"):
            return text.removeprefix(start)
    return ""


def unit_of(branch_name: str, subject: str, *, kind: str) -> str:
    """The unit of a commit on a branch: the branch, or the ticket that it or the SUBJECT names; empty without one."""
    if kind != "ticket":
        return branch_name
    leaf = branch_name.rpartition("/")[2]
    number = leaf[: len(leaf) - len(leaf.lstrip("0123456789"))]
    if number and leaf[len(number) : len(number) + 1] in ("", "-", "_"):
        return f"#{int(number[:18])}"
    return next((found for text in (branch_name, subject) for found in _tickets(text)), "")


def _tickets(text: str) -> Iterator[str]:
    """The tickets that TEXT names: `ABC-123` as Jira and YouTrack write them, `#123` as forges do."""
    for word in "".join(char if char.isalnum() or char in "-#" else " " for char in text).split():
        if word.startswith("#") and _is_number(word[1:]):
            yield word
        parts = word.split("-")
        for project, number in pairwise(parts):
            is_project = len(project) > 1 and project.isascii() and project.isalnum() and project.isupper()
            if is_project and _is_number(number):
                yield f"{project}-{number}"


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def arm_of(salt: bytes, name: str, unit: str, arms: Iterable[tuple[str, int]]) -> str:
    """The arm of UNIT: the first 8 bytes of HMAC-SHA256(SALT, NAME 0x00 UNIT), by the weights of ARMS."""
    code = hmac_sha256(salt, name.encode() + b"\0" + unit.encode("utf-8", "surrogateescape"))
    rows = [*arms]
    place = int.from_bytes(code[:8], "big") % sum(weight for _, weight in rows)
    for arm, weight in rows:
        if place < weight:
            return arm
        place -= weight
    raise PlanError("no arm has a weight")


def hmac_sha256(secret: bytes, message: bytes) -> bytes:
    """HMAC of MESSAGE (RFC 2104). The module `hmac` would cost a fifth of a start of Python."""
    block = int.from_bytes((sha256(secret).digest() if len(secret) > _BLOCK else secret).ljust(_BLOCK, b"\0"), "big")
    inner, outer = ((block ^ int.from_bytes(pad * _BLOCK, "big")).to_bytes(_BLOCK, "big") for pad in (b"\x36", b"\x5c"))
    return sha256(outer + sha256(inner + message).digest()).digest()


def named_arm(value: bytes) -> tuple[str, str] | None:
    """Experiment and arm of the trailer's VALUE; None where it has not the form NAME/ARM."""
    name, mark, arm = value.decode("ascii", "replace").partition("/")
    return (name, arm) if mark and is_name(name) and is_name(arm) else None
