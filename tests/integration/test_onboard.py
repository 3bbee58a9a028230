"""From nothing to a first green run: a scratch repository, real hooks, the workflow's own script as the run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from ai_provenance.cli.main import run
from ai_provenance.repo import open_repository
from ai_provenance.store import EventKind
from ai_provenance.store.recording import locate, open_place
from governed import release
from repository import Repository

FILE = ".github/workflows/provenance.yml"
PROGRAM = str(Path(sys.executable).with_name("ai-provenance"))


@pytest.fixture
def gov(tmp_path: Path) -> Repository:
    return release(tmp_path / "gov")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commits are made at the time at which they are made: an onboarding has a beginning."""
    monkeypatch.delenv("GIT_AUTHOR_DATE")
    monkeypatch.delenv("GIT_COMMITTER_DATE")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")


def onboard(repo: Repository, gov: Repository, *options: str) -> int:
    return run(["onboard", "--repo", str(repo.path), "--governance", str(gov.path), "--team", "payments", *options])


def finish(repo: Repository, *options: str) -> int:
    return run(["onboard", "--finish", "--repo", str(repo.path), *options])


@pytest.fixture
def joined(repo: Repository, gov: Repository, clock: None) -> Repository:
    """A repository that is on board, with a declared commit."""
    assert onboard(repo, gov) == 0
    repo.git("add", "--all")
    repo.git("commit", "-q", "-m", "Join", env={"CLAUDECODE": "1"})
    return repo


def contents(repo: Repository) -> dict[str, tuple[int, bytes]]:
    """Mode and content of each file but git's own objects and our database."""
    return {
        str(path.relative_to(repo.path)): (path.stat().st_mode, path.read_bytes())
        for path in sorted(repo.path.rglob("*"))
        if path.is_file() and "objects" not in path.parts and path.parent.name != "ai-provenance"
    }


def green_run(repo: Repository, place: Path) -> Path:
    """An export of a run: the script of the workflow's last step, executed here."""
    workflow = yaml.safe_load((repo.path / FILE).read_text())
    script = workflow["jobs"]["provenance"]["steps"][-1]["run"]
    done = subprocess.run(["bash", "-e", "-c", script], cwd=repo.path, check=False)
    result = "success" if done.returncode == 0 else "failure"
    place.write_text(json.dumps({"conclusion": result, "headSha": repo.head(), "url": "local"}))
    return place


