"""The first AI commit, and the numbers since then, in whatever order commits come."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ai_provenance.model import Commit, Origin, Verdict
from ai_provenance.report import Dated, Scope, summarise
from snapshots import ANA, declared, unknown

Judged = list[tuple[Commit, Verdict]]


def history(*kinds: tuple[int, bool, bool]) -> Judged:
    """Commits by time, whether they are AI commits, and whether they are merges."""
    return [
        (Commit(f"{n:040x}", ("b" * 40,) * (1 + merge), ANA, ANA, time, time, b"s\n"), declared() if ai else unknown())
        for n, (time, ai, merge) in enumerate(kinds)
    ]


def test_without_an_ai_commit_there_is_none() -> None:
    summary = summarise(history((1, False, False)))
    assert summary.first_ai is None
    assert summary.since_first_ai is None


def test_the_first_is_the_oldest_by_committer_date() -> None:
    summary = summarise(history((30, True, False), (10, True, False), (20, False, False), (5, False, False)))
    assert summary.first_ai == Dated(f"{1:040x}", 10)
    assert summary.since_first_ai
    assert summary.since_first_ai.trace_all == (2, 3, True)
    assert summary.trace_all == (2, 4, True)


@given(st.lists(st.tuples(st.integers(0, 30), st.booleans(), st.booleans()), max_size=40), st.booleans())
def test_since_is_what_a_count_of_the_commits_not_older_gives(
    kinds: list[tuple[int, bool, bool]], include_merges: bool
) -> None:
    judged, scope = history(*kinds), Scope(include_merges=include_merges)
    first = min((commit.commit_time or 0 for commit, verdict in judged if verdict.origin is Origin.AI), default=None)
    summary = summarise(judged, scope)
    if first is None:
        assert summary.since_first_ai is None
        return
    since = summarise([one for one in judged if (one[0].commit_time or 0) >= first], scope)
    assert summary.since_first_ai
    assert summary.since_first_ai == tuple(getattr(since, field) for field in summary.since_first_ai._fields)
