"""What a probe returns, and the short ways to say it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.findings import Reason
from ai_provenance.scorecard.states import Outcome

_NAMED = 3
"""Paths named as evidence; the reason gives their number."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One outcome with its reason and what was looked at."""

    outcome: Outcome
    reason: Reason
    looked_at: tuple[str, ...] = ()


Probe = Callable[[Facts], Answer]


def answer(outcome: Outcome | bool, reason: str, looked_at: Iterable[str] = (), **values: str | int) -> Answer:
    """An answer; True and False stand for their outcomes."""
    if isinstance(outcome, bool):
        outcome = Outcome.TRUE if outcome else Outcome.FALSE
    return Answer(outcome, Reason(reason, values), tuple(looked_at)[:_NAMED])


def files_of(kind: str, *, at_most: Outcome = Outcome.TRUE) -> Probe:
    """The probe that asks whether there is any file of KIND; AT_MOST is what finding one is worth."""

    def probe(facts: Facts) -> Answer:
        paths = facts.found[kind]
        if paths:
            return answer(at_most, "files-found", paths, kind=kind, count=len(paths))
        return answer(False, "files-missing", kind=kind)

    return probe
