"""The nearest known name for one that is not known: of a command, of an agent."""

from __future__ import annotations

from collections.abc import Iterable

import click


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The one of KNOWN that NAME is most likely a slip of; None where none is near."""
    from difflib import get_close_matches  # an error is reported: its cost does not matter any more

    found = get_close_matches(name.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else None


class SuggestingGroup(click.Group):
    """A group that names the nearest command for one that it does not have."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that ARGS begin with. Raises UsageError, with the nearest name, where there is none."""
        name = args[0]
        near = None if self.get_command(ctx, name) or name.startswith("-") else nearest(name, self.list_commands(ctx))
        if near:
            raise click.UsageError(f"No such command '{name}'. Did you mean '{near}'?", ctx)
        return super().resolve_command(ctx, args)
