"""What `delivery` costs: beside `git log -z` of the same refs, with nothing new beside a bare Python, and by tags.

    python benchmarks/delivery_cost.py [--rounds N] [REPOSITORY ...]

Prints a table for each repository, and for made histories of 200 to 20,000 tags, one a commit.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from measuring import paired, table

DELIVERY = (sys.executable, "-m", "ai_provenance", "delivery", "-q", "--repo")
REPORT = (sys.executable, "-m", "ai_provenance", "report", "-q", "--repo")
"""Beside it, for what a walk costs anyway, and what a busy machine adds to it."""


def tagged(place: Path, tags: int) -> Path:
    """A bare repository at PLACE with a history of TAGS commits, each released."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(place)], check=True)
    importing = ["git", "--git-dir", str(place), "fast-import", "--quiet", "--force"]
    subprocess.run(importing, input="".join(_stream(tags)).encode(), check=True)
    subprocess.run(["git", "--git-dir", str(place), "pack-refs", "--all"], check=True)
    return place


def _stream(tags: int) -> Iterator[str]:
    for number in range(tags):
        time, message = 1_700_000_000 + 3_600 * number, f"feat: {number}"
        person = f"A <a@example.org> {time} +0000"
        yield f"commit refs/heads/main\nmark :{number + 1}\nauthor {person}\ncommitter {person}\n"
        yield f"data {len(message)}\n{message}\n"
        yield f"tag v1.{number // 100}.{number % 100}\nfrom :{number + 1}\ntagger {person}\ndata 0\n"


def compared(repository: Path, rounds: int) -> list[str]:
    """The table of one repository."""
    found = paired(
        {
            "git log -z": ["git", "-C", str(repository), "log", "-z", "HEAD", "--tags"],
            "report --no-cache": [*REPORT, str(repository), "--no-cache"],
            "delivery --no-cache": [*DELIVERY, str(repository), "--no-cache"],
        },
        rounds,
    )
    return [str(repository), *table(found)]


def again(repository: Path, rounds: int) -> list[str]:
    """What a run costs when the one before has counted everything."""
    found = paired(
        {
            "python -c pass": [sys.executable, "-c", "pass"],
            "report again": [*REPORT, str(repository)],
            "again": [*DELIVERY, str(repository)],
        },
        rounds,
    )
    return [f"{repository}, with nothing new", *table(found)]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("repositories", nargs="*", type=Path)
    given = parser.parse_args()
    for repository in given.repositories:
        print("\n".join(compared(repository, given.rounds)), flush=True)
    with tempfile.TemporaryDirectory() as directory:
        for tags in (200, 5_000, 10_000, 20_000):
            made = tagged(Path(directory) / f"{tags}-tags.git", tags)
            print("\n".join([*compared(made, given.rounds), *again(made, given.rounds)]), flush=True)


if __name__ == "__main__":
    main()
