"""One digest of one fleet, whatever runs its jobs and whatever is killed on the way.

    python benchmarks/fleet_equality.py [--seed 1] [REPOSITORY ...]

Generates a repository of every odd kind, one that hangs, one that is damaged and one that vanishes, adds a copy of each
REPOSITORY, and scans them: by one thread, four threads, Dask with two workers on the loopback interface, and five
shards that are merged in random order; then with SIGKILL of a worker, of the scheduler, of a client of each engine and
of a client for each shard, each scan finished by a second one. Exits 1 where a digest differs, where a scan runs other
than the rows that are missing, or where a process is left.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))

from clusters import Cluster, cluster
from fleets import corrupt, define, folder_source, hang, make, make_all, named, remove
from tools import eventually

PROGRAM = (sys.executable, "-m", "ai_provenance", "fleet")
MARK = "AI_PROVENANCE_BENCHMARK"
"""The variable by which a process of this benchmark is known."""
TIMEOUT = 60
SHARDS = 5
WHO = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Ana Test"), ("EMAIL", "ana@example.org"))
}


def main() -> None:
    """Scan in every way, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("repositories", nargs="*", type=Path)
    asked = parser.parse_args()
    os.environ.update(WHO | {MARK: str(os.getpid()), "GIT_CONFIG_GLOBAL": os.devnull})
    with tempfile.TemporaryDirectory() as folder:
        broken = Comparison(Path(folder), random.Random(asked.seed)).run(asked.repositories)
    sys.exit(1 if broken else 0)


