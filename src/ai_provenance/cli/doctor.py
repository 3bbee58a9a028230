"""`ai-provenance doctor`: prove that the hooks fire."""

from __future__ import annotations

import signal
import sys
from dataclasses import asdict

import click

from ai_provenance.cli.options import repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.errors import ExitCode
from ai_provenance.export.encoding import json_text
from ai_provenance.export.report.json import tool_part
from ai_provenance.install.diagnosis import State, examine
from ai_provenance.install.hook_trials import TIME_LIMIT
from ai_provenance.repo import open_repository


@click.command()
@click.option("--no-run", is_flag=True, help="Read only: make no commit, run no hook.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    default=TIME_LIMIT,
    show_default=True,
    metavar="SECONDS",
    help="End a trial commit, and its hooks, after so long.",
)
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output format."
)
@repo_option
def command(*, no_run: bool, time_limit: float, format_: str, directory: str) -> int:
    """Prove by commits in a scratch worktree that each hook fires, where git itself looks for it.

    Names the hooks of others before it runs them, what is off, and the command that fixes it; exits 1 if anything is
    off. Nothing is left behind.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the scratch worktree goes too
    checks = []
    for found in examine(open_repository(directory), run=not no_run, time_limit=time_limit):
        checks.append(found)
        if format_ == "text":  # each as soon as it is known: a trial takes its time
            print_lines([f"{found.state:<8}{found.subject}: {found.detail}"])
            print_lines([f"{'':<8}fix: {found.fix}"] if found.fix else [])
    fine = all(found.state is not State.OFF for found in checks)
    if format_ == "json":
        found_all = [asdict(one) for one in checks]
        print_lines([json_text({"schema_version": "1.0", "tool": tool_part(), "fine": fine, "checks": found_all})])
    return ExitCode.OK if fine else ExitCode.VIOLATION_FOUND
