"""Checks one message, before it becomes a commit, against the policy."""

from __future__ import annotations

from ai_provenance.environment.message_cleanup import message_cleanup
from ai_provenance.gate.cases import CheckRequest
from ai_provenance.gate.ledger import Judgement, Ledger, uses_of
from ai_provenance.model import Commit, Identity
from ai_provenance.policy import Case, Judge


def check_message(request: CheckRequest, message: bytes, *, author: Identity | None = None) -> Judgement:
    """Judge MESSAGE as git will record it.

    Rules about paths and sizes do not apply. AUTHOR is who is about to commit, where that is known.
    """
    from ai_provenance.detect import classify  # noqa: PLC0415 - a check of a range does not pay for it here

    who = author or Identity("", "")
    commit = Commit("", (), who, who, None, None, cleaned(message))
    case = Case(
        commit,
        classify(commit, registry=request.registry),
        branch=request.branch,
        names_agent=request.names_agent,
        proper=request.proper,
        declares=request.declaration,
    )
    judge = Judge(request.config, today=request.today)
    ledger = Ledger(commits=1)
    for finding in judge.findings(case):
        ledger.add(finding)
    return ledger.freeze(uses_of(judge.waivers))


def cleaned(message: bytes) -> bytes:
    """MESSAGE without what git will take out of it; outside of a hook, as it does where an editor ran."""
    return message_cleanup(message).kept(message)
