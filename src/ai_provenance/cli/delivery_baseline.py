"""`ai-provenance delivery baseline`: the frozen window that new deployments are held against."""

from __future__ import annotations

from pathlib import Path

import click

from ai_provenance.cli.delivery_selection import Selection, selection_options
from ai_provenance.cli.options import output_option, repo_option
from ai_provenance.cli.output import print_document, print_lines
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.delivery.baseline import PATH, WEEKS, lines, read
from ai_provenance.delivery.metrics import date_of
from ai_provenance.errors import ProvenanceError
from ai_provenance.install.steps import Write, apply
from ai_provenance.model import Notice
from ai_provenance.project import open_project


@click.group(cls=SuggestingGroup, short_help="Freeze the window that new deployments are held against, or show it")
def command() -> None:
    """Freeze the window that new deployments are held against, or show it."""


@command.command("freeze")
@selection_options
@output_option
def freeze(*, selection: Selection, output: str | None) -> None:
    """Write `.ai-provenance/delivery-baseline.toml`: a window of 12 weeks, or of --since and --until, to be committed.

    What is held against it is measured by the same options, or refused.
    """
    project, found = selection.assess(weeks=WEEKS)
    if not found.complete:
        raise ProvenanceError("a shallow clone has no baseline to freeze", "git fetch --unshallow")
    if not found.measured.outcomes and not selection.quiet:
        nothing = "no deployment in this window: nothing can be held against it"
        print_warnings([Notice("empty-baseline", nothing, "ai-provenance delivery --list shows when there were some")])
    text = "\n".join(lines(found)) + "\n"
    if output is not None:
        print_document(text, output)
        return
    top = project.repository.work_tree
    if top is None:
        raise ProvenanceError("a bare repository has no work tree to write to", "name a file with -o")
    apply([Write(Path(top) / PATH, text.encode())])
    print_lines([f"write {PATH}: commit it"])


@command.command("show")
@repo_option
def show(*, directory: str) -> None:
    """Print the window that is frozen, and the commit that it was frozen at."""
    repository = open_project(directory).repository
    baseline = read(repository, repository.head)
    if baseline is None:
        raise ProvenanceError(f"there is no {PATH} here", "ai-provenance delivery baseline freeze")
    window = baseline.window
    print_lines(
        [
            f"since   {date_of(window.since)}",
            f"until   {date_of(window.until)}",
            f"head    {baseline.head or '-'}",
            f"method  {baseline.method}",
        ]
    )
