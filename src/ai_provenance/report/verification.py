"""Verification of a range: who signed the provenance records of its commits, and where a signature does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ai_provenance.attest.commit_signature import CommitSignatures, judge_commits
from ai_provenance.attest.history import Keeping, RecordsIndex, claims_index, verifier_of
from ai_provenance.attest.judgement import Judged, State, Verifier
from ai_provenance.attest.trust import Trust
from ai_provenance.model import Finding, Severity
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.policy.judge import fingerprint
from ai_provenance.project import Project
from ai_provenance.repo import Selection
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.history import batches
from ai_provenance.report.classify import ReadNotes, classify_batches, evidence_notes
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.verified import Verified, VerifyRequest

_RULES = {
    State.BAD: ("AIP019", "a record claims a signature that does not hold"),
    State.UNKNOWN: ("AIP019", "a record is signed by a key that is not among the allowed signers"),
    State.UNCHECKED: ("AIP019", "a record's signature cannot be verified here"),
    State.REVOKED: ("AIP020", "a record is signed with a revoked key"),
    State.EXPIRED: ("AIP021", "a record is signed by a known key outside of its time or purpose"),
}
_FIX = "ai-provenance explain {commit}"


class _Verification(NamedTuple):
    """What one verification works with."""

    project: Project
    request: VerifyRequest
    verifier: Verifier
    counts: Counter[str]


def verify(project: Project, request: VerifyRequest, trust: Trust, *, store: CacheDirectory | None = None) -> Verified:
    """What the records of the commits of REQUEST are worth by TRUST. Raises GitError where git fails.

    What signatures come to is kept in STORE.
    """
    verifier = verifier_of(trust, request.trusted_root)._replace(verifies_all=True)
    run = _Verification(project, request, verifier, Counter())
    findings = list(_judged(run, store))
    if request.commit_signatures:
        findings += _commits(run)
    if request.required:
        findings += _below(run)
    findings.sort(key=lambda one: (one.severity is not Severity.ERROR, one.rule))
    # what gpg says of a commit depends on its keyring, which is the user's
    is_final = not (run.counts[State.UNCHECKED] or request.commit_signatures)
    return Verified(tuple(findings), run.counts["commits"], _summary(run), is_final)


def _judged(run: _Verification, store: CacheDirectory | None) -> Iterator[Finding]:
    """What is wrong with the records of the commits."""
    repository, counts = run.project.repository, run.counts
    keeping: Keeping[Judged | None] = Keeping(lambda judged: judged, lambda one: one, None)
    index = RecordsIndex(repository, run.verifier, keeping, store=store)
    for batch in batches(repository, Selection(revisions=(run.request.revision,))):
        counts["commits"] += len(batch)
        if not index:
            continue
        for row, kept in index.of(batch).items():
            oid = batch.ids[row].split(b" ")[0].decode("ascii")
            lines = [judged for judged in kept if judged is not None]
            counts["recorded"] += bool(lines)
            counts["verified"] += any(judged.is_verified for judged in lines)
            for judged in lines:
                counts[judged.state] += 1
                if judged.state in _RULES:
                    yield _finding(oid, judged)
        counts["not understood"] += index.not_understood(batch.oids())


def _finding(oid: str, judged: Judged, what: str = "a record") -> Finding:
    rule, message = _RULES[judged.state]
    message = message.replace("a record", what) + (f" ({judged.signer})" if judged.signer else "")
    return _found(rule, Severity.ERROR if judged.fails else Severity.WARNING, message, oid)


def _found(rule: str, severity: Severity, message: str, oid: str) -> Finding:
    mark = fingerprint(rule, oid, message)
    return Finding(rule, severity, message, _FIX.format(commit=oid[:12]), oid, fingerprint=mark)


def _commits(run: _Verification) -> Iterator[Finding]:
    """What is wrong with the signatures of the commits themselves."""
    for batch in batches(run.project.repository, Selection(revisions=(run.request.revision,))):
        for oid, judged in judge_commits(run.project.repository, batch.oids(), run.verifier):
            run.counts["signed commits"] += 1
            run.counts["good commit signatures"] += judged.state is State.GOOD
            if judged.fails:
                yield _finding(oid, judged, "the commit")


def _below(run: _Verification) -> Iterator[Finding]:
    """A finding for each commit whose level is below the one that is required."""
    project, repository, required = run.project, run.project.repository, int(run.request.required or 0)
    settings = ClassifierSettings(project.config, base=project.commit, judged=(run.request.revision,))
    index = claims_index(repository, run.verifier, decides=settings.trust_base.decides)
    stream = batches(repository, Selection(revisions=(run.request.revision,)))
    signatures = CommitSignatures(repository, run.verifier) if run.request.commit_signatures else None
    read = ReadNotes(lambda: evidence_notes(repository, settings), lambda: index, signatures=signatures)
    for batch, classified in classify_batches(stream, settings, read):
        levels = {row: int(verdict.level) for row, verdict in classified}
        for row, oid in enumerate(batch.oids()):
            level = levels.get(row, 0)
            if level < required:
                yield _found("AIP016", Severity.ERROR, f"level {level}, at least {required} is required", oid)


def _summary(run: _Verification) -> str:
    counts = run.counts
    states = [f"{counts[state]:,} {state.value}" for state in State if counts[state]]
    extra = [f"{counts[name]:,} {name}" for name in ("signed commits", "good commit signatures") if counts[name]]
    if counts["not understood"]:
        extra.append(f"{counts['not understood']:,} lines not understood")
    return (
        f"{counts['recorded']:,} of {counts['commits']:,} commits have records, {counts['verified']:,} signed by a "
        f"known person or CI ({', '.join([*states, *extra]) or 'nothing signed'}); signers: {run.verifier.trust.source}"
    )
