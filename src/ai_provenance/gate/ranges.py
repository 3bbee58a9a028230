"""Checks a range of commits against the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ai_provenance.gate.cases import CheckRequest, Labelled, Wanted, cases
from ai_provenance.gate.ledger import Judgement, Ledger, uses_of
from ai_provenance.model import Finding, Notice
from ai_provenance.policy import RULES, Judge
from ai_provenance.policy.judge import fingerprint, severity_of
from ai_provenance.repo.history import Batch


def check_batches(request: CheckRequest, stream: Iterable[Batch], *, incomplete: Notice | None = None) -> Judgement:
    """Judge a stream of commits for the request's branch. INCOMPLETE says why commits of it are missing, if any are."""
    return check_labelled(request, ((batch, request.branch) for batch in stream), incomplete=incomplete)


def check_labelled(request: CheckRequest, stream: Iterable[Labelled], *, incomplete: Notice | None = None) -> Judgement:
    """Judge a stream of commits, each for a branch of its own. Memory does not grow with the stream."""
    judge = Judge(request.config, today=request.today)
    ledger = Ledger()
    if incomplete:
        ledger.mark_incomplete(incomplete)
    for finding in (*_expired(judge), *request.range_findings):
        ledger.add(finding)
    for case in cases(request, stream, Wanted.by(judge.policy), ledger):
        for finding in judge.findings(case):
            ledger.add(finding)
    return ledger.freeze(uses_of(judge.waivers))


def _expired(judge: Judge) -> Iterator[Finding]:
    severity = severity_of("AIP014", judge.policy)
    if severity is None:
        return
    for waiver in judge.waivers.expired:
        yield Finding(
            rule="AIP014",
            severity=severity,
            message=f"the waiver of {waiver.rule} by {waiver.owner} ({waiver.reason}) expired on {waiver.expires}",
            hint=RULES["AIP014"].fix.published,
            fingerprint=fingerprint("AIP014", waiver.rule, waiver.owner, str(waiver.expires)),
        )
