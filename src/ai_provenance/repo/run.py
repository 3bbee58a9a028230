"""Start git and read what it prints. No other module of the project starts a git.

A git that gives a short answer is started by `posix_spawn` (`_spawn`), every other one by `subprocess.Popen`
(`_popen`), whose import alone costs a quarter of a bare start of Python. Hooks load this module, so everything beyond
the built-in modules is imported where it is used.
"""

from __future__ import annotations

import _thread
import os

from ai_provenance.errors import GitError, MissingObjectError, RevisionError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.environment import GIT_OPTIONS, git_environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Mapping, Sequence
    from io import BufferedReader
    from types import TracebackType
    from typing import TypeAlias

    from ai_provenance.repo.repository import Repository

    Where: TypeAlias = "Repository | WorkingDirectory"
    """Where git is started."""

PIPE_SIZE = 1 << 20
"""Bytes requested for the pipe of a stream (Linux): at the default of 64 kB git stops and waits again and again."""
_UNREAD = 16_000
"""Bytes that can be written to any pipe before the other side reads: macOS has 16 kB, Linux 64 kB."""
_BUFFER = 1 << 16
_STDERR_KEPT = 1 << 16
"""Bytes kept of the end of a standard error: enough for every message of git, whatever a hook prints before it."""
TIMED_OUT = 124
"""Exit status of a command that took longer than its timeout, as in timeout(1)."""

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
_UNKNOWN = (("bad revision '", "'"), ("ambiguous argument '", "': unknown revision"), ("Not a valid object name ", ""))
"""Beginning and end of what git says of a name that it does not know; the name is between them."""

REFETCH = "git fetch --refetch --no-filter"
"""What gets the objects that a partial clone left at the remote."""
_MISSING = ("unable to read ", "could not read ", "missing blob", "missing tree")
"""What git says where an object is not here."""

_callbacks: list[Callable[[Sequence[str]], None]] = []


def on_command(callback: Callable[[Sequence[str]], None]) -> None:
    """Call CALLBACK with the words of every command before it is started, from now on; for `--verbose`."""
    _callbacks.append(callback)


class WorkingDirectory:
    """A directory to start git in, where no repository has been opened.

    `open_repository` and hooks use it: to open one costs a git, and a hook reads the repository it was started in.
    """

    __slots__ = ("inherits", "start")

    def __init__(self, start: str = "", *, inherits: bool = True) -> None:
        self.start = start
        """For `git -C`; empty for our own working directory."""
        self.inherits = inherits
        """Whether git gets the GIT_DIR, GIT_INDEX_FILE ... of our own environment."""


class Outcome(NamedTuple):
    """How a command ended: exit status, standard output, standard error as text."""

    status: int
    """Negative: the number of the signal that ended it."""
    stdout: bytes
    stderr: str


def run_git(where: Where, *args: str, stdin: bytes | None = None, check: bool = True) -> bytes:
    """Run `git ARGS` in WHERE and return its standard output.

    Raises:
        RevisionError: git does not know a revision that was named.
        GitError: git failed otherwise (only with `check`), or is not installed.
    """
    outcome = try_git(where, *args, stdin=stdin)
    if check and outcome.status:
        raise failure(outcome.stderr, args, status=outcome.status)
    return outcome.stdout


def try_git(where: Where, *args: str, stdin: bytes | None = None) -> Outcome:
    """Run `git ARGS` in WHERE, whatever its exit status.

    Raises:
        GitError: git is not installed.
    """
    return run_command(_command(where, args), git_environment(inherit=where.inherits), stdin=stdin)


def git_output(args: Sequence[str], *, stdin: bytes | None = None, hardened: bool = True) -> bytes | None:
    """What `git ARGS` prints in our working directory and environment; None when it fails or is not installed.

    With `hardened` off the user's configuration and hooks count, as they do for the git that started a hook of ours.
    """
    return command_output(["git", *(GIT_OPTIONS if hardened else ()), *args], git_environment(inherit=True), stdin)


def command_output(command: Sequence[str], environ: Mapping[str, str], stdin: bytes | None = None) -> bytes | None:
    """What COMMAND prints; None when it fails or is not installed."""
    try:
        outcome = run_command(command, environ, stdin=stdin)
    except GitError:
        return None
    return None if outcome.status else outcome.stdout


