"""`ai-provenance completion`: the script that completes commands and options in a shell."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from ai_provenance.cli.options import output_option
from ai_provenance.cli.output import print_document


@click.command(short_help="Print the script that completes commands, options and their values in a shell")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@output_option
def command(*, shell: str, output: str | None) -> None:
    """Print the script that completes commands, options and their values in a shell.

    \b
    bash:  eval "$(ai-provenance completion bash)"        in ~/.bashrc
    zsh:   eval "$(ai-provenance completion zsh)"         in ~/.zshrc, after compinit
    fish:  ai-provenance completion fish | source         in ~/.config/fish/config.fish
    """
    from ai_provenance.cli.main import cli  # the group imports its commands, never a command the group at its start

    maker = get_completion_class(shell)
    assert maker is not None  # noqa: S101 - click has these three shells
    script = maker(cli, {}, "ai-provenance", "_AI_PROVENANCE_COMPLETE")
    # not `source()`: for bash it starts the user's bash to learn its version
    print_document(script.source_template % script.source_vars() + "\n", output)
