"""`ai-provenance report`: how far the commits of a range can be traced."""

from __future__ import annotations

import click

from ai_provenance.cli.options import base_options, metrics_option, output_option, repo_option
from ai_provenance.cli.output import update_metrics, write_document
from ai_provenance.cli.terminal import warning_lines, working
from ai_provenance.errors import ExitCode
from ai_provenance.export import FORMATS, writer
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.project import Project, open_project, self_judged_notice
from ai_provenance.repo import Selection
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.report import Scope
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.snapshot.take import Request, take

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.cli.secrets import Scan
    from ai_provenance.snapshot import Snapshot


class _WalkOptions(NamedTuple):
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
@base_options
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
    output: str | None,
    metrics: str | None,
    fail_under: float | None,
    lines: bool,
    secrets: bool,
    language: str,
    quiet: bool,
    no_cache: bool,
    policy_from: str | None,
    require_base: bool,
    directory: str,
) -> int:
    """How far the commits of a range can be traced, with denominator and evidence.

    REV is a branch, tag or commit (its whole history), RANGE is A..B. Default: HEAD.
    """
    judged = revisions or ("HEAD",)
    project = open_project(directory, policy_from=policy_from, judged=judged, require_base=require_base)
    repository, config = project.repository, project.config
    options = _WalkOptions(judged, since, until, paths, first_parent, include_merges)
    cache = None if no_cache else CacheDirectory(repository.common)
    threshold = fail_under if fail_under is not None else config.report.fail_under
    with working("walking the history", quiet=quiet):
        request = _request(options, project, cache)
        if threshold is not None:
            request = request._replace(notices=(*request.notices, *self_judged_notice(project)))
        snapshot = take(repository, request._replace(lines=lines, secrets=_secret_scan(project) if secrets else None))
    warnings = "" if quiet else "".join(warning_lines(snapshot.warnings, cache))
    click.echo(warnings, err=True, nl=False)
    write_document(writer(format_), snapshot, output, language=language)
    if metrics is not None:
        update_metrics(metrics, snapshot)
    return ExitCode.OK if threshold is None else _judge(snapshot, threshold, unseen=project.is_unseen)


def _request(options: _WalkOptions, project: Project, cache: CacheDirectory | None) -> Request:
    config = project.config
    selection = Selection(
        revisions=options.revisions,
        since=options.since,
        until=options.until,
        paths=options.paths,
        first_parent=options.first_parent or config.report.first_parent,
    )
    scope = Scope(include_merges=options.include_merges or config.report.include_merges)
    return Request(
        selection, scope, ClassifierSettings(config), adoption=project.adoption, store=cache, notices=project.notices
    )


def _secret_scan(project: Project) -> Scan:
    from ai_provenance.cli.secrets import secret_scan

    return secret_scan(project)


def _judge(snapshot: Snapshot, threshold: float, *, unseen: bool) -> int:
    """The exit code for a threshold in percent; the reason is printed. UNSEEN: the configuration is not here."""
    if unseen:
        click.echo("cannot judge --fail-under: the configuration is not in this partial clone", err=True)
        return ExitCode.INCONCLUSIVE
    ratio = snapshot.judged.trace_all
    if ratio.ratio is None:
        click.echo("cannot judge --fail-under: no commit in scope", err=True)
        return ExitCode.INCONCLUSIVE
    if not snapshot.range.complete:
        click.echo("cannot judge --fail-under: a shallow clone cuts the range off", err=True)
        return ExitCode.INCONCLUSIVE
    if ratio.numerator * 100 >= threshold * ratio.denominator:
        return ExitCode.OK
    from ai_provenance.export.wording import percent

    counted = f"{ratio.numerator:,} of {ratio.denominator:,}"
    click.echo(f"traceable commits: {percent(ratio)} ({counted}), expected at least {threshold:g} %", err=True)
    return ExitCode.VIOLATION_FOUND
