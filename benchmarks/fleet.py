"""What an organisation's repositories cost: a scan again, on a cluster, cold, mirrors, a kill, the page, memory.

    python benchmarks/fleet.py [--generated 34] [--identities 1000,10000,100000] [--mirror REPOSITORY] [--only NAME,...]

Prints one Markdown table of ratios with the limits of the specification, and exits 1 where one is missed. Repositories
are generated; the mirror is of REPOSITORY, which needs 30,000 commits with their files. The identities are simulated:
what a fleet of that size plans, shards, merges, records and pools, each in a process of its own whose peak memory is
read, with rows that no job made. Times are processor time with all children but for `laptop` and `Dask`, where wall
time is the question; these drift with what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))

from ai_provenance.export.fleet import writer
from ai_provenance.fleet.definition import counted, read_fleet
from ai_provenance.fleet.executors.interface import Job, Row, State
from ai_provenance.fleet.meaning import definition
from ai_provenance.fleet.publish import publish
from ai_provenance.fleet.results import merge, read_rows
from ai_provenance.fleet.rollup import Wanted, summarise
from ai_provenance.fleet.scan import Planned, ScanOptions, Shard, plan, scan
from ai_provenance.store import open_fleet
from clusters import cluster
from history import Generator, write
from measuring import Run, resident_peak, run

PROGRAM = (sys.executable, "-m", "ai_provenance")
BARE = (sys.executable, "-c", "pass")
SHARDS = 8
ROUNDS = 5
SIZES = (200, 500, 1_000, 2_000, 5_000)
"""Commits of the generated repositories, in turn."""


class Table:
    """Figures with their limits, printed as they come."""

    def __init__(self) -> None:
        self.missed = 0
        print("| what | measured | limit | beside it |\n| --- | ---: | ---: | --- |", flush=True)

    def row(self, what: str, value: float, unit: str, limit: float | None, beside: str) -> None:
        """Print a figure; one above its LIMIT is counted."""
        missed = limit is not None and value > limit
        self.missed += missed
        shown = "" if limit is None else f"{'**' if missed else ''}<= {limit:g}{'**' if missed else ''}"
        print(f"| {what} | {value:.3g} {unit} | {shown} | {beside} |", flush=True)


def main() -> None:
    """Measure everything, or what is named."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--generated", type=int, default=34)
    parser.add_argument("--identities", default="1000,10000,100000")
    parser.add_argument("--mirror", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(*step(asked.step[0], Path(asked.step[1])))
        return
    print(_machine())
    table = Table()
    parts: dict[str, Callable[[Path], None]] = {
        "repositories": lambda place: measure_repositories(table, place, asked.generated),
        "page": lambda place: measure_page(table, place),
        "identities": lambda place: measure_identities(table, place, [int(one) for one in asked.identities.split(",")]),
    }
    if asked.mirror:
        parts["mirror"] = lambda place: measure_mirror(table, place, asked.mirror)
    for name, measure in parts.items():
        if name in (asked.only or ",".join(parts)).split(","):
            with tempfile.TemporaryDirectory() as place:
                measure(Path(place))
    sys.exit(1 if table.missed else 0)


def _machine() -> str:
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.strip()
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, {platform.system()} {platform.machine()}, "
        f"{git}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}\n"
    )


