"""Native shims under real git: chaining, refusing, letting go, whatever shell runs them."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
import venv
from pathlib import Path

import pytest

from ai_provenance.install import native
from ai_provenance.install.shim import (
    DEFAULT_HOOKS,
    HOOKS,
    SUFFIX,
    TAGGING,
    render,
    render_shipped,
    render_shipped_gate,
)
from ai_provenance.install.steps import apply
from repository import Repository

DECLARED = "ai-provenance: declared: Assisted-by: Claude\n"
"""What a hook prints when it adds the trailer."""
BARE_PATH = "/usr/bin:/bin"
"""What a graphical client started from a desktop session leaves."""
AGENT = {"AI_PROVENANCE_AGENT": "claude-code"}
SHIPPED = Path(__file__).parents[2] / "hooks"
SHELLS = [shell for shell in ("dash", "bash", "busybox") if shutil.which(shell)]
SECRET = "AKIA" + "Q3EGRIT7XKLM2NOP"


@pytest.fixture(params=SHELLS, autouse=True)
def shell(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every test here once for each shell: `install` makes the shims run in the one that TEST_SHELL names."""
    monkeypatch.setenv("TEST_SHELL", f"{shutil.which(request.param)}{' sh' if request.param == 'busybox' else ''}")


def script(path: Path, body: str) -> Path:
    """An executable sh script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def install(repo: Repository, *hooks: str, python: str = "") -> Path:
    directory = repo.path / ".git" / "hooks"
    apply(native.plan_install(directory, hooks or DEFAULT_HOOKS, python=python))
    for hook in hooks or DEFAULT_HOOKS:
        write(directory / hook, (directory / hook).read_text())
    return directory


def write(hook: Path, text: str) -> None:
    """TEXT as a hook that the shell of this test runs."""
    hook.write_text(text.replace("#!/bin/sh\n", f"#!{os.environ['TEST_SHELL']}\n", 1))


def stand_in(repo: Repository, body: str) -> dict[str, str]:
    """A tool of the same name first on the PATH; the environment that finds it, an agent at work."""
    script(repo.path.parent / "bin" / "ai-provenance-hook", body)
    return {**AGENT, "PATH": f"{repo.path.parent / 'bin'}:{os.environ['PATH']}"}


def commit(repo: Repository, env: dict[str, str], message: str = "feat: one") -> tuple[int, str]:
    done = repo.run("commit", "--allow-empty", "-m", message, env=env, check=False)
    return done.returncode, done.stderr.decode()


@pytest.mark.parametrize("hook", HOOKS)
def test_the_shims_in_the_repository_are_made_from_the_templates(hook: str) -> None:
    assert (SHIPPED / hook).read_text(encoding="utf-8") == render_shipped(hook), "run: make tables"
    assert (SHIPPED / hook).stat().st_mode & stat.S_IXUSR


def test_the_gate_in_the_repository_is_made_from_the_templates() -> None:
    assert (SHIPPED / "gate.sh").read_text(encoding="utf-8") == render_shipped_gate(), "run: make tables"


def copy_shipped(directory: Path, *names: str) -> Path:
    """The files NAMES of the repository's `hooks/` in DIRECTORY, run by the shell of this test."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in names:
        shutil.copy(SHIPPED / name, directory)
        write(directory / name, (directory / name).read_text())
    return directory


def test_the_shims_in_the_repository_tag_and_refuse_as_a_hook_directory(repo: Repository, tmp_path: Path) -> None:
    repo.git("config", "core.hooksPath", str(copy_shipped(tmp_path / "shipped", *HOOKS, "gate.sh")))
    env = stand_in(repo, f'exec "{sys.executable}" -m ai_provenance.hooks "$@"')
    assert commit(repo, env) == (0, DECLARED)
    assert repo.message() == "feat: one\n\nAssisted-by: Claude"
    repo.stage("settings.py", f'key = "{SECRET}"\n')
    assert commit(repo, env)[0] == 1


def test_a_persons_commit_starts_nothing_from_the_shims_in_the_repository(repo: Repository, tmp_path: Path) -> None:
    repo.git("config", "core.hooksPath", str(copy_shipped(tmp_path / "shipped", *TAGGING, "post-commit", "gate.sh")))
    env = {name: value for name, value in stand_in(repo, 'echo "$@" >&2').items() if name not in AGENT}
    assert commit(repo, env) == (0, "")


def test_the_shims_in_the_repository_may_be_linked(repo: Repository, tmp_path: Path) -> None:
    shipped = copy_shipped(tmp_path / "shipped", "commit-msg", "gate.sh")
    hook = repo.path / ".git" / "hooks" / "commit-msg"
    hook.parent.mkdir(exist_ok=True)
    hook.symlink_to(shipped / "commit-msg")
    assert commit(repo, stand_in(repo, "echo ran >&2")) == (0, "ran\n")


@pytest.mark.parametrize("hook", DEFAULT_HOOKS[:3])
def test_a_shim_that_is_copied_alone_says_so_and_the_commit_goes_on(repo: Repository, hook: str) -> None:
    copy_shipped(repo.path / ".git" / "hooks", hook)
    status, said = commit(repo, AGENT)
    assert status == 0
    assert said == f"ai-provenance: {hook} cannot run: gate.sh is not beside it; nothing done; hint: copy gate.sh too\n"


