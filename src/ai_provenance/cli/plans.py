"""Show a plan of `install`, and carry it out."""

from __future__ import annotations

import click

from ai_provenance.cli.printing import printable
from ai_provenance.errors import ProvenanceError
from ai_provenance.install.install_plan import Plan
from ai_provenance.install.steps import apply

dry_run_option = click.option("--dry-run", is_flag=True, help="Say what would be done and do nothing.")


def carry_out(plan: Plan, *, dry_run: bool, nothing: str) -> None:
    """Print each step, take it unless DRY_RUN, then print the notes; NOTHING is said when there is no step.

    Raises:
        ProvenanceError: the disk refuses.
    """
    for step in plan.steps:
        click.echo(printable(f"would {step}" if dry_run else str(step)))
    if not plan.steps:
        click.echo(nothing)
    if not dry_run:
        try:
            apply(plan.steps)
        except OSError as error:
            raise ProvenanceError(
                f"cannot change {error.filename}: {error.strerror}", hint="ls -ld its directory"
            ) from error
    for note in plan.notes:
        click.echo(printable(f"note: {note}"), err=True)
