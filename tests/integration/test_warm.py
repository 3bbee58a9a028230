"""A report with nothing new, as a process: the same words, from one git, without a library; and never a stale one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.config import Config
from ai_provenance.config.model import ReportConfig
from ai_provenance.config.notes_refs import NOTES_REFS
from ai_provenance.report.classify import settings_of
from repository import CLAUDE_TRAILER, Repository

COMMAND = [sys.executable, "-m", "ai_provenance"]
HEAVY = {"click", "pydantic", "git", "rich", "jinja2", "detect_secrets", "subprocess", "dataclasses", "json", "enum"}


def run(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """The modules that a command line imports."""
    lines = run(*arguments, cwd=cwd, PYTHONPROFILEIMPORTTIME="1").stderr.splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def assert_fresh(repo: Repository) -> str:
    """The plain report, twice, equals the one that keeps nothing."""
    fresh = run("report", "--no-cache", cwd=repo.path)
    for _ in range(2):
        plain = run("report", cwd=repo.path)
        assert (plain.stdout, plain.stderr, plain.returncode) == (fresh.stdout, fresh.stderr, fresh.returncode)
    return fresh.stdout


@pytest.fixture
def one(repo: Repository) -> Repository:
    repo.stage("a", "a\n")
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n")
    return repo


def test_a_report_with_nothing_new_imports_no_library(one: Repository) -> None:
    first = run("report", cwd=one.path)
    assert "click" in loaded("report", "HEAD", cwd=one.path)
    modules = loaded("report", cwd=one.path)
    assert "ai_provenance.cli.warm" in modules
    assert not {module.partition(".")[0] for module in modules} & HEAVY
    assert run("report", cwd=one.path).stdout == first.stdout


LIBRARIES = {"click", "pydantic", "git", "rich", "jinja2", "detect_secrets"}


def test_a_walk_without_configuration_imports_no_library(one: Repository) -> None:
    assert not {module.partition(".")[0] for module in loaded("report", cwd=one.path)} & LIBRARIES
    one.write("pyproject.toml", "[project]\nname = 'x'\n")
    assert "pydantic" not in loaded("report", "--no-cache", cwd=one.path)
    one.write("pyproject.toml", "[tool.ai-provenance]\ndeclare = 'all'\n")
    assert "pydantic" in loaded("report", "--no-cache", cwd=one.path)


def test_the_plain_way_prints_what_the_whole_way_prints(one: Repository, tmp_path: Path) -> None:
    one.git("notes", "--ref=ai", "add", "-m", "x")
    one.commit("two\n")
    one.git("clone", "-q", "--depth=1", one.path.as_uri(), str(tmp_path / "shallow"))
    for where in (one.path, tmp_path / "shallow"):
        whole, plain = run("report", "HEAD", cwd=where), run("report", "--no-cache", cwd=where)
        assert (plain.stdout, plain.stderr) == (whole.stdout, whole.stderr)


def test_the_plain_way_takes_the_defaults_of_the_configuration() -> None:
    defaults = Config()
    assert defaults.notes_refs == NOTES_REFS
    assert (defaults.report, defaults.adopted, defaults.agents) == (ReportConfig(), None, {})
    assert (settings_of(defaults).accepts, ReportConfig().fail_under) == (None, None)
    assert (ReportConfig().include_merges, ReportConfig().first_parent) == (False, False)


def test_a_few_new_commits_import_little(one: Repository) -> None:
    run("report", cwd=one.path)
    one.commit(f"new\n\n{CLAUDE_TRAILER}\n")
    modules = loaded("report", cwd=one.path)
    assert "ai_provenance.report.incremental" in modules
    unused = {"pathlib", "hashlib", "ai_provenance.repo.opening", "ai_provenance.repo.refs"}
    assert not modules & {
        *unused,
        "ai_provenance.report.line_totals",
    }


def test_the_version_imports_nothing_of_ours_but_the_door(one: Repository) -> None:
    modules = {module for module in loaded("--version", cwd=one.path) if module.startswith("ai_provenance")}
    assert modules <= {"ai_provenance", "ai_provenance.cli", "ai_provenance.cli.entry", "ai_provenance.__main__"}


def test_one_git_is_started(one: Repository, tmp_path: Path) -> None:
    run("report", cwd=one.path)
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\necho started >> {tmp_path}/log\nexec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    run("report", cwd=one.path, PATH=f"{wrapper.parent}:{os.environ['PATH']}")
    assert (tmp_path / "log").read_text() == "started\n"


def test_everything_that_a_report_depends_on_is_noticed(one: Repository, tmp_path: Path) -> None:
    seen = [assert_fresh(one)]

    def changed() -> None:
        seen.append(assert_fresh(one))
        assert seen[-1] != seen[-2]

    one.commit("two\n")
    changed()
    one.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: yes")
    seen.append(assert_fresh(one))
    one.git("switch", "-q", "-c", "side")
    changed()
    one.write(".ai-provenance.toml", "[report]\ninclude-merges = true\n")
    changed()
    one.git("reset", "-q", "--hard", "HEAD~1")
    changed()


def test_json_says_when_it_was_made_and_where(one: Repository) -> None:
    first = json.loads(run("report", "--format", "json", cwd=one.path).stdout)
    one.git("remote", "add", "origin", "https://example.org/a.git")
    run("report", "--format", "json", cwd=one.path)
    again = json.loads(run("report", "--format", "json", cwd=one.path).stdout)
    assert again["repository"]["remote"] == "https://example.org/a.git"
    assert again["generated_at"] >= first["generated_at"]
    assert {**again, "generated_at": "", "repository": ""} == {**first, "generated_at": "", "repository": ""}


def test_a_threshold_is_judged_every_time(one: Repository) -> None:
    one.commit("two\n")
    one.write(".ai-provenance.toml", "[report]\nfail-under = 90\n")
    for _ in range(2):
        assert run("report", cwd=one.path).returncode == 1


def test_a_shallow_clone_is_warned_about_every_time(one: Repository, tmp_path: Path) -> None:
    one.commit("two\n")
    one.git("clone", "-q", "--depth=1", one.path.as_uri(), str(tmp_path / "shallow"))
    shallow = Repository(tmp_path / "shallow")
    assert_fresh(shallow)
    assert "shallow" in run("report", cwd=shallow.path).stderr
    shallow.git("fetch", "-q", "--unshallow")
    assert_fresh(shallow)


def test_worktrees_do_not_answer_for_each_other(one: Repository, tmp_path: Path) -> None:
    one.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "tree"))
    tree = Repository(tmp_path / "tree")
    tree.commit("on the side\n")
    assert assert_fresh(tree) != assert_fresh(one)


def test_another_repository_of_the_environment_is_read(one: Repository, tmp_path: Path) -> None:
    assert_fresh(one)
    other = Repository.init(tmp_path / "other")
    other.commit("other\n")
    there = str(other.path / ".git")
    expected = run("report", "--no-cache", cwd=one.path, GIT_DIR=there).stdout
    assert [run("report", cwd=one.path, GIT_DIR=there).stdout for _ in range(2)] == [expected] * 2


def test_a_damaged_answer_is_thrown_away(one: Repository) -> None:
    expected = run("report", cwd=one.path).stdout
    for path in (one.path / ".git" / "ai-provenance").glob("printed-*"):
        path.write_bytes(b"\0\0\0\0nonsense")
    assert run("report", cwd=one.path).stdout == expected


def test_no_repository_is_said_in_words(tmp_path: Path) -> None:
    result = run("report", cwd=tmp_path)
    assert (result.returncode, result.stderr.splitlines()[0].partition(":")[0]) == (3, "error")
