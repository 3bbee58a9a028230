"""The journal of a scan: every row that came, kept before it is counted, so that a scan can be killed at any moment."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.errors import ProvenanceError
from ai_provenance.fleet.executors.interface import Row

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS row (key TEXT PRIMARY KEY, identity TEXT NOT NULL, size INTEGER, row TEXT NOT NULL)"
)
_PATIENCE = 30.0
"""Seconds to wait for another scan that writes to the same journal."""


@dataclass(frozen=True, slots=True)
class Journal:
    """An open journal. Each call is a transaction of its own."""

    connection: sqlite3.Connection

    def keep(self, key: str, row: Row) -> None:
        """Write ROW under the key of its job; it is on the disk when this returns."""
        size = next((int(one[4]) for one in row.report.get("metrics", ()) if one[0] == "commits_walked"), None)
        self.connection.execute(
            "INSERT OR REPLACE INTO row VALUES (?, ?, ?, ?)", (key, row.identity, size, json.dumps(row.dump()))
        )

    def row(self, key: str) -> Row | None:
        """The row under KEY; None where there is none, or it is damaged."""
        found = self.connection.execute("SELECT row FROM row WHERE key = ?", (key,)).fetchone()
        try:
            return Row.load(json.loads(found[0])) if found else None
        except (KeyError, TypeError, ValueError):
            return None

    def sizes(self) -> dict[str, int]:
        """Identity -> the largest number of commits that a row of it counted."""
        query = "SELECT identity, max(size) FROM row WHERE size IS NOT NULL GROUP BY identity"
        return dict(self.connection.execute(query))


@contextmanager
def open_journal(path: Path) -> Generator[Journal]:
    """Open the journal at PATH, making it if need be. Raises ProvenanceError where it is none or cannot be written."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _cannot(path, error) from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # with the log: a row survives us, if not the machine
        connection.execute(_SCHEMA)
        yield Journal(connection)
    except sqlite3.Error as error:
        raise _cannot(path, error) from error
    finally:
        connection.close()


def _cannot(path: Path, error: Exception) -> ProvenanceError:
    return ProvenanceError(f"cannot use the journal {path}: {error}", "name another directory with -o")
