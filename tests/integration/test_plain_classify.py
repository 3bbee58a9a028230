"""The plain classify says what the whole way says, without its libraries."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ai_provenance.cli import plain_classify
from ai_provenance.cli.words import Words
from ai_provenance.errors import ExitCode
from repository import CLAUDE_TRAILER, Repository

COMMAND = str(Path(sys.executable).parent / "ai-provenance")
WHOLE = ("--verbose",)
"""An option that only the whole way knows."""


@pytest.fixture
def told(repo: Repository) -> Repository:
    """A history with commits of every kind, and a note."""
    for message in ("By hand\n", f"x\n\n{CLAUDE_TRAILER}\n", 'Revert "x"\n', "AI\n\nAI-Assisted: no\n"):
        repo.commit(message)
    repo.git("notes", "--ref=ai", "add", "-m", "nothing of ours")
    return repo


def _said(repo: Repository, *args: str, before: tuple[str, ...] = ()) -> tuple[int, str, str]:
    command = [COMMAND, *before, "classify", *args]
    done = subprocess.run(command, cwd=repo.path, capture_output=True, text=True, check=False, env=dict(os.environ))
    return done.returncode, done.stdout, "".join(line for line in done.stderr.splitlines(True) if "git:" not in line)


@pytest.mark.parametrize(
    "args",
    [
        (),
        ("--format", "text"),
        ("--format", "jsonl", "HEAD~1"),
        ("HEAD", "^HEAD~2", "--repo", "."),
        ("HEAD..HEAD",),
        ("nonsense",),
        ("--format", "xml"),
        ("--repo", "nowhere"),
        ("--", "HEAD"),
    ],
)
def test_both_ways_say_the_same(told: Repository, args: tuple[str, ...]) -> None:
    plain = _said(told, *args)
    assert plain == _said(told, *args, before=WHOLE)
    assert plain[0] == {"nonsense": 3, "xml": 2, "nowhere": 3}.get(args[-1] if args else "", 0)


def test_a_repository_without_commits_has_no_verdicts(repo: Repository) -> None:
    assert _said(repo) == _said(repo, before=WHOLE) == (0, "", "")


@pytest.mark.parametrize("name", [".ai-provenance.toml", "pyproject.toml"])
def test_a_configuration_is_obeyed(told: Repository, name: str) -> None:
    table = "[tool.ai-provenance.agents.claude-code]" if name == "pyproject.toml" else "[agents.claude-code]"
    told.write(name, f"{table}\nenabled = false\n")
    below = told.path / "sub"
    below.mkdir()
    assert '"id": "claude-code"' not in _said(Repository(below))[1]


def test_a_reader_that_goes_away_is_no_error(told: Repository) -> None:
    done = subprocess.run(
        f'set -o pipefail; "{COMMAND}" classify | head -n 1', cwd=told.path, shell=True, executable="/bin/bash",
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)


def test_a_history_that_breaks_off_is_an_error_behind_what_could_be_read(told: Repository) -> None:
    oid = told.git("rev-parse", "HEAD~2").strip()
    (told.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    code, out, err = _said(told)
    assert (code, out, err) == _said(told, before=WHOLE)
    assert code != 0
    assert "error: " in err


@pytest.mark.parametrize("command", ["report", "classify", "check"])
def test_an_interrupt_is_said_in_one_word(told: Repository, tmp_path: Path, command: str) -> None:
    walking, wrapper = tmp_path / "walking", tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(
        f'#!/bin/sh\nfor a; do [ "$a" != log ] || {{ : > {walking}; exec sleep 20; }}; done\n'
        f'exec {shutil.which("git")} "$@"\n'
    )
    wrapper.chmod(0o755)
    environ = {**os.environ, "PATH": f"{wrapper.parent}:{os.environ['PATH']}"}
    with subprocess.Popen([COMMAND, command], cwd=told.path, env=environ, stderr=subprocess.PIPE) as run:
        while not walking.exists():
            time.sleep(0.01)
        run.send_signal(signal.SIGINT)
        _, err = run.communicate()
    assert (run.returncode, err) == (130, b"interrupted\n")


def test_a_bug_behind_the_first_line_is_reported_as_one(
    told: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(plain_classify, "lines", lambda *_: (f"{1 // (1 - n)}\n" for n in range(3)))
    assert plain_classify.classify(Words(str(told.path), ("HEAD",), "text")) == ExitCode.BUG
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n")) == ("1\n", 1)
    assert "our bug" in said.err


def test_no_library_of_the_command_line_is_loaded(told: Repository) -> None:
    code = (
        "import sys; from ai_provenance.cli.plain_classify import classify;"
        "from ai_provenance.cli.words import Words; classify(Words('.', ('HEAD',), 'text'));"
        "print(*({'click', 'pydantic', 'git', 'rich', 'jinja2'} & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=told.path, capture_output=True, text=True, check=True)
    assert done.stderr.split() == []
    assert done.stdout.count("\n") == 4
