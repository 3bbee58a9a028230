"""`ai-provenance records`: provenance records between clones, and what is in them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import click

from ai_provenance import __version__
from ai_provenance.attest.base import Base
from ai_provenance.attest.derived import united
from ai_provenance.attest.envelope import lines_of, merged, opened
from ai_provenance.attest.history import Keeping, RecordsIndex, base_verifier, record_lines
from ai_provenance.attest.judgement import Judged, State, Verifier, judge
from ai_provenance.attest.signing import Signer, SignerOptions
from ai_provenance.attest.statement import Record
from ai_provenance.attest.trust import seconds_of
from ai_provenance.cli.options import repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.errors import ExitCode
from ai_provenance.export.wording import count
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Repository, Selection, commits_by_id, notes_by_commit
from ai_provenance.repo.batch_process import object_headers
from ai_provenance.repo.change_digest import change_digests
from ai_provenance.repo.history import batches
from ai_provenance.repo.note_writing import RECORDS, add_lines, remove_notes
from ai_provenance.repo.notes_transfer import RefusedError, fetch_notes, incoming_ref, push_notes
from ai_provenance.repo.refs import reachable_commits, remotes
from ai_provenance.repo.revisions import peel

_DAY = 86_400


@click.group("records", cls=SuggestingGroup)
def command() -> None:
    """Provenance records: push, fetch, carry, show, list and prune them."""


@command.command("push")
@click.argument("remote", default="origin")
@click.option("--hook", is_flag=True, hidden=True, help="A refusal is a warning: the push of commits went through.")
@repo_option
def push_command(*, remote: str, hook: bool, directory: str) -> int:
    """Publish the records at REMOTE, merged with those that are there. Nothing is forced, nothing is lost."""
    project = open_project(directory)
    try:
        pushed = push_notes(project.repository, remote, RECORDS)
    except RefusedError as error:
        print_lines([f"warning: {error}; hint: {error.hint}"], err=True)
        return ExitCode.OK if hook else ExitCode.VIOLATION_FOUND
    print_lines([f"pushed {RECORDS} to {remote}" if pushed else "there are no records to push"], err=hook)
    return ExitCode.OK


@command.command("fetch")
@click.argument("remote", default="origin")
@repo_option
def fetch_command(*, remote: str, directory: str) -> int:
    """Fetch the records of REMOTE, a name or the address of a fork, and merge them with those that are here.

    From an address only records of commits that are here are taken.
    """
    repository = open_project(directory).repository
    is_known = any(known.name == remote for known in remotes(repository))
    if not fetch_notes(repository, remote, RECORDS, merge=is_known):
        print_lines([f"{remote} has no records"])
    elif not is_known:
        incoming = incoming_ref(remote, RECORDS)
        noted = notes_by_commit(repository, [incoming])
        here = object_headers(repository, list(noted))
        lines = {oid: lines_of(noted[oid][0].body)[0] for oid, found in zip(noted, here, strict=True) if found}
        add_lines(repository, RECORDS, lines, merge=merged, reason="Merge records of a fork\n")
        left = len(noted) - len(lines)
        print_lines([f"took the records of {count(len(lines), 'commit')}, left {left:,} of commits that are not here"])
    return ExitCode.OK


@command.command("carry")
@click.argument("revision", default="HEAD", metavar="[REV|RANGE]")
@click.option("--quiet", is_flag=True, help="Say nothing where nothing was carried.")
@repo_option
def carry_command(*, revision: str, quiet: bool, directory: str) -> int:
    """Write records for commits that make a recorded change under another id: what hooks missed of a rebase.

    Change, author and author time must be those of the record.
    """
    project = _opened(directory)
    repository, settings = project.repository, project.config.records
    keeping: Keeping[tuple[Judged, bool] | None] = Keeping(
        lambda judged: (judged, False), lambda one: one and (one[0], True), None
    )
    index = RecordsIndex(repository, Verifier(), keeping)
    signer = Signer(
        repository,
        sign=settings.sign if settings.sign != "sigstore" else "no",
        key=settings.key,
        options=SignerOptions(lambda text: print_lines([f"warning: {text}"], err=True), __version__, 3.0),
    )
    lines: dict[str, list[bytes]] = {}
    for batch in batches(repository, Selection(revisions=(revision,))) if index else ():
        found = {batch.ids[row].split(b" ")[0].decode("ascii"): kept for row, kept in index.of(batch).items()}
        sources = {oid: taken for oid, kept in found.items() if (taken := [one[0] for one in kept if one and one[1]])}
        digests = change_digests(repository, list(sources))
        for commit in commits_by_id(repository, sources):
            old = [(one.line, one.record) for one in sources[commit.oid] if one.record is not None]
            record = old[0][1]._replace(commit=commit.oid, at="rewrite", change=digests[commit.oid], created="")
            lines[commit.oid] = [signer.line(united(record, old), (commit.author.name, commit.author.email))]
    if lines:
        add_lines(repository, RECORDS, lines, merge=merged, reason="Carry records to rewritten commits\n")
    if lines or not quiet:
        print_lines([f"carried the records of {count(len(lines), 'commit')}"], err=quiet)
    return ExitCode.OK


@command.command("show")
@click.argument("commit")
@repo_option
def show_command(*, commit: str, directory: str) -> int:
    """Print the records attached to COMMIT: what each says, and what its signature is worth."""
    project = _opened(directory)
    oid = peel(project.repository, commit)
    noted = notes_by_commit(project.repository, [RECORDS], only=[oid])
    lines, is_cut = lines_of(noted[oid][0].body) if oid in noted else ([], False)
    for line in lines:
        judged = judge(line, _verifier(project))
        if judged.record is None:
            print_lines([f"not understood: {judged.reason}"])
            continue
        about = "this commit" if judged.record.commit == oid else judged.record.commit[:12]
        signer = f" by {judged.signer}{f' ({judged.role})' if judged.role else ''}" if judged.signer else ""
        print_lines([f"record of {about}, {judged.record.at}: {judged.state.value}{signer}"])
        print_lines([json.dumps(json.loads(opened(line).payload), indent=2)], verbatim=True)
    if is_cut:
        print_lines(["warning: the note is longer than what is read of one"], err=True)
    if not lines:
        print_lines([f"{oid[:12]} has no record"])
    return ExitCode.OK


@command.command("list")
@click.option("--unreachable", is_flag=True, help="Only records of commits that no branch, tag or remote branch has.")
@repo_option
def list_command(*, unreachable: bool, directory: str) -> int:
    """List the records: commit, moment, origin, whether signed."""
    repository = _opened(directory).repository
    reached = reachable_commits(repository) if unreachable else frozenset()
    for _, record, judged in _records(repository):
        if record.commit not in reached:
            signed = "unsigned" if judged.state is State.UNSIGNED else "signed"
            print_lines([f"{record.commit} {record.created} {record.at:<11} {record.origin:<10} {signed}"])
    return ExitCode.OK


@command.command("prune")
@click.option("--older", type=click.IntRange(0), required=True, metavar="DAYS", help="Only records older than DAYS.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed.")
@repo_option
def prune_command(*, older: int, dry_run: bool, directory: str) -> int:
    """Remove the notes of commits that no branch, tag or remote branch has, where all of their records are old."""
    repository = _opened(directory).repository
    reached, limit = reachable_commits(repository), time.time() - older * _DAY
    newest: dict[str, float] = {}
    for attached_to, record, _ in _records(repository):
        written = seconds_of(record.created)
        newest[attached_to] = max(newest.get(attached_to, 0), time.time() if written is None else written)
    gone = [oid for oid, written in newest.items() if oid not in reached and written < limit]
    if gone and not dry_run:
        remove_notes(repository, RECORDS, gone, reason=f"Prune records older than {older} days\n")
    print_lines([f"{'would remove' if dry_run else 'removed'} the records of {count(len(gone), 'commit')}"])
    return ExitCode.OK


def _opened(directory: str) -> Project:
    project = open_project(directory)
    print_warnings(project.notices)
    return project


def _verifier(project: Project) -> Verifier:
    base = Base(project.config.records, project.config.notes_refs, project.commit)
    return base_verifier(project.repository, base)


def _records(repository: Repository) -> Iterator[tuple[str, Record, Judged]]:
    """The commit that each record is attached to, the record, and its line judged without keys."""
    for attached_to, line in record_lines(repository):
        judged = judge(line, Verifier())
        if judged.record is not None:
            yield attached_to, judged.record, judged
