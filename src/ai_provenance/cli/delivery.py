"""`ai-provenance delivery`: DORA's five metrics from git, and from what forges and CI export."""

from __future__ import annotations

import os
import time
from importlib import import_module

import click

from ai_provenance.cli.delivery_selection import Selection, record_samples, selection_options
from ai_provenance.cli.options import NamedNumber, metrics_option, output_option, store_option
from ai_provenance.cli.output import open_output, print_lines
from ai_provenance.cli.suggestions import SuggestingGroup
from ai_provenance.errors import ExitCode
from ai_provenance.export.delivery.shown import Shown
from ai_provenance.repo.cache import DATABASE
from ai_provenance.repo.identity import RepositoryIdentity, identify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

    from ai_provenance.delivery.assess import Assessment
    from ai_provenance.delivery.records import Ledger
    from ai_provenance.repo import Repository

FORMATS = ("text", "json", "markdown", "html", "csv", "prometheus", "openmetrics", "influx")
_METRICS = ("deployment_frequency", "change_lead_time", "change_fail_rate", "recovery_time", "rework_rate")


SUBCOMMANDS: dict[str, str] = {
    "batch": "Whether batches passed their tests, analysis and coverage",
    "feedback": "What became of changes, as a dataset without people",
    "compare": "How the delivery of AI commits differs from that of the rest, within deployments",
    "baseline": "Freeze the window that new deployments are held against, or show it",
    "regress": "Whether the newest deployments are worse than the baseline: exit 0, 1 (regressed) or 3",
    "watch": "The same for each deployment that is new since the last run",
    "pipelines": "What the CI definitions are ready for, and how their runs do",
}
"""Subcommand -> its short help. The module is `ai_provenance.cli.delivery_NAME`, its click command `command`."""


