"""The closed choices of a score: outcomes of a probe, states of a task, grades of evidence, verdicts of a gate."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The answer of a probe. "Could not tell" has three values of its own."""

    TRUE = "true"
    FALSE = "false"
    PARTIAL = "partial"
    NOT_AVAILABLE = "not_available"  # what it needs is not in this clone
    NOT_APPLICABLE = "not_applicable"  # the question does not arise in this repository
    ERROR = "error"  # the probe itself failed


class State(StrEnum):
    """The progress of a task."""

    DONE = "done"
    PARTIAL = "partial"
    STARTED = "started"  # informal, or pending with something usable
    BLOCKED = "blocked"
    ABSENT = "absent"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class Grade(StrEnum):
    """The strength of the evidence for a state; each grade caps the credit."""

    MEASURED = "measured"
    ATTESTED = "attested"  # by someone other than the owner, dated and unexpired
    SELF_ATTESTED = "self_attested"  # by the owner alone
    EXPIRED = "expired"
    CLAIMED = "claimed"  # nothing but the claim


class GateVerdict(StrEnum):
    """The verdict of a gate. Only a gate says that a phase is completed."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
