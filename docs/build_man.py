"""Write the manual pages, docs/man/*.1, from the program: `git provenance --help` shows git-provenance(1).

`make docs` runs it; a test compares the pages with the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from ai_provenance.cli.main import cli

PLACE = Path(__file__).with_name("man")
_EXIT_CODES = """\
.SH EXIT STATUS
.TP
.B 0
Fine.
.TP
.B 1
It worked and objects: a policy violation, a secret, a number below the threshold.
.TP
.B 2
Wrong command line.
.TP
.B 3
It could not judge: no repository, a range that is not complete, a configuration that cannot be read.
.TP
.B 70
A bug of ai-provenance: one line, and the path of a log.
.SH FILES
.TP
.I .ai-provenance.toml
The configuration of the project, beside .git;
.I pyproject.toml
with the table tool.ai-provenance serves as well.
.SH SEE ALSO
.BR git (1),
.BR git-interpret-trailers (1),
.BR githooks (5)
"""


def pages() -> dict[str, str]:
    """File name -> content. The programs other than ai-provenance are the same one under another name."""
    other = ".so man1/ai-provenance.1\n"
    return {
        "ai-provenance.1": "".join(_page()),
        "git-provenance.1": other,
        "git-ai-provenance.1": other,
    }


def _page() -> Iterator[str]:
    context = click.Context(cli, info_name="ai-provenance", help_option_names=["-h", "--help"])
    yield '.TH AI-PROVENANCE 1 "" "ai-provenance" "User commands"\n'
    yield ".SH NAME\nai\\-provenance, git\\-provenance, git\\-ai\\-provenance \\- which commits an AI helped to write\n"
    yield ".SH SYNOPSIS\n.B ai\\-provenance\n[OPTIONS] COMMAND [ARGUMENTS]\n"
    yield ".br\n.B git provenance\nCOMMAND [ARGUMENTS]\n"
    yield f".SH DESCRIPTION\n{_escaped(cli.help or '')}\n.PP\n"
    yield "`git provenance COMMAND \\-h` prints the options of a command; they are listed below too.\n"
    yield ".SH OPTIONS\n"
    yield from _options(cli, context)
    yield ".SH COMMANDS\n"
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command and not command.hidden:
            yield from _command(command, name, context)
    yield _EXIT_CODES


def _command(command: click.Command, path: str, parent: click.Context) -> Iterator[str]:
    own = {key: value for key, value in command.context_settings.items() if key == "help_option_names"}
    with click.Context(command, parent, info_name=path.rpartition(" ")[2], **own) as context:
        usage = " ".join(command.collect_usage_pieces(context))
        yield f".SS {_escaped(path)} {_escaped(usage)}\n"
        for paragraph in (command.help or "").split("\n\n"):
            yield f"{_escaped(' '.join(paragraph.split()))}\n.PP\n"
        yield from _options(command, context)
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                if inner and not inner.hidden:
                    yield from _command(inner, f"{path} {name}", context)


def _options(command: click.Command, context: click.Context) -> Iterator[str]:
    for parameter in command.get_params(context):
        record = parameter.get_help_record(context)
        if record:
            names, text = record
            yield f".TP\n.B {_escaped(names)}\n{_escaped(text)}\n"


def _escaped(text: str) -> str:
    """TEXT as roff: hyphens that can be copied, and no line that begins with a control character."""
    plain = text.replace("\\", "\\e").replace("-", "\\-").replace("\b", "")
    return "\n".join(f"\\&{line}" if line.startswith((".", "'")) else line for line in plain.splitlines())


if __name__ == "__main__":
    PLACE.mkdir(exist_ok=True)
    for name, content in pages().items():
        (PLACE / name).write_text(content, encoding="utf-8")
