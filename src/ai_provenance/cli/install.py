"""`ai-provenance install`: make git run our hooks here."""

from __future__ import annotations

import click

from ai_provenance.cli.options import repo_option
from ai_provenance.cli.plans import carry_out, dry_run_option
from ai_provenance.install.install_plan import Method, plan_install
from ai_provenance.install.shim import HOOKS
from ai_provenance.repo import open_repository


@click.command()
@click.option(
    "--hook",
    "hooks",
    type=click.Choice(HOOKS),
    multiple=True,
    help="Install this hook; may be given several times. Default: those that tag and those that scan.",
)
@click.option("--native", "method", flag_value=Method.NATIVE.value, help="Into the hook directory, whoever manages it.")
@click.option(
    "--config", "method", flag_value=Method.CONFIG.value, help="Name them in git's configuration (git >= 2.54)."
)
@click.option("--shared", is_flag=True, help="Also into a hook directory that serves every repository.")
@dry_run_option
@repo_option
def command(*, hooks: tuple[str, ...], method: str | None, shared: bool, dry_run: bool, directory: str) -> None:
    """Install the hooks, chained with those that are there.

    Goes through husky or lefthook where they manage the hooks. `uninstall` puts everything back as it was.
    """
    plan = plan_install(open_repository(directory), hooks or None, method=Method(method or Method.AUTO), shared=shared)
    carry_out(plan, dry_run=dry_run, nothing="nothing to do: the hooks are in place")
