"""Probes of what a team does to improve: experiments, cycles, validations, feedback and surveys, by their records."""

from __future__ import annotations

from collections.abc import Mapping

from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.probes.answer import Answer, Probe, answer, unseen
from ai_provenance.scorecard.states import Outcome

_DAY = 86_400
_FRESH, _SURVEYED = 30, 180
"""Days for which a validation or feedback, and for which a survey, says something about the present."""


def experiment_finished(facts: Facts) -> Answer:
    """Does an experiment have a recorded result? A plan alone counts in part."""
    if facts.records.experiments:
        return answer(True, "experiments-recorded", count=facts.records.experiments)
    return _files(facts, "experiment")


def cycle_recorded(facts: Facts) -> Answer:
    """Does the ledger of PDCA cycles propose an act, and is its chain unbroken? What is not in the commit is a part."""
    ledger = facts.ledger
    if ledger is None:
        acts = facts.records.acts
        return answer(Outcome.PARTIAL, "ledger-elsewhere", count=acts) if acts else _files(facts, "pdca")
    if ledger.fault:
        return answer(False, "ledger-broken", facts.found["pdca"], why=ledger.fault)
    if not ledger.acts:
        return answer(Outcome.PARTIAL, "cycles-inconclusive", count=ledger.lines)
    return answer(True, "cycles-recorded", facts.found["pdca"], count=ledger.acts)


def developers_surveyed(facts: Facts) -> Answer:
    """Did at least five developers answer a survey in the last 180 days? An older one, and files, count in part."""
    newest = facts.records.newest_survey
    if newest is None:
        return _files(facts, "survey")
    age = max(0, facts.records.read_at - newest) // _DAY
    return answer(Outcome.TRUE if age <= _SURVEYED else Outcome.PARTIAL, "survey-age", days=age, most=_SURVEYED)


def batch_verdicts(facts: Facts) -> Answer:
    """Was a batch validated in the last 30 days? Without records this is unknown."""
    return _fresh(facts, facts.records.newest_batch, "batch-age")


def feedback_exported(facts: Facts) -> Answer:
    """Does the dataset of feedback reach into the last 30 days? Without records this is unknown."""
    return _fresh(facts, facts.records.newest_feedback, "feedback-age")


def _files(facts: Facts, kind: str) -> Answer:
    """What files of KIND alone are worth."""
    paths = facts.found[kind]
    if paths:
        return answer(Outcome.PARTIAL, "files-found", paths, kind=kind, count=len(paths))
    return unseen() if facts.unlisted else answer(False, "files-missing", kind=kind)


def _fresh(facts: Facts, newest: int | None, reason: str) -> Answer:
    if newest is None:
        return answer(Outcome.NOT_AVAILABLE, "records-unseen")
    age = max(0, facts.records.read_at - newest) // _DAY
    return answer(Outcome.TRUE if age <= _FRESH else Outcome.PARTIAL, reason, days=age, most=_FRESH)


PROBES: Mapping[str, Probe] = {
    "experiments": experiment_finished,
    "pdca": cycle_recorded,
    "surveys": developers_surveyed,
    "batch-verdicts": batch_verdicts,
    "feedback-exported": feedback_exported,
}
