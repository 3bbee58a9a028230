"""What a person does after a refusal: the ways out that it names are taken, each where it is named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from repository import Repository
from tokens import ANTHROPIC, GITHUB

LINE = f'token = "{GITHUB}"\n'
OTHER = f'key = "{ANTHROPIC}"\n'
BASELINE = ".ai-provenance-baseline"


@pytest.fixture
def hooked(repo: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository with our hooks, which the programs of this environment serve."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
    repo.commit("begin\n")
    assert (
        run(["install", "--hook", "pre-commit", "--hook", "commit-msg", "--hook", "pre-push", "--repo", str(repo.path)])
        == 0
    )
    return repo


def commit(repo: Repository, *words: str) -> subprocess.CompletedProcess[bytes]:
    return repo.run("commit", "-q", *words, check=False)


def scan(repo: Repository, *words: str) -> int:
    return run(["secrets", "scan", *words, "--repo", str(repo.path)])


def test_a_baseline_that_was_just_written_is_read_by_hook_and_command(hooked: Repository) -> None:
    hooked.stage("a.py", LINE)
    assert commit(hooked, "-m", "x").returncode == 1
    assert run(["secrets", "baseline", "--repo", str(hooked.path)]) == 0
    hooked.git("add", BASELINE)
    assert commit(hooked, "-m", "x").returncode == 0
    assert scan(hooked, "--range", "HEAD~1..HEAD", "--policy-from", "HEAD") == 0


def test_an_empty_name_switches_known_findings_off(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage("a.py", LINE)
    repo.stage(".ai-provenance.toml", '[secrets]\nbaseline = ""\n')
    assert run(["secrets", "baseline", "--repo", str(repo.path)]) == 0
    assert "is not read" in capsys.readouterr().err
    assert scan(repo, "--staged") == 1


def test_a_file_that_is_named_must_be_there(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage(".ai-provenance.toml", '[secrets]\nbaseline = "known"\n')
    repo.stage("a.py", LINE)
    assert scan(repo, "--staged") == 3
    assert "there is no such file" in capsys.readouterr().err


def test_a_request_cannot_bring_the_baseline_that_lets_it_pass(repo: Repository) -> None:
    repo.commit("begin\n")
    repo.branch("request")
    repo.stage("a.py", LINE)
    assert run(["secrets", "baseline", "--repo", str(repo.path)]) == 0
    repo.git("add", BASELINE)
    repo.commit("x\n")
    assert scan(repo, "--range", "main..HEAD") == 1
    assert scan(repo, "--range", "main..HEAD", "--policy-from", "HEAD") == 0


def test_each_hint_is_beneath_its_finding(hooked: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    hooked.stage("a.py", LINE + OTHER)
    said = commit(hooked, "-m", "x").stderr.decode()
    wanted = ["a.py:1: GitHub", "https://github.com/", "a.py:2: Anthropic", "https://console.anthropic.com/"]
    assert [line for line in wanted if line in said] == wanted
    assert sorted(wanted, key=said.index) == wanted
    assert scan(hooked, "--staged") == 1
    out = capsys.readouterr().out
    assert sorted(wanted, key=out.index) == wanted


def test_several_of_one_provider_have_one_hint(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.stage("a.py", LINE * 3)
    scan(repo, "--staged")
    assert capsys.readouterr().out.count("revoke it at") == 1


def test_a_message_has_ways_out_of_its_own(hooked: Repository) -> None:
    hooked.stage("a.py", "x = 1\n")
    said = commit(hooked, "-m", f"x {GITHUB}").stderr.decode()
    assert "in a comment" not in said
    assert "secrets audit" not in said
    command = re.search(r"git commit -e -F .*", said)
    assert command
    edited = {"GIT_EDITOR": f"sed -i s/{GITHUB}/gone/"}
    done = subprocess.run(command[0], shell=True, cwd=hooked.path, env={**os.environ, **edited}, check=False)
    assert done.returncode == 0
    assert hooked.message() == "x gone"


def test_a_line_of_a_message_may_say_that_it_is_none(hooked: Repository) -> None:
    hooked.stage("a.py", "x = 1\n")
    assert commit(hooked, "-m", f"x\n\n{GITHUB} pragma: allowlist secret").returncode == 0


def test_a_push_has_ways_out_of_its_own(hooked: Repository, tmp_path: Path) -> None:
    Repository.init(tmp_path / "up.git", "--bare")
    hooked.git("remote", "add", "origin", str(tmp_path / "up.git"))
    hooked.stage("a.py", LINE)
    hooked.commit("x\n")
    said = hooked.run("push", "-q", "origin", "main", check=False).stderr.decode()
    assert "this push would publish a secret" in said
    assert "in the same commit" in said


def test_an_audit_without_answers_ends_and_keeps_what_it_has(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.stage("a.py", LINE)
    repo.stage("b.py", OTHER)
    command = [sys.executable, "-m", "ai_provenance", "secrets", "audit"]
    done = subprocess.run(command, cwd=repo.path, input="n\n", capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "0 called secrets, 1 accepted" in done.stderr
    assert "a.py" in (repo.path / BASELINE).read_text()
