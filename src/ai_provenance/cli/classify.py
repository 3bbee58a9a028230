"""`ai-provenance classify`: one verdict a commit, for programs."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import click

from ai_provenance.cli.options import commit_signatures_option, repo_option
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.export.verdicts import as_json, as_text, lines
from ai_provenance.model import Verdict
from ai_provenance.project import Project, open_project
from ai_provenance.repo import Selection
from ai_provenance.report.classify import classify_history, classify_ids
from ai_provenance.report.settings import ClassifierSettings


@click.command(short_help="One verdict a commit, as JSON lines or text.")
@click.argument("revisions", nargs=-1, metavar="[REV|RANGE]...")
@click.option("--stdin", "from_stdin", is_flag=True, help="Read one commit id a line; answer in the same order.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["jsonl", "text"]),
    default="jsonl",
    show_default=True,
    help="Output format.",
)
@commit_signatures_option
@repo_option
def command(
    *, revisions: tuple[str, ...], from_stdin: bool, format_: str, commit_signatures: bool, directory: str
) -> None:
    """One verdict a commit, as JSON lines or text.

    Each line holds sha, origin, level, agents, evidence and flags. Default: every commit of HEAD's history.
    """
    if from_stdin and revisions:
        raise click.UsageError("--stdin and REV exclude each other: commits come from one place")
    # whose signature counts is for the base of the range to say
    project = open_project(directory, judged=revisions if commit_signatures else ())
    print_warnings(project.notices)
    render = as_json if format_ == "jsonl" else as_text
    out = sys.stdout
    settings = ClassifierSettings(project.config, base=project.commit, commit_signatures=commit_signatures)
    for line in lines(_judged(project, settings, revisions=revisions, from_stdin=from_stdin), render):
        out.write(line)
    out.flush()


def _judged(
    project: Project, settings: ClassifierSettings, *, revisions: tuple[str, ...], from_stdin: bool
) -> Iterator[tuple[str, Verdict]]:
    repository = project.repository
    if from_stdin:
        oids = (line.strip() for line in sys.stdin)
        judged = classify_ids(repository, (oid for oid in oids if oid), settings)
        return ((verdict.oid, verdict) for _, verdict in judged)
    return classify_history(repository, Selection(revisions=revisions or ("HEAD",)), settings)
