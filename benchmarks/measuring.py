"""Processes measured in pairs: wall time, processor time and peak memory, each as a ratio to the same baseline.

Machines drift, and share their processors: only ratios of runs that follow each other mean anything. Every round runs
all commands once, in turn; a command's figure is the median of its ratios to the first one.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

_ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


@dataclass(frozen=True)
class Run:
    """One run of one command."""

    wall: float
    """Seconds."""
    cpu: float
    """Seconds of user and system time, children included."""
    peak: float
    """Largest resident set of the process itself, in MB, its children not counted; 0 where there is no /proc."""


def run(command: Sequence[str], **env: str) -> Run:
    """Run COMMAND with its output thrown away.

    Raises RuntimeError when it fails: a figure for a command that did nothing is worse than none.
    """
    start = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=_ENVIRONMENT | env) as process:
        peaks = [0.0]
        watching = Thread(target=_watch, args=(process.pid, peaks), daemon=True)
        watching.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    watching.join()
    if process.returncode not in {0, 1}:  # 1: it worked and objects
        raise RuntimeError(f"{' '.join(command)} exited with {process.returncode}")
    return Run(wall, usage.ru_utime + usage.ru_stime, max(peaks))


def _watch(process: int, peaks: list[float]) -> None:
    """Note the high-water mark of PROCESS until it is gone; what wait4 tells is that of its largest child, too."""
    while (peak := resident_peak(process)) is not None:
        peaks.append(peak)
        time.sleep(0.02)


def resident_peak(process: int) -> float | None:
    """The high-water mark of the resident set of a running process in MB; None when it is gone."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) / 1024 if found else None


def paired(commands: Mapping[str, Sequence[str]], rounds: int, **env: str) -> dict[str, list[Run]]:
    """ROUNDS runs of each command, in turn, after one that is not counted."""
    for command in commands.values():
        run(command, **env)
    found: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            found[name].append(run(command, **env))
    return found


def table(found: Mapping[str, Sequence[Run]]) -> list[str]:
    """Lines of a Markdown table: the first command is the baseline."""
    base = next(iter(found.values()))
    lines = ["| command | wall | x | cpu | x | peak MB |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for name, runs in found.items():
        wall, cpu = statistics.median(one.wall for one in runs), statistics.median(one.cpu for one in runs)
        by_wall, by_cpu = ratio(runs, base, "wall"), ratio(runs, base, "cpu")
        peak = max(one.peak for one in runs)
        lines.append(f"| {name} | {wall:.3f} s | {by_wall:.2f} | {cpu:.3f} s | {by_cpu:.2f} | {peak:.0f} |")
    return lines


def ratio(runs: Sequence[Run], base: Sequence[Run], what: str) -> float:
    """Median of the ratios of runs of one round."""
    pairs = zip(runs, base, strict=True)
    return float(statistics.median(getattr(one, what) / getattr(other, what) for one, other in pairs))


def is_repository(path: Path) -> bool:
    """Whether git finds one there."""
    command = ["git", "-C", str(path), "rev-parse", "--git-dir"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
