"""Computes the state and credit of each task from findings and attestations, and from these the scores of the phases.

The rules, in the order in which they apply to a task:

1. The probes that could tell are combined: all true is done, all false is what the methodology says of absence, a
   mixture is partial; where none could tell the task is unknown. Its ceiling limits what files alone can show.
2. An attestation sets the claim. Its grade caps the credit that the claim can have.
3. The better of measurement and capped claim counts; where the repository decides, the measurement.
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
    """The result for one task."""

    id: str
    weight: float
    state: State
    credit: float | None
    """From 0 to 1 after the cap; None for not applicable and unknown."""
    claimed_state: State
    claimed: float | None
    """The credit that the attestation claims, without cap and check."""
    grade: Grade
    reasons: tuple[Reason, ...]
    findings: tuple[ProbeFinding, ...] = ()
    attestation: Attestation | None = None


@dataclass(frozen=True, slots=True)
class PhaseResult:
    """The score of one phase. Percentages; None where nothing is known."""

    phase: int
    score: float | None
    """None also where too little is known: a part of the tasks is no score of the phase."""
    claimed: float | None
    low: float | None
    """The score if everything unknown were worth nothing."""
    high: float | None
    """The score if everything unknown were done."""
    coverage: float
    """Known weight / applicable weight, from 0 to 1; 0 where nothing applies."""
    tasks: tuple[TaskResult, ...]
    score_of_known: float | None = None
    """The score of the known tasks alone, however few they are."""

    @property
    def applicable_weight(self) -> float:
        """The weight of the tasks that apply."""
        return sum(task.weight for task in self.tasks if task.state is not State.NOT_APPLICABLE)

    @property
    def known_weight(self) -> float:
        """The weight of those among them whose credit is known."""
        return sum(
            task.weight for task in self.tasks if task.state is not State.NOT_APPLICABLE and task.credit is not None
        )


@dataclass(frozen=True, slots=True)
class Overall:
    """The figures over all phases that have a score."""

    score: float | None
    """Unweighted mean of the phases that have a score; None where too few tasks are known."""
    claimed: float | None
    low: float | None
    """Unweighted mean of the phases' `low`."""
    high: float | None
    """Unweighted mean of the phases' `high`."""
    task_weighted: float | None
    """Mean over all tasks by their weights, regardless of phases."""
    phases_scored: int
    known: int = 0
    """Number of tasks whose credit is known, of `tasks` that apply."""
    tasks: int = 0
    mean_of_scored: float | None = None
    """Mean of the phases that have a score, however few they are."""


@dataclass(frozen=True, slots=True)
class Context:
    """What evaluating a task, an indicator or a gate needs besides its own data."""

    criteria: Criteria
    attestations: Attestations
    profile: str
    today: date


def evaluate(findings: Iterable[ProbeFinding], context: Context) -> tuple[PhaseResult, ...]:
    """Evaluate every task and score the six phases."""
    by_probe: dict[str, list[ProbeFinding]] = {}
    for finding in findings:
        by_probe.setdefault(finding.probe, []).append(finding)
    return tuple(_phase(int(number), by_probe, context) for number in sorted(context.criteria.phases))


def by_id(phases: Sequence[PhaseResult]) -> dict[str, TaskResult]:
    """The tasks of PHASES by their ids."""
    return {task.id: task for phase in phases for task in phase.tasks}


def overall(phases: Sequence[PhaseResult], min_coverage: float = 0.0) -> Overall:
    """The mean of the phases that have a score, and the task-weighted mean beside it.

    Where less than MIN_COVERAGE of all tasks is known there is no number, only the interval.
    """
    tasks = [task for phase in phases for task in phase.tasks]
    applicable = [task for task in tasks if task.state is not State.NOT_APPLICABLE]
    known = sum(task.credit is not None for task in applicable)
    mean = _plain_mean([phase.score for phase in phases])
    enough = bool(applicable) and known / len(applicable) >= min_coverage
    return Overall(
        score=mean if enough else None,
        claimed=_plain_mean([phase.claimed for phase in phases]) if enough else None,
        known=known,
        tasks=len(applicable),
        mean_of_scored=mean,
        low=_plain_mean([phase.low for phase in phases]),
        high=_plain_mean([phase.high for phase in phases]),
        task_weighted=_mean([(task.weight, task.credit) for task in tasks]) if enough else None,
        phases_scored=sum(phase.score is not None for phase in phases),
    )


def _phase(number: int, by_probe: dict[str, list[ProbeFinding]], context: Context) -> PhaseResult:
    results = []
    for name, task in context.criteria.tasks_of(number).items():
        findings = tuple(finding for probe in task.probes for finding in by_probe.get(probe, ()))
        results.append(_evaluate_task(name, task, findings, context))
    tasks = _limit_not_applicable(tuple(results), context)
    applicable = [task for task in tasks if task.state is not State.NOT_APPLICABLE]
    weight = sum(task.weight for task in applicable)
    known = sum(task.weight for task in applicable if task.credit is not None)
    claimed = sum(task.weight for task in applicable if task.claimed is not None)
    needed = context.criteria.min_coverage * weight
    score = _mean([(task.weight, task.credit) for task in tasks])
    return PhaseResult(
        phase=number,
        score=score if known >= needed else None,
        score_of_known=score,
        claimed=_mean([(task.weight, task.claimed) for task in tasks]) if claimed >= needed else None,
        # what is unknown widens the interval; guessed as done or not done, it would look like a finding
        low=_mean([(task.weight, task.credit or 0.0) for task in applicable]),
        high=_mean([(task.weight, 1.0 if task.credit is None else task.credit) for task in applicable]),
        coverage=known / weight if weight else 0.0,
        tasks=tasks,
    )