def test_a_scan_that_is_copied_alone_refuses_where_the_repository_asks_for_it(repo: Repository) -> None:
    copy_shipped(repo.path / ".git" / "hooks", "pre-commit")
    repo.git("config", "ai-provenance.requireSecretScan", "yes")
    assert commit(repo, AGENT)[0] == 1


@pytest.mark.parametrize("hook", HOOKS)
def test_every_shell_parses_every_shim(repo: Repository, hook: str) -> None:
    install(repo, hook)
    command = f"{os.environ['TEST_SHELL']} -n"
    done = repo.run("-c", f"alias.sh=!{command}", "sh", str(repo.path / ".git" / "hooks" / hook))
    assert (done.returncode, done.stderr) == (0, b"")


def test_arguments_and_previous_hook_come_first(repo: Repository) -> None:
    hooks = repo.path / ".git" / "hooks"
    script(hooks / "commit-msg", 'echo "theirs $*" >>"$HOME/calls"')
    env = stand_in(repo, 'echo "ours $*" >>"$HOME/calls"')
    install(repo)
    assert commit(repo, env)[0] == 0
    assert Path(os.environ["HOME"], "calls").read_text().splitlines() == [
        "ours pre-commit",
        "ours prepare-commit-msg .git/COMMIT_EDITMSG message",
        "theirs .git/COMMIT_EDITMSG",
        "ours commit-msg .git/COMMIT_EDITMSG",
    ]


@pytest.mark.parametrize("hook", DEFAULT_HOOKS[:3])
def test_refusal_of_the_previous_hook_is_kept(repo: Repository, hook: str) -> None:
    script(repo.path / ".git" / "hooks" / hook, "echo no >&2; exit 7")
    env = stand_in(repo, "exit 0")
    install(repo)
    status, said = commit(repo, env)
    assert status == 1
    assert said == "no\n"
    assert repo.run("rev-parse", "-q", "--verify", "HEAD", check=False).returncode == 1


def test_a_previous_hook_that_is_not_executable_stays_off(repo: Repository) -> None:
    script(repo.path / ".git" / "hooks" / "commit-msg", "exit 1").chmod(0o644)
    env = stand_in(repo, "exit 0")
    install(repo)
    assert commit(repo, env)[0] == 0


def test_a_previous_hook_without_a_shebang_runs(repo: Repository) -> None:
    hook = repo.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("exit 1\n")
    hook.chmod(0o755)
    env = stand_in(repo, "exit 0")
    install(repo)
    assert commit(repo, env)[0] == 1


def test_pre_push_gives_the_refs_to_both(repo: Repository) -> None:
    script(repo.path / ".git" / "hooks" / "pre-push", 'cat >"$HOME/theirs"')
    env = stand_in(repo, 'cat >"$HOME/ours"')
    install(repo, "pre-push")
    repo.commit("one")
    remote = Repository.init(repo.path.parent / "remote", "--bare")
    repo.git("push", str(remote.path), "main", env=env)
    home = Path(os.environ["HOME"])
    assert (home / "ours").read_text() == (home / "theirs").read_text()
    assert (home / "ours").read_text().startswith(f"refs/heads/main {repo.head()} refs/heads/main ")


def test_our_refusal_refuses(repo: Repository) -> None:
    env = stand_in(repo, "echo said why >&2; exit 1")
    for hook in (*TAGGING, "pre-commit"):
        install(repo, hook)
        status, said = commit(repo, env)
        assert (status, said) == (1, "said why\n")
        apply(native.plan_uninstall(repo.path / ".git" / "hooks"))


@pytest.mark.parametrize("status", [2, 70, 126, 127])
def test_a_tagging_hook_that_fails_lets_the_commit_through_and_says_so(repo: Repository, status: int) -> None:
    env = stand_in(repo, f"exit {status}")
    install(repo, "commit-msg")
    result, said = commit(repo, env)
    assert result == 0
    assert said.startswith("ai-provenance: commit-msg ")
    assert said.count("\n") == 1


@pytest.mark.parametrize("status", [2, 3, 70])
def test_a_scan_that_fails_refuses(repo: Repository, status: int) -> None:
    env = stand_in(repo, f"exit {status}")
    install(repo, "pre-commit")
    assert commit(repo, env)[0] == 1


def test_d15_tool_gone_warns_in_one_line_a_hook_and_the_commit_goes_on(repo: Repository) -> None:
    install(repo, python="/nowhere/python")
    status, said = commit(repo, {**AGENT, "PATH": BARE_PATH})
    assert status == 0
    lines = said.splitlines()
    assert [line.split()[1] for line in lines] == ["pre-commit", "prepare-commit-msg", "commit-msg"]
    assert all("/nowhere/python" in line and "ai-provenance doctor" in line for line in lines)


