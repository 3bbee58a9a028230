"""`ai-provenance history`: the recorded metrics over time, and the past measured after the fact."""

from __future__ import annotations

import sys
import time
from contextlib import nullcontext
from pathlib import Path

import click

from ai_provenance.cli.check_record import store_of
from ai_provenance.cli.options import file_option, output_option, repo_option
from ai_provenance.cli.recording import moments, rows
from ai_provenance.config import load_config
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.series import HELP, counted, ratios
from ai_provenance.export.trend import FORMATS, write
from ai_provenance.repo import Repository, open_repository
from ai_provenance.report import Scope
from ai_provenance.report.classify import settings_of
from ai_provenance.snapshot.backfill import measure, month_points, tag_points
from ai_provenance.store import open_store, record_values, values

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
@file_option("--store", help="Store to read and write.")
@output_option
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    metrics: tuple[str, ...],
    backfill: str | None,
    format_: str,
    store: Path | None,
    output: Path | None,
    directory: Path,
) -> int:
    """The recorded metrics over time; --backfill measures the past.

    The store lies in the git directory unless --store names another place; one commit is one row, however often it is
    recorded.
    """
    repository = open_repository(directory)
    place, name = store_of(repository, store)
    if backfill:
        _measure_past(repository, backfill, place, name)
    elif not place.is_file():
        raise ProvenanceError(f"no store at {place}", hint="ai-provenance history --backfill tag")
    with open_store(place, name) as opened:
        found = values(opened, metrics)
    try:
        with output.open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as out:
            write(moments(found), out, format_)
    except OSError as error:
        raise ProvenanceError(f"cannot write {output}: {error.strerror}", hint="name another place with -o") from error
    return ExitCode.OK


def _measure_past(repository: Repository, backfill: str, place: Path, name: str) -> None:
    if repository.shallow:
        raise ProvenanceError("a shallow clone has no past to measure", hint="git fetch --unshallow")
    config = load_config(repository.work_tree or repository.git_dir)
    settings = settings_of(config)
    scope = Scope(include_merges=config.report.include_merges)
    points = _POINTS[backfill](repository)
    for point in measure(repository, points, settings=settings, scope=scope):
        with open_store(place, name) as opened:  # a long run may be stopped: each point is kept by itself
            found = [*ratios(point.summary), *counted(point.summary)]
            record_values(opened, rows(found, point.oid, point.time), now=int(time.time()))
