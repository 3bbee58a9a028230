"""Every agent's own examples lead to the verdict that its entry promises."""

from __future__ import annotations

import pytest

from ai_provenance.agents import default_registry
from ai_provenance.agents._table import AGENTS
from ai_provenance.agents.schema import AgentData, Example
from ai_provenance.detect import classify
from ai_provenance.model import Origin, Verdict
from commits import commit

_MATCHING = [(entry, example) for entry in AGENTS for example in entry["matches"]]
_OTHERS = [(entry, example) for entry in AGENTS for example in entry["does_not_match"]]


def judged(example: Example) -> Verdict:
    where = example.get("where", "message")
    if where == "message":
        return classify(commit(example["text"]))
    return classify(
        commit("change\n", author=example["text"] if where == "author" else None, committer=example["text"])
    )


def name(value: object) -> str:
    return str(value["id"]) if isinstance(value, dict) and "id" in value else ""


@pytest.mark.parametrize(("entry", "example"), _MATCHING, ids=name)
def test_matching_example_names_the_agent(entry: AgentData, example: Example) -> None:
    verdict = judged(example)
    assert entry["kind"] == "tool" or entry["id"] in {item.agent for item in verdict.evidence}
    assert verdict.origin is (Origin.AUTOMATION if entry["kind"] == "bot" else Origin.AI)


@pytest.mark.parametrize(("entry", "example"), _OTHERS, ids=name)
def test_other_example_does_not_name_the_agent(entry: AgentData, example: Example) -> None:
    assert entry["id"] not in {use.id for use in judged(example).agents}


def test_ids_are_unique() -> None:
    assert len({entry["id"] for entry in AGENTS}) == len(AGENTS)


@pytest.mark.parametrize("entry", AGENTS, ids=name)
def test_every_entry_has_sources_and_both_kinds_of_example(entry: AgentData) -> None:
    assert entry["sources"]
    assert entry["matches"]
    assert entry["does_not_match"]


def test_no_address_belongs_to_two_agents() -> None:
    addresses = [address.lower() for entry in AGENTS for address in entry.get("emails", ())]
    assert len(addresses) == len(set(addresses))


def test_default_registry_is_built_once() -> None:
    assert default_registry() is default_registry()
