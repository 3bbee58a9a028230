"""Hooks named in git's configuration (`hook.NAME.command`, git 2.54 and later).

They run before the one of the hook directory and whatever `core.hooksPath` says, so they live beside husky and its
like without touching a file of theirs. An older git ignores them without a word.
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

_NAME = "ai-provenance-"


def plan_install(top: Path, common_dir: Path, hooks: Iterable[str], *, python: str) -> Iterator[Step]:
    """The steps that write the shims into the git directory and name them in the repository's configuration.

    Raises:
        GitError: this git is too old to run them.
    """
    version = git_version(top)
    if version < CONFIG_HOOKS_SINCE:
        raise GitError(
            f"git {'.'.join(map(str, version))} ignores hooks named in its configuration, 2.54 or newer is needed",
            hint="ai-provenance install --native",
        )
    wanted = tuple(hooks)
    yield from native.plan_install(directory(common_dir), wanted, python=python)
    for hook in wanted:
        command = f"sh {shlex.quote((directory(common_dir) / hook).as_posix())}"
        if try_as_user(top, "config", "--local", "--get", f"{section(hook)}.command").out.rstrip("\n") != command:
            yield Configure(top, (f"{section(hook)}.command", command))
            yield Configure(top, ("--replace-all", f"{section(hook)}.event", hook))


def plan_uninstall(top: Path, common_dir: Path) -> Iterator[Step]:
    """The steps that take both out again."""
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
    """Where the shims are kept that git's configuration names."""
    return common_dir / "ai-provenance" / "hooks"
