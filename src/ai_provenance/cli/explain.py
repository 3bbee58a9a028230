"""`ai-provenance explain COMMIT`: for a person, why a commit got its verdict and what would raise its level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import click

from ai_provenance.agents import registry_of
from ai_provenance.agents.registry import Registry
from ai_provenance.attest.base import Base, find_trust
from ai_provenance.attest.commit_signature import CommitSignatures, is_signed, judge_commits
from ai_provenance.attest.envelope import lines_of
from ai_provenance.attest.history import UNBOUND, Keeping, RecordsIndex, base_verifier, claim_of, verifier_of
from ai_provenance.attest.judgement import Judged, State, Verifier, judge
from ai_provenance.cli.options import commit_signatures_option, repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.detect import explain
from ai_provenance.detect.explanation import Advice, Explanation
from ai_provenance.detect.notes import holds_statement, named_paths, shorten
from ai_provenance.detect.observations import Attestation, Rejected
from ai_provenance.errors import RevisionError
from ai_provenance.export.answers.explain import AboutCommit, Signed, document, missing, needs_setting
from ai_provenance.export.encoding import json_text
from ai_provenance.export.judgement import SETTING
from ai_provenance.model import AgentUse, Commit, Evidence, Level, NoteRecord, Origin, RecordClaim
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Repository, Selection, commits, notes_by_commit
from ai_provenance.repo.note_writing import RECORDS
from ai_provenance.repo.notes import note_refs

_STATEMENTS = "refs/notes/commits"
"""Where SLSA's source tool writes."""
_STATED = "says who states it, and not who typed the change"
_MISPLACED = "it is about another commit"
_LEVELS = {
    Level.UNKNOWN: "unknown: nothing says where it came from",
    Level.IDENTIFIED: "identified: there is evidence, but in no valid trailer",
    Level.DECLARED: "declared: a valid trailer or note says it",
    Level.ATTESTED: "attested: a record bound to the commit says it; unsigned, it is no one's word",
    Level.VERIFIED: "verified: a record bound to the commit says it, signed by a known person or CI",
}
_SIGNED = "verified: its message declares it, and a known person or CI signed the commit with git"
_NOT_LOOKED_AT = ["not looked at: --commit-signatures verifies it", "a known person's or CI's raises what is declared"]
_EXAMINED = "examined: a hook looked at it, and observed no agent"
_FLAGS = {
    "ai-signoff": "an AI signed off, which only a person can do (Developer Certificate of Origin)",
    "commit-signed-agent": "an agent's key signed the commit with git, which raises no level",
    "commit-signed-ci": "CI signed the commit with git",
    "commit-signed-forge": "a forge signed the commit: that proves who merged it, and raises no level",
    "commit-signed-person": "a known person signed the commit with git",
    "conflict": "one line declares AI help, another declares that there was none",
    "examined": "a hook examined it when it was made and observed no agent; that is an observation, and no one's word",
    "message-only": "an AI wrote the commit message; that says nothing about the change",
    "record-unbound": "a record is attached to it that names no file it changed: a record of another change",
    "record": "a provenance record was written for it",
    "record-carried": "a provenance record was written for the same change under another id",
    "record-conflict": "a provenance record says otherwise than the message, which counts",
    "record-unsigned": "a provenance record of it is unsigned",
    "signature-bad": "a provenance record claims a signature that does not hold",
    "signer-revoked": "a provenance record is signed with a revoked key",
    "signer-unknown": "a provenance record is signed by a key that is not among the allowed signers",
    "record-unchecked": "a record is attached to it, and what it changed is not in this clone",
    "revert": "it takes back another commit: only its own trailers count, not what it quotes",
    "unlisted": "an app made it that is in no list of ours: whether it is an AI is not known",
    "review": "an AI reviewer's suggestion was accepted into it",
}


