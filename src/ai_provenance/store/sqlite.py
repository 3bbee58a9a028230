"""The metrics store in SQLite: write-ahead log, schema brought up to date, one writer at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from ai_provenance.repo.identity import identity_of_address, local_identity
from ai_provenance.store.interface import StoreError
from ai_provenance.store.tables import Tables

SCHEMA = 3
"""SQLite's `user_version`: the number of the newest script in `migrations/sqlite`. Scripts are only ever added."""
_PATIENCE = 10.0
"""Seconds to wait for another writer."""


@dataclass(frozen=True, slots=True)
class _Adapter:
    """A connection as `Tables` uses it."""

    connection: sqlite3.Connection

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
        """As `Database.execute`."""
        return self.connection.execute(sql, parameters)


@contextmanager
def open_sqlite(path: Path, identity: str) -> Generator[Tables]:
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
        yield Tables(_Adapter(connection), identity)
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