def _evaluate_task(name: str, task: Task, findings: tuple[ProbeFinding, ...], context: Context) -> TaskResult:
    state = _state(task, findings)
    credit = context.criteria.credit_of(state, context.profile)
    reasons = tuple(finding.reason for finding in findings) or (Reason("no-probe"),)
    # found nothing, though the deliverable may be outside: the reader should know how to say so
    if state is State.UNKNOWN and any(finding.outcome is Outcome.FALSE for finding in findings):
        reasons = (*reasons, Reason("may-live-elsewhere"))
    measured = TaskResult(name, task.weight, state, credit, state, credit, Grade.MEASURED, reasons, findings)
    attestation = context.attestations.by_subject.get(name)
    if context.attestations.unseen and credit != 1.0:
        # one that was not read may say more, or that the task does not apply
        reasons = (Reason("attestations-unseen"), *reasons)
        return replace(measured, state=State.UNKNOWN, credit=None, reasons=reasons, attestation=attestation)
    return _attested(measured, attestation, task, context) if attestation else measured


def _state(task: Task, findings: Sequence[ProbeFinding]) -> State:
    """The state that FINDINGS show; unknown where it depends on what was not observed."""
    guesses = (Outcome.TRUE, Outcome.FALSE) if any(finding.unseen for finding in findings) else (Outcome.TRUE,)
    states = {
        _combine(task, [guess if finding.unseen else finding.outcome for finding in findings]) for guess in guesses
    }
    return states.pop() if len(states) == 1 else State.UNKNOWN


def _combine(task: Task, outcomes: Sequence[Outcome]) -> State:
    """The state that the outcomes of a task's probes give together (rule 1)."""
    known = {one for one in outcomes if one in (Outcome.TRUE, Outcome.FALSE, Outcome.PARTIAL)}
    if not known:
        return State.UNKNOWN
    if known == {Outcome.FALSE}:
        return State(task.absence)
    # what one probe could not see may be missing: then what the others found is a part
    incomplete = any(one in (Outcome.NOT_AVAILABLE, Outcome.ERROR) for one in outcomes)
    done = known == {Outcome.TRUE} and not incomplete and task.ceiling == "done"
    return State.DONE if done else State.PARTIAL


def _attested(measured: TaskResult, attestation: Attestation, task: Task, context: Context) -> TaskResult:
    """The result MEASURED with the claim of ATTESTATION (rules 2 and 3)."""
    claim = replace(
        measured,
        claimed_state=attestation.state,
        claimed=context.criteria.credit_of(attestation.state, context.profile),
        attestation=attestation,
    )
    if attestation.state is State.NOT_APPLICABLE:
        return _not_applicable(claim, attestation, context)
    # such a statement says nothing about the task
    if attestation.state is State.UNKNOWN:
        return claim
    grade = attestation.grade(context.today)
    credit = min(claim.claimed or 0.0, context.criteria.caps[grade])
    if task.repository_decides and measured.credit is not None:
        contradicted = (claim.claimed or 0.0) > measured.credit
        return replace(claim, reasons=(*claim.reasons, Reason("contradicted"))) if contradicted else claim
    # a measurement is the better evidence, so it also wins where both are equal
    if measured.credit is not None and measured.credit >= credit:
        return claim
    stated = Reason(f"attested-{grade.value.replace('_', '-')}", {"state": attestation.state.value})
    return replace(claim, state=attestation.state, credit=credit, grade=grade, reasons=(stated, *measured.reasons))


def _not_applicable(claim: TaskResult, attestation: Attestation, context: Context) -> TaskResult:
    """The result of a task that ATTESTATION declares not applicable (rule 4)."""
    if attestation.excuses(context.today):
        reason = Reason("not-applicable", {"why": attestation.reason or ""})
        grade = attestation.grade(context.today)
        return replace(claim, state=State.NOT_APPLICABLE, credit=None, grade=grade, reasons=(reason,))
    return _refused(claim, Reason("not-applicable-refused"))


def _limit_not_applicable(tasks: tuple[TaskResult, ...], context: Context) -> tuple[TaskResult, ...]:
    """TASKS of a phase, where too much of its weight is not applicable with all of that counted as absent (rule 4)."""
    # otherwise a phase could be declared done by declaring most of it away
    weight = sum(task.weight for task in tasks)
    excused = sum(task.weight for task in tasks if task.state is State.NOT_APPLICABLE)
    limit = context.criteria.max_not_applicable
    if not weight or excused / weight <= limit:
        return tasks
    reason = Reason("not-applicable-limit", {"limit": round(limit * 100)})
    return tuple(_refused(task, reason) if task.state is State.NOT_APPLICABLE else task for task in tasks)


def _refused(task: TaskResult, reason: Reason) -> TaskResult:
    # counted as absent: left out it would raise the score of the phase
    return replace(task, state=State.ABSENT, credit=0.0, grade=Grade.CLAIMED, reasons=(reason, *task.reasons))


def _plain_mean(values: Sequence[float | None]) -> float | None:
    """Unweighted mean over what is known."""
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _mean(pairs: Sequence[tuple[float, float | None]]) -> float | None:
    """Weighted mean in percent over what is known."""
    known = [(weight, credit) for weight, credit in pairs if credit is not None]
    total = sum(weight for weight, _ in known)
    return 100.0 * sum(weight * credit for weight, credit in known) / total if total else None
