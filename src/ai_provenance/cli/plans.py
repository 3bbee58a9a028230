"""Show a plan of `install`, and carry it out."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from ai_provenance.cli.output import print_lines
from ai_provenance.errors import ProvenanceError
from ai_provenance.install.install_plan import Plan
from ai_provenance.install.steps import Write, apply
from ai_provenance.repo import Repository

dry_run_option = click.option("--dry-run", is_flag=True, help="Print what would be done, and do nothing.")


def carry_out(plan: Plan, *, dry_run: bool, nothing: str) -> None:
    """Print each step and apply it unless DRY_RUN, then print the notes. NOTHING is printed where there is no step.

    Raises ProvenanceError where a file cannot be changed.
    """
    print_lines([f"would {step}" if dry_run else str(step) for step in plan.steps] or [nothing])
    if not dry_run:
        try:
            apply(plan.steps)
        except OSError as error:
            raise ProvenanceError(
                f"cannot change {error.filename}: {error.strerror}", hint="ls -ld its directory"
            ) from error
    # what to do next is no note on what was done
    texts = (note if note.startswith("next: ") else f"note: {note}" for note in plan.notes)
    for text in texts:
        first, *block = text.split("\n")  # lines for a file follow the sentence
        print_lines([first], err=True)
        print_lines(block, err=True, verbatim=True)


def work_tree_of(repository: Repository) -> Path:
    """The top of the work tree, in which a command keeps its files. Raises ProvenanceError for a bare repository."""
    if repository.work_tree is None:
        raise ProvenanceError("this repository is bare, expected one with a work tree to keep files in", "--repo DIR")
    return repository.work_tree


def show_changes(plan: Plan) -> None:
    """Print the files that PLAN changes, as a unified diff."""
    for step in plan.steps:
        if isinstance(step, Write):
            old = step.path.read_text("utf-8", "replace") if step.path.exists() else ""
            new = step.content.decode("utf-8", "replace")
            names = (f"a/{step.path.name}" if old else "/dev/null", f"b/{step.path.name}")
            lines = difflib.unified_diff(old.splitlines(), new.splitlines(), *names, lineterm="")
            print_lines(lines, verbatim=True)
