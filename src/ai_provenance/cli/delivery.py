"""`ai-provenance delivery`: DORA's five metrics from git, and from what forges and CI export."""

from __future__ import annotations

import re
import time
from math import isnan, nan

import click

from ai_provenance.cli.options import file_option, output_option, repo_option, store_option
from ai_provenance.cli.output import open_output, read_input
from ai_provenance.cli.terminal import print_warnings, working
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.project import Project, open_project
from ai_provenance.repo.cache import CacheDirectory

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ai_provenance.config import DeliveryConfig
    from ai_provenance.delivery.assess import Assessment, Options
    from ai_provenance.delivery.exports import Exported

FORMATS = ("text", "json", "markdown", "csv", "prometheus", "openmetrics", "influx")
_METRICS = ("deployment_frequency", "change_lead_time", "change_fail_rate", "recovery_time", "rework_rate")


class _Limit(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases of click only
    """`METRIC=VALUE`, in the metric's own unit."""

    name = "limit"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """The metric and the value; a usage error for what is none."""
        metric, mark, number = value.partition("=")
        try:
            limit = float(number)
        except ValueError:
            limit = nan
        if metric not in _METRICS or not mark or isnan(limit):
            self.fail(f"{value!r} is no limit, expected METRIC=NUMBER with one of {', '.join(_METRICS)}", param, ctx)
        return metric, limit


@click.command(short_help="DORA's five metrics from git: frequency, lead time, fail rate, recovery, rework")
@click.argument("revision", default="HEAD", metavar="[REV]")
@click.option("--since", metavar="DATE", help="From DATE on (as git reads dates). Default: 180 days before --until.")
@click.option("--until", metavar="DATE", help="Before DATE. Default: now.")
@click.option(
    "--clock",
    type=click.Choice(["author", "committer"]),
    help="Which date of a change its lead time begins with. Default: `[delivery] clock`, else author.",
)
@click.option(
    "--deployments",
    type=click.Choice(["auto", "tags", "branch"]),
    help="What is a deployment: the best of the files, else release tags; or every commit of the branch. Default: "
    "`[delivery] source`, else auto.",
)
@file_option(
    "--events",
    multiple=True,
    help="Deployments, releases, CI runs, incidents: exports of GitHub and GitLab, CDEvents, own JSONL; - is standard "
    "input; may be repeated.",
)
@click.option("--environment", help="Deployments to it count. Default: `[delivery] environment`, else production.")
@click.option("--deploy-run", metavar="REGEX", help="CI runs whose name or path fits deploy.")
@click.option(
    "--component", metavar="NAME", help="Only releases of this component, or what `[delivery.components]` says of it."
)
@click.option("--path", "paths", multiple=True, metavar="PATH", help="Only changes that touch PATH; may be repeated.")
@click.option("--tag-pattern", metavar="REGEX", help="Which tags are releases; groups `component` and `version`.")
@click.option("--include-automation", is_flag=True, default=None, help="Count the commits of bots as changes.")
@click.option("--list", "with_list", is_flag=True, help="List the deployments with the commits that explain them.")
@click.option(
    "--fail-over",
    type=_Limit(),
    metavar="METRIC=VALUE",
    help="Exit 1 when the whole interval of METRIC is worse than VALUE (seconds, share, a week), 3 when unknown.",
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@click.option("--record", is_flag=True, help="Keep this run in the metrics store, as a point of the trend.")
@click.option("--no-cache", is_flag=True, help="Walk everything; neither read nor write the cache.")
@click.option("--quiet", "-q", is_flag=True, help="No warnings on standard error.")
@store_option
@output_option
@repo_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    revision: str,
    since: str | None,
    until: str | None,
    clock: str | None,
    deployments: str | None,
    events: tuple[str, ...],
    environment: str | None,
    deploy_run: str | None,
    component: str | None,
    paths: tuple[str, ...],
    tag_pattern: str | None,
    include_automation: bool | None,
    with_list: bool,
    fail_over: tuple[str, float] | None,
    format_: str,
    record: bool,
    no_cache: bool,
    quiet: bool,
    store: str | None,
    output: str | None,
    directory: str,
) -> int:
    """DORA's five metrics: deployment frequency, change lead time, change fail rate, recovery time and rework rate.

    Git alone answers: release tags are deployments, reverts and hotfixes are failures. Exports of forges and CI systems
    take the place of tags where they are given. Every number has its numerator, denominator and interval, and a reason
    where it is unknown.
    """
    from dataclasses import replace

    from ai_provenance.delivery.assess import configured

    for option, expression in (("--tag-pattern", tag_pattern), ("--deploy-run", deploy_run)):
        _check_expression(expression, option)
    project = open_project(directory)
    given: dict[str, Any] = {
        "clock": clock,
        "source": deployments,
        "environment": environment,
        "include_automation": include_automation,
        "tag_pattern": tag_pattern,
        "deploy_run": deploy_run,
    }
    config = project.config.delivery._replace(**{name: value for name, value in given.items() if value is not None})
    options = replace(
        configured(config, component=component, paths=paths),
        revision=revision,
        since=_seconds(project, "--since", since),
        until=_seconds(project, "--until", until),
    )
    exported = exports_of(project, events, config)
    cache = None if no_cache else CacheDirectory(project.repository.common)
    with working("walking the history", quiet=quiet):
        found = _assessed(project, options, exported, cache)
    if not quiet:
        print_warnings((*project.notices, *found.warnings))
    _write(project, found, format_=format_, output=output, with_list=with_list)
    if record:
        _record(project, found, store)
    if not found.complete:
        return ExitCode.INCONCLUSIVE
    return ExitCode.OK if fail_over is None else _judge(found, *fail_over)


def _assessed(
    project: Project, options: Options, exported: Exported | None, cache: CacheDirectory | None
) -> Assessment:
    from ai_provenance.delivery.assess import assess
    from ai_provenance.report.settings import ClassifierSettings

    settings = ClassifierSettings(project.config)
    return assess(project.repository, options, settings=settings, exported=exported, store=cache)


def _seconds(project: Project, option: str, date: str | None) -> int | None:
    from ai_provenance.repo.selections import date_seconds  # only where a date is given

    return None if date is None else date_seconds(project.repository, option, date)


def _check_expression(text: str | None, option: str) -> None:
    try:
        re.compile(text or "")
    except re.error as error:
        raise click.UsageError(f"{option} is no regular expression: {error}") from None


def exports_of(project: Project, files: tuple[str, ...], config: DeliveryConfig) -> Exported | None:
    """What the FILES of `--events` say, read as CONFIG has it; None without files.

    Raises ProvenanceError where one cannot be read.
    """
    if not files:
        return None
    from ai_provenance.delivery.exports import read_exports  # pydantic: only where there is a file

    contents = [(name, read_input(name, "--events")) for name in files]
    selects = None
    if config.deploy_run is not None:
        run = re.compile(config.deploy_run)
        selects = lambda text: bool(run.search(text))  # noqa: E731 - one line, used on the next
    return read_exports(
        contents, deploy_run=selects, branch=project.repository.branch, incident_labels=config.incident_labels
    )


def _write(project: Project, found: Assessment, *, format_: str, output: str | None, with_list: bool) -> None:
    from ai_provenance.export.delivery import json as as_json
    from ai_provenance.export.delivery import samples as as_samples
    from ai_provenance.export.delivery import text as as_text
    from ai_provenance.repo.identity import identify

    called = identify(project.repository, CacheDirectory(project.repository.common))
    with open_output(output) as out:
        if format_ == "json":
            as_json.write(found, called, out, with_list=with_list)
        elif format_ == "text":
            as_text.write(found, called, out, with_list=with_list)
        elif format_ == "markdown":
            as_text.write_markdown(found, called, out)
        else:
            as_samples.write(found, called, out, format_=format_, now=time.time())


def _record(project: Project, found: Assessment, store: str | None) -> None:
    """Keep the numbers in the store, at the commit that was assessed."""
    from ai_provenance.export.delivery.samples import samples
    from ai_provenance.export.metrics.series import rows
    from ai_provenance.repo import commits_by_id
    from ai_provenance.store.recording import Definitions, locate, open_place
    from ai_provenance.store.recording import rows as stored_rows

    if found.tip is None:
        raise ProvenanceError("no commit to record the numbers of", hint="git commit, then run this again")
    (commit,) = commits_by_id(project.repository, [found.tip])
    now = int(time.time())
    kept = [one for one in samples(found, now) if not one.family.endswith(("_timestamp_seconds", "_info"))]
    definitions = Definitions(found.definition)
    with open_place(locate(project.repository, store)) as opened:
        opened.record_values(
            stored_rows(rows(kept), found.tip, commit.commit_time or 0, definitions=definitions), now=now
        )


def _judge(found: Assessment, metric: str, limit: float) -> int:
    """The exit code for a limit: 1 when all of the interval is worse. Without an interval nothing is judged."""
    measured = found.measured
    quantity = {
        "deployment_frequency": measured.frequency,
        "change_lead_time": measured.lead_time,
        "change_fail_rate": measured.fail_rate,
        "recovery_time": measured.recovery,
        "rework_rate": measured.rework,
    }[metric]
    if quantity.value is None or quantity.interval is None:
        reason = quantity.reason or quantity.interval_reason
        click.echo(f"cannot judge --fail-over: {metric} has no interval ({reason})", err=True)
        return ExitCode.INCONCLUSIVE
    low, high = quantity.interval
    is_worse = high < limit if metric == "deployment_frequency" else low > limit
    if not is_worse:
        return ExitCode.OK
    click.echo(
        f"{metric}: {quantity.value:g}, 95 % interval {low:g} to {high:g}, all of it worse than {limit:g}", err=True
    )
    return ExitCode.VIOLATION_FOUND
