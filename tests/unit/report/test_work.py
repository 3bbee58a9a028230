"""How much work a commit costs, counted and not timed: calls, commits read, memory."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from ai_provenance.agents import default_registry
from ai_provenance.detect import classify
from ai_provenance.repo import Selection, commits, open_repository, run_git
from ai_provenance.repo.history import LOG_COMMAND, read_batches
from ai_provenance.repo.notes_index import NotesIndex
from ai_provenance.report import Scope
from ai_provenance.report.classify import ReadNotes, classify_batches, count_batches
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.tally import Tally
from history import Generator, write

COMMITS = 3000
CALLS = 22.0
"""Calls of Python and C functions a commit on the history below, as counted with CPython 3.11."""
CALLS_READ = 780
"""The same for a commit of which all lines are read, as those of `explain` and the first of a walk are."""
READ = 500
"""Commits read so."""
READ_ONCE = 72
"""Commits of it that the rules read; all others are like one of these, or have no candidate line."""
GROWTH = 1.10
LARGEST = 80
"""MB of resident memory that a report may take, whatever the size of the history."""
SPREAD = 1.0
"""MB by which the peak of the same report differs from run to run, as measured."""
REPORT = """
import atexit, sys
from pathlib import Path
place = Path(sys.argv.pop())
atexit.register(lambda: place.write_bytes(Path("/proc/self/status").read_bytes()))
from ai_provenance.cli.entry import main
from ai_provenance.repo import history
history._AHEAD = 1  # what is read ahead is bounded, and has its own test
main()
"""
"""A command that leaves its own last `/proc/self/status` in the file that its last argument names."""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("work") / "h.git", Generator(COMMITS))


def calls_of(work: Callable[[], object]) -> Counter[str]:
    """Calls by the name of the function."""
    seen: Counter[str] = Counter()

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call":
            seen[frame.f_code.co_name] += 1
        elif event == "c_call":
            seen[getattr(argument, "__name__", "?")] += 1

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return seen


def test_the_work_for_a_commit_does_not_grow(history: Path) -> None:
    raw = run_git(open_repository(history), *LOG_COMMAND, "HEAD", "--")

    def count() -> None:
        tally = Tally(Scope())
        count_batches(
            tally,
            classify_batches(
                read_batches(io.BufferedReader(io.BytesIO(raw))), ClassifierSettings(), ReadNotes(NotesIndex)
            ),
        )
        assert tally.freeze().walked == COMMITS

    count()  # what is made once a process, and is no work of a commit
    seen = calls_of(count)
    assert seen["verdict_of"] <= READ_ONCE * GROWTH
    assert seen.total() / COMMITS <= CALLS * GROWTH


def test_reading_one_commit_does_not_cost_more(history: Path) -> None:
    made = list(commits(open_repository(history), Selection(limit=READ)))

    def read() -> None:
        for commit in made:
            classify(commit)

    default_registry().read_lines.clear()  # bounded, and shared by the process: what other tests left costs calls here
    read()  # as above
    assert calls_of(read).total() / READ <= CALLS_READ * GROWTH


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory of one process is asked of /proc")
def test_memory_is_flat(tmp_path: Path) -> None:
    sizes = (4 * COMMITS, 20 * COMMITS)  # the first megabytes of git's output are taken while the rules are loaded
    histories = [write(tmp_path / f"{size}.git", Generator(size)) for size in sizes]
    small, large = (peak_of_report(repository, tmp_path / "status") for repository in histories)
    assert 0 < large <= LARGEST
    assert large <= small * 1.1 + SPREAD


def peak_of_report(repository: Path, status: Path) -> float:
    """MB of resident memory at most, read by the process itself when it ends: samples come too early."""
    command = [sys.executable, "-c", REPORT, "report", "--no-cache", "--repo", str(repository), str(status)]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text())
    assert found
    return int(found[1]) / 1024
