"""`ai-provenance delivery compare`: how the delivery of AI commits differs from that of the rest."""

from __future__ import annotations

import click

from ai_provenance.cli.delivery_selection import Selection, selection_options
from ai_provenance.cli.options import day_of, output_option
from ai_provenance.cli.output import print_document, print_lines
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.delivery import baseline as baselines
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.compare import (
    AI_AND_REST,
    OUTCOMES,
    STRATA,
    Comparison,
    changes_of,
    compare,
    compare_windows,
)
from ai_provenance.delivery.experiments import VERDICTS
from ai_provenance.errors import ExitCode, IncompleteRangeError, ProvenanceError
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
@click.option(
    "--arms",
    metavar="baseline|DATE..DATE|experiment:NAME",
    help="Set the window against the frozen baseline or an earlier window, or the second arm of an experiment against "
    "its first, once it is over. Default: AI commits against the rest.",
)
@click.option(
    "--lines", "with_lines", is_flag=True, help="Compare code rework, too; reads the contents of all changes."
)
@click.option("--format", "format_", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True)
@output_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    selection: Selection,
    primary: str,
    strata: tuple[str, ...],
    arms: str | None,
    with_lines: bool,
    format_: str,
    output: str | None,
) -> int:
    """How lead time, reverts, failed deployments and size of AI commits differ from those of the rest.

    The rest is commits of people and of unknown origin. An association is shown, never a cause: the tests compare
    changes of one deployment and size. Fewer than 20 changes or 5 people in an arm, or 10 deployments, are not judged.
    Nothing about a person is computed. Needs the extra `stats`; exits 3 in a shallow clone.
    """
    before = None
    if arms == "baseline" or (arms and ".." in arms):
        project, found, before = _windows(selection, arms)
        made = compare_windows(found, before)
    else:
        project, found = selection.assess()
        with_lines = with_lines or primary == "code_rework"
        made, unknown = _compared(project, found, primary, strata, arms=arms, with_lines=with_lines)
        found = found._replace(warnings=(*found.warnings, *unknown))
        if not selection.quiet:
            print_warnings(unknown)
    if export.has_untested(made) and not selection.quiet:
        print_warnings(
            [Notice("stats-extra", "scipy and statsmodels are not installed: nothing is tested", export.INSTALL)]
        )
    called = identify(project.repository, selection.cache_of(project), roots=found.roots)
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
        selection = selection if selection.since else selection._replace(since=until)
    else:
        since, _, until = arms.partition("..")
        if not since or not until:
            raise click.UsageError(f"--arms {arms!r}: expected DATE..DATE")
    before = selection._replace(since=since, until=until, quiet=True).assess()[1]
    project, found = selection.assess()
    if before.measured.window.until > found.measured.window.since:
        raise click.UsageError(f"--arms {arms}: expected a window that ends before --since")
    if frozen is not None:
        baselines.check_method(frozen, found)
    return project, found, before


def _compared(  # noqa: PLR0913 - what is compared, and how
    project: Project,
    found: Assessment,
    primary: str,
    strata: tuple[str, ...],
    *,
    arms: str | None,
    with_lines: bool,
) -> tuple[Comparison, tuple[Notice, ...]]:
    """The comparison, and what of it cannot be known here."""
    ledger, window = found.ledger, found.measured.window
    places = ledger.within(window.since, window.until)
    oids = [ledger.oid(at) for at in places]
    added = touched = reworked = None
    unknown: tuple[Notice, ...] = ()
    if primary == "lines" or "size" in strata:
        try:
            added = {oid: plus for oid, plus, _ in line_counts(project.repository, oids)}
        except IncompleteRangeError as error:
            message = f"lines are not compared, and sizes make no strata: {error}"
            unknown = (Notice("lines-unknown", message, error.hint or ""),)
            strata = tuple(one for one in strata if one != "size")
    if with_lines:
        from ai_provenance.delivery.code_rework import shares

        try:
            reworked = shares(found, project.repository)
        except IncompleteRangeError as error:
            unknown += (Notice("code-rework-unknown", f"code rework is not compared: {error}", error.hint or ""),)
    if "directory" in strata:
        touched = read_changes(project.repository, oids)
    known = sum(bool(ledger.origins[at]) for at in places)
    names, is_first = (AI_AND_REST, None) if arms is None else _of_experiment(project, found, arms)
    reviewed = None
    if found.exported is not None and found.exported.requests:
        from ai_provenance.delivery.stages import reviews

        reviewed = reviews(found, project.repository)
    changes = changes_of(found, added=added, touched=touched, reviewed=reviewed, reworked=reworked, is_first=is_first)
    attributed = Ratio(known, len(places), found.complete)
    return compare(changes, attributed=attributed, primary=primary, strata=strata, arms=names), unknown


def _of_experiment(project: Project, found: Assessment, arms: str) -> tuple[tuple[str, str], dict[str, bool]]:
    """The names of the two arms, and which changes are in the first of them. Raises ProvenanceError before the end."""
    from ai_provenance.cli.experiment import analysed

    kind, _, name = arms.partition(":")
    if kind != "experiment" or not name:
        raise click.UsageError(f"--arms is {arms!r}, expected baseline, DATE..DATE or experiment:NAME")
    analysis = analysed(project, name, revision=found.tip or "HEAD", at=day_of(None))
    too_many = len(analysis.plan.arms) != 2
    if too_many or analysis.verdict in ("running", "misallocated", "no-units", "suppressed"):
        why = "it has more than two arms" if too_many else VERDICTS[analysis.verdict]
        raise ProvenanceError(
            f"experiment {name} cannot be compared: {why}", hint=f"ai-provenance experiment check {name}"
        )
    (control, _), (treated, _) = analysis.plan.arms
    return (treated, control), {
        oid: arm == treated for oid, arm in analysis.assigned.items() if arm in (treated, control)
    }
