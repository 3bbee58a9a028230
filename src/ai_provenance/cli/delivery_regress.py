"""`ai-provenance delivery regress`: whether the newest deployments are worse than those of the baseline."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import click

from ai_provenance.cli.delivery_selection import Selection, record_samples, selection_options
from ai_provenance.cli.options import output_option, store_option
from ai_provenance.cli.output import print_lines
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.delivery import baseline as baselines
from ai_provenance.delivery.assess import Assessment
from ai_provenance.delivery.intervals import has_stats
from ai_provenance.delivery.metrics import WEEK, Window
from ai_provenance.delivery.regress import RECENT_WEEKS, Verdict, alarms, revert_commands, series_of
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.delivery.alarms import FORMATS, Alarms, render, samples
from ai_provenance.model import Notice
from ai_provenance.project import open_project
from ai_provenance.repo.identity import identify

_ROLLING = Notice(
    "baseline-not-frozen",
    "no baseline is frozen: the 12 weeks before the last two are taken, and a slow decline moves them along",
    "ai-provenance delivery baseline freeze",
)
Times = Callable[[Assessment], list[tuple[int, str | None]]]
"""Gives the times that are judged, each with the id of its deployment or None."""


def alarm_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that raise alarms."""
    for option in (
        output_option,
        click.option("--format", "format_", type=click.Choice(FORMATS), default="text", show_default=True),
        click.option("--strict", is_flag=True, help="Fewer false alarms; a small change is found later."),
        selection_options,
    ):
        function = option(function)
    return function


@click.command(short_help="Whether the newest deployments are worse than the baseline: exit 0, 1 (regressed) or 3")
@alarm_options
@click.option("--record", is_flag=True, help="Keep the states in the metrics store.")
@store_option
def command(  # noqa: PLR0913 - one parameter for each option of the command line
    *, selection: Selection, strict: bool, format_: str, record: bool, store: str | None, output: str | None
) -> int:
    """Hold the deployments of the last two weeks against the frozen baseline: exit 0, 1 (regressed) or 3 (too few).

    Lead times by Mann and Whitney's test over deployments, failures since the baseline by an exact test. Commands that
    take failed deployments back are printed, none is run. Needs the extra `stats`.
    """
    found = judge(selection, lambda assessed: [(assessed.measured.window.until, None)], strict=strict)
    print_lines(render(found, format_), output, verbatim=format_ != "text")
    if record:
        record_samples(open_project(selection.directory), found.assessment, samples(found.verdicts), store=store)
    return exit_code(found)


def judge(selection: Selection, times: Times, *, strict: bool) -> Alarms:
    """The verdicts at the TIMES that are asked for.

    Raises ProvenanceError where the extra is missing, or the baseline was made by another method.
    """
    if not has_stats():
        raise ProvenanceError("alarms need scipy and statsmodels", "pip install scipy statsmodels")
    repository = open_project(selection.directory).repository
    frozen = baselines.read(repository, repository.head)
    if frozen is not None:
        selection = selection._replace(since=f"@{frozen.window.since}")
    project, assessed = selection.assess(weeks=baselines.WEEKS + RECENT_WEEKS)
    window = assessed.measured.window
    if frozen is None:
        turn = window.until - RECENT_WEEKS * WEEK
        baseline = Window(min(window.since, turn), turn)
        if not selection.quiet:
            print_warnings([_ROLLING])
    else:
        baselines.check_method(frozen, assessed)
        baseline = frozen.window
    series = series_of(assessed)
    verdicts = tuple(
        Verdict(at, deployment, alarms(series, baseline, at=at, strict=strict)) for at, deployment in times(assessed)
    )
    reverts = revert_commands(project.repository, assessed, since=window.until - RECENT_WEEKS * WEEK)
    return Alarms(
        called=identify(project.repository, selection.cache_of(project), roots=assessed.roots),
        assessment=assessed,
        baseline=baseline,
        is_frozen=frozen is not None,
        strict=strict,
        verdicts=verdicts,
        reverts=tuple(reverts),
        now=int(time.time()),
    )


def exit_code(found: Alarms) -> int:
    """1 where a verdict is a regression; 3 where nothing could be judged, or not all of the history is here."""
    if any(one.state == "regressed" for one in found.verdicts):
        return ExitCode.VIOLATION_FOUND
    unjudged = bool(found.verdicts) and found.state == "insufficient"
    return ExitCode.INCONCLUSIVE if unjudged or not found.assessment.complete else ExitCode.OK
