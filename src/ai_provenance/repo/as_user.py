"""Git as its user runs it: their configuration and their hooks in force.

Reading a repository never goes through here. Installing hooks asks where the user's git looks for them, and `doctor`
makes a commit to see them fire; both would see nothing through the hardened door of `run`.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.errors import GitError

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
class Answer:
    """What one git left: exit status, standard output and standard error as text."""

    status: int
    out: str
    err: str


def ask(directory: Path, *args: str, extra: Mapping[str, str] | None = None, timeout: float | None = None) -> Answer:
    """Run `git ARGS` in DIRECTORY, whatever its exit status; EXTRA variables are added to the environment.

    A git that takes longer than TIMEOUT seconds is ended and answers with status 124.

    Raises:
        GitError: git is not installed.
    """
    environ = {name: value for name, value in os.environ.items() if name not in _POINTERS}
    try:
        done = subprocess.run(
            ["git", *args],
            cwd=directory,
            env={**environ, "GIT_TERMINAL_PROMPT": "0", **(extra or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=timeout,
        )
    except FileNotFoundError:
        raise GitError("git was not found on the PATH", hint="install git 2.30 or newer") from None
    except subprocess.TimeoutExpired:
        return Answer(124, "", f"git {args[0]} took longer than {timeout:g} s")
    return Answer(done.returncode, _text(done.stdout), _text(done.stderr))


def tell(directory: Path, *args: str, extra: Mapping[str, str] | None = None) -> str:
    """Run `git ARGS` in DIRECTORY; its output without the last line end.

    Raises:
        GitError: git failed, with what it said.
    """
    answer = ask(directory, *args, extra=extra)
    if answer.status:
        said = answer.err.strip().splitlines() or [f"status {answer.status}"]
        raise GitError(f"git {args[0]} failed: {said[-1].removeprefix('fatal: ')}", hint="git status")
    return answer.out.rstrip("\n")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
