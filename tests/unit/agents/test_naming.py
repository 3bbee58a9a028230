"""One pattern finds every name, however it is spelled, and of two that begin alike the longer."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.agents import default_registry
from ai_provenance.agents.naming import any_of, spellings

NAMES = sorted(default_registry().spoken)
WORDS = sorted({word for name in NAMES for word in name.split(" ")})
TEXTS = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(["", " ", "-", ". ", "s ", "-3 "])), max_size=8)
ONE_BY_ONE = "|".join(
    re.escape(name).replace(r"\ ", r"[\s-]?") for name in sorted(NAMES, key=lambda name: (-len(name), name))
)
PLAIN = re.compile(rf"(?<![\w@.-])(?:{ONE_BY_ONE})(?![\w@])(?!-\d|-\w+/)", re.IGNORECASE)


@pytest.mark.parametrize("name", NAMES)
def test_every_spelling_of_a_name_is_found_whole(name: str) -> None:
    for text in spellings(name, (" ", "-", "")):
        found = default_registry().mention.fullmatch(text.title())
        assert found, text


@given(TEXTS)
def test_the_same_is_found_as_name_by_name(pieces: list[tuple[str, str]]) -> None:
    text = "".join(word + joint for word, joint in pieces)
    told = [match.span() for match in default_registry().mention.finditer(text)]
    assert told == [match.span() for match in PLAIN.finditer(text)]


def test_one_name_is_itself() -> None:
    assert any_of(["v0"]) == "v0"
    assert re.fullmatch(any_of(["open code", "opencode"]), "open-code")
