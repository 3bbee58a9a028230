"""What the hooks write, the reader reads: every agent, in every form."""

from __future__ import annotations

import pytest

from ai_provenance import trailers
from ai_provenance.config.profiles import PROFILES
from ai_provenance.detect import classify
from ai_provenance.detect.declared import HUMAN, agent_of
from ai_provenance.detect.table import MARKERS, PROCESSES, TRAILER_NAMES
from ai_provenance.hooks.forms import accepts, line
from ai_provenance.model import Commit, Identity, Origin, Verdict

WRITTEN = sorted({agent for _, _, agent, strong in MARKERS if strong} | set(PROCESSES.values()) | {"devin", "jules"})
"""The agents that can be known when a commit is made."""
ANA = Identity("Ana Test", "ana@example.org")


def read(trailer: bytes) -> Verdict:
    return classify(Commit("0" * 40, ("1" * 40,), ANA, ANA, 0, 0, b"Add x\n\nBody.\n\n" + trailer + b"\n"))


@pytest.mark.parametrize("model", [None, "claude-opus-4-6", "gpt-5.6"])
@pytest.mark.parametrize("profile", [name for name, keys in PROFILES.items() if keys])
@pytest.mark.parametrize("agent", WRITTEN)
def test_the_reader_knows_what_the_hooks_write(profile: str, agent: str, model: str | None) -> None:
    written = line(profile, agent, TRAILER_NAMES[agent], model=model)
    assert written is not None
    verdict = read(written)
    assert (verdict.origin, verdict.level) == (Origin.AI, 2), written
    assert [(use.id, use.model) for use in verdict.agents] == [(agent, model)], written


@pytest.mark.parametrize("model", [None, "claude-opus-4-6"])
@pytest.mark.parametrize("profile", [name for name, keys in PROFILES.items() if keys])
@pytest.mark.parametrize("agent", WRITTEN)
def test_the_hooks_know_what_they_have_written(profile: str, agent: str, model: str | None) -> None:
    written = line(profile, agent, TRAILER_NAMES[agent], model=model)
    assert written is not None
    (found,) = trailers.parse(b"Add x\n\n" + written + b"\n")
    assert agent_of(found) == (agent, model)
    assert accepts(profile, found.key)


def test_a_denial_is_read_as_human() -> None:
    assert read(HUMAN).origin is Origin.HUMAN
