"""Batches are classified from candidate lines, and what decides a verdict is read once."""

from __future__ import annotations

from ai_provenance.agents import default_registry
from ai_provenance.detect import classify
from ai_provenance.detect.reading import BatchClassifier
from ai_provenance.model import Commit, Origin, Verdict
from commits import commit
from repository import CLAUDE_TRAILER


class Batch:
    """Commits of one person as columns."""

    def __init__(self, *messages: str) -> None:
        self.people = [b"Ana Test\nana@example.org\nAna Test\nana@example.org"] * len(messages)
        self.times = [b"1767322800"] * len(messages)
        self.texts = [f"\n{message}".encode() for message in messages]

    def commit(self, row: int) -> Commit:
        return commit(self.texts[row][1:])


def verdicts(*messages: str) -> list[Verdict]:
    batch = Batch(*messages)
    found = dict(BatchClassifier(default_registry(), few=0).classify(batch, {}))
    return [found[row] for row in range(len(messages))]


def test_the_same_signature_below_other_text_is_read_once() -> None:
    first, second = verdicts(f"a\n\nwhy\n\n{CLAUDE_TRAILER}\n", f"b\n\nmore\n\n{CLAUDE_TRAILER}\n")
    assert second is first
    assert first.origin is Origin.AI


def test_other_trailers_beside_a_signature_do_not_matter() -> None:
    signed = "Signed-off-by: Ana Test <ana@example.org>"
    first, second = verdicts(f"a\n\n{CLAUDE_TRAILER}\n{signed}\n", f"b\n\n{CLAUDE_TRAILER}\nChange-Id: I1\n")
    assert second is first


def test_what_is_said_under_a_heading_is_read_for_each_commit() -> None:
    below = [f"x\n\nwhy\n\nAI disclosure:\n\nNote: {said}\n" for said in ("Claude wrote it", "none")]
    assert [verdict.origin for verdict in verdicts(*below)] == [classify(commit(one)).origin for one in below]


def test_prose_in_the_last_paragraph_makes_the_trailers_of_another_none() -> None:
    below = [f"x\n\n{CLAUDE_TRAILER}\n{line}\n" for line in ("and so on", "Fixes: it")]
    assert [verdict.level for verdict in verdicts(*below)] == [classify(commit(one)).level for one in below]
