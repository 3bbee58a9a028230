"""Every rule, judged on its own examples."""

from __future__ import annotations

import pkgutil
from datetime import date
from importlib import import_module

import pytest

from ai_provenance.config import parse_config
from ai_provenance.detect import classify
from ai_provenance.detect.declaring import names_agent
from ai_provenance.model import Commit, Identity
from ai_provenance.policy import RULES, Case, Judge, rules
from ai_provenance.policy.rule import Example, Rule

_AUTHOR = Identity("Ben Author", "ben@example.org")
_WITH_EXAMPLES = [rule for rule in RULES.values() if rule.breaks]


def _rules_broken(example: Example) -> set[str]:
    commit = Commit("a" * 40, (), _AUTHOR, _AUTHOR, 0, 0, example.message.encode())
    config = parse_config(example.config.encode(), source=".ai-provenance.toml")
    case = Case(commit, classify(commit), names_agent=names_agent)
    return {finding.rule for finding in Judge(config, today=date(2026, 1, 1)).findings(case)}


@pytest.mark.parametrize("rule", _WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_example_that_breaks_a_rule_breaks_it_alone(rule: Rule) -> None:
    assert rule.breaks
    assert _rules_broken(rule.breaks) == {rule.id}


@pytest.mark.parametrize("rule", _WITH_EXAMPLES, ids=lambda rule: rule.name)
def test_the_example_that_keeps_a_rule_keeps_them_all(rule: Rule) -> None:
    assert rule.keeps
    assert _rules_broken(rule.keeps) == set()


def test_ids_are_in_order_and_none_is_left_out() -> None:
    assert [rule.id for rule in RULES.values()] == [f"AIP{number:03}" for number in range(1, len(RULES) + 1)]


def test_every_rule_has_a_module_of_its_name_and_every_module_is_registered() -> None:
    modules = {module.name for module in pkgutil.iter_modules(rules.__path__)}
    assert modules == {rule.name.replace("-", "_") for rule in RULES.values()}


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_the_first_line_of_a_module_names_its_rule(rule: Rule) -> None:
    module = import_module(f"{rules.__name__}.{rule.name.replace('-', '_')}")
    assert (module.__doc__ or "").startswith(f"{rule.id}: ")


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.name)
def test_the_fix_fills_in(rule: Rule) -> None:
    filled = {
        "trailer": "Assisted-by: X",
        "modelled": "Assisted-by: X:Y",
        "oid": "abc",
        "base": "abc^",
        "range": "a..b",
    }
    assert all("{" not in text.format(**filled) for text in rule.fix)


@pytest.mark.parametrize(
    ("demanded", "message", "broken"),
    [
        ("true", "x\n\nAI-Assisted: not-observed\n", set()),
        ("true", "x\n", {"AIP002"}),
        ('"person"', "x\n\nAI-Assisted: not-observed\n", {"AIP002"}),
        ('"person"', "x\n\nAI-Assisted: no\n", set()),
        ('"person"', "x\n\nAssisted-by: Claude\n", set()),
        ('"person"', "x\n", {"AIP002"}),
        ("false", "x\n", set()),
    ],
)
def test_a_project_may_want_the_word_of_a_person(demanded: str, message: str, broken: set[str]) -> None:
    assert _rules_broken(Example(message, f"[policy]\nrequire-human-declaration = {demanded}\n")) == broken
