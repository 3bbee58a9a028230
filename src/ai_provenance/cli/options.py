"""Options that several commands share, said once."""

from __future__ import annotations

from pathlib import Path

import click

repo_option = click.option(
    "--repo",
    "directory",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Work tree, git directory or bare repository to read. Default: where you stand.",
)
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write to FILE instead of standard output.",
)
