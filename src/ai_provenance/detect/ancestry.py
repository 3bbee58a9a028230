"""The processes above this one, read from /proc; nothing where there is no /proc (macOS, Windows)."""

from __future__ import annotations

import os

DEPTH = 16
"""How far up to look: agent, shell, git, hook manager and hook stay well below."""


def ancestors() -> list[tuple[int, str]]:
    """Process id and name of each process above this one, nearest first."""
    found: list[tuple[int, str]] = []
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


def is_amending(above: list[tuple[int, str]]) -> bool:
    """Whether the nearest git ABOVE is `git commit --amend`: git tells its hooks only when it reuses a message."""
    for process, name in above:
        if name == "git":
            return _amends(arguments(process))
    return False


def _amends(command: list[bytes]) -> bool:
    if b"commit" not in command:
        return False
    options = command[command.index(b"commit") + 1 :]
    if b"--" in options:
        options = options[: options.index(b"--")]
    # git takes any unambiguous beginning: --am, --ame, ... (--a is ambiguous with --all, --author, --allow-empty)
    return any(option.startswith(b"--am") and b"--amend".startswith(option) for option in options)


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
