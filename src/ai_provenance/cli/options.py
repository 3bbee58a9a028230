"""Options that several commands share. Files and directories are text: `pathlib` takes as long to load as Python."""

from __future__ import annotations

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from typing import Any, TypeVar

    Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


def file_option(*names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """An option that takes a file. Whether it can be used shows when it is opened: then the error is one of ours."""
    return click.option(*names, type=click.Path(), metavar="FILE", **settings)


repo_option = click.option(
    "--repo",
    "directory",
    type=click.Path(),
    default=".",
    metavar="DIR",
    help="Work tree, git directory or bare repository to read. Default: the current directory.",
)
output_option = file_option("-o", "--output", help="Write to FILE instead of standard output.")
store_option = click.option(
    "--store",
    metavar="URL",
    help="Metrics store: FILE, sqlite:FILE or postgresql://HOST/DATABASE. Default: a file in the git directory.",
)
commit_signatures_option = click.option(
    "--commit-signatures",
    is_flag=True,
    help="Level 4 also for a declared commit that a known person or CI signed with git.",
)
at_option = click.option(
    "--at", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Judge as of this day (UTC). Default: today."
)
no_trace_option = click.option(
    "--no-cache", is_flag=True, help="Leave nothing in the repository: that it was looked at is not recorded."
)
metrics_option = file_option("--metrics", help="Update a metrics file.")


def day_of(at: dt.datetime | None) -> dt.date:
    """The day that `--at` names, or today (UTC)."""
    import datetime as dt

    return at.date() if at else dt.datetime.now(dt.UTC).date()


def base_options(command: Decorated) -> Decorated:
    """The options by which a command that can fail a job says whose configuration judges."""
    command = click.option(
        "--require-base", is_flag=True, help="Exit 3 rather than judge commits by the configuration that they bring."
    )(command)
    return click.option(
        "--policy-from",
        metavar="REV",
        help="Judge by the configuration of REV. Default: of the range's base, in CI of the request's target branch.",
    )(command)
