"""Verdicts over a corpus labelled by hand: every disarming is drift, and no way of writing the same is."""

from __future__ import annotations

import random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.conformity.normal_form import first_difference, normal_form
from conformity_corpus import ARMED, BOTH, CORPUS, DISARMING, PATHS, Change, disarmed, judged, load


def state(requirement: str, system: str, text: str) -> str:
    (result,) = judged(requirement, {PATHS[system]: text})
    return result.state.value


@pytest.mark.parametrize(("requirement", "system", "text", "label"), CORPUS)
def test_a_labelled_definition_is_judged_as_labelled(requirement: str, system: str, text: str, label: str) -> None:
    assert state(requirement, system, text) == label


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        return {name: shuffled(value[name], chance) for name in chance.sample([*value], len(value))}
    return [shuffled(one, chance) for one in value] if isinstance(value, list) else value


def rewritten(document: dict[str, Any], chance: random.Random) -> str:
    """DOCUMENT in another spelling: order of keys, block and flow, indents, quotes, width, comments, blank lines."""
    text = yaml.safe_dump(
        shuffled(document, chance),
        sort_keys=False,
        default_flow_style=chance.choice([None, True, False]),
        indent=chance.choice([2, 4, 6]),
        width=chance.choice([20, 80, 1000]),
        allow_unicode=chance.choice([True, False]),
        explicit_start=chance.choice([True, False]),
        line_break=chance.choice(["\n", "\r\n"]),
    )
    return chance.choice(["", "# a comment\n\n"]) + text + chance.choice(["", "\n# the end\n"])


READABLE = [case for case in CORPUS if case[2] != "on: [pull_request\n" and "#" not in case[2]]


@settings(max_examples=60)
@given(st.sampled_from(READABLE), st.randoms(use_true_random=False))
def test_another_spelling_of_a_definition_is_no_drift(case: tuple[str, str, str, str], chance: random.Random) -> None:
    requirement, system, text, label = case
    assert state(requirement, system, rewritten(load(text), chance)) == label


CHANGES = [(system, number) for system, changes in DISARMING.items() for number in range(len(changes))]


@pytest.mark.parametrize(("system", "number"), CHANGES)
def test_every_disarming_is_drift(system: str, number: int) -> None:
    text = yaml.safe_dump(disarmed(system, DISARMING[system][number]))
    assert state(BOTH, system, text) == "drifts", text


@settings(max_examples=60)
@given(st.sampled_from(CHANGES), st.randoms(use_true_random=False))
def test_a_disarming_is_drift_in_any_spelling(case: tuple[str, int], chance: random.Random) -> None:
    system, number = case
    change: Change = DISARMING[system][number]
    assert state(BOTH, system, rewritten(disarmed(system, change), chance)) == "drifts"


@pytest.mark.parametrize("system", ARMED)
def test_what_is_disarmed_above_is_armed_before(system: str) -> None:
    assert state(BOTH, system, ARMED[system]) == "met"


SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5))
KEYS = st.sampled_from(["on", "branches", "needs", "steps", "jobs", "if", True, "x"])
DOCUMENTS = st.dictionaries(
    KEYS,
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)),
    max_size=4,
)


@given(DOCUMENTS)
def test_the_normal_form_of_a_normal_form_is_itself(document: dict[Any, Any]) -> None:
    assert normal_form(normal_form(document)) == normal_form(document)


@given(st.sampled_from([case[2] for case in READABLE]), st.randoms(use_true_random=False))
def test_any_order_of_maps_has_one_normal_form(text: str, chance: random.Random) -> None:
    assert normal_form(load(text)) == normal_form(shuffled(load(text), chance))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on: push\n", "on: [push]\n"),
        ("on: [push]\n", "on: {push: }\n"),
        ("on: {push: {branches: [b, a]}}\n", "on:\n  push:\n    branches: [a, 'b'] # why\n"),
        ("a: &x {b: 1}\nc: *x\n", "a: {b: 1}\nc: {b: 1}\n"),
        ("a: 1\r\n", "a: 1\n"),
    ],
)
def test_files_that_say_the_same_do_not_differ(one: str, other: str) -> None:
    assert first_difference(one.encode(), other.encode(), "a.yml") is None


def test_the_first_line_that_differs_is_shown() -> None:
    assert first_difference(b"a: 1\nb: 2\n", b"a: 1\nb: 3\n", "a.yml") == (2, "b: 2", "b: 3")
    assert first_difference(b"a\n", b"a\nb\n", "x.sh") == (2, "nothing", "b")
    assert first_difference(
        b"on: {push: {branches: ['*', '!main']}}\n", b"on: {push: {branches: ['!main', '*']}}\n", "a.yml"
    )
