"""Our hooks under the real pre-commit and prek: every stage, and the places where peers go silent."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.install.pre_commit_config import IDS, WANTED_TYPES
from managed import Manager, Project
from repository import Repository

pytestmark = pytest.mark.slow

AGENT = {"CLAUDECODE": "1"}
TAGGED = "feat: one\n\nAssisted-by: Claude"
SECRET = 'key = "AKIA' + 'Q3EGRIT7XKLM2NOP"\n'
NO_NETWORK = dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"), "http://127.0.0.1:9")


@pytest.fixture
def project(manager: Manager, repo: Repository) -> Project:
    return manager.hook(repo)


def edited(repo: Repository, text: str) -> dict[str, str]:
    """An editor that types TEXT above what git wrote."""
    path = repo.write("../editor", f'#!/bin/sh\n{{ printf "{text}\\n"; cat "$1"; }} >"$1.new" && mv "$1.new" "$1"\n')
    path.chmod(0o755)
    return {"GIT_EDITOR": str(path)}


def test_an_agents_commit_is_declared(project: Project) -> None:
    assert project.commit("-m", "feat: one", env=AGENT) == TAGGED


def test_a_persons_commit_is_untouched(project: Project) -> None:
    assert project.commit("-m", "feat: one") == "feat: one"


def test_a_message_typed_in_an_editor_is_declared(project: Project) -> None:
    assert project.commit(env={**AGENT, **edited(project.repo, "feat: one")}) == TAGGED


def test_no_verify_is_declared_by_prepare_commit_msg(project: Project) -> None:
    assert project.commit("--no-verify", "-m", "feat: one", env=AGENT) == TAGGED


def test_commit_msg_declares_by_itself(manager: Manager, repo: Repository) -> None:
    project = manager.hook(repo, types=("commit-msg",))
    assert project.commit("-m", "feat: one", env=AGENT) == TAGGED


def test_d9_d8_message_changes_pass_and_tracked_files_stay(project: Project) -> None:
    project.repo.stage("a.py", "x = 1\n")
    assert project.commit("-m", "feat: one", env=AGENT) == TAGGED
    assert project.repo.git("status", "--porcelain") == ""


def test_a_staged_secret_is_refused_and_not_printed(project: Project) -> None:
    project.repo.stage("settings.py", SECRET)
    status, said = project.try_git("commit", "-m", "feat: one")
    assert status == 1
    assert "settings.py:1: AWS access key id" in said
    assert "Q3EGRIT7" not in said


def test_d13_what_is_committed_is_scanned_whatever_index_git_uses(project: Project) -> None:
    project.repo.stage("settings.py", "key = None\n")
    project.commit("-m", "feat: one")
    project.repo.write("settings.py", SECRET)
    for options in (["-a"], ["settings.py"], ["-i", "settings.py"]):
        status, said = project.try_git("commit", "-m", "feat: two", *options)
        assert (status, "settings.py:1" in said) == (1, True), options


def test_a_merge_that_brings_a_secret_in_is_refused(project: Project) -> None:
    repo = project.repo
    repo.branch("side")
    repo.stage("settings.py", SECRET)
    repo.commit("feat: side\n")
    repo.git("switch", "-q", "main")
    repo.commit("feat: main\n")
    status, said = project.try_git("merge", "--no-edit", "side")
    assert (status != 0, "settings.py:1" in said) == (True, True)


@pytest.mark.parametrize("top", ["files: ^src/\n", "exclude: ^\\.git\n"])
def test_d1_top_level_patterns_do_not_silence_the_hooks(manager: Manager, repo: Repository, top: str) -> None:
    project = manager.hook(repo, top=top)
    assert project.commit("-m", "feat: one", env=AGENT) == TAGGED
    repo.stage("settings.py", SECRET)
    assert project.try_git("commit", "-m", "feat: two")[0] == 1


def test_d2_a_merge_is_declared_without_a_file_name(manager: Manager, repo: Repository) -> None:
    project = manager.hook(repo, top="files: ^src/\n")
    repo.branch("side")
    repo.commit("feat: side\n")
    repo.git("switch", "-q", "main")
    repo.commit("feat: main\n")
    status, said = project.try_git("merge", "--no-edit", "side", env=AGENT)
    assert status == 0, said
    assert repo.message() == "Merge branch 'side'\n\nAssisted-by: Claude"


def test_d21_skip_is_the_managers_and_honoured(project: Project) -> None:
    assert project.commit("-m", "feat: one", env={**AGENT, "SKIP": ",".join(IDS[:2])}) == "feat: one"
    project.repo.stage("settings.py", SECRET)
    assert project.commit("-m", "feat: two", env={"SKIP": IDS[2]}) == "feat: two"


def test_system_hooks_need_no_network_and_no_environment(manager: Manager, repo: Repository, tmp_path: Path) -> None:
    hooks = "".join(f"    - id: {name}-system\n" for name in IDS)
    item = f"- repo: {manager.source}\n  rev: {manager.revision}\n  hooks:\n{hooks}"
    project = manager.hook(repo, item=item)
    tools = f"{Path(sys.executable).parent}{os.pathsep}{manager.variables['PATH']}"
    fresh = {"PRE_COMMIT_HOME": str(tmp_path / "fresh"), "PREK_HOME": str(tmp_path / "fresh")}
    env = {**NO_NETWORK, **fresh, "PATH": tools, "PIP_NO_INDEX": "1"}
    assert project.commit("-m", "feat: one", env={**AGENT, **env}) == TAGGED
    repo.stage("settings.py", SECRET)
    status, said = project.try_git("commit", "-m", "feat: two", env=env)
    assert (status, "settings.py:1" in said) == (1, True)


def test_every_linked_worktree_is_hooked(project: Project) -> None:
    for name in ("left", "right"):
        project.repo.git("worktree", "add", "-q", f"../{name}")
        linked = type(project)(Repository(project.repo.path.parent / name), project.variables)
        assert linked.commit("-m", "feat: one", env=AGENT) == TAGGED
        linked.repo.stage("settings.py", SECRET)
        status, said = linked.try_git("commit", "-m", "feat: two")
        assert (status, "settings.py:1" in said) == (1, True)


def test_a_submodule_is_hooked_by_itself(manager: Manager, repo: Repository, tmp_path: Path) -> None:
    inner = Repository.init(tmp_path / "inner")
    inner.commit("one\n")
    repo.git("submodule", "--quiet", "add", str(inner.path), "sub")
    repo.commit("feat: outer\n")
    project = manager.hook(Repository(repo.path / "sub"))
    assert project.commit("-m", "feat: one", env=AGENT) == TAGGED
    project.repo.stage("settings.py", SECRET)
    status, said = project.try_git("commit", "-m", "feat: two")
    assert (status, "settings.py:1" in said) == (1, True)


def test_agents_variables_of_another_tool_name_that_tool(project: Project) -> None:
    assert project.commit("-m", "feat: one", env={"CODEX_SANDBOX": "seatbelt"}) == "feat: one\n\nAssisted-by: Codex"


def test_d16_no_question_is_asked(project: Project) -> None:
    """No terminal at all: a session of its own, and nothing on standard input."""
    done = subprocess.run(
        ["git", "commit", "--allow-empty", "-m", "feat: one"],
        cwd=project.repo.path,
        env={**os.environ, **project.variables, **AGENT},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        start_new_session=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, project.repo.message()) == (0, TAGGED)


def test_d5_first_push_to_an_empty_remote_is_judged_without_from(
    manager: Manager, repo: Repository, tmp_path: Path
) -> None:
    item = f"- repo: {manager.source}\n  rev: {manager.revision}\n  hooks:\n    - id: ai-provenance-pre-push\n"
    project = manager.hook(repo, item=item, types=("pre-push",))
    remote = Repository.init(tmp_path / "remote", "--bare")
    status, said = project.try_git("push", str(remote.path), "main")
    assert status == 0, said
    assert remote.git("rev-parse", "main") == repo.head()
    repo.branch("side")
    repo.commit("feat: one\n\nSigned-off-by: Claude <noreply@anthropic.com>\n")
    assert project.try_git("push", str(Repository.init(tmp_path / "empty", "--bare").path), "side")[0] != 0


def test_d17_configuration_missing_on_a_branch_is_the_managers_refusal(project: Project) -> None:
    project.repo.git("rm", "-q", "--cached", ".pre-commit-config.yaml")
    (project.repo.path / ".pre-commit-config.yaml").unlink()
    status, said = project.try_git("commit", "-m", "feat: one", env=AGENT)
    assert status != 0
    assert "config" in said.lower()


def test_b33_a_manager_installed_below_and_above_native_hooks_runs_once(project: Project, manager: Manager) -> None:
    """Both managers end a commit when they find themselves started by a legacy hook of their own."""
    top, hooks = str(project.repo.path), project.repo.path / ".git" / "hooks"
    own = project.repo.write(".git/hooks/commit-msg.legacy", '#!/bin/sh\necho mine >>"$HOME/mine"\n')
    own.chmod(0o755)
    assert run(["install", "--native", "--repo", top]) == 0
    manager.run(project.repo.path, "install", "--hook-type", "commit-msg")
    assert project.commit("-m", "feat: one", env=AGENT) == TAGGED
    assert run(["uninstall", "--repo", top]) == 0
    assert project.commit("-m", "feat: two", env=AGENT) == "feat: two\n\nAssisted-by: Claude"
    left = {path.name for path in hooks.iterdir() if path.suffix != ".sample"}
    assert left == {*WANTED_TYPES, "commit-msg.legacy"}
    assert Path(os.environ["HOME"], "mine").read_text() == "mine\nmine\n"


def test_doctor_sees_every_hook_fire(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in project.variables.items():
        monkeypatch.setenv(name, value)
    assert run(["doctor", "--repo", str(project.repo.path)]) == 0
