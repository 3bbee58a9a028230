"""What a hook observed: it makes a commit traceable, and gives it no origin."""

from __future__ import annotations

import pytest

from ai_provenance.detect import classify
from ai_provenance.model import Level, Origin
from commits import commit


@pytest.mark.parametrize(
    "line",
    [
        "AI-Assisted: not-observed",
        "AI-Assisted: not observed",
        "ai-assisted: Unobserved",
        "AI-Generated: not-observed",
        "LLM-Assisted: unobserved.",
    ],
)
def test_an_observation_is_no_ones_word(line: str) -> None:
    verdict = classify(commit(f"Parse dates\n\n{line}\n"))
    assert (verdict.origin, verdict.level, verdict.flags) == (Origin.UNKNOWN, Level.IDENTIFIED, ("examined",))


@pytest.mark.parametrize(
    ("lines", "origin"),
    [
        ("AI-Assisted: not-observed\nAssisted-by: Claude", Origin.AI),
        ("AI-Assisted: not-observed\nAI-Assisted: no", Origin.HUMAN),
    ],
)
def test_a_declaration_beside_it_decides(lines: str, origin: Origin) -> None:
    verdict = classify(commit(f"Parse dates\n\n{lines}\n"))
    assert (verdict.origin, verdict.level, verdict.flags) == (origin, Level.DECLARED, ())


@pytest.mark.parametrize("value", ["no", "None", "not used"])
def test_a_persons_word_stays_one(value: str) -> None:
    verdict = classify(commit(f"Parse dates\n\nAI-Assisted: {value}\n"))
    assert (verdict.origin, verdict.level) == (Origin.HUMAN, Level.DECLARED)
