"""The processes above this one: from /proc, or from `ps` where there is none (macOS) and an amend is likely."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    Ancestor = tuple[int, str]
    """Process id and name."""

DEPTH = 16
"""How many processes to look up: agent, shell, git, hook manager and hook are far fewer."""
FRESH = 2
"""Seconds: a commit whose author's date is no older than this is new, and not amended."""


def ancestors() -> list[Ancestor]:
    """Each process above this one, nearest first; none where there is no /proc."""
    found: list[Ancestor] = []
    process = os.getppid()
    while process > 1 and len(found) < DEPTH:
        name, parent = _stat(process)
        if not parent:
            break
        found.append((process, name))
        process = parent
    return found


def arguments(process: int) -> list[bytes]:
    """The command line of PROCESS; empty when it cannot be read."""
    return _read(f"/proc/{process}/cmdline").split(b"\0")[:-1]


def is_amending(above: list[Ancestor], environ: Mapping[str, str]) -> bool:
    """Whether the git that runs this hook is `git commit --amend`."""
    # Git says so to its hooks only when it reuses a message, so the command line has to be read.
    # Starting `ps` costs more than the hook: without /proc it is started only when the author's date, which git
    # exports, is an old one, as it is in every amend of a commit that was not made just now.
    if not above and _is_old(environ.get("GIT_AUTHOR_DATE", "")):
        return any(_amends(words) for words in commands_from_ps() if words[0].rpartition(b"/")[2] == b"git")
    for process, name in above:
        if name == "git":
            return _amends(arguments(process))
    return False


def commands_from_ps() -> list[list[bytes]]:
    """The words of the command line of each process above this one, nearest first, as `ps` prints them."""
    from ai_provenance.repo.run import command_output  # noqa: PLC0415 - only where there is no /proc

    listed = command_output(["ps", "-A", "-o", "pid=", "-o", "ppid=", "-o", "args="], dict(os.environ)) or b""
    rows = {words[0]: words[1:] for words in map(bytes.split, listed.splitlines()) if len(words) > 2}
    found: list[list[bytes]] = []
    process = str(os.getppid()).encode()
    while process in rows and len(found) < DEPTH:
        found.append(rows[process][1:])
        process = rows[process][0]
    return found


def _is_old(date: str) -> bool:
    """Whether DATE (`@SECONDS ZONE`) is further back than a commit takes to make."""
    seconds = date.lstrip("@").partition(" ")[0]
    if not seconds.isdigit():
        return False
    import time  # noqa: PLC0415 - built in, and only needed without /proc

    return time.time() - int(seconds) > FRESH


def _amends(command: list[bytes]) -> bool:
    # the first test spares nearly every commit the import
    if not any(word.startswith(b"--am") for word in command):
        return False
    from ai_provenance.environment.commit_command import commit_command  # noqa: PLC0415 - see above

    return commit_command(command).amends


def _stat(process: int) -> tuple[str, int]:
    head, _, tail = _read(f"/proc/{process}/stat").rpartition(b")")
    fields = tail.split()
    if len(fields) < 2 or not fields[1].isdigit():
        return "", 0
    return head.partition(b"(")[2].decode("utf-8", "replace"), int(fields[1])


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib doubles the start of a hook
            return file.read()
    except OSError:
        return b""