def run_command(
    command: Sequence[str],
    environ: Mapping[str, str],
    *,
    stdin: bytes | None = None,
    timeout: float | None = None,
    detached: bool = False,
) -> Outcome:
    """Run COMMAND to its end with the environment ENVIRON; without STDIN it reads nothing.

    A command that takes longer than TIMEOUT seconds is killed, and has the status `TIMED_OUT`. A DETACHED one has no
    terminal that it could prompt on.

    Raises:
        GitError: its program cannot be started.
    """
    short = timeout is None and len(stdin or b"") <= _UNREAD
    if short and hasattr(os, "posix_spawnp"):  # Windows has no such call
        return _spawn(command, environ, stdin, detached=detached)
    import subprocess  # noqa: PLC0415 - see the module's docstring

    own_group = detached or timeout is not None
    with _popen(command, environ, with_stdin=stdin is not None, own_group=own_group) as process:
        try:
            out, err = process.communicate(stdin, timeout)
        except subprocess.TimeoutExpired:
            _kill_group(process)
            return Outcome(TIMED_OUT, b"", f"{command[0]} took longer than {timeout:g} s")
        except BaseException:
            _kill_group(process)
            raise
    return Outcome(process.returncode, out, err.decode("utf-8", "replace"))


class Limits(NamedTuple):
    """What a git that is read while it runs may use."""

    memory: int = 0
    """Bytes of memory of its own, mapped packs not counted (Linux; elsewhere there is no limit). 0: no limit."""
    silence: float = 0
    """Seconds that it may print nothing, before it is killed. 0: no limit."""


NO_LIMITS = Limits()


def stream_git(where: Where, *args: str, stdin: bytes | None = None, limits: Limits = NO_LIMITS) -> GitStream:
    """Start `git ARGS` in WHERE, for `with stream_git(...) as pipe`: PIPE is its standard output.

    Git runs from the call on, and fills the pipe until it is read. STDIN is written before anything is read: only
    for a git that reads it to its end before it prints. Leaving the block early ends git; leaving it at the end of the
    output checks how git ended, and raises RevisionError or GitError.

    Raises:
        GitError: git is not installed.
    """
    stream = GitStream(where, args, with_stdin=stdin is not None, limits=limits)
    if stdin is not None:
        stream.write(stdin)
        stream.close_stdin()
    return stream


class GitStream:
    """A git whose output is read while it runs."""

    __slots__ = ("_args", "_errors", "_limits", "_overdue", "_process", "_stdin", "_stdout")

    def __init__(self, where: Where, args: tuple[str, ...], *, with_stdin: bool, limits: Limits = NO_LIMITS) -> None:
        self._args = args
        self._limits = limits
        self._overdue = False
        environ = git_environment(inherit=where.inherits)
        self._process = _popen(_command(where, args), environ, with_stdin=with_stdin)
        if limits.memory:
            _limit_memory(self._process.pid, limits.memory)
        self._stdin = self._process.stdin
        assert self._process.stdout is not None  # noqa: S101 - `_popen` opens the pipes
        assert self._process.stderr is not None  # noqa: S101
        self._stdout = self._process.stdout
        _enlarge(self._stdout.fileno())
        self._errors = _Tail(self._process.stderr.fileno())

    def __enter__(self) -> BufferedReader:
        return self._stdout  # type: ignore[return-value]  # `_popen` makes it buffered

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        at_end = False
        try:
            at_end = kind is None and not self._overdue and not self._stdout.read(1)
        finally:
            status, stderr = self._end(kill=not at_end)
        if self._overdue and kind is None:
            raise GitError(
                f"git {_git_command(self._args)} printed nothing for {self._limits.silence:g} s, and was stopped",
                hint="leave large files out, or allow more seconds",
            )
        if at_end and status:
            raise failure(stderr, self._args, status=status)

    def read_some(self, size: int) -> bytes:
        """Up to SIZE bytes of the output, as soon as there are any; nothing at its end, or when git is silent for
        longer than its limit, which leaving the `with` block then raises. SIZE is larger than a buffer.
        """
        if self._limits.silence and os.name == "posix":  # Windows cannot wait for a pipe
            import select  # noqa: PLC0415 - only for streams with a limit

            # `read1` of more than the buffer holds reads from the pipe itself: nothing waits unseen in the buffer
            if not select.select([self._stdout], [], [], self._limits.silence)[0]:
                self._overdue = True
                return b""
        stdout: BufferedReader = self._stdout  # type: ignore[assignment]  # `_popen` makes it buffered
        return stdout.read1(size)

    def write(self, data: bytes) -> None:
        """Write DATA to git's standard input.

        Raises:
            GitError: git has ended.
        """
        assert self._stdin is not None  # noqa: S101 - only called where there is one
        try:
            self._stdin.write(data)
            self._stdin.flush()
        except BrokenPipeError:
            # not passed on: the command line takes a broken pipe for its own reader that went away
            raise self.unexpected_end() from None

    def close_stdin(self) -> None:
        """End git's standard input."""
        assert self._stdin is not None  # noqa: S101
        try:  # noqa: SIM105 - contextlib is not loaded yet
            self._stdin.close()
        except BrokenPipeError:
            pass  # git has ended, and its status is checked where its output ends

    def unexpected_end(self) -> GitError | RevisionError:
        """The error for a git that has stopped to answer."""
        status, stderr = self._end(kill=False)
        return failure(stderr, self._args, status=status)

    def _end(self, *, kill: bool) -> tuple[int, str]:
        """Wait for git, after ending it if it may have more to say; its status and what it wrote to standard error."""
        if kill:
            self._process.kill()
        if self._stdin:
            try:  # noqa: SIM105 - as above
                self._stdin.close()
            except OSError:
                pass  # what was not written yet has no reader
        self._stdout.close()
        status = self._process.wait()
        stderr = self._errors.text()
        if self._process.stderr:
            self._process.stderr.close()
        return status, stderr


