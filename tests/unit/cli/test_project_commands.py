"""Every command obeys the configuration of its project, also where only git's objects hold it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from repository import CLAUDE_TRAILER, Repository
from tokens import GITHUB

FILE = ".ai-provenance.toml"
STRICT = """\
[policy]
require-forms = ["kernel"]
[secrets]
exclude = ["fixtures/*"]
baseline = "lists/known"
[agents.house-bot]
name = "House Bot"
emails = ["house@example.com"]
"""
_OF_THE_CLONE = ("generated_at", "remote", "published", "hooks", "gate")
"""Keys of a report that tell two clones of one history apart."""
COMMANDS = [
    ["report"],
    ["report", "--format", "json"],
    ["classify"],
    ["explain", "HEAD"],
    ["check"],
    ["check", "HEAD"],
    ["squash", "audit"],
    ["squash", "preview", "HEAD~1..HEAD"],
    ["agents"],
    ["config", "show"],
    ["secrets", "scan", "--range", "HEAD"],
]


@pytest.fixture
def strict(repo: Repository) -> Repository:
    """A project that wants the kernel's form, which its AI commit does not have, and knows an agent of its own."""
    repo.stage("lists/known", "ai-provenance-baseline 1 00\n")
    repo.stage("fixtures/a.py", f'token = "{GITHUB}"\n')
    repo.stage(FILE, STRICT)
    repo.commit("Begin\n", author="House Bot <house@example.com>")
    repo.commit(f"Add parser\n\n{CLAUDE_TRAILER}\n")
    return repo


def bare_clone(repo: Repository, *options: str) -> Path:
    place = repo.path.parent / "bare.git"
    repo.git("clone", "-q", "--bare", *options, repo.path.as_uri(), str(place))
    return place


def answer(arguments: list[str], place: Path) -> tuple[int, str]:
    """Exit code and output of a command line of its own, fast paths and all, without what is about the clone.

    That is its name, and how to fix a commit, which depends on what was published from there.
    """
    command = [sys.executable, "-m", "ai_provenance", *arguments, "--repo", str(place)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (ExitCode.OK, ExitCode.VIOLATION_FOUND), done.stderr
    about_clone = (*(f'"{key}"' for key in _OF_THE_CLONE), "    fix: ")
    lines = [line for line in done.stdout.splitlines() if not any(part in line for part in about_clone)]
    return done.returncode, "\n".join(lines)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_bare_repository_obeys_the_configuration_of_its_head(strict: Repository, arguments: list[str]) -> None:
    assert answer(arguments, bare_clone(strict)) == answer(arguments, strict.path)


def test_the_policy_of_a_bare_repository_counts(strict: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    run(["report", "--format", "json", "--repo", str(bare_clone(strict))])
    document = json.loads(capsys.readouterr().out)
    assert document["traceability"]["trace_ai"]["numerator"] == 0


@pytest.mark.parametrize(
    "arguments",
    [["check"], ["report", "--fail-under", "1"], ["score", "gate", "2"], ["squash", "audit", "--fail-on-loss"]],
    ids=" ".join,
)
def test_nothing_is_passed_under_a_configuration_that_is_not_here(
    strict: Repository, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    strict.git("config", "uploadpack.allowFilter", "true")
    clone = bare_clone(strict, "--filter=blob:none")
    assert run([*arguments, "--repo", str(clone)]) == ExitCode.INCONCLUSIVE
    printed = capsys.readouterr()
    assert "is not here" in printed.out + printed.err


def test_a_report_without_its_configuration_warns(strict: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    strict.git("config", "uploadpack.allowFilter", "true")
    clone = bare_clone(strict, "--filter=blob:none")
    assert run(["report", "--format", "json", "--repo", str(clone)]) == ExitCode.OK
    printed = capsys.readouterr()
    assert json.loads(printed.out)["warnings"][0]["code"] == "configuration-unseen"
    assert "hint: git fetch --refetch --no-filter" in printed.err


@pytest.mark.parametrize("arguments", [*COMMANDS, ["doctor"], ["install", "--dry-run"], ["score"]], ids=" ".join)
def test_two_configurations_are_refused(
    strict: Repository, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    strict.write("pyproject.toml", "[tool.ai-provenance]\n")
    code = run([*arguments, "--repo", str(strict.path)])
    assert code == (ExitCode.VIOLATION_FOUND if arguments == ["doctor"] else ExitCode.INCONCLUSIVE)
    printed = capsys.readouterr()
    assert "both configure" in printed.out + printed.err


@pytest.mark.parametrize("arguments", [["report"], ["check"], ["classify"], ["config", "show"]], ids=" ".join)
def test_a_day_of_adoption_that_is_none_is_refused(
    strict: Repository, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    strict.write(FILE, 'adopted = "2026-02-30"\n')
    assert run([*arguments, "--repo", str(strict.path)]) == ExitCode.INCONCLUSIVE
    assert "'adopted' is '2026-02-30'" in capsys.readouterr().err


def test_config_show_shows_what_judges(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(FILE, 'profile = "asf"\n')
    repo.write(f"sub/{FILE}", 'profile = "llvm"\n')
    assert run(["config", "show", "--repo", str(repo.path / "sub")]) == ExitCode.OK
    assert json.loads(capsys.readouterr().out)["profile"] == "asf"


@pytest.mark.parametrize(
    "words",
    [
        ["report", "--no-cache", "--lines", "--secrets"],
        ["report", "--no-cache", "--format", "html"],
        ["classify"],
        ["explain", "HEAD"],
        ["score", "--no-cache"],
        ["delivery", "--no-cache"],
        ["check", "--no-cache"],
        ["secrets", "scan", "--range", "HEAD", "--no-cache"],
    ],
    ids=" ".join,
)
def test_a_look_that_shall_leave_nothing_leaves_a_mirror_as_it_was(
    repo: Repository, tmp_path: Path, words: list[str]
) -> None:
    repo.commit(f"one\n\n{CLAUDE_TRAILER}\n")
    mirror = tmp_path / "mirror.git"
    repo.git("clone", "-q", "--mirror", str(repo.path), str(mirror))
    before = {path: path.stat().st_mtime_ns for path in mirror.rglob("*")}
    run([*words, "--repo", str(mirror)])
    assert {path: path.stat().st_mtime_ns for path in mirror.rglob("*")} == before
