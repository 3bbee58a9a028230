"""Probes of the git history and of the records of earlier runs."""

from __future__ import annotations

from collections.abc import Mapping
from statistics import median

from ai_provenance.model import Origin
from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.probes.answer import Answer, Probe, answer
from ai_provenance.scorecard.states import Outcome

_SMALL, _MIDDLING = 50, 250
"""Changed lines a commit: upper ends of the second and the fourth of DORA's answer bands for batch size
(1-10, 11-50, 51-100, 101-250, more), https://dora.dev/capabilities/working-in-small-batches/."""
_FEWEST = 20
"""Commits below which a median says nothing."""


def ai_commits_traceable(facts: Facts) -> Answer:
    """Is every AI commit declared in a valid trailer?"""
    if facts.summary is None:
        return answer(Outcome.NOT_AVAILABLE, "history-unseen")
    ratio = facts.summary.trace_ai
    if not facts.summary.origins[Origin.AI]:
        return answer(Outcome.NOT_APPLICABLE, "no-ai-commits")
    # the part that a shallow clone lacks may have undeclared commits
    if ratio.numerator == ratio.denominator and facts.complete:
        return answer(True, "ai-commits-declared", declared=ratio.numerator, count=ratio.denominator)
    outcome = Outcome.PARTIAL if ratio.numerator else Outcome.FALSE
    return answer(outcome, "ai-commits-declared", declared=ratio.numerator, count=ratio.denominator)


def small_commits(facts: Facts) -> Answer:
    """Is the median commit small?"""
    if facts.sizes is None:
        return answer(Outcome.NOT_AVAILABLE, "sizes-unseen")
    if len(facts.sizes) < _FEWEST:
        return answer(Outcome.NOT_AVAILABLE, "sizes-few", count=len(facts.sizes), fewest=_FEWEST)
    # the median, because one vendored directory or generated file outweighs a hundred ordinary commits in a mean
    middle = round(median(facts.sizes))
    outcome = Outcome.TRUE if middle <= _SMALL else Outcome.PARTIAL if middle <= _MIDDLING else Outcome.FALSE
    return answer(outcome, "sizes", median=middle, count=len(facts.sizes), small=_SMALL)


def releases_tagged(facts: Facts) -> Answer:
    """Are releases tagged?"""
    # a shallow clone usually has no tags
    if facts.releases is None or (not facts.releases and not facts.complete):
        return answer(Outcome.NOT_AVAILABLE, "tags-unseen")
    # one tag may be an accident; a practice shows from the second on
    outcome = Outcome.TRUE if facts.releases > 1 else Outcome.PARTIAL if facts.releases else Outcome.FALSE
    return answer(outcome, "tags", count=facts.releases)


def runs_recorded(facts: Facts) -> Answer:
    """Is there a history of our own runs?"""
    return _recorded(facts.records.runs, 2, "runs")


def audits_recorded(facts: Facts) -> Answer:
    """Are audits recorded?"""
    return _recorded(facts.records.audits, 1, "audits")


def _recorded(number: int | None, needed: int, what: str) -> Answer:
    if number is None:
        return answer(Outcome.NOT_AVAILABLE, "records-unseen")
    outcome = Outcome.TRUE if number >= needed else Outcome.PARTIAL if number else Outcome.FALSE
    return answer(outcome, f"records-{what}", count=number)


PROBES: Mapping[str, Probe] = {
    "ai-commits-traceable": ai_commits_traceable,
    "small-commits": small_commits,
    "releases-tagged": releases_tagged,
    "runs-recorded": runs_recorded,
    "audits-recorded": audits_recorded,
}
