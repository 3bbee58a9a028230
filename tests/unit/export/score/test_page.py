"""The rules of the scorecard's page."""

from __future__ import annotations

from typing import Any

import pytest

from ai_provenance.export.report.json import document as report_document
from ai_provenance.export.report.words import Words
from ai_provenance.export.score.json import document
from ai_provenance.export.score.page import overall, score_of, score_parts, todos
from cards import SOURCE, source_snapshot

UNKNOWN = source_snapshot({})


def phase(number: int, score: float | None, known: int, tasks: int = 4) -> dict[str, Any]:
    return {
        "phase": number,
        "score": score,
        "coverage": known / tasks,
        "interval": [0.0, 100.0],
        "tasks": [],
    }


def scored(*phases: dict[str, Any], known: int, tasks: int) -> dict[str, Any]:
    return {"phases": list(phases), "gates": [], "global": {"known": known, "tasks": tasks, "interval": [24.4, 81.7]}}


@pytest.mark.parametrize(("known", "expected"), [(0, None), (1, None), (2, 40.0), (4, 40.0)])
def test_a_phase_of_which_less_than_half_is_known_has_no_number(known: int, expected: float | None) -> None:
    assert score_of(phase(1, 40.0, known)) == expected


@pytest.mark.parametrize(
    ("known", "score", "label"),
    [(3, None, "score-early"), (4, 60.0, "score-progress"), (8, 60.0, "score-progress")],
)
def test_there_is_no_overall_number_of_few_tasks(known: int, score: float | None, label: str) -> None:
    total = overall(scored(phase(1, 40.0, 2), phase(2, 80.0, 3), phase(3, 0.0, 1), known=known, tasks=8))
    assert (total.score, total.label[0], total.mean) == (score, label, 60.0)


@pytest.mark.parametrize(
    ("score", "label"),
    [
        (100, "score-complete"),
        (80, "score-complete"),
        (50, "score-progress"),
        (35, "score-pending"),
        (0, "score-start"),
    ],
)
def test_the_word_follows_the_labels(score: float, label: str) -> None:
    assert overall(scored(phase(1, score, 4), known=4, tasks=4)).label[0] == label


def test_gains_are_what_the_lower_end_rises_by() -> None:
    published = document(source_snapshot({}))
    total: Any = published["global"]
    due = todos(published)
    assert total["interval"][0] + sum(task["gain"] for task in due) == pytest.approx(100, abs=0.3)


def test_todos_are_sorted_by_gain_then_by_the_next_gate_then_by_code() -> None:
    due = todos(document(UNKNOWN))
    assert [task["gain"] for task in due] == sorted((task["gain"] for task in due), reverse=True)
    assert [task["id"] for task in due[:4]] == ["T1.2", "T1.3", "T1.1", "T1.4"]


def test_what_is_done_or_does_not_apply_is_no_todo() -> None:
    states = {task["id"]: task["state"] for one in document(SOURCE)["phases"] for task in one["tasks"]}  # type: ignore[attr-defined]
    assert not {"done", "not_applicable"} & {states[task["id"]] for task in todos(document(SOURCE))}


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_is_little_known_has_an_interval_and_no_number(language: str) -> None:
    shown = score_parts(report_document(UNKNOWN), document(UNKNOWN, language), Words(language))
    # of phase 2 two thirds are known without any attestation
    assert [one["number"] for one in shown["phases"] if one["score"]] == [2]
    assert shown["verdict"]["colour"] == "none"
    assert [one["known"][0] for one in shown["capabilities"] if one["score"].endswith("%")] == ["3", "1"]


def test_codes_come_with_names() -> None:
    shown = score_parts(report_document(SOURCE), document(SOURCE), Words("en"))
    named = [one for gate in shown["gates"] for part in gate["criteria"] for one in part["missing"]]
    assert named
    assert all(title for _, title, _ in named)
