"""Text from a repository, made safe to show."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.text import BREAKS, printable


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
