"""Runs the probes. One that raises becomes an error finding and the run goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ai_provenance.scorecard.facts import Facts
from ai_provenance.scorecard.findings import ProbeFinding, Reason
from ai_provenance.scorecard.probes import ci, documents, git_history, platform, policy_and_hooks
from ai_provenance.scorecard.probes.answer import Probe
from ai_provenance.scorecard.states import Outcome

PROBES: Mapping[str, Probe] = {
    **ci.PROBES,
    **documents.PROBES,
    **git_history.PROBES,
    **platform.PROBES,
    **policy_and_hooks.PROBES,
}
"""Probe id -> the function that answers it."""


def run_probes(facts: Facts, names: Iterable[str], probes: Mapping[str, Probe] = PROBES) -> Iterator[ProbeFinding]:
    """Ask each of NAMES once. A name that is no probe is answered `not_available`."""
    for name in sorted(set(names)):
        yield _ask(name, probes.get(name), facts)


def _ask(name: str, probe: Probe | None, facts: Facts) -> ProbeFinding:
    if probe is None:
        return ProbeFinding(name, Outcome.NOT_AVAILABLE, Reason("probe-unknown", {"probe": name}))
    try:
        answer = probe(facts)
    except Exception as error:  # noqa: BLE001 - one broken probe must not cost the whole score
        return ProbeFinding(name, Outcome.ERROR, Reason("probe-failed", {"probe": name, "error": type(error).__name__}))
    return ProbeFinding(name, answer.outcome, answer.reason, answer.looked_at)
