"""Alarms over deployments: states, what a baseline is refused for, and commands that are only printed."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path

import jsonschema
import pytest
from prometheus_client.parser import text_string_to_metric_families as parse

from ai_provenance.cli import delivery_regress
from ai_provenance.cli.main import run
from ai_provenance.delivery import baseline as baselines
from ai_provenance.delivery.metrics import WEEK, Window
from ai_provenance.delivery.regress import Alarm, Series, Verdict, alarms
from ai_provenance.errors import ConfigError
from ai_provenance.export.delivery.schema import alarms_schema
from ai_provenance.repo import open_repository
from ai_provenance.store.recording import recall
from delivered import DAY, START, Delivered
from repository import Repository

BASELINE = Window(0, 12 * WEEK)
NOW = 14 * WEEK


def spread(values: Sequence[float], since: int, until: int) -> list[tuple[int, float]]:
    """VALUES at even times from SINCE on and before UNTIL."""
    return [(since + (until - since) * at // len(values), value) for at, value in enumerate(values)]


def lead(recent: Sequence[float], *, strict: bool = False) -> Alarm:
    before = spread([100.0 + at for at in range(36)], 0, 12 * WEEK)
    series = Series(tuple(before + spread(recent, 12 * WEEK, NOW)), ())
    return alarms(series, BASELINE, at=NOW, strict=strict)[0]


def failures(failed: int, of: int) -> Alarm:
    before = spread([float(at % 12 == 0) for at in range(36)], 0, 12 * WEEK)
    after = spread([float(at < failed) for at in range(of)], 12 * WEEK, NOW)
    series = Series((), tuple((time, bool(value)) for time, value in before + after))
    return alarms(series, BASELINE, at=NOW, strict=False)[1]


@pytest.mark.parametrize(
    ("recent", "state"),
    [
        ([110.0, 120.0, 130.0, 105.0], "steady"),
        ([300.0, 310.0, 320.0, 330.0], "regressed"),
        ([10.0, 11.0, 12.0, 13.0], "improved"),
        ([900.0, 900.0, 900.0], "insufficient"),
        ([], "insufficient"),
    ],
)
def test_lead_times_have_a_state(recent: list[float], state: str) -> None:
    assert lead(recent).state == state


def test_only_the_last_two_weeks_are_new() -> None:
    before = spread([100.0 + at for at in range(36)], 0, 12 * WEEK)
    slow = spread([900.0] * 6, 12 * WEEK, 14 * WEEK)
    series = Series(tuple(before + slow + spread([110.0, 118.0, 125.0, 131.0], 16 * WEEK, 18 * WEEK)), ())
    assert [alarms(series, BASELINE, at=at * WEEK, strict=False)[0].state for at in (14, 18)] == ["regressed", "steady"]


def test_a_strict_alarm_wants_more() -> None:
    between = [133.0, 134.0, 135.0, 129.0]
    assert (lead(between).state, lead(between, strict=True).state) == ("regressed", "steady")


@pytest.mark.parametrize(("failed", "of", "state"), [(1, 10, "steady"), (6, 10, "regressed"), (3, 3, "insufficient")])
def test_failures_are_cumulated_since_the_baseline(failed: int, of: int, state: str) -> None:
    found = failures(failed, of)
    assert (found.state, found.deployments) == (state, (of, 36))


def test_one_metric_without_data_does_not_hide_the_other() -> None:
    states = [Verdict(0, None, (lead(recent), failures(0, 0))).state for recent in ([300.0] * 5, [110.0] * 5, [])]
    assert states == ["regressed", "steady", "insufficient"]


@pytest.fixture
def slower(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Delivered:
    """Twelve weeks of deployments each second day, an hour after their change; then two of changes that waited."""
    found = Delivered(repo)
    monkeypatch.chdir(repo.path)
    found.commit("feat: begin", day=0)
    for number in range(50):
        day = 1 + 2 * number
        found.commit(f"feat: {number}", day=day, wrote=day - (0.05 + number % 7 / 100 if number < 43 else 1.5))
        found.tag(f"v1.{number}", day=day + 0.01)
    return found


def day(number: float) -> str:
    return f"@{START + int(number * DAY)}"


def test_a_decline_after_a_frozen_baseline_is_an_alarm(
    slower: Delivered, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["delivery", "baseline", "freeze", "--since", day(0), "--until", day(84), "-q"]) == 0
    assert run(["delivery", "regress", "--until", day(84.5), "-q"]) == 3
    capsys.readouterr()
    assert run(["delivery", "regress", "--until", day(100), "--format", "json", "-q"]) == 1
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, alarms_schema())
    assert (document["state"], document["baseline"]["frozen"]) == ("regressed", True)
    assert run(["delivery", "regress", "--until", day(100), "--format", "prometheus", "-q"]) == 1
    families = {sample.labels["state"]: sample.value for one in parse(capsys.readouterr().out) for sample in one.samples
                if sample.labels["metric"] == "change_lead_time"}  # fmt: skip
    assert families == {"steady": 0, "regressed": 1, "improved": 0, "insufficient": 0}

    # what was recorded is what the scorecard counts
    assert run(["delivery", "regress", "--until", day(100), "--record", "-q"]) == 1
    assert recall(open_repository(slower.repo.path), None).records.regressions_judged == 1
    capsys.readouterr()

    # the same numbers by another method are no comparison
    assert run(["delivery", "regress", "--until", day(100), "--clock", "committer", "-q"]) == 3
    assert "the baseline was measured by" in capsys.readouterr().err

    # each new deployment once, whatever becomes of the cache; the first run has the newest only
    for until, expected in ((96, ["v1.47"]), (100, ["v1.48", "v1.49"]), (100, [])):
        assert run(["cache", "clear"]) == 0
        capsys.readouterr()
        run(["delivery", "watch", "--until", day(until), "--format", "json", "--record", "-q"])
        document = json.loads(capsys.readouterr().out)
        jsonschema.validate(document, alarms_schema())
        assert [one["deployment"] for one in document["verdicts"]] == expected
    # the first run says nothing of how long a verdict takes: two are left, and the deployments are of years ago
    detection = recall(open_repository(slower.repo.path), None).indicators["I5.6"]
    assert "2 deployment(s)" in detection.source
    assert detection.value is not None
    assert detection.value > 1

    monkeypatch.setattr(delivery_regress, "has_stats", lambda: False)
    assert run(["delivery", "regress", "-q"]) == 3
    assert "pip install scipy statsmodels" in capsys.readouterr().err


def test_the_commands_that_are_printed_restore_the_deployment_before(
    repo: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    main = Delivered(repo)
    monkeypatch.chdir(repo.path)
    (repo.path / "a").write_text("1\n")
    repo.git("add", "a")
    main.commit("feat: one", day=1)
    main.tag("v1.0", day=2)
    repo.git("checkout", "-q", "-b", "topic")
    for text in ("2\n", "3\n"):
        (repo.path / "a").write_text(text)
        repo.git("add", "a")
        main.commit(f"feat: {text}", day=3)
    repo.git("checkout", "-q", "main")
    main.merge("topic", "Merge topic", day=4)
    main.tag("v1.1", day=5)
    events = repo.path / "events.jsonl"
    events.write_text(
        json.dumps({"type": "incident", "id": "i", "opened": START + 6 * DAY, "resolved": None, "deployment": "v1.1"})
    )
    run(["delivery", "regress", "--until", day(7), "--events", str(events), "--format", "json", "-q"])
    commands = json.loads(capsys.readouterr().out)["reverts"]
    head = repo.git("rev-parse", "HEAD")
    assert [command.startswith("git revert --no-edit -m 1 ") for command in commands] == [True]
    assert repo.git("rev-parse", "HEAD") == head
    for command in commands:
        subprocess.run(command.split(), cwd=repo.path, check=True, capture_output=True)
    assert repo.git("rev-parse", "HEAD^{tree}") == repo.git("rev-parse", "v1.0^{tree}")


@pytest.mark.parametrize(
    "content",
    [
        b"since = 1",
        b"\xff",
        b"[",
        b'since = 2026-01-01\nuntil = 2026-02-01\nhead = ""\nmethod = ""',
        b'since = 2026-02-01T00:00:00Z\nuntil = 2026-01-01T00:00:00Z\nhead = ""\nmethod = ""',
        b"since = 2026-01-01T00:00:00Z\nuntil = 2026-02-01T00:00:00Z\nhead = 1\nmethod = 2",
        b"a = " + b"[" * 5000,
    ],
)
def test_a_file_that_is_no_baseline_is_an_error(repo: Repository, content: bytes) -> None:
    place = repo.path / baselines.PATH
    place.parent.mkdir()
    place.write_bytes(content)
    with pytest.raises(ConfigError, match="delivery-baseline"):
        baselines.read(open_repository(repo.path), None)


def test_what_is_committed_wins_over_the_work_tree(repo: Repository, tmp_path: Path) -> None:
    place = repo.path / baselines.PATH
    place.parent.mkdir()
    text = 'since = 2026-01-01T00:00:00Z\nuntil = 2026-02-01T00:00:00Z\nhead = ""\nmethod = "{}"\n'
    place.write_text(text.format("committed"))
    repo.git("add", ".")
    repo.git("commit", "-q", "-m", "chore: freeze")
    place.write_text(text.format("edited"))
    found = baselines.read(open_repository(repo.path), "HEAD")
    assert found is not None
    assert found.method == "committed"
