"""What holds for every commit, however odd."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.detect import classify
from ai_provenance.model import Commit, Origin
from commits import commit
from messages import commits

SIGNALS = st.sampled_from(
    [
        "Co-Authored-By: Claude Opus 4.6 <noreply@anthropic.com>",
        "Assisted-by: Claude:claude-opus-4-6",
        "Co-authored-by: Cursor <cursoragent@cursor.com>",
        "🤖 Generated with [Claude Code](https://claude.com/claude-code)",
        "Made-with: Cursor",
    ]
)
TRAILERS = SIGNALS.filter(lambda line: line[0] in "ACM")
WORDS = st.text(alphabet="abcdefghij xyz.,", min_size=1, max_size=60).map(str.strip).filter(bool)


@settings(max_examples=300)
@given(commits)
def test_nothing_makes_it_raise(made: Commit) -> None:
    classify(made)


@given(st.binary(max_size=300))
def test_no_bytes_make_it_raise(message: bytes) -> None:
    classify(commit(message))


@given(SIGNALS, st.lists(WORDS, max_size=4), st.lists(WORDS, max_size=4))
def test_unrelated_text_never_removes_evidence(signal: str, above: list[str], below: list[str]) -> None:
    alone = classify(commit(f"subject\n\n{signal}\n"))
    paragraphs = "\n\n".join(["subject", *above, signal, *below])
    assert classify(commit(paragraphs)).agents == alone.agents != ()


@given(SIGNALS, WORDS)
def test_text_right_behind_never_removes_evidence(signal: str, text: str) -> None:
    assert classify(commit(f"subject\n\n{signal}\n{text}\n")).origin is Origin.AI


@given(TRAILERS, st.sampled_from(["    ", "\t", "> ", "- ", "* ", "| "]), WORDS)
def test_quoting_or_indenting_removes_it(signal: str, mark: str, text: str) -> None:
    assert classify(commit(f"subject\n\n{text}\n\n{mark}{signal}\n\n{text}\n")).origin is Origin.UNKNOWN


@given(st.lists(commits, max_size=4), st.randoms())
def test_order_of_commits_does_not_matter(batch: list[Commit], random: object) -> None:
    first = [classify(made) for made in batch]
    again = [classify(made) for made in reversed(batch)]
    assert first == again[::-1]
