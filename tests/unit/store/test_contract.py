"""What every store must do, by SQLite and by a real PostgreSQL."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from ai_provenance.store import (
    Event,
    EventKind,
    FleetRun,
    Observation,
    StoreAddressError,
    StoreError,
    Value,
    open_fleet,
    open_store,
)
from ai_provenance.store.postgresql import MONTHS_AHEAD, drop_before, migrate, months_ahead, script
from ai_provenance.store.tables import DAY
from postgres import Server, server

TODAY = 20_500
NOW = TODAY * DAY + 600
RUN = FleetRun("example", NOW, "d", 14, 2, 0.5)
ONE = Value("trace_ai_ratio", "", "a" * 40, 100, "d", 0.25, 1.0, 4.0)
COUNT = Value("commits_walked", "", "a" * 40, 100, "d", 7.0)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    if request.param == "sqlite":
        return str(tmp_path / "store.sqlite3")
    return made(request.getfixturevalue("postgres"))


def made(running: Server) -> str:
    """The address of a new database with our tables."""
    number = len(running.sql("SELECT datname FROM pg_database"))
    address = running.database(f"store_{number}")
    migrate(address)
    return address


def name_of(address: str) -> str:
    """The database that an address names."""
    return address.partition("?")[0].rpartition("/")[2]


def seen(identity: str, *values: Value, state: str = "ok", team: str = "t", few: bool = False) -> Observation:
    return Observation(identity, team, {"tier": "1"}, state, "" if state == "ok" else "why", few, values)


def record(address: str, *observed: Observation, run: FleetRun = RUN) -> None:
    with open_fleet(address) as opened:
        opened.record_scan(run, observed)


def test_a_row_is_one_row_however_often_it_is_written(store: str) -> None:
    for number in (0.5, 0.6):
        with open_store(store, "r") as opened:
            opened.record_values([replace(COUNT, value=number)], now=NOW)
    with open_store(store, "r") as opened:
        assert [row.value for row in opened.values()] == [0.6]
        assert opened.count_runs() == 1


def test_a_ratio_keeps_its_parts(store: str) -> None:
    with open_store(store, "r") as opened:
        opened.record_values([ONE, COUNT], now=NOW)
        assert opened.values(["trace_ai_ratio"]) == (ONE,)


def test_a_ratio_of_nothing_is_refused(store: str) -> None:
    with pytest.raises(StoreError), open_store(store, "r") as opened:
        opened.record_values([replace(ONE, numerator=0.0, denominator=0.0)], now=NOW)


def test_what_fails_writes_nothing(store: str) -> None:
    with pytest.raises(StoreError), open_store(store, "r") as opened:
        opened.record_values([COUNT, replace(ONE, numerator=0.0, denominator=0.0)], now=NOW)
    with open_store(store, "r") as opened:
        assert opened.values() == ()


def test_the_first_observation_stays_but_an_audit_is_held_again(store: str) -> None:
    with open_store(store, "r") as opened:
        for at in (1, 2):
            opened.record_event(Event(EventKind.CHECK, "s", at, at))
            opened.record_event(Event(EventKind.AUDIT, "s", at, at, float(at)))
        assert [one.recorded_at for one in opened.events(EventKind.CHECK)] == [1]
        assert [one.value for one in opened.events(EventKind.AUDIT)] == [2.0]
        assert opened.first_seen() == 1


def test_a_former_identity_is_taken_over_with_what_it_has(store: str) -> None:
    for identity in ("old", "new"):
        with open_store(store, identity) as opened:
            opened.record_values([ONE], now=NOW)
            opened.record_event(Event(EventKind.CHECK, identity, 1, 1))
    with open_store(store, "new") as opened:
        opened.rename("old")
        assert len(opened.values()) == 1
        assert {one.subject for one in opened.events(EventKind.CHECK)} == {"old", "new"}
    with open_store(store, "old") as opened:
        assert opened.values() == (ONE,)


def test_a_run_is_pooled_by_numerators_and_denominators(store: str) -> None:
    other = replace(ONE, numerator=3.0, denominator=3.0, value=1.0)
    record(store, seen("a", ONE, COUNT), seen("b", other, COUNT), seen("c", team="u", state="error"))
    with open_fleet(store) as opened:
        (ratio,) = opened.pooled(RUN, TODAY, ["trace_ai_ratio"])
        (count,) = opened.pooled(RUN, TODAY, ["commits_walked"])
    assert (ratio.team, ratio.repositories, ratio.numerator, ratio.denominator) == ("t", 2, 4.0, 7.0)
    assert count.total == 14.0


@pytest.mark.parametrize(("later", "held"), [(13, True), (14, False)])
def test_a_value_holds_until_it_is_stale(store: str, later: int, held: bool) -> None:
    record(store, seen("a", ONE))
    run = replace(RUN, started=NOW + later * DAY)
    record(store, seen("a", state="timeout"), run=run)
    with open_fleet(store) as opened:
        assert bool(list(opened.pooled(run, run.day, ["trace_ai_ratio"]))) is held
        (state,) = opened.states(run, run.day)
    assert (state.state, state.since, state.last_ok) == ("timeout", run.day, TODAY)
    assert state.judged == (TODAY if held else None)


def test_a_repository_that_left_the_fleet_is_not_pooled(store: str) -> None:
    record(store, seen("a", ONE), seen("b", ONE))
    run = replace(RUN, started=NOW + DAY)
    record(store, seen("a", ONE), run=run)
    with open_fleet(store) as opened:
        (ratio,) = opened.pooled(run, run.day, ["trace_ai_ratio"])
        assert ratio.repositories == 1
        assert [one.identity for one in opened.states(run, run.day)] == ["a"]


def test_another_definition_is_not_pooled(store: str) -> None:
    record(store, seen("a", ONE), seen("b", replace(ONE, definition="other")))
    with open_fleet(store) as opened:
        (ratio,) = opened.pooled(RUN, TODAY, ["trace_ai_ratio"])
    assert ratio.repositories == 1


def test_an_unchanged_commit_is_one_point_of_its_history(store: str) -> None:
    for late in range(3):
        record(store, seen("a", ONE), run=replace(RUN, started=NOW + late * DAY))
    with open_store(store, "a") as opened:
        assert opened.values() == (ONE,)


def test_pruning_keeps_the_last_day_of_each_quarter(store: str) -> None:
    first = 20_454  # 2026-01-01
    for day in range(first, first + 120, 10):
        record(store, seen("a", replace(ONE, head=f"{day}")), run=replace(RUN, started=day * DAY))
    with open_fleet(store) as opened:
        opened.prune(first + 120)
        assert list(opened.export()) == []
    with open_store(store, "a") as opened:
        # the last in the first quarter (90 days), and in what there is of the second
        assert {one.head for one in opened.values()} == {str(first + 80), str(first + 110)}


def test_a_scan_is_exported(store: str) -> None:
    record(store, seen("a", ONE))
    with open_fleet(store) as opened:
        assert list(opened.export()) == [
            (TODAY, "a", "t", "trace_ai_ratio", "", 1.0, 4.0, 0.25, "d", "a" * 40),
        ]


def test_eight_writers_at_once_lose_nothing(store: str) -> None:
    code = (
        "import sys;from ai_provenance.store import Value, open_store\n"
        "for number in range(5):\n"
        "    with open_store(sys.argv[1], f'r{sys.argv[2]}') as store:\n"
        "        names = [f'm{(at * int(sys.argv[2])) % 40}' for at in range(40)]\n"
        "        rows = [Value(name, '', f'{number}', number, 'd', 1.0) for name in names]\n"
        "        store.record_values(rows, now=number)\n"
    )
    writers = [subprocess.Popen([sys.executable, "-c", code, store, str(number)]) for number in range(1, 9)]
    assert [one.wait(120) for one in writers] == [0] * 8
    for number in range(1, 9):
        with open_store(store, f"r{number}") as opened:
            assert opened.count_runs() == 5


def test_an_address_with_a_password_is_refused_and_not_shown() -> None:
    with pytest.raises(StoreAddressError) as caught, open_fleet("postgresql://ana:secret@db.example.org/p"):
        pass
    assert "secret" not in f"{caught.value} {caught.value.hint}"


def test_a_database_without_tables_says_how_to_make_them(postgres: Server) -> None:
    with pytest.raises(StoreError, match="no tables") as caught, open_fleet(postgres.address("postgres")):
        pass
    assert "store init" in str(caught.value.hint)


def test_a_newer_store_is_refused(postgres: Server) -> None:
    address = made(postgres)
    postgres.sql("UPDATE provenance_schema SET version = 99", name_of(address))
    with pytest.raises(StoreError, match="schema 99"), open_fleet(address):
        pass
    with pytest.raises(StoreError, match="schema 99"):
        migrate(address)


def test_migrating_again_changes_nothing_and_two_at_once_do_it_once(postgres: Server) -> None:
    address = made(postgres)
    assert migrate(address) == []
    assert months_ahead(address) == MONTHS_AHEAD
    fresh = postgres.database("store_at_once")
    code = "import sys;from ai_provenance.store.postgresql import migrate;migrate(sys.argv[1])"
    both = [subprocess.Popen([sys.executable, "-c", code, fresh]) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]


def test_a_missing_partition_is_made_around_what_is_in_the_default_one(postgres: Server) -> None:
    address = made(postgres)
    database = name_of(address)
    name = time.strftime("value_%Y_%m", time.gmtime())
    postgres.sql(f"DROP TABLE {name}", database)
    now = int(time.time())
    record(address, seen("a", ONE), run=replace(RUN, started=now))
    assert postgres.sql("SELECT count(*) FROM value_other", database) == [(1,)]
    assert migrate(address) == [f"partition {name}"]
    assert postgres.sql("SELECT count(*) FROM value_other", database) == [(0,)]
    assert postgres.sql(f"SELECT count(*) FROM {name}", database) == [(1,)]
    drop_before(address, now // DAY + 62)
    assert postgres.sql("SELECT count(*) FROM value", database) == [(0,)]


def test_the_roles_allow_what_they_must_and_no_more(postgres: Server) -> None:
    postgres.sql("CREATE DATABASE guarded")
    postgres.sql(script("roles"), "guarded")
    for role in ("owner", "writer", "reader"):
        postgres.sql(f"CREATE ROLE a_{role} LOGIN; GRANT prov_{role} TO a_{role}")
    migrate(postgres.address("guarded", "a_owner"))
    record(postgres.address("guarded", "a_writer"), seen("a", ONE))
    assert postgres.sql("SELECT repository, numerator FROM fleet_value", "guarded", "a_reader") == [("a", 1.0)]
    refused = {
        "a_writer": ["DELETE FROM value", "DROP TABLE value", "CREATE TABLE x (a int)"],
        "a_reader": [
            "SELECT * FROM value",
            "SELECT * FROM repository",
            "INSERT INTO metric (name, label) VALUES ('', '')",
        ],
    }
    for user, statements in refused.items():
        for statement in statements:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                postgres.sql(statement, "guarded", user)
    with pytest.raises(StoreError):
        migrate(postgres.address("guarded", "a_writer"))


def test_a_small_team_is_a_part_of_the_others_in_every_view(postgres: Server) -> None:
    address = made(postgres)
    database = name_of(address)
    large = [seen(f"l{number}", ONE, team="large") for number in range(3)]
    # large today, and one repository on the day before: that day is a part of the others
    record(address, large[0], run=replace(RUN, started=NOW - DAY))
    few = [seen(f"f{number}", ONE, team="few", few=True) for number in range(3)]
    record(address, *large, *few, seen("s", ONE, team="small"))
    for view in ("fleet_member", "fleet_value", "fleet_daily"):
        shown = postgres.sql(f"SELECT team, count(DISTINCT repository) FROM {view} GROUP BY 1 ORDER BY 1", database)
        assert shown == [("large", 3), ("others", 4 + (view == "fleet_daily"))]
    past = postgres.sql("SELECT team, repository FROM fleet_daily ORDER BY day LIMIT 1", database)
    assert past == [("others", "l0")]


def test_teams_are_counted_as_of_a_day(store: str) -> None:
    record(store, seen("a", ONE, few=True), seen("b", state="error"), seen("c", ONE, team="u"))
    record(store, seen("a", ONE), run=replace(RUN, started=NOW + DAY))
    with open_fleet(store) as opened:
        assert list(opened.teams(RUN, TODAY)) == [("t", 2, True), ("u", 1, False)]
        assert list(opened.teams(replace(RUN, started=NOW + DAY), TODAY + 1)) == [("t", 1, False)]
