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
    return _files_or_records(facts, "experiment", facts.records.experiments, "experiments")


def cycle_recorded(facts: Facts) -> Answer:
    """Does a recorded PDCA cycle propose an act? Files about cycles, and cycles without an act, count in part."""
    records = facts.records
    if records.cycles and not records.acts:
        return answer(Outcome.PARTIAL, "cycles-inconclusive", count=records.cycles)
    return _files_or_records(facts, "pdca", records.acts, "cycles")


def developers_surveyed(facts: Facts) -> Answer:
    """Did at least five developers answer a survey in the last 180 days? An older one, and files, count in part."""
    newest = facts.records.newest_survey
    if newest is None:
        return _files_or_records(facts, "survey", None, "surveys")
    age = max(0, facts.records.read_at - newest) // _DAY
    return answer(Outcome.TRUE if age <= _SURVEYED else Outcome.PARTIAL, "survey-age", days=age, most=_SURVEYED)


def batch_verdicts(facts: Facts) -> Answer:
    """Was a batch validated in the last 30 days? Without records this cannot be told."""
    return _fresh(facts, facts.records.newest_batch, "batch-age")


def feedback_exported(facts: Facts) -> Answer:
    """Does the dataset of feedback reach into the last 30 days? Without records this cannot be told."""
    return _fresh(facts, facts.records.newest_feedback, "feedback-age")


def _files_or_records(facts: Facts, kind: str, count: int | None, what: str) -> Answer:
    if count:
        return answer(True, f"{what}-recorded", count=count)
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
