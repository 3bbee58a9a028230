"""Every agent's own examples lead to the verdict that its file promises."""

from __future__ import annotations

import pytest

from agent_files import FILES
from ai_provenance.agents import default_registry
from ai_provenance.detect import classify
from ai_provenance.model import Origin, Verdict
from commits import commit

Example = dict[str, str]
MATCHING = [(agent, example) for agent, file in FILES.items() for example in file["matches"]]
OTHERS = [(agent, example) for agent, file in FILES.items() for example in file["does_not_match"]]


def verdict_of(example: Example) -> Verdict:
    text, where = example["text"], example.get("where", "message")
    if where == "message":
        return classify(commit(text))
    return classify(commit("change\n", author=text if where == "author" else None, committer=text))


@pytest.mark.parametrize(("agent", "example"), MATCHING)
def test_matching_example_names_the_agent(agent: str, example: Example) -> None:
    verdict, kind = verdict_of(example), FILES[agent]["kind"]
    assert kind == "tool" or agent in {item.agent for item in verdict.evidence}
    assert verdict.origin is (Origin.AUTOMATION if kind == "bot" else Origin.AI)


@pytest.mark.parametrize(("agent", "example"), OTHERS)
def test_other_example_does_not_name_the_agent(agent: str, example: Example) -> None:
    assert agent not in {use.id for use in verdict_of(example).agents}


@pytest.mark.parametrize("field", ["emails", "github", "slugs", "names", "links", "footers", "models"])
def test_a_signal_belongs_to_one_agent(field: str) -> None:
    values = [str(value).lower() for file in FILES.values() for value in file.get(field, ())]
    assert len(values) == len(set(values))


def test_an_agent_that_others_are_built_on_exists() -> None:
    assert {agent for file in FILES.values() for agent in file.get("sets_markers_of", ())} <= set(FILES)


def test_default_registry_is_built_once() -> None:
    assert default_registry() is default_registry()
