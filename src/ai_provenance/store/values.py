"""Values of metrics over the history: one row for each metric, label, head and definition, however often it is run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ai_provenance.store.database import Store


@dataclass(frozen=True, slots=True)
class Value:
    """One value of one metric at one commit."""

    metric: str
    label: str
    """Value of the metric's label, e.g. `claude-code` or `2`; empty where it has none."""
    head: str
    """Commit that was judged."""
    head_time: int
    """Its committer date, seconds since the epoch: the time axis of a trend."""
    definition: str
    """Version of what the metric means; values of two definitions are not one curve."""
    value: float


def record_values(store: Store, rows: Iterable[Value], *, now: int) -> int:
    """Write ROWS; a row that is there already is replaced. How many were written."""
    statement = "INSERT OR REPLACE INTO value VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    written = [
        (store.repository, row.head, row.definition, row.metric, row.label, row.value, row.head_time, now)
        for row in rows
    ]
    store.connection.executemany(statement, written)
    return len(written)


def values(store: Store, metrics: Iterable[str] = ()) -> tuple[Value, ...]:
    """What is recorded of METRICS (all, unless some are named), oldest commit first."""
    wanted = tuple(metrics)
    places = ", ".join("?" * len(wanted))
    where = f"AND metric IN ({places})" if wanted else ""
    query = (
        "SELECT metric, label, head, head_time, definition, value FROM value "  # noqa: S608 - only `?` is put in
        f"WHERE repository = ? {where} ORDER BY head_time, head, metric, label"
    )
    return tuple(Value(*row) for row in store.connection.execute(query, (store.repository, *wanted)))


def heads(store: Store) -> int:
    """How many commits have values: the runs that were recorded."""
    query = "SELECT count(DISTINCT head) FROM value WHERE repository = ?"
    (number,) = store.connection.execute(query, (store.repository,)).fetchone()
    return int(number)
