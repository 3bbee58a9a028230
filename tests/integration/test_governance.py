"""The commands for a governance repository and its consumers, as they are typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from governed import release
from repository import Repository


def test_a_new_governance_repository_passes_its_own_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["governance", "init", str(tmp_path / "gov"), "--organisation", "Example"]) == 0
    assert run(["governance", "check", "--repo", str(tmp_path / "gov")]) == 0
    capsys.readouterr()
    assert run(["governance", "init", str(tmp_path / "gov")]) == 0
    assert "nothing to do" in capsys.readouterr().out


def test_what_is_wrong_has_exit_code_1_and_what_is_no_governance_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = release(tmp_path / "gov", files={"governance.toml": 'organisation = "x"\nteams = 3\n'})
    assert run(["governance", "check", "--repo", str(made.path), "--format", "json"]) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["path"], finding["hint"]) == ("governance.toml", "did you mean 'team'?")
    assert run(["governance", "check", "--repo", str(tmp_path / "none")]) == 3


def test_a_pin_is_written_shown_and_not_committed(
    repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    release(tmp_path / "gov")
    repo.stage(".ai-provenance.toml", 'profile = "asf"\n')
    head = repo.commit("Configure\n")
    command = ["governance", "pin", "--governance", str(tmp_path / "gov"), "--repo", str(repo.path)]
    assert run([*command, "--dry-run"]) == 0
    assert repo.git("status", "--porcelain") == ""
    assert run(command) == 0
    assert '+rev = "v1.0.0"' in capsys.readouterr().out
    assert (repo.head(), repo.git("status", "--porcelain")) == (head, "M .ai-provenance.toml")
    release(tmp_path / "gov", "v1.1.0", files={"exceptions/a.toml": ""})
    assert run(["governance", "pin", "--repo", str(repo.path)]) == 0
    assert 'rev = "v1.1.0"' in (repo.path / ".ai-provenance.toml").read_text()


def test_a_pin_goes_into_pyproject_where_that_configures(repo: Repository, tmp_path: Path) -> None:
    release(tmp_path / "gov")
    repo.stage(
        "pyproject.toml", '[project]\nname = "x"\n\n[tool.ai-provenance]\nprofile = "asf"\n\n[tool.ruff]\nx = 1\n'
    )
    assert run(["governance", "pin", "--governance", f"{tmp_path}/gov@v1.0.0", "--repo", str(repo.path)]) == 0
    assert "[tool.ai-provenance.governance]" in (repo.path / "pyproject.toml").read_text()


def test_no_release_cannot_be_pinned(repo: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = release(tmp_path / "gov")
    made.git("tag", "-d", "v1.0.0")
    assert run(["governance", "pin", "--governance", str(made.path), "--repo", str(repo.path)]) == 3
    assert "hint: git -C" in capsys.readouterr().err
