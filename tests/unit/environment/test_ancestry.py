"""Which git runs the hook, from /proc and from `ps`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ai_provenance.environment import ancestry

OLD = {"GIT_AUTHOR_DATE": "@1700000000 +0000"}
LINUX = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")
PROBE = (
    "from ai_provenance.environment import ancestry; import os; print(ancestry.is_amending({above}, dict(os.environ)))"
)


def probe(tmp_path: Path, words: str, above: str, environ: dict[str, str]) -> str:
    """What is_amending says in a process below a `git` that was called with WORDS."""
    git = tmp_path / "git"
    git.write_text(f'#!/bin/sh\n"{sys.executable}" -c "{PROBE.format(above=above)}"\nexit $?\n')
    git.chmod(0o755)
    command = f"{git} {words}"
    return subprocess.check_output(command, shell=True, text=True, env={**os.environ, **environ}).strip()


@LINUX
def test_the_nearest_ancestor_is_the_parent() -> None:
    assert ancestry.ancestors()[0][0] == os.getppid()


@LINUX
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("commit --amend -m x", "True"),
        ("-C . commit -m x --am", "True"),
        ("commit -m x", "False"),
        ("commit --allow-empty -m x", "False"),
        ("commit -m x -- --amend", "False"),
        ("rebase --amend", "False"),
    ],
)
def test_an_amending_git_is_known_by_its_command_line(tmp_path: Path, words: str, expected: str) -> None:
    assert probe(tmp_path, words, "ancestry.ancestors()", {}) == expected


def test_ps_is_asked_where_there_is_no_proc(tmp_path: Path) -> None:
    assert ancestry.commands_from_ps()
    commands = "[[b'git', b'commit', b'--amend']]"
    ancestry_with = f"from ai_provenance.environment import ancestry as a; a.commands_from_ps = lambda: {commands}; "
    code = ancestry_with + "print(a.is_amending([], {'GIT_AUTHOR_DATE': '@1700000000 +0000'}))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "True"


def test_ps_is_not_asked_for_a_fresh_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert not ancestry.is_amending([], {"GIT_AUTHOR_DATE": f"@{int(time.time())} +0000"})
    assert not ancestry.is_amending([], {})
    assert not ancestry.is_amending([], OLD)  # ps is not found either
