"""Computes a scorecard: runs the probes over the facts, evaluates, and judges indicators and gates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from ai_provenance.scorecard.attestations import read_attestations
from ai_provenance.scorecard.criteria import Criteria, Label, Text, replaced, shipped
from ai_provenance.scorecard.delivery_indicators import measure_delivery
from ai_provenance.scorecard.derived import CapabilityResult, RiskResult, capabilities, risks
from ai_provenance.scorecard.evaluate import Context, Overall, PhaseResult, TaskResult, evaluate, overall
from ai_provenance.scorecard.facts import CRITERIA, Facts, attestation_files
from ai_provenance.scorecard.findings import ProbeFinding
from ai_provenance.scorecard.gates import GateResult, judge_gates, order_violations
from ai_provenance.scorecard.indicators import Indicator, Measurement, judge_indicators
from ai_provenance.scorecard.probes import run_probes
from ai_provenance.scorecard.repository_indicators import measure_repository
from ai_provenance.scorecard.states import State

PROFILES = ("strict", "declared")


@dataclass(frozen=True, slots=True)
class Scorecard:
    """Everything that one run scored."""

    criteria: Criteria
    changed_criteria: bool
    """Whether a team's own file changes the shipped methodology."""
    profile: str
    phases: tuple[PhaseResult, ...]
    overall: Overall
    gates: tuple[GateResult, ...]
    indicators: tuple[Indicator, ...]
    risks: tuple[RiskResult, ...]
    capabilities: tuple[CapabilityResult, ...]
    findings: tuple[ProbeFinding, ...]
    """Phases out of order, attestations and CI definitions that could not be read, probes that failed."""

    @property
    def waivers(self) -> tuple[TaskResult, ...]:
        """Tasks that are left out of the score as not applicable."""
        return tuple(task for phase in self.phases for task in phase.tasks if task.state is State.NOT_APPLICABLE)

    def title_of(self, phase: PhaseResult) -> Text:
        """The title of PHASE in the methodology."""
        return self.criteria.phases[str(phase.phase)].title

    def label_of(self, phase: PhaseResult) -> Label:
        """The label of PHASE's score."""
        return self.criteria.label_of(phase.score, phase.coverage)

    def titles(self, language: str) -> dict[str, str]:
        """The title of each task and indicator of the methodology by its id."""
        tasks = {name: task.title.get(language) for name, task in self.criteria.tasks.items()}
        return tasks | {name: entry.title.get(language) for name, entry in self.criteria.indicators.items()}

    def dump(self) -> dict[str, Any]:
        """Return the scorecard as values that JSON can hold, for `load`."""
        content: dict[str, Any] = _form().dump_python(self, mode="json", by_alias=True)
        return content

    @classmethod
    def load(cls, content: object) -> Scorecard:
        """Return the scorecard that `dump` gave CONTENT of. Raises ValueError where it is no such thing."""
        return _form().validate_python(content)


@cache
def _form() -> TypeAdapter[Scorecard]:
    # the methodology is in pydantic's models already, which the scorecard holds and so must follow
    return TypeAdapter(Scorecard)


def score(
    facts: Facts,
    *,
    profile: str = "strict",
    today: date,
    criteria: bytes | None = None,
    recorded: Mapping[str, Measurement] | None = None,
) -> Scorecard:
    """The scorecard of FACTS as of TODAY.

    CRITERIA is a team's own file, used in place of the one in the tree; RECORDED are indicators from records of
    earlier runs. Raises ConfigError where the criteria are not valid.
    """
    own = criteria if criteria is not None else facts.contents.get(CRITERIA)
    methodology = shipped() if own is None else replaced(own, CRITERIA)
    attestations = replace(read_attestations(attestation_files(facts), today), unseen=facts.attestations_unseen)
    context = Context(methodology, attestations, profile, today)
    # a set: a probe that several tasks name runs once
    names = {probe for task in methodology.tasks.values() for probe in task.probes}
    names |= {probe for gate in methodology.gates.values() for one in gate.values() for probe in one.probes}
    answers = tuple(run_probes(facts, names))
    phases = evaluate(answers, context)
    # what this run measures is newer than any record
    measured = {**dict(measure_repository(facts)), **dict(measure_delivery(facts.delivered))}
    indicators = judge_indicators({**(recorded or {}), **measured}, context)
    gates = judge_gates(phases, indicators, context, answers)
    failed = tuple(one for one in answers if one.reason.id in ("probe-failed", "probe-unknown"))
    found = (*order_violations(phases, gates, context), *context.attestations.problems, *facts.problems, *failed)
    return Scorecard(
        criteria=methodology,
        # by digest: a file that changes nothing leaves scores comparable
        changed_criteria=methodology.digest != shipped().digest,
        profile=profile,
        phases=phases,
        overall=overall(phases, methodology.min_coverage),
        gates=gates,
        indicators=indicators,
        risks=risks(phases, methodology),
        capabilities=capabilities(phases, methodology),
        findings=found,
    )


def only_role(card: Scorecard, role: str) -> Scorecard:
    """CARD reduced to the tasks of those whose role has ROLE in its name; scores are still those of whole phases.

    Raises KeyError where no task is given to such a role.
    """
    wanted = role.casefold()
    own = {name for name, task in card.criteria.tasks.items() if any(wanted in one.casefold() for one in task.roles)}
    if not own:
        raise KeyError(role)
    phases = (replace(phase, tasks=tuple(one for one in phase.tasks if one.id in own)) for phase in card.phases)
    return replace(card, phases=tuple(phase for phase in phases if phase.tasks))


def only_phase(card: Scorecard, phase: int) -> Scorecard:
    """CARD reduced to one phase, its indicators and its gate; the overall figures are still those of all phases."""
    return replace(
        card,
        phases=tuple(one for one in card.phases if one.phase == phase),
        gates=tuple(one for one in card.gates if one.gate == f"G{phase}"),
        indicators=tuple(one for one in card.indicators if one.id.startswith(f"I{phase}.")),
    )
