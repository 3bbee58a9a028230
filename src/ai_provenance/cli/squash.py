"""`ai-provenance squash`: what squash merges lose, what the next one must carry, and how to restore it."""

from __future__ import annotations

from typing import Any

import click

from ai_provenance.agents import registry_of
from ai_provenance.cli.options import file_option, output_option, repo_option
from ai_provenance.cli.output import print_document, print_lines, read_input
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.detect.declaring import declaration_line
from ai_provenance.detect.notes import named_paths, shorten
from ai_provenance.errors import ExitCode, IncompleteRangeError
from ai_provenance.export.encoding import json_text
from ai_provenance.export.wording import count
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Selection, commits, is_complete, notes_by_commit
from ai_provenance.squash import NOTES_REF, Audit, Case, Outcome, find_pairs, must_carry, repair
from ai_provenance.squash import audit as audit_pairs
from ai_provenance.squash.preview import with_trailers

_FETCH = "git fetch origin '+refs/pull/*/head:refs/pull/*/head' (GitLab: refs/merge-requests/*/head)"
_LISTED = 20

range_argument = click.argument("revision", default="HEAD", metavar="[REV|RANGE]")
patches_option = click.option(
    "--patch-ids", "patches", is_flag=True, help="Also compare branches by git patch-id; reads every diff."
)


@click.group("squash", cls=SuggestingGroup)
def command() -> None:
    """Squash merges: find the evidence that they lose, carry it over, restore it."""


@command.command("audit")
@range_argument
@patches_option
@click.option("--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--all", "everything", is_flag=True, help="List every case, not the first twenty of each kind.")
@click.option("--fail-on-loss", is_flag=True, help="Exit 1 when evidence was lost or pushed out of the trailer block.")
@output_option
@repo_option
def audit_command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revision: str,
    patches: bool,
    format_: str,
    everything: bool,
    fail_on_loss: bool,
    output: str | None,
    directory: str,
) -> int:
    """Compare squash-merged commits with the commits they came from, and list the AI evidence that was lost.

    Needs the heads of the requests (`refs/pull/*/head`, `refs/merge-requests/*/head`), or the branches themselves.
    """
    project = _opened(directory)
    found = _audited(project, revision, patches=patches)
    if format_ == "json":
        print_document(json_text(_document(found)) + "\n", output)
    else:
        print_lines(_lines(found, everything), output)
    worst = found.outcomes[Outcome.LOST] + found.outcomes[Outcome.BURIED]
    if fail_on_loss and project.is_unseen:
        return ExitCode.INCONCLUSIVE
    return ExitCode.VIOLATION_FOUND if fail_on_loss and worst else ExitCode.OK


@command.command("preview")
@click.argument("range_", metavar="BASE..HEAD")
@file_option("--message", help="Print this message with the trailers in place instead of the trailers alone.")
@repo_option
def preview_command(*, range_: str, message: str | None, directory: str) -> int:
    """Print the trailers that the squash commit of a branch must carry, in the project's form."""
    project = _opened(directory)
    repository, config = project.repository, project.config
    if not is_complete(repository, range_):
        raise IncompleteRangeError(f"a shallow clone cuts {range_} off", "git fetch --unshallow")
    known = registry_of(config.agents)
    uses = must_carry(commits(repository, Selection(revisions=(range_,))), known)
    if message is not None:
        click.echo(with_trailers(read_input(message, "--message"), uses, config), nl=False)
    else:
        print_lines((declaration_line(use, config.profile, known) for use in uses), verbatim=True)
    return ExitCode.OK


