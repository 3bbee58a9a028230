"""`ai-provenance doctor`: prove that the hooks fire."""

from __future__ import annotations

import signal
import sys

import click

from ai_provenance.cli.options import repo_option
from ai_provenance.cli.output import print_lines
from ai_provenance.errors import ExitCode
from ai_provenance.install.diagnosis import State, examine
from ai_provenance.repo import open_repository


@click.command()
@repo_option
def command(*, directory: str) -> int:
    """Prove by commits in a scratch worktree that each hook fires.

    Names what is off and the command that fixes it; exits 1 if anything is. Nothing is left behind.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # so that the scratch worktree goes too
    fine = True
    for found in examine(open_repository(directory)):
        fine = fine and found.state is State.OK
        print_lines([f"{found.state:<8}{found.subject}: {found.detail}"])
        if found.fix:
            print_lines([f"{'':<8}fix: {found.fix}"])
    return ExitCode.OK if fine else ExitCode.VIOLATION_FOUND
