"""The nearest known name for one that is not known: of a command, of an agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import click


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of KNOWN that NAME is most likely a slip of; None where none is near."""
    from difflib import get_close_matches  # an error is reported: its cost does not matter any more

    found = get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def nearest_choice(error: click.ClickException) -> str:
    """The question that names the nearest value, where ERROR is about one that an option does not take; else empty."""
    kind = error.param.type if isinstance(error, click.BadParameter) and error.param else None
    if not isinstance(kind, click.Choice):
        return ""
    value = error.message.partition("'")[2].partition("' is not")[0]
    near = nearest(value, map(str, kind.choices))
    return f" Did you mean '{near}'?" if near else ""


class SuggestingGroup(click.Group):
    """A group that names the nearest command for one that it does not have, and lists its commands uncut."""

    meant: Mapping[str, str] = {}
    """Words that people type for a command of another name -> the command line that does what they look for."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their whole first sentence, on as many lines as it takes; click would cut it."""
        names = self.list_commands(ctx)
        commands = [(name, self.get_command(ctx, name)) for name in names]
        with formatter.section("Commands"):
            formatter.write_dl([(name, one.get_short_help_str(limit=1_000)) for name, one in commands if one])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ARGS begin with. Raises UsageError, with the nearest name, where there is none."""
        name = args[0]
        if name in self.meant and not self.get_command(ctx, name):
            raise click.UsageError(f"No such command '{name}'. Did you mean '{self.meant[name]}'?", ctx)
        near = None if self.get_command(ctx, name) or name.startswith("-") else nearest(name, self.list_commands(ctx))
        if near:
            raise click.UsageError(f"No such command '{name}'. Did you mean '{near}'?", ctx)
        return super().resolve_command(ctx, args)
