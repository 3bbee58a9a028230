"""The sieve lets too much through at times, never too little."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ai_provenance.detect import build_registry, classify
from ai_provenance.detect.agents import AGENTS
from ai_provenance.detect.sieve import default_sieve, rules_digest
from ai_provenance.model import Commit
from commits import commit, record
from messages import commits


def has_something(made: Commit) -> bool:
    verdict = classify(made)
    return bool(verdict.evidence or verdict.flags)


@settings(max_examples=400, deadline=None)
@given(st.lists(commits, max_size=5))
def test_no_commit_with_evidence_is_dismissed(batch: list[Commit]) -> None:
    records = [record(made) for made in batch]
    buffer = b"\0".join(records)
    passed = {buffer[start:end] for start, end in default_sieve().suspects(buffer)}
    missed = [made for made, raw in zip(batch, records, strict=True) if has_something(made) and raw not in passed]
    assert missed == []


def test_plain_commits_are_dismissed() -> None:
    plain = [record(commit(f"Fix the cursor {n}\n\nSigned-off-by: Ana Test <ana@example.org>\n")) for n in range(50)]
    assert default_sieve().suspects(b"\0".join(plain)) == []


def test_spans_are_the_whole_records() -> None:
    first, second = record(commit("plain\n")), record(commit("x\n\nMade-with: Cursor\n"))
    buffer = first + b"\0" + second + b"\0" + first
    spans = default_sieve().suspects(buffer)
    assert [buffer[start:end] for start, end in spans] == [second]


def test_digest_follows_the_agents() -> None:
    assert rules_digest() == rules_digest(build_registry(AGENTS))
    assert rules_digest() != rules_digest(build_registry(AGENTS[1:]))


def test_a_declaration_passes() -> None:
    for line in (
        "AI-Assisted: no",
        "AI: yes",
        "ai_generated : true",
        "Assisted by: Claude",
        "Signed-off-by: Claude Code",
    ):
        assert default_sieve().suspects(record(commit(f"x\n\n{line}\n"))), line


def test_a_name_that_begins_with_a_shorter_one_passes() -> None:
    made = commit("x\n", committer="ampcode <a@example.org>")
    assert has_something(made)
    assert default_sieve().suspects(record(made))


def test_a_long_run_of_marks_is_read_once() -> None:
    # the output of a linter over 2,133 files, pasted into a message, once took minutes
    progress = record(commit("Change Style\n\nInspecting files\n" + "." * 100_000 + "\n" + "— " * 20_000 + "\n"))
    assert default_sieve().suspects(progress) == []
