"""The command as a process: what a person at a terminal or in a CI log meets."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from repository import CLAUDE_TRAILER, Repository

COMMAND = [sys.executable, "-m", "ai_provenance"]


def run(*arguments: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def one(repo: Repository) -> Repository:
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n")
    return repo


def test_report_where_you_stand(one: Repository) -> None:
    (one.path / "deep").mkdir()
    result = run("report", cwd=one.path / "deep")
    assert (result.returncode, result.stderr) == (0, "")
    assert "100.0 %   1 of 1" in result.stdout


def test_git_provenance_works_as_a_git_command(one: Repository, tmp_path: Path) -> None:
    script = tmp_path / "bin" / "git-provenance"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m ai_provenance "$@"\n')
    script.chmod(0o755)
    env = {"PATH": f"{script.parent}{os.pathsep}{os.environ['PATH']}"}
    assert "Traceable commits" in one.git("provenance", "report", env=env)


def test_a_reader_that_goes_away_is_no_error(one: Repository) -> None:
    for _ in range(30):
        one.commit("silent\n")
    script = f'{sys.executable} -m ai_provenance classify | head -n 1; echo "${{PIPESTATUS[0]}}"'
    result = subprocess.run(["bash", "-c", script], cwd=one.path, capture_output=True, text=True, check=True)
    assert (result.stdout.splitlines()[-1], result.stderr) == ("0", "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["report", "report --format json", "classify", "check", "agents", "--version"])
def test_a_full_disk_is_no_bug_of_ours(one: Repository, command: str) -> None:
    with Path("/dev/full").open("wb") as full:
        said = subprocess.run(
            [*COMMAND, *command.split()], cwd=one.path, stdout=full, stderr=subprocess.PIPE, check=False
        )
    told = b"error: cannot write: No space left on device\nhint: df -h shows which disk is full\n"
    assert (said.returncode, said.stderr) == (3, told)


def test_git_missing_from_the_path(one: Repository, tmp_path: Path) -> None:
    result = run("report", "--repo", str(one.path), PATH=str(tmp_path))
    assert result.returncode == 3
    assert "git" in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a repository away")
def test_a_repository_of_another_owner_is_refused_with_git_s_own_remedy(one: Repository) -> None:
    subprocess.run(["chown", "-R", "12345:12345", str(one.path)], check=True)
    result = run("report", "--repo", str(one.path))
    assert result.returncode == 3
    assert "safe.directory" in result.stderr


def test_verbose_names_the_git_commands(one: Repository) -> None:
    assert "git: git -C" in run("--verbose", "report", cwd=one.path).stderr


def test_version_is_one_line() -> None:
    assert run("--version").stdout.startswith("ai-provenance ")


@pytest.mark.skipif(shutil.which("jq") is None, reason="needs jq")
def test_the_readme_s_jq_line_fails_under_a_threshold(one: Repository, tmp_path: Path) -> None:
    one.commit("silent\n")
    report = tmp_path / "report.json"
    run("report", "--format", "json", "-o", str(report), cwd=one.path)
    jq = ["jq", "-e", ".traceability.trace_all.ratio >= 0.95", str(report)]
    assert subprocess.run(jq, capture_output=True, check=False).returncode == 1
    assert json.loads(report.read_text())["traceability"]["trace_all"]["ratio"] == 0.5


def test_hostile_configuration_of_the_repository_being_read_is_not_run(one: Repository, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    for key in ("core.fsmonitor", "core.pager", "diff.external", "gpg.program", "core.sshCommand"):
        one.git("config", key, f"touch {mark}; true")
    one.git("config", "log.showSignature", "true")
    one.git("config", "format.pretty", "raw")
    assert "100.0 %   1 of 1" in run("report", cwd=one.path).stdout
    assert not mark.exists()
