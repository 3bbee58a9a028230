"""One spelling for each model, and no model found where there is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.agents.models import find_model, normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Claude Opus 4.6 (1M context)", "claude-opus-4-6"),
        ("claude-opus-4-6", "claude-opus-4-6"),
        ("claude-4.5-opus", "claude-opus-4-5"),
        ("anthropic/claude-sonnet-4-20250514", "claude-sonnet-4"),
        ("Claude 3.5 Sonnet", "claude-3-5-sonnet"),
        ("Claude Sonnet 3.7", "claude-3-7-sonnet"),
        ("Opus 4.7", "claude-opus-4-7"),
        ("openai/gpt-5.2-codex", "gpt-5.2-codex"),
        ("GPT 5.6", "gpt-5.6"),
        ("GPT5", "gpt-5"),
        ("Gemini 2.5 Pro", "gemini-2.5-pro"),
        ("Kimi-K2.5", "kimi-k2.5"),
        ("GLM-5.1", "glm-5.1"),
        ("claude-opus-4-1@20250805", "claude-opus-4-1"),
    ],
)
def test_spellings_come_to_one(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


@pytest.mark.parametrize("text", ["Opus Dei", "a haiku about git", "gemini twins", "grok this", "llama farm"])
def test_words_are_no_models(text: str) -> None:
    assert find_model(text) is None


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once
