"""A value of any length keeps the address at its end."""

from __future__ import annotations

import pytest

from ai_provenance.detect import classify
from ai_provenance.model import Commit, Identity, Origin

WHO = Identity("Ben Author", "ben@example.org")
LONG = "a" * 2500
WORDS = "word " * 600


def origin(trailer: str) -> Origin:
    return classify(Commit("a" * 40, (), WHO, WHO, 0, 0, f"Parse dates\n\n{trailer}\n".encode())).origin


@pytest.mark.parametrize(
    "trailer",
    [
        f"Co-authored-by: Claude {LONG} <noreply@anthropic.com>",
        f"Co-authored-by: {WORDS}<noreply@anthropic.com>",
        f"Co-authored-by: {'é' * 3000} <198982749+Copilot@users.noreply.github.com>",
        f"Assisted-by: Claude {WORDS}<noreply@anthropic.com>",
        f"Signed-off-by: {LONG} <noreply@anthropic.com>",
        f"Co-authored-by: Claude\n{' words' * 500}\n <noreply@anthropic.com>",
        f"Co-authored-by: {'x' * 60_000} <noreply@anthropic.com>",
    ],
)
def test_the_address_of_a_vendor_counts(trailer: str) -> None:
    assert origin(trailer) is Origin.AI


@pytest.mark.parametrize(
    "trailer", [f"Co-authored-by: Ana {LONG} <ana@example.org>", f"Co-authored-by: {WORDS}", f"Reviewed-by: {LONG}"]
)
def test_a_long_value_of_a_person_is_a_person(trailer: str) -> None:
    assert origin(trailer) is Origin.UNKNOWN
