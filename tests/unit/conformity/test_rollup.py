from __future__ import annotations

import datetime as dt

import pytest

from ai_provenance.conformity.conform import Conformity, Subject
from ai_provenance.conformity.requirements import Result, State
from ai_provenance.conformity.rollup import Onboarding, TemplateCount, onboarding_time, pool
from ai_provenance.model import Ratio

DAY = dt.date(2026, 3, 1)


def row(team: str, *states: State, archived: bool = False, template: str = "t") -> Conformity:
    results = tuple(Result(template, str(number), state) for number, state in enumerate(states))
    templates = {template: "1.0.0"} if states else {}
    return Conformity(Subject("r", team, archived=archived), "0" * 40, DAY, templates=templates, results=results)


def test_repositories_and_teams_are_pooled_and_what_is_left_out_is_counted() -> None:
    found = pool(
        [
            row("a", State.MET),
            row("a", State.MET, State.BEHIND),
            row("b", State.MET),
            row("b", State.MET, State.DRIFTS),
            row("c", State.EXCEPTED),
            row("d", State.UNKNOWN),
            row("d", State.MET, archived=True),
            row("e"),
        ]
    )
    assert (found.repositories, found.with_exceptions, found.teams) == (Ratio(3, 5), Ratio(4, 5), Ratio(1, 3))
    assert found.left_out == {"unknown": 1, "not_applicable": 1, "archived": 1}
    assert found.templates["t"] == TemplateCount(6, drifting=1, excepted=1)
    assert found.drift_by_team == {"b": 1}


def test_no_judged_repository_is_no_percentage() -> None:
    assert pool([row("a"), row("b", State.UNKNOWN)]).repositories.ratio is None


@pytest.mark.parametrize(("repositories", "excepted", "too_many"), [(20, 3, False), (20, 4, True), (0, 0, False)])
def test_a_template_that_many_are_excepted_from_is_wrong(repositories: int, excepted: int, too_many: bool) -> None:
    assert TemplateCount(repositories, 0, excepted).has_too_many_exceptions(0.15) is too_many


HOUR = 3600


@pytest.mark.parametrize(
    ("rows", "hours", "censored", "counts"),
    [
        ([], None, None, (0, 0)),
        ([(0, 2)], 2, 2, (1, 0)),
        ([(0, 2), (0, 4), (0, 9)], 4, 4, (3, 0)),
        ([(0, 2), (0, None), (0, None)], 2, None, (1, 2)),
        ([(0, 2), (0, 3), (0, None)], 2.5, 3, (2, 1)),
        # one that has run for an hour only says nothing about what takes longer
        ([(0, 2), (0, 4), (99, None)], 3, 2, (2, 1)),
        ([(0, 2), (101, 102), (0, 200)], 2, 2, (1, 1)),
    ],
)
def test_open_onboardings_are_counted_as_censored(
    rows: list[tuple[int, int | None]], hours: float | None, censored: float | None, counts: tuple[int, int]
) -> None:
    known = [
        Onboarding(str(at), begun * HOUR, None if done is None else done * HOUR)
        for at, (begun, done) in enumerate(rows)
    ]
    found = onboarding_time(known, now=100 * HOUR)
    assert (found.hours, found.censored_hours, (found.finished, found.open)) == (hours, censored, counts)
