"""Programs that judge our output: used where they are installed, demanded where AI_PROVENANCE_REQUIRE_TOOLS is set."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

REQUIRED = bool(os.environ.get("AI_PROVENANCE_REQUIRE_TOOLS"))  # read here: tests scrub the environment
_PATIENCE = 60.0


def needed(*names: str) -> str:
    """Path of the first of NAMES that is installed; skips the test where none is, unless tools are required."""
    found = next((path for name in names if (path := shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin"))), None)
    if found:
        return found
    reason = f"needs {' or '.join(names)}, which is not installed here"
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: Sequence[str], log: Path, *, ready: str) -> Generator[None]:
    """COMMAND while the block runs, from the moment that URL `ready` answers."""
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, cwd=log.parent) as process:
        try:
            eventually(lambda: process.poll() is None and _answers(ready), log)
            yield
        finally:
            process.terminate()
            process.wait(_PATIENCE)


def eventually(question: Callable[[], bool], log: Path | None = None) -> None:
    """Ask until the answer is yes; fails with the end of LOG after a minute."""
    until = time.monotonic() + _PATIENCE
    while not question():
        if time.monotonic() > until:
            pytest.fail(log.read_text(errors="replace")[-2000:] if log else "waited a minute in vain")
        time.sleep(0.1)


def fetch(url: str, data: bytes | None = None, *, method: str | None = None) -> bytes:
    """What a server of ours on this machine answers; an error answer raises."""
    request = urllib.request.Request(url, data=data, method=method)
    with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:
        return bytes(answer.read())


def _answers(url: str) -> bool:
    try:
        fetch(url)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
    return True