@click.command(short_help="Why a commit got its verdict, and what would raise its level.")
@click.argument("commit", metavar="COMMIT")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@click.option(
    "--trust", default="", metavar="FILE|REV:PATH", help="Allowed signers. Default: what the configuration names."
)
@commit_signatures_option
@repo_option
def command(*, commit: str, format_: str, trust: str, commit_signatures: bool, directory: str) -> None:
    """Why COMMIT got its verdict: what was observed, where, by which rule; what was rejected and why.

    Ends with the commands or trailers that would raise its level.
    """
    project = open_project(directory)
    repository, config = project.repository, project.config
    print_warnings(project.notices)
    registry = registry_of(config.agents)
    found = _one(repository, commit)
    attached = _notes(repository, tuple(config.notes_refs), found.oid, registry)
    verifier = _verifier(project, trust, needed=commit_signatures)
    records = _records(project, found, verifier)
    claims = [
        claim_of(line.judged, decides=records.decides, is_carried=line.is_carried)
        for line in records.lines
        if line.judged.record
    ]
    explanation = explain(
        found, attached, records=claims or records.misplaced, registry=registry, profile=config.profile
    )
    signature = None
    if commit_signatures:
        explanation, signature = _with_signature(repository, explanation, verifier)
    if format_ == "json":
        signed = Signed(records.lines, signature)
        answer = document(found, explanation, registry=registry, declare=config.declare, signed=signed)
        print_lines([json_text(answer)], verbatim=True)
        return
    print_lines(_lines(found, explanation, registry))
    print_lines(_section("provenance records", [_record(*line) for line in records.lines]))
    can_raise = Level.DECLARED <= explanation.verdict.level < Level.VERIFIED
    if signature or (can_raise and is_signed(repository, found.oid)):
        entry = [_signature(signature)] if signature else _NOT_LOOKED_AT
        print_lines(_section("signature of the commit itself", [entry]))
    if needs_setting(explanation, config.declare):
        print_lines(
            ["", "for the commits to come:", f"  - {SETTING}", "    to level 1: trace_all of new commits 100 %"]
        )


def _notes(repository: Repository, refs: Sequence[str], oid: str, registry: Registry) -> list[NoteRecord]:
    """The notes of commit OID under REFS, and the statements that SLSA's source tool attaches to it."""
    notes = notes_by_commit(
        repository,
        tuple(dict.fromkeys((*refs, _STATEMENTS))),
        shorten=shorten,
        named_paths=lambda note: named_paths(note, registry),
        only=(oid,),
    )
    # git's default notes ref holds what people write too, which is read only where the configuration says so
    return [note for note in notes.get(oid, ()) if note.ref != _STATEMENTS or note.ref in refs or holds_statement(note)]


class _Records(NamedTuple):
    """The provenance records about one commit."""

    lines: Sequence[AboutCommit] = ()
    misplaced: Sequence[RecordClaim] = ()
    decides: bool = False


def _verifier(project: Project, trust: str, *, needed: bool) -> Verifier:
    """Verifies by TRUST, else by whom the project trusts; where that is no one, no signature counts.

    Raises ConfigError where TRUST cannot be read, and where allowed signers are NEEDED and there are none.
    """
    base = _base(project)
    if trust or needed:
        return verifier_of(find_trust(project.repository, base, named=trust))
    return base_verifier(project.repository, base)


def _base(project: Project) -> Base:
    return Base(project.config.records, project.config.notes_refs, project.commit)


def _records(project: Project, commit: Commit, verifier: Verifier) -> _Records:
    repository = project.repository
    if not note_refs(repository, [RECORDS]):
        return _Records()
    verifier = verifier._replace(verifies_all=True)
    keeping = Keeping(
        AboutCommit,
        lambda line: line._replace(is_carried=True),
        AboutCommit(Judged(None, reason=_MISPLACED)),
    )
    kept = RecordsIndex(repository, verifier, keeping).of_commit(commit)
    attached = notes_by_commit(repository, [RECORDS], only=[commit.oid]).get(commit.oid, ())
    strange = [judge(line, verifier) for note in attached for line in lines_of(note.body)[0]]
    lines = [*kept, *(AboutCommit(judged) for judged in strange if judged.record is None)]
    return _Records(lines, [UNBOUND] if kept and kept[0].judged.reason == _MISPLACED else (), _base(project).decides)


def _record(judged: Judged, carried: bool) -> list[str]:
    if judged.record is None:
        return [f"counts for nothing: {judged.reason}"]
    record = judged.record
    bound = f"written for {record.commit[:12]}, the same change" if carried else "written for this commit"
    agents = ", ".join(f"{one.id}{f':{one.model}' if one.model else ''}" for one in record.agents)
    said = f"origin {record.origin}" + (f", {agents}" if agents else "")
    whose = f" by {judged.signer}" + (f" ({judged.role})" if judged.role else "") if judged.signer else ""
    return [
        f"{said}; {bound} ({record.at}, {record.created})",
        f"signature: {judged.state.value}{whose}; {missing(judged) or _STATED}",
    ]