def measure_repositories(table: Table, place: Path, number: int) -> None:
    """Scans of generated repositories by every engine, cold and with nothing new."""
    commits = 0
    for at in range(number):
        size = SIZES[at % len(SIZES)]
        write(place / f"repos/r{at}", Generator(size, seed=at + 1))
        commits += size
    (place / "fleet.toml").write_text('organisation = "example"\n[[source]]\nfolder = "repos/*"\n')
    repos = sorted((place / "repos").iterdir())
    os.chdir(place)

    def scanned(name: str, *options: str) -> Run:
        return run([*PROGRAM, "fleet", "scan", "-o", name, *options])

    def forget() -> None:
        for one in repos:
            subprocess.run(["rm", "-rf", str(one / "ai-provenance")], check=True)

    # cold, to the page: against a report of each, one after the other
    floor = _added(run(["git", "-C", str(one), "log", "-z"], GIT_FLUSH="0") for one in repos)
    alone = _added(run([*PROGRAM, "report", "--repo", str(one)]) for one in repos)
    forget()
    cold = scanned("cold")
    drawn = run([*PROGRAM, "fleet", "report", "--store", "cold/store.sqlite3", "--format", "html", "-o", "page.html"])
    both = _added([cold, drawn])
    beside = f"{both.wall:.1f} s against {alone.wall:.1f} s; in processor time {both.cpu / alone.cpu:.2f} x"
    table.row(f"laptop: {number} repositories, cold to page", both.wall / alone.wall, "x reports, wall", 0.7, beside)
    hours = cold.cpu / commits * 1e6 / 3600
    beside = f"{commits:,} commits; {cold.cpu / floor.cpu:.2f} x `git log -z`; a large history needs less"
    table.row("cold: processor for a million commits", hours, "h", None, beside)
    large = place / "large.git"
    write(large, Generator(100_000, seed=1))
    (place / "large.toml").write_text('organisation = "example"\n[[source]]\nfolder = "large.git"\n')
    log = run(["git", "-C", str(large), "log", "-z"], GIT_FLUSH="0")
    one = scanned("large", "--config", "large.toml")
    beside = f"100,000 commits in one; {one.cpu / log.cpu:.2f} x `git log -z`"
    table.row("cold: processor for a million commits", one.cpu * 10 / 3600, "h", 0.016, beside)
    # nothing new: every repository is looked at, none is judged
    again = [(scanned("cold"), run(BARE)) for _ in range(ROUNDS)]
    ratio = statistics.median(one.cpu / (bare.cpu * number) for one, bare in again)
    beside = f"{statistics.median(one.cpu for one, _ in again) / number * 1000:.1f} ms each"
    table.row(f"nothing new: {number} repositories", ratio, "x bare python start each", 3, beside)
    with cluster(place / "cluster", workers=2) as dask:
        forget()
        threads = scanned("threads", "--jobs", "2")
        forget()
        distributed = scanned("dask", "--dask", dask.address)
    over = (distributed.wall - 5) / threads.wall
    beside = f"{distributed.wall:.1f} s against {threads.wall:.1f} s, of which 5 s are for the start"
    table.row("the same on Dask, 2 workers, cold", over, "x threads, wall", 1.2, beside)
    forget()
    _measure_kill(table, place, number)


def _measure_kill(table: Table, place: Path, number: int) -> None:
    """A scan that is killed in the middle, and one that goes on."""
    journal = place / "killed/journal.sqlite3"
    with subprocess.Popen([*PROGRAM, "fleet", "scan", "-o", "killed"], stdout=subprocess.DEVNULL) as client:
        while client.poll() is None and _rows(journal) < number // 3:
            time.sleep(0.02)
        client.send_signal(signal.SIGKILL)
    held = _rows(journal)
    text = subprocess.run(
        [*PROGRAM, "fleet", "scan", "-o", "killed", "--format", "json"], check=True, capture_output=True, text=True
    )
    more = json.loads(text.stdout)["ran"] - (number - held)
    table.row("resume after a kill: rows run twice", more, "", 0, f"{number - held} of {number} were missing")


def _rows(journal: Path) -> int:
    try:
        with sqlite3.connect(f"file:{journal}?mode=ro", uri=True) as opened:
            return int(opened.execute("SELECT count(*) FROM row").fetchone()[0])
    except sqlite3.Error:
        return 0


