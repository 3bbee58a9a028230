"""A snapshot as plain data and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ai_provenance.snapshot import Snapshot
from ai_provenance.snapshot.serialization import dump, load
from cards import SOURCE
from snapshots import EMPTY, FULL, HOSTILE, MIXED


@pytest.mark.parametrize(
    "one", [EMPTY, MIXED, HOSTILE, FULL, SOURCE], ids=["empty", "mixed", "hostile", "full", "card"]
)
def test_a_round_trip_through_json_changes_nothing(one: Snapshot) -> None:
    assert load(json.loads(json.dumps(dump(one)))) == one


def test_no_findings_is_not_the_same_as_not_scanned() -> None:
    assert load(dump(EMPTY._replace(secrets=()))).secrets == ()
    assert load(dump(EMPTY)).secrets is None


@pytest.mark.parametrize(
    "change", [{"format": 1}, {"range": None}, {"summary": {}}, {"agent_names": 3}, {"repository": {"surprise": 1}}]
)
def test_other_content_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        load({**dump(MIXED), **change})


def test_a_key_of_a_later_version_is_refused() -> None:
    content = dump(MIXED)
    with pytest.raises(TypeError):
        load({**content, "summary": {**content["summary"], "surprise": 1}})
