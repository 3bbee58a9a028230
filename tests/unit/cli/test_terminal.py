"""A sign of life: on a terminal only, and only for what takes long."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from ai_provenance.cli import terminal

pty = pytest.importorskip("pty", reason="terminals of Unix")
SLOW = "import time\nfrom ai_provenance.cli.terminal import working\nwith working('walking'): time.sleep({seconds})"


def drawn(seconds: float) -> str:
    """What the body's process writes to a terminal as its standard error."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", SLOW.format(seconds=seconds)]
    process = subprocess.Popen(command, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:  # Linux's way of saying that nobody holds the terminal any more
        pass
    process.wait()
    os.close(ours)
    return seen.decode("utf-8", "replace")


def test_what_takes_long_shows_a_sign_of_life() -> None:
    assert "walking" in drawn(terminal.PATIENCE + 1.5)


def test_what_is_quick_shows_nothing() -> None:
    assert drawn(0) == ""


def test_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with terminal.working("walking"):
        pass
    assert capsys.readouterr().err == ""