def _with_signature(repository: Repository, explanation: Explanation, verifier: Verifier) -> tuple[Explanation, Judged]:
    """EXPLANATION with what the signature of the commit itself makes of it, and what that signature is worth."""
    verdict = explanation.verdict
    raised = CommitSignatures(repository, verifier).applied([(verdict.oid, verdict)]).get(verdict.oid, verdict)
    judged = dict(judge_commits(repository, [verdict.oid], verifier._replace(verifies_all=True)))
    advice = () if raised.level is Level.VERIFIED else explanation.advice
    return replace(explanation, verdict=raised, advice=advice), judged.get(verdict.oid, Judged(None))


def _signature(judged: Judged) -> str:
    whose = f" by {judged.signer}" + (f" ({judged.role})" if judged.role else "") if judged.signer else ""
    lacks = "it raises no level" if judged.state is State.GOOD and not judged.is_verified else missing(judged)
    return f"{judged.state.value}{whose}" + (f"; {lacks}" if lacks else "")


def _one(repository: Repository, revision: str) -> Commit:
    if ".." in revision:
        raise RevisionError(f"'{revision}' is a range; `explain` takes one commit", "ai-provenance classify RANGE")
    found = next(iter(commits(repository, Selection(revisions=(revision,), limit=1))), None)
    if found is None:
        raise RevisionError(f"'{revision}' names no commit", "git log --oneline")
    return found


def _lines(commit: Commit, explanation: Explanation, registry: Registry) -> Iterator[str]:
    verdict = explanation.verdict
    yield f"commit {commit.oid}"
    yield f"        {commit.text.strip().partition(chr(10))[0]}"
    yield ""
    yield f"origin  {verdict.origin.value}{_by(verdict.agents, registry)}"
    examined = verdict.level is Level.IDENTIFIED and verdict.origin is Origin.UNKNOWN
    signed = verdict.level is Level.VERIFIED and any(flag.startswith("commit-signed-") for flag in verdict.flags)
    yield f"level   {int(verdict.level)}, {_EXAMINED if examined else _SIGNED if signed else _LEVELS[verdict.level]}"
    for flag in verdict.flags:
        yield f"flag    {flag}: {_FLAGS.get(flag, '')}".rstrip(": ")
    yield from _section("what counts", [_observation(item, registry) for item in explanation.counted])
    yield from _section("observed, but no proof", [_observation(item, registry) for item in explanation.hints])
    yield from _section("looked at and rejected", [_rejected(item) for item in explanation.rejected])
    attestations = [_attestation(item, commit) for item in explanation.attestations]
    yield from _section("evidence of review and build, which says nothing of who wrote it", attestations)
    if verdict.origin is Origin.UNKNOWN and not (explanation.counted or explanation.hints or explanation.rejected):
        yield ""
        yield "nothing in author, committer, message or notes names an AI agent or declares a person's own work"
    yield from _section("what would raise the level", [_advice(item) for item in explanation.advice])


def _by(agents: Sequence[AgentUse], registry: Registry) -> str:
    names = [registry.name(use.id) + (f" ({use.model})" if use.model else "") for use in agents]
    return f", {', '.join(names)}" if names else ""


def _section(title: str, entries: Sequence[list[str]]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"{title}:"
    for entry in entries:
        yield f"  - {entry[0]}"
        yield from (f"    {line}" for line in entry[1:])


def _observation(item: Evidence, registry: Registry) -> list[str]:
    who = "a person's own work" if item.human else registry.name(item.agent) if item.agent else "no agent observed"
    role = f", as {item.role.value}" if item.agent or item.human else ""
    model = f", model {item.model} (written {item.model_raw})" if item.model else ""
    return [item.text, f"{item.place.value}: {who}{model}{role}; rule {item.rule}"]


def _rejected(item: Rejected) -> list[str]:
    return [item.text, f"{item.place.value}: {item.reason}; rule {item.rule}"]


def _attestation(item: Attestation, commit: Commit) -> list[str]:
    whose = "about this commit" if commit.oid in item.oids else "about another commit"
    return [item.text, f"{item.place.value}: a statement {whose}, its signature not verified; rule {item.rule}"]


def _advice(item: Advice) -> list[str]:
    return [f"to level {int(item.level)}: {item.reason}", f"$ {item.command}"]
