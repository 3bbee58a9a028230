"""The store: idempotent, shared by processes, brought up to date, refused when it is not ours."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ai_provenance.store import Event, EventKind, StoreAddressError, StoreError, Value, exists, open_store
from ai_provenance.store.indicators import audit_subject, recorded_indicators
from ai_provenance.store.sqlite import open_sqlite

ONE = Value("trace_all_ratio", "", "a" * 40, 100, "1", 0.5)
NOW = int(datetime(2026, 5, 1, tzinfo=UTC).timestamp())
MINUTE, QUARTER = 60, 92 * 86400


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "store.sqlite3"


def test_a_row_is_one_row_however_often_it_is_written(path: Path) -> None:
    for number in (0.5, 0.6):
        with open_store(str(path), "r") as store:
            store.record_values([Value("m", "", "a", 100, "1", number)], now=NOW)
    with open_store(str(path), "r") as store:
        assert [row.value for row in store.values()] == [0.6]


def test_a_new_definition_is_a_new_row(path: Path) -> None:
    with open_store(str(path), "r") as store:
        store.record_values([ONE, Value("trace_all_ratio", "", "a" * 40, 100, "2", 0.5)], now=NOW)
        assert len(store.values()) == 2


def test_a_ratio_keeps_its_parts(path: Path) -> None:
    third = Value("trace_ai_ratio", "", "a" * 40, 100, "1", 1 / 3, 2.0, 6.0)
    with open_store(str(path), "r") as store:
        store.record_values([ONE, third], now=NOW)
        assert store.values(["trace_ai_ratio"]) == (third,)


def test_a_ratio_of_nothing_is_refused(path: Path) -> None:
    with pytest.raises(StoreError, match="CHECK"), open_store(str(path), "r") as store:
        store.record_values([Value("trace_ai_ratio", "", "a", 1, "1", 0.0, 0.0, 0.0)], now=NOW)


def test_two_commits_of_one_day_are_two_points(path: Path) -> None:
    with open_store(str(path), "r") as store:
        store.record_values([Value("m", "", head, 100, "1", 1.0) for head in "ab"], now=NOW)
        assert [row.head for row in store.values()] == ["a", "b"]


@pytest.mark.parametrize("prefix", ["", "sqlite:"])
def test_an_address_is_a_file_with_or_without_its_kind(path: Path, prefix: str) -> None:
    assert not exists(f"{prefix}{path}")
    with open_store(f"{prefix}{path}", "r") as store:
        store.record_values([ONE], now=NOW)
    assert path.is_file()
    assert exists(f"{prefix}{path}")


@pytest.mark.parametrize("address", ["mysql://host/db", "https://host/h.sqlite3"])
def test_an_address_of_no_kind_of_store_is_refused(address: str) -> None:
    with pytest.raises(StoreAddressError, match="no kind of store"), open_store(address, "r"):
        pass


def test_a_former_identity_is_taken_over(path: Path) -> None:
    with open_store(str(path), "old") as store:
        store.record_values([ONE], now=NOW)
    with open_store(str(path), "new") as store:
        store.rename("old")
        assert store.values() == (ONE,)
    with open_store(str(path), "old") as store:
        assert store.values() == (ONE,)


def test_two_identities_of_one_repository_are_merged(path: Path) -> None:
    other = replace(ONE, head="b" * 40)
    for name, row, at in (("old", ONE, NOW), ("new", other, NOW + 9)):
        with open_store(str(path), name) as store:
            store.record_values([row, ONE], now=at)
            store.record_event(Event(EventKind.CHECK, name, at, at))
    with open_store(str(path), "new") as store:
        store.rename("old")
        assert (store.values(), store.first_seen()) == ((ONE, other), NOW)
        assert [event.subject for event in store.events(EventKind.CHECK)] == ["old", "new"]


def test_reading_is_no_first_sight(path: Path) -> None:
    with open_store(str(path), "r") as store:
        assert (store.values(), store.count_runs(), store.first_seen()) == ((), 0, None)


def test_repositories_do_not_mix(path: Path) -> None:
    with open_store(str(path), "r") as store:
        store.record_values([ONE], now=NOW)
    with open_store(str(path), "other") as store:
        assert store.values() == ()


def test_values_come_in_the_order_of_history(path: Path) -> None:
    rows = [Value("m", "", str(time), time, "1", 0.0) for time in (3, 1, 2)]
    with open_store(str(path), "r") as store:
        store.record_values([*rows, ONE], now=NOW)
        assert [row.head_time for row in store.values(["m"])] == [1, 2, 3]


def test_the_log_is_written_ahead(path: Path) -> None:
    with open_sqlite(path, "r") as store:
        assert [*store.database.execute("PRAGMA journal_mode", {})] == [("wal",)]


def test_what_was_begun_and_failed_is_not_kept(path: Path) -> None:
    bad = Value("m", "", "b", 1, "1", None)  # type: ignore[arg-type]  # what the database must refuse
    with pytest.raises(StoreError), open_store(str(path), "r") as store:
        store.record_values([ONE, bad], now=NOW)
    with open_store(str(path), "r") as store:
        assert store.values() == ()


def test_processes_take_turns(path: Path) -> None:
    script = (
        "import sys; from ai_provenance.store import *\n"
        "for n in range(20):\n"
        "    with open_store(sys.argv[1], 'r') as store:\n"
        "        store.record_values([Value('m', sys.argv[2], str(n), n, '1', 1.0)], now=1)\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script, str(path), str(number)]) for number in range(4)]
    assert [process.wait() for process in running] == [0, 0, 0, 0]
    with open_store(str(path), "r") as store:
        assert len(store.values()) == 80


@pytest.mark.parametrize("content", [b"no database at all, really not", b"\0" * 5000])
def test_a_file_that_is_no_store_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    with pytest.raises(StoreError, match="cannot use the metrics database"), open_store(str(path), "r"):
        pass


def test_a_newer_store_is_refused(path: Path) -> None:
    with open_store(str(path), "r"):
        pass
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="schema 99"), open_store(str(path), "r"):
        pass


def indicators(path: Path, *found: Event) -> dict[str, float | None]:
    with open_store(str(path), "r") as store:
        for event in found:
            store.record_event(event)
        return {name: one.value for name, one in recorded_indicators(store, NOW).items()}


def check(at: int = NOW) -> Event:
    return Event(EventKind.CHECK, str(at), at, at)


def test_an_empty_store_answers_nothing(path: Path) -> None:
    assert indicators(path) == {}


def test_time_to_detection_is_the_mean_since_the_first_check(path: Path) -> None:
    seen = [Event(EventKind.VIOLATION, str(n), NOW + n * MINUTE, NOW + 10 * MINUTE) for n in (2, 4)]
    old = Event(EventKind.VIOLATION, "old", NOW - 99 * MINUTE, NOW)
    assert indicators(path, check(), *seen, old)["I2.4"] == 7.0


def test_a_violation_is_detected_once(path: Path) -> None:
    first, again = (Event(EventKind.VIOLATION, "c", NOW, NOW + late) for late in (MINUTE, 9 * MINUTE))
    assert indicators(path, check(), first, again)["I2.4"] == 1.0


def test_incidents_need_both_a_check_and_a_secret_scan(path: Path) -> None:
    agent = Event(EventKind.DISALLOWED_AGENT, "c", NOW, NOW)
    assert "I2.2" not in indicators(path, check(), agent)
    assert indicators(path, Event(EventKind.SECRET_SCAN, "h", NOW, NOW))["I2.2"] == 1.0


def test_a_quarter_without_audit_is_not_passed(path: Path) -> None:
    held = [Event(EventKind.AUDIT, str(back), at, at, 1.0) for back in (0, 2) for at in [NOW - back * QUARTER]]
    assert indicators(path, *held)["I2.5"] == pytest.approx(2 / 3)


def test_an_audit_is_due_from_the_first_sight_of_a_repository(path: Path) -> None:
    assert indicators(path, check(NOW - 3 * QUARTER))["I2.5"] == 0.0


def test_no_audit_is_due_while_the_first_quarter_runs(path: Path) -> None:
    assert "I2.5" not in indicators(path, check())


def test_an_audit_of_the_same_commit_in_another_quarter_is_another(path: Path) -> None:
    audits = [Event(EventKind.AUDIT, audit_subject("h", at), at, at, 1.0) for at in (NOW - QUARTER, NOW)]
    assert indicators(path, *audits)["I2.5"] == 1.0


def test_recording_a_run_again_does_not_move_the_first_sight(path: Path) -> None:
    with open_store(str(path), "r") as store:
        for late in (0, 2 * QUARTER):
            store.record_values([ONE], now=NOW - 2 * QUARTER + late)
        assert store.first_seen() == NOW - 2 * QUARTER


def test_a_failed_audit_can_be_held_again(path: Path) -> None:
    failed, passed = (Event(EventKind.AUDIT, "head", NOW, NOW, value) for value in (0.0, 1.0))
    assert indicators(path, failed)["I2.5"] == 0.0
    assert indicators(path, passed)["I2.5"] == 1.0


def test_events_remember_the_first_sight(path: Path) -> None:
    with open_store(str(path), "r") as store:
        for late in (5, 9):
            store.record_event(Event(EventKind.AI_KEY, "f", 1, late))
        assert [one.recorded_at for one in store.events(EventKind.AI_KEY)] == [5]