class _MetricsOrSubcommand(SuggestingGroup):
    """Measures, unless its first argument names a subcommand, whose module is imported only then.

    A subcommand's word wins over a revision of that name, which can be written `refs/heads/WORD`.
    """

    # as a command has them; a group leaves what follows the revision to a subcommand
    allow_extra_args = False
    allow_interspersed_args = True

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        if cmd_name not in SUBCOMMANDS:
            return None
        command: click.Command = import_module(f"ai_provenance.cli.delivery_{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """List the subcommands from the table, without importing any."""
        if SUBCOMMANDS:
            with formatter.section("Commands"):
                formatter.write_dl(list(SUBCOMMANDS.items()))

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """All, but only the options for a subcommand, whose usage line would name the revision twice."""
        params = super().get_params(ctx)
        return params if ctx.command is self else [one for one in params if isinstance(one, click.Option)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Leave the arguments to a subcommand, where the first one names it."""
        if args and args[0] in SUBCOMMANDS:
            ctx.args = args
            return args
        rest = click.Command.parse_args(self, ctx, args)
        word = ctx.params.get("revision")
        if word in SUBCOMMANDS:
            hint = f"write 'delivery {word}' before the options; the revision is refs/heads/{word}"
            raise click.UsageError(f"{word!r} is a subcommand: {hint}", ctx)
        return rest

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand that the arguments begin with, else the command itself."""
        if not ctx.args:
            return click.Command.invoke(self, ctx)
        name, command, rest = self.resolve_command(ctx, ctx.args)
        assert command is not None  # noqa: S101 - arguments are left only where they name one
        with ctx, command.make_context(name, rest, parent=ctx) as inner:
            return inner.command.invoke(inner)


@click.group(
    cls=_MetricsOrSubcommand,
    invoke_without_command=True,
    subcommand_metavar="| COMMAND [ARGS]...",
    short_help="DORA's five metrics from git: frequency, lead time, fail rate, recovery, rework",
)
@selection_options
@click.option(
    "--by",
    type=click.Choice(["origin", "component", "month"]),
    help="The changes by what they have in common; slices of fewer than five authors are not shown.",
)
@click.option(
    "--bands",
    type=click.Choice(["2019", "2021", "2023", "2024"]),
    help="Place the metrics in the bands of the DORA report of a year. Default: `[delivery] bands`, else none.",
)
@click.option(
    "--lines",
    "with_lines",
    is_flag=True,
    help="Lines and files of the changes, and how many lines were written again within 21 days; reads all contents.",
)
@click.option("--list", "with_list", is_flag=True, help="List the deployments with the commits that explain them.")
@click.option(
    "--fail-over",
    type=NamedNumber(_METRICS),
    metavar="METRIC=VALUE",
    help="Exit 1 when the whole interval of METRIC is worse than VALUE (seconds, share, a week), 3 when unknown.",
)
@click.option(
    "--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True, help="Output format."
)
@click.option("--lang", "language", type=click.Choice(["en", "es"]), default="en", help="Language of the HTML page.")
@metrics_option
@click.option("--record", is_flag=True, help="Keep this run in the metrics store, as a point of the trend.")
@store_option
@output_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *,
    selection: Selection,
    by: str | None,
    bands: str | None,
    with_lines: bool,
    with_list: bool,
    fail_over: tuple[str, float] | None,
    format_: str,
    language: str,
    metrics: str | None,
    record: bool,
    store: str | None,
    output: str | None,
) -> int:
    """DORA's five metrics: deployment frequency, change lead time, change fail rate, recovery time and rework rate.

    Git alone answers: release tags are deployments, reverts and hotfixes are failures. Exports of forges and CI systems
    take the place of tags where they are given. Every number has its numerator, denominator and interval, and a reason
    where it is unknown.
    """
    # requests and the contents of changes refer to what was deployed before
    project, found = selection.assess(window_only=not with_lines and not selection.events)
    called = identify(project.repository, selection.cache_of(project), roots=found.roots)
    shown = Shown(with_list, by, bands or project.config.delivery.bands)
    if with_lines:
        from ai_provenance.delivery.code_rework import code_rework
        from ai_provenance.delivery.sizes import change_sizes

        sizes, rework = change_sizes(found, project.repository), code_rework(found, project.repository)
        shown = shown._replace(sizes=sizes, code_rework=rework)
    if found.exported is not None and found.exported.requests:
        from ai_provenance.delivery.stages import stages

        shown = shown._replace(stages=stages(found, project.repository))
    if format_ not in ("text", "markdown") and found.tip and _may_have_tried(project.repository, found.ledger, store):
        from ai_provenance.store.recording import improvement_of

        shown = shown._replace(improvement=improvement_of(project.repository, store, found.tip))
    with open_output(output, document=format_ != "text") as out:
        _write(found, called, shown, out, format_=format_, language=language)
    if metrics is not None:
        from ai_provenance.delivery.metrics import date_of
        from ai_provenance.export.delivery.samples import figures
        from ai_provenance.export.metrics.file import update_figures

        update_figures(metrics, figures(found, shown), date_of(int(time.time())))
    if record:
        from ai_provenance.export.delivery.samples import kept

        record_samples(project, found, kept(found, shown), store=store)
        if found.exported is not None and found.exported.calls:
            from ai_provenance.store.recording import record_gateway

            record_gateway(project.repository, found.exported.calls, address=store)
    if not found.complete:
        return ExitCode.INCONCLUSIVE
    return ExitCode.OK if fail_over is None else _judge(found, *fail_over)


def _may_have_tried(repository: Repository, ledger: Ledger, store: str | None) -> bool:
    """Whether anything may be recorded of experiments and cycles: loading what reads it takes as long as half a run."""
    return store is not None or ledger.has_records or os.path.isfile(f"{repository.common}/{DATABASE}")


def _write(  # noqa: PLR0913 - what is written, where, and how
    found: Assessment, called: RepositoryIdentity, shown: Shown, out: TextIO, *, format_: str, language: str
) -> None:
    # each format imports what it needs: with nothing new most of the time goes into imports
    if format_ == "json":
        from ai_provenance.export.delivery import json as as_json

        as_json.write(found, called, out, shown)
    elif format_ == "text":
        from ai_provenance.export.delivery import text as as_text

        as_text.write(found, called, out, shown)
    elif format_ == "html":
        from ai_provenance.export.delivery import html as as_html  # jinja2: only for the page

        as_html.write(found, called, out, shown, language=language)
    elif format_ == "markdown":
        from ai_provenance.export.delivery import text as as_text

        as_text.write_markdown(found, called, out, shown)
    else:
        from ai_provenance.export.delivery import samples as as_samples

        as_samples.write(found, called, out, shown=shown, format_=format_, now=time.time())


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
        print_lines([f"cannot judge --fail-over: {metric} has no interval ({reason})"], err=True)
        return ExitCode.INCONCLUSIVE
    low, high = quantity.interval
    is_worse = high < limit if metric == "deployment_frequency" else low > limit
    if not is_worse:
        return ExitCode.OK
    interval = f"95 % interval {low:g} to {high:g}"
    print_lines([f"{metric}: {quantity.value:g}, {interval}, all of it worse than {limit:g}"], err=True)
    return ExitCode.VIOLATION_FOUND
