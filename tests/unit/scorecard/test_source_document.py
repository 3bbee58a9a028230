"""The scoring model on the source document's own evidence, and the inconsistencies that the document holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ai_provenance.scorecard.criteria import shipped
from ai_provenance.scorecard.derived import capabilities, risks
from ai_provenance.scorecard.evaluate import Context, PhaseResult, evaluate, overall
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.gates import judge_gates, order_violations
from ai_provenance.scorecard.indicators import judge_indicators, verdict_of
from ai_provenance.scorecard.states import GateVerdict, Outcome, State
from source_evidence import BARE, STATES, TODAY, attestations


def context(profile: str = "declared", states: dict[str, str] | None = None) -> Context:
    return Context(shipped(), attestations(states), profile, TODAY)


def scores(profile: str = "declared", states: dict[str, str] | None = None) -> list[float | None]:
    return [rounded(phase.score) for phase in evaluate((), context(profile, states))]


def rounded(score: float | None) -> float | None:
    return None if score is None else round(score, 1)


def verdicts(found: tuple[ProbeFinding, ...] = ()) -> dict[str, GateVerdict]:
    phases = evaluate(found, context())
    return {gate.gate: gate.verdict for gate in judge_gates(phases, judge_indicators({}, context()), context())}


def phase(number: int) -> PhaseResult:
    return evaluate((), context())[number - 1]


def test_declared_profile_gives_the_documents_figures() -> None:
    assert scores() == [90.0, 80.0, 75.0, 75.0, 41.7, 42.9]


def test_strict_profile_counts_nothing_for_pending_work() -> None:
    assert scores("strict") == [80.0, 70.0, 75.0, 66.7, 25.0, 28.6]


def test_the_means_are_over_phases_and_over_tasks() -> None:
    total = overall(evaluate((), context()))
    assert (rounded(total.score), rounded(total.task_weighted)) == (67.4, 65.7)


def test_all_six_gates_fail_although_four_phases_call_themselves_completed() -> None:
    assert verdicts() == {f"G{number}": GateVerdict.FAIL for number in range(1, 7)}


def test_a_bare_claim_carries_half() -> None:
    bare = Context(shipped(), attestations({**STATES, "T2.6": "absent", "T3.5": "absent"}, BARE), "declared", TODAY)
    first = evaluate((), bare)[0]
    assert (first.score, first.claimed) == (50.0, 90.0)


def test_phase_2_reaches_80_with_half_of_its_tasks_ticked() -> None:
    ticked = [task for task in phase(2).tasks if task.claimed_state is State.DONE]
    assert (len(ticked), len(phase(2).tasks), phase(2).score) == (3, 6, 80.0)


@pytest.mark.parametrize(
    ("number", "label"), [(1, "mostly-complete"), (3, "in-progress"), (4, "in-progress"), (5, "pending")]
)
def test_labels_follow_the_score_not_the_heading(number: int, label: str) -> None:
    assert shipped().label_of(phase(number).score, 1.0).id == label


@pytest.mark.parametrize("task", ["T2.4", "T3.3"])
def test_prepared_hooks_do_not_count_as_an_audit_once_measured(task: str) -> None:
    probes = shipped().tasks[task].probes
    found = [ProbeFinding(probe, Outcome.FALSE, Reason("x")) for probe in probes]
    judged = {one.id: one for one in evaluate(found, context())[int(task[1]) - 1].tasks}[task]
    assert (judged.claimed, judged.credit, judged.reasons[-1].id) == (1.0, 0.0, "contradicted")


def test_a_ticked_box_that_says_partial_changes_phase_5() -> None:
    assert scores(states={**STATES, "T5.6": "partial"})[4] == 33.3


def test_the_gateway_has_one_cause_and_so_one_state() -> None:
    as_written = scores(states={**STATES, "T3.5": "absent"})[2]
    assert (as_written, scores()[2]) == (64.3, 75.0)


def test_phase_4_before_gate_3_is_a_finding_and_no_zero() -> None:
    phases = evaluate((), context())
    gates = judge_gates(phases, (), context())
    early = {finding.reason.values["phase"] for finding in order_violations(phases, gates, context())}
    assert early == {2, 3, 4, 5, 6}
    assert phases[3].score == 75.0


@pytest.mark.parametrize(("criterion", "indicator"), [("G6.teams-standard", "I6.1"), ("G5.dora-improves", "I5.1")])
def test_a_gate_keeps_its_own_threshold_beside_the_indicators(criterion: str, indicator: str) -> None:
    gate, name = criterion.split(".")
    own = shipped().gates[gate][name].thresholds[indicator]
    assert own != shipped().indicators[indicator].threshold


def test_a_recovery_15_percent_faster_meets_its_indicator_and_not_the_gate() -> None:
    indicator, gate = shipped().indicators["I5.4"].threshold, shipped().gates["G5"]["dora-improves"].thresholds["I5.4"]
    assert (verdict_of(-0.15, indicator).value, verdict_of(-0.15, gate).value) == ("met", "missed")


def test_the_promised_improvements_do_not_reach_elite() -> None:
    impact = dict(shipped().source.impact)
    assert impact.pop("deployment-frequency").best < 7
    assert all(row.best > row.elite for row in impact.values())


def test_elite_is_a_criterion_apart_from_improvement() -> None:
    assert shipped().gates["G6"]["elite-tier"].indicators == []
    assert "I5.1" in shipped().gates["G5"]["dora-improves"].indicators


def test_satisfaction_is_a_mean_of_ten_and_no_promoter_score() -> None:
    entry = shipped().indicators["I5.5"]
    assert entry.unit == "of 10"
    assert "-100" in entry.definition.en


def test_85_and_30_follow_no_common_rule() -> None:
    pairs = zip(shipped().source.scores, scores(), strict=True)
    assert [n for n, (stated, got) in enumerate(pairs, 1) if abs(stated - (got or 0)) > 2.5] == [4, 6]


def test_stated_points_do_not_add_up_to_the_listed_ones() -> None:
    source = shipped().source
    assert (sum(source.points_stated.values()), sum(source.points_listed.values())) == (144, 151)


def test_listed_points_hold_two_gaps_twice_and_the_roadmap_more_than_either() -> None:
    source = shipped().source
    listed = sum(source.points_listed.values())
    assert (listed - sum(source.points_listed_twice), sum(source.points_of_roadmap)) == (138, 224)


def test_the_plan_s_days_and_weeks_are_not_the_same_work() -> None:
    plan = shipped().source.plan
    weeks = plan.person_days / 5 / plan.people
    assert (round(weeks, 1), plan.weeks * 5 * plan.people) == (3.6, 90)
    assert plan.weeks > 2 * weeks


def test_phase_6_is_due_in_two_quarters() -> None:
    due = shipped().source.phase_6_due
    assert due["targets"] == due["roadmap"] != due["roadmap_drawing"]


def test_the_base_it_names_measures_five_things_of_which_it_has_three_by_name() -> None:
    source = shipped().source
    assert (len(source.metrics), len(source.metrics_of_its_base)) == (4, 5)
    assert set(source.metrics_of_its_base) - set(source.metrics) == {"failed deployment recovery time", "rework rate"}


def test_detection_time_is_the_verdict_s_latency_and_not_the_statistical_delay() -> None:
    entry = shipped().indicators["I5.6"]
    assert (entry.unit, entry.threshold.value) == ("min", 5.0)
    assert "statistical delay is another number" in entry.definition.en


def test_a_gate_does_not_pass_on_not_applicable() -> None:
    excused = {**STATES, "T2.2": "not_applicable", "T2.6": "done"}
    judged = context(states=excused)
    gates = {gate.gate: gate for gate in judge_gates(evaluate((), judged), (), judged)}
    assert {one.id: one.verdict for one in gates["G2"].criteria}["G2.iam-configured"] is GateVerdict.INCONCLUSIVE


def test_too_many_exclusions_are_taken_back() -> None:
    three = context(states={**STATES, "T2.2": "not_applicable", "T2.5": "not_applicable"})
    states = {task.id: task.state for task in evaluate((), three)[1].tasks}
    assert {states[task] for task in ("T2.2", "T2.5", "T2.6")} == {State.ABSENT}


def test_an_exclusion_without_expiry_is_refused() -> None:
    plain = replace(context(), attestations=attestations({"T2.6": "not_applicable"}, 'owner = "architect"\n'))
    assert {task.id: task.credit for task in evaluate((), plain)[1].tasks}["T2.6"] == 0.0


def test_capabilities_follow_from_the_tasks() -> None:
    built = {one.id: rounded(one.score) for one in capabilities(evaluate((), context()), shipped())}
    assert built == {
        "user-centric-focus": 100.0,
        "version-control": 100.0,
        "ai-accessible-data": 75.0,
        "small-batches": 100.0,
        "ai-stance": 100.0,
        "quality-platform": 75.0,
        "data-ecosystems": 66.7,
    }


def test_risks_follow_from_their_mitigation() -> None:
    states = {one.id: one.state.value for one in risks(evaluate((), context("strict")), shipped())}
    assert states == {
        "observability": "partly",
        "dora": "open",
        "iac": "partly",
        "resistance": "partly",
        "regressions": "open",
        "standards": "partly",
    }


def test_a_risk_that_nothing_is_known_about_is_unknown() -> None:
    assert {one.state.value for one in risks(evaluate((), context(states={})), shipped())} == {"unknown"}
