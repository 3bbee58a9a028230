"""The metrics store of a fleet on a real PostgreSQL: a roll-up, one series, and writing one repository.

    python benchmarks/store.py [REPOSITORIES [METRICS [DAYS]]]

Fills a database of its own with one value for each repository, metric and day (500 x 40 x 100 where nothing is given),
and prints the median of the times of each work in milliseconds, connecting apart, and the mean of its processor time,
of this process and of the server's, which other programs do not change. Exits 1 where the processor time is above the
limits: 500 ms for the roll-up of an organisation, 10 ms for a series and 10 ms for a repository.
"""

from __future__ import annotations

import os
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

TIMES = 40
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
            (server_process,) = next(iter(store.database.execute("SELECT pg_backend_pid()", {})))
            print("| work | median | processor | limit |\n| --- | ---: | ---: | ---: |")

            def show(name: str, limit: float | None, work: Callable[[int], object]) -> bool:
                return _print(name, limit, work, lambda: _processor(server_process))

            missed = show("roll-up of the organisation", 500, lambda _: list(store.pooled(run, last, names)))
            show("roll-up of three numbers", None, lambda _: list(store.pooled(run, last, names[:3])))
            show("states of the repositories", None, lambda _: list(store.states(run, last)))

            def series(at: int) -> object:
                store.identity = f"git.example.org/team-{at % 20}/{at}"
                return store.values([names[at % metrics]])

            missed |= show("one series", 10, series)
            show("all series of a repository", None, lambda at: (series(at), store.values()))
            running.sql("SELECT setval('run_id_seq', (SELECT max(id) FROM run))", "measured")
            day = last + 1
            missed |= show("write a repository", 10, lambda at: store.record_scan(run_of(day), [observed(at, day)]))
    sys.exit(1 if missed else 0)


def _print(name: str, limit: float | None, work: Callable[[int], object], spent: Callable[[], float]) -> bool:
    """Do WORK again and again, and print what it takes; whether that is above LIMIT."""
    work(0)  # plans, and fills the memory of the server
    times, before = [], spent()
    for at in range(1, TIMES + 1):
        start = time.perf_counter()
        work(at)
        times.append(1000 * (time.perf_counter() - start))
    processor = (spent() - before) / TIMES
    shown = "" if limit is None else f"{limit:g}"
    print(f"| {name} | {statistics.median(times):.1f} ms | {processor:.1f} ms | {shown} |", flush=True)
    return limit is not None and processor > limit


def _processor(process: int) -> float:
    """Milliseconds of processor time of PROCESS and of this one."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    ticks = int(words[11]) + int(words[12])
    return 1000 * (ticks / os.sysconf("SC_CLK_TCK") + time.process_time())


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
