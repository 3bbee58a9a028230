"""Percentages that never round up to a promise."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.export.wording import day, one_line, percent
from ai_provenance.model import Ratio


def test_all_but_one_is_not_a_hundred() -> None:
    assert percent(Ratio(99_999, 100_000)) == "99.9 %"


def test_few_is_not_none() -> None:
    assert percent(Ratio(1, 100_000)) == "< 0.1 %"
    assert percent(Ratio(0, 100_000)) == "0.0 %"


def test_nothing_is_no_data() -> None:
    assert percent(Ratio(0, 0)) == "no data"


@given(st.integers(1, 10**6), st.data())
def test_hundred_means_all(denominator: int, data: st.DataObject) -> None:
    numerator = data.draw(st.integers(0, denominator))
    assert (percent(Ratio(numerator, denominator)) == "100.0 %") == (numerator == denominator)


@given(st.text())
def test_one_line_is_printable(text: str) -> None:
    assert all(char.isprintable() for char in one_line(text))


def test_an_impossible_day_is_dashes() -> None:
    assert day(10**18) == day(None) == "----------"
