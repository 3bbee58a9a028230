"""From findings and attestations to the state of each task, and from there to phase scores.

The rules, in the order in which they apply to a task:

1. Probes that could tell are combined: all true is done, all false is what the data says of absence, a mixture is
   partial, and nothing that could tell is unknown. The task's ceiling bounds what files alone can show.
2. An attestation sets the claim. Its grade caps the credit that the claim can carry.
3. The better of measurement and capped claim counts, except where the repository decides: there the measurement does.
4. `not_applicable` needs a reason, an owner and an expiry, and may take up no more than a share of a phase's weight.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ai_provenance.scorecard.attestations import Attestation, Attestations
from ai_provenance.scorecard.criteria import Criteria, Task
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.states import Grade, Outcome, State


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The judgement on one task."""

    id: str
    weight: float
    state: State
    credit: float | None
    """From 0 to 1 after the cap; None for not applicable and unknown."""
    claimed_state: State
    claimed: float | None
    """The credit of the claim, uncapped and unchecked."""
    grade: Grade
    reasons: tuple[Reason, ...]
    findings: tuple[ProbeFinding, ...] = ()
    attestation: Attestation | None = None


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """The score of one phase. Percentages; None where nothing is known."""

    phase: int
    score: float | None
    claimed: float | None
    low: float | None
    """The score if everything unknown were worth nothing."""
    high: float | None
    """The score if everything unknown were done."""
    coverage: float
    """Known weight / applicable weight, from 0 to 1; 0 where nothing applies."""
    tasks: tuple[TaskResult, ...]


@dataclass(frozen=True, slots=True)
class Overall:
    """The figures over all phases that have a score."""

    score: float | None
    """Unweighted mean of the phases."""
    claimed: float | None
    low: float | None
    """Unweighted mean of the phases' lower ends: everything unknown failed."""
    high: float | None
    task_weighted: float | None
    """Every task with its own weight, whatever its phase."""
    phases_scored: int


@dataclass(frozen=True, slots=True)
class Context:
    """What every judgement needs."""

    criteria: Criteria
    attestations: Attestations
    profile: str
    today: date


def evaluate(findings: Iterable[ProbeFinding], context: Context) -> tuple[PhaseResult, ...]:
    """Judge every task and score the six phases."""
    by_probe: dict[str, list[ProbeFinding]] = {}
    for finding in findings:
        by_probe.setdefault(finding.probe, []).append(finding)
    return tuple(_phase(int(number), by_probe, context) for number in sorted(context.criteria.phases))


def by_id(phases: Sequence[PhaseResult]) -> dict[str, TaskResult]:
    """The tasks of PHASES by their ids."""
    return {task.id: task for phase in phases for task in phase.tasks}


def overall(phases: Sequence[PhaseResult]) -> Overall:
    """The mean of the phases that have a score, and the task-weighted mean beside it."""
    tasks = [task for phase in phases for task in phase.tasks]
    return Overall(
        score=_plain_mean([phase.score for phase in phases]),
        claimed=_plain_mean([phase.claimed for phase in phases]),
        low=_plain_mean([phase.low for phase in phases]),
        high=_plain_mean([phase.high for phase in phases]),
        task_weighted=_mean([(task.weight, task.credit) for task in tasks]),
        phases_scored=sum(phase.score is not None for phase in phases),
    )


def _phase(number: int, by_probe: dict[str, list[ProbeFinding]], context: Context) -> PhaseResult:
    judged = []
    for name, task in context.criteria.tasks_of(number).items():
        seen = tuple(finding for probe in task.probes for finding in by_probe.get(probe, ()))
        judged.append(judge(name, task, seen, context))
    tasks = _limited(tuple(judged), context)
    applicable = [task for task in tasks if task.state is not State.NOT_APPLICABLE]
    weight = sum(task.weight for task in applicable)
    known = sum(task.weight for task in applicable if task.credit is not None)
    return PhaseResult(
        phase=number,
        score=_mean([(task.weight, task.credit) for task in tasks]),
        claimed=_mean([(task.weight, task.claimed) for task in tasks]),
        low=_mean([(task.weight, task.credit or 0.0) for task in applicable]),
        high=_mean([(task.weight, 1.0 if task.credit is None else task.credit) for task in applicable]),
        coverage=known / weight if weight else 0.0,
        tasks=tasks,
    )


