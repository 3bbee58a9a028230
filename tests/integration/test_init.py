"""`init` as typed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.config import load_config
from ai_provenance.errors import ExitCode
from repository import Repository

SAMPLE = """\
# See https://pre-commit.com
repos:
-   repo: https://example.org/x  # pinned
    rev: v1
    hooks: [{id: x}]
"""


def init(repo: Repository, *options: str) -> int:
    return run(["init", *options, "--repo", str(repo.path)])


def test_writes_a_configuration_that_loads(repo: Repository) -> None:
    assert init(repo, "--profile", "asf", "--declare", "all") == ExitCode.OK
    config = load_config(repo.path)
    assert (config.profile, config.declare) == ("asf", "all")
    assert config.adopted


def test_a_second_time_changes_nothing(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(".pre-commit-config.yaml", SAMPLE)
    init(repo)
    written = {path.name: path.read_bytes() for path in repo.path.iterdir() if path.is_file()}
    capsys.readouterr()
    init(repo, "--profile", "llvm")
    assert "nothing to do" in capsys.readouterr().out
    assert {path.name: path.read_bytes() for path in repo.path.iterdir() if path.is_file()} == written


def test_d3_block_and_hook_types_go_into_the_users_file(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    config = repo.write(".pre-commit-config.yaml", SAMPLE)
    init(repo, "--from", "https://example.org/us", "--rev", "v9")
    text = config.read_text()
    assert (
        "default_install_hook_types: [pre-commit, pre-merge-commit, prepare-commit-msg, commit-msg, post-rewrite]"
        in text
    )
    assert "- repo: https://example.org/us\n  rev: v9\n" in text
    assert all(line in text.splitlines() for line in SAMPLE.splitlines())
    assert "pre-commit install" in capsys.readouterr().err


def test_no_file_of_a_hook_manager_is_written_where_none_is_wanted(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    init(repo)
    assert sorted(path.name for path in repo.path.iterdir()) == [".ai-provenance.toml", ".git"]
    assert "ai-provenance install && ai-provenance doctor" in capsys.readouterr().err


def test_pre_commit_is_written_on_request(repo: Repository) -> None:
    init(repo, "--pre-commit")
    assert "id: ai-provenance-prepare" in (repo.path / ".pre-commit-config.yaml").read_text()


def test_no_pre_commit_leaves_the_projects_file_alone(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    config = repo.write(".pre-commit-config.yaml", SAMPLE)
    init(repo, "--no-pre-commit")
    assert config.read_text() == SAMPLE
    assert "ai-provenance install && ai-provenance doctor" in capsys.readouterr().err


def test_hooks_that_are_installed_already_are_taken_out_first(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["install", "--repo", str(repo.path)])
    init(repo, "--pre-commit")
    assert "ai-provenance uninstall && pre-commit install" in capsys.readouterr().err


@pytest.mark.parametrize("options", [("--from", "x", "--no-pre-commit"), ("--rev", "v1")])
def test_options_that_mean_nothing_together_are_a_usage_error(repo: Repository, options: tuple[str, ...]) -> None:
    assert init(repo, *options) == ExitCode.USAGE


def test_from_pins_the_newest_release_tag(repo: Repository, tmp_path: Path) -> None:
    hooks = Repository.init(tmp_path / "hooks")
    hooks.commit()
    for tag in ("v0.9.0", "v0.10.0", "v0.11.0rc1", "nightly"):
        hooks.git("tag", "-a", "-m", tag, tag)
    init(repo, "--from", str(hooks.path))
    assert f"- repo: {hooks.path}\n  rev: v0.10.0\n" in (repo.path / ".pre-commit-config.yaml").read_text()


def test_from_pins_a_commit_where_there_is_no_release(repo: Repository, tmp_path: Path) -> None:
    hooks = Repository.init(tmp_path / "hooks")
    commit = hooks.commit()
    init(repo, "--from", str(hooks.path))
    assert f"  rev: {commit}\n" in (repo.path / ".pre-commit-config.yaml").read_text()


def test_dry_run_shows_a_diff_and_writes_nothing(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    init(repo, "--dry-run")
    assert '+profile = "kernel"' in capsys.readouterr().out
    assert sorted(path.name for path in repo.path.iterdir()) == [".git"]


def test_configuration_in_pyproject_is_kept(repo: Repository) -> None:
    repo.write("pyproject.toml", '[tool.ai-provenance]\nprofile = "asf"\n')
    init(repo)
    assert not (repo.path / ".ai-provenance.toml").exists()


def test_d10_husky_init_says_what_to_run(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("config", "core.hooksPath", ".husky/_")
    init(repo)
    assert not (repo.path / ".pre-commit-config.yaml").exists()
    assert "next: ai-provenance install && npx husky" in capsys.readouterr().err


def test_d10_a_hooks_path_keeps_pre_commit_out(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("config", "core.hooksPath", "hooks")
    init(repo, "--pre-commit")
    assert "where pre-commit refuses to install" in capsys.readouterr().err


def test_lefthook_init_says_what_to_run(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("lefthook.yml", "")
    init(repo)
    assert "next: ai-provenance install && lefthook install" in capsys.readouterr().err


def test_prek_toml_is_left_to_a_person(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    config = repo.write("prek.toml", "# mine\n")
    init(repo)
    assert config.read_text() == "# mine\n"
    assert "[[repos]]" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"repos: [", b"repos: \xff\n", b"repos: [{repo: a}]\n"])
def test_a_file_that_cannot_be_edited_is_refused_and_kept(
    repo: Repository, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    config = repo.write(".pre-commit-config.yaml", content)
    assert init(repo) == ExitCode.INCONCLUSIVE
    assert capsys.readouterr().err.startswith("error: .pre-commit-config.yaml")
    assert config.read_bytes() == content
    assert not (repo.path / ".ai-provenance.toml").exists()


def test_bare_repository_is_refused(tmp_path: Path) -> None:
    assert init(Repository.init(tmp_path / "bare.git", "--bare")) == ExitCode.INCONCLUSIVE
