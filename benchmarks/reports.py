"""`make bench`: reports over histories of 10,000 to 1,000,000 commits, beside git itself and beside other readers.

    python benchmarks/reports.py [--sizes 10000,100000] [--rounds 5] [--peers [PYTHON]] [REPOSITORY ...]

Generated histories are kept in $XDG_CACHE_HOME/ai-provenance-bench for the next time. The floor is `git log -z` of the
full messages of the same commits, thrown away, with GIT_FLUSH=0. Peers run where they are installed beside PYTHON:
other libraries read a whole history, other tools judge its newest commits.
"""

from __future__ import annotations

import argparse
import math
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

from ai_provenance.export import FORMATS
from history import Generator, write
from measuring import Run, is_repository, paired, run, table
from peers import LIBRARIES, TOOLS

SCRIPTS = Path(sys.executable).parent
COMMAND = str(SCRIPTS / "ai-provenance")
CONFIGURATION = """\
adopted = "2026-01-01"
[policy]
deny-agents = ["aider"]
[agents.ours]
names = ["Our Agent"]
"""
"""What a report with nothing new is measured with: it gives the numbers a second time, by a policy."""
NEW = (1, 100, 1000)
PEERS = Path(__file__).parent / "peers.py"
NEWEST = 50
"""First parents up to which other tools judge: they start a process or more for each commit."""


def main() -> None:
    """Measure what the command line asks for and print it as Markdown."""
    asked = _arguments()
    print(_machine())
    cold: dict[int, dict[str, list[Run]]] = {}
    for size in asked.sizes:
        repository = generated(size)
        cold[size] = measure_cold(repository, asked.rounds, f"generated, {size:,} commits")
        measure_warm(repository, asked.rounds)
        measure_new(repository, size, asked.rounds, middle(cold[size]["report, cold"]))
        if asked.peers:
            measure_peers(asked.peers, repository, 1 if size >= 100_000 else asked.rounds)
            measure_tools(asked.peers, repository)
    for repository in filter(is_repository, asked.repositories):
        measure_cold(repository, asked.rounds, repository.name)
        measure_warm(repository, asked.rounds)
        if asked.peers:
            measure_tools(asked.peers, repository)
    print_exponents(cold)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=lambda text: [int(size) for size in text.split(",") if size], default=[10_000])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", metavar="PYTHON", nargs="?", const=sys.executable)
    parser.add_argument("repositories", nargs="*", type=Path)
    return parser.parse_args()


def _machine() -> str:
    git = subprocess.run(["git", "version"], capture_output=True, text=True, check=True).stdout.strip()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else math.nan
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, {platform.system()} {platform.machine()}, "
        f"{git}, Python {platform.python_version()}, load {load:.1f}\n"
    )


def generated(size: int) -> Path:
    """The generated history of SIZE commits."""
    kept = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "ai-provenance-bench"
    path = kept / f"history-{size}.git"
    if not (path / "made").exists():
        subprocess.run(["rm", "-rf", str(path)], check=True)
        kept.mkdir(parents=True, exist_ok=True)
        write(path, Generator(size, notes_share=0.02))
        (path / "made").touch()
    return path


def measure_cold(repository: Path, rounds: int, title: str) -> dict[str, list[Run]]:
    """Everything walked, beside the floor."""
    floor = ["git", "-C", str(repository), "log", "-z"]
    found = paired(
        {
            "git log -z (floor)": floor,
            "report, cold": [COMMAND, "report", "--no-cache", "--repo", str(repository)],
            "classify --format jsonl": [COMMAND, "classify", "--repo", str(repository)],
        },
        rounds,
        GIT_FLUSH="0",
    )
    _print(f"{title}: cold", found)
    return found


def middle(runs: list[Run]) -> Run:
    """The medians of RUNS."""
    return Run(*(statistics.median(getattr(one, what) for one in runs) for what in ("wall", "cpu", "peak")))


def measure_warm(repository: Path, rounds: int) -> None:
    """Nothing new, in a clone with a configuration, beside a Python that does nothing."""
    with tempfile.TemporaryDirectory() as clone:
        subprocess.run(["git", "clone", "-q", "-s", "--no-checkout", str(repository), clone], check=True)
        Path(clone, ".ai-provenance.toml").write_text(CONFIGURATION)
        report = [COMMAND, "report", "--repo", clone]
        metrics = ["--metrics", str(Path(clone, "metrics.json"))]
        commands = {
            "python -c pass": [sys.executable, "-c", "pass"],
            "git rev-parse HEAD": ["git", "-C", clone, "rev-parse", "HEAD"],
            "report": report,
            "report HEAD": [*report, "HEAD"],
            "report --format json --metrics m.json HEAD": [*report, "--format", "json", *metrics, "HEAD"],
            **{f"report --format {name}": [*report, "--format", name] for name in FORMATS if name != "text"},
            "check HEAD~1..HEAD": [COMMAND, "check", "HEAD~1..HEAD", "--repo", clone],
            "classify HEAD~1..HEAD": [COMMAND, "classify", "HEAD~1..HEAD", "--repo", clone],
        }
        _print("nothing new, with a configuration", paired(commands, 2 * rounds))


