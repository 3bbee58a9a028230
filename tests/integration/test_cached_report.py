"""A report with nothing new, as a process: what it loads and starts, and that it is never out of date."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ai_provenance.export import FORMATS
from ai_provenance.repo.cache import CacheDirectory
from repository import CLAUDE_TRAILER, Repository

COMMAND = [sys.executable, "-m", "ai_provenance"]
CONFIGURATION = """\
adopted = "2026-01-01"
[policy]
deny-agents = ["aider"]
[agents.ours]
names = ["Our Agent"]
"""
LIBRARIES = {"dataclasses", "detect_secrets", "git", "pathlib", "pydantic", "rich", "subprocess", "tomllib", "yaml"}
RULES = {"ai_provenance.agents._table", "ai_provenance.detect.reading", "ai_provenance.policy"}


def run(*arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False
    )


def loaded(*arguments: str, cwd: Path) -> set[str]:
    """The modules that a command line imports."""
    lines = run(*arguments, cwd=cwd, PYTHONPROFILEIMPORTTIME="1").stderr.splitlines()
    return {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}


def document(cwd: Path, *options: str, **env: str) -> dict[str, Any]:
    """The report as JSON, without the time at which it was made."""
    done = run("report", "--format", "json", *options, cwd=cwd, **env)
    return {**json.loads(done.stdout), "generated_at": "", "exit": done.returncode, "err": done.stderr}


def assert_fresh(repo: Repository) -> dict[str, Any]:
    """The report, twice, equals the one that keeps nothing."""
    fresh = document(repo.path, "--no-cache")
    assert [document(repo.path), document(repo.path)] == [fresh, fresh]
    return fresh


def git_log(repo: Repository, tmp_path: Path, *arguments: str) -> list[str]:
    """The git commands that a command line starts."""
    log, wrapper = tmp_path / "log", tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    log.touch()
    wrapper.write_text(
        f"#!/bin/sh\nfor a; do case $a in log|rev-parse|config|for-each-ref|cat-file|ls-tree)"
        f' echo $a >> {log}; break;; esac; done\nexec {shutil.which("git")} "$@"\n'
    )
    wrapper.chmod(0o755)
    run(*arguments, cwd=repo.path, PATH=f"{wrapper.parent}:{os.environ['PATH']}")
    return log.read_text().split()


@pytest.fixture
def one(repo: Repository) -> Repository:
    """One commit with help of an agent, in January 2026."""
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n", env={"GIT_COMMITTER_DATE": "2026-01-02T00:00:00Z"})
    return repo


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "html"])
def test_a_report_with_nothing_new_loads_neither_rules_nor_libraries(one: Repository, name: str) -> None:
    one.write(".ai-provenance.toml", CONFIGURATION)
    arguments = ["report", "--format", name, "--metrics", "m.json", "HEAD"]
    first = run(*arguments, cwd=one.path)
    modules = loaded(*arguments, cwd=one.path)
    assert first.returncode == 0
    assert "ai_provenance.report.incremental" in modules
    assert {module.partition(".")[0] for module in modules} & (LIBRARIES | {"jinja2"}) == set()
    assert modules & RULES == set()


def test_the_page_with_nothing_new_loads_no_methodology(one: Repository) -> None:
    run("report", cwd=one.path)
    modules = loaded("report", "--format", "html", cwd=one.path)
    assert "jinja2" in modules
    assert modules & {*RULES, "pydantic", "yaml", "ai_provenance.scorecard.criteria"} == set()


def test_a_first_report_loads_no_library_but_the_command_line_s(one: Repository) -> None:
    one.write(".ai-provenance.toml", CONFIGURATION)
    modules = loaded("report", cwd=one.path)
    assert modules >= RULES
    assert modules & {"pydantic", "git", "rich", "jinja2", "detect_secrets", "yaml"} == set()


@pytest.mark.parametrize("command", ["check", "classify"])
def test_judging_commits_loads_no_library_but_the_command_line_s(one: Repository, command: str) -> None:
    assert loaded(command, cwd=one.path) & {"pydantic", "git", "rich", "jinja2", "detect_secrets", "yaml"} == set()


def test_a_report_with_nothing_new_starts_two_gits(one: Repository, tmp_path: Path) -> None:
    one.write(".ai-provenance.toml", CONFIGURATION)
    run("report", cwd=one.path)
    assert git_log(one, tmp_path, "report") == ["rev-parse", "config"]


def test_the_names_of_agents_are_those_of_a_first_report(one: Repository) -> None:
    one.write(".ai-provenance.toml", '[agents.claude-code]\nname = "Our Claude"\n')
    assert [agent["name"] for agent in assert_fresh(one)["agents"]] == ["Our Claude"]


def _amend(repo: Repository) -> None:
    repo.git("reset", "-q", "--hard", "HEAD~1")
    repo.commit("another\n")


def _graft(repo: Repository) -> None:
    repo.write(".git/info/grafts", f"{repo.head()}\n")


def _configure(text: str) -> Callable[[Repository], object]:
    return lambda repo: repo.write(".ai-provenance.toml", text)


CHANGES: dict[str, Callable[[Repository], object]] = {
    "a commit": lambda repo: repo.commit("three\n"),
    "a rewritten history": _amend,
    "another branch": lambda repo: repo.git("switch", "-q", "-c", "side"),
    "a note": lambda repo: repo.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: no", "HEAD"),
    "a graft": _graft,
    "merges in scope": _configure("[report]\ninclude-merges = true\n"),
    "an agent switched off": _configure("[agents.claude-code]\nenabled = false\n"),
    "an agent's other name": _configure('[agents.claude-code]\nname = "C"\n'),
    "a policy": _configure('[policy]\ndeny-agents = ["claude-code"]\n'),
    "a point of adoption": _configure('adopted = "2026-01-03"\n'),
    "a remote": lambda repo: repo.git("remote", "add", "origin", "https://example.org/a.git"),
    "no reading of notes": _configure("notes-refs = []\n"),
    "another note": lambda repo: repo.git("notes", "--ref=ai", "add", "-f", "-m", "nothing", "topic"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_shows_in_the_next_report(one: Repository, change: str) -> None:
    one.branch("topic")
    noted = one.commit("two\n")
    one.git("notes", "--ref=ai", "add", "-m", "AI-Assisted: yes", noted)
    one.git("switch", "-q", "main")
    one.merge("topic")
    before = assert_fresh(one)
    CHANGES[change](one)
    assert assert_fresh(one) != before


def test_a_threshold_is_judged_every_time(one: Repository) -> None:
    one.commit("two\n")
    one.write(".ai-provenance.toml", "[report]\nfail-under = 90\nof = 'trace_all'\n")
    assert [run("report", cwd=one.path).returncode for _ in range(3)] == [1, 1, 1]


def test_a_gate_of_ci_believes_no_cache(one: Repository) -> None:
    one.commit("AI\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    command = ("report", "--fail-under", "100")
    assert run(*command, cwd=one.path).returncode == 1
    store = CacheDirectory(str(one.path / ".git"))
    for path in (one.path / ".git" / "ai-provenance").glob("count-*"):
        forged = (store.load(path.stem) or b"").replace(b'"ai_valid": 1', b'"ai_valid": 2')
        assert store.save(path.stem, forged)
    assert run(*command, cwd=one.path).returncode == 0  # on a desk whoever writes there can write the repository
    assert run(*command, cwd=one.path, CI="true").returncode == 1


def test_a_shallow_clone_is_warned_about_every_time(one: Repository, tmp_path: Path) -> None:
    one.commit("two\n")
    one.git("clone", "-q", "--depth=1", one.path.as_uri(), str(tmp_path / "shallow"))
    shallow = Repository(tmp_path / "shallow")
    assert assert_fresh(shallow)["commits"]["walked"] == 1
    assert "shallow" in document(shallow.path)["err"]
    shallow.git("fetch", "-q", "--unshallow")
    assert assert_fresh(shallow)["commits"]["walked"] == 2


def test_a_revision_that_moves_is_counted_anew(one: Repository) -> None:
    one.branch("side")
    one.commit("two\n")
    assert document(one.path, "main..side")["commits"]["walked"] == 1
    one.commit("three\n")
    assert document(one.path, "main..side")["commits"]["walked"] == 2


def test_a_path_is_that_of_the_directory(one: Repository) -> None:
    for name in ("a", "sub/a", "sub/a"):
        one.stage(name, name + one.head())
        one.commit(f"{name}\n")
    below = one.path / "sub"
    for _ in range(2):
        assert document(one.path, "--path", "a")["commits"]["walked"] == 1
        assert document(below, "--path", "a")["commits"]["walked"] == 2


def test_a_day_of_adoption_is_cached(one: Repository, tmp_path: Path) -> None:
    one.write(".ai-provenance.toml", 'adopted = "2026-01-02"\n')
    assert document(one.path)["since_adoption"]["commits"]["walked"] == 1
    assert "log" not in git_log(one, tmp_path, "report")


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
    expected = document(one.path, "--no-cache", GIT_DIR=there)
    assert [document(one.path, GIT_DIR=there) for _ in range(2)] == [expected] * 2


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("name", [".ai-provenance.toml", "pyproject.toml"])
def test_check_obeys_the_configuration(repo: Repository, tmp_path: Path, name: str, bare: bool) -> None:
    table = "[tool.ai-provenance.policy]" if name == "pyproject.toml" else "[policy]"
    repo.stage(name, f'{table}\nai = "allow"\n')
    repo.commit("Parse dates\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    if bare:
        repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare"))
    assert run("check", cwd=tmp_path / "bare" if bare else repo.path).returncode == 0


def test_classify_obeys_the_configuration_in_a_subdirectory(one: Repository) -> None:
    one.write("pyproject.toml", "[tool.ai-provenance.agents.claude-code]\nenabled = false\n")
    (one.path / "sub").mkdir()
    assert '"id": "claude-code"' not in run("classify", cwd=one.path / "sub").stdout


def test_a_history_that_breaks_off_is_an_error_after_what_could_be_read(one: Repository) -> None:
    for subject in ("two\n", "three\n"):
        one.commit(subject)
    oid = one.git("rev-parse", "HEAD~1")
    (one.path / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    done = run("classify", cwd=one.path)
    assert done.returncode == 3
    assert "error: " in done.stderr


@pytest.mark.skipif(
    signal.getsignal(signal.SIGINT) is signal.SIG_IGN, reason="interrupts are ignored, as in a background job"
)
@pytest.mark.parametrize("command", ["report", "classify", "check"])
def test_an_interrupt_is_reported_in_one_word(one: Repository, tmp_path: Path, command: str) -> None:
    walking, wrapper = tmp_path / "walking", tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(
        f'#!/bin/sh\nfor a; do [ "$a" != log ] || {{ : > {walking}; exec sleep 20; }}; done\n'
        f'exec {shutil.which("git")} "$@"\n'
    )
    wrapper.chmod(0o755)
    environ = {**os.environ, "PATH": f"{wrapper.parent}:{os.environ['PATH']}"}
    with subprocess.Popen([*COMMAND, command], cwd=one.path, env=environ, stderr=subprocess.PIPE) as running:
        while not walking.exists():
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, err = running.communicate()
    assert (running.returncode, err.strip()) == (130, b"interrupted")
