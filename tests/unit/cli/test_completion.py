"""`completion`: the script of each shell, and that it completes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode

PROGRAMS = Path(sys.executable).parent


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_names_the_program(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", shell]) == ExitCode.OK
    assert "_AI_PROVENANCE_COMPLETE" in capsys.readouterr().out


def test_another_shell_is_a_usage_error() -> None:
    assert run(["completion", "tcsh"]) == ExitCode.USAGE


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_takes_the_script_and_completes_a_command() -> None:
    script = """
        eval "$(ai-provenance completion bash)"
        COMP_WORDS=(ai-provenance repo) COMP_CWORD=1
        _ai_provenance_completion ai-provenance
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    path = os.pathsep.join([str(PROGRAMS), os.environ["PATH"]])
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["report"], done.stderr