def failure(stderr: str, args: Sequence[str] = (), *, status: int = 0) -> GitError | RevisionError:
    """The error for a git that ended with STATUS, in the words that it wrote to standard error."""
    said = _last_complaint(stderr)
    if any(words in said.lower() for words in _REVISION_COMPLAINTS):
        name = _refused_revision(said)
        if name:
            return no_commit_named(name)
        return RevisionError(
            said, hint="git log --oneline -5 --all shows what there is; git fetch gets what is missing"
        )
    name = _git_command(args)
    if "out of memory" in said.lower():
        return GitError(f"git {name} ran out of memory ({said})", hint="leave large files out, or use a larger machine")
    if any(words in said for words in _MISSING):
        return MissingObjectError(f"git {name} failed: {said}", hint=f"{REFETCH}; git fsck --connectivity-only")
    if status < 0:
        return GitError(
            f"git {name} was ended by {_signal_name(-status)}{': ' + said if said else ''}",
            hint="free -m (SIGKILL often means that memory ran out); git fsck --connectivity-only",
        )
    return GitError(
        f"git {name} failed: {said or 'it gave no reason'}", hint="git version; git fsck --connectivity-only"
    )


def no_commit_named(name: str) -> RevisionError:
    """The error for a revision NAME that names nothing here."""
    if name in {"HEAD", "@"}:
        return RevisionError(f"no commit yet: {name!r} names none", hint="git log --oneline -3")
    return RevisionError(
        f"unknown revision: {name!r}", hint="git branch --all and git tag list the names; git fetch origin"
    )


def _refused_revision(complaint: str) -> str:
    """The revision that git's COMPLAINT says it does not know; empty where it complains of something else."""
    for begin, end in _UNKNOWN:
        before, _, rest = complaint.partition(begin)
        if rest and not before:
            return rest.rpartition(end)[0] if end else rest
    return ""


