"""The findings of a run: all are counted, the worst are kept."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ai_provenance.model import Finding, Notice, Severity
from ai_provenance.policy.waivers import Waivers

if TYPE_CHECKING:
    from ai_provenance.config import Waiver

# GitHub's code scanning displays as many of one SARIF run, and no one reads more. A range of 100,000 commits may break
# a rule in each.
KEPT = 5000
"""Findings kept in a run, worst first; the counts include the others."""

_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """One waiver of the policy and what it did in a run."""

    waiver: Waiver
    covered: int
    """Findings that it covers; none when it expired."""
    expired: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the gate found in one range or message."""

    findings: tuple[Finding, ...]
    """Worst first, at most `KEPT`, waived ones last."""
    counts: dict[Severity, int]
    """Findings by severity, without the waived ones and with those not kept."""
    waived: int
    """Findings that a waiver covers."""
    hidden: int
    """Findings counted and not kept."""
    commits: int
    """Commits judged."""
    complete: bool
    """False when commits of the range, or what a rule needs of them, are missing here."""
    notices: tuple[Notice, ...] = ()
    waivers: tuple[WaiverUse, ...] = ()
    """Every waiver of the policy."""

    @property
    def has_errors(self) -> bool:
        """Whether there is a finding of severity error that no waiver covers."""
        return bool(self.counts[Severity.ERROR])


@dataclass(slots=True)
class Ledger:
    """The findings of a run that is going on. Mutable by design: one exists per run, `freeze` ends it."""

    commits: int = 0
    counts: Counter[Severity] = field(default_factory=Counter)
    waived: int = 0
    notices: list[Notice] = field(default_factory=list)
    complete: bool = True
    _kept: dict[tuple[bool, Severity], list[Finding]] = field(default_factory=dict)

    def add(self, finding: Finding) -> None:
        """Count one finding, and keep it while there is room among its equals."""
        if finding.waived_by:
            self.waived += 1
        else:
            self.counts[finding.severity] += 1
        shelf = self._kept.setdefault((bool(finding.waived_by), finding.severity), [])
        if len(shelf) < KEPT:
            shelf.append(finding)

    def mark_incomplete(self, notice: Notice) -> None:
        """Record that something that had to be judged is missing here, and why."""
        self.complete = False
        if notice.code not in {known.code for known in self.notices}:
            self.notices.append(notice)

    def freeze(self, waivers: tuple[WaiverUse, ...] = ()) -> Judgement:
        """The finished run."""
        shelves = sorted(self._kept, key=lambda shelf: (shelf[0], _ORDER[shelf[1]]))
        findings = [finding for shelf in shelves for finding in self._kept[shelf]][:KEPT]
        return Judgement(
            findings=tuple(findings),
            counts={severity: self.counts[severity] for severity in Severity},
            waived=self.waived,
            hidden=self.counts.total() + self.waived - len(findings),
            commits=self.commits,
            complete=self.complete,
            notices=tuple(self.notices),
            waivers=waivers,
        )


def uses_of(waivers: Waivers) -> tuple[WaiverUse, ...]:
    """Every waiver, those in force first, with what each covered so far."""
    in_force = [WaiverUse(waiver, covered, expired=False) for waiver, covered in waivers.used.items()]
    return (*in_force, *(WaiverUse(waiver, 0, expired=True) for waiver in waivers.expired))
