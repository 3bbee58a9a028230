"""The metrics file: shared, atomic, and never a zero for what was not measured."""

from __future__ import annotations

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ai_provenance.export.metrics import file
from ai_provenance.export.metrics.file import HISTORY_KEPT, MetricsFileError, update
from ai_provenance.export.metrics.lock import Lock
from ai_provenance.export.metrics.schema import MetricsDocument
from ai_provenance.snapshot import Snapshot
from cards import SOURCE
from snapshots import EMPTY, MIXED


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "metrics.json"


def content(path: Path) -> Any:
    return json.loads(path.read_text())


def test_a_new_file_holds_the_three_numbers(path: Path) -> None:
    update(path, MIXED)
    metrics = content(path)["metrics"]
    assert (metrics["trace_all"], metrics["trace_all_numerator"], metrics["trace_all_denominator"]) == (0.5, 1, 2)


def test_no_data_is_null_and_unknown(path: Path) -> None:
    update(path, EMPTY)
    assert content(path)["metrics"]["trace_all"] is None
    assert content(path)["phases"]["2"]["indicators"]["I2.3"]["verdict"] == "unknown"


def test_indicators_are_met_missed_or_unknown(path: Path) -> None:
    update(path, MIXED)
    phases = content(path)["phases"]
    assert phases["2"]["indicators"]["I2.3"]["verdict"] == "missed"
    assert phases["3"]["indicators"]["I3.4"]["verdict"] == "met"
    assert phases["3"]["indicators"]["I3.1"] == {
        "value": None,
        "verdict": "unknown",
        "source": "not measured by this run",
    }


def test_keys_of_others_are_kept(path: Path) -> None:
    others = {"coverage": 0.9, "metrics": {"lines": 5}, "phases": {"1": {"score": 80}, "2": {"score": 70}}}
    path.write_text(json.dumps(others))
    update(path, MIXED)
    after = content(path)
    assert after["coverage"] == 0.9
    assert after["metrics"]["lines"] == 5
    assert (after["phases"]["1"]["score"], after["phases"]["2"]["score"]) == (80, 70)


def test_history_is_bounded(path: Path) -> None:
    for _ in range(HISTORY_KEPT + 3):
        update(path, MIXED)
    assert len(content(path)["history"]) == HISTORY_KEPT


def test_two_writers_lose_nothing(path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: update(path, MIXED), range(20)))
    assert len(content(path)["history"]) == 20


@pytest.mark.parametrize("text", ["{", "[1]", "\x00", '{"a": NaN}', '{"a": 1e999}', "[" * 100_000])
def test_a_file_that_is_no_json_object_is_left_alone(path: Path, text: str) -> None:
    path.write_text(text)
    with pytest.raises(MetricsFileError, match=r"metrics\.json"):
        update(path, MIXED)
    assert path.read_text() == text


def test_a_directory_that_cannot_be_written_is_an_error_with_a_hint(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MetricsFileError, match="cannot write") as caught:
        update(tmp_path / "file" / "metrics.json", MIXED)
    assert caught.value.hint


def test_values_of_others_are_kept_as_they_are(path: Path) -> None:
    others = '{"float": 0.1, "big": 12345678901234567890, "half": "\\ud800", "text": "año", "none": null}'
    path.write_text(others)
    update(path, MIXED)
    kept = {key: value for key, value in content(path).items() if key in json.loads(others)}
    assert kept == json.loads(others)


def test_permissions_are_kept(path: Path) -> None:
    path.write_text("{}")
    path.chmod(0o640)
    update(path, MIXED)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_within_the_directory_stays_a_link(path: Path) -> None:
    path.symlink_to("real.json")
    update(path, MIXED)
    assert path.is_symlink()
    assert content(path.with_name("real.json"))["metrics"]["commits_walked"] == 3


def test_a_link_that_leaves_the_directory_is_refused(path: Path, tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    link, outside = tmp_path / "inside" / "metrics.json", tmp_path / "outside.json"
    link.symlink_to(outside)
    with pytest.raises(MetricsFileError, match="outside of its directory"):
        update(link, MIXED)
    assert not outside.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system")
def test_what_is_no_regular_file_is_refused(path: Path) -> None:
    os.mkfifo(path)
    with pytest.raises(MetricsFileError, match="not a regular file"):
        update(path, MIXED)


def test_a_lock_that_another_run_holds_is_named(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file, "LOCK_SECONDS", 0.0)
    with Lock(str(path.with_name(".metrics.json.lock")), seconds=0.0), pytest.raises(MetricsFileError) as caught:
        update(path, MIXED)
    assert ".metrics.json.lock" in str(caught.value)
    assert caught.value.hint
    assert not path.exists()


def test_a_run_that_was_killed_stops_no_other(path: Path) -> None:
    path.with_name(".metrics.json.lock").touch()
    path.with_name(".metrics.json.new").write_text("half")
    update(path, MIXED)
    assert content(path)["metrics"]["commits_walked"] == 3


def test_no_other_file_is_left_beside_it(path: Path) -> None:
    update(path, MIXED)
    assert sorted(entry.name for entry in path.parent.iterdir() if entry.name != "home") == ["metrics.json"]


SHIPPED = json.loads(resources.files("ai_provenance.export").joinpath("schemas/metrics-1.0.json").read_text())


@pytest.mark.parametrize("runs", [(EMPTY,), (MIXED,), (SOURCE,), (MIXED, SOURCE, MIXED)])
def test_the_file_validates_against_the_shipped_schema(path: Path, runs: tuple[Snapshot, ...]) -> None:
    for run in runs:
        update(path, run)
    MetricsDocument.model_validate(content(path))
    Draft202012Validator(SHIPPED).validate(content(path))


def test_a_scored_run_holds_every_phase(path: Path) -> None:
    update(path, SOURCE)
    written = content(path)
    assert [phase["score"] for _, phase in sorted(written["phases"].items())] == [90.0, 80.0, 75.0, 75.0, 41.7, 42.9]
    assert {phase["gate"] for phase in written["phases"].values()} == {"fail"}
    assert (written["metrics"]["overall_score"], written["metrics"]["phase_2_score"]) == (67.4, 80.0)
    assert written["history"][-1]["overall_score"] == 67.4


def test_a_report_after_a_score_keeps_the_score_and_its_date(path: Path) -> None:
    update(path, SOURCE)
    update(path, MIXED._replace(generated_at="2026-02-02T00:00:00Z"))
    phase = content(path)["phases"]["2"]
    assert (phase["score"], phase["judged_at"]) == (80.0, SOURCE.generated_at)


def test_a_score_keeps_what_others_wrote_into_a_phase(path: Path) -> None:
    path.write_text(json.dumps({"phases": {"2": {"audit": "x", "indicators": {"Z1": {"value": 1}}}}}))
    update(path, SOURCE)
    phase = content(path)["phases"]["2"]
    assert (phase["audit"], phase["indicators"]["Z1"], phase["score"]) == ("x", {"value": 1}, 80.0)
