"""What exports of CI runs say."""

from __future__ import annotations

import json
from typing import Any

from ai_provenance.delivery.exports import read_exports
from ai_provenance.delivery.runs import Run, all_runs, feedback, run_statistics

A, B, C = "a" * 40, "b" * 40, "c" * 40


def github(sha: str, conclusion: str | None, at: int, **more: Any) -> dict[str, Any]:
    """A run that was created on second AT, waited 10 and took 60."""
    given = {"id": at, "name": "ci", "head_sha": sha, "conclusion": conclusion, "event": "push", "run_attempt": 1}
    times = {"created_at": at, "run_started_at": at + 10, "updated_at": at + 70}
    return given | times | more


def runs_of(*rows: dict[str, Any]) -> list[Run]:
    return read_exports([("runs", json.dumps(rows).encode())], deploy_run=None, branch=None).runs


def test_success_duration_and_queue() -> None:
    runs = runs_of(
        github(A, "success", 0), github(B, "failure", 100), github(C, "cancelled", 200), github(C, None, 300)
    )
    (one,) = run_statistics(runs)
    assert (one.name, one.runs, one.passed, one.failed) == ("ci", 3, 1, 1)
    assert (one.duration_p50, one.duration_p95, one.queue_p50) == (60, 60, 10)
    assert one.success is not None
    assert [round(end, 3) for end in one.success] == [0.095, 0.905]


def test_failing_and_then_passing_on_one_commit_is_flaky() -> None:
    runs = runs_of(
        github(A, "failure", 0), github(A, "success", 100), github(B, "failure", 200), github(C, "failure", 300),
        github(B, "success", 0), github(C, "success", 400, name="other"),
    )  # fmt: skip
    found = {one.name: (one.flaky, one.commits) for one in run_statistics(runs)}
    assert found == {"ci": (1, 3), "other": (0, 1)}


def test_another_attempt_that_passes_is_flaky_too() -> None:
    one = all_runs(runs_of(github(A, "success", 0, run_attempt=2)))
    assert one is not None
    assert (one.flaky, one.queue_p50) == (1, None)


def test_feedback_is_the_first_verdict_on_a_push() -> None:
    runs = runs_of(
        github(A, "success", 0), github(A, "failure", 5, name="lint", updated_at=25), github(B, "cancelled", 100),
        github(C, "success", 100, event="schedule"), github(B, "success", 110, run_attempt=2),
    )  # fmt: skip
    found = feedback(runs)
    assert found is not None
    assert (found.pushes, found.p50) == (1, 25)


def test_a_pipeline_of_gitlab_is_a_run() -> None:
    row = {"id": 1, "sha": A, "ref": "main", "status": "success", "source": "push", "created_at": 0, "updated_at": 90}
    (one,) = runs_of(row | {"started_at": 30, "finished_at": 80})
    assert one == Run("main", A, 0, 30, 80, "success", 1, True)


def test_without_runs_nothing_is_known() -> None:
    assert (all_runs([]), feedback([]), run_statistics([])) == (None, None, ())
