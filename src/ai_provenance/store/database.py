"""The metrics database in SQLite: write-ahead log, schema brought up to date, one writer at a time."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.store.interface import Event, EventKind, StoreError, Value

_MIGRATIONS = (
    """
    CREATE TABLE value (
        repository TEXT NOT NULL,
        head TEXT NOT NULL,
        definition TEXT NOT NULL,
        metric TEXT NOT NULL,
        label TEXT NOT NULL,
        value REAL NOT NULL,
        head_time INTEGER NOT NULL,
        recorded_at INTEGER NOT NULL,
        PRIMARY KEY (repository, metric, label, head, definition)
    ) WITHOUT ROWID;
    CREATE TABLE event (
        repository TEXT NOT NULL,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        occurred_at INTEGER NOT NULL,
        recorded_at INTEGER NOT NULL,
        value REAL,
        PRIMARY KEY (repository, kind, subject)
    ) WITHOUT ROWID;
    """,
)
"""One script a schema version; SQLite's `user_version` says how many have run. Scripts are only ever added."""
_PATIENCE = 10.0
"""Seconds to wait for another writer."""


@dataclass(frozen=True, slots=True)
class MetricsDatabase:
    """An open SQLite database, read and written about one repository: a `MetricsStore`."""

    connection: sqlite3.Connection
    repository: str
    """Identity of the repository: the address of its remote, or a digest where there is none."""

    def record_values(self, rows: Iterable[Value], *, now: int) -> int:
        """As `MetricsStore.record_values`."""
        written = [
            (self.repository, row.head, row.definition, row.metric, row.label, row.value, row.head_time, now)
            for row in rows
        ]
        self._seen(now)
        self.connection.executemany("INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?)", written)
        return len(written)

    def values(self, metrics: Iterable[str] = ()) -> tuple[Value, ...]:
        """As `MetricsStore.values`."""
        wanted = tuple(metrics)
        places = ", ".join("?" * len(wanted))
        where = f"AND metric IN ({places})" if wanted else ""
        query = (
            "SELECT metric, label, head, head_time, definition, value FROM value "  # noqa: S608 - only `?` is put in
            f"WHERE repository = ? {where} ORDER BY head_time, head, metric, label"
        )
        return tuple(Value(*row) for row in self.connection.execute(query, (self.repository, *wanted)))

    def count_runs(self) -> int:
        """As `MetricsStore.count_runs`."""
        query = "SELECT count(DISTINCT head) FROM value WHERE repository = ?"
        (number,) = self.connection.execute(query, (self.repository,)).fetchone()
        return int(number)

    def record_event(self, event: Event) -> None:
        """As `MetricsStore.record_event`."""
        self._seen(event.recorded_at)
        verb = "REPLACE" if event.kind is EventKind.AUDIT else "IGNORE"
        self.connection.execute(
            f"INSERT OR {verb} INTO event VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - one of two words of ours
            (self.repository, event.kind.value, event.subject, event.occurred_at, event.recorded_at, event.value),
        )

    def first_seen(self) -> int | None:
        """As `MetricsStore.first_seen`."""
        # a database of an earlier version has no such event, and its rows may have been replaced since
        query = (
            "SELECT min(at) FROM (SELECT min(recorded_at) AS at FROM event WHERE repository = :r "
            "UNION ALL SELECT min(recorded_at) FROM value WHERE repository = :r)"
        )
        (first,) = self.connection.execute(query, {"r": self.repository}).fetchone()
        return None if first is None else int(first)

    def _seen(self, now: int) -> None:
        query = "INSERT OR IGNORE INTO event VALUES (?, ?, '', ?, ?, 1.0)"
        self.connection.execute(query, (self.repository, EventKind.SEEN.value, now, now))

    def events(self, kind: EventKind) -> tuple[Event, ...]:
        """As `MetricsStore.events`."""
        query = (
            "SELECT subject, occurred_at, recorded_at, value FROM event "
            "WHERE repository = ? AND kind = ? ORDER BY recorded_at, subject"
        )
        found = self.connection.execute(query, (self.repository, kind.value))
        return tuple(Event(kind, *row) for row in found)


@contextmanager
def open_store(path: Path, repository: str) -> Generator[MetricsDatabase]:
    """Open the database at PATH for REPOSITORY, making it if need be; what is written is kept when the block ends well.

    Raises StoreError where it cannot be opened or is not ours.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _cannot(path, error) from error
    try:
        _prepare(connection, path)
        connection.execute("BEGIN IMMEDIATE")
        yield MetricsDatabase(connection, repository)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise _cannot(path, error) from error
    finally:
        connection.close()  # what was not committed is rolled back


def default_path(common_dir: Path) -> Path:
    """Where the database of a repository is unless another place is named; all its worktrees share it."""
    return common_dir / "ai-provenance" / "history.sqlite3"


def identity(remote: str | None, common_dir: Path) -> str:
    """The name of a repository in the database. No path of the machine is written."""
    return remote or "local:" + hashlib.sha256(str(common_dir).encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(_MIGRATIONS):
        raise StoreError(
            f"{path} has schema {version}, expected {len(_MIGRATIONS)} or older", hint="update ai-provenance"
        )
    if version == len(_MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may have done it meanwhile
    for number in range(version, len(_MIGRATIONS)):
        for statement in _MIGRATIONS[number].split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number + 1}")
    connection.execute("COMMIT")


def _cannot(path: Path, error: Exception) -> StoreError:
    return StoreError(f"cannot use the metrics database {path}: {error}", hint="name another place with --store FILE")
