"""Tags in brackets: how a part was made, or a component that is called so."""

from __future__ import annotations

import pytest

from ai_provenance.model import Level, Origin, Place, Strength
from commits import judged


@pytest.mark.parametrize(
    "message",
    [
        "[AI + manual] split the trait",
        "[AI, reviewed] split the trait",
        "[AI-assisted] split the trait",
        "Split the trait\n\n* [ai+manual] the reader",
        "Split the trait\n\n* [manual] the reader\n* [AI]  the writer",
        "Split the trait (#12)\n\n* [AI] the reader\n\n* review nits",
        "[io] Split the trait (#12)\n\n* [LLM generated] the reader",
    ],
)
def test_a_tag_that_says_how_a_part_was_made_declares(message: str) -> None:
    verdict = judged(message)
    assert (verdict.origin, verdict.level) == (Origin.AI, Level.IDENTIFIED)
    assert {item.place for item in verdict.evidence} <= {Place.SUBJECT, Place.BODY}


@pytest.mark.parametrize(
    "message",
    [
        "[AI] Teach the knight to flank",
        "Teach the knight\n\n- [AI] flank\n- [client] draw it",
        "Teach the knight (#12)\n\n* [AI] flank\n* [client] draw it",
        "[AI] Teach the knight (#12)\n\n* [AI] flank",
    ],
)
def test_a_tag_that_may_be_a_components_is_a_hint(message: str) -> None:
    verdict = judged(message)
    assert verdict.origin is Origin.UNKNOWN
    assert {item.strength for item in verdict.evidence} == {Strength.HINT}


@pytest.mark.parametrize(
    "message", ["[ai](https://example.org) library", "[AIX] port", "[AI/ML] x", "[x] AI", "x\n\n- [ ] AI", "[AI]"]
)
def test_other_brackets_are_no_tag(message: str) -> None:
    assert judged(message).evidence == ()
