"""Options that several commands share, said once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

_Decorated = TypeVar("_Decorated", bound=Callable[..., Any] | click.Command)


def file_option(*names: str, **told: Any) -> Callable[[_Decorated], _Decorated]:
    """An option that takes a file; whether it is there is found out when it is opened, and said in our own words."""
    return click.option(*names, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", **told)


repo_option = click.option(
    "--repo",
    "directory",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Work tree, git directory or bare repository to read. Default: where you stand.",
)
output_option = file_option("-o", "--output", help="Write to FILE instead of standard output.")
metrics_option = file_option("--metrics", help="Update a metrics file.")
