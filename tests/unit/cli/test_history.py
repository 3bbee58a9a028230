"""Recording runs, checks and the past, and printing the trend."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.cli.main import run
from repository import CLAUDE_TRAILER, Repository


def at(day: int, month: int = 1) -> dict[str, str]:
    date = f"2026-{month:02}-{day:02}T00:00:00+00:00"
    return {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date}


@pytest.fixture
def past(repo: Repository) -> Repository:
    """Three months: first nothing traceable, then one of two, then two of three."""
    repo.commit("one\n", env=at(1))
    repo.git("tag", "v1.0")
    repo.commit(f"two\n\n{CLAUDE_TRAILER}\n", env=at(1, 2))
    repo.git("tag", "-m", "second", "v1.1")
    repo.commit(f"three\n\n{CLAUDE_TRAILER}\n", env=at(1, 3))
    return repo


def history(repo: Repository, capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    capsys.readouterr()
    assert run(["history", "--repo", str(repo.path), "--format", "json", *options]) == 0
    return json.loads(capsys.readouterr().out)["history"]


@pytest.mark.parametrize(("by", "shares"), [("tag", [0.0, 0.5]), ("month", [0.0, 0.5, 2 / 3])])
def test_the_past_is_measured(
    past: Repository, capsys: pytest.CaptureFixture[str], by: str, shares: list[float]
) -> None:
    rows = history(past, capsys, "--backfill", by, "--metric", "trace_all_ratio")
    assert [row["value"] for row in rows] == shares


def test_measuring_the_past_twice_changes_nothing(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert history(past, capsys, "--backfill", "month") == history(past, capsys, "--backfill", "month")


def test_without_a_store_there_is_a_hint(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.commit()
    assert run(["history", "--repo", str(repo.path)]) == 3
    assert "hint: ai-provenance history --backfill" in capsys.readouterr().err


def test_a_recorded_score_joins_the_trend(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert run(["score", "--record", "--repo", str(past.path)]) == 0
    rows = history(past, capsys)
    phases = {row["label"]: row["definition"] for row in rows if row["metric"] == "phase_score"}
    assert len({row["head"] for row in rows}) == 1
    assert all(definition.startswith("sha256:") for definition in phases.values())


def test_a_run_that_keeps_its_indicators_is_a_passed_audit(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n")
    assert run(["score", "--record", "--repo", str(repo.path)]) == 0
    capsys.readouterr()
    assert run(["score", "--format", "json", "--repo", str(repo.path)]) == 0
    indicators = {one["id"]: one for one in json.loads(capsys.readouterr().out)["indicators"]}
    assert (indicators["I2.5"]["value"], indicators["I2.5"]["verdict"]) == (1.0, "met")


def test_a_check_records_how_late_it_saw_a_violation(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage(".ai-provenance.toml", "[policy]\nai = 'forbid'\n")
    repo.commit()
    assert run(["check", "--repo", str(repo.path)]) == 0
    repo.commit(f"late\n\n{CLAUDE_TRAILER}\n", env={"GIT_COMMITTER_DATE": "2099-01-01T00:00:00Z"})
    assert run(["check", "--repo", str(repo.path)]) == 1
    capsys.readouterr()
    assert run(["score", "--format", "json", "--repo", str(repo.path)]) == 0
    indicators = {one["id"]: one for one in json.loads(capsys.readouterr().out)["indicators"]}
    assert indicators["I2.4"]["value"] == 0.0


def test_a_store_that_cannot_be_written_changes_no_verdict(repo: Repository) -> None:
    repo.commit()
    (repo.path / ".git/ai-provenance").write_text("in the way")
    assert run(["check", "--repo", str(repo.path)]) == 0
    assert run(["score", "--record", "--repo", str(repo.path)]) == 3


def test_repositories_may_share_one_store(past: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = Repository.init(tmp_path / "other")
    other.commit()
    other.git("tag", "v1.0")
    shared = ("--store", str(tmp_path / "shared.sqlite3"), "--backfill", "tag", "--metric", "commits_walked")
    assert [row["value"] for row in history(past, capsys, *shared)] == [1.0, 2.0]
    assert [row["value"] for row in history(other, capsys, *shared)] == [1.0]


@pytest.mark.parametrize("format_", ["text", "csv", "openmetrics", "influx"])
def test_every_format_prints_the_trend(past: Repository, capsys: pytest.CaptureFixture[str], format_: str) -> None:
    assert run(["history", "--repo", str(past.path), "--backfill", "tag", "--format", format_]) == 0
    assert "0.5" in capsys.readouterr().out.replace("50.0%", "0.5")


def test_incidents_are_disallowed_agents_and_keys_of_ai_providers(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.stage(".ai-provenance.toml", "[policy]\nallow-agents = ['codex']\n")
    key = "sk-ant-" + "api03-" + "".join("Qx7zP2mK9vR4tB8nL3w"[n * 7 % 19] for n in range(93)) + "AA"
    repo.stage("a.py", f"API_KEY = '{key}'\n")
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n")
    assert run(["check", "--repo", str(repo.path)]) == 1
    assert run(["secrets", "scan", "--range", "HEAD", "--repo", str(repo.path)]) == 1
    capsys.readouterr()
    assert run(["score", "--format", "json", "--repo", str(repo.path)]) == 0
    indicators = {one["id"]: one for one in json.loads(capsys.readouterr().out)["indicators"]}
    assert (indicators["I2.2"]["value"], indicators["I2.2"]["verdict"]) == (2.0, "missed")


def test_a_past_commit_is_recorded_as_itself(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", "--record", "--rev", "v1.0", "--repo", str(past.path)]) == 0
    rows = history(past, capsys, "--metric", "commits_walked")
    assert [(row["head"], row["value"]) for row in rows] == [(past.git("rev-parse", "v1.0"), 1.0)]


@pytest.mark.parametrize("by", ["month", "deployment"])
def test_delivery_of_the_past_is_measured(past: Repository, capsys: pytest.CaptureFixture[str], by: str) -> None:
    past.git("tag", "v1.2", "HEAD")
    rows = history(past, capsys, "--backfill", by, "--delivery", "--metric", "delivery_deployments")
    # on the day of a deployment it is too young to be judged
    assert [row["value"] for row in rows if row["label"] == "status=judged"] == [0.0, 1.0, 2.0]


def test_a_deployment_is_measured_when_it_was_deployed(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    past.git("tag", "-m", "late", "v1.2", env=at(20, 3))
    rows = history(past, capsys, "--backfill", "deployment", "--metric", "delivery_deployments")
    assert [row["value"] for row in rows if row["label"] == "status=pending"] == [1.0, 1.0, 1.0]


def test_delivery_of_the_past_joins_what_is_recorded_now(past: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["delivery", "--record", "-q", "--repo", str(past.path)]) == 0
    rows = history(past, capsys, "--backfill", "month", "--delivery", "--metric", "delivery_frequency_per_week")
    assert (len(rows), len({row["definition"] for row in rows})) == (3, 1)


def test_delivery_of_no_past_is_a_usage_error(past: Repository) -> None:
    assert run(["history", "--delivery", "--repo", str(past.path)]) == 2
