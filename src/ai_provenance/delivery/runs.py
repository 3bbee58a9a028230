"""What exports of CI runs say: how many succeed, how long they take, which are flaky, how fast a push is judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ai_provenance.delivery.statistics import Interval, quantile, wilson

_FAILED = frozenset({"failure", "failed", "timed_out", "startup_failure"})
_PASSED = frozenset({"success"})


class Run(NamedTuple):
    """One run of a workflow or pipeline that has ended. Times are seconds since the epoch; no name of a person."""

    name: str
    """Of the workflow; of the branch, where a pipeline has no name."""
    commit: str
    created: int
    started: int | None
    ended: int
    conclusion: str
    """In the words of the system: `success`, `failure`, `cancelled`, ..."""
    attempt: int
    is_push: bool


class RunStatistics(NamedTuple):
    """The runs of one name, or of all. Durations are seconds, None where no run has the times for them."""

    name: str
    runs: int
    passed: int
    failed: int
    success: Interval | None
    """95 % interval (Wilson) of passed / (passed + failed); None without either. Cancelled runs are in neither."""
    duration_p50: float | None
    duration_p95: float | None
    queue_p50: float | None
    commits: int
    flaky: int
    """Commits of which a run failed and then passed: by a later run, or by another attempt."""


class Feedback(NamedTuple):
    """The time from a push to the first verdict on it (I4.5)."""

    pushes: int
    p50: float
    p95: float


def run_statistics(runs: Sequence[Run]) -> tuple[RunStatistics, ...]:
    """The statistics of RUNS by their names."""
    names = sorted({run.name for run in runs})
    return tuple(_of([run for run in runs if run.name == name], name) for name in names)


def all_runs(runs: Sequence[Run]) -> RunStatistics | None:
    """The statistics of RUNS together; None without any."""
    return _of(runs, "") if runs else None


def feedback(runs: Iterable[Run]) -> Feedback | None:
    """From the first run that a push created to the first one that ended with a verdict; None without a push."""
    pushed: dict[str, int] = {}
    judged: dict[str, int] = {}
    for run in runs:
        if not run.is_push:
            continue
        pushed[run.commit] = min(run.created, pushed.get(run.commit, run.created))
        # of a later attempt the end says nothing about how long the first verdict took
        if run.conclusion in _PASSED | _FAILED and run.attempt == 1:
            judged[run.commit] = min(run.ended, judged.get(run.commit, run.ended))
    spans = sorted(judged[commit] - pushed[commit] for commit in judged)
    return Feedback(len(spans), quantile(spans, 0.5), quantile(spans, 0.95)) if spans else None


def _of(runs: Sequence[Run], name: str) -> RunStatistics:
    passed = sum(run.conclusion in _PASSED for run in runs)
    failed = sum(run.conclusion in _FAILED for run in runs)
    durations = sorted(run.ended - run.started for run in runs if run.started is not None and run.started <= run.ended)
    queues = sorted(
        run.started - run.created
        for run in runs
        if run.started is not None and run.attempt == 1 and run.created <= run.started
    )
    return RunStatistics(
        name,
        len(runs),
        passed,
        failed,
        wilson(passed, passed + failed) if passed + failed else None,
        quantile(durations, 0.5) if durations else None,
        quantile(durations, 0.95) if durations else None,
        quantile(queues, 0.5) if queues else None,
        len({run.commit for run in runs}),
        len(_flaky(runs)),
    )


def _flaky(runs: Iterable[Run]) -> set[tuple[str, str]]:
    """Name and commit of what failed and then passed without a change."""
    failed: set[tuple[str, str]] = set()
    found = set()
    for run in sorted(runs, key=lambda one: one.ended):
        key = run.name, run.commit
        if run.conclusion in _FAILED:
            failed.add(key)
        elif run.conclusion in _PASSED and (key in failed or run.attempt > 1):
            found.add(key)
    return found
