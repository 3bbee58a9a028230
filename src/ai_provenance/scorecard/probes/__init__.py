"""Answers the questions of the methodology from the facts: one pure function for each probe.

A module holds the probes of one subject and lists them in its `PROBES`. To add a probe, write a function from `Facts`
to `Answer`, list it there, name it at a task in `data/tasks.toml`, and add the sentences of its reasons to
`data/reasons.toml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.probes import ci, delivery, documents, git_history, improvement, platform, policy_and_hooks
from ai_provenance.scorecard.probes.answer import Probe
from ai_provenance.scorecard.states import Outcome

PROBES: Mapping[str, Probe] = {
    **ci.PROBES,
    **delivery.PROBES,
    **documents.PROBES,
    **git_history.PROBES,
    **improvement.PROBES,
    **platform.PROBES,
    **policy_and_hooks.PROBES,
}
"""Probe id -> the function that answers it."""


def run_probes(facts: Facts, names: Iterable[str], probes: Mapping[str, Probe] = PROBES) -> Iterator[ProbeFinding]:
    """Run each probe of NAMES once. A name that is no probe gives `not_available`, one that raises gives `error`."""
    for name in sorted(set(names)):
        yield _run_probe(name, probes.get(name), facts)


def _run_probe(name: str, probe: Probe | None, facts: Facts) -> ProbeFinding:
    if probe is None:
        return ProbeFinding(name, Outcome.NOT_AVAILABLE, Reason("probe-unknown", {"probe": name}))
    try:
        answer = probe(facts)
    except Exception as error:  # noqa: BLE001 - one broken probe must not cost the whole score
        return ProbeFinding(name, Outcome.ERROR, Reason("probe-failed", {"probe": name, "error": type(error).__name__}))
    return ProbeFinding(name, answer.outcome, answer.reason, answer.looked_at, answer.unseen)
