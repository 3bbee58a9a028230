"""One message on its way to becoming a commit, before the policy."""

from __future__ import annotations

from ai_provenance import trailers
from ai_provenance.gate.cases import Question
from ai_provenance.gate.ledger import Judgement, Ledger, uses_of
from ai_provenance.model import Commit, Identity
from ai_provenance.policy import Case, Judge


def check_message(question: Question, message: bytes, *, author: Identity | None = None) -> Judgement:
    """Judge MESSAGE as git would record it: without comments and what stands below the scissors.

    Rules about paths and sizes do not apply. AUTHOR is who is about to commit, where that is known.
    """
    from ai_provenance.detect import classify  # noqa: PLC0415 - a check of a range does not pay for it here

    nobody = Identity("", "")
    commit = Commit("", (), author or nobody, author or nobody, None, None, cleaned(message))
    case = Case(
        commit,
        classify(commit, registry=question.registry),
        branch=question.branch,
        names_agent=question.names_agent,
        declares=question.declaration,
    )
    judge = Judge(question.config, today=question.today)
    ledger = Ledger(commits=1)
    for finding in judge.findings(case):
        ledger.add(finding)
    return ledger.freeze(uses_of(judge.waivers))


def cleaned(message: bytes) -> bytes:
    """MESSAGE as git's default cleanup leaves it: no comment lines, nothing below the scissors."""
    comment = trailers.comment_of(message) or trailers.COMMENT
    kept = message[: trailers.message_end(message, comment=comment)]
    return b"".join(line for line in kept.splitlines(keepends=True) if not line.startswith(comment))
