"""The entry point: finds the command, and turns an error into a message and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from io import StringIO

import click

from ai_provenance import __version__
from ai_provenance.cli.output import accept_any_text, choose_color, print_lines
from ai_provenance.cli.suggestions import SuggestingGroup, nearest_choice
from ai_provenance.cli.terminal import error_lines, forget_output
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.text import log_line

COMMANDS: dict[str, str] = {
    "report": "How far the commits of a range can be traced, with denominator and evidence",
    "classify": "One verdict a commit, as JSON lines or text",
    "explain": "Why a commit got its verdict, and what would raise its level",
    "check": "Judge commits by the project's policy: exit 0, 1 (broken) or 3 (could not judge)",
    "rule": "What a rule of the policy demands, why, and how a breach is fixed",
    "secrets": "Look for secrets in what is staged, a range, a message or files",
    "attest": "Write provenance records for commits, in CI or for the past",
    "verify": "Who signed the provenance records of commits, by keys of the base, offline",
    "records": "Provenance records: push, fetch, carry, show, list and prune them",
    "squash": "Squash merges: find the evidence that they lose, carry it over, restore it",
    "score": "Scores of the phases of AI adoption, by evidence, and their gates",
    "delivery": "DORA's five metrics from git: frequency, lead time, fail rate, recovery, rework",
    "experiment": "Plan a controlled experiment, join it, and judge it once at its end",
    "pdca": "Plan a change against a number, check it, record the verdict, and propose what to do",
    "survey": "Ask developers, keep the answers without identity, and sum them up",
    "conform": "Hold the commit at HEAD against the organisation's templates, policy and pin",
    "governance": "Set up, check and pin the rules that an organisation keeps in one repository",
    "audit": "Freeze a quarter as signed evidence, check it, and say which audits are due",
    "onboard": "Write configuration, hooks, the template's files and the pin, and print what to run next",
    "history": "The recorded metrics over time; --backfill measures the past",
    "fleet": "Many repositories: list, mirror, count and pool them into one honest number",
    "store": "The metrics store of many repositories: make, check, prune or export it",
    "monitoring": "Print a Grafana dashboard, Prometheus alert rules, or the views of a store",
    "init": "Write the configuration and the pre-commit block, and print what to run next",
    "install": "Install the hooks, chained with those that are there",
    "uninstall": "Take the hooks out and put back what was there, byte for byte",
    "doctor": "Prove by commits in a scratch worktree that each hook fires, where git itself looks for it",
    "agents": "The agents that are known here, with their signals and sources",
    "config": "Print the configuration's JSON Schema, or the configuration that holds here",
    "completion": "Print the script that completes commands, options and their values in a shell",
    "cache": "Show or clear what reports keep in the git directory",
    "hook": "Run one git hook by name, as git would",
}
"""Command name -> its short help. The module is `ai_provenance.cli.NAME` (`-` as `_`), its click command `command`.

The help is kept here so that `ai-provenance --help` loads no command; a test compares it with the command's own.
"""


MEANT = {
    "badge": "ai-provenance report --format badge",
    "blame": "ai-provenance explain COMMIT",
    "help": "ai-provenance --help",
    "lint": "ai-provenance check",
    "log": "ai-provenance classify --format text",
    "scan": "ai-provenance secrets scan",
    "show": "ai-provenance explain COMMIT",
    "stats": "ai-provenance report",
    "status": "ai-provenance doctor",
    "version": "ai-provenance --version",
}
"""Words that other programs have for a command, and what does the same here."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
"""There is no room to write to, or no more is allowed."""


class LazyGroup(SuggestingGroup):
    """A group that imports a command's module only when the command is named."""

    meant = MEANT

    def invoke(self, ctx: click.Context) -> object:
        """Run the command. A reader that ended (`| head`) is no error here; click would exit 1."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            forget_output()
            return ExitCode.OK
        return result

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All command names, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's
        """Import and return one command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"ai_provenance.cli.{cmd_name.replace('-', '_')}")
        command = module.command
        assert isinstance(command, click.Command)  # noqa: S101 - the table's promise, checked by a test
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's
        """List the commands from the table, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, "--version", prog_name="ai-provenance", message="%(prog)s %(version)s")
@click.option("--verbose", "-v", is_flag=True, help="Print the git commands that are run on standard error.")
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    is_eager=True,
    expose_value=False,
    callback=lambda _context, _option, choice: choose_color(choice),
    help="Colours for good and bad. Default: on a terminal, unless NO_COLOR is set.",
)
def cli(*, verbose: bool) -> None:
    """Which commits an AI helped to write, with what tool, and how far that can be traced."""
    if verbose:
        import shlex

        from ai_provenance.repo.run import on_command  # `--version` and `--help` need no git

        on_command(lambda command: click.echo(f"git: {log_line(shlex.join(command))}", err=True))


def run(arguments: list[str]) -> int:
    """Run one command line and return its exit code. Every error ends here."""
    accept_any_text()
    try:
        result = cli.main(arguments, prog_name="ai-provenance", standalone_mode=False)
    except ProvenanceError as error:
        return explain(error)
    except click.ClickException as error:
        # an argument may be the name of a stranger's branch
        text = StringIO()
        error.show(text)
        said = text.getvalue().removesuffix("\n") + nearest_choice(error)
        print_lines(said.split("\n"), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        print_lines(["interrupted"], err=True)
        return 130  # 128 + SIGINT, as shells report it
    except Exception as error:  # noqa: BLE001 - the last handler: one line and a log instead of a traceback
        return explain(error)
    return result if isinstance(result, int) else ExitCode.OK


def explain(error: Exception) -> int:
    """Print what went wrong and return the exit code. An error that was not expected is a bug of ours."""
    if isinstance(error, OSError) and error.errno in _FULL:
        forget_output()
        error = ProvenanceError(f"cannot write: {error.strerror}", hint="df -h shows which disk is full")
    if not isinstance(error, ProvenanceError):
        return _report_bug(error)
    print_lines(error_lines(error), err=True)
    return error.exit_code


def _report_bug(error: Exception) -> int:
    import tempfile
    import traceback

    handle, name = tempfile.mkstemp(prefix="ai-provenance-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as log:
        log.write(f"ai-provenance {__version__}, Python {sys.version}\n")
        log.write("".join(traceback.format_exception(error)))
    print_lines([f"error: unexpected {type(error).__name__}; this is our bug: please report {name}"], err=True)
    return ExitCode.BUG
