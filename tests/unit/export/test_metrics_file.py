"""The metrics file: shared, atomic, and never a zero for what was not measured."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.export.metrics_file import HISTORY_KEPT, MetricsFileError, update
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


@pytest.mark.parametrize("text", ["{", "[1]", "\x00"])
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


def test_no_other_file_is_left_beside_it(path: Path) -> None:
    update(path, MIXED)
    assert sorted(entry.name for entry in path.parent.iterdir() if entry.name != "home") == ["metrics.json"]
