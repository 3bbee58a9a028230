"""The definitions of the published numbers."""

from __future__ import annotations

from ai_provenance.model import AgentUse, Commit, Evidence, Identity, Level, Origin, Place, Ratio, Strength, Verdict
from ai_provenance.report import Scope, Summary, summarise

ANA = Identity("Ana", "ana@example.org")
PLAIN = Commit("a" * 40, ("b" * 40,), ANA, ANA, 1_767_323_045, 1_767_323_045, b"subject\n\nbody\n")
MERGE = PLAIN._replace(parents=("b" * 40, "c" * 40))
UNKNOWN = Verdict("a" * 40, Origin.UNKNOWN, Level.UNKNOWN)
BOT = Verdict("a" * 40, Origin.AUTOMATION, Level.IDENTIFIED)
SEEN = Evidence("aider", Place.AUTHOR, Strength.DECLARED, "x (aider)", "author-suffix")
AIDER = Verdict("a" * 40, Origin.AI, Level.IDENTIFIED, (AgentUse("aider"),), (SEEN,))
CLAUDE = Verdict(
    "a" * 40,
    Origin.AI,
    Level.DECLARED,
    (AgentUse("claude-code", "claude-opus-4-6"),),
    (SEEN._replace(agent="claude-code", place=Place.TRAILER),),
)


def count(*judged: tuple[Commit, Verdict], scope: Scope | None = None) -> Summary:
    return summarise(judged, scope)


def test_no_commits_is_neither_zero_nor_hundred_percent() -> None:
    summary = count()
    assert summary.trace_all == Ratio(0, 0)
    assert summary.trace_all.ratio is None


def test_trace_all_is_about_commits_in_scope() -> None:
    summary = count((PLAIN, CLAUDE), (PLAIN, AIDER), (PLAIN, UNKNOWN), (MERGE, UNKNOWN), (PLAIN, BOT))
    assert summary.trace_all == Ratio(2, 3)
    assert (summary.walked, summary.in_scope) == (5, 3)
    assert (summary.excluded_merges, summary.excluded_automation) == (1, 1)


def test_trace_ai_wants_a_declaration_in_a_trailer() -> None:
    assert count((PLAIN, CLAUDE), (PLAIN, AIDER), (PLAIN, UNKNOWN)).trace_ai == Ratio(1, 2)


def test_policy_can_refuse_metadata() -> None:
    assert summarise([(PLAIN, CLAUDE)], accepts=lambda *_: False).trace_ai == Ratio(0, 1)


def test_attribution_coverage_is_about_all_commits_walked() -> None:
    assert count((MERGE, UNKNOWN), (PLAIN, BOT), (PLAIN, CLAUDE)).attribution_coverage == Ratio(2, 3)


def test_scope_can_take_merges_and_automation_back_in() -> None:
    summary = count((MERGE, UNKNOWN), (PLAIN, BOT), scope=Scope(include_merges=True, include_automation=True))
    assert summary.trace_all == Ratio(1, 2)


def test_an_automation_merge_is_left_out_once() -> None:
    summary = count((MERGE, BOT))
    assert (summary.excluded_merges, summary.excluded_automation, summary.in_scope) == (1, 0, 0)


def test_agents_models_and_places_are_counted_by_commit() -> None:
    summary = count((PLAIN, CLAUDE), (PLAIN, CLAUDE), (PLAIN, AIDER))
    assert [(agent.id, agent.commits) for agent in summary.agents] == [("claude-code", 2), ("aider", 1)]
    assert summary.agents[0].models == (("claude-opus-4-6", 2),)
    assert summary.places == (("trailer", 2), ("author", 1))


def test_untraceable_commits_are_named() -> None:
    summary = count((PLAIN, UNKNOWN))
    assert (summary.untraceable, summary.examples[0].subject) == (1, "subject")


def test_timeline_has_a_month_even_for_an_impossible_date() -> None:
    times = (1_767_323_045, 10**18, None, -30_610_224_001)
    summary = count(*((PLAIN._replace(commit_time=time), UNKNOWN) for time in times))
    assert [period.period for period in summary.timeline] == ["0999-12", "2026-01", "unknown"]
