"""Runs our own program in a session of its own, which ends when we do, at its time limit, and when it says too much.

Whatever happens to a job (a git that hangs, a worker that is killed) nothing of it may stay: its process leads a
session and a process group, which everything that it starts is in, and which is killed as a whole at the time limit.
Where the supervisor itself is killed, the pipe to the job's standard input closes; the job watches it and kills its own
group (`received`). PR_SET_PDEATHSIG would end the job alone, and leave its git.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self

from ai_provenance.fleet.executors.interface import Job, Row, State

LONGEST_ANSWER = 4 << 20
"""Bytes of an answer: the numbers of the largest history are a hundredth of it."""
UNATTENDED = {"GIT_TERMINAL_PROMPT": "0", "GIT_ASKPASS": "/bin/false", "SSH_ASKPASS": "/bin/false"}
"""Variables for a process that reads what is on the disk: whatever wants a password from it gets none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """How a supervised process ended."""

    content: dict[str, Any] | None
    """The last line that it wrote, an object; None where it wrote none."""
    state: State
    """`ok` where there is content, else `timeout` or `error`."""
    reason: str
    seconds: float


def supervised(
    module: str,
    request: Mapping[str, Any],
    *,
    timeout: float,
    extra: Mapping[str, str],
    on_progress: Callable[[Any], None] | None = None,
) -> Answer:
    """Run MODULE with REQUEST on its standard input, and wait for its answer, TIMEOUT seconds at most.

    EXTRA variables are added to the environment. What a line has under `progress` is given to ON_PROGRESS, where there
    is one, and the time begins anew.
    """
    started = time.monotonic()
    process = subprocess.Popen(
        # `-P`: the directory that we were started in is no place to import from
        [sys.executable, "-P", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **extra},
        start_new_session=True,
    )
    with _Clock(process.pid, timeout) as clock:

        def progressed(what: object) -> None:
            if on_progress:
                clock.restart()
                on_progress(what)

        try:
            content, too_long = _converse(process, request, progressed)
        finally:
            # before it is waited for: its number belongs to no other process until then
            _kill_group(process.pid)
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()
    seconds = time.monotonic() - started
    if clock.is_over:
        return Answer(None, State.TIMEOUT, f"took longer than {timeout:g} s", seconds)
    if content is None:
        reason = f"answer larger than {LONGEST_ANSWER >> 20} MB" if too_long else _ended(process.returncode)
        return Answer(None, State.ERROR, reason, seconds)
    return Answer(content, State.OK, "", seconds)


def each(
    module: str, items: Sequence[Mapping[str, Any]], *, timeout: float, extra: Mapping[str, str]
) -> list[dict[str, Any] | Answer]:
    """What MODULE, which ends in `answer_each`, says of each of ITEMS, in one process as long as nothing goes wrong.

    Where nothing comes for TIMEOUT seconds, or the process ends, an `Answer` says so of the item that it was at, and
    another process goes on with the rest.
    """
    found: list[dict[str, Any] | Answer] = []

    def keep(content: dict[str, Any]) -> None:
        if content:  # else only a sign of life
            found.append(content)

    while len(found) < len(items):
        request = {"items": items[len(found) :]}
        ended = supervised(module, request, timeout=timeout, extra=extra, on_progress=keep)
        if ended.content is None:
            found.append(ended)
    return found


def work(job: Job) -> Row:
    """Judge one repository in a process of its own: the work that a scan gives to its executor."""
    ended = supervised("ai_provenance.fleet.job", job.dump(), timeout=job.timeout, extra=UNATTENDED)
    if ended.content is None:
        return Row(job.identity, job.head, job.definition, ended.state, ended.reason, ended.seconds)
    return Row.load({**ended.content, "seconds": ended.seconds})


def _converse(
    process: subprocess.Popen[bytes], request: Mapping[str, Any], on_progress: Callable[[Any], None]
) -> tuple[dict[str, Any] | None, bool]:
    """The answer of PROCESS, and whether it was cut off at `LONGEST_ANSWER`. Its standard input stays open."""
    assert process.stdin is not None  # noqa: S101 - `supervised` opens both pipes
    assert process.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError):  # it ended at once: how it ended says why
        process.stdin.write(json.dumps(request).encode() + b"\n")
        process.stdin.flush()
    left = LONGEST_ANSWER
    while line := process.stdout.readline(left + 1):
        left -= len(line)
        if left < 0:
            return None, True
        try:
            content = json.loads(line)
        except ValueError:
            return None, False  # cut off: it was killed while it wrote
        if "progress" not in content:
            return content, False
        on_progress(content["progress"])
    return None, False


class _Clock:
    """Kills the process group of LEADER after SECONDS, within a `with` block that ends before LEADER is waited for."""

    def __init__(self, leader: int, seconds: float) -> None:
        self.is_over = False
        self._leader = leader
        self._seconds = seconds
        self._end = time.monotonic() + seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._thread.join()

    def restart(self) -> None:
        """Give the process its time anew."""
        self._end = time.monotonic() + self._seconds

    def _watch(self) -> None:
        while not self._stopped.wait(max(0.0, self._end - time.monotonic())):
            if time.monotonic() >= self._end:
                self.is_over = True
                _kill_group(self._leader)
                return


def _ended(status: int) -> str:
    # SIGKILL is also what `supervised` sends to a process that closed its output and stayed
    if status >= 0:
        return f"the job ended with status {status} and no answer"
    return f"the job was ended by {signal.Signals(-status).name}; memory may have run out"


def _kill_group(leader: int) -> None:
    with suppress(OSError):  # all of it has ended
        os.killpg(leader, signal.SIGKILL)


def received() -> dict[str, Any]:
    """In the supervised process: the request. From then on the process group ends when the supervisor does."""
    line = b""
    while not line.endswith(b"\n"):
        # byte by byte from the descriptor: a buffered reader's lock would be held by a thread when we exit
        part = os.read(0, 1 << 16)
        if not part:
            break
        line += part
    request: dict[str, Any] = json.loads(line)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    return request


def answer(content: Mapping[str, Any]) -> None:
    """In the supervised process: write CONTENT as one line."""
    data = json.dumps(content).encode() + b"\n"
    while data:
        data = data[os.write(1, data) :]


def answer_each(judge: Callable[[dict[str, Any]], Mapping[str, Any]]) -> None:
    """In the supervised process of `each`: answer with what JUDGE says of each item, as it comes."""
    for item in received()["items"]:
        answer({"progress": judge(item)})
    answer({})


def _end_with_parent() -> None:
    while os.read(0, 1 << 10):
        pass
    os.killpg(0, signal.SIGKILL)
