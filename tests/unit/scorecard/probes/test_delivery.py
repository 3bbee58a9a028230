"""Probes and indicators of what was measured of delivery."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ai_provenance.scorecard.attestations import read_attestations
from ai_provenance.scorecard.criteria import shipped
from ai_provenance.scorecard.delivered import Delivered
from ai_provenance.scorecard.delivery_indicators import measure_delivery
from ai_provenance.scorecard.evaluate import Context, evaluate
from ai_provenance.scorecard.facts import Facts, Records, find_evidence
from ai_provenance.scorecard.gates import judge_gates
from ai_provenance.scorecard.indicators import judge_indicators
from ai_provenance.scorecard.probes import run_probes
from ai_provenance.scorecard.scoring import score
from source_evidence import SIGNED, TODAY

FIVE = {
    "deployment_frequency": 2.0,
    "change_lead_time": 7200.0,
    "change_fail_rate": 0.1,
    "recovery_time": None,
    "rework_rate": 0.0,
}
GOOD = Delivered("tags", metrics=FIVE, deployments=20, judged=20, failed=2, changes_p50=7.0)


def found(probe: str, delivered: Delivered | None, *paths: str, records: Records | None = None) -> tuple[str, str]:
    facts = Facts(find_evidence(paths), delivered=delivered, records=records or Records())
    (one,) = run_probes(facts, [probe])
    return one.outcome.value, one.reason.id


@pytest.mark.parametrize(
    ("delivered", "paths", "expected"),
    [
        (GOOD, (), ("true", "delivery-measured-at-least")),
        (replace(GOOD, is_lower_bound=False), (), ("true", "delivery-measured")),
        (replace(GOOD, metrics={**FIVE, "rework_rate": None}), (), ("partial", "delivery-measured-at-least")),
        (replace(GOOD, metrics=dict.fromkeys(FIVE)), (), ("false", "delivery-unknown")),
        (replace(GOOD, complete=False), (), ("not_available", "delivery-shallow")),
        (None, (), ("not_available", "delivery-unseen")),
        (None, ("metrics/dora.json",), ("partial", "files-found")),
    ],
)
def test_delivery_is_measured_by_four_metrics(
    delivered: Delivered | None, paths: tuple[str, ...], expected: tuple[str, str]
) -> None:
    assert found("delivery-measured", delivered, *paths) == expected


@pytest.mark.parametrize(
    ("size", "outcome"), [(10, "true"), (10.5, "partial"), (50, "partial"), (51, "false"), (None, "not_available")]
)
def test_batches_are_small_by_doras_bands(size: float | None, outcome: str) -> None:
    assert found("small-batches", replace(GOOD, changes_p50=size))[0] == outcome


def test_few_deployments_have_no_median() -> None:
    assert found("small-batches", replace(GOOD, deployments=4)) == ("not_available", "batches-few")


@pytest.mark.parametrize(("failed", "outcome"), [(0, "true"), (1, "partial"), (2, "false")])
def test_a_rollback_works_where_it_ended_well(failed: int, outcome: str) -> None:
    delivered = replace(GOOD, rollbacks=2, rollbacks_failed=failed)
    assert found("rollback-works", delivered) == (outcome, "rollbacks")


@pytest.mark.parametrize(
    ("paths", "months", "outcome"),
    [
        (("dashboards/a.json",), 1, "true"),
        (("dashboards/a.json",), None, "partial"),
        ((), 3, "partial"),
        ((), 0, "false"),
    ],
)
def test_a_dashboard_needs_values_to_show(paths: tuple[str, ...], months: int | None, outcome: str) -> None:
    assert found("impact-dashboard", None, *paths, records=Records(delivery_months=months))[0] == outcome


@pytest.mark.parametrize(("months", "outcome"), [(None, "not_available"), (0, "false"), (1, "partial"), (2, "true")])
def test_measuring_is_continuous_from_two_months_on(months: int | None, outcome: str) -> None:
    assert found("delivery-recorded", None, records=Records(delivery_months=months))[0] == outcome


def test_levels_come_with_what_they_leave_out() -> None:
    measured = dict(measure_delivery(GOOD))
    assert {name: one.value for name, one in measured.items()} == {"I1.1": 2.0, "I1.2": 2.0, "I1.3": 0.1}
    assert "lower bound" in measured["I1.3"].source
    assert "lower bound" not in measured["I1.2"].source


def test_a_change_that_may_be_none_is_neither_met_nor_missed() -> None:
    changed = {"change_lead_time": (-0.4, -0.5, -0.2), "change_fail_rate": (-0.3, -0.6, 0.1)}
    measured = dict(measure_delivery(replace(GOOD, changed=changed)))
    assert (measured["I4.1"].value, measured["I5.2"].value, measured["I5.3"].value) == (-0.4, -0.4, None)
    assert "it may be none" in measured["I4.2"].source


def test_a_shallow_clone_measures_nothing() -> None:
    assert dict(measure_delivery(replace(GOOD, complete=False))) == {}


@pytest.mark.parametrize(
    ("delivered", "verdict"),
    [
        (GOOD, "pass"),
        (replace(GOOD, failed=11), "fail"),
        (replace(GOOD, changes_p50=51.0), "fail"),
        (None, "inconclusive"),
        (replace(GOOD, complete=False), "inconclusive"),
    ],
)
def test_ten_releases_are_measured(delivered: Delivered | None, verdict: str) -> None:
    card = score(Facts(find_evidence([]), delivered=delivered), today=TODAY)
    (one,) = [part for gate in card.gates for part in gate.criteria if part.id == "G4.ten-releases"]
    assert one.verdict.value == verdict
    if verdict == "pass":
        assert [reason.id for reason in one.reasons] == ["releases-at-most"]


@pytest.mark.parametrize(("delivered", "verdict"), [(replace(GOOD, failed=11), "fail"), (None, "pass")])
def test_what_is_measured_of_a_criterion_counts_before_an_attestation(
    delivered: Delivered | None, verdict: str
) -> None:
    signed = SIGNED.encode() + b'criterion = "G4.ten-releases"\nstate = "done"\n'
    context = Context(shipped(), read_attestations([("a.toml", signed)], TODAY), "strict", TODAY)
    findings = tuple(run_probes(Facts(find_evidence([]), delivered=delivered), ["ten-releases"]))
    gates = judge_gates(evaluate((), context), judge_indicators({}, context), context, findings)
    (one,) = [part for gate in gates for part in gate.criteria if part.id == "G4.ten-releases"]
    assert one.verdict.value == verdict


ELITE = dict.fromkeys(("deployment_frequency", "change_lead_time", "change_fail_rate", "recovery_time"), "elite")


@pytest.mark.parametrize(
    ("tiers", "is_lower_bound", "expected"),
    [
        (ELITE, False, ("true", "tier-elite")),
        (ELITE, True, ("true", "tier-elite-at-best")),
        ({**ELITE, "change_lead_time": "high"}, True, ("false", "tier-lower")),
        ({**ELITE, "recovery_time": None}, True, ("not_available", "tier-unknown")),
        ({**ELITE, "recovery_time": None, "change_fail_rate": "low"}, True, ("false", "tier-lower")),
    ],
)
def test_a_tier_is_of_a_year(tiers: dict[str, str | None], is_lower_bound: bool, expected: tuple[str, str]) -> None:
    delivered = replace(GOOD, tiers={"2024": tiers}, is_lower_bound=is_lower_bound)
    assert found("elite-tier-2024", delivered) == expected


def test_runs_are_judged_only_where_they_are_given() -> None:
    assert found("ci-runs", GOOD) == ("not_applicable", "runs-not-given")
    assert found("ci-runs", replace(GOOD, runs=4, runs_passed=3)) == ("true", "runs")
    assert found("ci-runs", replace(GOOD, runs=4)) == ("false", "runs")
    measured = dict(measure_delivery(replace(GOOD, complete=False, feedback_p50=120.0)))
    assert {name: one.value for name, one in measured.items()} == {"I4.5": 2.0}
