"""`doctor` as typed: it proves that hooks fire, names what is off and how to fix it, and leaves no trace."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from ai_provenance import export
from ai_provenance.cli.main import run
from ai_provenance.errors import ExitCode
from ai_provenance.install.managers import PRE_COMMIT_CONFIG
from ai_provenance.install.shim import DEFAULT_HOOKS, TRIED
from ai_provenance.repo import git_version
from ai_provenance.repo.hook_directory import CONFIG_HOOKS_SINCE
from repository import Repository

TOOLS = Path(sys.executable).parent
"""Where the commands of the environment under test are."""
BARE_PATH = "/usr/bin:/bin"
EXECUTABLE = Path(sys.executable).as_posix()


class Doctor:
    """The repository, and what `doctor` says of it."""

    def __init__(self, repo: Repository, capsys: pytest.CaptureFixture[str]) -> None:
        self.repo = repo
        self.capsys = capsys

    def __call__(self, command: str = "doctor", *, at: Path | None = None) -> tuple[int, str]:
        self.capsys.readouterr()
        status = run([command, "--repo", str(at or self.repo.path)])
        return status, self.capsys.readouterr().out

    def remedy(self, command: str, *, at: Path | None = None) -> None:
        """Type COMMAND, and check that it worked."""
        subprocess.run(["sh", "-c", command], cwd=at or self.repo.path, check=True, capture_output=True)

    def follow_remedies(self, *, at: Path | None = None) -> list[str]:
        """Follow the first remedy until there is none; those that were followed."""
        followed: list[str] = []
        while (found := [line for line in self(at=at)[1].splitlines() if line.startswith("        fix: ")]) and len(
            followed
        ) < 4:
            followed.append(found[0].partition("fix: ")[2])
            self.remedy(followed[-1], at=at)
        assert self(at=at)[0] == ExitCode.OK, followed
        return followed

    def off(self, subject: str, *, at: Path | None = None) -> tuple[str, str]:
        """What is said to be off about SUBJECT, and the command that fixes it."""
        status, said = self(at=at)
        assert status == ExitCode.VIOLATION_FOUND
        lines = said.splitlines()
        number = next((n for n, line in enumerate(lines) if line.startswith(f"off     {subject}: ")), None)
        assert number is not None, said
        return lines[number].partition(": ")[2], lines[number + 1].strip().removeprefix("fix: ")


@pytest.fixture
def doctor(repo: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Doctor:
    monkeypatch.setenv("PATH", f"{TOOLS}{os.pathsep}{os.environ['PATH']}")
    return Doctor(repo, capsys)


def state(repo: Repository) -> dict[str, bytes]:
    """Every file of the work tree and of the git directory."""
    return {str(path): path.read_bytes() for path in repo.path.rglob("*") if path.is_file()}


@pytest.mark.parametrize("born", [True, False])
def test_native_hooks_fire_and_no_trace_is_left(doctor: Doctor, born: bool) -> None:
    if born:
        doctor.repo.commit()
    doctor("install")
    before = state(doctor.repo)
    status, said = doctor()
    assert status == ExitCode.OK
    assert all(f"ok      {hook}: fires" in said for hook in TRIED)
    assert state(doctor.repo) == before
    assert doctor.repo.git("worktree", "list").count("\n") == 0
    assert doctor.repo.git("fsck", "--unreachable") == ""


def test_hooks_fire_in_a_linked_worktree(doctor: Doctor) -> None:
    doctor.repo.commit()
    doctor("install")
    doctor.repo.git("worktree", "add", "-q", "../linked")
    assert doctor(at=doctor.repo.path.parent / "linked")[0] == ExitCode.OK


def test_hooks_fire_behind_a_hook_that_was_there(doctor: Doctor) -> None:
    hook = doctor.repo.write(".git/hooks/commit-msg", "#!/bin/sh\nexit 0\n")
    hook.chmod(0o755)
    doctor("install")
    assert doctor()[0] == ExitCode.OK


@pytest.mark.parametrize("native_first", [True, False])
def test_hooks_that_run_natively_and_by_pre_commit_are_named(doctor: Doctor, native_first: bool) -> None:
    doctor.repo.commit()
    where = ["--repo", str(doctor.repo.path)]
    assert run(["init", "--pre-commit", *where]) == ExitCode.OK
    doctor.repo.git("add", "--all")
    steps = [["ai-provenance", "install", "--native"], ["pre-commit", "install"]]
    for step in steps if native_first else reversed(steps):
        doctor.remedy(" ".join(step))
    doctor.capsys.readouterr()
    run(["doctor", "--no-run", *where])
    said = doctor.capsys.readouterr().out
    assert "runs    run twice: prepare-commit-msg, commit-msg, pre-commit, pre-merge-commit" in said
    doctor.remedy(said.partition("fix: ")[2].splitlines()[0])
    run(["doctor", "--no-run", *where])
    assert "run twice" not in doctor.capsys.readouterr().out


@pytest.mark.parametrize("fine", [True, False])
def test_as_json_it_is_what_the_schema_says(doctor: Doctor, fine: bool) -> None:
    doctor.repo.commit("base\n")
    if fine:
        assert run(["install", "--repo", str(doctor.repo.path)]) == 0
    doctor.capsys.readouterr()
    status = run(["doctor", "--no-run", "--format", "json", "--repo", str(doctor.repo.path)])
    found = json.loads(doctor.capsys.readouterr().out)
    schema = Path(export.__file__).parent / "schemas" / "doctor-1.0.json"
    jsonschema.validate(found, json.loads(schema.read_text()))
    assert (status == ExitCode.OK) is found["fine"] is fine
    states = {one["subject"]: one["state"] for one in found["checks"]}
    assert states["commit-msg"] == ("there" if fine else "off")


def test_nothing_installed_is_off(doctor: Doctor) -> None:
    detail, fix = doctor.off("commit-msg")
    assert detail == f"there is no {doctor.repo.path}/.git/hooks/commit-msg"
    assert fix == "ai-provenance install"
    doctor.follow_remedies()


def test_one_hook_that_is_missing_is_named(doctor: Doctor) -> None:
    doctor("install")
    (doctor.repo.path / ".git/hooks/pre-merge-commit").unlink()
    status, said = doctor()
    assert status == ExitCode.VIOLATION_FOUND
    assert [line for line in said.splitlines() if line.startswith("off")] == [
        f"off     pre-merge-commit: there is no {doctor.repo.path}/.git/hooks/pre-merge-commit"
    ]


def test_d15_hook_that_is_not_executable(doctor: Doctor) -> None:
    doctor("install")
    path = doctor.repo.path / ".git/hooks/commit-msg"
    path.chmod(0o644)
    detail, fix = doctor.off("commit-msg")
    assert "not executable" in detail
    subprocess.run(fix, shell=True, check=True)
    assert doctor()[0] == ExitCode.OK


def test_d15_tool_gone(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor("install")
    for hook in TRIED:
        path = doctor.repo.path / ".git/hooks" / hook
        path.write_text(path.read_text().replace(EXECUTABLE, "/nowhere/python"))
    monkeypatch.setenv("PATH", BARE_PATH)
    detail, fix = doctor.off("pre-commit")
    assert "/nowhere/python" in detail
    assert fix == "ai-provenance install"
    doctor(fix.removeprefix("ai-provenance "))
    assert doctor()[0] == ExitCode.OK


def test_hook_of_another_tool_in_our_place(doctor: Doctor) -> None:
    doctor("install")
    hook = doctor.repo.write(".git/hooks/commit-msg", "#!/bin/sh\nexit 0\n")
    hook.chmod(0o755)
    detail, fix = doctor.off("commit-msg")
    assert "another tool's" in detail
    assert fix == "ai-provenance install"
    doctor.follow_remedies()


def test_another_hook_that_refuses_is_quoted(doctor: Doctor) -> None:
    hook = doctor.repo.write(".git/hooks/commit-msg", "#!/bin/sh\necho 'no ticket number' >&2\nexit 1\n")
    hook.chmod(0o755)
    doctor("install")
    assert "no ticket number" in doctor.off("commit-msg")[0]


def test_d10_hooks_path_that_overrides_our_hooks(doctor: Doctor) -> None:
    doctor("install")
    doctor.repo.git("config", "core.hooksPath", "/nowhere")
    detail, fix = doctor.off("commit-msg")
    assert f"core.hooksPath (/nowhere, set in {doctor.repo.path}/.git/config) overrides" in detail
    doctor.remedy(fix)
    assert doctor()[0] == ExitCode.OK


def test_d14_relative_hooks_path_absent_in_a_linked_worktree(doctor: Doctor) -> None:
    doctor.repo.commit()
    doctor.repo.git("config", "core.hooksPath", "tools/hooks")
    doctor("install")
    assert doctor()[0] == ExitCode.OK
    doctor.repo.git("worktree", "add", "-q", "../linked")
    detail, fix = doctor.off("core.hooksPath")
    assert f"there is no {doctor.repo.path.parent / 'linked'}/tools/hooks" in detail
    doctor.remedy(fix)
    assert doctor()[0] == doctor(at=doctor.repo.path.parent / "linked")[0] == ExitCode.OK


@pytest.mark.skipif(git_version() >= CONFIG_HOOKS_SINCE, reason="this git runs config hooks")
def test_d11_config_hooks_that_this_git_ignores(doctor: Doctor) -> None:
    doctor("install")
    doctor.repo.git("config", "hook.ai-provenance-commit-msg.command", "true")
    detail, fix = doctor.off("git")
    assert "which git before 2.54 ignores" in detail
    assert fix == "ai-provenance uninstall && ai-provenance install --native"


@pytest.mark.skipif(git_version() < CONFIG_HOOKS_SINCE, reason="git before 2.54 ignores config hooks")
def test_d11_config_hooks_fire_and_can_be_disabled(doctor: Doctor) -> None:
    assert run(["install", "--config", "--repo", str(doctor.repo.path)]) == ExitCode.OK
    assert doctor()[0] == ExitCode.OK
    doctor.repo.git("config", "hook.ai-provenance-commit-msg.enabled", "false")
    detail, fix = doctor.off("commit-msg")
    assert detail == "hook.ai-provenance-commit-msg.enabled is false"
    doctor.repo.git(*fix.split()[1:])
    assert doctor()[0] == ExitCode.OK


@pytest.mark.skipif(git_version() < (2, 55), reason="git before 2.55 does not know hook.EVENT.enabled")
def test_d11_config_hooks_can_be_disabled_by_their_event(doctor: Doctor) -> None:
    assert run(["install", "--config", "--repo", str(doctor.repo.path)]) == ExitCode.OK
    doctor.repo.git("config", "hook.commit-msg.enabled", "false")
    assert doctor.off("commit-msg") == (
        "hook.commit-msg.enabled is false",
        "git config --unset-all hook.commit-msg.enabled",
    )


@pytest.mark.parametrize(("name", "value"), [("AI_PROVENANCE", "off"), ("HUSKY", "0"), ("LEFTHOOK", "0")])
def test_variables_that_switch_hooks_off_are_named(
    doctor: Doctor, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    assert doctor.off(name)[1] == f"unset {name}"


def test_configuration_that_cannot_be_read(doctor: Doctor) -> None:
    doctor("install")
    doctor.repo.write(".ai-provenance.toml", "profil = 'kernel'\n")
    assert "profil" in doctor.off("configuration")[0]


def test_tagging_switched_off_is_named(doctor: Doctor) -> None:
    doctor.repo.write(".ai-provenance.toml", "[hooks]\ntag = false\n")
    assert "hooks.tag is false" in doctor.off("configuration")[0]


def test_saved_hook_that_nothing_runs_any_more(doctor: Doctor) -> None:
    doctor.repo.write(".git/hooks/commit-msg", "#!/bin/sh\n").chmod(0o755)
    doctor("install")
    doctor.repo.write(".git/hooks/commit-msg", "#!/bin/sh\n").chmod(0o755)
    assert "runs no more" in doctor.off("commit-msg")[0]
    doctor.follow_remedies()


def test_bare_repository_cannot_be_judged(tmp_path: Path) -> None:
    bare = Repository.init(tmp_path / "bare.git", "--bare")
    assert run(["doctor", "--repo", str(bare.path)]) == ExitCode.INCONCLUSIVE


def with_local_block(doctor: Doctor) -> None:
    """`init`, committed as a person would, and `pre-commit install`."""
    assert run(["init", "--pre-commit", "--repo", str(doctor.repo.path)]) == ExitCode.OK
    doctor.repo.git("add", ".")
    doctor.repo.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "set up")
    subprocess.run(["pre-commit", "install"], cwd=doctor.repo.path, check=True, capture_output=True)


@pytest.mark.slow
def test_pre_commit_set_up_by_init_fires(doctor: Doctor) -> None:
    with_local_block(doctor)
    before = state(doctor.repo)
    assert doctor()[0] == ExitCode.OK
    assert state(doctor.repo) == before


@pytest.mark.slow
def test_d3_hook_that_pre_commit_has_not_installed(doctor: Doctor) -> None:
    with_local_block(doctor)
    (doctor.repo.path / ".git/hooks/commit-msg").unlink()
    detail, fix = doctor.off("commit-msg")
    assert "pre-commit has not installed" in detail
    subprocess.run(fix.split(), cwd=doctor.repo.path, check=True, capture_output=True)
    assert doctor()[0] == ExitCode.OK


@pytest.mark.slow
def test_d3_hook_types_that_pre_commit_would_leave_out(doctor: Doctor) -> None:
    with_local_block(doctor)
    config = doctor.repo.path / PRE_COMMIT_CONFIG
    config.write_text("".join(line for line in config.open() if "default_install_hook_types" not in line))
    doctor.repo.git("add", PRE_COMMIT_CONFIG)
    detail, fix = doctor.off(PRE_COMMIT_CONFIG)
    assert "lacks pre-merge-commit, prepare-commit-msg, commit-msg" in detail
    assert fix == f"ai-provenance init && git add {PRE_COMMIT_CONFIG} && pre-commit install"
    doctor.remedy(fix)
    assert doctor()[0] == ExitCode.OK


@pytest.mark.slow
def test_d17_configuration_that_is_not_staged(doctor: Doctor) -> None:
    with_local_block(doctor)
    with (doctor.repo.path / PRE_COMMIT_CONFIG).open("a") as file:
        file.write("# changed\n")
    assert doctor.off(PRE_COMMIT_CONFIG)[1] == f"git add {PRE_COMMIT_CONFIG}"


@pytest.mark.slow
def test_d21_skip_is_named(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    with_local_block(doctor)
    monkeypatch.setenv("SKIP", "black, ai-provenance-commit-msg".replace(" ", ""))
    assert doctor.off("SKIP") == ("SKIP leaves out ai-provenance-commit-msg", "unset SKIP")
    assert "ours did not do its work" in doctor.off("commit-msg")[0]


@pytest.mark.slow
def test_hooks_of_others_do_not_run(doctor: Doctor) -> None:
    hook = "{id: refuses, name: refuses, entry: 'false', language: system, always_run: true}"
    doctor.repo.write(PRE_COMMIT_CONFIG, f"repos:\n- repo: local\n  hooks:\n  - {hook}\n")
    with_local_block(doctor)
    assert doctor()[0] == ExitCode.OK


def test_the_fix_for_pre_commit_without_a_block_is_init(doctor: Doctor) -> None:
    doctor.repo.write(PRE_COMMIT_CONFIG, "repos: []\n")
    assert doctor.off("commit-msg")[1] == f"ai-provenance init && git add {PRE_COMMIT_CONFIG} && pre-commit install"
    doctor.follow_remedies()


def test_husky_needs_the_tool_on_the_path(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor.repo.git("config", "core.hooksPath", ".husky/_")
    monkeypatch.setenv("PATH", BARE_PATH)
    detail, fix = doctor.off("ai-provenance-hook")
    assert "not on the PATH, where husky looks" in detail
    doctor.remedy(f"{fix}; command -v ai-provenance-hook")


def test_d10_husky_fires(doctor: Doctor) -> None:
    doctor.repo.git("config", "core.hooksPath", ".husky/_")
    for hook in DEFAULT_HOOKS:
        stub = doctor.repo.write(f".husky/_/{hook}", f'#!/usr/bin/env sh\nsh -e "${{0%/*}}/../{hook}" "$@"\n')
        stub.chmod(0o755)
    doctor("install")
    assert doctor()[0] == ExitCode.OK


def test_old_git_is_named(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = shutil.which("git")
    old = doctor.repo.write(
        "../old/git", f'#!/bin/sh\ntest "$*" != "${{*%version}}" && echo git version 2.20.1 && exit\nexec {real} "$@"\n'
    )
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{old.parent}{os.pathsep}{os.environ['PATH']}")
    assert "2.20.1 is too old" in doctor.off("git")[0]


@pytest.mark.parametrize("value", ["", "/dev/null", "a-file"])
@pytest.mark.parametrize("scope", ["--local", "--global", "--worktree", "included"])
def test_a_hooks_path_where_git_finds_nothing(doctor: Doctor, value: str, scope: str) -> None:
    doctor.repo.commit()
    doctor.repo.write("a-file", "")
    value = str(doctor.repo.path / value) if value == "a-file" else value
    if scope == "included":
        doctor.repo.git("config", "--file", ".git/more", "core.hooksPath", value)
        doctor.repo.git("config", "include.path", "more")
    else:
        doctor.repo.git("config", "extensions.worktreeConfig", "true")
        doctor.repo.git("config", scope, "core.hooksPath", value)
    before = state(doctor.repo)
    assert doctor("install")[0] == ExitCode.INCONCLUSIVE
    assert state(doctor.repo) == before
    assert len(doctor.follow_remedies()) == 1


@pytest.mark.parametrize("where", ["relative/hooks", "../beside", "~/hooks", "absolute"])
@pytest.mark.parametrize("scope", ["--local", "--worktree"])
def test_hooks_fire_wherever_git_looks_for_them(doctor: Doctor, where: str, scope: str) -> None:
    doctor.repo.commit()
    doctor.repo.git("config", "extensions.worktreeConfig", "true")
    value = str(doctor.repo.path.parent / "elsewhere") if where == "absolute" else where
    doctor.repo.git("config", scope, "core.hooksPath", value)
    doctor("install")
    before = state(doctor.repo)
    assert doctor()[0] == ExitCode.OK
    assert state(doctor.repo) == before


def test_a_hooks_path_of_one_branch(doctor: Doctor) -> None:
    doctor.repo.commit()
    doctor.repo.git("config", "--file", ".git/main.inc", "core.hooksPath", str(doctor.repo.path / "hooks-of-main"))
    doctor.repo.git("config", "includeIf.onbranch:main.path", "main.inc")
    doctor("install")
    assert doctor()[0] == ExitCode.OK


def test_a_hooks_path_of_the_environment(doctor: Doctor, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("COUNT", "1"), ("KEY_0", "core.hooksPath"), ("VALUE_0", str(doctor.repo.path / "x"))):
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert doctor("install")[0] == ExitCode.INCONCLUSIVE
    doctor.remedy(f"{doctor.off('commit-msg')[1]} && ai-provenance doctor")


@pytest.mark.parametrize("hooks", [("commit-msg",), ("commit-msg", "pre-commit"), DEFAULT_HOOKS])
def test_a_global_dispatcher(doctor: Doctor, hooks: tuple[str, ...]) -> None:
    call = 'L=$(git rev-parse --git-common-dir)/hooks/{}\n[ ! -x "$L" ] || exec "$L" "$@"\n'
    for hook in hooks:
        doctor.repo.write(f"../global/{hook}", "#!/bin/sh\n" + call.format(hook)).chmod(0o755)
    doctor("install")
    doctor.repo.git("config", "--global", "core.hooksPath", str(doctor.repo.path.parent / "global"))
    if hooks == DEFAULT_HOOKS:
        assert doctor()[0] == ExitCode.OK
    else:
        doctor.follow_remedies()


def test_an_included_file_that_sets_the_hooks_path_is_named(doctor: Doctor) -> None:
    doctor("install")
    doctor.repo.git("config", "--file", ".git/o.inc", "core.hooksPath", "/nowhere")
    doctor.repo.git("config", "include.path", "o.inc")
    assert doctor.off("commit-msg")[1].startswith(f"git config --file {doctor.repo.path}/.git/o.inc --unset-all")
    doctor.follow_remedies()


def test_husky_in_a_linked_worktree_keeps_the_hooks_of_the_main_tree(doctor: Doctor) -> None:
    doctor.repo.git("config", "core.hooksPath", ".husky/_")
    for hook in DEFAULT_HOOKS:
        stub = doctor.repo.write(f".husky/_/{hook}", f'#!/usr/bin/env sh\nsh -e "${{0%/*}}/../{hook}" "$@"\n')
        stub.chmod(0o755)
    doctor.repo.write(".husky/_/.gitignore", "*\n")
    doctor("install")
    doctor.repo.git("add", ".")
    doctor.repo.git("-c", "core.hooksPath=/dev/null", "commit", "-q", "-m", "husky")
    doctor.repo.git("worktree", "add", "-q", "../linked")
    linked = doctor.repo.path.parent / "linked"
    assert len(doctor.follow_remedies(at=linked)) == 1
    assert doctor()[0] == ExitCode.OK


def test_a_hook_of_the_user_is_named_before_it_runs(doctor: Doctor) -> None:
    doctor.repo.write(".git/hooks/post-commit", '#!/bin/sh\necho x >>"$HOME/ran"\n').chmod(0o755)
    doctor("install")
    said = doctor("doctor")[1].splitlines()
    named = next(n for n, line in enumerate(said) if line.startswith("runs    post-commit: "))
    assert named < next(n for n, line in enumerate(said) if line.endswith(": fires"))
    assert Path(os.environ["HOME"], "ran").exists()


def test_no_run_reads_only(doctor: Doctor) -> None:
    doctor.repo.write(".git/hooks/commit-msg", '#!/bin/sh\necho x >>"$HOME/ran"\n').chmod(0o755)
    doctor("install")
    before = state(doctor.repo)
    assert run(["doctor", "--no-run", "--repo", str(doctor.repo.path)]) == ExitCode.OK
    assert "was not tried" in doctor.capsys.readouterr().out
    assert state(doctor.repo) == before
    assert not Path(os.environ["HOME"], "ran").exists()
    (doctor.repo.path / ".git/hooks/pre-commit").unlink()
    assert run(["doctor", "--no-run", "--repo", str(doctor.repo.path)]) == ExitCode.VIOLATION_FOUND


def test_a_hook_that_takes_too_long_is_ended(doctor: Doctor) -> None:
    doctor.repo.write(".git/hooks/pre-commit", "#!/bin/sh\nsleep 6\n").chmod(0o755)
    doctor("install")
    assert run(["doctor", "--time-limit", "2", "--repo", str(doctor.repo.path)]) == ExitCode.VIOLATION_FOUND
    said = doctor.capsys.readouterr().out
    assert "git commit took longer than 2 s, and was ended" in said
    doctor.remedy(said.rpartition("fix: ")[2].splitlines()[0])


@pytest.mark.slow
def test_pre_commit_with_a_configuration_of_another_name(doctor: Doctor) -> None:
    run(["init", "--pre-commit", "--repo", str(doctor.repo.path)])
    (doctor.repo.path / "ci").mkdir()
    (doctor.repo.path / PRE_COMMIT_CONFIG).rename(doctor.repo.path / "ci/pc.yaml")
    doctor.repo.git("add", ".")
    doctor.repo.git("commit", "-q", "-m", "set up")
    subprocess.run(["pre-commit", "install", "-c", "ci/pc.yaml"], cwd=doctor.repo.path, check=True, capture_output=True)
    assert doctor()[0] == ExitCode.OK
    (doctor.repo.path / ".git/hooks/commit-msg").unlink()
    assert doctor.follow_remedies() == ["pre-commit install -c ci/pc.yaml --hook-type commit-msg"]


def test_where_commits_are_recorded_a_signed_one_reaches_level_4(doctor: Doctor) -> None:
    doctor.repo.stage(".ai-provenance.toml", '[records]\nwrite = "commit"\n')
    doctor.repo.commit()
    doctor("install")
    before = state(doctor.repo)
    status, said = doctor()
    assert status == ExitCode.OK
    assert "reaches level 4" in said
    assert "there   signing key: git has no SSH key" in said
    assert state(doctor.repo) == before


def test_a_signer_that_does_not_work_is_named(doctor: Doctor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    doctor.repo.stage(".ai-provenance.toml", '[records]\nwrite = "commit"\n')
    doctor.repo.commit()
    doctor("install")
    broken = tmp_path / "ssh-keygen"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert doctor.off("records")[0] == "ssh-keygen made no key: it gave no reason"
