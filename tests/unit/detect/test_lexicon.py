"""What the lexicon passes over says nothing: with and without it, every rule sees the same."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from ai_provenance.config.model import AgentConfig
from ai_provenance.detect import Registry, build_registry, default_registry
from ai_provenance.detect.agents import AGENTS
from ai_provenance.detect.lexicon import MODEL_ROOTS, Lexicon, build_lexicon
from ai_provenance.detect.message import read_message
from ai_provenance.detect.models import MODEL
from ai_provenance.detect.observations import Seen
from ai_provenance.detect.overrides import registry_of
from ai_provenance.model import Commit
from messages import commits

EVERYTHING = Lexicon(frozenset(), (b"",))


def unguarded(message: bytes) -> list[Seen]:
    """What every line of MESSAGE says, however silent the lexicon holds it to be."""
    registry = build_registry(AGENTS)
    registry.__dict__["lexicon"] = EVERYTHING
    return list(read_message(message, registry))


def guarded(message: bytes, registry: Registry | None = None) -> list[Seen]:
    return list(read_message(message, registry or default_registry()))


def speaks(text: str) -> bool:
    return default_registry().lexicon.speaks(text.encode())


@settings(max_examples=400, deadline=None)
@given(commits)
def test_nothing_that_the_rules_see_is_passed_over(made: Commit) -> None:
    assert guarded(made.message) == unguarded(made.message)


@pytest.mark.parametrize("agent", [agent["id"] for agent in AGENTS])
def test_no_example_of_an_agent_is_passed_over(agent: str) -> None:
    entry = default_registry().agents[agent]
    texts = [example["text"] for example in entry["matches"] if example.get("where", "message") == "message"]
    assert [text for text in texts if guarded(text.encode()) != unguarded(text.encode())] == []


@pytest.mark.parametrize(
    "line",
    [
        "AI-Assisted: no",
        "Co-authored-by: ClaudeCode <x@example.org>",
        "Generated with GitHub-Copilot CLI",
        "Written by gptoss",
        "Co-authored-by: helper <223556219+copilot@users.noreply.github.com>",
        "Author: devx/2cd0e1b7-aaaa-bbbb-cccc-0123456789ab",
        "\N{ROBOT FACE} Generated with [Foo](https://foo.example)",
        "https://jules.google.com/task/1",
        "Made with an A.I.",
        "Assisted-by: Bob",
    ],
)
def test_a_line_that_may_tell_something_speaks(line: str) -> None:
    assert speaks(f"x\n\n{line}\n")


def test_a_line_break_that_a_tool_left_as_two_characters_is_one() -> None:
    assert speaks("x\\nClaude wrote this")


@pytest.mark.parametrize("text", ["Fix the cache", "Say what was meant\n\nSigned-off-by: Ana <ana@example.org>\n"])
def test_most_messages_do_not_speak(text: str) -> None:
    assert not speaks(text)


def test_every_beginning_of_a_model_is_known() -> None:
    for raw in [
        "gpt-oss",
        "chatgptv4",
        "opus4",
        "kimik2",
        "devstralsmall",
        "minimaxm2",
        "o3-mini",
        "nova-pro",
        "swe-1",
    ]:
        assert MODEL.fullmatch(raw)
        assert raw.startswith(MODEL_ROOTS)


def test_what_a_project_adds_speaks() -> None:
    told = {"names": ["Frobnicator Deluxe"], "footers": ["Frobbed (quietly) by 7x"], "trailer-keys": ["Frob-Run"]}
    registry = registry_of({"frob": AgentConfig.model_validate(told)})
    for line in ("Co-authored-by: FrobnicatorDeluxe", "Frobbed (quietly) by 7x.", "frob run: 7"):
        assert guarded(f"x\n\n{line}\n".encode(), registry), line


@pytest.mark.parametrize("name", ["Бот", "x y", "7 8"])
def test_a_name_without_a_word_lets_everything_speak(name: str) -> None:
    registry = registry_of({"odd": AgentConfig(names=(name,))})
    assert build_lexicon(registry).speaks(b"anything")
