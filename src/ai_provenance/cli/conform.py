"""`ai-provenance conform`: one repository against its organisation's templates, policy and pin."""

from __future__ import annotations

import datetime as dt

import click

from ai_provenance.cli.governance import governance_of, governance_option, listed
from ai_provenance.cli.options import at_option, day_of, output_option, repo_option
from ai_provenance.cli.output import print_lines, write_findings
from ai_provenance.conformity.conform import Options, Standing, judge, patch, subject_of
from ai_provenance.errors import ExitCode
from ai_provenance.export.findings import FORMATS
from ai_provenance.export.findings.of_conformity import run_of_conformity
from ai_provenance.project import open_project

_EXIT = {Standing.DRIFTS: ExitCode.VIOLATION_FOUND, Standing.UNKNOWN: ExitCode.INCONCLUSIVE}


@click.command()
@governance_option
@at_option
@click.option(
    "--allow-behind",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="How long the pin may be behind the newest release. Default: what the organisation allows.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice([*FORMATS, "patch"]),
    default="text",
    show_default=True,
    help="Output format; patch: what gives it the templates' files, for git apply.",
)
@click.option("--team", metavar="NAME", help="The team that it belongs to. Default: as the organisation lists it.")
@output_option
@repo_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    place: str | None,
    at: dt.datetime | None,
    allow_behind: int | None,
    format_: str,
    team: str | None,
    output: str | None,
    directory: str,
) -> int:
    """Hold the commit at HEAD against the organisation's templates, policy and pin.

    Exits 0 where it conforms (exceptions that hold included), 1 where it drifts, 3 where that cannot be known. Nothing
    is changed and nothing is fetched.
    """
    project = open_project(directory, policy_from="HEAD")
    repository = project.repository
    source = governance_of(project.config.governance, place, top=repository.work_tree)
    found = judge(
        repository, source, subject_of(repository, listed(source), team=team), Options(day_of(at), allow_behind)
    )
    if format_ == "patch":
        print_lines(patch(repository, source, found), output, verbatim=True)
    else:
        write_findings(run_of_conformity(found), format_, output)
    return _EXIT.get(found.standing, ExitCode.OK)
