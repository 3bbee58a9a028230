"""Relative changes between two windows, and their intervals."""

from __future__ import annotations

import random

import pytest

from ai_provenance.delivery.changes import Change, changes, window_since
from ai_provenance.delivery.metrics import DAY, WEEK, Measured, Outcome, Quantity, Window

NOTHING = Quantity(None, "no-source")


def outcome(position: int, *, hours: float | None = None, failed: bool = False) -> Outcome:
    signals = ("revert",) if failed else ()
    ended = int(hours * 3600) if hours is not None else None
    return Outcome(position, signals, (), 0, ended, is_judged=True, is_rework=False, is_quick_fix=False)


def measured(
    deployments: int, *, weeks: int = 10, days: float = 2.0, failed: int = 0, hours: float | None = None, seed: int = 1
) -> Measured:
    """A window of DEPLOYMENTS with lead times around DAYS, FAILED of which failed for around HOURS."""
    draw = random.Random(seed)
    found = [outcome(at) for at in range(deployments - failed)]
    found += [
        outcome(at, failed=True, hours=None if hours is None else hours * draw.uniform(0.8, 1.2))
        for at in range(failed)
    ]
    timed = deployments if deployments <= 100 else 0  # of more, only counts are looked at here
    leads = tuple((at, tuple(int(days * DAY * draw.lognormvariate(0, 0.3)) for _ in range(3))) for at in range(timed))
    rate = Quantity(failed / deployments, numerator=failed, denominator=deployments) if deployments else NOTHING
    return Measured(
        Window(0, weeks * WEEK), tuple(found), NOTHING, NOTHING, rate, NOTHING, NOTHING, 0, 0, 0, {}, leads=leads
    )


def changed(before: Measured, later: Measured) -> dict[str, Change]:
    return {one.metric: one for one in changes(before, later)}


def test_twice_as_many_deployments_in_half_the_time() -> None:
    one = changed(measured(20, weeks=10), measured(20, weeks=5))["deployment_frequency"]
    assert one.value == 1.0
    assert 0 < one.low < 1.0 < one.high < 3.0


def test_half_the_lead_time_is_a_change_and_the_same_is_none() -> None:
    half = changed(measured(30), measured(30, days=1, seed=2))["change_lead_time"]
    same = changed(measured(30), measured(30, seed=2))["change_lead_time"]
    assert -0.6 < half.value < -0.4
    assert half.high < 0
    assert same.low < 0 < same.high


def test_a_fail_rate_of_few_failures_may_be_the_same() -> None:
    few = changed(measured(40, failed=4), measured(40, failed=2))["change_fail_rate"]
    many = changed(measured(400, failed=80), measured(400, failed=20))["change_fail_rate"]
    assert (few.value, few.low < 0 < few.high) == (-0.5, True)
    assert (many.value, many.high < 0) == (-0.75, True)


def test_no_failure_at_all_has_an_interval_and_none_before_has_no_ratio() -> None:
    assert changed(measured(200, failed=20), measured(200))["change_fail_rate"].high < 0
    assert "change_fail_rate" not in changed(measured(200), measured(200, failed=20))


def test_recoveries_are_compared_by_their_medians() -> None:
    one = changed(measured(30, failed=8, hours=10), measured(30, failed=8, hours=5, seed=2))["recovery_time"]
    assert -0.65 < one.value < -0.35
    assert one.high < 0


@pytest.mark.parametrize("later", [measured(9), measured(20)._replace(leads=())])
def test_few_deployments_have_no_change_of_lead_time(later: Measured) -> None:
    assert "change_lead_time" not in changed(measured(30), later)


def test_the_same_windows_give_the_same_interval() -> None:
    assert changed(measured(30), measured(30, seed=2)) == changed(measured(30), measured(30, seed=2))


def test_a_window_that_has_not_begun_is_none() -> None:
    assert window_since(Window(0, 10), 20) == Window(10, 20)
    assert window_since(Window(0, 10), 10) is None
