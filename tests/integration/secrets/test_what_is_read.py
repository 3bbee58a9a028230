"""The hook reads what the commit will contain, nothing else, however git and its manager call it."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hooked import Hooked
from tokens import GITHUB

LINE = f'token = "{GITHUB}"\n'


@pytest.fixture
def repo(tmp_path: Path) -> Hooked:
    """A repository with one commit, whose pre-commit and pre-merge-commit hooks are ours."""
    repo = Hooked(Hooked.init(tmp_path / "repo").path)
    repo.stage("README", "hello\n")
    repo.commit("first\n")
    repo.install("pre-commit", "pre-merge-commit", "commit-msg")
    return repo


def refused(repo: Hooked, *options: str, message: str = "change", env: dict[str, str] | None = None) -> str:
    """Commit; what the hook said when it refused, an empty string when the commit was made."""
    done = repo.run("commit", "-q", "-m", message, *options, check=False, env=env)
    said = (done.stdout + done.stderr).decode()
    assert GITHUB not in said
    return said if done.returncode else ""


def test_c1_commit_reads_the_index(repo: Hooked) -> None:
    repo.stage("a.py", "x = 1\n" + LINE)
    said = refused(repo)
    assert "a.py:2: GitHub token [github-token]" in said


def test_c2_commit_a_reads_the_temporary_index(repo: Hooked) -> None:
    repo.write("README", LINE)
    assert "README:1:" in refused(repo, "-a")


def test_c2_commit_include_reads_the_temporary_index(repo: Hooked) -> None:
    repo.write("README", LINE)
    assert "README:1:" in refused(repo, "-i", "README")


def test_c3_commit_only_reads_the_file_named(repo: Hooked) -> None:
    repo.write("README", LINE)
    assert "README:1:" in refused(repo, "README")


def test_c3_commit_only_leaves_the_other_staged_file_out(repo: Hooked) -> None:
    repo.stage("a.py", LINE)
    repo.write("README", "harmless\n")
    assert not refused(repo, "README")


def test_c4_linked_worktree(repo: Hooked) -> None:
    repo.git("worktree", "add", "-q", "../linked", "-b", "linked")
    linked = Hooked(repo.path.parent / "linked")
    linked.stage("a.py", LINE)
    assert "a.py:1:" in refused(linked)


def test_c4_submodule(repo: Hooked, tmp_path: Path) -> None:
    outer = Hooked.init(tmp_path / "outer")
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo.path), "inner")
    inner = Hooked(outer.path / "inner")
    inner.install("pre-commit")
    inner.stage("a.py", LINE)
    assert "a.py:1:" in refused(inner)


def test_c5_git_dir_and_work_tree_on_the_command_line(repo: Hooked, tmp_path: Path) -> None:
    repo.stage("a.py", LINE)
    place = ["--git-dir", str(repo.path / ".git"), "--work-tree", str(repo.path)]
    done = subprocess.run(["git", *place, "commit", "-qm", "x"], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 1
    assert b"a.py:1:" in done.stderr


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_c6_unborn_head(tmp_path: Path, form: str) -> None:
    repo = Hooked(Hooked.init(tmp_path / form, f"--object-format={form}").path)
    repo.install("pre-commit")
    repo.stage("a.py", LINE)
    assert "a.py:1:" in refused(repo)


def test_c7_staged_then_edited_out_of_the_work_tree(repo: Hooked) -> None:
    repo.stage("a.py", LINE)
    repo.write("a.py", "clean = 1\n")
    assert "a.py:1:" in refused(repo)


def test_c7_staged_then_deleted_from_the_work_tree(repo: Hooked) -> None:
    repo.stage("a.py", LINE).unlink()
    assert "a.py:1:" in refused(repo)


def test_c8_secret_in_the_work_tree_only(repo: Hooked) -> None:
    repo.stage("a.py", "clean = 1\n")
    repo.write("a.py", LINE)
    assert not refused(repo)


def test_partially_staged_hunk(repo: Hooked) -> None:
    repo.stage("a.py", LINE + "x = 1\n" * 30)
    repo.write("a.py", LINE + "x = 1\n" * 30 + "unstaged = 1\n")
    assert "a.py:1:" in refused(repo)


def test_c9_merge_without_conflict(repo: Hooked) -> None:
    repo.branch("side")
    repo.stage("a.py", LINE)
    repo.commit("side\n")
    repo.git("switch", "-q", "main")
    repo.commit("main goes on\n")
    done = repo.run("merge", "-q", "--no-edit", "side", check=False)
    assert done.returncode
    assert b"a.py:1:" in done.stderr


def test_c10_what_no_hook_saw_is_found_in_the_range(repo: Hooked) -> None:
    repo.branch("side")
    repo.stage("a.py", LINE)
    picked = repo.commit("side\n")
    repo.git("switch", "-q", "main")
    repo.git("cherry-pick", picked)
    done = subprocess.run(
        [sys.executable, "-m", "ai_provenance", "secrets", "scan", "--range", "HEAD~1..HEAD"],
        cwd=repo.path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"{repo.head()[:12]} a.py:1: GitHub token" in done.stdout.decode()


def test_c11_secret_in_the_message(repo: Hooked) -> None:
    repo.stage("a.py", "x = 1\n")
    assert "COMMIT_MSG:3: GitHub token" in refused(repo, message=f"fix\n\nused {GITHUB}")


def test_c11_below_the_scissors_is_no_message(repo: Hooked) -> None:
    repo.stage("a.py", "x = 1\n")
    scissors = "# ------------------------ >8 ------------------------\n"
    assert not refused(repo, "--verbose", message=f"fix\n\n{scissors}{GITHUB}\n")


def test_c12_unstaged_changes_stashed_away_give_the_same_answer(repo: Hooked) -> None:
    repo.stage("a.py", LINE)
    repo.write("README", "unstaged\n")
    with_changes = refused(repo)
    repo.git("checkout", "-q", "--", "README")
    assert refused(repo) == with_changes


def test_c13_file_names_of_a_manager_are_not_needed(repo: Hooked) -> None:
    for number in range(12):
        repo.stage(f"{number}.py", LINE)
    command = [sys.executable, "-m", "ai_provenance.hooks", "pre-commit", "3.py", "1.py"]
    done = subprocess.run(command, cwd=repo.path, capture_output=True, check=False)
    assert [line for line in done.stderr.decode().splitlines() if ".py:1:" in line] == sorted(
        f"  {number}.py:1: GitHub token [github-token]" for number in range(12)
    )


def test_c14_deleted_files_submodules_and_intents_to_add_are_skipped(repo: Hooked, tmp_path: Path) -> None:
    repo.stage("old.py", LINE)
    repo.commit("with a secret\n")
    repo.git("rm", "-q", "old.py")
    repo.write("intent.py", LINE)
    repo.git("add", "-N", "intent.py")
    repo.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(repo.path), "inner")
    assert not refused(repo)


def test_c14_target_of_a_symlink(repo: Hooked) -> None:
    (repo.path / "link").symlink_to(f"/tmp/{GITHUB}")
    repo.git("add", "link")
    assert "link:1:" in refused(repo)


def test_old_secret_in_head_with_another_line_staged(repo: Hooked) -> None:
    repo.stage("a.py", LINE + "x = 1\n")
    repo.commit("old\n")
    repo.stage("a.py", LINE + "x = 2\n")
    assert not refused(repo)


def test_one_latin_1_byte_in_the_file(repo: Hooked) -> None:
    repo.stage("a.py", b"# caf\xe9\n" + LINE.encode())
    assert "a.py:2:" in refused(repo)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings(repo: Hooked, encoding: str) -> None:
    repo.stage("a.txt", ("first\n" + LINE).encode(encoding))
    assert "a.txt:2:" in refused(repo)


def test_nul_byte_in_the_file(repo: Hooked) -> None:
    repo.stage("a.bin", b"\0first\n" + LINE.encode())
    assert "a.bin:2:" in refused(repo)


@pytest.mark.parametrize("name", ["package-lock.json", "poetry.lock", "logo.svg", "report.pdf", "api/swagger/x.json"])
def test_files_that_other_scanners_pass_over(repo: Hooked, name: str) -> None:
    repo.stage(name, f'  "resolved": "https://npm.pkg.test/x?t={GITHUB}"\n')
    assert f"{name}:1:" in refused(repo)


def test_binary_by_attribute(repo: Hooked) -> None:
    repo.stage(".gitattributes", "*.dat binary\n*.sec -diff\n")
    repo.stage("a.dat", LINE)
    repo.stage("b.sec", LINE)
    said = refused(repo)
    assert "a.dat:1:" in said
    assert "b.sec:1:" in said


def test_pure_rename(repo: Hooked) -> None:
    repo.stage("a.py", LINE + "x = 1\n" * 5)
    repo.commit("old\n")
    repo.git("mv", "a.py", "b.py")
    assert not refused(repo)


def test_base64_of_a_token(repo: Hooked) -> None:
    repo.stage("a.py", f'data = "{base64.b64encode(f"token={GITHUB}".encode()).decode()}"\n')
    assert "a.py:1: GitHub token in base64" in refused(repo)


def test_line_of_200_kb(repo: Hooked) -> None:
    repo.stage("a.js", "var x=1;" * 25_000 + LINE)
    assert "a.js:1:" in refused(repo)


def test_notebook(repo: Hooked) -> None:
    repo.stage("a.ipynb", f'{{"cells": [{{"source": ["token = \\"{GITHUB}\\"\\n"]}}]}}\n')
    assert "a.ipynb:1:" in refused(repo)


@pytest.mark.parametrize("name", ["with space.py", "ñandú.py", 'quo"te.py', "tab\there.py", "back\\slash.py"])
def test_names_that_git_quotes(repo: Hooked, name: str) -> None:
    repo.stage(name, LINE)
    assert name.replace("\t", "\N{REPLACEMENT CHARACTER}") in refused(repo).replace("\t", "\N{REPLACEMENT CHARACTER}")


def test_configuration_of_the_user_changes_nothing(repo: Hooked) -> None:
    for key, value in [("diff.noprefix", "true"), ("color.ui", "always"), ("diff.mnemonicPrefix", "true")]:
        repo.git("config", key, value)
    repo.git("config", "diff.external", "false")
    repo.git("config", "diff.context", "9")
    repo.stage("a.py", LINE)
    assert "  a.py:1: GitHub token" in refused(repo)


def test_commit_without_secrets_goes_through(repo: Hooked) -> None:
    repo.stage("a.py", "password = os.environ['PASSWORD']\n")
    assert not refused(repo)
    assert "GIT_INDEX_FILE" not in os.environ
