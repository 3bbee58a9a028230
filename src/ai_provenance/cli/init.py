"""`ai-provenance init`: set a project up."""

from __future__ import annotations

from datetime import date

import click

from ai_provenance.cli.options import repo_option
from ai_provenance.cli.plans import carry_out, dry_run_option, show_changes
from ai_provenance.config.profiles import PROFILES
from ai_provenance.install.init_plan import InitOptions, plan_init
from ai_provenance.repo import open_repository


@click.command()
@click.option(
    "--profile",
    type=click.Choice(tuple(PROFILES)),
    default="kernel",
    show_default=True,
    help="The form in which AI help is declared.",
)
@click.option(
    "--declare",
    type=click.Choice(["ai", "all"]),
    default="ai",
    show_default=True,
    help="all: commits without AI help are declared too.",
)
@click.option("--from", "source", metavar="URL", help="Let pre-commit fetch the hooks from this git URL.")
@click.option(
    "--rev",
    metavar="REV",
    help="The tag or commit to fetch, with --from. Default: the newest release tag at URL, else its HEAD's commit.",
)
@click.option(
    "--pre-commit/--no-pre-commit",
    default=None,
    help="Whether to write the block for pre-commit. Default: where its configuration is, or with --from.",
)
@dry_run_option
@repo_option
def command(  # noqa: PLR0913 - one parameter an option
    *,
    profile: str,
    declare: str,
    source: str | None,
    rev: str | None,
    pre_commit: bool | None,
    dry_run: bool,
    directory: str,
) -> None:
    """Write the configuration and the pre-commit block, and print what to run next.

    Without --from the block starts the ai-provenance-hook that is on the PATH. What is there already is kept.
    """
    if source and pre_commit is False:
        raise click.UsageError("--from is about the pre-commit block, which --no-pre-commit leaves out")
    if rev and not source:
        raise click.UsageError("--rev names what to fetch: give --from URL too")
    options = InitOptions(
        profile=profile,
        declare=declare,
        source=source,
        revision=rev or (_pinned(source) if source else ""),
        pre_commit=pre_commit,
        adopted=date.today(),
    )
    plan = plan_init(open_repository(directory), options)
    if dry_run:
        show_changes(plan)
    carry_out(plan, dry_run=dry_run, nothing="nothing to do: the project is set up")


def _pinned(source: str) -> str:
    from ai_provenance.repo.remote_refs import newest_release

    return newest_release(source)
