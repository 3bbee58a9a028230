"""Judges the six gates: every criterion is a key objective, nothing is averaged, and what is unknown does not pass."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ai_provenance.scorecard.criteria import Criterion
from ai_provenance.scorecard.evaluate import Context, PhaseResult, TaskResult, by_id
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.indicators import Indicator, IndicatorVerdict, verdict_of
from ai_provenance.scorecard.states import GateVerdict, Grade, Outcome, State


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """The verdict on one criterion. Its reasons name each part that did not pass, or say that all parts passed."""

    id: str
    verdict: GateVerdict
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class GateResult:
    """The verdict on one gate."""

    gate: str
    """`G1` to `G6`, with the number of its phase."""
    verdict: GateVerdict
    criteria: tuple[CriterionResult, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What gates are judged by."""

    tasks: Mapping[str, TaskResult]
    indicators: Mapping[str, Indicator]
    findings: Mapping[str, ProbeFinding]
    """By the probe."""
    context: Context


def judge_gates(
    phases: Sequence[PhaseResult],
    indicators: Sequence[Indicator],
    context: Context,
    findings: Sequence[ProbeFinding] = (),
) -> tuple[GateResult, ...]:
    """Judge every gate of the methodology; FINDINGS are those of the probes that criteria name."""
    known = _Known(by_id(phases), {one.id: one for one in indicators}, {one.probe: one for one in findings}, context)
    return tuple(_gate(name, criteria, known) for name, criteria in context.criteria.gates.items())


def order_violations(phases: Sequence[PhaseResult], gates: Sequence[GateResult], context: Context) -> tuple[
    ProbeFinding, ...
]:  # fmt: skip
    """Findings on phases that are worked on although a gate before them has not passed. No score changes by them."""
    verdicts = {int(gate.gate[1:]): gate.verdict for gate in gates}
    found = []
    for phase in phases:
        early = [
            f"G{needed}"
            for needed in context.criteria.phases[str(phase.phase)].needs
            if verdicts.get(needed) is not GateVerdict.PASS
        ]
        # where no task has any credit, work on the phase has not begun
        if early and any(task.credit for task in phase.tasks):
            reason = Reason("order", {"phase": phase.phase, "gates": ", ".join(early)})
            found.append(ProbeFinding("order", Outcome.FALSE, reason))
    return tuple(found)


def _gate(name: str, criteria: Mapping[str, Criterion], known: _Known) -> GateResult:
    judged = tuple(_criterion(f"{name}.{key}", criterion, known) for key, criterion in criteria.items())
    return GateResult(name, _combine([one.verdict for one in judged]), judged)


def _criterion(name: str, criterion: Criterion, known: _Known) -> CriterionResult:
    measured = [*_measured_parts(criterion, known)]
    is_measured = any(one is not GateVerdict.INCONCLUSIVE for one, _ in measured)
    parts = [
        *(_task_part(known.tasks[task]) for task in criterion.tasks),
        *_indicator_parts(criterion, known.indicators, known.context),
        *(measured if is_measured or not criterion.attested else [_attested_part(name, known.context)]),
    ]
    verdict = _combine([one for one, _ in parts])
    open_parts = tuple(reason for one, reason in parts if one is not GateVerdict.PASS)
    # how something was measured, and within which bound, is said of what passes too
    said = tuple(reason for _, reason in measured) if is_measured else (Reason("gate-all-parts"),)
    return CriterionResult(name, verdict, open_parts or said)


def _measured_parts(criterion: Criterion, known: _Known) -> Iterator[tuple[GateVerdict, Reason]]:
    """The verdict of each probe of CRITERION on it."""
    for finding in (known.findings[name] for name in criterion.probes if name in known.findings):
        if finding.outcome is Outcome.TRUE:
            yield GateVerdict.PASS, finding.reason
        elif finding.outcome in (Outcome.FALSE, Outcome.PARTIAL):
            yield GateVerdict.FAIL, finding.reason
        else:
            yield GateVerdict.INCONCLUSIVE, finding.reason


def _combine(verdicts: Sequence[GateVerdict]) -> GateVerdict:
    """The verdict on a whole from the VERDICTS on its parts: what failed is certain, whatever is unknown besides."""
    if GateVerdict.FAIL in verdicts:
        return GateVerdict.FAIL
    if not verdicts or GateVerdict.INCONCLUSIVE in verdicts:
        return GateVerdict.INCONCLUSIVE
    return GateVerdict.PASS


def _task_part(task: TaskResult) -> tuple[GateVerdict, Reason]:
    reason = Reason("gate-task", {"task": task.id, "state": task.state.value})
    # how well a state is shown matters where a person stated it: what is unknown was never measured
    if task.grade is not Grade.MEASURED:
        reason = Reason("gate-task-stated", {**reason.values, "grade": task.grade.value})
    # leaving a task out must not open a gate
    if task.state in (State.UNKNOWN, State.NOT_APPLICABLE):
        return GateVerdict.INCONCLUSIVE, reason
    # full credit is needed: the cap of a claim without approval keeps the gate closed
    return (GateVerdict.PASS if task.credit == 1.0 else GateVerdict.FAIL), reason


def _indicator_parts(
    criterion: Criterion, values: Mapping[str, Indicator], context: Context
) -> Iterator[tuple[GateVerdict, Reason]]:
    for name in criterion.indicators:
        # a gate may demand another value than the indicator's own target
        threshold = criterion.thresholds.get(name, context.criteria.indicators[name].threshold)
        value = values[name].value if name in values else None
        verdict = verdict_of(value, threshold)
        reason = Reason("gate-indicator", {"indicator": name, "verdict": verdict.value})
        if verdict is IndicatorVerdict.UNKNOWN:
            yield GateVerdict.INCONCLUSIVE, reason
        else:
            yield (GateVerdict.PASS if verdict is IndicatorVerdict.MET else GateVerdict.FAIL), reason


def _attested_part(name: str, context: Context) -> tuple[GateVerdict, Reason]:
    attestation = context.attestations.by_subject.get(name)
    if attestation is None:
        return GateVerdict.INCONCLUSIVE, Reason("gate-not-attested", {"criterion": name})
    grade = attestation.grade(context.today)
    reason = Reason("gate-attested", {"state": attestation.state.value, "grade": grade.value})
    # an attestation that has expired was a statement about another time
    if attestation.state is not State.DONE or grade is Grade.EXPIRED:
        return GateVerdict.FAIL, reason
    # what the owner alone states is neither shown nor refuted
    return (GateVerdict.PASS if grade is Grade.ATTESTED else GateVerdict.INCONCLUSIVE), reason
