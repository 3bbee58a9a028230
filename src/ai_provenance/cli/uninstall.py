"""`ai-provenance uninstall`: take our hooks out, and put back what was there."""

from __future__ import annotations

import click

from ai_provenance.cli.options import repo_option
from ai_provenance.cli.plans import carry_out, dry_run_option
from ai_provenance.install.install_plan import plan_uninstall
from ai_provenance.repo import open_repository


@click.command()
@dry_run_option
@repo_option
def command(*, dry_run: bool, directory: str) -> None:
    """Take the hooks out and put back what was there, byte for byte.

    Hooks that pre-commit or prek run are theirs: take the block out of their configuration.
    """
    plan = plan_uninstall(open_repository(directory))
    carry_out(plan, dry_run=dry_run, nothing="nothing to do: no hook of ours is installed here")
