"""What a sentence that names many tools and reviewers costs."""

from __future__ import annotations

import re

import pytest

from ai_provenance.agents import registry_of
from ai_provenance.detect import clauses, reviews


class Counting:
    """A pattern that adds up the characters that it is given to search."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.searched = 0

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        end = len(text) if end is None else end
        self.searched += end - start
        return self.pattern.search(text, start, end)


@pytest.mark.parametrize("name", ["_FROM", "_BY"])
def test_a_sentence_of_many_reviewers_is_not_searched_for_each_of_them(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pattern = Counting(getattr(reviews, name))
    monkeypatch.setattr(reviews, name, pattern)
    sentence = "the page shows Greptile beside CodeRabbit badges " * 500
    assert not reviews.read_review(sentence, registry_of({}))
    assert pattern.searched < 15 * len(sentence)


def test_the_reviewer_near_the_verb_is_found_in_a_long_sentence() -> None:
    sentence = "Address CodeRabbit review comments " + "and what CodeRabbit never said " * 500
    assert [named.agent for named in reviews.read_review(sentence, registry_of({}))] == ["coderabbit"]


def test_the_beginnings_of_clauses_are_found_in_linear_time(monkeypatch: pytest.MonkeyPatch) -> None:
    pattern = Counting(clauses._CLAUSE_START)
    monkeypatch.setattr(clauses, "_CLAUSE_START", pattern)
    sentence = "a page, then Claude Code shows it " * 500
    assert len(list(clauses.clause_starts(sentence, registry_of({})))) == 500
    assert pattern.searched < 10 * len(sentence)
