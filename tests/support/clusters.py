"""Real Dask clusters on the loopback interface: a scheduler and its workers, each a process that tests may kill."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools import eventually, free_port

_OPTIONS = ("--dashboard-address", "127.0.0.1:0")
"""With `--no-dashboard` alone, plain HTTP is served on every interface."""


@dataclass
class Cluster:
    """A scheduler and workers."""

    folder: Path
    port: int
    options: Sequence[str] = ()
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    scheduler: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"{'tls' if self.options else 'tcp'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start the scheduler, and wait until it listens."""
        self.scheduler = self._run("scheduler", ["--host", "127.0.0.1", "--port", str(self.port)])
        eventually(lambda: _listens(self.port), self.folder / "scheduler.log")

    def worker(self) -> subprocess.Popen[bytes]:
        """Start one more worker with one thread."""
        place = self.folder / f"worker-{len(self.processes)}"
        place.mkdir()
        options = [self.address, "--no-nanny", "--nthreads", "1", "--memory-limit", "0", "--host", "127.0.0.1"]
        return self._run("worker", [*options, "--local-directory", str(place)])

    def _run(self, what: str, options: Sequence[str]) -> subprocess.Popen[bytes]:
        with (self.folder / f"{what}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.dask_{what}", *options, *_OPTIONS, *self.options],
                stdout=log,
                stderr=log,
                cwd=self.folder,
            )
        self.processes.append(process)
        return process

    def end(self) -> None:
        """Kill what is left, workers first: they outlive a scheduler that goes before them."""
        for process in sorted(self.processes, key=lambda one: one is self.scheduler):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()


@contextmanager
def cluster(folder: Path, *, workers: int, options: Sequence[str] = ()) -> Generator[Cluster]:
    """A cluster while the block runs, in FOLDER."""
    folder.mkdir(parents=True)
    made = Cluster(folder, free_port(), options)
    try:
        made.start()
        for _ in range(workers):
            made.worker()
        yield made
    finally:
        made.end()


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