class Comparison:
    """A fleet, and the digests of its scans."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.whole: dict[str, Any] = {}
        self.broken = 0

    def run(self, repositories: Sequence[Path]) -> int:
        """Every scan; how many were other than the first."""
        self.make(repositories)
        print("| scan | rows kept when killed | jobs run | digest | seconds |\n| --- | ---: | ---: | --- | ---: |")
        self.show("one thread", lambda: self.scan("one", "--jobs", "1"))
        self.show("four threads", lambda: self.scan("four", "--jobs", "4"))
        self.show("five shards, merged in random order", self.shards)
        with cluster(self.folder / "cluster", workers=2) as dask:
            self.show("Dask, two workers", lambda: self.scan("dask", "--dask", dask.address))
            self.show("a worker killed", lambda: self.losing_worker(dask))
        self.show("the scheduler killed", self.losing_scheduler)
        self.show("a client of threads killed", lambda: self.killed("client", "--jobs", "2"))
        with cluster(self.folder / "third", workers=2) as dask:
            self.show("a client of Dask killed", lambda: self.killed("client-dask", "--dask", dask.address))
        self.show("a client of each shard killed", lambda: self.shards("cut", killed=True))
        return self.broken

    def make(self, repositories: Sequence[Path]) -> None:
        """The fleet, with mirrors of those that have an address."""
        generated = len(make_all(self.folder / "repos"))
        hang(make(self.folder / "repos/hung", "ai").path)
        corrupt(make(self.folder / "repos/damaged", "ai").path)
        gone = make(self.folder / "elsewhere/gone", "ai").path
        for place in repositories:
            copy = self.folder / "repos" / f"public-{place.name}"
            subprocess.run(["git", "clone", "-q", "--bare", "--shared", str(place), str(copy)], check=True)
            address = f"https://git.example.org/public/{place.name}"
            subprocess.run(["git", "-C", str(copy), "config", "remote.origin.url", address], check=True)
        text = f"[defaults]\ntimeout = {TIMEOUT}\n" + folder_source(self.folder / "repos") + named(gone)
        define(self.folder, text)
        self.call("sync")
        remove(gone)
        print(f"{generated} generated, 3 that fail, {len(repositories)} public\n", flush=True)

    def call(self, *words: str) -> str:
        """What a command of the program prints; a fleet with failures has exit code 3."""
        done = subprocess.run([*PROGRAM, *words], cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode not in {0, 3} or "unexpected" in done.stderr:
            raise RuntimeError(done.stderr)
        return done.stdout

    def scan(self, name: str, *options: str) -> dict[str, Any]:
        """A scan with its result in the directory NAME; its `run.json`."""
        text = self.call("scan", "-o", name, "--no-sync", "--min-coverage", "0", "--format", "json", *options)
        return {**json.loads(text), "kept": None}

    def shards(self, name: str = "part", *, killed: bool = False) -> dict[str, Any]:
        """Five shards, merged in random order."""
        parts, ran, held = [f"{name}{number}" for number in range(1, SHARDS + 1)], 0, 0
        for number, part in enumerate(parts, 1):
            shard = ("--shard", f"{number}/{SHARDS}")
            run = self.killed(part, *shard) if killed else self.scan(part, *shard)
            ran, held = ran + run["ran"], held + (run["kept"] or 0)
        self.chance.shuffle(parts)
        text = self.call("merge", *parts, "-o", f"{name}-merged", "--min-coverage", "0", "--format", "json")
        return {**json.loads(text), "ran": ran, "kept": held if killed else None}

    def killed(self, name: str, *options: str) -> dict[str, Any]:
        """A scan whose client is killed when some rows have come, and another one that goes on."""
        rows = self.chance.randint(1, 4 if "--shard" in options else 15)
        with self.started(name, *options) as client:
            eventually_long(lambda: client.poll() is not None or self.kept(name) >= rows)
            client.send_signal(signal.SIGKILL)
        eventually(lambda: not self.left())
        held = self.kept(name)
        return {**self.scan(name, *options), "kept": held}

    def losing_worker(self, dask: Cluster) -> dict[str, Any]:
        """A scan on DASK, one of whose workers is killed; another one comes late."""
        rows = self.chance.randint(1, 9)
        with self.started("worker", "--dask", dask.address) as client:
            eventually_long(lambda: self.kept("worker") >= rows)
            dask.processes[1].send_signal(signal.SIGKILL)
            dask.worker()
            if client.wait() != 0:
                raise RuntimeError("the scan did not survive the loss of a worker")
        ran = json.loads((self.folder / "worker/run.json").read_text())
        return {**ran, "kept": None}

    def losing_scheduler(self) -> dict[str, Any]:
        """A scan whose scheduler is killed, and another one that goes on elsewhere."""
        rows, place = self.chance.randint(1, 15), self.folder / "second"
        with cluster(place, workers=2) as dask, self.started("scheduler", "--dask", dask.address) as client:
            eventually_long(lambda: self.kept("scheduler") >= rows)
            assert dask.scheduler is not None
            dask.scheduler.send_signal(signal.SIGKILL)
            if client.wait() != 3:
                raise RuntimeError("a lost engine is exit code 3")
        eventually(lambda: not self.left())
        held = self.kept("scheduler")
        return {**self.scan("scheduler"), "kept": held}

    @contextlib.contextmanager
    def started(self, name: str, *options: str) -> Any:
        """A scan that runs while the block does."""
        words = [*PROGRAM, "scan", "-o", name, "--no-sync", "--min-coverage", "0", *options]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(words, cwd=self.folder, **quiet) as client:  # type: ignore[call-overload]  # two of many
            yield client

    def kept(self, name: str) -> int:
        """The rows in the journal of a directory."""
        try:
            with sqlite3.connect(f"file:{self.folder / name / 'journal.sqlite3'}?mode=ro", uri=True) as journal:
                return int(journal.execute("SELECT count(*) FROM row").fetchone()[0])
        except sqlite3.Error:
            return 0

    def left(self) -> list[str]:
        """The jobs of this benchmark that run, by number of process."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                ours = f"{MARK}={os.getpid()}".encode() in (place / "environ").read_bytes().split(b"\0")
                words = (place / "cmdline").read_bytes().split(b"\0")
                is_job = any(word.startswith((b"ai_provenance.fleet.", bytes(self.folder))) for word in words)
                if ours and is_job and not any(b"dask" in word for word in words):
                    found.append(place.name)
        return found

    def show(self, name: str, work: Callable[[], dict[str, Any]]) -> None:
        """Do WORK, and print and judge what came of it."""
        start = time.monotonic()
        run = work()
        seconds = time.monotonic() - start
        self.whole = self.whole or run
        eventually(lambda: not self.left())
        # a job whose row was on its way when the client was killed runs again: those in the journal never do
        exact = run["kept"] is None or run["ran"] == self.whole["ran"] - run["kept"]
        same = run["digest"] == self.whole["digest"] and exact
        self.broken += not same
        held = "" if run["kept"] is None else run["kept"]
        print(f"| {name} | {held} | {run['ran']} | {run['digest'][:16]}{'' if same else ' differs'} | {seconds:.0f} |")
        if name == "one thread":
            sys.stderr.write(f"{run['states']}\n")
        sys.stdout.flush()


def eventually_long(question: Callable[[], bool]) -> None:
    """Wait for rows, which may be behind large repositories."""
    until = time.monotonic() + 10 * TIMEOUT
    while not question() and time.monotonic() < until:
        time.sleep(0.05)


if __name__ == "__main__":
    main()