def measure_mirror(table: Table, place: Path, repository: Path) -> None:
    """A mirror against a full clone, over git's own protocol."""
    os.chdir(place)
    source = place / "source.git"
    subprocess.run(["git", "clone", "-q", "--bare", "--shared", str(repository), str(source)], check=True)
    for key in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
        subprocess.run(["git", "-C", str(source), "config", key, "true"], check=True)
    count = subprocess.run(
        ["git", "-C", str(source), "rev-list", "--count", "HEAD"], check=True, capture_output=True, text=True
    )
    (place / "fleet.toml").write_text(f'organisation = "example"\n[[repository]]\nurl = "file://{source}"\n')
    syncs = [run([*PROGRAM, "fleet", "sync"])]
    full = run(["git", "clone", "-q", "--bare", f"file://{source}", "full.git"])
    for _ in range(2):  # before and after the clone: what else the machine does changes meanwhile
        subprocess.run(["rm", "-rf", "mirrors"], check=True)
        syncs.append(run([*PROGRAM, "fleet", "sync"]))
    cpu = statistics.median(one.cpu for one in syncs)
    sizes = [
        sum(one.stat().st_size for one in folder.rglob("*") if one.is_file())
        for folder in (place / "mirrors", place / "full.git")
    ]
    name = f"mirror of {repository.name}, {int(count.stdout):,} commits"
    table.row(name, sizes[0] / sizes[1], "x bytes", 0.2, f"{sizes[0] / 1e6:.0f} MB against {sizes[1] / 1e6:.0f} MB")
    beside = f"{cpu:.1f} s, the median of three, against {full.cpu:.1f} s, the server's part in both"
    table.row(name, cpu / full.cpu, "x processor time", 0.1, beside)


def measure_page(table: Table, place: Path) -> None:
    """The page of 1,000 repositories with a past of 26 runs."""
    _listing(place, 1_000)
    _simulate(place)
    with sqlite3.connect(place / "store.sqlite3") as store:
        for table_, columns in {
            "run": "id + d, started - d * 86400, coverage, organisation, definition, stale_after, repositories",
            "observation": "repository, day - d, run + d, state, reason, few_authors",
            "value": "metric, repository, day - d, snapshot, definition, num, den, val",
        }.items():
            days = "WITH RECURSIVE past(d) AS (SELECT 1 UNION ALL SELECT d + 1 FROM past WHERE d < 25)"
            store.execute(f"INSERT INTO {table_} {days} SELECT {columns} FROM {table_}, past")
    step("page", place)
    size = (place / "page.html").stat().st_size / 1000
    table.row("page at 1,000 repositories, 26 runs", size, "kB", 400, f"{TEAMS} teams, each with its past")


def measure_identities(table: Table, place: Path, numbers: list[int]) -> None:
    """Peak memory and time of each step at each size."""
    peaks: dict[str, list[float]] = {}
    for number in numbers:
        folder = place / str(number)
        folder.mkdir()
        _listing(folder, number)
        for name, (peak, cpu) in _simulate(folder).items():
            peaks.setdefault(name, []).append(peak)
            print(
                f"| {name}, {number:,} identities | {peak:.0f} MB |  | {cpu / number * 1000:.2f} ms each |", flush=True
            )
        subprocess.run(["rm", "-rf", str(folder)], check=True)
    for name, found in peaks.items():
        if len(found) > 1:
            more = (found[-1] - found[0]) * 1000 / (numbers[-1] - numbers[0])
            beside = f"{found[-1]:.0f} MB at {numbers[-1]:,}, {found[0]:.0f} MB at {numbers[0]:,}"
            table.row(f"memory of `{name}` grows by", more, "kB an identity", None, beside)


def _simulate(folder: Path) -> dict[str, tuple[float, float]]:
    """Every step in a process of its own: peak memory in MB, and processor seconds; of shards the largest, and all."""
    found: dict[str, tuple[float, float]] = {}
    for name in (
        "list",
        *(f"{what} {at}/{SHARDS}" for what in ("plan", "scan") for at in range(1, SHARDS + 1)),
        *STEPS,
    ):
        done = subprocess.run(
            [sys.executable, __file__, "--step", name, str(folder)],
            check=True,
            capture_output=True,
            text=True,
        )
        peak, cpu = map(float, done.stdout.split()[-2:])
        what = name.partition(" ")[0]
        before = found.get(what, (0.0, 0.0))
        found[what] = (max(before[0], peak), before[1] + cpu)
    return found


