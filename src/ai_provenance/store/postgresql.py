"""The metrics store in PostgreSQL: many writers at once, roles, values in a partition for each month.

`store init` and `store migrate` make and change tables, as a member of `prov_owner`; a scan only writes rows. The
password comes from PGPASSFILE or a service file (libpq), never from an address.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from ai_provenance.store.interface import StoreError
from ai_provenance.store.sqlite import SCHEMA
from ai_provenance.store.tables import Tables

if TYPE_CHECKING:  # an extra
    import psycopg

FIRST = 3
"""The number of the first script in `migrations/postgresql`: the same schema as that number of SQLite."""
MONTHS_AHEAD = 24
LEAST_MONTHS_AHEAD = 2
_LOCK = 0x61697072
"""Of the advisory lock that migrations hold: any number that no one else has."""
_EPOCH = date(1970, 1, 1)
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_]\w*)")


@dataclass(frozen=True, slots=True)
class _Adapter:
    """A connection as `Tables` uses it."""

    connection: psycopg.Connection[tuple[Any, ...]]

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
        """As `Database.execute`."""
        cursor = self.connection.execute(_translated(sql), parameters)
        return cursor if cursor.description else ()


@cache
def _translated(sql: str) -> bytes:
    return _PARAMETER.sub(r"%(\1)s", sql).encode()


@contextmanager
def open_postgresql(address: str, identity: str) -> Generator[Tables]:
    """Open the store at ADDRESS for the repository of IDENTITY; what is written is kept when the block ends well.

    Raises StoreError where it cannot be reached, has no tables or those of another version, or refuses what is done.
    """
    with _connected(address) as connection:
        version = _version(connection)
        if version > SCHEMA:
            raise StoreError(f"the store has schema {version}, expected {SCHEMA}", hint="update ai-provenance")
        if version < SCHEMA:
            what = f"schema {version}" if version else "no tables"
            raise StoreError(
                f"the store has {what}, expected schema {SCHEMA}", f"ai-provenance store init --store {address}"
            )
        yield Tables(_Adapter(connection), identity)


def migrate(address: str) -> list[str]:
    """Make or change the tables, and partitions `MONTHS_AHEAD` months from now; what was done. Raises StoreError."""
    done = []
    with _connected(address) as connection:
        owned = connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = 'prov_owner' AND pg_has_role(current_user, oid, 'MEMBER') "
            "AND has_schema_privilege(oid, current_schema(), 'CREATE')"
        ).fetchone()
        if owned:
            connection.execute("SET LOCAL ROLE prov_owner")
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        version = _version(connection)
        if version > SCHEMA:
            raise StoreError(f"the store has schema {version}, expected {SCHEMA}", hint="update ai-provenance")
        for number in range(max(version + 1, FIRST), SCHEMA + 1):
            connection.execute(script(f"{number:04}").encode())
            done.append(f"schema {number}")
        connection.execute("CREATE TABLE IF NOT EXISTS provenance_schema (version integer NOT NULL)")
        connection.execute("DELETE FROM provenance_schema")
        connection.execute("INSERT INTO provenance_schema VALUES (%s)", [SCHEMA])
        done += [f"partition {name}" for name in _make_partitions(connection)]
        connection.execute(script("views").encode())
    return done


def script(name: str) -> str:
    """One of the scripts in `migrations/postgresql`."""
    room = resources.files("ai_provenance.store") / "migrations" / "postgresql"
    return (room / f"{name}.sql").read_text("utf-8")


def months_ahead(address: str) -> int:
    """For how many months after this one there is a partition. Raises StoreError."""
    with _connected(address) as connection:
        have, this = set(_partitions(connection)), _month(datetime.now(UTC).date())
    number = 0
    while _name(_later(this, number + 1)) in have:
        number += 1
    return number


def drop_before(address: str, day: int) -> None:
    """Drop the values of the months before DAY, which begins one: whole partitions. Raises StoreError."""
    with _connected(address) as connection:
        for name in _partitions(connection):
            year, month = name.removeprefix("value_").split("_")
            if (_later(date(int(year), int(month), 1), 1) - _EPOCH).days <= day:
                connection.execute(f"DROP TABLE {name}".encode())
        connection.execute("DELETE FROM value_other WHERE day < %s", [day])


def _make_partitions(connection: psycopg.Connection[tuple[Any, ...]]) -> list[str]:
    have, this, made = set(_partitions(connection)), _month(datetime.now(UTC).date()), []
    for number in range(MONTHS_AHEAD + 1):
        first = _later(this, number)
        if _name(first) in have:
            continue
        bounds = [(first - _EPOCH).days, (_later(first, 1) - _EPOCH).days]
        # a partition cannot be made where the default one holds its rows: they are put aside, and come back
        connection.execute(
            "CREATE TEMPORARY TABLE waiting AS SELECT * FROM value_other WHERE day >= %s AND day < %s",
            bounds,
        )
        connection.execute("DELETE FROM value_other WHERE day >= %s AND day < %s", bounds)
        low, high = bounds
        connection.execute(
            f"CREATE TABLE {_name(first)} PARTITION OF value FOR VALUES FROM ({low}) TO ({high})".encode()
        )
        connection.execute("INSERT INTO value SELECT * FROM waiting")
        connection.execute("DROP TABLE waiting")
        made.append(_name(first))
    return made


def _partitions(connection: psycopg.Connection[tuple[Any, ...]]) -> list[str]:
    query = (
        "SELECT c.relname FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid "
        "WHERE i.inhparent = to_regclass('value') ORDER BY 1"
    )
    return [name for (name,) in connection.execute(query) if re.fullmatch(r"value_\d{4}_\d\d", name)]


def _name(first: date) -> str:
    return f"value_{first:%Y_%m}"


def _month(day: date) -> date:
    return day.replace(day=1)


def _later(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def _version(connection: psycopg.Connection[tuple[Any, ...]]) -> int:
    found = connection.execute("SELECT to_regclass('provenance_schema')").fetchone()
    if not found or found[0] is None:
        return 0
    row = connection.execute("SELECT version FROM provenance_schema").fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _connected(address: str) -> Generator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection, of which everything is kept or nothing."""
    try:
        import psycopg  # noqa: PLC0415 - an extra
    except ImportError:
        raise StoreError("psycopg is not installed here", "pip install 'psycopg[binary]'") from None
    try:
        with psycopg.connect(address, connect_timeout=10, application_name="ai-provenance") as connection:
            yield connection
    except psycopg.Error as error:
        said = " ".join(str(error).split())[:300]
        raise StoreError(
            f"cannot use the metrics store: {said}", "psql with the same address, as the same user"
        ) from None
