"""Pooling what a store holds: sums of parts, honest about what is missing, nothing about small teams."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.fleet.rollup import NoRunError, Wanted, summarise
from ai_provenance.model import Ratio
from ai_provenance.snapshot.fleet import FleetSnapshot, Pool
from ai_provenance.store import FleetRun, Observation, Value, open_fleet
from ai_provenance.store.tables import DAY

TODAY = 20_500
ALL = Wanted()
RUN = FleetRun("example", TODAY * DAY, "d", 14, 1, 1.0)


def ratio(numerator: int, denominator: int, number: str = "trace_ai", definition: str = "d") -> Value:
    share = numerator / denominator
    return Value(f"{number}_ratio", "", "h", 1, definition, share, float(numerator), float(denominator))


def seen(identity: str, team: str, *values: Value, state: str = "ok", few: bool = False) -> Observation:
    return Observation(identity, team, {"tier": team}, state, "" if state == "ok" else "why", few, values)


def summary(place: Path, *observed: Observation, run: FleetRun = RUN, wanted: Wanted = ALL) -> FleetSnapshot:
    with open_fleet(str(place)) as opened:
        opened.record_scan(run, observed)
        return summarise(opened, wanted)


def groups(snapshot: FleetSnapshot) -> dict[str, Pool]:
    return {one.name: one for one in snapshot.groups}


def test_a_pooled_number_is_no_mean_of_ratios(tmp_path: Path) -> None:
    shown = summary(tmp_path / "s", seen("a", "t", ratio(1, 1)), seen("b", "t", ratio(0, 99)))
    assert shown.total.number("trace_ai") == Ratio(1, 100)


def test_every_number_says_what_it_is_about(tmp_path: Path) -> None:
    place = tmp_path / "s"
    old = replace(RUN, started=(TODAY - 20) * DAY)
    summary(place, seen("old", "t", ratio(1, 2)), run=old)
    shown = summary(
        place,
        seen("a", "t", ratio(1, 2)),
        seen("quiet", "t", ratio(1, 2, "trace_all")),
        seen("old", "t", state="timeout"),
        seen("never", "t", state="error"),
    )
    total = shown.total
    assert (total.repositories, total.counted, total.stale, total.failed) == (4, 2, 1, 1)
    assert total.without_data["trace_ai"] == 1
    assert [(one.identity, one.state) for one in shown.errors] == [("never", "error"), ("old", "timeout")]


def test_a_failure_keeps_the_last_number_for_a_while(tmp_path: Path) -> None:
    place = tmp_path / "s"
    summary(place, seen("a", "t", ratio(1, 2)), run=replace(RUN, started=(TODAY - 3) * DAY))
    shown = summary(place, seen("a", "t", state="error"))
    assert shown.total.number("trace_ai") == Ratio(1, 2)
    assert shown.errors[0].since == date(2026, 2, 16)


def test_small_teams_are_shown_together(tmp_path: Path) -> None:
    large = [seen(f"l{at}", "large", ratio(1, 2)) for at in range(3)]
    few = [seen(f"f{at}", "few", ratio(0, 1), few=True) for at in range(5)]
    shown = summary(tmp_path / "s", *large, *few, seen("x", "small", ratio(1, 1)))
    assert list(groups(shown)) == ["large", "others"]
    assert groups(shown)["others"].number("trace_ai") == Ratio(1, 6)
    assert {one.team for one in shown.members} == {"large", "others"}


def test_groups_are_in_alphabetical_order_not_by_their_numbers(tmp_path: Path) -> None:
    observed = [seen(f"{team}{at}", team, ratio(at, 9)) for at, team in enumerate("cab" * 3)]
    assert list(groups(summary(tmp_path / "s", *observed))) == ["a", "b", "c"]


@pytest.mark.parametrize(("by", "names"), [("host", ["h.example.org"]), ("label", ["tier=t"]), ("agent", [])])
def test_other_groupings(tmp_path: Path, by: str, names: list[str]) -> None:
    observed = [seen(f"h.example.org/{at}", "t", ratio(1, 2)) for at in range(3)]
    assert list(groups(summary(tmp_path / "s", *observed, wanted=Wanted(by=by)))) == names


def test_a_run_that_saw_too_little_is_not_published(tmp_path: Path) -> None:
    place = tmp_path / "s"
    summary(place, seen("a", "t", ratio(1, 2)), run=replace(RUN, started=(TODAY - 1) * DAY))
    shown = summary(
        place, seen("a", "t", ratio(2, 2)), run=replace(RUN, coverage=0.5), wanted=Wanted(min_coverage=99.0)
    )
    assert not shown.is_published
    assert shown.total.number("trace_ai") == Ratio(1, 2)


def test_without_any_run_of_enough_coverage_there_is_no_number(tmp_path: Path) -> None:
    with pytest.raises(NoRunError, match=r"50\.0 %"):
        summary(tmp_path / "s", seen("a", "t"), run=replace(RUN, coverage=0.5), wanted=Wanted(min_coverage=99.0))


def test_the_trend_says_where_the_definition_changes(tmp_path: Path) -> None:
    place = tmp_path / "s"
    summary(
        place,
        seen("a", "t", ratio(1, 2, definition="old")),
        run=replace(RUN, started=(TODAY - 1) * DAY, definition="old"),
    )
    shown = summary(place, seen("a", "t", ratio(1, 1)))
    assert [(one.definition, one.numbers["trace_ai"]) for one in shown.trend] == [
        ("old", Ratio(1, 2)),
        ("d", Ratio(1, 1)),
    ]


def later(days: int) -> FleetRun:
    return replace(RUN, started=(TODAY + days) * DAY)


def test_a_teams_past_is_left_out_where_it_was_too_small_then(tmp_path: Path) -> None:
    place = tmp_path / "s"
    team = [seen(f"r{at}", "t", ratio(at, 4)) for at in range(3)]
    alone = [replace(one, few_authors=True) for one in team]
    for days, observed in enumerate([team[:1], alone, team, team[:2]]):
        summary(place, *observed, run=later(days))
    shown = summary(place, *team, run=later(4))
    (group,) = shown.groups
    assert group.trend == [None, None, {"trace_ai": Ratio(3, 12)}, None, {"trace_ai": Ratio(3, 12)}]
    assert [one.numbers["trace_ai"] for one in shown.trend][:2] == [Ratio(0, 4), Ratio(3, 12)]


def test_the_others_have_no_past_and_no_grouping_but_teams_has(tmp_path: Path) -> None:
    place = tmp_path / "s"
    team = [seen(f"h.example.org/{at}", "t", ratio(1, 2)) for at in range(3)]
    for days in range(2):
        shown = summary(place, *team, seen("x", "small", ratio(1, 2)), run=later(days))
    assert [len(one.trend) for one in shown.groups] == [2, 0]
    by_host = summary(place, *team, run=later(2), wanted=Wanted(by="host"))
    assert [len(one.trend) for one in by_host.groups] == [0]


def test_a_team_whose_numbers_are_too_old_is_too_small(tmp_path: Path) -> None:
    place = tmp_path / "s"
    team = [seen(f"r{at}", "t", ratio(1, 2)) for at in range(3)]
    failed = [seen(f"r{at}", "t", state="error") for at in range(3)]
    summary(place, *team)
    summary(place, *failed, run=later(5))
    summary(place, *failed, run=later(15))
    (group,) = summary(place, *team, run=later(16)).groups
    assert [one is None for one in group.trend] == [False, False, True, False]


def test_of_many_repositories_the_worst_are_named_but_none_of_few_authors(tmp_path: Path) -> None:
    observed = [seen(f"r{at:03}", "t", ratio(0, at + 1), few=at == 299) for at in range(300)]
    shown = summary(tmp_path / "s", *observed, wanted=Wanted(members=5))
    assert [one.identity for one in shown.members] == ["r298", "r297", "r296", "r295", "r294"]


@given(st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9), st.integers(1, 9), st.booleans()), max_size=25))
def test_groups_add_up_to_the_total(rows: list[tuple[str, int, int, bool]]) -> None:
    observed = [
        seen(f"r{at}", team, ratio(min(part, whole), whole), few=few)
        for at, (team, part, whole, few) in enumerate(rows)
    ]
    with TemporaryDirectory() as folder:
        shown = summary(Path(folder) / "s", *observed)
    for field in ("repositories", "counted", "stale", "failed"):
        assert sum(getattr(one, field) for one in shown.groups) == getattr(shown.total, field)
    for part in (0, 1):
        assert sum(one.number("trace_ai")[part] for one in shown.groups) == shown.total.number("trace_ai")[part]
