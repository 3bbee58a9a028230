"""Compares the speed of two checkouts by ratio: `python benchmarks/compare.py BASE HEAD`.

    python benchmarks/compare.py [--commits 5000] [--rounds 9] [--tolerance 1.2] BASE HEAD

BASE and HEAD are directories with a checkout each. Both are run by this Python, in turn, over the same generated
history, so that a busy machine slows both down. A command's figure is the median of the ratios of processor time, HEAD
to BASE, of runs that follow each other. Exits 1 when one is above the tolerance.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from history import Generator, write
from measuring import Run, paired, ratio

_HOOK_MESSAGE = "Parse dates\n\nAs they are written.\n"


def main() -> None:
    """Measure the two checkouts that the command line names, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--commits", type=int, default=5000, help="size of the generated history")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--tolerance", type=float, default=1.2, help="highest ratio that passes")
    parser.add_argument("base", type=Path)
    parser.add_argument("head", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        history = Path(scratch) / "history.git"
        write(history, Generator(given.commits, notes_share=0.02))
        base = _commands(given.base.resolve(), _copied(history, Path(scratch) / "base"))
        head = _commands(given.head.resolve(), _copied(history, Path(scratch) / "head"))
        ratios = {name: _compared(base[name], head[name], given.rounds) for name in base}
    print("\n".join(_table(ratios, given.tolerance)))
    sys.exit(any(cpu > given.tolerance for cpu, _ in ratios.values()))


def _copied(history: Path, place: Path) -> Path:
    """A copy of HISTORY for one checkout alone: what one keeps in the git directory is not for the other to read."""
    shutil.copytree(history, place / "history.git")
    (place / "COMMIT_EDITMSG").write_text(_HOOK_MESSAGE)
    return place / "history.git"


def _commands(checkout: Path, repository: Path) -> Mapping[str, Sequence[str]]:
    """What is measured, by name, as CHECKOUT runs it."""
    run = _python(checkout, "ai_provenance")
    message = str(repository.parent / "COMMIT_EDITMSG")
    # only what every version has: an option that one of the two lacks cannot be compared
    return {
        "report, cold": [*run, "report", "--no-cache", "--repo", str(repository)],
        "report --format json, cold": [*run, "report", "--format", "json", "--no-cache", "--repo", str(repository)],
        "report, nothing new": [*run, "report", "--repo", str(repository)],
        "check": [*run, "check", "--repo", str(repository)],
        "classify": [*run, "classify", "--repo", str(repository)],
        "commit-msg hook": [
            "env",
            f"GIT_DIR={repository}",
            *_python(checkout, "ai_provenance.hooks"),
            "commit-msg",
            message,
        ],
    }


def _python(checkout: Path, module: str) -> list[str]:
    """The start of MODULE from CHECKOUT: `env` sets the path, since each of the two has its own."""
    source = checkout / "src"
    if not (source / "ai_provenance").is_dir():
        sys.exit(f"{checkout} is no checkout: {source / 'ai_provenance'} is not there")
    return ["env", f"PYTHONPATH={source}", sys.executable, "-m", module]


def _compared(base: Sequence[str], head: Sequence[str], rounds: int) -> tuple[float, float]:
    """Ratios of processor and wall time."""
    found: dict[str, list[Run]] = paired({"base": base, "head": head}, rounds)
    return ratio(found["head"], found["base"], "cpu"), ratio(found["head"], found["base"], "wall")


def _table(ratios: Mapping[str, tuple[float, float]], tolerance: float) -> list[str]:
    lines = ["| command | processor time, head / base | wall time | |", "| --- | ---: | ---: | --- |"]
    for name, (cpu, wall) in ratios.items():
        lines.append(f"| {name} | {cpu:.2f} | {wall:.2f} | {f'above {tolerance:g}' if cpu > tolerance else ''} |")
    return lines


if __name__ == "__main__":
    main()
