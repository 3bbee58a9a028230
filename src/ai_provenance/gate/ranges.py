"""A range of commits before the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ai_provenance.gate.cases import Labelled, Question, Wanted, cases
from ai_provenance.gate.ledger import Judgement, Ledger, uses_of
from ai_provenance.model import Commit, Finding, Notice
from ai_provenance.policy import RULES, Judge
from ai_provenance.policy.judge import fingerprint, severity_of


def check_commits(question: Question, commits: Iterable[Commit], *, unseen: Notice | None = None) -> Judgement:
    """Judge a stream of commits for the question's branch. UNSEEN says why the stream is known not to be whole."""
    return check_labelled(question, ((commit, question.branch) for commit in commits), unseen=unseen)


def check_labelled(question: Question, commits: Iterable[Labelled], *, unseen: Notice | None = None) -> Judgement:
    """Judge a stream of commits, each for a branch of its own. Memory does not grow with the stream."""
    judge = Judge(question.config, today=question.today)
    ledger = Ledger()
    if unseen:
        ledger.cannot_see(unseen)
    for finding in (*_expired(judge), *question.on_the_range):
        ledger.add(finding)
    for case in cases(question, commits, Wanted.by(judge.policy), ledger):
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
