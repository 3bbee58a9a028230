"""`ai-provenance delivery compare`: how the delivery of AI commits differs from that of the rest."""

from __future__ import annotations

from dataclasses import replace

import click

from ai_provenance.cli.delivery_selection import Selection, selection_options
from ai_provenance.cli.options import output_option
from ai_provenance.cli.output import print_document, print_lines
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.delivery import baseline as baselines
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.compare import (
    OUTCOMES,
    STRATA,
    Comparison,
    changes_of,
    changes_within,
    compare,
    compare_windows,
)
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.delivery import comparison as export
from ai_provenance.export.encoding import json_text
from ai_provenance.model import Notice, Ratio
from ai_provenance.project import Project, open_project
from ai_provenance.repo.changes import changes as read_changes
from ai_provenance.repo.changes import line_counts
from ai_provenance.repo.identity import identify


@click.command(short_help="How the delivery of AI commits differs from that of the rest, within deployments")
@selection_options
@click.option(
    "--arms",
    default="ai..rest",
    show_default=True,
    metavar="ai..rest|baseline|DATE..DATE",
    help="Set the window against the frozen baseline, or against an earlier window, in place of AI commits against the "
    "rest.",
)
@click.option(
    "--primary",
    type=click.Choice(OUTCOMES),
    default="lead_time",
    show_default=True,
    help="The outcome that the question is about; say so before looking.",
)
@click.option(
    "--strata",
    type=click.Choice(STRATA),
    multiple=True,
    default=("deployment", "size"),
    show_default=True,
    help="Compare changes that have this in common; may be repeated.",
)
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@output_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *, selection: Selection, arms: str, primary: str, strata: tuple[str, ...], format_: str, output: str | None
) -> int:
    """How lead time, reverts, failed deployments and size of AI commits differ from those of the rest.

    The rest is commits of people and of unknown origin. An association is shown, never a cause: the tests compare
    changes of one deployment and size. Fewer than 20 changes or 5 people in an arm, or 10 deployments, are not judged.
    Nothing about a person is computed. Needs the extra `stats`; exits 3 in a shallow clone.
    """
    before = None
    if arms == "ai..rest":
        project, found = selection.assess()
        made = _compared(project, found, primary, strata)
    else:
        project, found, before = _windows(selection, arms)
        made = compare_windows(found, before)
    if export.has_untested(made) and not selection.quiet:
        print_warnings(
            [Notice("stats-extra", "scipy and statsmodels are not installed: nothing is tested", export.INSTALL)]
        )
    called = identify(project.repository, selection.cache_of(project))
    if format_ == "json":
        print_document(
            json_text(export.document(made, found, called, before.measured.window if before else None)) + "\n", output
        )
    else:
        lines = export.lines if format_ == "text" else export.markdown
        print_lines(lines(made, found, called), output)
    return ExitCode.OK if found.complete else ExitCode.INCONCLUSIVE


def _windows(selection: Selection, arms: str) -> tuple[Project, Assessment, Assessment]:
    """The window of SELECTION, and the one that ARMS names. Raises click.UsageError where ARMS names none before it."""
    frozen = None
    if arms == "baseline":
        repository = open_project(selection.directory).repository
        frozen = baselines.read(repository, repository.head)
        if frozen is None:
            raise ProvenanceError(f"there is no {baselines.PATH} here", "ai-provenance delivery baseline freeze")
        since, until = f"@{frozen.window.since}", f"@{frozen.window.until}"
        selection = selection if selection.since else replace(selection, since=until)
    else:
        since, _, until = arms.partition("..")
        if not since or not until:
            raise click.UsageError(f"--arms {arms!r}: expected ai..rest, baseline or DATE..DATE")
    before = replace(selection, since=since, until=until, quiet=True).assess()[1]
    project, found = selection.assess()
    if before.measured.window.until > found.measured.window.since:
        raise click.UsageError(f"--arms {arms}: expected a window that ends before --since")
    if frozen is not None:
        baselines.check_method(frozen, found)
    return project, found, before


def _compared(project: Project, found: Assessment, primary: str, strata: tuple[str, ...]) -> Comparison:
    ledger = found.ledger
    places = range(*changes_within(ledger, found.measured))
    oids = [ledger.oid(at) for at in places]
    added = touched = None
    if primary == "lines" or "size" in strata:
        added = {oid: plus for oid, plus, _ in line_counts(project.repository, oids)}
    if "directory" in strata:
        touched = read_changes(project.repository, oids)
    known = sum(bool(ledger.origins[at]) for at in places)
    changes = changes_of(found, added=added, touched=touched)
    return compare(changes, attributed=Ratio(known, len(places), found.complete), primary=primary, strata=strata)
