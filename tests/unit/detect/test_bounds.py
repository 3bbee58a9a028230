"""What a message costs is bounded, whatever is in it, and what was not read is reported."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ai_provenance.detect import classify, explain, message
from ai_provenance.model import Origin
from commits import commit, judged

SENTENCES = (
    "I used Claude, ",
    "written by Claude (",
    "had Claude find and ",
    "Claude did, and Claude ",
    "address Claude review ",
)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that the readers of sentences, remarks and disclosures are given, in order."""
    given: list[str] = []

    def recorded(reader: Callable[..., Any], at: int) -> Callable[..., Any]:
        def record(*arguments: Any, **named: Any) -> Any:
            given.append(arguments[at])
            return reader(*arguments, **named)

        return record

    for name, at in (("read_sentence", 0), ("read_review", 0), ("read_declaration", 1)):
        monkeypatch.setattr(message, name, recorded(getattr(message, name), at))
    return given


def filled(unit: str, between: str, *, size: int = 20_000) -> str:
    units = size // len(unit + between)
    return "Parse dates\n\n" + between.join(f"{unit}{number}" for number in range(units))


@pytest.mark.parametrize("between", ["", ".\n* "])
@pytest.mark.parametrize("unit", SENTENCES)
def test_sentences_about_ai_are_read_up_to_a_bound(read: list[str], unit: str, between: str) -> None:
    classify(commit(filled(unit, between)))
    # a sentence is read once for remarks and once for the rest
    assert sum(map(len, read)) <= 2 * 16_000
    assert max(map(len, read), default=0) <= 600


@pytest.mark.parametrize(
    "unit",
    ["### AI disclosure", "**AI disclosure:** Claude ", "Did you use AI to write it? Claude "],
)
def test_disclosures_are_read_up_to_a_bound(read: list[str], unit: str) -> None:
    classify(commit(filled(unit, "\n", size=70_000)))
    assert sum(map(len, read)) <= 3 * 64_000


def test_the_tags_of_a_list_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[str] = []

    def recorded(subject: str, _lines: object) -> bool:
        compared.append(subject)
        return False

    monkeypatch.setattr(message, "tells_apart", recorded)
    classify(commit(filled("- [AI] fix ", "\n")))
    assert compared == ["Parse dates"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("The tests " + "and the fuzz harness " * 30 + "were written by Claude.", "more than 600 characters"),
        ("Claude, Codex, Copilot, Cursor, Gemini, Jules, ChatGPT, Cline and Amp wrote this.", "more than 8 tools"),
        ("I looked at Claude.\n\n" * 900, "16,000 characters about AI were read"),
    ],
)
def test_what_is_not_read_is_reported(said: str, reason: str) -> None:
    rejected = explain(commit(f"Parse dates\n\n{said}")).rejected
    assert [reason in item.reason for item in rejected if item.rule == "unread"] == [True]


def test_sentences_within_the_bound_are_all_read() -> None:
    people = "I read what Claude says of dates.\n\n" * 400
    assert judged(f"Parse dates\n\n{people}The tests were written by Codex.").origin is Origin.AI


def test_a_declaration_counts_behind_any_amount_of_text() -> None:
    hostile = filled("I used Claude, ", "\n")
    assert "codex" in {use.id for use in classify(commit(f"{hostile}\n\nAssisted-by: Codex")).agents}