STEPS = ("merge", "record", "pool", "prometheus")
TEAMS = 200


def step(name: str, folder: Path) -> tuple[float, float]:
    """One step over simulated identities; the peak of this process in MB, and its processor seconds."""
    what, _, part = name.partition(" ")
    merged, store = folder / "merged", str(folder / "store.sqlite3")
    if what in ("list", "plan", "scan"):
        fleet = read_fleet(str(folder / "fleet.toml"))
        shard = Shard(*map(int, part.split("/"))) if part else Shard()
        options = ScanOptions(directory=folder / f"part{shard.number}", shard=shard)
        entries = [entry for entry in counted(fleet.entries()) if shard.takes(entry.identity)]
        if what == "plan":
            for _ in plan(fleet, entries, {}, options):
                pass
        elif what == "scan":
            meaning = definition(())
            made = [Planned(one, Job(one.identity, one.mirror, "0" * 40, meaning)) for one in entries]
            scan(fleet, made, options, executor=_Simulated())
    elif what == "merge":
        merged.mkdir()
        merge([folder / f"part{at}" for at in range(SHARDS, 0, -1)], merged, allow_mixed=False)
    elif what == "record":
        recorded = json.loads((merged / "run.json").read_text())
        del recorded["coverage"]
        from ai_provenance.fleet.results import Run as Scanned  # noqa: PLC0415 - another Run than that of measuring

        publish(store, Scanned(**recorded), read_rows(merged))
    else:
        formats = {"pool": "text", "prometheus": "prometheus", "page": "html"}
        with open_fleet(store) as opened, (folder / "page.html").open("w") as out:
            wanted = Wanted(members=20 if what == "pool" else None, trend=what != "prometheus")
            writer(formats[what])(summarise(opened, wanted), out)
    spent = os.times()
    processor = spent.user + spent.system + spent.children_user + spent.children_system
    return resident_peak(os.getpid()) or 0.0, processor


class _Simulated:
    """An executor whose rows no job made."""

    def run(self, work: Callable[[Job], Row], jobs: Iterable[Job]) -> Iterator[Row]:  # noqa: ARG002 - of the protocol
        """As `Executor.run`."""
        first = None
        for job in jobs:
            first = first or _report()
            number = int(job.identity.rpartition("r")[2])
            row = Row(job.identity, job.head, job.definition, State.OK, report=first)
            yield replace(row, report={**first, "team": f"team{number % TEAMS}"})


def _report() -> dict[str, object]:
    """The numbers of a generated repository, as a job gives them."""
    from ai_provenance.fleet.job import judge  # noqa: PLC0415 - loads what a job needs, which a client does not

    with tempfile.TemporaryDirectory() as place:
        write(Path(place) / "r", Generator(50, seed=1))
        head = subprocess.run(
            ["git", "-C", f"{place}/r", "rev-parse", "HEAD"], check=True, capture_output=True, text=True
        )
        row = judge(Job("local/r", f"{place}/r", head.stdout.strip(), definition(())))
    return {**row.report, "few_authors": False}


def _listing(folder: Path, number: int) -> None:
    """A fleet.toml with a listing of NUMBER repositories, as `gh` prints it."""
    listed = [
        {
            "nameWithOwner": f"example/r{at}",
            "url": f"https://git.example.org/example/r{at}",
            "isArchived": False,
            "isFork": False,
            "pushedAt": "2026-01-01T00:00:00Z",
            "repositoryTopics": None,
        }
        for at in range(number)
    ]
    (folder / "repos.json").write_text(json.dumps(listed))
    (folder / "fleet.toml").write_text('organisation = "example"\n[[source]]\nlisting = "repos.json"\n')


def _added(runs: Iterable[Run]) -> Run:
    """Wall and processor time added up, and the largest peak."""
    done = list(runs)
    return Run(sum(one.wall for one in done), sum(one.cpu for one in done), max(one.peak for one in done))


if __name__ == "__main__":
    main()
