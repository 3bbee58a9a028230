"""`ai-provenance history`: the recorded metrics over time, and the past measured after the fact."""

from __future__ import annotations

import time

import click

from ai_provenance.cli.options import output_option, repo_option, store_option
from ai_provenance.cli.output import open_output
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.errors import ProvenanceError
from ai_provenance.export.metrics.series import HELP, Sample, counted, labels_of, ratios, rows
from ai_provenance.export.metrics.trend import FORMATS, Moment, write
from ai_provenance.project import Project, open_project
from ai_provenance.report import Scope
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.snapshot.backfill import measure, month_points, tag_points
from ai_provenance.store import Value, exists
from ai_provenance.store.recording import Definitions, Place, locate, open_place, provenance_definition
from ai_provenance.store.recording import rows as stored_rows

_POINTS = {"tag": tag_points, "month": month_points}


@click.command(short_help="The recorded metrics over time; --backfill measures the past")
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(sorted(HELP)),
    metavar="NAME",
    help="Only this metric; may be repeated. Default: all.",
)
@click.option(
    "--backfill",
    type=click.Choice(sorted(_POINTS)),
    help="First measure the past: at every tag, or at the last commit of every month.",
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@store_option
@output_option
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    metrics: tuple[str, ...],
    backfill: str | None,
    format_: str,
    store: str | None,
    output: str | None,
    directory: str,
) -> None:
    """The recorded metrics over time; --backfill measures the past.

    The metrics store is in the git directory unless --store names another one; one commit is one row, however often
    it is recorded.
    """
    project = open_project(directory)
    print_warnings(project.notices)
    place = locate(project.repository, store)
    if backfill:
        _measure_past(project, backfill, place)
    elif not exists(place.address):
        raise ProvenanceError(f"no metrics database at {place.address}", hint="ai-provenance history --backfill tag")
    with open_place(place) as opened:
        found = opened.values(metrics)
    moments = [Moment(one.head, one.head_time, one.definition, _sample(one)) for one in found]
    with open_output(output) as out:
        write(moments, out, format_, identity=place.identity)


def _sample(row: Value) -> Sample:
    return Sample(row.metric, row.value, labels_of(row.label), row.numerator, row.denominator)


def _measure_past(project: Project, backfill: str, place: Place) -> None:
    repository = project.repository
    if repository.shallow:
        raise ProvenanceError("a shallow clone has no past to measure", hint="git fetch --unshallow")
    settings = ClassifierSettings(project.config)
    scope = Scope(include_merges=project.config.report.include_merges)
    definitions = Definitions(provenance_definition(settings, scope))
    points = _POINTS[backfill](repository)
    for point in measure(repository, points, settings=settings, scope=scope):
        with open_place(place) as opened:  # a long run may be stopped: each point is kept by itself
            measured = rows([*ratios(point.summary), *counted(point.summary)])
            found = stored_rows(measured, point.oid, point.time, definitions=definitions)
            opened.record_values(found, now=int(time.time()))
