"""Histories whose delivery is known: the five metrics against the truth that their generator keeps, and what it costs.

    python benchmarks/delivery.py [SEEDS]

For each seed and each set of options one history is made (`delivery_history.py`), assessed, and compared: counts
exactly, quantiles to 1e-9. Prints one line a history, and exits 1 where one deviates.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ai_provenance.delivery.assess import Options, assess
from ai_provenance.delivery.exports import read_exports
from ai_provenance.delivery.metrics import Measured
from ai_provenance.repo import open_repository
from ai_provenance.report.settings import ClassifierSettings

GENERATOR = Path(__file__).with_name("delivery_history.py")
VARIANTS: tuple[tuple[str, ...], ...] = (
    (),
    ("--lines",),
    ("--monorepo",),
    ("--calver",),
    ("--simpson",),
    ("--lines", "--monorepo"),
    ("--event-deployments", "--lines"),
    ("--weeks", "80"),
    ("--per-week", "100", "--gap-hours", "40"),
    ("--lines", "--calver", "--hotfix", "0.3"),
    ("--ai-revert", "0.2", "--rest-revert", "0.1"),
)


def made(place: Path, seed: int, options: tuple[str, ...]) -> dict[str, Any]:
    """Make a history with its events at PLACE; its truth."""
    repository = place / "history.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(repository)], check=True)
    written = ("--truth", str(place / "truth.json"), "--events", str(place / "events.jsonl"))
    command = [sys.executable, str(GENERATOR), "--seed", str(seed), *options, *written]
    history = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    importing = ["git", "--git-dir", str(repository), "fast-import", "--quiet", "--force", "--done"]
    subprocess.run(importing, input=history, check=True)
    truth: dict[str, Any] = json.loads((place / "truth.json").read_text())
    return truth


def deviations(place: Path, truth: dict[str, Any]) -> Iterator[str]:
    """What an assessment of the history at PLACE has and its truth has not."""
    events = (place / "events.jsonl").read_bytes()
    for name, files in (("git", ()), ("with_events", (("events.jsonl", events),))):
        exported = read_exports(files, deploy_run=None, branch=None) if files else None
        options = Options(since=truth["since"], until=truth["until"])
        repository = open_repository(place / "history.git")
        measured = assess(repository, options, settings=ClassifierSettings(), exported=exported).measured
        for key, expected in truth[name].items():
            yield from _differing(f"{name}.{key}", _found(measured, key), expected)
        lead = {**measured.lead_time.more, "negative": measured.negative}
        for key, expected in truth["lead_time"].items():
            yield from _differing(f"{name}.lead_time.{key}", lead[key], expected)


def _found(measured: Measured, key: str) -> object:
    fail, rework, recovery = measured.fail_rate, measured.rework, measured.recovery.more
    values = {
        "deployments": measured.frequency.numerator,
        "per_week": measured.frequency.value,
        "failed": fail.numerator,
        "judged": fail.denominator,
        "change_fail_rate": fail.value,
        "recovery_closed": recovery["closed"],
        "recovery_open": recovery["open"],
        "recovery_mean": recovery["mean"] or 0.0,
        "rework": rework.numerator,
        "rework_rate": rework.value,
    }
    return values[key]


def _differing(name: str, found: object, expected: float) -> Iterator[str]:
    if not isinstance(found, int | float) or abs(found - expected) > 1e-9 * max(1.0, abs(expected)):
        yield f"{name}: {found}, expected {expected}"


def main(seeds: int) -> int:
    """Compare all variants for SEEDS seeds; the exit code."""
    wrong = 0
    for seed in range(1, seeds + 1):
        for options in VARIANTS:
            with tempfile.TemporaryDirectory() as directory:
                truth = made(Path(directory), seed, options)
                found = list(deviations(Path(directory), truth))
            wrong += bool(found)
            print(f"seed {seed} {' '.join(options) or '-'}: {truth['commits']} commits, {'; '.join(found) or 'equal'}")
    print(f"{wrong} of {seeds * len(VARIANTS)} histories deviate")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4))
