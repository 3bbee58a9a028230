"""`ai-provenance history`: the recorded metrics over time, and the past measured after the fact."""

from __future__ import annotations

import time
from itertools import islice

import click

from ai_provenance.cli.options import output_option, repo_option, store_option
from ai_provenance.cli.output import open_output
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.delivery.assess import Assessment, as_of, assess, configured
from ai_provenance.errors import ProvenanceError
from ai_provenance.export.delivery.samples import kept as delivered
from ai_provenance.export.metrics.series import MEANINGS, Sample, counted, labels_of, ratios, rows
from ai_provenance.export.metrics.trend import FORMATS, Moment, write
from ai_provenance.project import Project, open_project
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.report import Scope
from ai_provenance.report.past import count_points
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.snapshot.backfill import deployment_points, month_points, tag_points
from ai_provenance.store import Value, exists
from ai_provenance.store.recording import Definitions, Place, locate, open_place, provenance_definition
from ai_provenance.store.recording import rows as stored_rows

_KEPT_AT_ONCE = 500
"""Points that are measured before they are written."""


@click.command(short_help="The recorded metrics over time; --backfill measures the past")
@click.option(
    "--metric",
    "metrics",
    multiple=True,
    type=click.Choice(sorted(MEANINGS)),
    metavar="NAME",
    help="Only this metric; may be repeated. Default: all.",
)
@click.option(
    "--backfill",
    type=click.Choice(["deployment", "month", "tag"]),
    help="First measure the past: at every tag, at the last commit of every month, or at the last deployment of every "
    "week.",
)
@click.option(
    "--delivery",
    "with_delivery",
    is_flag=True,
    help="Measure delivery of the past too, by a second walk; --backfill deployment always does.",
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
    with_delivery: bool,
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
    if with_delivery and not backfill:
        raise click.UsageError("--delivery measures the past, expected --backfill with it")
    if backfill:
        _measure_past(project, backfill, place, with_delivery=with_delivery)
    elif not exists(place.address):
        raise ProvenanceError(f"no metrics database at {place.address}", hint="ai-provenance history --backfill tag")
    with open_place(place) as opened:
        found = opened.values(metrics)
    moments = [Moment(one.head, one.head_time, one.definition, _sample(one)) for one in found]
    with open_output(output, document=format_ != "text") as out:
        write(moments, out, format_, identity=place.identity)


def _sample(row: Value) -> Sample:
    return Sample(row.metric, row.value, labels_of(row.label), row.numerator, row.denominator)


def _measure_past(project: Project, backfill: str, place: Place, *, with_delivery: bool) -> None:
    repository = project.repository
    if repository.shallow:
        raise ProvenanceError("a shallow clone has no past to measure", hint="git fetch --unshallow")
    settings = ClassifierSettings(project.config)
    scope = Scope(include_merges=project.config.report.include_merges)
    definitions = Definitions(provenance_definition(settings, scope))
    found = _delivery(project, settings) if with_delivery or backfill == "deployment" else None
    deployed: dict[str, int] = {}
    if backfill == "deployment":
        dated = [(one.time, one.commit) for one in found.found.deployments] if found else []
        oids, deployed = deployment_points(dated), {commit: time_ for time_, commit in dated}
    else:
        oids = {"tag": tag_points, "month": month_points}[backfill](repository)
    points = count_points(repository, oids, settings, scope=scope)
    while kept := list(islice(points, _KEPT_AT_ONCE)):
        with open_place(place) as opened:  # a long run may be stopped: what was measured is kept
            for point in kept:
                measured = rows([*ratios(point.counts), *counted(point.counts, point.agents)])
                values = stored_rows(measured, point.oid, point.time, definitions=definitions)
                opened.record_values(values, now=int(time.time()))
            if found is not None:
                # a commit may be deployed long after it was made
                times = [deployed.get(point.oid, point.time) for point in kept]
                for point, then in zip(kept, as_of(found, times), strict=True):
                    values = stored_rows(
                        rows(delivered(then)), point.oid, point.time, definitions=Definitions(found.definition)
                    )
                    opened.record_values(values, now=int(time.time()))


def _delivery(project: Project, settings: ClassifierSettings) -> Assessment | None:
    """The delivery of HEAD as `delivery` measures it; None where no deployment is known: nothing is recorded then."""
    options = configured(project.config.delivery)
    store = CacheDirectory(project.repository.common)
    found = assess(project.repository, options, settings=settings, store=store, every_origin=True)
    return found if found.found.deployments else None
