"""`ai-provenance hook`: run one git hook, as `ai-provenance-hook` does."""

from __future__ import annotations

import click

from ai_provenance.hooks import main


@click.command(
    short_help="Run one git hook by name, as git would",
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
)
@click.argument("name")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(*, name: str, arguments: tuple[str, ...]) -> int:
    """Run the hook NAME with the ARGUMENTS that git gives it, e.g. `hook commit-msg .git/COMMIT_EDITMSG`.

    Hooks themselves call `ai-provenance-hook NAME ARGUMENTS`, which starts in a fraction of the time.
    """
    return main([name, *arguments])