def test_from_nothing_to_a_first_green_run_in_six_commands(
    repo: Repository, gov: Repository, clock: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert onboard(repo, gov) == 0
    repo.git("add", "--all")
    repo.git("commit", "-q", "-m", "Join the organisation's rules", env={"CLAUDECODE": "1"})
    export = green_run(repo, tmp_path / "run.json")
    capsys.readouterr()
    assert finish(repo, "--run", str(export)) == 0, capsys.readouterr().out
    assert run(["conform", "--repo", str(repo.path)]) == 0
    with open_place(locate(open_repository(repo.path))) as store:
        (done,) = store.events(EventKind.ONBOARDING)
        assert done.value is not None
        assert 0 <= done.value < 600


def test_a_second_run_changes_nothing(repo: Repository, gov: Repository) -> None:
    assert onboard(repo, gov) == 0
    before = contents(repo)
    assert onboard(repo, gov) == 0
    assert contents(repo) == before


@pytest.mark.parametrize("ci", ["github", "gitlab"])
@pytest.mark.parametrize("hooks", ["none", "chained", "pre-commit"])
def test_undo_puts_everything_back_byte_for_byte(repo: Repository, tmp_path: Path, ci: str, hooks: str) -> None:
    made = release(tmp_path / "gov", ci=ci)
    repo.stage(".ai-provenance.toml", b'# ours\r\nprofile = "kernel"\r\n')
    if ci == "gitlab":
        repo.stage(".gitlab-ci.yml", "stages: [test] # ours\ninclude:\n  - local: x.yml\n")
    if hooks == "pre-commit":
        repo.stage(".pre-commit-config.yaml", "repos: []\n")
    if hooks == "chained":
        hook = repo.write(".git/hooks/commit-msg", "#!/bin/sh\nexit 0\n")
        hook.chmod(0o755)
    repo.commit("Begin\n")
    before = contents(repo)
    assert onboard(repo, made, "--ci", ci) == 0
    assert contents(repo) != before
    assert run(["onboard", "--undo", "--repo", str(repo.path)]) == 0
    assert contents(repo) == before
    assert not (repo.path / ".github").exists()


def test_undo_leaves_what_was_changed_since(
    repo: Repository, gov: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    onboard(repo, gov)
    path = repo.write(FILE, "on: push\n")
    assert run(["onboard", "--undo", "--repo", str(repo.path)]) == 0
    assert "changed since" in capsys.readouterr().err
    assert path.read_text() == "on: push\n"
    assert not (repo.path / ".ai-provenance.toml").exists()


def test_under_pre_commit_no_native_hooks_are_written_beside_it(repo: Repository, gov: Repository) -> None:
    repo.stage(".pre-commit-config.yaml", "repos: []\n")
    onboard(repo, gov)
    assert "ai-provenance-commit-msg" in (repo.path / ".pre-commit-config.yaml").read_text()
    assert not (repo.path / ".git/hooks/commit-msg").exists()


def test_a_dry_run_changes_nothing(repo: Repository, gov: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    before = contents(repo)
    assert onboard(repo, gov, "--dry-run") == 0
    assert contents(repo) == before
    assert '+ai = "declare"' in capsys.readouterr().out


def test_the_new_configuration_demands_what_the_base_does(repo: Repository, tmp_path: Path) -> None:
    made = release(tmp_path / "gov", files={"policy/ai-provenance.toml": "# why\n[policy]\nrequire-model = true\n"})
    assert onboard(repo, made) == 0
    repo.git("add", "--all")
    repo.commit("Join\n")
    assert run(["conform", "--repo", str(repo.path)]) == 0


def test_gitlab_reads_the_file_that_the_template_owns(repo: Repository, tmp_path: Path) -> None:
    made = release(tmp_path / "gov", ci="gitlab")
    repo.stage(".gitlab-ci.yml", "build:\n  script: [make]\n")
    assert onboard(repo, made) == 0
    repo.git("add", "--all")
    repo.commit("Join\n")
    assert run(["conform", "--repo", str(repo.path)]) == 0


@pytest.mark.parametrize(
    ("export", "said"),
    [
        ("not json", "not JSON"),
        ("[]", "not JSON"),
        ('{"conclusion": "success", "headSha": "0000"}', "the run is about 0000"),
        ('{"conclusion": "failure", "headSha": "HEAD"}', "failure on"),
        ('{"status": "running", "sha": "HEAD"}', "running on"),
    ],
)
def test_a_run_that_shows_nothing_finishes_nothing(
    joined: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str], export: str, said: str
) -> None:
    place = tmp_path / "run.json"
    place.write_text(export.replace("HEAD", joined.head()))
    assert finish(joined, "--run", str(place)) == 1
    assert said in capsys.readouterr().out


def test_a_run_may_be_attested_by_a_team(joined: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    assert finish(joined, "--run-url", "https://ci.example.org/1") == 1
    assert finish(joined, "--run-url", "https://ci.example.org/1", "--attested-by", "payments") == 0
    assert "attested by payments" in capsys.readouterr().out


def test_hooks_and_a_declared_commit_are_needed(
    repo: Repository, gov: Repository, clock: None, capsys: pytest.CaptureFixture[str]
) -> None:
    onboard(repo, gov)
    repo.git("add", "--all")
    repo.commit("No one declared this\n")
    shutil.rmtree(repo.path / ".git/hooks")
    assert finish(repo, "--run-url", "https://ci.example.org/1", "--attested-by", "payments") == 1
    said = capsys.readouterr().out
    assert "open    hooks" in said
    assert "open    commit: 0 of 1" in said


def test_nothing_to_finish_or_undo_is_an_error(repo: Repository) -> None:
    assert finish(repo) == 3
    assert run(["onboard", "--undo", "--repo", str(repo.path)]) == 3