def _last_complaint(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    fatal = [line.removeprefix("fatal: ") for line in lines if line.startswith("fatal: ")]
    return (fatal or lines or [""])[-1]


def _git_command(args: Sequence[str]) -> str:
    """The first of ARGS that is neither an option nor the value of `-c`."""
    words = iter(args)
    for word in words:
        if word == "-c":
            next(words, "")
        elif not word.startswith("-"):
            return word
    return ""


def _signal_name(number: int) -> str:
    import signal  # noqa: PLC0415 - imports enum; only where git was ended

    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _command(where: Where, args: Sequence[str]) -> list[str]:
    return ["git", *(("-C", where.start) if where.start else ()), *GIT_OPTIONS, *args]


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill PROCESS and what it has started, hooks for example, where it leads a group of its own."""
    process.kill()
    if hasattr(os, "killpg"):
        try:  # noqa: SIM105 - contextlib is not loaded yet
            os.killpg(process.pid, 9)
        except OSError:
            pass  # it leads none, or all of it has ended


def _popen(
    command: Sequence[str], environ: Mapping[str, str], *, with_stdin: bool, own_group: bool = False
) -> subprocess.Popen[bytes]:
    """Start a process that is read while it runs."""
    import subprocess  # noqa: PLC0415 - see the module's docstring

    _announce(command)
    try:
        return subprocess.Popen(
            command,
            bufsize=_BUFFER,
            stdin=subprocess.PIPE if with_stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environ,
            start_new_session=own_group,
        )
    except OSError as error:
        raise _not_started(command[0], error) from None


def _spawn(
    command: Sequence[str], environ: Mapping[str, str], stdin: bytes | None, *, detached: bool = False
) -> Outcome:
    """Run a command that gives a short answer, without `subprocess`. STDIN has at most `_UNREAD` bytes."""
    _announce(command)
    child_in, our_in = os.pipe()
    our_out, child_out = os.pipe()
    our_err, child_err = os.pipe()
    actions = [
        (os.POSIX_SPAWN_DUP2, child_in, 0),
        (os.POSIX_SPAWN_DUP2, child_out, 1),
        (os.POSIX_SPAWN_DUP2, child_err, 2),
    ]
    try:
        child = os.posix_spawnp(command[0], list(command), environ, file_actions=actions, setsid=detached)
    except OSError as error:
        for end in (our_in, our_out, our_err):
            os.close(end)
        raise _not_started(command[0], error) from None
    finally:
        for end in (child_in, child_out, child_err):
            os.close(end)
    try:
        errors = _Tail(our_err)
        _write_and_close(our_in, stdin or b"")
        with open(our_out, "rb") as pipe:  # noqa: PTH123 - a descriptor, not a path
            out = pipe.read()
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    except BaseException:  # a hook whose time is up leaves no git behind
        os.kill(child, 9)
        os.waitpid(child, 0)
        raise
    stderr = errors.text()
    os.close(our_err)
    return Outcome(status, out, stderr)


def _limit_memory(process: int, size: int) -> None:
    """Limit what PROCESS may allocate; where the system has no such call, it stays unlimited."""
    try:
        import resource  # noqa: PLC0415 - absent on Windows; only for streams with a limit

        # RLIMIT_AS would count the packs that git maps, and stop it in every large repository
        resource.prlimit(process, resource.RLIMIT_DATA, (size, size))
    except (ImportError, AttributeError, OSError):
        return  # macOS has no prlimit; or git has ended already


def _write_and_close(descriptor: int, data: bytes) -> None:
    try:
        if data:
            os.write(descriptor, data)
    except BrokenPipeError:
        pass  # the child has ended, and its status says how
    finally:
        os.close(descriptor)


def _announce(command: Sequence[str]) -> None:
    for callback in _callbacks:
        callback(command)


def _not_started(program: str, error: OSError) -> GitError:
    if isinstance(error, FileNotFoundError):
        return GitError(f"{program} was not found on the PATH", hint="install git 2.30 or newer")
    return GitError(f"{program} could not be started: {error.strerror}", hint=f"{program} --version")


class _Tail:
    """Reads a descriptor to its end in a thread and keeps the last 64 kB.

    Without it a git that writes much to standard error would wait for us, while we wait for its standard output.
    """

    __slots__ = ("_descriptor", "_kept", "_reading")

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._kept = b""
        self._reading = _thread.allocate_lock()
        self._reading.acquire()
        _thread.start_new_thread(self._read, ())

    def _read(self) -> None:
        try:
            while chunk := os.read(self._descriptor, _STDERR_KEPT):
                self._kept = (self._kept + chunk)[-_STDERR_KEPT:]
        except OSError:
            pass  # the descriptor was closed: git was ended early, and its last words are not wanted
        finally:
            self._reading.release()

    def text(self) -> str:
        """What was kept, once the other end is closed."""
        with self._reading:
            return self._kept.decode("utf-8", "replace")


def _enlarge(descriptor: int) -> None:
    """Ask the kernel for a pipe of PIPE_SIZE; where it refuses, or has no such call, the pipe stays as it is."""
    try:
        import fcntl  # noqa: PLC0415 - absent on Windows

        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, PIPE_SIZE)
    except (ImportError, AttributeError, OSError):
        return
