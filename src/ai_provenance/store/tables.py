"""The tables of a metrics store, read and written by SQL that SQLite and PostgreSQL both take.

A database adapts one thing: parameters are written `:name` (`Database`). What differs beyond that (opening, migrations,
partitions) is in the module of each database.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Protocol

from ai_provenance import __version__
from ai_provenance.store.interface import (
    Event,
    EventKind,
    FleetRun,
    Observation,
    Pooled,
    RepositoryState,
    Value,
)

DAY = 86_400
_COLUMNS = ("metric", "repository", "day", "snapshot", "definition", "num", "den", "val")
_TOGETHER = 100
_AGAIN = frozenset((EventKind.AUDIT, EventKind.SURVEY, EventKind.VALIDATION, EventKind.EXPERIMENT, EventKind.FEEDBACK))
"""Events of which the newest observation stays."""
"""Rows of one statement: planning one for each would take longer than writing it."""
_VALUES = """
SELECT m.name, m.label, s.head, s.head_time, d.digest, coalesce(v.val, v.num / v.den), v.num, v.den
FROM (SELECT u.metric, u.snapshot, u.definition, u.num, u.den, u.val,
        row_number() OVER (PARTITION BY u.metric, u.snapshot ORDER BY u.day DESC) AS newest
    FROM (SELECT * FROM value UNION ALL SELECT * FROM value_of_quarter) AS u
    WHERE u.repository = :repository {where}) AS v
JOIN metric AS m ON m.id = v.metric JOIN snapshot AS s ON s.id = v.snapshot JOIN definition AS d ON d.id = v.definition
WHERE v.newest = 1 ORDER BY s.head_time, s.head, m.name, m.label, s.recorded_at
"""
"""A scan writes the values of an unchanged commit on every day: the newest of them is a point of the history."""
_LATEST = """
SELECT m.repository AS repository, max(o.day) AS day
FROM observation AS m JOIN observation AS o ON o.repository = m.repository
WHERE m.run = (SELECT r.id FROM run AS r WHERE r.organisation = :organisation AND r.started = :started
    ORDER BY r.id DESC LIMIT 1)
AND o.day <= :day AND o.day > :oldest AND o.state = 'ok'
GROUP BY m.repository
"""
"""For each repository of a run the last day at or before a day, and not too long ago, on which it was judged."""
_VALUED = f"""
FROM ({_LATEST}) AS l
CROSS JOIN value AS v
JOIN repository AS p ON p.id = v.repository
JOIN metric AS m ON m.id = v.metric
JOIN definition AS d ON d.id = v.definition
WHERE v.repository = l.repository AND v.day = l.day AND v.day <= :day AND v.day > :oldest
AND d.digest IN (:definition, :score)
"""
"""SQLite keeps to the order of a cross join: it would begin with all values of a metric, of every day. PostgreSQL needs
the days as numbers to leave the partitions of other months alone."""
_TEAMS = f"""
SELECT coalesce(p.team, ''), count(*), min(coalesce(f.few_authors, 1))
FROM observation AS o
JOIN repository AS p ON p.id = o.repository
LEFT JOIN ({_LATEST}) AS l ON l.repository = o.repository
LEFT JOIN observation AS f ON f.repository = l.repository AND f.day = l.day
WHERE o.run = (SELECT r.id FROM run AS r WHERE r.organisation = :organisation AND r.started = :started
    ORDER BY r.id DESC LIMIT 1)
GROUP BY 1 ORDER BY 1
"""
_STATES = f"""
SELECT p.identity, p.team, p.labels, o.state, o.reason, l.day, k.day, s.since, coalesce(f.few_authors, 1)
FROM observation AS o
JOIN repository AS p ON p.id = o.repository
LEFT JOIN ({_LATEST}) AS l ON l.repository = o.repository
LEFT JOIN observation AS f ON f.repository = l.repository AND f.day = l.day
LEFT JOIN (SELECT e.repository AS repository, max(e.day) AS day FROM observation AS e
    WHERE e.state = 'ok' GROUP BY e.repository) AS k ON k.repository = o.repository
LEFT JOIN (SELECT a.repository AS repository, min(a.day) AS since FROM observation AS a
    LEFT JOIN (SELECT e.repository AS repository, max(e.day) AS day FROM observation AS e
        WHERE e.state = 'ok' GROUP BY e.repository) AS j ON j.repository = a.repository
    WHERE j.day IS NULL OR a.day > j.day GROUP BY a.repository) AS s ON s.repository = o.repository
