"""Bands of DORA's reports, sizes of batches, and changes by what they have in common."""

from __future__ import annotations

import pytest

from ai_provenance.config import keys
from ai_provenance.delivery import bands
from ai_provenance.delivery.bands import place, quick_check
from ai_provenance.delivery.metrics import Measured, Quantity, Window
from ai_provenance.delivery.sizes import change_sizes
from ai_provenance.delivery.slices import slices
from ai_provenance.repo import open_repository
from delivered import Delivered
from repository import Repository

NOTHING = Quantity(None, "no-source")
UNKNOWN = Measured(Window(0, 1), (), NOTHING, NOTHING, NOTHING, NOTHING, NOTHING, 0, 0, 0, {})


def banded(year: str, **quantities: Quantity) -> dict[str, str | None]:
    return {one.metric: one.band for one in place(UNKNOWN._replace(**quantities), year).rows}  # type: ignore[arg-type]  # a mapping of one type


@pytest.mark.parametrize(
    ("per_week", "band"), [(8.0, "elite"), (7.0, "high"), (1.0, "high"), (0.5, "medium"), (0.2, "low"), (0.0, "low")]
)
def test_frequency_is_better_the_higher_it_is(per_week: float, band: str) -> None:
    assert banded("2023", frequency=Quantity(per_week))["deployment_frequency"] == band


@pytest.mark.parametrize(
    ("year", "rate", "band"),
    [("2021", 0.15, "elite"), ("2023", 0.15, "medium"), ("2024", 0.15, "high"), ("2023", 0.5, "low")],
)
def test_the_word_depends_on_the_year(year: str, rate: float, band: str) -> None:
    assert banded(year, fail_rate=Quantity(rate))["change_fail_rate"] == band


def test_the_quick_check_scores_answers_and_leaves_out_what_is_unknown() -> None:
    day, fails = 86_400, Quantity(0.05, bound="lower")
    found = quick_check(UNKNOWN._replace(lead_time=Quantity(day), frequency=Quantity(0.9), fail_rate=fails))
    assert found[:5] == (8.0, 4.0, None, 9.5, None)
    assert found.overall == pytest.approx(21.5 / 3)
    assert found.is_at_best
    best = quick_check(UNKNOWN._replace(lead_time=Quantity(3_599), frequency=Quantity(200.0), recovery=Quantity(60)))
    assert (best.lead, best.frequency, best.recovery, best.overall, best.is_at_best) == (10, 10, 10, 10, False)
    worst = quick_check(UNKNOWN._replace(lead_time=Quantity(10**9), frequency=Quantity(0.0), rework=Quantity(1.0)))
    assert (worst.lead, worst.frequency, worst.rework, worst.overall) == (0, 0, 0, 0)
    assert quick_check(UNKNOWN).overall is None


def test_an_interval_has_the_bands_of_its_ends_and_a_lower_bound_says_so() -> None:
    measured = UNKNOWN._replace(
        frequency=Quantity(3.0, interval=(0.9, 8.0)),
        fail_rate=Quantity(0.04, interval=(0.01, 0.3), bound="lower"),
    )
    frequency, lead, fail, _ = place(measured, "2023").rows
    assert frequency.interval == ("elite", "medium")
    assert (fail.interval, fail.is_at_best) == (("elite", "low"), True)
    assert (lead.band, lead.interval) == (None, None)


def test_every_year_that_is_offered_has_all_bands() -> None:
    (choices,) = [key.choices for key in keys.DELIVERY.keys if key.name == "bands"]
    tables = bands._tables()
    assert tuple(tables) == choices
    for table in tables.values():
        assert [list(table[metric]) for metric in bands._METRICS] == [["elite", "high", "medium"]] * 4


@pytest.fixture
def team(repo: Repository) -> Delivered:
    """A release, then one with ten changes by six people, half of them of an agent, and one with a change of one."""
    found = Delivered(repo)
    found.commit("feat: first", day=1)
    found.tag("v1.0", day=2)
    for number in range(12):
        trailer = "\n\nAssisted-by: Claude:claude-opus-4-6" if number % 2 else ""
        author = f"P{number // 2} <p{number // 2}@example.org>"
        found.commit(f"feat: {number}{trailer}", day=3 + number / 10, wrote=3, author=author)
    found.tag("v1.1", day=6)
    found.commit("feat: last", day=40, author="P1 <p1@example.org>")
    found.tag("v1.2", day=41)
    return found


def test_changes_by_origin(team: Delivered) -> None:
    ai, unknown = slices(team.assess(since=4), "origin")
    assert (ai.key, ai.changes, ai.deployments, ai.lead_p50, ai.reverted) == ("ai", 6, 1, 3 * 86_400, 0)
    assert (unknown.key, unknown.changes, unknown.deployments) == ("unknown", 7, 2)


def test_a_slice_of_few_people_is_not_shown(team: Delivered) -> None:
    january, february = slices(team.assess(), "month")
    assert (january.key, january.changes, february.key) == ("2026-01", 13, "2026-02")
    assert february == ("2026-02", "suppressed", None, None, None, None, None)


def test_sizes_of_batches_are_in_doras_bands(team: Delivered) -> None:
    measured = team.assess().measured
    assert measured.batch == {"p50": 6.5, "p75": 9.25, "p90": 10.9}
    assert measured.batch_bands == {"1": 1, "2-10": 0, "11-50": 1, "51-100": 0, ">100": 0}


def test_sizes_of_changes_are_lines_and_files(repo: Repository) -> None:
    main = Delivered(repo)
    main.commit("feat: first", day=1)
    main.tag("v1.0", day=2)
    for number, count in enumerate((1, 60, 300)):
        repo.stage(f"{number}.txt", "a\n" * count)
        main.commit(f"feat: {number}", day=3 + number)
    main.tag("v1.1", day=7)
    sizes = change_sizes(main.assess(since=2.5), open_repository(repo.path))
    assert sizes is not None
    lines, files = sizes
    assert (lines.p50, lines.bands["1-10"], lines.bands["51-100"], lines.bands[">250"]) == (60, 1, 1, 1)
    assert (files.changes, files.p90, files.bands) == (3, 1, {})


def test_no_change_has_no_size(repo: Repository) -> None:
    main = Delivered(repo)
    main.commit("feat: first", day=1)
    assert change_sizes(main.assess(), open_repository(repo.path)) is None
