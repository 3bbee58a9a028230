"""What `doctor` finds: one record for each thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a thing is."""

    OK = "ok"
    OFF = "off"
    """It keeps a hook from doing its work, or nothing shows that the hook does."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing, its state, and the way to mend it."""

    subject: str
    """What was looked at: a hook's name, `git`, `configuration`, a variable."""
    state: State
    detail: str
    mend: str = ""
    """A command to type; empty when nothing is off."""


def ok(subject: str, detail: str) -> Diagnosis:
    """It is as it should be."""
    return Diagnosis(subject, State.OK, detail)


def off(subject: str, detail: str, *, mend: str) -> Diagnosis:
    """It is not, and MEND is the way out."""
    return Diagnosis(subject, State.OFF, detail, mend)