WHERE o.run = (SELECT r.id FROM run AS r WHERE r.organisation = :organisation AND r.started = :started
    ORDER BY r.id DESC LIMIT 1)
ORDER BY p.id
"""


class Database(Protocol):
    """A connection to one kind of database."""

    def execute(self, sql: str, parameters: Mapping[str, Any]) -> Iterable[Sequence[Any]]:
        """Run one statement; the rows that it gives."""


@dataclass(slots=True)
class Tables:
    """An open store: a `MetricsStore` about the repository of `identity`, and a `FleetStore`."""

    database: Database
    identity: str
    """Of the repository (`repo.identity`); empty where the store is opened for a fleet."""
    _ids: dict[tuple[str, ...], int] = field(default_factory=dict)
    """Of the rows of `metric` and `definition` that were looked up."""

    def record_values(self, rows: Iterable[Value], *, now: int) -> int:
        """As `MetricsStore.record_values`."""
        written = list(rows)
        repository = self._enter(now)
        snapshots: dict[tuple[str, str], int] = {}
        for row in written:
            if (row.head, row.definition) not in snapshots:
                snapshots[row.head, row.definition] = self._snapshot(repository, row, now)
        self._write(written, repository, snapshots, None)
        return len(written)

    def values(self, metrics: Iterable[str] = ()) -> tuple[Value, ...]:
        """As `MetricsStore.values`."""
        names = tuple(metrics)
        ids = self._metrics(names) if names else {}
        query = _VALUES.format(where=f"AND u.metric IN ({_places(ids)})" if ids else "")
        return tuple(Value(*row) for row in self.database.execute(query, {"repository": self._known(), **ids}))

    def count_runs(self) -> int:
        """As `MetricsStore.count_runs`."""
        query = "SELECT count(DISTINCT head) FROM snapshot WHERE repository = :repository"
        return int(self._one(query, repository=self._known()) or 0)

    def record_event(self, event: Event) -> None:
        """As `MetricsStore.record_event`."""
        again = (
            "UPDATE SET occurred_at = excluded.occurred_at, recorded_at = excluded.recorded_at, value = excluded.value"
        )
        self.database.execute(
            "INSERT INTO event (repository, kind, subject, occurred_at, recorded_at, value) "
            "VALUES (:repository, :kind, :subject, :occurred_at, :recorded_at, :value) "
            f"ON CONFLICT (repository, kind, subject) DO {again if event.kind in _AGAIN else 'NOTHING'}",
            {
                "repository": self._enter(event.recorded_at),
                "kind": event.kind.value,
                "subject": event.subject,
                "occurred_at": event.occurred_at,
                "recorded_at": event.recorded_at,
                "value": event.value,
            },
        )

    def first_seen(self) -> int | None:
        """As `MetricsStore.first_seen`."""
        found = self._one("SELECT first_seen FROM repository WHERE id = :id", id=self._known())
        return None if found is None else int(found)

    def events(self, kind: EventKind) -> tuple[Event, ...]:
        """As `MetricsStore.events`."""
        query = (
            "SELECT subject, occurred_at, recorded_at, value FROM event "
            "WHERE repository = :repository AND kind = :kind ORDER BY recorded_at, subject"
        )
        found = self.database.execute(query, {"repository": self._known(), "kind": kind.value})
        return tuple(Event(kind, *row) for row in found)

    def rename(self, former: str) -> None:
        """Let what was recorded under the identity FORMER be this repository's, now and whenever it is named."""
        old = self._find(former)
        if old is None or former == self.identity:
            return
        new = self._find(self.identity)
        if new is None:
            self._run("UPDATE repository SET identity = :identity WHERE id = :old", identity=self.identity, old=old)
        elif new != old:
            self._merge(old, new)
        query = "INSERT INTO alias (identity, repository) VALUES (:former, :id) ON CONFLICT (identity) DO NOTHING"
        self._run(query, former=former, id=new or old)

    def _merge(self, old: int, new: int) -> None:
        """Move what OLD has to NEW; where both have a row about the same, that of NEW stays."""
        steps = (
            "UPDATE snapshot SET repository = :new WHERE repository = :old AND NOT EXISTS (SELECT 1 FROM snapshot AS s "
            "WHERE s.repository = :new AND s.head = snapshot.head AND s.definition = snapshot.definition)",
            # a value follows its snapshot, or goes with it
            "UPDATE value SET repository = :new WHERE repository = :old "
            "AND snapshot IN (SELECT id FROM snapshot WHERE repository = :new)",
            "UPDATE event SET repository = :new WHERE repository = :old AND NOT EXISTS (SELECT 1 FROM event AS e "
            "WHERE e.repository = :new AND e.kind = event.kind AND e.subject = event.subject)",
            "UPDATE observation SET repository = :new WHERE repository = :old AND day NOT IN "
            "(SELECT day FROM observation WHERE repository = :new)",
            "UPDATE repository SET first_seen = (SELECT min(first_seen) FROM repository WHERE id IN (:old, :new)) "
            "WHERE id = :new",
            "UPDATE alias SET repository = :new WHERE repository = :old",
            "DELETE FROM value WHERE repository = :old",
            "DELETE FROM event WHERE repository = :old",
            "DELETE FROM observation WHERE repository = :old",
            "DELETE FROM snapshot WHERE repository = :old",
            "DELETE FROM repository WHERE id = :old",
        )
        for step in steps:
            self._run(step, old=old, new=new)

    def record_scan(self, run: FleetRun, observed: Iterable[Observation]) -> None:
        """As `FleetStore.record_scan`."""
        query = (
            "INSERT INTO run (started, coverage, organisation, definition, stale_after, repositories) VALUES "
            "(:started, :coverage, :organisation, :definition, :stale_after, :repositories) RETURNING id"
        )
        number = self._one(
            query,
            started=run.started,
            coverage=run.coverage,
            organisation=run.organisation,
            definition=run.definition,
            stale_after=run.stale_after,
            repositories=run.repositories,
        )
        for one in observed:
            self._observe(one, run.started, number)

    def _observe(self, one: Observation, now: int, run: Any) -> None:
        self.identity = one.identity
        repository = self._enter(now)
        self._run(
            "UPDATE repository SET team = :team, labels = :labels, gone_at = :gone WHERE id = :id",
            team=one.team,
            labels=json.dumps(dict(one.labels), sort_keys=True),
            gone=now if one.state == "gone" else None,
            id=repository,
        )
        snapshots: dict[tuple[str, str], int] = {}
        for row in one.values:
            if (row.head, row.definition) not in snapshots:
                snapshots[row.head, row.definition] = self._snapshot(repository, row, now)
        self._write(one.values, repository, snapshots, now // DAY)
        query = (
            "INSERT INTO observation (repository, day, run, state, reason, few_authors) "
            "VALUES (:repository, :day, :run, :state, :reason, :few) ON CONFLICT (repository, day) DO UPDATE "
            "SET run = excluded.run, state = excluded.state, reason = excluded.reason, "
            "few_authors = excluded.few_authors"
        )
        few = int(one.few_authors)
        self._run(query, repository=repository, day=now // DAY, run=run, state=one.state, reason=one.reason, few=few)

    def runs(self, organisation: str | None = None) -> tuple[FleetRun, ...]:
        """As `FleetStore.runs`."""
        where = "WHERE organisation = :organisation" if organisation else "WHERE organisation IS NOT NULL"
        query = (
            "SELECT organisation, started, definition, stale_after, repositories, coverage FROM run "
            f"{where} ORDER BY started DESC, id DESC LIMIT 100"
        )
        parameters = {"organisation": organisation} if organisation else {}
        return tuple(FleetRun(*row) for row in self.database.execute(query, parameters))

    def pooled(self, run: FleetRun, day: int, metrics: Iterable[str]) -> Iterator[Pooled]:
        """As `FleetStore.pooled`."""
        query = (
            f"SELECT p.team, m.name, m.label, count(*), sum(v.num), sum(v.den), sum(v.val) {_VALUED} "
            f"AND v.metric IN ({_places(ids := self._metrics(metrics))}) "
            "GROUP BY p.team, m.name, m.label ORDER BY 1, 2, 3"
        )
        return (Pooled(*row) for row in self.database.execute(query, {**_as_of(run, day), **ids}))

    def states(self, run: FleetRun, day: int) -> Iterator[RepositoryState]:
        """As `FleetStore.states`."""
        for row in self.database.execute(_STATES, _as_of(run, day)):
            identity, team, labels, state, reason, judged, last_ok, since, few = row
            yield RepositoryState(
                identity, team or "", json.loads(labels), state, reason, judged, last_ok, since, few_authors=bool(few)
            )

    def teams(self, run: FleetRun, day: int) -> Iterator[tuple[str, int, bool]]:
        """As `FleetStore.teams`."""
        for team, repositories, few in self.database.execute(_TEAMS, _as_of(run, day)):
            yield team, repositories, bool(few)

    def numbers(self, run: FleetRun, day: int, metrics: Iterable[str]) -> Iterator[tuple[str, str, float, float]]:
        """As `FleetStore.numbers`."""
        query = (
            f"SELECT p.identity, m.name, v.num, v.den {_VALUED} "
            f"AND v.metric IN ({_places(ids := self._metrics(metrics))}) AND v.den IS NOT NULL ORDER BY p.id"
        )
        for row in self.database.execute(query, {**_as_of(run, day), **ids}):
            yield (row[0], row[1], row[2], row[3])

    def export(self) -> Iterator[tuple[object, ...]]:
        """As `FleetStore.export`."""
        query = (
            "SELECT v.day, p.identity, p.team, m.name, m.label, v.num, v.den, coalesce(v.val, v.num / v.den), "
            "d.digest, s.head FROM value AS v JOIN repository AS p ON p.id = v.repository "
            "JOIN metric AS m ON m.id = v.metric JOIN definition AS d ON d.id = v.definition "
            "JOIN snapshot AS s ON s.id = v.snapshot ORDER BY 1, 2, 4, 5, 10"
        )
        return (tuple(row) for row in self.database.execute(query, {}))

    def prune(self, day: int) -> None:
        """As `FleetStore.prune`."""
        oldest = self._one("SELECT min(day) FROM value")
        quarter = day if oldest is None else int(oldest)
        while quarter < day:
            first, after = _quarter(quarter)
            query = (
                "INSERT INTO value_of_quarter (metric, repository, day, snapshot, definition, num, den, val) "
                "SELECT v.metric, v.repository, v.day, v.snapshot, v.definition, v.num, v.den, v.val FROM value AS v "
                "JOIN (SELECT w.repository AS repository, w.metric AS metric, max(w.day) AS day FROM value AS w "
                "WHERE w.day >= :first AND w.day < :after GROUP BY w.repository, w.metric) AS n "
                "ON n.repository = v.repository AND n.metric = v.metric AND n.day = v.day "
                "WHERE v.day < :before ON CONFLICT (repository, metric, day, snapshot) DO NOTHING"
            )
            self._run(query, first=first, after=after, before=day)
            quarter = after
        self._run("DELETE FROM value WHERE day < :before", before=day)

    def _write(
        self, rows: Sequence[Value], repository: int, snapshots: Mapping[tuple[str, str], int], day: int | None
    ) -> None:
        """Write ROWS on DAY, or on that of their commits."""
        # in one order in every writer: two that add the same names at once must not wait for each other
        for name, label in sorted({(row.metric, row.label) for row in rows}):
            self._id("metric", name=name, label=label)
        written = {}
        for row in rows:
            metric = self._id("metric", name=row.metric, label=row.label)
            snapshot = snapshots[row.head, row.definition]
            on = row.head_time // DAY if day is None else day
            value = (None, None, row.value) if row.denominator is None else (row.numerator, row.denominator, None)
            definition = self._id("definition", digest=row.definition)
            # the last of two about the same stays: one statement cannot write both
            written[metric, on, snapshot] = (metric, repository, on, snapshot, definition, *value)
        waiting = list(written.values())
        for at in range(0, len(waiting), _TOGETHER):
            self._write_some(waiting[at : at + _TOGETHER])

    def _write_some(self, rows: Sequence[Sequence[object]]) -> None:
        names = [[f"{name}{at}" for name in _COLUMNS] for at in range(len(rows))]
        # a column of which all are null has no type that PostgreSQL could know
        places = ", ".join(
            f"({', '.join(f':{one}' if at < 5 else f'CAST(:{one} AS double precision)' for at, one in enumerate(row))})"
            for row in names
        )
        query = (
            f"INSERT INTO value ({', '.join(_COLUMNS)}) VALUES {places} "
            "ON CONFLICT (repository, metric, day, snapshot) DO UPDATE SET definition = excluded.definition, "
            "num = excluded.num, den = excluded.den, val = excluded.val"
        )
        self.database.execute(
            query,
            {one: cell for row, cells in zip(names, rows, strict=True) for one, cell in zip(row, cells, strict=True)},
        )

    def _enter(self, now: int) -> int:
        """The id of the repository, which was first seen NOW unless it was before."""
        found = self._find(self.identity)
        if found is None:
            query = (
                "INSERT INTO repository (identity, first_seen) VALUES (:identity, :now) "
                "ON CONFLICT (identity) DO NOTHING"
            )
            self._run(query, identity=self.identity, now=now)
            found = self._find(self.identity)
        self._run("UPDATE repository SET first_seen = :now WHERE id = :id AND first_seen > :now", now=now, id=found)
        return int(found or 0)

    def _known(self) -> int | None:
        return self._find(self.identity)

    def _find(self, identity: str) -> int | None:
        query = (
            "SELECT id FROM repository WHERE identity = :identity "
            "UNION SELECT repository FROM alias WHERE identity = :identity"
        )
        found = self._one(query, identity=identity)
        return None if found is None else int(found)

    def _snapshot(self, repository: int, row: Value, now: int) -> int:
        query = (
            "INSERT INTO snapshot (repository, head, definition, head_time, recorded_at) "
            "VALUES (:repository, :head, :definition, :head_time, :now) "
            "ON CONFLICT (repository, head, definition) DO UPDATE SET recorded_at = excluded.recorded_at RETURNING id"
        )
        definition = self._id("definition", digest=row.definition)
        found = self._one(
            query, repository=repository, head=row.head, definition=definition, head_time=row.head_time, now=now
        )
        return int(found)

    def _id(self, table: str, **columns: str) -> int:
        """The id of the row of TABLE with COLUMNS; made if need be."""
        key = (table, *columns.values())
        if key not in self._ids:
            where = " AND ".join(f"{name} = :{name}" for name in columns)
            query = f"SELECT id FROM {table} WHERE {where}"
            found = self._one(query, **columns)
            if found is None:
                # another writer may add it at the same moment: then its row is the one
                made = {**columns, "tool": __version__} if table == "definition" else columns
                names, places = ", ".join(made), ", ".join(f":{name}" for name in made)
                insert = f"INSERT INTO {table} ({names}) VALUES ({places}) ON CONFLICT DO NOTHING"
                self._run(insert, **made)
                found = self._one(query, **columns)
            self._ids[key] = int(found)
        return self._ids[key]

    def _metrics(self, names: Iterable[str]) -> dict[str, int]:
        """The ids of the metrics of NAMES as parameters: by a name the index over values would not be used."""
        named = {f"name{at}": name for at, name in enumerate(names)}
        query = f"SELECT id FROM metric WHERE name IN ({_places(named)})"
        found = [int(row[0]) for row in self.database.execute(query, named)] if named else []
        return {f"metric{at}": number for at, number in enumerate(found or [-1])}

    def _run(self, sql: str, **parameters: Any) -> None:
        self.database.execute(sql, parameters)

    def _one(self, sql: str, **parameters: Any) -> Any:
        """The first column of the first row; None where there is no row."""
        return next((row[0] for row in self.database.execute(sql, parameters)), None)


def _as_of(run: FleetRun, day: int) -> dict[str, Any]:
    provenance, _, score = run.definition.partition("+")
    return {
        "organisation": run.organisation,
        "started": run.started,
        "day": day,
        "oldest": day - run.stale_after,
        "definition": provenance,
        "score": score or provenance,
    }


def _places(named: Mapping[str, object]) -> str:
    return ", ".join(f":{name}" for name in named)


def _quarter(day: int) -> tuple[int, int]:
    """The first day of the quarter of DAY, and that of the next one."""
    epoch = date(1970, 1, 1)
    moment = epoch + timedelta(days=day)
    month = moment.month - (moment.month - 1) % 3
    after = date(moment.year + (month == 10), (month + 2) % 12 + 1, 1)
    return (date(moment.year, month, 1) - epoch).days, (after - epoch).days
