"""What `delivery` costs: beside `git log -z` of the same refs, with nothing new beside a bare Python, and by tags.

    python benchmarks/delivery_cost.py [--rounds N] [REPOSITORY ...]

Prints a table for each repository, and for made histories of 200 to 20,000 tags, one a commit, and of 100,000 commits.
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


WAYS: dict[str, tuple[str, ...]] = {
    "text": (),
    "text, HEAD": ("HEAD",),
    "text, --since": ("--since", "2026-01-01"),
    "JSON": ("--format", "json"),
    "Markdown": ("--format", "markdown"),
    "CSV": ("--format", "csv"),
    "Prometheus": ("--format", "prometheus"),
}
"""What is asked for -> the options."""


CONFIGURATION = '[delivery]\nclock = "committer"\nsettle-hours = 24\n\n[delivery.components.api]\ntags = ["api/v*"]\n'


def tagged(place: Path, tags: int, *, between: int = 1, configuration: str = "") -> Path:
    """A bare repository at PLACE with TAGS releases, one an hour; BETWEEN are the commits of each."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(place)], check=True)
    importing = ["git", "--git-dir", str(place), "fast-import", "--quiet", "--force"]
    subprocess.run(importing, input="".join(_stream(tags, between, configuration)).encode(), check=True)
    subprocess.run(["git", "--git-dir", str(place), "pack-refs", "--all"], check=True)
    return place


def _stream(tags: int, between: int, configuration: str) -> Iterator[str]:
    for number in range(tags * between):
        release, rest = divmod(number, between)
        time, message = 1_700_000_000 + 3_600 * release, f"feat: {number}"
        person = f"A <a@example.org> {time} +0000"
        yield f"commit refs/heads/main\nmark :{number + 1}\nauthor {person}\ncommitter {person}\n"
        yield f"data {len(message)}\n{message}\n"
        if configuration and not number:
            yield f"M 100644 inline .ai-provenance.toml\ndata {len(configuration)}\n{configuration}\n"
        if rest == between - 1:
            yield f"tag v1.{release // 100}.{release % 100}\nfrom :{number + 1}\ntagger {person}\ndata 0\n"


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
            **{f"again, {way}": [*DELIVERY, str(repository), *options] for way, options in WAYS.items()},
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
        with tempfile.TemporaryDirectory() as directory:  # of its own: what is kept between runs is written into it
            clone = Path(directory) / repository.name
            subprocess.run(["git", "clone", "-q", "--bare", "--shared", str(repository), str(clone)], check=True)
            print("\n".join(again(clone, given.rounds)), flush=True)
    with tempfile.TemporaryDirectory() as directory:
        for tags in (200, 5_000, 10_000, 20_000):
            made = tagged(Path(directory) / f"{tags}-tags.git", tags)
            print("\n".join([*compared(made, given.rounds), *again(made, given.rounds)]), flush=True)
        made = tagged(Path(directory) / "100000-commits.git", 400, between=250)
        print("\n".join([*compared(made, given.rounds), *again(made, given.rounds)]), flush=True)
        made = tagged(Path(directory) / "configured.git", 200, configuration=CONFIGURATION)
        print("\n".join(again(made, given.rounds)), flush=True)


if __name__ == "__main__":
    main()
