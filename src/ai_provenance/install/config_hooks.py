"""Installs hooks by naming them in git's configuration (`hook.NAME.command`, git 2.54 and later).

They run before the hook directory's and whatever `core.hooksPath` says, so they work beside husky and other managers
without a change to their files. An older git silently ignores them.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path

from ai_provenance.errors import GitError
from ai_provenance.install import native
from ai_provenance.install.shim import HOOKS
from ai_provenance.install.steps import Configure, Step
from ai_provenance.repo import git_version
from ai_provenance.repo.as_user import try_as_user
from ai_provenance.repo.hook_directory import CONFIG_HOOKS_SINCE

# git joins the settings of hooks that have one name, so ours have a prefix that no user's hook has
_NAME = "ai-provenance-"


def plan_install(top: Path, common_dir: Path, hooks: Iterable[str], *, python: str) -> Iterator[Step]:
    """The steps that write the shims into the git directory and name them in the repository's configuration.

    Raises:
        GitError: this git is too old to run them.
    """
    version = git_version(top)
    if version < CONFIG_HOOKS_SINCE:
        # refused rather than written: an older git ignores the keys, and no one would notice
        raise GitError(
            f"git {'.'.join(map(str, version))} ignores hooks named in its configuration, 2.54 or newer is needed",
            hint="ai-provenance install --native",
        )
    wanted = tuple(hooks)
    yield from native.plan_install(directory(common_dir), wanted, python=python)
    # a second run finds the same command and plans nothing
    for hook in wanted:
        command = f"sh {shlex.quote((directory(common_dir) / hook).as_posix())}"
        if try_as_user(top, "config", "--local", "--get", f"{section(hook)}.command").out.rstrip("\n") != command:
            yield Configure(top, (f"{section(hook)}.command", command))
            # the key may have several values, and the hook would run for each of them
            yield Configure(top, ("--replace-all", f"{section(hook)}.event", hook))


def plan_uninstall(top: Path, common_dir: Path) -> Iterator[Step]:
    """The steps that remove both again."""
    # the names first: git must never name a shim that is gone
    yield from (Configure(top, ("--remove-section", section(hook))) for hook in configured(top))
    yield from native.plan_uninstall(directory(common_dir))


def configured(top: Path) -> tuple[str, ...]:
    """Our hooks that the repository's configuration names."""
    listed = try_as_user(
        top, "config", "--local", "--name-only", "--get-regexp", rf"^hook\.{_NAME}.*\.command$"
    ).out.split()
    return tuple(hook for hook in HOOKS if f"{section(hook)}.command" in listed)


def section(hook: str) -> str:
    """The section of git's configuration that names HOOK."""
    return f"hook.{_NAME}{hook}"


def directory(common_dir: Path) -> Path:
    """The directory of the shims that git's configuration names."""
    # not the hook directory: there git would run each of them a second time
    return common_dir / "ai-provenance" / "hooks"