def test_d15_interpreter_without_the_tool_warns_too(repo: Repository, tmp_path: Path) -> None:
    venv.create(tmp_path / "bare", with_pip=False)
    hook = install(repo, "commit-msg") / "commit-msg"
    write(hook, render("commit-msg", python=str(tmp_path / "bare/bin/python"), library="/nowhere"))
    status, said = commit(repo, {**AGENT, "PATH": BARE_PATH})
    assert (status, said.count("cannot run")) == (0, 1)


def test_a_tool_that_has_moved_is_found_among_the_installed_packages(repo: Repository) -> None:
    hook = install(repo, "commit-msg") / "commit-msg"
    write(hook, render("commit-msg", python=sys.executable, library="/nowhere"))
    assert commit(repo, {**AGENT, "PATH": BARE_PATH}) == (0, DECLARED)
    assert repo.message() == "feat: one\n\nAssisted-by: Claude"


@pytest.mark.parametrize("env", [{}, AGENT])
def test_a_secret_in_the_message_is_refused_by_detectors_that_are_installed_packages(
    repo: Repository, env: dict[str, str]
) -> None:
    install(repo, *TAGGING, python=sys.executable)
    status, said = commit(repo, {**env, "PATH": BARE_PATH}, f"feat: one\n\nkey = {SECRET}")
    assert status == 1
    assert "AWS" in said
    assert SECRET not in said


def test_secret_scan_that_cannot_start_refuses_where_the_repository_asks_for_it(repo: Repository) -> None:
    install(repo, "pre-commit", python="/nowhere/python")
    repo.git("config", "ai-provenance.requireSecretScan", "yes")
    status, said = commit(repo, {"PATH": BARE_PATH})
    assert status == 1
    assert "commit refused" in said


def test_paths_may_hold_spaces_and_quotes(tmp_path: Path) -> None:
    repo = Repository.init(tmp_path / "Ana's repo")
    script(repo.path / ".git" / "hooks" / "commit-msg", "echo theirs >&2")
    python = script(tmp_path / 'a "b" $HOME' / "python", f'exec "{sys.executable}" "$@"')
    install(repo, "commit-msg", python=str(python))
    assert commit(repo, {**AGENT, "PATH": BARE_PATH}) == (0, f"theirs\n{DECLARED}")
    assert repo.message() == "feat: one\n\nAssisted-by: Claude"


def test_nothing_of_the_repository_is_imported(repo: Repository) -> None:
    repo.write("ai_provenance/__init__.py", "")
    repo.write("ai_provenance/hooks.py", "def main():\n    raise SystemExit(1)\n")
    install(repo, "commit-msg", python=sys.executable)
    env = {**AGENT, "PYTHONPATH": str(repo.path), "PATH": BARE_PATH}
    assert commit(repo, env)[0] == 0


HANGING = 'echo $$ >"$HOME/pid"; exec sleep 60'


@pytest.mark.slow
def test_a_scan_of_the_message_has_its_time(repo: Repository) -> None:
    """Only the part that tags is ended: a scan that a busy machine slows down must not let a secret through."""
    later = '[ "$AI_PROVENANCE_SCAN" != later ] || exit 4'
    env = stand_in(repo, f"case $1 in scan-message) sleep 3; echo found >&2; exit 1 ;; *) {later} ;; esac")
    hook = install(repo, "commit-msg") / "commit-msg"
    write(hook, render("commit-msg", limit=1))
    assert commit(repo, env) == (1, "found\n")


@pytest.mark.slow
@pytest.mark.parametrize("interpreter", [False, True])
def test_what_hangs_is_ended_and_the_commit_goes_on(repo: Repository, tmp_path: Path, interpreter: bool) -> None:
    """A tool that hangs, and an interpreter that hangs before it has read a line of ours."""
    env = stand_in(repo, HANGING)
    python = str(script(tmp_path / "python", HANGING)) if interpreter else ""
    hook = install(repo, "commit-msg") / "commit-msg"
    write(hook, render("commit-msg", python=python, limit=1))
    begun = time.monotonic()
    status, said = commit(repo, env)
    assert time.monotonic() - begun < 30
    assert status == 0
    assert "took longer than 1 s" in said
    pid = int(Path(os.environ["HOME"], "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_b33_pre_commit_installed_over_and_under_us_does_not_recurse(repo: Repository) -> None:
    """pre-commit ends a commit when it finds itself started by its own legacy hook."""
    hooks = repo.path / ".git" / "hooks"
    under = 'test -z "$PRE_COMMIT_RUNNING_LEGACY" || { echo recursion >&2; exit 1; }'
    script(hooks / "commit-msg", f"# File generated by pre-commit: https://pre-commit.com\n{under}")
    env = stand_in(repo, 'echo ours >>"$HOME/calls"')
    install(repo, "commit-msg")
    (hooks / "commit-msg").rename(hooks / "commit-msg.legacy")
    script(hooks / "commit-msg", 'PRE_COMMIT_RUNNING_LEGACY=1 exec "$0.legacy" "$@"')
    assert commit(repo, env) == (0, "")
    assert (hooks / f"commit-msg{SUFFIX}").exists()
    assert Path(os.environ["HOME"], "calls").read_text() == "ours\n"
