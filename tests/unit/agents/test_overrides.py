"""A project's own agents, over those that come with us."""

from __future__ import annotations

from ai_provenance.agents import default_registry, registry_of
from ai_provenance.config import AgentConfig
from ai_provenance.detect import classify
from ai_provenance.model import Origin
from commits import candidates, commit


def test_nothing_configured_is_the_default() -> None:
    assert registry_of({}) is default_registry()


def test_a_new_agent_is_known_by_all_its_signals() -> None:
    ours = AgentConfig(
        name="Robo",
        emails=("robo@corp.example",),
        names=("Robo One",),
        trailer_keys=("Robo-Run",),
        footers=("made (by) Robo",),
    )
    registry = registry_of({"robo": ours})
    for message in (
        "x\n\nCo-authored-by: R <robo@corp.example>",
        "x\n\nRobo-Run: 5",
        "x\n\nmade (by) Robo",
        "x\n\nAssisted-by: Robo One",
    ):
        made = commit(message)
        assert [use.id for use in classify(made, registry=registry).agents] == ["robo"], message
        assert candidates([made], registry) == [made], message


def test_a_disabled_agent_is_not_looked_for() -> None:
    registry = registry_of({"aider": AgentConfig(enabled=False)})
    assert classify(commit("x\n", author="Ana (aider) <ana@example.org>"), registry=registry).origin is Origin.UNKNOWN


def test_a_known_agent_gets_another_address() -> None:
    registry = registry_of({"cline": AgentConfig(emails=("cline@example.com",))})
    made = commit("x\n\nCo-authored-by: Cline Evaluation <cline@example.com>\n")
    assert [use.id for use in classify(made, registry=registry).agents] == ["cline"]
    assert default_registry().account("cline@example.com") is None
