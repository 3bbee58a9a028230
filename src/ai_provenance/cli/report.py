"""`ai-provenance report`: how far the commits of a range can be traced."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

import click

from ai_provenance.cli.options import metrics_option, output_option, repo_option
from ai_provenance.cli.printing import warning_lines
from ai_provenance.cli.progress import working
from ai_provenance.cli.warm import Question
from ai_provenance.cli.writing import rendered, write_document
from ai_provenance.config import Config, load_config
from ai_provenance.errors import ExitCode
from ai_provenance.export import FORMATS, writer
from ai_provenance.export.wording import percent
from ai_provenance.repo import Selection, open_repository
from ai_provenance.repo.cache import Store
from ai_provenance.report import Scope
from ai_provenance.report.classify import settings_of
from ai_provenance.snapshot import Snapshot
from ai_provenance.snapshot.take import Request, take


@dataclass(frozen=True, slots=True)
class _Asked:
    """The options that narrow the walk."""

    revisions: tuple[str, ...]
    since: str | None
    until: str | None
    paths: tuple[str, ...]
    first_parent: bool
    include_merges: bool


@click.command(short_help="How far the commits of a range can be traced, with denominator and evidence.")
@click.argument("revisions", nargs=-1, metavar="[REV|RANGE]")
@click.option("--since", metavar="DATE", help="Only commits more recent than DATE (as git reads dates).")
@click.option("--until", metavar="DATE", help="Only commits older than DATE.")
@click.option("--path", "paths", multiple=True, metavar="PATH", help="Only commits that touch PATH; may be repeated.")
@click.option("--first-parent", is_flag=True, help="Follow only the first parent of merges.")
@click.option("--include-merges", is_flag=True, help="Count merge commits as in scope.")
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@output_option
@metrics_option
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PCT",
    help="Exit 1 when fewer than PCT percent of the commits in scope are traceable, 3 when that cannot be judged.",
)
@click.option(
    "--lines", is_flag=True, help="Count the lines added and removed by origin; reads every change, and keeps it."
)
@click.option(
    "--secrets", is_flag=True, help="Scan what REV or RANGE added for secrets too; counts by kind, never values."
)
@click.option("--lang", "language", type=click.Choice(["en", "es"]), default="en", help="Language of the HTML page.")
@click.option("--quiet", "-q", is_flag=True, help="No warnings on standard error.")
@click.option("--no-cache", is_flag=True, help="Walk everything; neither read nor write the cache.")
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revisions: tuple[str, ...],
    since: str | None,
    until: str | None,
    paths: tuple[str, ...],
    first_parent: bool,
    include_merges: bool,
    format_: str,
    output: Path | None,
    metrics: Path | None,
    fail_under: float | None,
    lines: bool,
    secrets: bool,
    language: str,
    quiet: bool,
    no_cache: bool,
    directory: Path,
) -> int:
    """How far the commits of a range can be traced, with denominator and evidence.

    REV is a branch, tag or commit (its whole history), RANGE is A..B. Default: HEAD.
    """
    repository = open_repository(directory)
    config = load_config(repository.work_tree or repository.git_dir)
    asked = _Asked(revisions or ("HEAD",), since, until, paths, first_parent, include_merges)
    store = None if no_cache else Store(str(repository.common_dir))
    with working("walking the history", quiet=quiet):
        request = _request(asked, config, store)
        snapshot = take(repository, replace(request, lines=lines, secrets=config.secrets if secrets else None))
    said = "" if quiet else "".join(warning_lines(snapshot, store))
    click.echo(said, err=True, nl=False)
    threshold = fail_under if fail_under is not None else config.report.fail_under
    question = _answered_by_bytes(config, store, threshold)
    if question:
        printed = rendered(writer(format_), snapshot, language=language)
        question.keep(printed, said, head=snapshot.repository.head)
        sys.stdout.write(printed)
    else:
        write_document(writer(format_), snapshot, output, language=language)
    if metrics:
        _update_metrics(metrics, snapshot)
    return ExitCode.OK if threshold is None else _judge(snapshot, threshold)


def _answered_by_bytes(config: Config, store: Store | None, threshold: float | None) -> Question | None:
    """The question of this command line, where what is printed may be kept and printed again; None where it may not."""
    if threshold is not None or config.adopted or (store and store.complaints):
        return None
    return click.get_current_context().find_object(Question)


def _request(asked: _Asked, config: Config, store: Store | None) -> Request:
    selection = Selection(
        revisions=asked.revisions,
        since=asked.since,
        until=asked.until,
        paths=asked.paths,
        first_parent=asked.first_parent or config.report.first_parent,
    )
    scope = Scope(include_merges=asked.include_merges or config.report.include_merges)
    return Request(selection, scope, settings_of(config), adopted=config.adopted, store=store)


def _update_metrics(path: Path, snapshot: Snapshot) -> None:
    from ai_provenance.export.metrics_file import update  # noqa: PLC0415 - only runs that keep a metrics file pay for it

    update(path, snapshot)


def _judge(snapshot: Snapshot, threshold: float) -> int:
    """The exit code for a threshold in percent; the reason goes to standard error."""
    ratio = snapshot.judged.trace_all
    if ratio.ratio is None:
        click.echo("cannot judge --fail-under: no commit in scope", err=True)
        return ExitCode.CANNOT
    if not snapshot.range.complete:
        click.echo("cannot judge --fail-under: a shallow clone cuts the range off", err=True)
        return ExitCode.CANNOT
    if ratio.numerator * 100 >= threshold * ratio.denominator:
        return ExitCode.OK
    counted = f"{ratio.numerator:,} of {ratio.denominator:,}"
    click.echo(f"traceable commits: {percent(ratio)} ({counted}), expected at least {threshold:g} %", err=True)
    return ExitCode.OBJECTS
