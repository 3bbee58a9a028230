"""`check` over the newest commits of a repository, beside `git log` of the same messages.

    python benchmarks/check.py [--commits 10000] [--rounds 5] REPOSITORY ...

The floor is `git log -z` of the full messages, thrown away, with GIT_FLUSH=0. An empty range shows what starting costs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from measuring import paired, table

COMMAND = str(Path(sys.executable).parent / "ai-provenance")


def main() -> None:
    """Measure each repository and print it as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("repositories", nargs="+", type=Path)
    asked = parser.parse_args()
    for repository in asked.repositories:
        measure(repository, asked.commits, asked.rounds)


def measure(repository: Path, commits: int, rounds: int) -> None:
    """Print the figures for the newest COMMITS of REPOSITORY."""
    chosen = newest(repository, commits)
    check = [COMMAND, "check", "--repo", str(repository)]
    found = paired(
        {
            "git log -z (floor)": ["git", "-C", str(repository), "log", "-z", chosen],
            "check": [*check, chosen],
            "check of nothing": [*check, "HEAD..HEAD"],
        },
        rounds,
        GIT_FLUSH="0",
    )
    print(f"## {repository}, {chosen}\n", *table(found), "", sep="\n")


def newest(repository: Path, commits: int) -> str:
    """A range of about so many commits that ends in HEAD."""
    command = ["git", "-C", str(repository), "rev-list", f"--skip={commits}", "-n1", "HEAD"]
    base = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return f"{base}..HEAD" if base else "HEAD"


if __name__ == "__main__":
    main()
