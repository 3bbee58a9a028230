"""`ai-provenance delivery pipelines`: what the CI definitions are ready for, and how their runs do."""

from __future__ import annotations

import click

from ai_provenance.cli.delivery_selection import exports_of
from ai_provenance.cli.options import file_option, output_option, repo_option
from ai_provenance.cli.output import open_output
from ai_provenance.cli.terminal import print_warnings
from ai_provenance.project import open_project
from ai_provenance.repo.cache import CacheDirectory


@click.command()
@click.argument("revision", default="HEAD", metavar="[REV]")
@file_option("--events", multiple=True, help="Exports of CI runs (GitHub, GitLab); - is standard input.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@output_option
@repo_option
def command(*, revision: str, events: tuple[str, ...], format_: str, output: str | None, directory: str) -> None:
    """What the CI definitions are ready for, and how their runs do.

    Reads the definitions in the tree of REV: stages, triggers, environments, timeouts, pinned actions, permissions.
    Nothing of them is run. With exports of runs: success, duration, queue, flaky commits, and the time to the first
    verdict after a push.
    """
    from ai_provenance.delivery.runs import feedback, run_statistics
    from ai_provenance.export.delivery import pipelines
    from ai_provenance.repo.identity import identify
    from ai_provenance.repo.revisions import peel
    from ai_provenance.scorecard.facts import collect
    from ai_provenance.scorecard.readiness import pipeline_readiness
    from ai_provenance.scorecard.score_wording import say

    project = open_project(directory)
    facts = collect(project.repository, revision=revision, sizes=False)
    exported = exports_of(project, events, project.config.delivery)
    print_warnings((*project.notices, *facts.notices(own_criteria=True)))
    report = pipelines.PipelineReport(
        called=identify(project.repository, CacheDirectory(project.repository.common)),
        head=peel(project.repository, revision),
        pipelines=pipeline_readiness(facts),
        unread=[(path, say(one.reason)) for one in facts.problems for path in one.looked_at],
        runs=run_statistics(exported.runs) if exported else None,
        feedback=feedback(exported.runs) if exported else None,
    )
    write = {"text": pipelines.write_text, "json": pipelines.write_json, "markdown": pipelines.write_markdown}[format_]
    with open_output(output, document=format_ != "text") as out:
        write(report, out)
