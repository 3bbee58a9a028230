"""What the hooks write, the reader reads: every agent, in every form."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ai_provenance import trailers
from ai_provenance.config.profiles import PROFILES, declares
from ai_provenance.detect import classify
from ai_provenance.environment._table import NAMES, TRAILER_NAMES
from ai_provenance.environment.declared import HUMAN, agent_of
from ai_provenance.environment.markers import observe
from ai_provenance.hooks.tagging import declaration_line
from ai_provenance.model import Commit, Identity, Origin, Verdict
from ai_provenance.policy.forms import forms_of

WRITTEN = sorted(TRAILER_NAMES)
"""The agents that can be known when a commit is made: a variable may name any of them."""
WRITING = [name for name, keys in PROFILES.items() if keys]
ANA = Identity("Ana Test", "ana@example.org")


def read(trailer: bytes) -> Verdict:
    return classify(Commit("0" * 40, ("1" * 40,), ANA, ANA, 0, 0, b"Add x\n\nBody.\n\n" + trailer + b"\n"))


@pytest.mark.parametrize("model", [None, "claude-opus-4-6", "gpt-5.6"])
@pytest.mark.parametrize("profile", WRITING)
@pytest.mark.parametrize("agent", WRITTEN)
def test_the_reader_knows_what_the_hooks_write(profile: str, agent: str, model: str | None) -> None:
    written = declaration_line(profile, agent, TRAILER_NAMES[agent], model=model)
    assert written is not None
    verdict = read(written)
    assert (verdict.origin, verdict.level) == (Origin.AI, 2), written
    assert [(use.id, use.model) for use in verdict.agents] == [(agent, model)], written
    assert all(profile in forms_of(evidence) for evidence in verdict.evidence), written


@pytest.mark.parametrize("model", [None, "claude-opus-4-6"])
@pytest.mark.parametrize("profile", WRITING)
@pytest.mark.parametrize("agent", WRITTEN)
def test_the_hooks_know_what_they_have_written(profile: str, agent: str, model: str | None) -> None:
    written = declaration_line(profile, agent, TRAILER_NAMES[agent], model=model)
    assert written is not None
    (found,) = trailers.parse(b"Add x\n\n" + written + b"\n")
    assert agent_of(found) == (agent, model)
    assert declares(profile, found.key)


def test_a_denial_is_read_as_human() -> None:
    assert read(HUMAN).origin is Origin.HUMAN


plain = st.characters(codec="ascii", categories=["Lu", "Ll", "Nd"], include_characters="._/+-[]@ ")
words = st.one_of(st.text(plain, max_size=70), st.sampled_from(sorted(NAMES)), st.sampled_from(sorted(TRAILER_NAMES)))
models = st.one_of(
    st.just(""),
    st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=20),
    st.sampled_from(["opus", "sonnet[1m]", "claude-opus-4-1@20250805", "gpt-5.6", "models/gemini-2.5-pro"]),
    st.sampled_from(["us.anthropic.claude-opus-4-6-20260101-v1:0", "arn:aws:bedrock:us-east-1:123456789012:profile/x"]),
)


@given(variable=st.sampled_from(["AI_AGENT", "AI_PROVENANCE_AGENT"]), value=words, model=models)
@settings(max_examples=150)
@example(variable="AI_AGENT", value="foo-agent", model="")
@example(variable="AI_PROVENANCE_AGENT", value="Ana Lopez", model="")
@example(variable="AI_AGENT", value="GITLAB/BOT", model="")
@example(variable="AI_PROVENANCE_AGENT", value="Charlie, dependabot[bot], noreply@anthropic.com", model="o3")
def test_whatever_a_variable_names_is_read_back_as_declared(variable: str, value: str, model: str) -> None:
    for agent, name, told, _, _ in observe({variable: value, "AI_PROVENANCE_MODEL": model}):
        for profile in WRITING:
            written = declaration_line(profile, agent, name, model=told)
            assert written is not None
            verdict = read(written)
            assert (verdict.origin, verdict.level) == (Origin.AI, 2), written
            assert any(profile in forms_of(evidence) for evidence in verdict.evidence), written
            assert hooks_read(written) == agent, written


def hooks_read(written: bytes) -> str | None:
    (found,) = trailers.parse(b"Add x\n\n" + written + b"\n")
    named = agent_of(found)
    return named and named[0]


@pytest.mark.parametrize("key", ["Assisted-by", "Co-authored-by"])
def test_the_hooks_take_no_name_for_an_agents_that_the_reader_does_not(key: str) -> None:
    for name, agent in NAMES.items():
        assert [use.id for use in read(f"{key}: {name}".encode()).agents] == [agent], name


@pytest.mark.parametrize("name", ["Ai Weiwei", "Charlie", "Cody", "foo-agent", "Ai-Lin", "Agent Smith", "AI agent"])
def test_a_name_that_could_be_a_persons_is_none_to_the_hooks(name: str) -> None:
    assert hooks_read(f"Assisted-by: {name}".encode()) is None
