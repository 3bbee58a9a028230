"""`install` and `uninstall` as typed, in the repositories that people have."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from ai_provenance.install.shim import DEFAULT_HOOKS, is_shim
from ai_provenance.repo import git_version
from ai_provenance.repo.hook_directory import CONFIG_HOOKS_SINCE
from repository import Repository


def ours(directory: Path) -> list[str]:
    """Names of our shims in a directory."""
    return sorted(path.name for path in directory.iterdir() if is_shim(path)) if directory.exists() else []


def files(repo: Repository) -> dict[str, tuple[bytes, int]]:
    """Every file of the work tree and of the git directory, with its mode."""
    return {
        str(path.relative_to(repo.path)): (path.read_bytes(), path.stat().st_mode)
        for path in repo.path.rglob("*")
        if path.is_file()
    }


def test_install_and_uninstall_leave_nothing(repo: Repository) -> None:
    before = files(repo)
    assert run(["install", "--repo", str(repo.path)]) == ExitCode.OK
    assert ours(repo.path / ".git" / "hooks") == sorted(DEFAULT_HOOKS)
    assert run(["uninstall", "--repo", str(repo.path)]) == ExitCode.OK
    assert files(repo) == before


def test_dry_run_changes_nothing(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(repo)
    assert run(["install", "--dry-run", "--repo", str(repo.path)]) == ExitCode.OK
    assert files(repo) == before
    assert "would write" in capsys.readouterr().out


def test_a_linked_worktree_shares_the_hooks(repo: Repository) -> None:
    repo.commit()
    repo.git("worktree", "add", "-q", "../linked")
    assert run(["install", "--repo", str(repo.path.parent / "linked")]) == ExitCode.OK
    assert ours(repo.path / ".git" / "hooks") == sorted(DEFAULT_HOOKS)


def test_a_submodule_has_hooks_of_its_own(repo: Repository, tmp_path: Path) -> None:
    inner = Repository.init(tmp_path / "inner")
    inner.commit()
    repo.git("submodule", "--quiet", "add", str(inner.path), "sub")
    assert run(["install", "--repo", str(repo.path / "sub")]) == ExitCode.OK
    assert ours(repo.path / ".git" / "modules" / "sub" / "hooks") == sorted(DEFAULT_HOOKS)
    assert ours(repo.path / ".git" / "hooks") == []


def test_hooks_path_of_the_repository_is_honoured(repo: Repository) -> None:
    repo.git("config", "core.hooksPath", "tools/hooks")
    before = files(repo)
    run(["install", "--repo", str(repo.path)])
    assert ours(repo.path / "tools" / "hooks") == sorted(DEFAULT_HOOKS)
    run(["uninstall", "--repo", str(repo.path)])
    assert files(repo) == before


def test_hooks_of_an_earlier_hooks_path_are_uninstalled_too(repo: Repository) -> None:
    run(["install", "--repo", str(repo.path)])
    repo.git("config", "core.hooksPath", "elsewhere")
    run(["uninstall", "--repo", str(repo.path)])
    assert ours(repo.path / ".git" / "hooks") == []


def test_a_hook_directory_of_every_repository_is_refused(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    shared = repo.path.parent / "shared"
    repo.git("config", "--global", "core.hooksPath", str(shared))
    assert run(["install", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE
    assert "hint: ai-provenance install --" in capsys.readouterr().err
    assert run(["install", "--shared", "--repo", str(repo.path)]) == ExitCode.OK
    assert ours(shared) == sorted(DEFAULT_HOOKS)


def test_d10_husky_gets_lines_in_its_own_files(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.git("config", "core.hooksPath", ".husky/_")
    repo.write(".husky/commit-msg", "npx commitlint --edit $1\n")
    before = files(repo)
    run(["install", "--repo", str(repo.path)])
    assert "ai-provenance-hook commit-msg" in (repo.path / ".husky" / "commit-msg").read_text()
    assert not (repo.path / ".husky" / "_").exists()
    run(["uninstall", "--repo", str(repo.path)])
    assert files(repo) == before


def test_d10_husky_runs_the_line(repo: Repository, tmp_path: Path) -> None:
    """What husky 9 puts into `.husky/_`: a stub a hook, which runs `.husky/HOOK` with `sh -e`."""
    repo.git("config", "core.hooksPath", ".husky/_")
    stub = repo.write(".husky/_/commit-msg", '#!/usr/bin/env sh\nsh -e "${0%/*}/../commit-msg" "$@"\n')
    stub.chmod(0o755)
    run(["install", "--repo", str(repo.path)])
    tool = repo.write("../bin/ai-provenance-hook", '#!/bin/sh\necho "$@" >&2; exit 1\n')
    tool.chmod(0o755)
    env = {"PATH": f"{tool.parent}:{os.environ['PATH']}"}
    done = repo.run("commit", "--allow-empty", "-m", "one", env=env, check=False)
    assert (done.returncode, done.stderr) == (1, b"commit-msg .git/COMMIT_EDITMSG\n")


@pytest.mark.parametrize("shell", [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)])
def test_d10_husky_gives_the_refs_of_a_push_to_us_and_to_the_project(repo: Repository, shell: str) -> None:
    repo.git("config", "core.hooksPath", ".husky/_")
    command = f"{shutil.which(shell)} {'sh' if shell == 'busybox' else ''} -e"
    stub = repo.write(".husky/_/pre-push", f'#!/bin/sh\n{command} "${{0%/*}}/../pre-push" "$@"\n')
    stub.chmod(0o755)
    repo.write(".husky/pre-push", 'while read -r line; do echo "theirs $line" >>"$HOME/calls"; done\n')
    run(["install", "--hook", "pre-push", "--repo", str(repo.path)])
    tool = repo.write("../bin/ai-provenance-hook", '#!/bin/sh\necho "ours $(cat)" >>"$HOME/calls"\n')
    tool.chmod(0o755)
    repo.commit("one")
    remote = Repository.init(repo.path.parent / "remote", "--bare")
    for _ in range(2):  # the second time there is nothing to push
        repo.run("push", str(remote.path), "main", env={"PATH": f"{tool.parent}:{os.environ['PATH']}"})
    told = f"refs/heads/main {repo.head()} refs/heads/main {'0' * 40}"
    assert Path(os.environ["HOME"], "calls").read_text().splitlines() == [f"ours {told}", f"theirs {told}"]


def test_lefthook_gets_lines_in_its_configuration(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("lefthook.yml", "# ours\npre-commit:\n  commands: {}\n")
    before = files(repo)
    run(["install", "--repo", str(repo.path)])
    said = capsys.readouterr().err
    assert "lefthook-local.yml adds ours to the hooks of lefthook.yml" in said
    assert "lefthook install" in said
    assert "ai-provenance-hook commit-msg {0}" in (repo.path / "lefthook.yml").read_text()
    run(["uninstall", "--repo", str(repo.path)])
    assert files(repo) == before


def test_native_goes_past_the_manager(repo: Repository) -> None:
    repo.write("lefthook.yml", "")
    run(["install", "--native", "--repo", str(repo.path)])
    assert ours(repo.path / ".git" / "hooks") == sorted(DEFAULT_HOOKS)


BLOCK = "repos:\n- repo: x\n  hooks:\n  - id: ai-provenance-prepare\n  - id: ai-provenance-commit-msg-system\n"


def test_uninstall_names_the_file_whose_block_pre_commit_runs(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    file = repo.write(".pre-commit-config.yaml", BLOCK)
    assert run(["uninstall", "--repo", str(repo.path)]) == ExitCode.OK
    assert f"hooks that {file} names: take the ai-provenance block out of that file" in capsys.readouterr().err
    file.write_text("repos: []\n")
    run(["uninstall", "--repo", str(repo.path)])
    assert capsys.readouterr().err == ""


def test_what_pre_commit_runs_is_not_installed_a_second_time(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(".pre-commit-config.yaml", BLOCK)
    run(["install", "--repo", str(repo.path)])
    assert "runs our hooks; next: pre-commit install" in capsys.readouterr().err
    assert ours(repo.path / ".git" / "hooks") == ["post-rewrite", "pre-commit", "pre-merge-commit"]


def test_a_whole_block_of_pre_commit_leaves_nothing_to_install(repo: Repository) -> None:
    repo.write(".pre-commit-config.yaml", BLOCK + "  - id: ai-provenance-secrets\n  - id: ai-provenance-post-rewrite\n")
    run(["install", "--repo", str(repo.path)])
    assert ours(repo.path / ".git" / "hooks") == []


def test_a_hook_that_the_block_lacks_can_be_installed_beside_it(repo: Repository) -> None:
    repo.write(".pre-commit-config.yaml", BLOCK)
    run(["install", "--hook", "pre-push", "--repo", str(repo.path)])
    assert ours(repo.path / ".git" / "hooks") == ["pre-push"]


def test_native_beside_pre_commit_says_that_hooks_will_run_twice(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    repo.write(".pre-commit-config.yaml", BLOCK)
    run(["install", "--native", "--repo", str(repo.path)])
    assert "after `pre-commit install` they will run twice" in capsys.readouterr().err
    repo.write(".git/hooks/commit-msg", "# File generated by pre-commit: https://pre-commit.com\n")
    run(["install", "--native", "--repo", str(repo.path)])
    assert "too: they will run twice" in capsys.readouterr().err


def test_one_hook_may_be_chosen(repo: Repository) -> None:
    run(["install", "--hook", "pre-push", "--repo", str(repo.path)])
    assert ours(repo.path / ".git" / "hooks") == ["pre-push"]


def test_a_bare_repository_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bare = Repository.init(tmp_path / "bare.git", "--bare")
    assert run(["install", "--repo", str(bare.path)]) == ExitCode.INCONCLUSIVE
    assert "no one commits there" in capsys.readouterr().err
    assert run(["uninstall", "--repo", str(bare.path)]) == ExitCode.OK


def test_a_disk_that_refuses_is_an_error_with_a_hint(repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
    (repo.path / ".git" / "hooks").rename(repo.path / ".git" / "samples")
    (repo.path / ".git" / "hooks").write_text("a file where the directory should be")
    assert run(["install", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE
    assert "cannot change" in capsys.readouterr().err


@pytest.mark.skipif(git_version() >= CONFIG_HOOKS_SINCE, reason="this git knows config hooks")
def test_d11_config_hooks_are_refused_where_git_would_ignore_them(
    repo: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["install", "--config", "--repo", str(repo.path)]) == ExitCode.INCONCLUSIVE
    assert "2.54 or newer is needed" in capsys.readouterr().err


@pytest.mark.skipif(git_version() < CONFIG_HOOKS_SINCE, reason="git before 2.54 ignores config hooks")
def test_d11_config_hooks_run_whatever_the_hooks_path_says(repo: Repository) -> None:
    repo.git("config", "core.hooksPath", ".husky/_")
    before = files(repo)
    assert run(["install", "--config", "--repo", str(repo.path)]) == ExitCode.OK
    repo.run("hook", "list", "commit-msg")
    assert repo.git("hook", "list", "commit-msg") == "ai-provenance-commit-msg"
    run(["uninstall", "--repo", str(repo.path)])
    assert files(repo) == before
