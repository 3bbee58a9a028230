"""A database of an earlier schema opens as one of today, with what it held."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ai_provenance.store import EventKind, StoreError, open_store, sqlite
from ai_provenance.store.sqlite import SCHEMA, folded_identity, open_sqlite

HTTPS, SSH, PATH = "https://git.example.org/acme/widgets", "git@git.example.org:acme/widgets.git", "/home/me/widgets"
IDENTITY = "git.example.org/acme/widgets"
SCRIPTS = Path(sqlite.__file__).parent / "migrations" / "sqlite"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database as schema 1 left it: one repository under two addresses, and one that was cloned from a path."""
    path = tmp_path / "h.sqlite3"
    connection = sqlite3.connect(path)
    connection.executescript((SCRIPTS / "0001.sql").read_text() + "PRAGMA user_version = 1;")
    values = [
        (HTTPS, "a", "1", "trace_all_ratio", "", 0.5, 100_000, 10),
        (SSH, "a", "1", "trace_all_ratio", "", 0.6, 100_000, 20),
        (SSH, "b", "2", "commits", "origin=ai", 7.0, 200_000, 30),
        (PATH, "c", "1", "trace_all_ratio", "", 0.9, 1, 40),
    ]
    connection.executemany("INSERT INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)
    events = [
        (HTTPS, "check", "a", 5, 6, None),
        (SSH, "check", "a", 5, 4, None),
        (HTTPS, "audit", "a", 1, 1, 0.0),
        (SSH, "audit", "a", 2, 2, 1.0),
        (SSH, "seen", "", 3, 3, 1.0),
    ]
    connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?, ?, ?)", events)
    connection.commit()
    connection.close()
    return path


def test_addresses_of_one_repository_fold_into_its_identity(path: Path) -> None:
    with open_store(str(path), IDENTITY) as store:
        found = [(one.metric, one.label, one.head, one.definition, one.value) for one in store.values()]
    assert found == [("trace_all_ratio", "", "a", "1", 0.6), ("commits", "origin=ai", "b", "2", 7.0)]


def test_the_first_observation_and_the_last_audit_stay(path: Path) -> None:
    with open_store(str(path), IDENTITY) as store:
        assert [event.recorded_at for event in store.events(EventKind.CHECK)] == [4]
        assert [event.value for event in store.events(EventKind.AUDIT)] == [1.0]


def test_the_first_sight_is_the_earliest_of_all(path: Path) -> None:
    with open_store(str(path), IDENTITY) as store:
        assert store.first_seen() == 1


def test_a_path_of_the_machine_is_not_kept(path: Path) -> None:
    with open_store(str(path), "local/widgets-01234567") as store:
        store.rename(folded_identity(PATH))
        assert [one.head for one in store.values()] == ["c"]
    connection = sqlite3.connect(path)
    names = [name for (name,) in connection.execute("SELECT identity FROM repository")]
    connection.close()
    assert sorted(names) == [IDENTITY, "local/widgets-01234567"]
    assert b"/home/me" not in path.read_bytes()


def test_a_migrated_database_is_migrated_once(path: Path) -> None:
    for _ in range(2):
        with open_sqlite(path, IDENTITY) as store:
            assert [*store.database.execute("PRAGMA user_version", {})] == [(SCHEMA,)]
            assert len(store.values()) == 2


def test_a_migration_that_fails_leaves_the_database_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "folded_identity", lambda _: None)
    with pytest.raises(StoreError), open_store(str(path), IDENTITY):
        pass
    monkeypatch.undo()
    with open_store(str(path), IDENTITY) as store:
        assert len(store.values()) == 2
