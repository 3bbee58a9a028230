"""Experiments, cycles, validations, feedback and surveys, by what is recorded of them."""

from __future__ import annotations

import pytest

from ai_provenance.scorecard.facts import Facts, Records, find_evidence
from ai_provenance.scorecard.probes import PROBES

NOW, DAY = 1_800_000_000, 86_400


def outcome(probe: str, *paths: str, **records: int) -> str:
    facts = Facts(find_evidence(paths), records=Records(**records, read_at=NOW))
    return PROBES[probe](facts).outcome.value


@pytest.mark.parametrize(
    ("probe", "path", "records"),
    [
        ("experiments", ".ai-provenance/experiments/speed.toml", {"experiments": 1}),
        ("pdca", ".ai-provenance/pdca/ledger.jsonl", {"cycles": 1, "acts": 1}),
        ("surveys", ".ai-provenance/surveys/ai.jsonl", {"newest_survey": NOW - 90 * DAY}),
    ],
)
def test_a_record_is_the_task_and_a_file_a_part_of_it(probe: str, path: str, records: dict[str, int]) -> None:
    assert outcome(probe) == "false"
    assert outcome(probe, path) == "partial"
    assert outcome(probe, **records) == "true"


def test_a_cycle_without_an_act_is_a_part() -> None:
    assert outcome("pdca", cycles=3, acts=0) == "partial"


def test_a_survey_of_last_year_is_a_part() -> None:
    assert outcome("surveys", newest_survey=NOW - 181 * DAY) == "partial"


@pytest.mark.parametrize(
    ("probe", "name"), [("batch-verdicts", "newest_batch"), ("feedback-exported", "newest_feedback")]
)
def test_what_is_older_than_thirty_days_is_a_part(probe: str, name: str) -> None:
    assert outcome(probe) == "not_available"
    assert outcome(probe, **{name: NOW - 30 * DAY}) == "true"
    assert outcome(probe, **{name: NOW - 31 * DAY}) == "partial"
