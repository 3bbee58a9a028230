"""Write docs/commands.md from the program: every command with its options as `--help` prints them.

`make docs` runs it; a test compares the page with the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from ai_provenance.cli.main import cli

_SHAPE: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "terminal_width": 100}
PAGE = Path(__file__).with_name("commands.md")
_HEAD = """\
# Commands

Written from the program by `make docs`. `git provenance COMMAND` is the same as `ai-provenance COMMAND`.

## Exit codes

| code | meaning |
| ---: | --- |
| 0 | fine |
| 1 | it worked and objects: a policy violation, a secret, a number below the threshold |
| 2 | wrong command line |
| 3 | it could not judge: no repository, a range not here whole, an unreadable configuration, old git, full disk |
| 70 | our own bug: one line, and the path of a log to paste into an issue |
| 130 | interrupted |
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_sections(cli, "ai-provenance")])


def _sections(command: click.Command, path: str, parent: click.Context | None = None) -> Iterator[str]:
    own = {key: value for key, value in command.context_settings.items() if key == "help_option_names"}
    with click.Context(command, parent, info_name=path.rpartition(" ")[2], **{**_SHAPE, **own}) as context:
        yield f"## {path}\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner is not None and not inner.hidden:
                    yield from _sections(inner, f"{path} {name}", context)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
