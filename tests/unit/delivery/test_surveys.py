"""Surveys: what is kept says nothing of persons, and what is given says nothing of few."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import t as student

from ai_provenance.delivery.surveys import (
    Answer,
    SurveyError,
    as_file,
    default_questionnaire,
    duplicated,
    from_file,
    questionnaire,
    read_answers,
    summarise,
    wave_start,
)

ITEMS = questionnaire(default_questionnaire(), "survey.toml")


def wave(name: str, *values: int, item: str = "csat") -> list[Answer]:
    return [Answer(name, {item: value}) for value in values]


def test_the_shipped_questionnaire_is_whole_in_two_languages() -> None:
    assert [item.kind for item in ITEMS] == ["csat", "nps", *["agreement"] * 7]
    assert all(set(item.texts) == {"en", "es"} for item in ITEMS)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_four_answers_give_nothing(count: int) -> None:
    (found,) = summarise(ITEMS, wave("2026Q1", *[7] * count), {})
    assert (found.n, found.items, found.reason) == (None, (), "suppressed")


def test_five_answers_give_the_mean_with_students_interval() -> None:
    (found,) = summarise(ITEMS, wave("2026Q1", 6, 7, 8, 9, 10), {"2026Q1": 20})
    csat = found.items[0]
    assert (found.n, found.invited, csat.mean) == (5, 20, 8.0)
    half = student.ppf(0.975, 4) * (2.5**0.5) / 5**0.5
    assert csat.interval == pytest.approx((8 - half, 8 + half))
    assert csat.distribution is not None
    assert sum(csat.distribution.values()) == 5


def test_an_item_that_four_answered_is_not_given() -> None:
    (found,) = summarise(ITEMS, [*wave("2026Q1", 1, 2, 3, 4, 5), *wave("2026Q1", 9, 9, 9, 9, item="enps")], {})
    enps = found.items[1]
    assert (enps.n, enps.mean, enps.distribution, enps.reason) == (None, None, None, "suppressed")


@pytest.mark.parametrize(
    ("second", "is_given"), [(10, True), (11, False), (12, False), (14, False), (15, True), (8, False)]
)
def test_waves_that_differ_by_fewer_than_five_give_no_difference(second: int, is_given: bool) -> None:
    answers = [*wave("2026Q1", *[5] * 10), *wave("2026Q2", *[8] * second)]
    found = summarise(ITEMS, answers, {})[1]
    assert (found.changes is not None) is is_given
    assert (found.items[0].distribution is not None) is is_given
    if is_given:
        assert found.changes == {"csat": 3.0}


def test_a_wave_that_is_not_given_is_none_to_compare_with() -> None:
    answers = [*wave("2026Q1", *[5] * 10), *wave("2026Q2", 1, 1), *wave("2026Q3", *[8] * 20)]
    found = summarise(ITEMS, answers, {})
    assert [one.reason for one in found] == [None, "suppressed", None]
    assert found[2].changes == {"csat": 3.0}


def test_recommendation_is_promoters_less_detractors() -> None:
    (found,) = summarise(ITEMS, wave("2026", 10, 9, 8, 7, 6, 0, item="enps"), {})
    assert found.items[1].mean == pytest.approx(0.0)
    assert found.items[0].n is None


@given(st.lists(st.integers(0, 10), min_size=1, max_size=30))
def test_what_is_kept_is_read_back_whatever_its_order(values: list[int]) -> None:
    answers = wave("2026-03", *values)
    kept = as_file("ai", answers)
    assert sorted(str(one) for one in from_file(kept, "ai.jsonl", ITEMS)) == sorted(
        str(Answer("2026-03", {item.id: one.values.get(item.id) for item in ITEMS})) for one in answers
    )
    for line in kept.decode().splitlines():
        assert set(json.loads(line)) == {"v", "survey", "wave", "answers"}


def test_the_order_of_the_file_is_not_that_of_the_answers() -> None:
    answers = [Answer("2026", {"csat": number % 11}, f"{number}") for number in range(40)]
    order = [[json.loads(line)["text"] for line in as_file("ai", answers).splitlines()] for _ in range(2)]
    assert order[0] != order[1]
    assert order[0] != [one.text for one in answers]


@pytest.mark.parametrize(
    "content",
    [
        b'{"answers":{"csat":11}}',
        b'{"answers":{"csat":-1}}',
        b'{"answers":{"csat":7.5}}',
        b'{"answers":{"csat":true}}',
        b'{"answers":{"csat":"many"}}',
        b'{"answers":{"email":"ana@example.org","csat":7}}',
        b'{"answers":[7]}',
        b'{"answers":{}}',
        b'{"answers":{"csat":NaN}}',
        b'{"answers"',
        b"name,csat\nAna,7\n",
        b"csat\n\nx\n",
    ],
)
def test_an_answer_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(SurveyError):
        read_answers(content, "file", ITEMS, wave="2026")


def test_a_table_of_a_form_is_read() -> None:
    found = read_answers(b"\xef\xbb\xbfcsat,enps\r\n7,9\r\n8,\r\n", "form.csv", ITEMS, wave="2026Q4")
    assert [(one.values["csat"], one.values["enps"]) for one in found] == [(7, 9), (8, None)]
    assert duplicated([*found, *found]) == 2


@pytest.mark.parametrize(("name", "start"), [("2026", 1767225600), ("2026Q4", 1790812800), ("2026-10", 1790812800)])
def test_a_wave_is_no_finer_than_a_month(name: str, start: int) -> None:
    assert wave_start(name) == start


@pytest.mark.parametrize("name", ["2026-10-01", "2026Q5", "2026-13", "now", "", "1969"])
def test_another_form_is_no_wave(name: str) -> None:
    with pytest.raises(SurveyError):
        wave_start(name)


def test_the_interval_of_satisfaction_covers_the_truth_as_often_as_it_says() -> None:
    draw, covered = random.Random(5), 0
    for _ in range(300):
        values = [min(10, max(0, round(draw.gauss(6.5, 2)))) for _ in range(25)]
        (found,) = summarise(ITEMS[:1], wave("2026", *values), {})
        interval = found.items[0].interval
        assert interval is not None
        covered += interval[0] <= 6.48 <= interval[1]  # the mean of the rounded and cut values
    assert 0.91 <= covered / 300 <= 0.985


@pytest.mark.parametrize(
    "text",
    [
        "",
        "item = 3",
        "[[item]]\nid = 'x'",
        "[[item]]\nid='a'\nkind='csat'\nlow=1\nhigh=5\nen='?'",
        "[[[",
        "[[item]]\nid=2",
    ],
)
def test_a_questionnaire_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(SurveyError):
        questionnaire(text, "ai.toml")
