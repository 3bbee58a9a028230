"""Options that several commands share. Files and directories are text: `pathlib` takes as long to load as Python."""

from __future__ import annotations

from contextlib import suppress
from math import isnan, nan

import click

TYPE_CHECKING = False
if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import Any, TypeVar

    Decorated = TypeVar("Decorated", bound=Callable[..., Any] | click.Command)


def file_option(*names: str, **settings: Any) -> Callable[[Decorated], Decorated]:
    """An option that takes a file. Whether it can be used shows when it is opened: then the error is one of ours."""
    return click.option(*names, type=click.Path(), metavar="FILE", **settings)


class NamedNumber(click.ParamType):  # type: ignore[type-arg]  # generic in newer releases of click only
    """`NAME=NUMBER`, as a pair: one of NAMES, or any name where there are none; a WHOLE number is an integer."""

    name = "number"

    def __init__(self, names: Sequence[str] = (), *, whole: bool = False) -> None:
        self._names = names
        self._whole = whole

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, float]:
        """The name and the number; a usage error for what is none."""
        name, _, text = value.rpartition("=")
        number = nan
        if self._whole:
            number = int(text[:9]) if text.isascii() and text.isdigit() else nan
        else:
            with suppress(ValueError):
                number = float(text)
        if isnan(number) or not name or (self._names and name not in self._names):
            known = f" with one of {', '.join(self._names)}" if self._names else ""
            self.fail(f"{value!r} is no such pair, expected NAME=NUMBER{known}", param, ctx)
        return name, number


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