@command.command("repair")
@range_argument
@patches_option
@click.option("--dry-run", is_flag=True, help="Print the notes instead of writing them.")
@repo_option
def repair_command(*, revision: str, patches: bool, dry_run: bool, directory: str) -> int:
    """Write what squash merges lost as git notes under refs/notes/ai-provenance; no commit is rewritten."""
    project = _opened(directory)
    found = _audited(project, revision, patches=patches)
    written = repair(project.repository, found, project.config, dry_run=dry_run)
    if dry_run:
        for oid, body in written.items():
            print_lines([f"commit {oid}", *body.decode("utf-8", "replace").split("\n")], verbatim=True)
    verb = "would write" if dry_run else "wrote"
    print_lines([f"{verb} {count(len(written), 'note')} under {NOTES_REF}"])
    if written and not dry_run:
        print_lines([f"publish them: git push origin {NOTES_REF}"])
    return ExitCode.OK


def _opened(directory: str) -> Project:
    project = open_project(directory)
    print_warnings(project.notices)
    return project


def _audited(project: Project, revision: str, *, patches: bool) -> Audit:
    repository, config = project.repository, project.config
    if not is_complete(repository, revision):
        raise IncompleteRangeError(f"a shallow clone cuts {revision} off", "git fetch --unshallow")
    pairs = find_pairs(repository, (revision,), patches=patches)
    if pairs.named and pairs.named == pairs.without_head and not pairs.pairs:
        raise IncompleteRangeError(f"{pairs.named:,} commits name a request, and no head of one is here", _FETCH)
    registry = registry_of(config.agents)
    wanted = {oid for pair in pairs.pairs for oid in (pair.merged, *pair.sources)}
    read = notes_by_commit(
        repository,
        config.notes_refs,
        shorten=shorten,
        named_paths=lambda note: named_paths(note, registry),
        only=wanted,
    )
    return audit_pairs(repository, pairs, notes=read, registry=registry)


def _lines(found: Audit, everything: bool) -> list[str]:
    pairs = found.found
    lines = [
        f"{count(len(pairs.pairs), 'squash merge')} compared with the commits they came from",
        f"  {pairs.named:,} named by their request, {pairs.without_head:,} of them without its head here, "
        f"{pairs.merged_whole:,} merged whole",
        f"  {found.with_evidence:,} had AI evidence to lose",
    ]
    for outcome in (Outcome.LOST, Outcome.BURIED, Outcome.PARTIAL, Outcome.KEPT):
        share = f" ({found.outcomes[outcome] / found.with_evidence:.1%})" if found.with_evidence else ""
        lines.append(f"  {found.outcomes[outcome]:>6,} {outcome.value}{share}")
    for outcome in (Outcome.LOST, Outcome.BURIED, Outcome.PARTIAL):
        lines += _listed([case for case in found.cases if case.outcome is outcome], everything)
    return lines


def _listed(cases: list[Case], everything: bool) -> list[str]:
    shown = cases if everything else cases[:_LISTED]
    lines = [f"{case.outcome.value} {case.pair.merged[:12]} {_names(case)}: {case.subject}" for case in shown]
    if len(shown) < len(cases):
        lines.append(f"... and {len(cases) - len(shown):,} more (--all)")
    return lines


def _names(case: Case) -> str:
    number = f"#{case.pair.number} " if case.pair.number is not None else ""
    return number + ", ".join(f"{use.id}:{use.model}" if use.model else use.id for use in case.missing)


def _document(found: Audit) -> dict[str, Any]:
    pairs = found.found
    return {
        "schema_version": "1.0",
        "compared": len(pairs.pairs),
        "named": pairs.named,
        "without_head": pairs.without_head,
        "merged_whole": pairs.merged_whole,
        "with_evidence": found.with_evidence,
        "outcomes": {outcome.value: count for outcome, count in found.outcomes.items()},
        "cases": [_case(case) for case in found.cases],
    }


def _case(case: Case) -> dict[str, Any]:
    return {
        "commit": case.pair.merged,
        "number": case.pair.number,
        "known_by": case.pair.known.value,
        "outcome": case.outcome.value,
        "subject": case.subject,
        "missing": [{"id": use.id, "model": use.model} for use in case.missing],
        "sources": list(case.pair.sources),
        "witnesses": list(case.witnesses),
        "level_of_sources": int(case.source_level),
        "level": int(case.merged_level),
    }
