"""What was measured of a repository's delivery, as plain values: the room beside this one measures it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Delivered:
    """The delivery of one repository over a window. A value that is None is unknown, and never 0."""

    source: str | None
    """Kind of source that deployments are known from; None where none has any."""
    complete: bool = True
    """False where a shallow clone cuts the history off: then no number is about all of it."""
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    """Value of each of the five metrics: a week, seconds or a share."""
    is_lower_bound: bool = True
    """Whether failures that nothing here shows may be missing."""
    deployments: int = 0
    """In the window."""
    judged: int = 0
    failed: int = 0
    """Of those that are judged."""
    changes_p50: float | None = None
    """Median number of changes that a deployment brought."""
    rollbacks: int = 0
    """Judged deployments that took another one back without bringing a change."""
    rollbacks_failed: int = 0
    changed: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    """Metric -> its relative change against the frozen baseline, with both ends of the interval."""

    runs: int = 0
    """Runs of CI with a verdict, of which `runs_passed` succeeded."""
    runs_passed: int = 0
    flaky: int = 0
    """Commits of which a run failed and then passed."""
    feedback_p50: float | None = None
    """Median seconds from a push to the first verdict on it."""
    tiers: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    """Year of a DORA report -> metric -> its band in it."""

    @property
    def known(self) -> int:
        """How many of the five metrics have a value."""
        return sum(value is not None for value in self.metrics.values())
