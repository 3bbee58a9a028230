"""Open the store: write-ahead log, schema brought up to date, one writer at a time."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.errors import ProvenanceError

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


class StoreError(ProvenanceError):
    """The store cannot be opened, is no store of ours, or is newer than we are."""


@dataclass(frozen=True, slots=True)
class Store:
    """An open store, read and written about one repository."""

    connection: sqlite3.Connection
    repository: str
    """Identity of the repository: the address of its remote, or a digest where there is none."""


@contextmanager
def open_store(path: Path, repository: str) -> Generator[Store]:
    """Open the store at PATH for REPOSITORY, making it if need be; what was written is kept when the block ends well.

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
        yield Store(connection, repository)
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise _cannot(path, error) from error
    finally:
        connection.close()  # what was not committed is rolled back


def default_path(common_dir: Path) -> Path:
    """Where a repository's store lies unless another place is named; all its worktrees share it."""
    return common_dir / "ai-provenance" / "history.sqlite3"


def identity(remote: str | None, common_dir: Path) -> str:
    """What the store calls a repository. No path of the machine is written."""
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
    (version,) = connection.execute("PRAGMA user_version").fetchone()  # another process may have been faster
    for number in range(version, len(_MIGRATIONS)):
        for statement in _MIGRATIONS[number].split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {number + 1}")
    connection.execute("COMMIT")


def _cannot(path: Path, error: Exception) -> StoreError:
    return StoreError(f"cannot use the store {path}: {error}", hint="name another place with --store FILE")
