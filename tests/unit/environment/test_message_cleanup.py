"""Which character begins comments where git has chosen it for the message."""

from __future__ import annotations

import pytest

from ai_provenance.environment.message_cleanup import _scissors_mark
from ai_provenance.trailers import CUT_LINE

OWN = b"@ " + CUT_LINE + b"\n@ Do not modify or remove the line above.\n"
TYPED = b"; " + CUT_LINE + b"\nbelow\n"


@pytest.mark.parametrize(
    ("message", "mark"),
    [(b"s\n" + OWN, b"@"), (OWN, b"@"), (b"s\n\n" + TYPED + OWN, b"@"), (b"s\n" + TYPED, b""), (b"s\n", b"")],
)
def test_git_s_own_scissors_line_shows_the_character(message: bytes, mark: bytes) -> None:
    assert _scissors_mark(message) == mark
