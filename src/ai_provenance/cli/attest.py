"""`ai-provenance attest`: write provenance records for commits, in CI or for the past."""

from __future__ import annotations

from collections.abc import Iterator

import click

from ai_provenance import __version__
from ai_provenance.attest.derived import records_at, united
from ai_provenance.attest.envelope import merged
from ai_provenance.attest.signing import Signer, SignerOptions
from ai_provenance.attest.statement import Record, RecordedAgent
from ai_provenance.cli.options import repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.config.records import document
from ai_provenance.detect.digest import rules_digest
from ai_provenance.errors import ExitCode, IncompleteRangeError, ProvenanceError
from ai_provenance.export.wording import count
from ai_provenance.model import Commit, Evidence, Origin, Place, Role, Strength, Verdict
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Selection, commits, is_complete
from ai_provenance.repo.change_digest import change_digests
from ai_provenance.repo.note_writing import RECORDS, add_lines
from ai_provenance.report.classify import classify_ids
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.sha256 import sha256

_AT_ONCE = 500
"""Commits whose records are written as one commit of the notes ref."""


@click.command(short_help="Write provenance records for commits, in CI or for the past")
@click.argument("revision", default="HEAD", metavar="[REV|RANGE]")
@click.option(
    "--at",
    type=click.Choice(["ci", "backfill"]),
    default="ci",
    show_default=True,
    help="What the record says of when it was written.",
)
@click.option("--sign", type=click.Choice(["auto", "ssh", "sigstore", "no"]), help="Default: as [records] sign.")
@click.option("--key", metavar="FILE", help="SSH key to sign with. Default: [records] key, else git's.")
@click.option("--reviewer", "reviewers", multiple=True, metavar="P", help="Who reviewed it; may be repeated.")
@click.option("--stdout", "to_stdout", is_flag=True, help="Print the lines instead of writing notes.")
@click.option("--dry-run", is_flag=True, help="Say how many records would be written.")
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revision: str,
    at: str,
    sign: str | None,
    key: str | None,
    reviewers: tuple[str, ...],
    to_stdout: bool,
    dry_run: bool,
    directory: str,
) -> int:
    """Write provenance records for commits, in CI or for the past.

    REV is one commit (default: HEAD), RANGE is A..B. A commit that has a record of the same kind keeps it. A squash
    merge takes over what the records of its sources say.
    """
    project = open_project(directory)
    print_warnings(project.notices)
    settings = project.config.records
    if reviewers and not settings.people:
        raise ProvenanceError(
            "--reviewer names people, which [records] people does not allow", hint="set people = true"
        )
    if not is_complete(project.repository, revision):
        raise IncompleteRangeError(f"a shallow clone cuts {revision} off", "git fetch --unshallow")
    signer = Signer(
        project.repository,
        sign=sign or settings.sign,
        key=key or settings.key,
        options=SignerOptions(
            lambda text: print_lines([f"warning: {text}"], err=True), __version__, None if sign == "ssh" else 3.0
        ),
    )
    written = 0
    found = [commit.oid for commit in commits(project.repository, _selection(revision))]
    for start in range(0, len(found), _AT_ONCE):
        records = _records(project, found[start : start + _AT_ONCE], at)
        if dry_run:
            written += sum(1 for _ in records)
            continue
        lines = {
            record.commit: [signer.line(record._replace(reviewed=reviewers), author)] for record, author in records
        }
        written += len(lines)
        if to_stdout:
            click.echo("".join(f"{line.decode()}\n" for (line,) in lines.values()), nl=False)
        elif lines:
            add_lines(project.repository, RECORDS, lines, merge=merged, reason=f"Record commits ({at})\n")
    if not to_stdout:
        print_lines([f"{'would write' if dry_run else 'wrote'} {count(written, 'record')} under {RECORDS}"])
        if written and not dry_run:
            print_lines(["publish them: ai-provenance records push"])
    return ExitCode.OK


def _selection(revision: str) -> Selection:
    return Selection(revisions=(revision,), limit=None if ".." in revision else 1)


def _records(project: Project, oids: list[str], at: str) -> Iterator[tuple[Record, tuple[str, str]]]:
    """A record, and the author, of each of OIDS that has none of the same kind."""
    repository, config = project.repository, project.config
    known = records_at(repository, oids)
    wanted = [oid for oid in oids if all(record.at != at for _, record in known.get(oid, ()))]
    if not wanted:
        return
    sources = _sources(project, wanted) if at == "ci" else {}
    folded = records_at(repository, {oid for found in sources.values() for oid in found}) if sources else {}
    changes = change_digests(repository, wanted)
    policy = f"sha256:{sha256(repr(document(config.policy)).encode()).hexdigest()}"
    settings = ClassifierSettings(config, base=project.commit)
    rules = rules_digest(settings.registry)
    for commit, verdict in classify_ids(repository, wanted, settings):
        record = _record(commit, verdict)._replace(
            change=changes.get(commit.oid, ""), at=at, policy=policy, rules=rules
        )
        taken = [one for oid in sources.get(commit.oid, ()) for one in folded.get(oid, ())]
        own = known.get(commit.oid, [])
        yield united(record, [*own, *taken]) if own or taken else record, (commit.author.name, commit.author.email)


def _sources(project: Project, oids: list[str]) -> dict[str, tuple[str, ...]]:
    """The commits that squash merges among OIDS came from, as far as their requests are here."""
    from ai_provenance.squash import find_pairs

    pairs = find_pairs(project.repository, (f"{oids[-1]}^..{oids[0]}",) if len(oids) > 1 else (f"{oids[0]}^!",))
    return {pair.merged: tuple(pair.sources) for pair in pairs.pairs if pair.merged in set(oids)}


def _record(commit: Commit, verdict: Verdict) -> Record:
    evidence = [
        item for item in verdict.evidence if item.strength is Strength.DECLARED and item.place is not Place.NOTE
    ]
    roles = {item.agent: item.role.value for item in evidence if item.role is not Role.AUTHOR}
    agents = tuple(RecordedAgent(use.id, use.model, roles.get(use.id, "author")) for use in verdict.agents)
    said = tuple(dict.fromkeys(map(_place, evidence)))
    origin = verdict.origin if verdict.origin is not Origin.AI or agents else Origin.UNKNOWN
    return Record(commit.oid, origin.value, agents, author_time=commit.author_time, evidence=said[:12])


def _place(item: Evidence) -> tuple[str, str, str]:
    return item.place.value, item.strength.value, item.rule[:60]
