"""A sign of life: on a terminal only, and only for what takes long."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.cli import terminal
from ai_provenance.cli.main import run
from ai_provenance.cli.output import painted
from repository import Repository

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


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("ok      git: 2.39.5", "<32>ok</>      git: 2.39.5"),
        ("off     pre-commit: is not there", "<31>off</>     pre-commit: is not there"),
        ("error: not a git repository", "<31>error</>: not a git repository"),
        ("warning: no base was named", "<33>warning</>: no base was named"),
        ("  error AIP001 undeclared-ai: x", "  <31>error</> AIP001 undeclared-ai: x"),
        ("  T1.1  absent         Audit", "  T1.1  <31>absent</>         Audit"),
        ("  T1.1  parcial        Auditoría", "  T1.1  <33>parcial</>        Auditoría"),
        ("G2  pass", "G2  <32>pass</>"),
        ("2 commits judged: 1 error", "2 commits judged: <31>1 error</>"),
        ("2 commits judged: 1 warning", "2 commits judged: <33>1 warning</>"),
        ("2 commits judged: nothing to object to", "<32>2 commits judged: nothing to object to</>"),
        ("        error in the subject of a commit", "        error in the subject of a commit"),
        ("  abb30e9846  2026-01-02  error", "  abb30e9846  2026-01-02  error"),
        ("", ""),
    ],
)
def test_the_word_that_says_how_things_are_is_in_colour(line: str, shown: str) -> None:
    assert re.sub("\x1b\\[(3.)m", r"<\1>", painted(line)).replace("\x1b[0m", "</>") == shown


@pytest.mark.parametrize(
    ("setting", "is_colored"),
    [
        ("auto", False),  # a pipe
        ("always", True),
        ("auto FORCE_COLOR", True),
        ("never FORCE_COLOR", False),
        ("auto FORCE_COLOR NO_COLOR", False),
        ("always NO_COLOR", True),
    ],
)
def test_the_option_decides_on_colours_then_no_color_then_force_color(
    repo: Repository,
    setting: str,
    *,
    is_colored: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    choice, *variables = setting.split()
    for name in variables:
        monkeypatch.setenv(name, "1")
    monkeypatch.chdir(repo.path)
    repo.commit("one\n")
    for words in (["report"], ["check"], ["report", "nosuch"], ["repotr"]):
        run(["--color", choice, *words])
        printed = capsys.readouterr()
        assert ("\x1b[" in printed.out + printed.err) is is_colored, words


@pytest.mark.parametrize("words", [["report"], ["check"], ["report", "--format", "markdown"]], ids=" ".join)
def test_a_file_and_a_document_get_no_colours(
    repo: Repository, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    repo.commit("one\n")
    run([*words, "-o", str(tmp_path / "out"), "--repo", str(repo.path)])
    assert b"\x1b" not in (tmp_path / "out").read_bytes()
