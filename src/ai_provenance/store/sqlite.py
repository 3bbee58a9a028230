"""The metrics store in SQLite: write-ahead log, schema brought up to date, one writer at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from ai_provenance import __version__
from ai_provenance.repo.identity import identity_of_address, local_identity
from ai_provenance.store.interface import Event, EventKind, StoreError, Value

SCHEMA = 2
"""SQLite's `user_version`: the number of the newest script in `migrations/sqlite`. Scripts are only ever added."""
_PATIENCE = 10.0
"""Seconds to wait for another writer."""
_DAY = 86_400


@dataclass(slots=True)
class SQLiteStore:
    """An open SQLite database, read and written about one repository: a `MetricsStore`."""

    connection: sqlite3.Connection
    identity: str
    """Of the repository (`repo.identity`)."""
    _ids: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Of the rows of `metric` and `definition` that were looked up."""

    def record_values(self, rows: Iterable[Value], *, now: int) -> int:
        """As `MetricsStore.record_values`."""
        repository, written = self._enter(now), 0
        for row in rows:
            definition = self._id("definition", digest=row.definition, tool=__version__)
            snapshot = self._snapshot((repository, row.head, definition), row.head_time, now)
            value = (None, None, row.value) if row.denominator is None else (row.numerator, row.denominator, None)
            metric = self._id("metric", name=row.metric, label=row.label)
            self.connection.execute(
                "INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (metric, repository, row.head_time // _DAY, snapshot, definition, *value),
            )
            written += 1
        return written

    def values(self, metrics: Iterable[str] = ()) -> tuple[Value, ...]:
        """As `MetricsStore.values`."""
        wanted = tuple(metrics)
        places = ", ".join("?" * len(wanted))
        where = f"AND m.name IN ({places})" if wanted else ""
        query = (
            "SELECT m.name, m.label, s.head, s.head_time, d.digest, coalesce(v.val, v.num / v.den), v.num, v.den "  # noqa: S608 - only `?` is put in
            "FROM value AS v JOIN metric AS m ON m.id = v.metric JOIN snapshot AS s ON s.id = v.snapshot "
            "JOIN definition AS d ON d.id = v.definition "
            f"WHERE v.repository = ? {where} ORDER BY s.head_time, s.head, m.name, m.label, s.recorded_at"
        )
        return tuple(Value(*row) for row in self.connection.execute(query, (self._known(), *wanted)))

    def count_runs(self) -> int:
        """As `MetricsStore.count_runs`."""
        query = "SELECT count(DISTINCT head) FROM snapshot WHERE repository = ?"
        (number,) = self.connection.execute(query, (self._known(),)).fetchone()
        return int(number)

    def record_event(self, event: Event) -> None:
        """As `MetricsStore.record_event`."""
        verb = "REPLACE" if event.kind is EventKind.AUDIT else "IGNORE"
        self.connection.execute(
            f"INSERT OR {verb} INTO event VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608 - one of two words of ours
            (
                self._enter(event.recorded_at),
                event.kind.value,
                event.subject,
                event.occurred_at,
                event.recorded_at,
                event.value,
            ),
        )

    def first_seen(self) -> int | None:
        """As `MetricsStore.first_seen`."""
        row = self.connection.execute("SELECT first_seen FROM repository WHERE id = ?", (self._known(),)).fetchone()
        return None if row is None else int(row[0])

    def events(self, kind: EventKind) -> tuple[Event, ...]:
        """As `MetricsStore.events`."""
        query = (
            "SELECT subject, occurred_at, recorded_at, value FROM event "
            "WHERE repository = ? AND kind = ? ORDER BY recorded_at, subject"
        )
        return tuple(Event(kind, *row) for row in self.connection.execute(query, (self._known(), kind.value)))

    def rename(self, former: str) -> None:
        """Let what was recorded under the identity FORMER be this repository's, now and whenever it is named."""
        old = self._find(former)
        if old is None or former == self.identity:
            return
        new = self._find(self.identity)
        if new is None:
            self.connection.execute("UPDATE repository SET identity = ? WHERE id = ?", (self.identity, old))
        elif new != old:
            self._merge(old, new)
        self.connection.execute("INSERT OR IGNORE INTO alias VALUES (?, ?)", (former, new or old))

    def _merge(self, old: int, new: int) -> None:
        """Move what OLD has to NEW; where both have a row about the same, that of NEW stays."""
        steps = (
            "UPDATE OR IGNORE snapshot SET repository = :new WHERE repository = :old",
            # a value follows its snapshot, or goes with it
            "UPDATE value SET repository = :new WHERE repository = :old "
            "AND snapshot IN (SELECT id FROM snapshot WHERE repository = :new)",
            "UPDATE OR IGNORE event SET repository = :new WHERE repository = :old",
            "UPDATE repository SET first_seen = min(first_seen, "
            "(SELECT first_seen FROM repository WHERE id = :old)) WHERE id = :new",
            "UPDATE alias SET repository = :new WHERE repository = :old",
            "DELETE FROM value WHERE repository = :old",
            "DELETE FROM event WHERE repository = :old",
            "DELETE FROM snapshot WHERE repository = :old",
            "DELETE FROM repository WHERE id = :old",
        )
        for step in steps:
            self.connection.execute(step, {"old": old, "new": new})

    def _enter(self, now: int) -> int:
        """The id of the repository, which was first seen NOW unless it was before."""
        found = self._find(self.identity)
        if found is None:
            query = "INSERT INTO repository (identity, first_seen) VALUES (?, ?) RETURNING id"
            (found,) = self.connection.execute(query, (self.identity, now)).fetchone()
        self.connection.execute("UPDATE repository SET first_seen = ?1 WHERE id = ?2 AND first_seen > ?1", (now, found))
        return int(found)

    def _known(self) -> int | None:
        return self._find(self.identity)

    def _find(self, identity: str) -> int | None:
        query = "SELECT id FROM repository WHERE identity = :i UNION SELECT repository FROM alias WHERE identity = :i"
        row = self.connection.execute(query, {"i": identity}).fetchone()
        return None if row is None else int(row[0])

    def _snapshot(self, key: tuple[int, str, int], head_time: int, now: int) -> int:
        found = self._ids.get(("snapshot", *map(str, key)))
        if found is None:
            query = (
                "INSERT INTO snapshot (repository, head, definition, head_time, recorded_at) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT DO UPDATE SET recorded_at = excluded.recorded_at RETURNING id"
            )
            (found,) = self.connection.execute(query, (*key, head_time, now)).fetchone()
            self._ids["snapshot", *map(str, key)] = found
        return found

    def _id(self, table: str, **columns: str) -> int:
        """The id of the row of TABLE with the first of COLUMNS, or with all of them in `metric`; made if need be."""
        key = (table, *columns.values())
        found = self._ids.get(key)
        if found is None:
            names, places = ", ".join(columns), ", ".join("?" * len(columns))
            # an update that changes nothing, because only a row that was written is returned
            query = (
                f"INSERT INTO {table} ({names}) VALUES ({places}) "  # noqa: S608 - names of ours
                "ON CONFLICT DO UPDATE SET id = id RETURNING id"
            )
            (found,) = self.connection.execute(query, tuple(columns.values())).fetchone()
            self._ids[key] = found
        return found


