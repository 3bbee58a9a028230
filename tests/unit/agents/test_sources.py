"""Where the facts about agents were read."""

from __future__ import annotations

from agent_files import FILES
from ai_provenance.agents.sources import sources_of


def test_an_agents_sources_are_those_of_its_file() -> None:
    assert sources_of("aider") == FILES["aider"]["sources"]


def test_an_agent_of_the_configuration_has_that_for_a_source() -> None:
    assert [source["fact"] for source in sources_of("../data/aider")] == ["this project's configuration"]
