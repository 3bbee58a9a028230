"""Derives from the tasks the state of each risk and how far each capability is built."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ai_provenance.scorecard.criteria import Criteria
from ai_provenance.scorecard.evaluate import PhaseResult, by_id


class RiskState(StrEnum):
    """How far a risk is mitigated."""

    MITIGATED = "mitigated"  # every mitigating task has full credit
    PARTLY = "partly"
    OPEN = "open"  # no mitigating task has any credit
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RiskResult:
    """One risk."""

    id: str
    state: RiskState
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CapabilityResult:
    """One capability of the DORA AI Capabilities Model, as far as the methodology's tasks build it."""

    id: str
    score: float | None
    """Mean credit of its known tasks in percent; None where too few are known. It does not replace DORA's survey."""
    known: int
    """Number of `tasks` whose credit is known."""
    tasks: tuple[str, ...]


def risks(phases: Sequence[PhaseResult], criteria: Criteria) -> tuple[RiskResult, ...]:
    """Every risk, with the state that follows from the tasks that mitigate it."""
    tasks = by_id(phases)
    return tuple(
        RiskResult(name, _state([tasks[task].credit for task in risk.tasks]), tuple(risk.tasks))
        for name, risk in criteria.risks.items()
    )


def capabilities(phases: Sequence[PhaseResult], criteria: Criteria) -> tuple[CapabilityResult, ...]:
    """Every capability, with the mean credit of its tasks."""
    tasks = by_id(phases)
    found = []
    for name, capability in criteria.capabilities.items():
        earned = [credit for task in capability.tasks if (credit := tasks[task].credit) is not None]
        enough = bool(earned) and len(earned) >= criteria.min_coverage * len(capability.tasks)
        score = 100.0 * sum(earned) / len(earned) if enough else None
        found.append(CapabilityResult(name, score, len(earned), tuple(capability.tasks)))
    return tuple(found)


def _state(earned: Sequence[float | None]) -> RiskState:
    known = [credit for credit in earned if credit is not None]
    if not known:
        return RiskState.UNKNOWN
    # an unknown task keeps a risk from being called mitigated, but not from being called open
    if len(known) == len(earned) and min(known) == 1.0:
        return RiskState.MITIGATED
    return RiskState.PARTLY if max(known) > 0 else RiskState.OPEN
