"""The plan of an experiment: written, read back, and refused where it says nothing that can be judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.power import NormalIndPower, TTestIndPower

from ai_provenance.config import toml_subset
from ai_provenance.delivery.experiment_plans import Plan, PlanFileError, needed_units, plan_in, plan_text
from ai_provenance.environment.experiment import toml_table

PLAN = Plan(
    "speed", "Small steps are faster", "branch", (("control", 1), ("small", 2)), "0" * 64, "lead_time",
    date(2027, 1, 31), 64, guards=("reverted",), excepted=("main",), origins={"small": "ai"},
)  # fmt: skip


@given(st.text(max_size=100), st.text(max_size=100), st.booleans())
def test_a_plan_is_read_as_it_was_written(hypothesis: str, consent: str, is_aa: bool) -> None:
    plan = replace(PLAN, hypothesis=hypothesis, consent=consent, is_aa=is_aa)
    found = plan_in(toml_table(plan_text(plan)), "speed")
    assert found == replace(plan, hypothesis=_utf8(hypothesis), consent=_utf8(consent))


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def test_hooks_read_a_plan_of_plain_words_without_tomllib() -> None:
    assert toml_subset.parse(plan_text(PLAN)) is not None


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('unit = "branch"', 'unit = "person"', "unit"),
        ('primary = "lead_time"', 'primary = "lines_per_person"', "primary"),
        ("minimum-units = 64", "minimum-units = 0", "minimum-units"),
        ("minimum-units = 64", "minimum-units = true", "minimum-units"),
        ("ends = 2027-01-31", 'ends = "soon"', "ends"),
        ("ends = 2027-01-31", "", "ends"),
        ("weight = 2", "weight = 0", "arms"),
        ('origin = "ai"', 'origin = "claude"', "origin"),
        ('salt-sha256 = "0', 'salt-sha256 = "X', "salt-sha256"),
        ("aa = false", "aaa = false", "aaa"),
    ],
)
def test_a_value_that_means_nothing_is_named(old: str, new: str, key: str) -> None:
    with pytest.raises(PlanFileError, match=key):
        plan_in(toml_table(plan_text(PLAN).replace(old, new)), "speed")


def test_the_least_number_of_units_has_the_power_that_statsmodels_gives() -> None:
    # the t-test of logarithms with unit deviation, and a rank test at 3/pi of its efficiency
    count = needed_units("lead_time", effect=1.5)
    power = TTestIndPower().power(0.405465, count * 3 / 3.141593, 0.05)
    assert 0.79 < power < 0.81
    rate = needed_units("reverted", effect=2)
    effect = (0.2 - 0.1) / ((0.1 * 0.9 + 0.2 * 0.8) / 2) ** 0.5
    assert 0.79 < NormalIndPower().power(effect, rate, 0.05) < 0.81


@pytest.mark.parametrize("effect", [1, 0, -2])
def test_no_effect_needs_no_number(effect: float) -> None:
    with pytest.raises(ValueError, match="no effect"):
        needed_units("lead_time", effect=effect)
