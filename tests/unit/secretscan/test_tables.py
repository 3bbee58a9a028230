"""Every row of the tables finds its own examples, and leaves its look-alikes alone."""

from __future__ import annotations

import pytest

from ai_provenance.secretscan.anchors import SHORTEST_RUN, TOKEN_RULES
from ai_provenance.secretscan.engine import plugin_values
from ai_provenance.secretscan.revocation import REVOKE_AT
from ai_provenance.secretscan.rule import Rule
from ai_provenance.secretscan.scan import matches
from ai_provenance.secretscan.tables.ai import AI_RULES
from ai_provenance.secretscan.tables.contexts import CONTEXT_RULES, ContextRule
from tokens import expand

PLACES = [
    ("x.py", 'KEY = "%s"\n'),
    ("x.py", 'client = Client(api_key="%s")\n'),
    (".env", "API_KEY=%s\n"),
    ("COMMIT_MSG", "I used %s yesterday\n"),
    ("package-lock.json", '"resolved": "%s"\n'),
]
EXAMPLES = [(rule, example) for rule in TOKEN_RULES for example in rule.true]


def rules_in(path: str, text: str) -> set[str]:
    return {match.rule for match in matches(path, text.encode())}


@pytest.mark.parametrize(("path", "frame"), PLACES)
@pytest.mark.parametrize(("rule", "example"), EXAMPLES, ids=lambda value: value.id if isinstance(value, Rule) else None)
def test_a_token_is_found_in_any_place(rule: Rule, example: str, path: str, frame: str) -> None:
    for seed in range(5):
        assert rule.id in rules_in(path, frame % expand(example, seed))


@pytest.mark.parametrize("rule", TOKEN_RULES, ids=lambda rule: rule.id)
def test_look_alikes_are_left_alone(rule: Rule) -> None:
    for example in rule.false:
        assert not rules_in("COMMIT_MSG", f"I used {expand(example)} yesterday\n")


@pytest.mark.parametrize("rule", TOKEN_RULES, ids=lambda rule: rule.id)
def test_a_row_can_be_found_by_the_prefilter(rule: Rule) -> None:
    for example in rule.true:
        token = expand(example)
        assert len(token) >= SHORTEST_RUN
        assert any(anchor.decode() in token for anchor in rule.anchors)
        assert rule.source


@pytest.mark.parametrize("rule", CONTEXT_RULES, ids=lambda rule: f"{rule.id} {rule.begins[0].decode()}")
def test_a_form_finds_its_examples_and_nothing_else(rule: ContextRule) -> None:
    for example in rule.true:
        assert rule.id in rules_in("notes.conf", expand(example) + "\n")
    for example in rule.false:
        assert rule.id not in rules_in("notes.conf", expand(example) + "\n")


@pytest.mark.parametrize("command", ["mysqlimport.exe", "mongorestore"])
def test_what_a_form_holds_may_be_as_far_off_as_the_form_reaches(command: str) -> None:
    line = f"{command} {'--quiet ' * 19} x".ljust(len(command) + 161) + expand("-p{a12} db\n")
    assert "command-password" in rules_in("notes.conf", line)


def test_every_ai_provider_has_a_page_for_revoking_keys() -> None:
    assert {rule.id for rule in AI_RULES} <= set(REVOKE_AT)
    assert set(REVOKE_AT) <= {rule.id for rule in TOKEN_RULES}


def test_ids_are_not_given_twice() -> None:
    ids = [rule.id for rule in TOKEN_RULES]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("rule", [rule for rule in TOKEN_RULES if rule.plugin], ids=lambda rule: rule.id)
def test_the_plugin_of_detect_secrets_answers(rule: Rule) -> None:
    assert list(plugin_values(rule.plugin, f'x = "{expand(rule.true[0])}"'))
