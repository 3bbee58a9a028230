"""`ai-provenance verify`: who signed the provenance records of commits, by keys of the base and without the network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import click

from ai_provenance.attest.base import Base, find_trust
from ai_provenance.attest.commit_signature import judge_commits
from ai_provenance.attest.history import RecordsIndex, claims_index, index_records, verifier_of
from ai_provenance.attest.judgement import Judged, State, Verifier
from ai_provenance.cli.options import output_option, repo_option
from ai_provenance.cli.output import write_findings
from ai_provenance.errors import ExitCode
from ai_provenance.export.findings import FORMATS
from ai_provenance.export.findings.interface import Run
from ai_provenance.export.findings.of_gate import rule_texts
from ai_provenance.gate.completeness import missing_history
from ai_provenance.model import Finding, Notice, Severity
from ai_provenance.policy.judge import fingerprint
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Selection
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.history import batches
from ai_provenance.report.classify import ReadNotes, classify_batches, evidence_notes
from ai_provenance.report.settings import ClassifierSettings

_RULES = {
    State.BAD: ("AIP019", "a record claims a signature that does not hold"),
    State.UNKNOWN: ("AIP019", "a record is signed by a key that is not among the allowed signers"),
    State.UNCHECKED: ("AIP019", "a record's signature cannot be verified here"),
    State.REVOKED: ("AIP020", "a record is signed with a revoked key"),
    State.EXPIRED: ("AIP021", "a record is signed by a known key outside of its time or purpose"),
}
_FIX = "ai-provenance explain {commit}"


@click.command(short_help="Who signed the provenance records of commits, by keys of the base, offline")
@click.argument("revision", default="HEAD", metavar="[REV|RANGE]")
@click.option("--trust", metavar="FILE|REV:PATH", default="", help="Allowed signers. Default: those of the base.")
@click.option("--trusted-root", type=click.Path(), metavar="FILE", help="Trusted root of Sigstore.")
@click.option("--commit-signatures", is_flag=True, help="Verify the signatures of the commits themselves, too.")
@click.option("--require", "required", type=click.Choice(["3", "4"]), help="Exit 1 where a commit is below this level.")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True)
@output_option
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revision: str,
    trust: str,
    trusted_root: str | None,
    commit_signatures: bool,
    required: str | None,
    format_: str,
    output: str | None,
    directory: str,
) -> int:
    """Who signed the provenance records of commits, by keys of the base, offline.

    Exits 1 where a record claims a signature that does not hold, 3 where no allowed signers are named or a clone is
    cut. A good signature proves who states it; nothing proves who typed the change.
    """
    project = open_project(directory, judged=(revision,))
    repository = project.repository
    base = Base(project.config.records, project.config.notes_refs, project.commit, (revision,))
    verifier = verifier_of(find_trust(repository, base, named=trust), trusted_root)._replace(verifies_all=True)
    unseen = missing_history(repository, (revision,))
    counts: Counter[str] = Counter()
    findings = list(_judged(project, revision, verifier, counts))
    if commit_signatures:
        findings += _commits(project, revision, verifier, counts)
    if required:
        findings += _below(project, revision, int(required), verifier, base)
    notices = (*project.notices, _summary(verifier, counts), *([unseen] if unseen else []))
    run = Run(
        command="verify",
        findings=tuple(sorted(findings, key=lambda one: (one.severity is not Severity.ERROR, one.rule))),
        commits=counts["commits"],
        complete=not unseen,
        rules=rule_texts(project.config.policy),
        notices=notices,
        range=revision,
        head=repository.head,
    )
    write_findings(run, format_, output)
    if any(one.severity is Severity.ERROR for one in findings):
        return ExitCode.VIOLATION_FOUND
    return ExitCode.OK if not unseen else ExitCode.INCONCLUSIVE


def _judged(project: Project, revision: str, verifier: Verifier, counts: Counter[str]) -> Iterator[Finding]:
    """What is wrong with the records of the commits of REVISION; COUNTS receives how many there are of each state."""
    repository = project.repository
    index: RecordsIndex[Judged | None] = RecordsIndex(repository, lambda judged: judged, lambda one: one, None)
    index_records(index, repository, verifier, store=CacheDirectory(repository.common))
    for batch in batches(repository, Selection(revisions=(revision,))):
        counts["commits"] += len(batch)
        for row, kept in (index.of(batch) if index else {}).items():
            oid = batch.ids[row].split(b" ")[0].decode("ascii")
            lines = [judged for judged in kept if judged is not None]
            counts["recorded"] += bool(lines)
            counts["verified"] += any(judged.is_verified for judged in lines)
            for judged in lines:
                counts[judged.state] += 1
                if judged.state in _RULES:
                    yield _finding(oid, judged)
    counts["not understood"] = index.not_understood


def _finding(oid: str, judged: Judged, what: str = "a record") -> Finding:
    rule, message = _RULES[judged.state]
    message = message.replace("a record", what) + (f" ({judged.signer})" if judged.signer else "")
    severity = Severity.ERROR if judged.fails else Severity.WARNING
    return Finding(
        rule, severity, message, _FIX.format(commit=oid[:12]), oid, fingerprint=fingerprint(rule, oid, message)
    )


def _commits(project: Project, revision: str, verifier: Verifier, counts: Counter[str]) -> Iterator[Finding]:
    """What is wrong with the signatures of the commits themselves."""
    for batch in batches(project.repository, Selection(revisions=(revision,))):
        for oid, judged in judge_commits(project.repository, batch.oids(), verifier):
            counts["signed commits"] += 1
            counts["good commit signatures"] += judged.state is State.GOOD
            if judged.fails:
                yield _finding(oid, judged, "the commit")


def _below(project: Project, revision: str, required: int, verifier: Verifier, base: Base) -> Iterator[Finding]:
    """A finding for each commit whose records do not give it the level REQUIRED."""
    repository = project.repository
    settings = ClassifierSettings(project.config, base=project.commit, judged=(revision,))
    index = index_records(claims_index(repository, decides=base.decides), repository, verifier)
    stream = batches(repository, Selection(revisions=(revision,)))
    read = ReadNotes(lambda: evidence_notes(repository, settings), lambda: index)
    for batch, classified in classify_batches(stream, settings, read):
        levels = {row: int(verdict.level) for row, verdict in classified}
        for row, oid in enumerate(batch.oids()):
            level = levels.get(row, 0)
            if level < required:
                message = f"level {level}, at least {required} is required"
                yield Finding(
                    "AIP016",
                    Severity.ERROR,
                    message,
                    _FIX.format(commit=oid[:12]),
                    oid,
                    fingerprint=fingerprint("AIP016", oid, message),
                )


def _summary(verifier: Verifier, counts: Counter[str]) -> Notice:
    states = [f"{counts[state]:,} {state.value}" for state in State if counts[state]]
    extra = [f"{counts[name]:,} {name}" for name in ("signed commits", "good commit signatures") if counts[name]]
    if counts["not understood"]:
        extra.append(f"{counts['not understood']:,} lines not understood")
    message = (
        f"{counts['recorded']:,} of {counts['commits']:,} commits have records, {counts['verified']:,} signed by a "
        f"known person or CI ({', '.join([*states, *extra]) or 'nothing signed'}); signers: {verifier.trust.source}"
    )
    return Notice("records", message)
