"""Commands on terminals of 42, 80 and 120 columns, real ones: lines fit, and every word of a pipe's output is there."""

from __future__ import annotations

import os
import re
import struct
import sys
import threading
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from repository import Repository

fcntl = pytest.importorskip("fcntl", reason="terminals of Unix")
termios = pytest.importorskip("termios", reason="terminals of Unix")
COMMANDS = {
    "report": 0,
    "report --base HEAD~1": 0,
    "check": 1,
    "explain HEAD": 0,
    "score": 0,
    "doctor --no-run": 1,
    "delivery": 0,
    "report nosuch": 3,
    "check --nosuch": 2,
    "report --fail-under 100": 1,
}
"""Command -> its exit code in the repository of these tests."""
_PIECE = re.compile(r"git (?:commit|notes|rebase)\b|ai-provenance \S|`")
"""A line that holds it may be wider: what is to be pasted is in one piece."""


@pytest.fixture
def team(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A history with something to say for each command."""
    repo.write("src/a.py", "print(1)\n")
    repo.git("add", ".")
    repo.commit("Print the first number of all\n")
    repo.git("tag", "v1.0")
    repo.commit(
        "Read dates of any form, as people write them in letters and in files\n\nAssisted-by: Claude:claude-opus-4-6\n"
    )
    repo.commit("Add a page\n\n🤖 Generated with [Claude Code](https://claude.com/claude-code)\n")
    monkeypatch.chdir(repo.path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.delenv("COLUMNS", raising=False)
    return repo


def on_terminal(words: list[str], width: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The exit code, and what a terminal of WIDTH columns shows as standard output and standard error."""
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    seen = bytearray()
    reader = threading.Thread(target=_read, args=(ours, seen))
    reader.start()
    with os.fdopen(theirs, "w", encoding="utf-8") as terminal, monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", terminal)
        patch.setattr(sys, "stderr", terminal)
        code = run(words)
    reader.join()
    os.close(ours)
    return code, seen.decode("utf-8").replace("\r\n", "\n")


def _read(source: int, seen: bytearray) -> None:
    try:
        while chunk := os.read(source, 4096):
            seen += chunk
    except OSError:  # Linux's way of saying that no one holds the terminal any more
        pass


@pytest.mark.parametrize("command", COMMANDS)
def test_lines_fit_and_no_word_is_broken(
    team: Repository, command: str, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    words = [*command.split(), "--repo", str(team.path)]
    assert run(words) == COMMANDS[command]
    printed = capfd.readouterr()
    for width in (42, 80, 120):
        code, shown = on_terminal(words, width, monkeypatch)
        assert code == COMMANDS[command]
        assert sorted(shown.split()) == sorted((printed.out + printed.err).split())
        wide = [line for line in shown.split("\n") if len(line) > width and len(line.split()) > 1]
        assert [line for line in wide if not _PIECE.search(line)] == []


def test_a_number_and_its_whole_are_in_one_line(team: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_terminal(["report"], 42, monkeypatch)[1]
    assert {"2 of 3", "1 of 2", "In scope: 3 of 3"} <= set(re.findall(r"(?:In scope: )?\d of \d", shown))


def test_a_command_to_paste_is_in_one_line(team: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = on_terminal(["explain", "HEAD"], 42, monkeypatch)[1].split("\n")
    assert "    $ git commit --amend --no-edit --trailer 'Assisted-by: Claude'" in shown


@pytest.mark.parametrize(
    ("variables", "is_wrapped"),
    [({}, True), ({"COLUMNS": "300"}, False), ({"COLUMNS": "wide"}, False), ({"CI": "true"}, False)],
)
def test_columns_and_ci_decide(
    team: Repository, variables: dict[str, str], *, is_wrapped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    shown = on_terminal(["report"], 42, monkeypatch)[1]
    assert ("\n  in-scope commits with evidence" in shown) is is_wrapped


@pytest.mark.parametrize("words", [["report", "--format", "markdown"], ["rule", "--format", "json"]], ids=" ".join)
def test_a_document_is_as_it_is(
    team: Repository, words: list[str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    run(words)
    assert on_terminal(words, 42, monkeypatch)[1] == capfd.readouterr().out


def test_a_file_is_as_it_is(team: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_terminal(["report", "-o", str(tmp_path / "out")], 42, monkeypatch)
    assert " of 3 in-scope commits with evidence of their origin\n" in (tmp_path / "out").read_text("utf-8")
