"""`score` on a tree of many files: seconds of processor and peak memory, beside a bare Python start.

    python benchmarks/score.py [FILES]

The tree holds FILES files (default 50,000) and 60 workflows. Budget: 3 s and 150 MB.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

WORKFLOW = b"on: [push, pull_request]\njobs:\n  all:\n    steps:\n" + b"      - run: pytest -q && ruff check .\n" * 20


def stream(files: int) -> Iterator[bytes]:
    """What `git fast-import` makes the tree from."""
    yield b"blob\nmark :1\ndata 6\nhello\n\ncommit refs/heads/main\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n"
    for number in range(files):
        yield f"M 100644 :1 src/pkg{number % 50}/dir{number % 977}/file_{number}.py\n".encode()
    for number in range(60):
        yield f"M 100644 inline .github/workflows/w{number}.yml\ndata {len(WORKFLOW)}\n".encode() + WORKFLOW + b"\n"


def measured(*command: str) -> tuple[float, float, float]:
    """Seconds on the clock, seconds of processor, and peak memory in MB of the biggest child so far."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, after.ru_maxrss / 1024


def main() -> None:
    """Build the tree, score it, print the figures."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", place], check=True)
        made = b"".join(stream(files))
        subprocess.run(["git", "-C", place, "fast-import", "--quiet"], input=made, check=True)
        program = str(Path(sys.executable).with_name("ai-provenance"))
        bare, _, _ = measured(sys.executable, "-c", "pass")
        wall, used, memory = measured(program, "score", "--repo", place, "--format", "json")
    print(f"{files:,} files: {wall:.2f} s ({wall / bare:.0f} x a bare Python start), {used:.2f} s of processor")
    print(f"peak memory {memory:.0f} MB; budget 3 s, 150 MB")


if __name__ == "__main__":
    main()
