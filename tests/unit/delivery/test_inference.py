"""Tests and intervals within strata, held to those of scipy and statsmodels where these have them."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest, mannwhitneyu, norm
from statsmodels.duration.survfunc import survdiff
from statsmodels.stats.contingency_tables import StratifiedTable

from ai_provenance.delivery.inference import (
    Sample,
    cliffs_delta,
    log_rank,
    rate_ratio,
    risk_difference,
    sample_of,
    shift,
    stratified_p,
)

changes = st.lists(st.tuples(st.floats(-5, 5), st.booleans(), st.integers(0, 12)), min_size=60, max_size=150)


def of_changes(rows: list[tuple[float, bool, int]]) -> Sample:
    return sample_of([value for value, _, _ in rows], [first for _, first, _ in rows], *[[row[2] for row in rows]] * 2)


def drawn(effect: float, deployments: int = 40, each: int = 12) -> Sample:
    """Changes of which those of the first arm take longer by EFFECT, in deployments that differ."""
    draw = np.random.default_rng(7)
    owners = np.repeat(np.arange(deployments), each)
    first = draw.random(len(owners)) < draw.random(deployments)[owners]
    values = draw.normal(size=len(owners)) + draw.normal(0, 3, deployments)[owners] + effect * first
    return sample_of(values.tolist(), first.tolist(), owners.tolist(), owners.tolist())


def test_strata_with_one_arm_are_left_out() -> None:
    sample = sample_of([1, 2, 3, 4], [True, False, True, True], ["a", "a", "b", "b"], [7, 8, 9, 9])
    assert (sample.values.tolist(), sample.deployments) == ([1, 2], 2)


def test_one_stratum_of_single_changes_is_mann_and_whitneys_test() -> None:
    draw = np.random.default_rng(1)
    values, first = draw.normal(size=200), draw.random(200) < 0.4
    values[first] += 0.3
    sample = sample_of(values.tolist(), first.tolist(), [0] * 200, list(range(200)))
    expected = mannwhitneyu(values[first], values[~first]).pvalue
    assert stratified_p(sample, ranked=True) == pytest.approx(expected, rel=0.15)


def test_the_test_of_shares_is_at_least_mantel_and_haenszels() -> None:
    draw = np.random.default_rng(3)
    strata, first = draw.integers(0, 30, 900), draw.random(900) < 0.5
    happened = (draw.random(900) < 0.1 + 0.05 * first).astype(float)
    sample = sample_of(happened.tolist(), first.tolist(), strata.tolist(), strata.tolist())
    tables = [[[0.0, 0.0], [0.0, 0.0]] for _ in range(30)]
    for own, value, stratum in zip(first, happened, strata, strict=True):
        tables[stratum][0 if own else 1][0 if value else 1] += 1
    judged = StratifiedTable([np.array(table) for table in tables]).test_null_odds().pvalue
    assert judged - 1e-9 <= stratified_p(sample, ranked=False) < 3 * judged


@settings(max_examples=15)
@given(changes)
def test_an_interval_excludes_what_the_test_rejects(rows: list[tuple[float, bool, int]]) -> None:
    sample = of_changes(rows)
    if sample.deployments < 10:
        return
    middle, interval = shift(sample)
    if interval is None:
        return
    assert interval[0] <= middle <= interval[1]
    for end, beyond in ((interval[0], -1e-3), (interval[1], 1e-3)):
        moved = replace(sample, values=sample.values - (end + beyond) * sample.is_first)
        assert stratified_p(moved, ranked=True) < 0.06


def test_a_shift_is_found_although_deployments_differ_more() -> None:
    middle, interval = shift(drawn(0.8))
    assert interval is not None
    assert interval[0] < 0.8 < interval[1]
    assert middle == pytest.approx(0.8, abs=0.3)
    assert stratified_p(drawn(0.8), ranked=True) < 0.001
    assert stratified_p(drawn(0.0), ranked=True) > 0.05


def test_a_large_stratum_is_thinned_and_gives_the_same() -> None:
    draw = np.random.default_rng(5)
    first = draw.random(6000) < 0.5
    values = draw.normal(size=6000) + first
    sample = sample_of(values.tolist(), first.tolist(), [0] * 6000, list(range(6000)))
    assert shift(sample)[0] == pytest.approx(1, abs=0.08)


def test_the_difference_of_shares_in_one_stratum_is_the_plain_one() -> None:
    values = [1.0] * 30 + [0.0] * 70 + [1.0] * 10 + [0.0] * 90
    sample = sample_of(values, [True] * 100 + [False] * 100, [0] * 200, list(range(200)))
    estimate, (low, high) = risk_difference(sample)
    wald = norm.ppf(0.975) * (0.3 * 0.7 / 100 + 0.1 * 0.9 / 100) ** 0.5
    assert estimate == pytest.approx(0.2)
    assert (high - low) / 2 == pytest.approx(wald, rel=0.05)


def test_outcomes_that_deployments_share_widen_the_interval() -> None:
    owners = [at // 10 for at in range(400)]
    first = [owner % 3 == 0 for owner in owners]
    shared = [float(owner % 4 == 0) for owner in owners]
    alone, together = (sample_of(shared, first, [0] * 400, by) for by in (list(range(400)), owners))
    widths = [high - low for _, (low, high) in map(risk_difference, (alone, together))]
    assert 2 * widths[0] < widths[1]


def test_cliffs_delta_is_one_where_all_are_above() -> None:
    assert (cliffs_delta([5, 6], [1, 2]), cliffs_delta([1, 2], [1, 2])) == (1.0, 0.0)


spans = st.lists(st.tuples(st.integers(1, 40).map(float), st.booleans()), min_size=6, max_size=40)


@settings(max_examples=50)
@given(spans, spans)
def test_log_rank_is_that_of_statsmodels_and_inverts(
    first: list[tuple[float, bool]], second: list[tuple[float, bool]]
) -> None:
    found = log_rank(first, second)
    assume(found is not None)
    assert found is not None
    ratio, (low, high), p = found
    lengths, ended = zip(*first, *second, strict=True)
    expected = survdiff(np.array(lengths), np.array(ended, int), np.array([0] * len(first) + [1] * len(second)))
    assert p == pytest.approx(expected[1])
    assert (low <= 1 <= high) == (p >= 0.05)
    other = log_rank(second, first)
    assert other is not None
    assert [other[0], *other[1]] == pytest.approx([1 / ratio, 1 / high, 1 / low])


def test_recoveries_that_take_twice_as_long_are_found() -> None:
    draw = random.Random(7)
    slow = [(draw.expovariate(1 / 20), True) for _ in range(400)]
    fast = [(draw.expovariate(1 / 10), True) for _ in range(400)]
    found = log_rank(slow, fast)
    assert found is not None
    assert found[1][0] < 2 < found[1][1]
    assert found[2] < 0.001


def test_a_ratio_of_rates_is_exact_and_inverts() -> None:
    ratio, (low, high), p = rate_ratio((20, 10.0), (10, 10.0))
    assert ratio == 2
    assert p == pytest.approx(binomtest(20, 30).pvalue)
    assert low < 2 < high
    assert list(rate_ratio((10, 10.0), (20, 10.0))[1]) == pytest.approx([1 / high, 1 / low])
