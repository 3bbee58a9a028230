"""Start git and read what it says. Every other module of this room goes through here."""

from __future__ import annotations

import _thread
import io
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ai_provenance.errors import GitError, ProvenanceError, RevisionError
from ai_provenance.repo import ahead
from ai_provenance.repo.ahead import Ahead, Pipe
from ai_provenance.repo.environment import OPTIONS, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from typing import IO

    from ai_provenance.repo.place import Place

_STDERR_KEPT = 4096

_REVISION_COMPLAINTS = (
    "ambiguous",
    "bad object",
    "bad revision",
    "invalid revision range",
    "needed a single revision",
    "not a valid commit name",
    "not a valid object name",
    "unknown revision",
)


watchers: list[Callable[[Sequence[str]], None]] = []
"""Told of every git before it starts; `--verbose` puts the one that prints here."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one git left: exit status, standard output, standard error as text."""

    status: int
    stdout: bytes
    stderr: str


def run_git(place: Place, *args: str, stdin: bytes | None = None, check: bool = True) -> bytes:
    """Run `git ARGS` in PLACE and return its standard output.

    Raises:
        RevisionError: git does not know a revision that was named.
        GitError: git failed otherwise (only with `check`), or is not installed.
    """
    outcome = try_git(place, *args, stdin=stdin)
    if check and outcome.status:
        raise failure(outcome.stderr, args)
    return outcome.stdout


def try_git(place: Place, *args: str, stdin: bytes | None = None) -> Outcome:
    """Run `git ARGS` in PLACE, whatever its exit status.

    Raises:
        GitError: git is not installed.
    """
    early = _claimed(place, args) if stdin is None else None
    if early:
        with early:
            out, err = early.communicate()
            return Outcome(early.wait(), out, err.decode("utf-8", "replace"))
    with _started(place, args, reads=stdin is not None) as process:
        out, err = process.communicate(stdin)
    return Outcome(process.returncode, out, err.decode("utf-8", "replace"))


@contextmanager
def stream_git(place: Place, *args: str) -> Generator[IO[bytes]]:
    """Run `git ARGS` in PLACE and yield its standard output as an unbuffered binary pipe.

    Leaving early ends git. Leaving at the end of its output checks how it ended.

    Raises:
        RevisionError: git does not know a revision that was named.
        GitError: git failed otherwise, or is not installed.
    """
    with _claimed(place, args) or _started(place, args, reads=False) as process:
        pipe: IO[bytes] = process.stdout  # type: ignore[assignment]  # asked for with PIPE, or the reading half of one
        ahead.enlarge(pipe.fileno())
        complaints = _Drain(process.stderr)
        try:
            yield pipe
        except BaseException:
            process.kill()
            raise
        finished = not pipe.read(1)
        if not finished:
            process.kill()
        pipe.close()
        status = process.wait()
        stderr = complaints.text()
    if finished and status:
        raise failure(stderr, args)


@contextmanager
def ask_git(place: Place, *args: str) -> Generator[tuple[IO[bytes], IO[bytes]]]:
    """Run a git that answers questions (`cat-file --batch`) and yield where to ask and where to read.

    Raises:
        GitError: git is not installed.
    """
    with _started(place, args, reads=True) as process:
        assert process.stdin is not None  # noqa: S101 - asked for with PIPE
        assert process.stdout is not None  # noqa: S101
        drain = _Drain(process.stderr)
        try:
            with io.BufferedReader(process.stdout) as answers:  # type: ignore[type-var]  # unbuffered, so a raw one
                yield process.stdin, answers
        finally:
            process.kill()
            drain.text()


def failure(stderr: str, args: tuple[str, ...] = ()) -> ProvenanceError:
    """The error that says what git said."""
    said = _last_complaint(stderr)
    if any(words in said.lower() for words in _REVISION_COMPLAINTS):
        return RevisionError(
            said, hint="git log --oneline -5 --all shows what there is; git fetch gets what is missing"
        )
    command = next((word for word in args if not word.startswith("-")), "")
    return GitError(
        f"git {command} failed: {said or 'it gave no reason'}", hint="git version; git fsck --connectivity-only"
    )


def _last_complaint(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    fatal = [line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")]
    return (fatal or lines or [""])[-1]


def _command(place: Place, args: tuple[str, ...]) -> list[str]:
    return ["git", "-C", place.start, *OPTIONS, *args]


def _claimed(place: Place, args: tuple[str, ...]) -> Ahead | None:
    """The same git, where it was started ahead."""
    return ahead.claim(_command(place, args), inherit=place.inherits)


def _started(place: Place, args: tuple[str, ...], *, reads: bool) -> subprocess.Popen[bytes]:
    import subprocess  # noqa: PLC0415 - a quarter of a bare start of Python; a git that was started ahead needs none

    command = _command(place, args)
    for watch in watchers:
        watch(command)
    try:
        return subprocess.Popen(
            command,
            bufsize=0,
            stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(inherit=place.inherits),
        )
    except FileNotFoundError:
        raise GitError("git was not found on the PATH", hint="install git 2.30 or newer") from None


class _Drain:
    """Reads a pipe to its end in a thread and keeps the last of it, so that git never waits for us to listen."""

    def __init__(self, pipe: IO[bytes] | Pipe | None) -> None:
        self._pipe = pipe
        self._tail = b""
        self._reading = _thread.allocate_lock()
        self._reading.acquire()
        _thread.start_new_thread(self._read, ())

    def _read(self) -> None:
        try:
            self._take_all()
        except (OSError, ValueError):
            pass  # closed under us: git was ended early, and its last words are not wanted
        finally:
            self._reading.release()

    def _take_all(self) -> None:
        while self._pipe and (chunk := self._pipe.read(_STDERR_KEPT)):
            self._tail = (self._tail + chunk)[-_STDERR_KEPT:]

    def text(self) -> str:
        """The last 4 kB, once git has closed its end."""
        with self._reading:
            return self._tail.decode("utf-8", "replace")
