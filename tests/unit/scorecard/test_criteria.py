"""The methodology's tables, and a team's own file merged over them."""

from __future__ import annotations

import pytest

from ai_provenance.errors import ConfigError
from ai_provenance.scorecard.criteria import replaced, shipped
from ai_provenance.scorecard.probes import PROBES
from ai_provenance.scorecard.states import State


def test_the_shipped_methodology_is_whole() -> None:
    criteria = shipped()
    counts = len(criteria.tasks), len(criteria.indicators), sum(len(gate) for gate in criteria.gates.values())
    assert counts == (37, 32, 23)


def test_every_probe_is_named_by_a_task_or_a_criterion_and_exists() -> None:
    criteria = shipped()
    named = {probe for task in criteria.tasks.values() for probe in task.probes}
    named |= {probe for gate in criteria.gates.values() for one in gate.values() for probe in one.probes}
    other_years = {name for name in PROBES if name.startswith("elite-tier-")} - named
    assert (named, len(other_years)) == (set(PROBES) - other_years, 3)


def test_the_digest_names_the_content() -> None:
    assert replaced(b"# nothing changes\n", "c.toml").digest == shipped().digest
    assert replaced(b'[tasks."T2.1"]\nweight = 2\n', "c.toml").digest != shipped().digest


def test_a_team_changes_weight_threshold_and_texts() -> None:
    own = replaced(b'[tasks."T2.1"]\nweight = 3\n[indicators."I2.1".threshold]\nvalue = 0.8\n', "c.toml")
    assert (own.tasks["T2.1"].weight, own.indicators["I2.1"].threshold.value) == (3.0, 0.8)


def test_a_team_adds_a_task() -> None:
    text = """["tasks"."T2.7"]
title = { en = "Red team", es = "Equipo rojo" }
deliverable = { en = "Report", es = "Informe" }
remedy = { en = "attest it", es = "atéstelo" }
class = "record"
probes = []
"""
    assert [*replaced(text.encode(), "c.toml").tasks_of(2)][-1] == "T2.7"


def test_a_task_that_no_gate_needs_can_be_dropped() -> None:
    assert "T3.6" not in replaced(b'drop = ["T3.6"]\n[capabilities.quality-platform]\ntasks = []\n', "c.toml").tasks


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'drop = ["T6.5"]', "named but not defined: T6.5"),
        (b'drop = ["T9.9"]', "drop must list task ids"),
        (b'[tasks."T2.1"]\nweight = -1', "tasks.T2.1.weight"),
        (b'[tasks."T2.1"]\nwieght = 1', "tasks.T2.1.wieght: Extra inputs"),
        (b"[phases.7]\n", "phases.7"),
        (b"not toml", "not TOML"),
        (b"\xff", "not TOML"),
    ],
)
def test_what_is_no_methodology_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        replaced(content, "c.toml")


@pytest.mark.parametrize(
    ("score", "label"),
    [(79.94, "in-progress"), (79.95, "mostly-complete"), (34.9, "initial"), (35.0, "pending"), (0.0, "initial")],
)
def test_labels_are_given_to_the_printed_score(score: float, label: str) -> None:
    assert shipped().label_of(score, 1.0).id == label


def test_a_score_that_rests_on_little_gets_no_praise() -> None:
    assert shipped().label_of(100.0, 0.2).id == "too-little-known"


def test_unknown_and_not_applicable_carry_no_credit() -> None:
    states = [State.UNKNOWN, State.NOT_APPLICABLE, State.BLOCKED]
    assert [shipped().credit_of(state, "strict") for state in states] == [None, None, 0.0]


def test_every_task_is_given_to_somebody() -> None:
    assert [name for name, task in shipped().tasks.items() if not task.roles] == []
