"""Git as its user runs it: their configuration and their hooks in force.

Only for installing hooks, which must know where the user's git looks for them, and for `doctor`, which makes a commit
to see whether they run. With the hardened options of `environment` git would run no hooks at all.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.errors import GitError
from ai_provenance.repo.run import TIMED_OUT, run_command

_POINTERS = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_WORK_TREE",
)
"""Variables that point git somewhere else: a hook that started us may have left them."""


@dataclass(frozen=True, slots=True)
class TextOutcome:
    """How a git ended: exit status, standard output and standard error as text."""

    status: int
    out: str
    err: str


def try_as_user(
    directory: Path, *args: str, extra: Mapping[str, str] | None = None, timeout: float | None = None
) -> TextOutcome:
    """Run `git ARGS` in DIRECTORY, whatever its exit status; EXTRA variables are added to the environment.

    A git that takes longer than TIMEOUT seconds is killed, and has the status 124.

    Raises:
        GitError: git is not installed.
    """
    environ = {name: value for name, value in os.environ.items() if name not in _POINTERS}
    environ |= {"GIT_TERMINAL_PROMPT": "0", **(extra or {})}
    outcome = run_command(["git", "-C", str(directory), *args], environ, timeout=timeout)
    if outcome.status == TIMED_OUT and timeout is not None:
        return TextOutcome(TIMED_OUT, "", f"{_named(args)} took longer than {timeout:g} s, and was ended")
    return TextOutcome(outcome.status, outcome.stdout.decode("utf-8", "surrogateescape"), outcome.stderr)


def _named(args: Sequence[str]) -> str:
    """`git COMMAND`, without the options before the command."""
    words = list(args)
    while words[:1] == ["-c"]:
        words = words[2:]
    return f"git {words[0]}"


def run_as_user(directory: Path, *args: str, extra: Mapping[str, str] | None = None) -> str:
    """Run `git ARGS` in DIRECTORY; its output without the last line end.

    Raises:
        GitError: git failed, with the last line that it wrote.
    """
    outcome = try_as_user(directory, *args, extra=extra)
    if outcome.status:
        said = outcome.err.strip().splitlines() or [f"status {outcome.status}"]
        raise GitError(f"{_named(args)} failed: {said[-1].removeprefix('fatal: ')}", hint="git status")
    return outcome.out.rstrip("\n")
