"""What a manager gives the secrets hook, and what a push brings: it is looked at, or the answer is not "passed"."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.repo import open_repository
from ai_provenance.repo.refs import tracking_refs
from repository import Repository
from tokens import GITHUB

LINE = f'token = "{GITHUB}"\n'
TOOLS = Path(sys.executable).parent
BY_HAND = {"PRE_COMMIT": "1"}


@pytest.fixture(autouse=True)
def tool_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([str(TOOLS), os.environ["PATH"]]))


def hook(repo: Repository, *names: str, **environ: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "ai_provenance.hooks", "pre-commit", *names]
    done = subprocess.run(
        command, cwd=repo.path, env={**os.environ, **environ}, capture_output=True, text=True, check=False
    )
    assert GITHUB not in done.stdout + done.stderr
    return done.returncode, done.stderr


def test_a_file_without_staged_changes_is_scanned_whole(repo: Repository) -> None:
    repo.stage("a.py", "x = 1\n" + LINE)
    repo.commit()
    status, said = hook(repo, "a.py", **BY_HAND)
    assert status == 1
    assert "a.py:2: GitHub token" in said


def test_a_file_with_staged_changes_is_scanned_by_its_staged_lines(repo: Repository) -> None:
    repo.stage("a.py", LINE)
    repo.commit()
    repo.stage("a.py", LINE + "x = 1\n")
    assert hook(repo, "a.py", **BY_HAND)[0] == 0


def test_staged_lines_count_whatever_is_named(repo: Repository) -> None:
    repo.stage("a.py", LINE)
    repo.stage("b.py", "x = 1\n")
    assert hook(repo, "b.py", **BY_HAND)[0] == 1


@pytest.mark.parametrize("name", ["gone.py", "{3}", ""])
def test_a_name_of_no_file_is_passed_over(repo: Repository, name: str) -> None:
    repo.stage("b.py", "x = 1\n")
    assert hook(repo, name)[0] == 0


def test_excluded_paths_stay_excluded(repo: Repository) -> None:
    repo.stage(".ai-provenance.toml", '[secrets]\nexclude = ["a.py"]\n')
    repo.stage("a.py", LINE)
    repo.commit()
    assert hook(repo, "a.py", **BY_HAND)[0] == 0


SUPPRESSED = "[secrets]\nexclude = ['fixtures/*']\n"


def test_every_way_into_the_hook_says_what_it_lets_pass(repo: Repository) -> None:
    repo.stage(".ai-provenance.toml", SUPPRESSED)
    repo.commit()
    repo.stage("a.py", LINE.rstrip() + "  # pragma: allowlist secret\n")
    repo.stage("fixtures/b.py", LINE)
    staged = hook(repo)
    repo.commit()
    named = hook(repo, "a.py", "fixtures/b.py", **BY_HAND)
    in_range = hook(repo, PRE_COMMIT_FROM_REF="HEAD~1", PRE_COMMIT_TO_REF="HEAD")
    for status, said in (staged, named, in_range):
        assert status == 0
        assert "2 let pass: 1 by exclude, 1 by pragma" in said
        assert "fixtures/b.py:1" in said


def test_no_way_into_the_hook_passes_what_it_did_not_read_whole(repo: Repository) -> None:
    repo.commit()
    repo.stage("v.js", "password = a " * 10_000)
    staged = hook(repo)
    repo.commit()
    named = hook(repo, "v.js", **BY_HAND)
    in_range = hook(repo, PRE_COMMIT_FROM_REF="HEAD~1", PRE_COMMIT_TO_REF="HEAD")
    from_first = hook(repo, PRE_COMMIT_FROM_REF="", PRE_COMMIT_TO_REF="HEAD")
    for status, said in (staged, named, in_range, from_first):
        assert status == 3
        assert "v.js" in said
        assert "too many names of credentials" in said


def test_nothing_to_scan_is_not_passed(repo: Repository) -> None:
    repo.stage("a.py", LINE)
    repo.commit()
    status, said = hook(repo, **BY_HAND)
    assert status == 3
    assert "nothing is staged and no file is named, so nothing was scanned" in said


def test_an_empty_commit_has_nothing_to_scan(repo: Repository) -> None:
    assert hook(repo, GIT_INDEX_FILE=".git/index", **BY_HAND) == (0, "")
    assert hook(repo) == (0, "")


@pytest.mark.parametrize(("since", "expected"), [("HEAD~2", 1), ("HEAD~1", 0), ("", 1), ("0" * 40, 1)])
def test_a_range_is_scanned_commit_by_commit(repo: Repository, since: str, expected: int) -> None:
    repo.commit()
    repo.stage("a.py", LINE)
    repo.commit()
    repo.git("rm", "-q", "a.py")
    repo.commit()
    assert hook(repo, PRE_COMMIT_FROM_REF=since, PRE_COMMIT_TO_REF="HEAD")[0] == expected


def test_a_range_that_is_not_here_is_not_passed(repo: Repository) -> None:
    repo.commit()
    assert hook(repo, PRE_COMMIT_FROM_REF="1" * 40, PRE_COMMIT_TO_REF="HEAD")[0] == 3


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["pre-commit", "prek"])
@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--all-files"], 1),
        (["--all-files", "--hook-stage", "manual"], 1),
        (["--from-ref", "HEAD~1", "--to-ref", "HEAD"], 1),
        (["--files", "s.py"], 1),
        (["--files", "clean.py"], 0),
    ],
)
def test_managers_in_ci(repo: Repository, tool: str, options: list[str], expected: int) -> None:
    subprocess.run(["ai-provenance", "init", "--pre-commit"], cwd=repo.path, check=True, capture_output=True)
    repo.stage("clean.py", "x = 1\n")
    repo.git("add", ".")
    repo.commit()
    repo.stage("s.py", LINE)
    repo.commit()
    done = subprocess.run([tool, "run", *options], cwd=repo.path, capture_output=True, check=False)
    assert done.returncode == expected, done.stdout


@pytest.fixture
def origin(repo: Repository) -> Repository:
    """A bare repository that `repo` pushes to, as `origin`."""
    repo.stage("old.py", LINE)
    repo.commit("Old\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    bare = Repository.init(repo.path.parent / "u.git", "--bare")
    repo.git("remote", "add", "origin", str(bare.path))
    repo.git("push", "-q", "origin", "main")
    return bare


@pytest.fixture
def pushing(repo: Repository, origin: Repository) -> Repository:
    subprocess.run(["ai-provenance", "install", "--hook", "pre-push"], cwd=repo.path, check=True, capture_output=True)
    repo.branch("topic")
    return repo


@pytest.mark.parametrize(
    "ref",
    ["refs/heads/x", "refs/for/main", "refs/for/main%topic=x", "refs/changes/01/1/1", "refs/drafts/main", "refs/x/y"],
)
def test_a_push_to_any_ref_is_looked_at(pushing: Repository, ref: str) -> None:
    pushing.stage("new.py", LINE)
    pushing.commit()
    done = pushing.run("push", "-q", "origin", f"HEAD:{ref}", check=False)
    assert done.returncode == 1
    assert b"new.py:1: GitHub token" in done.stderr


def test_a_push_of_notes_passes(pushing: Repository) -> None:
    pushing.git("notes", "add", "-m", "a note", "HEAD")
    assert pushing.run("push", "-q", "origin", "refs/notes/commits").returncode == 0


@pytest.mark.parametrize("address", ["{0}", "{0}/", "file://{0}", "../u", "../u.git", "short:u.git"])
def test_a_push_to_the_address_of_a_remote_is_judged_as_one_to_the_remote(pushing: Repository, address: str) -> None:
    pushing.git("config", f"url.{pushing.path.parent}/.insteadOf", "short:")
    pushing.stage("new.py", "x = 1\n")
    pushing.commit()
    assert (
        pushing.run("push", "-q", address.format(pushing.path.parent / "u.git"), "topic", check=False).returncode == 0
    )


def test_a_push_to_an_address_of_no_remote_is_judged_whole(pushing: Repository) -> None:
    other = Repository.init(pushing.path.parent / "other.git", "--bare")
    assert pushing.run("push", "-q", str(other.path), "topic", check=False).returncode == 1


@pytest.mark.parametrize(
    ("fetched", "pushed"),
    [
        ("https://me:pw@example.org/a/b.git", "https://example.org/a/b"),
        ("git@example.org:a/b.git", "ssh://git@example.org/a/b"),
        ("https://Example.org/a/b/", "https://example.org/a/b.git"),
    ],
)
def test_spellings_of_one_address(repo: Repository, fetched: str, pushed: str) -> None:

    repo.git("remote", "add", "up", fetched)
    opened = open_repository(repo.path)
    assert tracking_refs(opened, pushed) == tracking_refs(opened, "up") == ("--remotes=up",)
    assert tracking_refs(opened, pushed + "x") == ()


def server_hook(origin: Repository, command: str) -> None:
    hook_file = origin.path / "hooks" / "pre-receive"
    hook_file.write_text(f"#!/bin/sh\nexec ai-provenance {command} --pre-receive\n")
    hook_file.chmod(0o755)


@pytest.mark.parametrize("ref", ["main", "new", "refs/for/main", "refs/tags/v1"])
def test_a_server_scans_what_a_push_brings_and_nothing_else(repo: Repository, origin: Repository, ref: str) -> None:
    server_hook(origin, "secrets scan")
    repo.stage("fine.py", "x = 1\n")
    repo.commit()
    full = ref if ref.startswith("refs/") else f"refs/heads/{ref}"
    assert repo.run("push", "-q", "origin", f"HEAD:{full}", check=False).returncode == 0
    repo.stage("new.py", LINE)
    repo.commit()
    done = repo.run("push", "-q", "-f", "origin", f"HEAD:{full}", check=False)
    assert done.returncode == 1
    assert b"new.py:1: GitHub token" in done.stderr
    assert b"old.py" not in done.stderr
    assert repo.run("push", "-q", "origin", f":{full}", check=False).returncode in (0, 1)


@pytest.mark.parametrize("scope", ["--local", "--global"])
def test_the_servers_own_file_decides_for_both_forms_of_the_hook(
    repo: Repository, origin: Repository, scope: str
) -> None:
    server_hook(origin, "check")
    policy = repo.path.parent / "policy.toml"
    policy.write_text('[policy]\nai = "forbid"\n[secrets]\nexclude = ["new.py"]\n')
    origin.git("config", scope, "ai-provenance.policy", str(policy))
    repo.stage("new.py", LINE)
    repo.commit("x\n\nAssisted-by: Claude\n")
    assert repo.run("push", "-q", "origin", "main", check=False).returncode == 1
    server_hook(origin, "secrets scan")
    assert repo.run("push", "-q", "origin", "main", check=False).returncode == 0


@pytest.mark.parametrize("command", ["check", "secrets scan"])
def test_a_policy_of_the_server_that_is_not_there_refuses(repo: Repository, origin: Repository, command: str) -> None:
    server_hook(origin, command)
    origin.git("config", "ai-provenance.policy", "/nowhere.toml")
    repo.commit()
    assert repo.run("push", "-q", "origin", "main", check=False).returncode == 1


@pytest.mark.parametrize("setting", ["diff.orderFile=absent", "diff.noprefix=true", "diff.external=false"])
@pytest.mark.parametrize("more", ["diff.suppressBlankEmpty=true", "diff.mnemonicPrefix=true", "diff.relative=true"])
def test_settings_of_diff_are_without_effect(repo: Repository, setting: str, more: str) -> None:
    for pair in (setting, more):
        repo.git("config", *pair.split("="))
    repo.stage("a.py", "x = 1\n\n" + LINE)
    status, said = hook(repo)
    assert status == 1
    assert "a.py:3: GitHub token" in said