def judge(name: str, task: Task, seen: tuple[ProbeFinding, ...], context: Context) -> TaskResult:
    """The state and credit of one task."""
    state = combine(task, [finding.outcome for finding in seen])
    credit = context.criteria.credit_of(state, context.profile)
    reasons = tuple(finding.reason for finding in seen) or (Reason("no-probe"),)
    if state is State.UNKNOWN and any(finding.outcome is Outcome.FALSE for finding in seen):
        reasons = (*reasons, Reason("may-live-elsewhere"))
    measured = TaskResult(name, task.weight, state, credit, state, credit, Grade.MEASURED, reasons, seen)
    attestation = context.attestations.by_subject.get(name)
    return _attested(measured, attestation, task, context) if attestation else measured


def combine(task: Task, outcomes: Sequence[Outcome]) -> State:
    """What a task's probes show together."""
    known = {one for one in outcomes if one in (Outcome.TRUE, Outcome.FALSE, Outcome.PARTIAL)}
    if not known:
        return State.UNKNOWN
    if known == {Outcome.FALSE}:
        return State(task.absence)
    unseen = any(one in (Outcome.NOT_AVAILABLE, Outcome.ERROR) for one in outcomes)
    whole = known == {Outcome.TRUE} and not unseen and task.ceiling == "done"
    return State.DONE if whole else State.PARTIAL


def _attested(measured: TaskResult, attestation: Attestation, task: Task, context: Context) -> TaskResult:
    claim = replace(
        measured,
        claimed_state=attestation.state,
        claimed=context.criteria.credit_of(attestation.state, context.profile),
        attestation=attestation,
    )
    if attestation.state is State.NOT_APPLICABLE:
        return _excused(claim, attestation, context)
    if attestation.state is State.UNKNOWN:
        return claim
    grade = attestation.grade(context.today)
    credit = min(claim.claimed or 0.0, context.criteria.caps[grade])
    if task.repository_decides and measured.credit is not None:
        contradicted = (claim.claimed or 0.0) > measured.credit
        return replace(claim, reasons=(*claim.reasons, Reason("contradicted"))) if contradicted else claim
    if measured.credit is not None and measured.credit >= credit:
        return claim
    stated = Reason(f"attested-{grade.value.replace('_', '-')}", {"state": attestation.state.value})
    return replace(claim, state=attestation.state, credit=credit, grade=grade, reasons=(stated, *measured.reasons))


def _excused(claim: TaskResult, attestation: Attestation, context: Context) -> TaskResult:
    if attestation.excuses(context.today):
        reason = Reason("not-applicable", {"why": attestation.reason or ""})
        grade = attestation.grade(context.today)
        return replace(claim, state=State.NOT_APPLICABLE, credit=None, grade=grade, reasons=(reason,))
    return _refused(claim, Reason("not-applicable-refused"))


def _limited(tasks: tuple[TaskResult, ...], context: Context) -> tuple[TaskResult, ...]:
    """Take back every `not_applicable` of a phase that has too many of them."""
    weight = sum(task.weight for task in tasks)
    excused = sum(task.weight for task in tasks if task.state is State.NOT_APPLICABLE)
    limit = context.criteria.max_not_applicable
    if not weight or excused / weight <= limit:
        return tasks
    reason = Reason("not-applicable-limit", {"limit": round(limit * 100)})
    return tuple(_refused(task, reason) if task.state is State.NOT_APPLICABLE else task for task in tasks)


def _refused(task: TaskResult, reason: Reason) -> TaskResult:
    return replace(task, state=State.ABSENT, credit=0.0, grade=Grade.CLAIMED, reasons=(reason, *task.reasons))


def _plain_mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _mean(pairs: Sequence[tuple[float, float | None]]) -> float | None:
    """Weighted mean in percent over what is known."""
    known = [(weight, credit) for weight, credit in pairs if credit is not None]
    total = sum(weight for weight, _ in known)
    return 100.0 * sum(weight * credit for weight, credit in known) / total if total else None
