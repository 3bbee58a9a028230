"""Reports with the cache as processes: killed, together, and after each other."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from history import Generator, write

REPORT = [sys.executable, "-m", "ai_provenance", "report"]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write(tmp_path_factory.mktemp("cache") / "h.git", Generator(4000))


def report(history: Path, *options: str) -> str:
    done = subprocess.run([*REPORT, "--repo", str(history), *options], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout


def clear(history: Path) -> None:
    command = [sys.executable, "-m", "ai_provenance", "cache", "clear", "--repo", str(history)]
    subprocess.run(command, capture_output=True, check=True)


@pytest.mark.slow
def test_a_run_killed_at_any_point_leaves_the_next_report_right(history: Path) -> None:
    start = time.monotonic()
    fresh = report(history, "--no-cache")
    whole = time.monotonic() - start
    chance = random.Random(11)
    for _ in range(20):
        clear(history)
        running = subprocess.Popen([*REPORT, "--repo", str(history)], stdout=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, whole * 1.1))
        running.send_signal(signal.SIGKILL)
        running.wait()
        assert report(history) == fresh


def test_runs_at_once_agree(history: Path) -> None:
    fresh = report(history, "--no-cache")
    clear(history)
    command = [*REPORT, "--repo", str(history)]
    together = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [running.communicate()[0] for running in together] == [fresh] * 3
    assert report(history) == fresh


def test_a_damaged_cache_costs_one_warning(history: Path) -> None:
    fresh = report(history)
    for path in (history / "ai-provenance").glob("*.cache"):
        path.write_bytes(path.read_bytes()[:-3])
    done = subprocess.run([*REPORT, "--repo", str(history)], capture_output=True, text=True, check=True)
    assert done.stdout == fresh
    assert done.stderr.count("warning:") == 1
    assert report(history) == fresh


def test_cache_info_and_clear(history: Path) -> None:
    report(history)
    command = [sys.executable, "-m", "ai_provenance", "cache"]
    said = subprocess.run([*command, "info", "--repo", str(history)], capture_output=True, text=True, check=True)
    assert str(history / "ai-provenance") in said.stdout
    subprocess.run([*command, "clear", "--repo", str(history)], capture_output=True, check=True)
    assert not (history / "ai-provenance").exists()
    report(history, "--no-cache")
    assert not (history / "ai-provenance").exists()


def test_lines_are_printed_when_asked_for(history: Path) -> None:
    assert "Lines " not in report(history, "--no-cache")
    assert "Lines     none" in report(history, "--lines")
