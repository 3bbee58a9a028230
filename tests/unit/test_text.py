"""Text from a repository, made safe to show."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.text import BREAKS, log_line, printable


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert printable("a\x1b[31mb\nc", keep=BREAKS) == "a\N{REPLACEMENT CHARACTER}[31mb\nc"


def test_a_line_stays_a_line() -> None:
    assert printable("a\r\nb", instead=" ") == "a  b"


@given(st.text(st.characters(codec=None)))
def test_what_comes_out_can_be_printed_and_encoded(text: str) -> None:
    out = printable(text)
    assert out.isprintable()
    assert len(out) == len(text)
    out.encode()


@pytest.mark.parametrize(
    "text",
    [
        "::error::x",
        "  ::error::x",
        "\t::x",
        "a ##[group]",
        "##vso[task.complete]",
        "###[x",
        "####[x]",
        "##TeamCity[x]",
        "\n::x",
        ":::x",
    ],
)
def test_no_line_is_a_command_of_a_ci(text: str) -> None:
    line = log_line(text)
    assert "\n" not in line
    assert not line.lstrip().startswith("::")
    assert not re.search(r"##\w*\[", line)


@pytest.mark.parametrize("text", ["## Heading", "std::vector", "a ## b [c]", "C# [x]", "| [a](b) | ::"])
def test_ordinary_lines_stay_as_they_are(text: str) -> None:
    assert log_line(text) == text


@given(st.text(st.sampled_from("#[:a \n\t\x1b"), max_size=12))
def test_any_text_becomes_a_line_without_a_command(text: str) -> None:
    line = log_line(text)
    assert line.isprintable()
    assert not re.search(r"^\s*::|##\w*\[", line)
