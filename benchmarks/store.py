"""The metrics store of a fleet on a real PostgreSQL: a roll-up, one series, and writing one repository.

    python benchmarks/store.py [REPOSITORIES [METRICS [DAYS]]]

Fills a database of its own with one value for each repository, metric and day (500 x 40 x 100 where nothing is given),
and prints the median and the largest of the times of each work in milliseconds, connecting apart. The specification's
limits are 500 ms for the roll-up of an organisation, 10 ms for a series and 10 ms for a repository.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))

from ai_provenance.store.interface import FleetRun, Observation, Value
from ai_provenance.store.postgresql import migrate, open_postgresql
from ai_provenance.store.tables import DAY
from postgres import server

TIMES = 15
DEFINITION = "0" * 16
FIRST = 20_500
"""The first day, in days since 1970."""
OTHER_DAYS = {
    "run": f"SELECT 1 + d, started + d * {DAY}, coverage, organisation, definition, stale_after, repositories",
    "value": "SELECT metric, repository, day + d, snapshot, definition, num, den, val",
    "observation": "SELECT repository, day + d, 1 + d, state, reason, few_authors",
}
"""How the rows of the first day become those of the others: writing them one by one would take some minutes."""


def main(repositories: int = 500, metrics: int = 40, days: int = 100) -> None:
    """Fill a database and print what works on it take."""
    names = [f"metric_{number}" for number in range(metrics)]

    def observed(repository: int, day: int) -> Observation:
        head = f"{day:08x}{repository:032x}"
        values = tuple(
            Value(name, "", head, day * DAY, DEFINITION, 0.5, repository + 1.0, 2 * repository + 2.0) for name in names
        )
        identity = f"git.example.org/team-{repository % 20}/{repository}"
        return Observation(identity, f"team-{repository % 20}", {}, "ok", "", few_authors=False, values=values)

    def run_of(day: int) -> FleetRun:
        return FleetRun("example", day * DAY, DEFINITION, 14, repositories, 100.0)

    with server() as running:
        address = running.database("measured")
        migrate(address)
        with open_postgresql(address, "") as store:
            store.record_scan(run_of(FIRST), (observed(number, FIRST) for number in range(repositories)))
        for table, others in OTHER_DAYS.items():
            running.sql(f"INSERT INTO {table} {others} FROM {table}, generate_series(1, {days - 1}) AS d", "measured")
        running.sql("ANALYZE", "measured")
        print(f"{repositories} repositories x {metrics} metrics x {days} days")
        last = FIRST + days - 1
        with open_postgresql(address, "") as store:
            run = store.runs("example")[0]
            _print("roll-up of the organisation", lambda _: list(store.pooled(run, last, names)))
            _print("roll-up of three numbers", lambda _: list(store.pooled(run, last, names[:3])))
            _print("states of the repositories", lambda _: list(store.states(run, last)))

            def series(at: int) -> object:
                store.identity = f"git.example.org/team-{at % 20}/{at}"
                return store.values([names[at % metrics]])

            _print("one series", series)
            _print("all series of a repository", lambda at: (series(at), store.values()))
            running.sql("SELECT setval('run_id_seq', (SELECT max(id) FROM run))", "measured")
            _print("write a repository", lambda at: store.record_scan(run_of(last + 1), [observed(at, last + 1)]))


def _print(name: str, work: Callable[[int], object]) -> None:
    times = []
    for at in range(TIMES):
        start = time.perf_counter()
        work(at)
        times.append(1000 * (time.perf_counter() - start))
    print(f"{name:30} {statistics.median(times[1:]):8.1f} ms   largest {max(times[1:]):8.1f}   first {times[0]:8.1f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
