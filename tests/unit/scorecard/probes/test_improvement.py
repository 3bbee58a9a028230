"""Experiments, cycles, validations, feedback and surveys, by what is recorded of them."""

from __future__ import annotations

import pytest

from ai_provenance.scorecard.facts import CycleLedger, Facts, Records, find_evidence
from ai_provenance.scorecard.probes import PROBES

NOW, DAY = 1_800_000_000, 86_400


def outcome(probe: str, *paths: str, **records: int) -> str:
    facts = Facts(find_evidence(paths), records=Records(**records, read_at=NOW))
    return PROBES[probe](facts).outcome.value


@pytest.mark.parametrize(
    ("probe", "path", "records"),
    [
        ("experiments", ".ai-provenance/experiments/speed.toml", {"experiments": 1}),
        ("surveys", ".ai-provenance/surveys/ai.jsonl", {"newest_survey": NOW - 90 * DAY}),
    ],
)
def test_a_record_is_the_task_and_a_file_a_part_of_it(probe: str, path: str, records: dict[str, int]) -> None:
    assert outcome(probe) == "false"
    assert outcome(probe, path) == "partial"
    assert outcome(probe, **records) == "true"


@pytest.mark.parametrize(
    ("ledger", "expected"),
    [
        (CycleLedger(lines=3, acts=1), "true"),
        (CycleLedger(lines=3), "partial"),
        (CycleLedger(fault="line 2 of the ledger was edited"), "false"),
        (None, "partial"),
    ],
)
def test_only_an_unbroken_ledger_with_an_act_is_the_task(ledger: CycleLedger | None, expected: str) -> None:
    facts = Facts(find_evidence([".ai-provenance/pdca/ledger.jsonl"]), ledger=ledger)
    found = PROBES["pdca"](facts)
    assert found.outcome.value == expected
    assert ledger is None or ledger.fault in str(found.reason.values)


def test_an_act_that_is_recorded_and_in_no_ledger_of_the_commit_is_a_part() -> None:
    assert (outcome("pdca"), outcome("pdca", acts=1)) == ("false", "partial")


def test_a_survey_of_last_year_is_a_part() -> None:
    assert outcome("surveys", newest_survey=NOW - 181 * DAY) == "partial"


@pytest.mark.parametrize(
    ("probe", "name"), [("batch-verdicts", "newest_batch"), ("feedback-exported", "newest_feedback")]
)
def test_what_is_older_than_thirty_days_is_a_part(probe: str, name: str) -> None:
    assert outcome(probe) == "not_available"
    assert outcome(probe, **{name: NOW - 30 * DAY}) == "true"
    assert outcome(probe, **{name: NOW - 31 * DAY}) == "partial"
