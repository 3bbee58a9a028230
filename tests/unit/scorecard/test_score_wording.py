"""What is measured, in words."""

from __future__ import annotations

import pytest

from ai_provenance.scorecard.score_wording import quantity


@pytest.mark.parametrize(
    ("value", "unit", "english", "spanish"),
    [
        (1.361111, "per week", "1.36 per week", "1,36 por semana"),
        (12.0, "h", "12 h", "12 h"),
        (0.0417, "min", "0.04 min", "0,04 min"),
        (7.5, "of 10", "7.5 of 10", "7,5 de 10"),
        (0, "count", "0", "0"),
    ],
)
def test_a_quantity_is_rounded_and_has_the_mark_of_its_language(
    value: float, unit: str, english: str, spanish: str
) -> None:
    assert (quantity(value, unit), quantity(value, unit, "es")) == (english, spanish)
