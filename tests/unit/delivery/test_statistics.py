"""The intervals of our own against those of scipy and statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2
from statsmodels.duration.survfunc import SurvfuncRight

from ai_provenance.delivery.statistics import median_survival, poisson

SPANS = st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=30)


@pytest.mark.parametrize("count", [*range(9), 30, 148, 950, 4_320, 20_000, 1_000_000])
def test_a_poisson_interval_is_that_of_chi_square(count: int) -> None:
    low = chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    assert poisson(count) == pytest.approx((low, chi2.ppf(0.975, 2 * count + 2) / 2), rel=1e-9)


@given(SPANS)
def test_the_interval_of_a_median_is_that_of_statsmodels(spans: list[tuple[int, bool]]) -> None:
    found = median_survival(spans)
    if not any(ended for _, ended in spans):
        assert found is None  # which statsmodels raises an error for
        return
    with np.errstate(all="ignore"):
        curve = SurvfuncRight([span for span, _ in spans], [int(ended) for _, ended in spans])
        expected = tuple(map(float, curve.quantile_ci(0.5)))
    assert found == (expected if all(map(math.isfinite, expected)) else None)