def measure_new(repository: Path, size: int, rounds: int, cold: Run) -> None:
    """A count kept at an earlier commit, and K commits on top of it; medians, and how much of a COLD run they are."""
    start = statistics.median(run([sys.executable, "-c", "pass"]).wall for _ in range(rounds))
    lines = [
        "| new commits | wall | cpu | x python -c pass | of a cold run, wall | cpu |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for new in NEW:
        if new * 2 > size:
            continue
        one = middle(list(_grown(repository, new, 3 * rounds)))
        shares = f"{one.wall / cold.wall:.2%} | {one.cpu / cold.cpu:.2%}"
        lines.append(f"| {new:,} | {one.wall:.3f} s | {one.cpu:.3f} s | {one.wall / start:.1f} | {shares} |")
    print("\n".join(["### some commits new", "", *lines, ""]), flush=True)


def _grown(repository: Path, new: int, times: int) -> Iterator[Run]:
    """Reports of HEAD where what is kept is NEW commits old."""
    store = repository / "ai-provenance"
    _rewind(repository, new)
    run([COMMAND, "report", "--repo", str(repository)])
    _rewind(repository, 0)
    with tempfile.TemporaryDirectory() as kept:
        shutil.copytree(store, kept, dirs_exist_ok=True)
        for _ in range(times):
            shutil.rmtree(store)
            shutil.copytree(kept, store)
            yield run([COMMAND, "report", "--repo", str(repository)])


def _rewind(repository: Path, commits: int) -> None:
    """Put a branch COMMITS first parents below main, and HEAD on it."""
    git = ["git", "-C", str(repository)]
    subprocess.run([*git, "branch", "-f", "earlier", f"main~{commits}"], check=True)
    subprocess.run([*git, "symbolic-ref", "HEAD", "refs/heads/earlier"], check=True)


def measure_peers(python: str, repository: Path, rounds: int) -> None:
    """Other ways to every message of a history."""
    floor = ["git", "-C", str(repository), "log", "-z"]
    here = _installed({name: [python, str(PEERS), name, str(repository)] for name in LIBRARIES})
    _print("other readers: the messages only", paired({"git log -z (floor)": floor, **here}, rounds, GIT_FLUSH="0"))


def measure_tools(python: str, repository: Path) -> None:
    """Other tools that tell which commits an AI helped to make, on the newest of a clone: they need a work tree."""
    with tempfile.TemporaryDirectory() as clone:
        subprocess.run(["git", "clone", "-q", "-s", "--no-checkout", str(repository), clone], check=True)
        _measure_tools(python, clone)


def _measure_tools(python: str, repository: str) -> None:
    newest = f"HEAD~{NEWEST}..HEAD"
    here = _installed({name: [python, str(PEERS), name, repository, newest] for name in TOOLS})
    ours = {
        "git log -z (floor)": ["git", "-C", repository, "log", "-z", newest],
        "classify": [COMMAND, "classify", newest, "--repo", repository],
        "check": [COMMAND, "check", newest, "--repo", repository],
    }
    _print(f"other tools: {newest}", paired({**ours, **here}, 3, GIT_FLUSH="0"))


def _installed(commands: dict[str, list[str]]) -> dict[str, list[str]]:
    """Those of COMMANDS that run here."""
    here = {}
    for name, command in commands.items():
        try:
            run(command)
        except RuntimeError:
            print(f"{name}: not here\n", file=sys.stderr)
            continue
        here[name] = command
    return here


def print_exponents(cold: dict[int, dict[str, list[Run]]]) -> None:
    """How time grows with size: 1.00 is in proportion."""
    sizes = sorted(cold)
    for smaller, larger in pairwise(sizes):
        print(f"### from {smaller:,} to {larger:,} commits\n\n| command | exponent, cpu |\n| --- | ---: |")
        for name in cold[larger]:
            times = [statistics.median(one.cpu for one in cold[size][name]) for size in (smaller, larger)]
            print(f"| {name} | {math.log(times[1] / times[0]) / math.log(larger / smaller):.2f} |")
        print()


def _print(title: str, found: dict[str, list[Run]]) -> None:
    print("\n".join([f"### {title}", "", *table(found), ""]), flush=True)


if __name__ == "__main__":
    main()
