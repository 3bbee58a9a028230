"""A range of commits before the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ai_provenance.gate.cases import Labelled, Question, Wanted, cases
from ai_provenance.gate.ledger import Judgement, Ledger, uses_of
from ai_provenance.model import Finding, Notice
from ai_provenance.policy import RULES, Judge
from ai_provenance.policy.judge import fingerprint, severity_of
from ai_provenance.repo.history import Batch


def check_batches(question: Question, stream: Iterable[Batch], *, unseen: Notice | None = None) -> Judgement:
    """Judge a stream of commits for the question's branch. UNSEEN says why the stream is known not to be whole."""
    return check_labelled(question, ((batch, question.branch) for batch in stream), unseen=unseen)


def check_labelled(question: Question, stream: Iterable[Labelled], *, unseen: Notice | None = None) -> Judgement:
    """Judge a stream of commits, each for a branch of its own. Memory does not grow with the stream."""
    judge = Judge(question.config, today=question.today)
    ledger = Ledger()
    if unseen:
        ledger.cannot_see(unseen)
    for finding in (*_expired(judge), *question.on_the_range):
        ledger.add(finding)
    for case in cases(question, stream, Wanted.by(judge.policy), ledger):
        for finding in judge.findings(case):
            ledger.add(finding)
    return ledger.freeze(uses_of(judge.waivers))


def _expired(judge: Judge) -> Iterator[Finding]:
    weight = severity_of("AIP014", judge.policy)
    if weight is None:
        return
    for waiver in judge.waivers.expired:
        yield Finding(
            rule="AIP014",
            severity=weight,
            message=f"the waiver of {waiver.rule} by {waiver.owner} ({waiver.reason}) expired on {waiver.expires}",
            hint=RULES["AIP014"].mending,
            fingerprint=fingerprint("AIP014", waiver.rule, waiver.owner, str(waiver.expires)),
        )
