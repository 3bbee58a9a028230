"""The words of a score: what a probe can answer, what a task's state can be, and what its evidence is worth."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What a probe answers. "Could not tell" has three values of its own."""

    TRUE = "true"
    FALSE = "false"
    PARTIAL = "partial"
    NOT_AVAILABLE = "not_available"  # what it needs cannot be seen from here
    NOT_APPLICABLE = "not_applicable"  # the question does not arise in this repository
    ERROR = "error"  # the probe itself failed


class State(StrEnum):
    """How far a task is."""

    DONE = "done"
    PARTIAL = "partial"
    STARTED = "started"  # informal, or pending with something usable
    BLOCKED = "blocked"
    ABSENT = "absent"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """What the evidence for a state is worth; each caps the credit."""

    MEASURED = "measured"
    ATTESTED = "attested"  # by somebody other than the owner, dated and unexpired
    SELF_ATTESTED = "self_attested"  # by the owner alone
    EXPIRED = "expired"
    CLAIMED = "claimed"  # nothing but the claim


class GateVerdict(StrEnum):
    """What a gate says. Only a gate says that a phase is completed."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