@contextmanager
def open_sqlite(path: Path, identity: str) -> Generator[SQLiteStore]:
    """Open the database at PATH for the repository of IDENTITY, making it if need be.

    What is written is kept when the block ends well.

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
        yield SQLiteStore(connection, identity)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise _cannot(path, error) from error
    finally:
        connection.close()  # what was not committed is rolled back


def folded_identity(name: str) -> str:
    """The identity of a repository that schema 1 knew by NAME: its remote's address, or `local:` and a digest.

    Schema 1 had the path of a remote on the same machine, too, which is not kept: `recording` knows the name that this
    gives, and puts the identity in its place when the repository is next opened.
    """
    if name.startswith("local:"):
        return name.replace(":", "/", 1)
    return identity_of_address(name) or local_identity(name.rstrip("/").rpartition("/")[2].removesuffix(".git"), [name])


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > SCHEMA:
        raise StoreError(f"{path} has schema {version}, expected {SCHEMA} or older", hint="update ai-provenance")
    if version == SCHEMA:
        return
    connection.execute("PRAGMA secure_delete = ON")  # names that are folded may be paths of the machine
    connection.create_function("folded_identity", 1, folded_identity, deterministic=True)
    connection.execute("BEGIN IMMEDIATE")
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may have done it meanwhile
    for number in range(version + 1, SCHEMA + 1):
        for statement in _script(number).split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number}")
    connection.execute("COMMIT")


def _script(number: int) -> str:
    """The script that brings a database from the schema before NUMBER to it. No `;` but at the end of a statement."""
    room = resources.files("ai_provenance.store") / "migrations" / "sqlite"
    return (room / f"{number:04}.sql").read_text("utf-8")


def _cannot(path: Path, error: Exception) -> StoreError:
    return StoreError(f"cannot use the metrics database {path}: {error}", hint="name another place with --store FILE")
