"""The answer of a probe, and functions that make one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.findings import Reason
from ai_provenance.scorecard.states import Outcome

_NAMED = 3
"""Number of paths that an answer names as evidence; its reason has the full count."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An outcome with its reason and the paths it is based on."""

    outcome: Outcome
    reason: Reason
    looked_at: tuple[str, ...] = ()
    unseen: bool = False
    """See `ProbeFinding.unseen`."""


Probe = Callable[[Facts], Answer]


def answer(outcome: Outcome | bool, reason: str, looked_at: Iterable[str] = (), **values: str | int) -> Answer:
    """The answer with OUTCOME (or a truth value for one) and the reason of that id, filled by VALUES."""
    if isinstance(outcome, bool):
        outcome = Outcome.TRUE if outcome else Outcome.FALSE
    # reports list these paths: a handful is evidence, hundreds would be noise
    return Answer(outcome, Reason(reason, values), tuple(looked_at)[:_NAMED])


def unseen(looked_at: Iterable[str] = ()) -> Answer:
    """The answer where what a probe reads is not in this clone, or was not read."""
    return Answer(Outcome.NOT_AVAILABLE, Reason("not-here"), tuple(looked_at)[:_NAMED], unseen=True)


def files_of(kind: str, *, at_most: Outcome = Outcome.TRUE) -> Probe:
    """A probe for whether there is a file of KIND; AT_MOST is its outcome where there is one."""

    def probe(facts: Facts) -> Answer:
        paths = facts.found[kind]
        if paths:
            return answer(at_most, "files-found", paths, kind=kind, count=len(paths))
        if facts.unlisted:
            return unseen()
        return answer(False, "files-missing", kind=kind)

    return probe
