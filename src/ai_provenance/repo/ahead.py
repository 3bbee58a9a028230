"""A git that is started before we are ready for it: while Python loads what will read its output, a thread takes it.

Loading the rules takes a tenth of a second, in which git walks some thousand commits. The walk asks for its git by the
command that it would start itself (`claim`); another one, or none, ends the git that was started in vain.

Standard library only, and of that nothing that a bare interpreter has not loaded already.
"""

from __future__ import annotations

import os
import time

from ai_provenance.repo.environment import OPTIONS, environment
from ai_provenance.repo.layout import LAYOUT, history_arguments, log_command, refs_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

PIPE_SIZE = 1 << 20
"""Bytes asked of the kernel for a pipe (Linux): at the default 64 kB git waits for us again and again."""
_MOST = 4 << 20
"""Bytes taken before anybody asks for them."""
_READ = 1 << 20
_PAUSE = 0.004
"""Seconds between two reads: waking up for every few kB costs git more than it wins."""


class Pipe:
    """The readable end of a pipe, and what was read of it already."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._kept: list[bytes] = []
        self.kept = 0
        """Bytes read before anybody asked for them."""
        self.others: Callable[[], None] | None = None
        """Ends the thread that keeps: called when what it kept is used up."""

    def read(self, size: int = -1) -> bytes:
        """At most SIZE bytes, or about as many of what was read already; empty at the end."""
        if not self._kept:
            self._take_over()
        if self._kept:
            return self._few(size)
        return os.read(self._descriptor, size if size > 0 else _READ)

    def _few(self, size: int) -> bytes:
        """Of the pieces read already, the first, and those behind it until they hold SIZE bytes."""
        first = self._kept.pop(0)
        pieces, held = [first], len(first)
        while self._kept and held < size:
            pieces.append(self._kept.pop(0))
            held += len(pieces[-1])
        return b"".join(pieces)

    def keep(self) -> bool:
        """Read once and keep it; whether there may be more."""
        piece = os.read(self._descriptor, _READ)
        if piece:
            self._kept.append(piece)
            self.kept += len(piece)
        return bool(piece)

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def _take_over(self) -> None:
        if self.others:
            self.others()
            self.others = None

    def close(self) -> None:
        """Close it, once."""
        self._take_over()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class Ahead:
    """A running git whose output is being taken. It has what `stream_git` needs of a `subprocess.Popen`."""

    def __init__(self, command: list[str], *, inherit: bool) -> None:
        import _thread  # noqa: PLC0415 - built in, and needed here only

        self.question = command, inherit
        self.returncode: int | None = None
        self.pid, self.stdout, self.stderr = _spawn(command, environment(inherit=inherit))
        self._wanted = False
        self.stdout.others = self.stop_taking
        self._reading = _thread.allocate_lock()
        self._reading.acquire()
        _thread.start_new_thread(self._take, ())

    def __enter__(self) -> Ahead:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop_taking()
        self.stdout.close()
        self.stderr.close()
        self.wait()

    def stop_taking(self) -> None:
        """End the thread, once: from here on the output is read by who asked for it."""
        if not self._wanted:
            self._wanted = True
            self._reading.acquire()

    def communicate(self) -> tuple[bytes, bytes]:
        """All that it prints and all that it says, of a git that says little."""
        return b"".join(iter(self.stdout.read, b"")), b"".join(iter(self.stderr.read, b""))

    def kill(self) -> None:
        """End git."""
        if self.returncode is None:
            os.kill(self.pid, 9)

    def wait(self) -> int:
        """Git's exit status; -9 when it was ended."""
        if self.returncode is None:
            self.returncode = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        return self.returncode

    def _take(self) -> None:
        try:
            while not self._wanted and self.stdout.kept < _MOST and self.stdout.keep():
                time.sleep(_PAUSE)
        finally:
            self._reading.release()


_running: list[Ahead] = []


def start(directory: str, revisions: Sequence[str], *, inherit: bool) -> None:
    """Start the git that walks REVISIONS as `batches` does, in DIRECTORY; nothing where that cannot be done."""
    if not any(word.startswith("-") or "\0" in word for word in revisions):
        _start(directory, [*log_command(LAYOUT), *history_arguments(revisions)], inherit=inherit)


def start_refs(directory: str, patterns: Sequence[str], *, inherit: bool) -> None:
    """Start the git that lists the refs which PATTERNS match as `note_refs` does; nothing where that cannot be done."""
    _start(directory, refs_command(patterns), inherit=inherit)


def _start(directory: str, words: list[str], *, inherit: bool) -> None:
    if not hasattr(os, "posix_spawnp"):
        return
    try:
        _running.append(Ahead(["git", "-C", directory, *OPTIONS, *words], inherit=inherit))
    except OSError:
        return  # who needs it starts its own, and says what is wrong


def claim(command: list[str], *, inherit: bool) -> Ahead | None:
    """The git that was started ahead, if it is one of them. It is given once."""
    for one in _running:
        if one.question == (command, inherit):
            _running.remove(one)
            return one
    return None


def abandon() -> None:
    """End what was started and not claimed."""
    while _running:
        one = _running.pop()
        one.kill()
        with one:
            pass


def _spawn(command: list[str], environ: dict[str, str]) -> tuple[int, Pipe, Pipe]:
    ours_out, theirs_out = os.pipe()
    ours_err, theirs_err = os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, theirs_out, 1),
        (os.POSIX_SPAWN_DUP2, theirs_err, 2),
    ]
    try:
        child = os.posix_spawnp(command[0], command, environ, file_actions=actions)
    except OSError:
        os.close(ours_out)
        os.close(ours_err)
        raise
    finally:
        os.close(theirs_out)
        os.close(theirs_err)
    enlarge(ours_out)
    return child, Pipe(ours_out), Pipe(ours_err)


def enlarge(descriptor: int) -> None:
    """Ask the kernel for a pipe of PIPE_SIZE; where it refuses, or has no such call, the pipe stays as it is."""
    try:
        import fcntl  # noqa: PLC0415 - absent on Windows

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    except (ImportError, AttributeError, OSError):
        return
