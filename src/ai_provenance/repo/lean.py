"""Git for hooks: one short answer, without `subprocess`, whose import alone doubles the start of a hook."""

from __future__ import annotations

import os

from ai_provenance.repo.environment import OPTIONS, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_BATCH = 500
"""Object ids written at a time: less than a pipe holds, so git never waits for us while we wait for it."""


def _nothing() -> None:
    """There is nothing to do but wait."""


def ask_git(
    arguments: Sequence[str],
    *,
    stdin: bytes = b"",
    hardened: bool = True,
    inherit: bool = True,
    meanwhile: Callable[[], None] = _nothing,
) -> bytes | None:
    """What `git ARGUMENTS` prints, run here with the environment of the hook; None when it fails or is not found.

    STDIN must fit into a pipe (64 kB on Linux). With `hardened` off the user's own configuration counts, as it does
    for the git that started the hook. With `inherit` off, GIT_DIR and its like do not reach git. MEANWHILE is called
    while git works.
    """
    command = ["git", *(OPTIONS if hardened else ()), *arguments]
    return ask(command, environment(inherit=inherit), stdin=stdin, meanwhile=meanwhile)


def ask(
    command: list[str], environ: dict[str, str], *, stdin: bytes = b"", meanwhile: Callable[[], None] = _nothing
) -> bytes | None:
    """What COMMAND prints; None when it fails or is not found. STDIN must fit into a pipe."""
    if not hasattr(os, "posix_spawnp"):  # Windows
        meanwhile()
        return _ask_portably(command, environ, stdin)
    try:
        return _ask_posix(command, environ, stdin, meanwhile)
    except OSError:
        return None


def messages(revisions: Sequence[str]) -> Iterator[bytes]:
    """The raw messages of the commits that REVISIONS name; those that cannot be read are left out."""
    for first in range(0, len(revisions), _BATCH):
        names = "".join(f"{name}^{{commit}}\n" for name in revisions[first : first + _BATCH])
        yield from _bodies(ask_git(["cat-file", "--batch"], stdin=names.encode()) or b"")


def _bodies(batch: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(batch):
        end = batch.find(b"\n", at)
        fields = batch[at:end].split(b" ")
        at = end + 1
        if end < 0 or len(fields) != 3 or not fields[2].isdigit():
            continue  # `NAME missing`
        size = int(fields[2])
        yield batch[at : at + size].partition(b"\n\n")[2]
        at += size + 1


def _ask_posix(
    command: list[str], environ: dict[str, str], stdin: bytes, meanwhile: Callable[[], None]
) -> bytes | None:
    theirs_in, ours_in = os.pipe()
    ours_out, theirs_out = os.pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, theirs_in, 0),
        (os.POSIX_SPAWN_DUP2, theirs_out, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        child = os.posix_spawnp(command[0], command, environ, file_actions=actions)
    except OSError:
        for end in (theirs_in, ours_in, ours_out, theirs_out):
            os.close(end)
        raise
    os.close(theirs_in)
    os.close(theirs_out)
    try:
        if stdin:
            os.write(ours_in, stdin)
        os.close(ours_in)
        meanwhile()
        with open(ours_out, "rb") as pipe:  # noqa: PTH123 - a descriptor, not a path
            out = pipe.read()
    except BaseException:  # the hook's time is up: leave no git behind
        os.kill(child, 9)
        os.waitpid(child, 0)
        raise
    return None if os.waitpid(child, 0)[1] else out


def _ask_portably(command: list[str], environ: dict[str, str], stdin: bytes) -> bytes | None:
    import subprocess  # noqa: PLC0415 - only where there is no posix_spawn

    try:
        done = subprocess.run(command, env=environ, input=stdin, capture_output=True, check=False)
    except OSError:
        return None
    return None if done.returncode else done.stdout
