"""What is quick in the judgement of a value says what the plain definition says."""

from __future__ import annotations

import re
import string
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ai_provenance.secretscan import plausibility
from ai_provenance.secretscan.assignments import _OPERATOR, _QUICK
from ai_provenance.secretscan.tokens import tokens

LEAST = st.sampled_from([2.5, 3.0, 3.3, 3.5, 4.0, 4.5])
TEXT = st.text(string.ascii_letters + string.digits + "-_./:+=!é日ß²", max_size=300)


@given(TEXT, LEAST)
@example("0123456789abcdef" * 2, 4.0)
@example("abcdefgh" * 3, 3.0)
def test_entropy_is_compared_as_it_is_defined(text: str, least: float) -> None:
    assert plausibility.has_entropy(text, least) == (plausibility.entropy(text) >= least)


def test_characters_of_a_token_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plausibility, "entropy", lambda _: pytest.fail("counted"))
    assert plausibility.has_entropy("aB3dE5gH7jK9mN1pQ3sT5vW7xY9zA2cD4fG6hJ8k", 3.5)


def _changes(value: str) -> int:
    plain = [char for char in value if char not in "-_./:"]
    classes = ["d" if c.isdigit() else "l" if c.islower() else "u" if c.isupper() else c for c in plain]
    return sum(one != other for one, other in pairwise(classes))


@given(TEXT)
def test_changes_of_class_are_counted_as_they_are_defined(value: str) -> None:
    assert plausibility._class_changes(value) == _changes(value)


SIGNS = [
    b":",
    b"|| ",
    b"?",
    b"]",
    b"\r\n value: ",
    b"{",
    b",",
    b"\t",
    b" or ",
    b"</key><string>",
    b"`",
    b"!",
    b"/",
    b";",
    b"&",
]
WORDS = plausibility._FILLER_WORDS.split()


@given(st.lists(st.one_of(st.sampled_from(WORDS), st.text("aeinprst", max_size=3)), max_size=8).map("".join))
def test_filler_is_taken_out_word_by_word(value: str) -> None:
    assert plausibility._FILLER.sub("", value) == re.sub("|".join(WORDS), "", value)


@settings(max_examples=300)
@given(
    st.lists(
        st.sampled_from([b"key", b"API_", b".or(", b"-", b"=", b">", b" ", b"\n", b'"', b"[", b"x", b"\\", *SIGNS])
    )
    .map(b"".join)
    .map(lambda rest: b"key" + rest)
)
@example(b"key=v")
@example(b"key" + b"x" * 60 + b"=v")
def test_the_short_pattern_says_what_the_whole_one_says(text: bytes) -> None:
    quick, whole = _QUICK.match(text), _OPERATOR.match(text)
    if quick is None:
        assert whole is None
    elif quick.lastgroup:
        assert whole is not None
        assert (whole.lastgroup, whole.span("assign"), whole.end()) == ("assign", quick.span("assign"), quick.end())


TOKEN = b"AK" + b"IAZ3MHQ7XKDLWN5TPR"


@pytest.mark.parametrize(
    ("before", "after", "is_found"), [(199, 0, True), (200, 0, False), (0, 200, False), (99, 100, True)]
)
def test_a_token_inside_data_is_recognised_from_both_sides(before: int, after: int, *, is_found: bool) -> None:
    text = b"." + b"/" * before + TOKEN + b"/" * after
    assert bool(list(tokens(text, [1 + before]))) == is_found
