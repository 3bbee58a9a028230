"""The analysis of an experiment: units from a history, and verdicts that the data bear."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from scipy.stats import chisquare, mannwhitneyu
from statsmodels.stats.proportion import confint_proportions_2indep

from ai_provenance.delivery.experiment_plans import Plan
from ai_provenance.delivery.experiments import Analysis, analyse, compare_rates, compare_ratios, sample_ratio
from ai_provenance.delivery.records import SourceOptions
from ai_provenance.delivery.sources import find_deployments
from ai_provenance.repo import open_repository
from ai_provenance.report.settings import ClassifierSettings
from experimented import Row, build, plan, rows
from repository import Repository

AFTER = date(2026, 7, 1)


def analysed(repo: Repository, planned: Plan, at: date = AFTER) -> Analysis:
    repository = open_repository(repo.path)
    tip = repo.git("rev-parse", "HEAD")
    found = find_deployments(repository, tip, None, SourceOptions())
    return analyse(repository, planned, tip, deployments=found.deployments, settings=ClassifierSettings(), at=at)


def same(_: str, draw: random.Random) -> float:
    return draw.lognormvariate(3, 0.6)


def faster(arm: str, draw: random.Random) -> float:
    return draw.lognormvariate(3, 0.6) * (0.4 if arm == "small" else 1)


@pytest.mark.parametrize("squash", [False, True])
def test_an_effect_that_is_there_is_found_in_units_however_they_landed(repo: Repository, squash: bool) -> None:
    build(repo, plan(), rows(120, faster), squash=squash)
    found = analysed(repo, plan())
    assert (found.verdict, found.exploratory, found.switched) == ("difference", False, 0)
    assert sum(arm.units for arm in found.arms) == 120
    assert found.single == (120 if squash else 0)
    (effect,) = found.effects
    assert effect.estimate is not None
    assert effect.interval is not None
    assert 0.3 < effect.estimate < 0.5
    assert effect.interval[0] < 0.4 < effect.interval[1]


def test_without_an_effect_nothing_is_shown(repo: Repository) -> None:
    build(repo, plan(), rows(120, same))
    assert analysed(repo, plan()).verdict == "no-difference"


@pytest.mark.parametrize(("hours", "verdict"), [(same, "aa-passed"), (faster, "aa-failed")])
def test_an_aa_experiment_expects_no_difference(repo: Repository, hours: object, verdict: str) -> None:
    planned = plan(is_aa=True)
    build(repo, planned, rows(120, hours))  # type: ignore[arg-type]  # one of the two functions above
    assert analysed(repo, planned).verdict == verdict


def test_before_the_end_no_outcome_is_looked_at(repo: Repository) -> None:
    build(repo, plan(), rows(120, faster))
    found = analysed(repo, plan(), at=plan().ends)
    assert (found.verdict, found.effects) == ("running", ())
    assert all(not arm.medians for arm in found.arms)


def test_a_plan_that_changed_after_the_first_assignment_makes_it_exploratory(repo: Repository) -> None:
    build(repo, plan(), rows(120, faster))
    changed = plan(primary="lead_time")
    repo.stage(changed.path, (repo.path / changed.path).read_text().replace("cycle_time", "lead_time"))
    repo.commit("Change the plan\n")
    assert analysed(repo, changed).exploratory


def test_units_that_switched_their_arm_are_left_out_and_counted(repo: Repository) -> None:
    units = [*rows(60, same), *(Row(["control", "small"], 5, "p1") for _ in range(7)), Row(["other"], 5, "p1")]
    build(repo, plan(), units)
    found = analysed(repo, plan())
    assert (found.switched, found.unknown_arms) == (7, 1)
    assert sum(arm.units for arm in found.arms) == 60


def test_an_allocation_that_the_weights_do_not_explain_stops_the_analysis(repo: Repository) -> None:
    units = [row for row in rows(160, same) if row.arms[0] == "control" or row.hours < 15]
    build(repo, plan(), units)
    found = analysed(repo, plan())
    assert (found.verdict, found.effects) == ("misallocated", ())


def test_an_arm_of_four_people_is_not_shown(repo: Repository) -> None:
    build(repo, plan(), [replace(row, author=f"p{index % 4}") for index, row in enumerate(rows(80, faster))])
    found = analysed(repo, plan())
    assert (found.verdict, found.effects) == ("suppressed", ())
    assert all(not arm.medians for arm in found.arms)


def test_an_arm_with_too_few_units_is_no_result(repo: Repository) -> None:
    build(repo, plan(minimum_units=200), rows(80, faster))
    assert analysed(repo, plan(minimum_units=200)).verdict == "insufficient"


def test_units_count_in_their_arm_whatever_was_done_in_it(repo: Repository) -> None:
    planned = plan(origins={"small": "ai", "control": "not-ai"})
    units = [replace(row, is_ai=index % 4 == 0) for index, row in enumerate(rows(80, same))]
    build(repo, planned, units)
    found = analysed(repo, planned)
    assert sum(arm.units for arm in found.arms) == 80
    kept = {arm.name: arm.kept for arm in found.arms}
    expected = Counter(row.arms[0] for row in units if row.is_ai == (row.arms[0] == "small"))
    assert kept == {name: 2 * count for name, count in expected.items()}


def test_a_reverted_unit_counts_for_the_guard(repo: Repository) -> None:
    planned = plan(guards=("reverted", "lines"), minimum_units=10)
    build(repo, planned, rows(60, same))
    taken = repo.git("log", "--format=%H", "--grep=part 1", "-4", "main").split()
    for oid in taken:
        dates = {"GIT_COMMITTER_DATE": repo.git("log", "-1", "--format=%ci", "main")}
        repo.git("revert", "--no-edit", oid, env=dates)
    found = analysed(repo, planned)
    assert sum(round((arm.medians["reverted"] or 0) * arm.units) for arm in found.arms) == 4
    assert all(arm.medians["lines"] == 2 for arm in found.arms)


def test_the_alarm_of_the_sample_ratio_is_false_in_two_of_a_thousand_at_most() -> None:
    draw = np.random.default_rng(7)
    counts = draw.multinomial(300, [0.25, 0.75], size=4000)
    found = [sample_ratio(row, [1, 3]) for row in counts]
    assert sum(p is not None and p < 0.001 for p in found) <= 8
    assert found[0] == pytest.approx(chisquare(counts[0], [75, 225]).pvalue)


def test_ratios_and_rates_are_what_scipy_and_statsmodels_give() -> None:
    draw = random.Random(3)
    control = [draw.lognormvariate(5, 1) for _ in range(80)]
    treated = [draw.lognormvariate(5.4, 1) for _ in range(90)]
    estimate, interval, p = compare_ratios(control, treated)
    assert p == pytest.approx(mannwhitneyu(treated, control).pvalue, rel=0.1)
    assert estimate is not None
    assert interval is not None
    assert interval[0] < estimate < interval[1]
    zeros_and_ones = [1.0] * 12 + [0.0] * 68, [1.0] * 20 + [0.0] * 70
    difference, bounds, _ = compare_rates(*zeros_and_ones)
    assert bounds == pytest.approx(confint_proportions_2indep(20, 90, 12, 80, method="newcomb"), abs=1e-6)
    assert difference == pytest.approx(20 / 90 - 12 / 80)


def test_the_interval_covers_the_truth_as_often_as_it_says() -> None:
    draw, covered = random.Random(11), 0
    for _ in range(200):
        control = [draw.lognormvariate(3, 1) for _ in range(40)]
        treated = [draw.lognormvariate(3, 1) * 1.5 for _ in range(40)]
        interval = compare_ratios(control, treated)[1]
        assert interval is not None
        covered += interval[0] <= 1.5 <= interval[1]
    assert 0.90 <= covered / 200 <= 0.985
