"""What only people know, recorded as counts with owner, approver and expiry."""

from __future__ import annotations

import datetime as dt

import pytest

from ai_provenance.scorecard.attestations import read_attestations
from ai_provenance.scorecard.states import Grade

HEAD = '[[attestation]]\nowner = "platform"\ndate = 2026-01-01\nexpires = 2026-06-30\n'
DAY = dt.date(2026, 3, 1)


def read(text: str) -> tuple[float | None, Grade] | str:
    found = read_attestations([("a.toml", (HEAD + text).encode())], DAY)
    if found.problems:
        return str(found.problems[0].reason.values["why"])
    (one,) = found.by_subject.values()
    return one.value, one.grade(DAY)


@pytest.mark.parametrize("indicator", ["I6.4", "I6.6"])
def test_counts_over_headcount_are_the_value(indicator: str) -> None:
    text = f'indicator = "{indicator}"\ncount = 42\nheadcount = 60\napprover = "security"\n'
    assert read(text) == (0.7, Grade.ATTESTED)


def test_counts_that_no_other_team_approved_are_the_teams_own_word() -> None:
    assert read('indicator = "I6.4"\ncount = 3\nheadcount = 4\n') == (0.75, Grade.SELF_ATTESTED)


@pytest.mark.parametrize(
    "text",
    [
        "count = 3",
        "headcount = 3",
        "count = -1\nheadcount = 2",
        "count = 5\nheadcount = 4",
        "count = 1\nheadcount = 0",
        "count = true\nheadcount = 2",
        "count = 1\nheadcount = 2\nvalue = 0.5",
        'count = ["Ana"]\nheadcount = 2',
    ],
)
def test_counts_that_are_none_are_refused(text: str) -> None:
    assert "count and headcount" in str(read(f'indicator = "I6.4"\n{text}\n'))
