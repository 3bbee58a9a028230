"""Plans how to install the hooks in a repository and how to remove them, by the hook manager in force there."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ai_provenance.errors import ProvenanceError, RepositoryError
from ai_provenance.install import config_hooks, husky, lefthook, native, pre_commit_config
from ai_provenance.install.managers import Managed, Manager, detect, is_generated
from ai_provenance.install.shim import DEFAULT_HOOKS, HOOKS, NOTING, RECORDING, SUFFIX, interpreter
from ai_provenance.install.steps import Step, Write
from ai_provenance.project import project_of
from ai_provenance.repo import Repository, git_version
from ai_provenance.repo.hook_directory import CONFIG_HOOKS_SINCE, HookDirectory, hook_directory, worktrees


class Method(StrEnum):
    """The method of installing."""

    AUTO = "auto"
    """The one that the hook manager in force needs."""
    NATIVE = "native"
    """Shims in the hook directory, even under a hook manager."""
    CONFIG = "config"
    """Named in git's configuration (git 2.54 and later)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps to apply, and notes on what the user has to know or do besides."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


def top_of(repository: Repository) -> Path:
    """The directory that a relative `core.hooksPath` starts from: the top of the work tree, or the bare repository."""
    return repository.work_tree or repository.git_dir


def default_hooks(repository: Repository) -> tuple[str, ...]:
    """The hooks that the project needs; more, which write notes, where commits are recorded or messages say nothing.

    Raises:
        ConfigError: the project's configuration cannot be read.
    """
    config = project_of(repository).config
    if config.records.write == "commit":
        return (*DEFAULT_HOOKS, *RECORDING)
    return (*DEFAULT_HOOKS, NOTING) if config.profile == "forbid" else DEFAULT_HOOKS


def plan_install(
    repository: Repository, hooks: tuple[str, ...] | None = None, *, method: Method = Method.AUTO, shared: bool = False
) -> Plan:
    """The plan that makes git run HOOKS (default: what the project needs) here. Planning changes nothing.

    SHARED allows a hook directory that serves other repositories too (a global `core.hooksPath`).

    Raises:
        RepositoryError: a bare repository, where no one commits.
        ProvenanceError: the hook directory is shared, or holds what an earlier install left.
        GitError: this git is too old for `Method.CONFIG`.
    """
    if repository.work_tree is None:
        raise RepositoryError(
            f"{repository.git_dir} is bare: no one commits there",
            hint="ai-provenance check RANGE is what a server-side hook runs",
        )
    top = repository.work_tree
    hooks = hooks or default_hooks(repository)
    directory = hook_directory(top)
    managed = detect(top, directory)
    if method is Method.CONFIG:
        return Plan(tuple(config_hooks.plan_install(top, repository.common_dir, hooks, python=interpreter())))
    if method is Method.AUTO and managed.manager is Manager.HUSKY:
        note = "husky manages the hooks here: commit the changed files of .husky, so that every clone has them"
        return Plan(tuple(husky.plan_install(managed.config or top / husky.DIRECTORY, hooks)), (note,))
    if method is Method.AUTO and managed.manager is Manager.LEFTHOOK:
        return _lefthook_plan(managed, hooks)
    if directory.unusable:
        raise ProvenanceError(
            f"{directory.unusable}: git runs no hook, whatever is installed",
            hint=way_out(directory, repository.common_dir),
        )
    if directory.scope == "command":
        raise ProvenanceError(
            f"core.hooksPath is set to {directory.configured} for this command only: no later git would look there",
            hint=way_out(directory, repository.common_dir),
        )
    if method is Method.AUTO and managed.manager in {Manager.PRE_COMMIT, Manager.PREK} and managed.config:
        # a hook of ours beside the manager's would do its work a second time
        left = pre_commit_config.unserved(managed.config, hooks)
        if len(left) < len(hooks):
            return _beside_pre_commit(managed, directory, left)
    # a hook directory of the global configuration serves every repository of the user
    if directory.shared and not shared:
        raise _shared_directory(directory, version=git_version(top))
    return Plan(
        native.plan_install(directory.path, hooks, python=interpreter()), tuple(_native_notes(managed, directory))
    )


def plan_uninstall(repository: Repository) -> Plan:
    """The plan that removes every hook of ours, by whichever method it was installed. Planning changes nothing."""
    top = top_of(repository)
    directory = hook_directory(top)
    # `core.hooksPath` may have been set after the hooks were installed
    # and may be another one in each work tree
    others = (hook_directory(tree).path for tree in worktrees(top))
    directories = dict.fromkeys((directory.path, repository.common_dir / "hooks", *others))
    steps = [step for place in directories for step in native.plan_uninstall(place)]
    steps += config_hooks.plan_uninstall(top, repository.common_dir)
    managed = detect(top, directory)
    # the blocks are removed even where husky is not in force any more
    for place in dict.fromkeys((top / husky.DIRECTORY, *_husky_of(managed))):
        steps += husky.plan_uninstall(place)
    if managed.manager is Manager.LEFTHOOK and managed.config:
        steps += lefthook.plan_uninstall(managed.config)
    notes = [
        f"{saved} is a hook that an earlier install saved; another tool has replaced ours, so it is left where it is"
        for place in directories
        for saved in native.stranded(place)
    ]
    if _is_served_by_pre_commit(managed):
        served = f"{managed.manager} runs the hooks that {managed.config} names"
        notes.append(f"{served}: take the ai-provenance block out of that file")
    return Plan(tuple(steps), tuple(notes))


def _is_served_by_pre_commit(managed: Managed) -> bool:
    """Whether pre-commit or prek is in force here, and its file names hooks of ours."""
    if managed.config is None or managed.manager not in {Manager.PRE_COMMIT, Manager.PREK}:
        return False
    return pre_commit_config.file_names_us(managed.config)


def _lefthook_plan(managed: Managed, hooks: tuple[str, ...]) -> Plan:
    config = managed.config
    assert config is not None  # noqa: S101 - lefthook is only detected by its file
    steps = tuple(lefthook.plan_install(config, hooks))
    local = lefthook.local_file(config)
    notes = ["lefthook manages the hooks here: run `lefthook install`, which applies the file"]
    if any(isinstance(step, Write) and step.path == local for step in steps):
        notes.insert(0, f"{local.name} adds ours to the hooks of {config.name}: commit it, so that every clone has it")
    return Plan(steps, tuple(notes))


def _husky_of(managed: Managed) -> Iterator[Path]:
    if managed.manager is Manager.HUSKY and managed.config:
        yield managed.config


def way_out(directory: HookDirectory, common_dir: Path) -> str:
    """The command after which `install` can put hooks where git looks for them."""
    if directory.scope == "command":
        return "unset GIT_CONFIG_COUNT GIT_CONFIG_PARAMETERS && ai-provenance install"
    if directory.shared or directory.origin is None:  # the user's other repositories keep what they have
        own = shlex.quote(str(common_dir / "hooks"))
        return f"git config --local core.hooksPath {own} && ai-provenance install"
    return f"{unset_command(directory)} && ai-provenance install"


def unset_command(directory: HookDirectory) -> str:
    """The command that takes `core.hooksPath` out of the file that sets it, an included one perhaps."""
    return f"git config --file {shlex.quote(str(directory.origin))} --unset-all core.hooksPath"


def _beside_pre_commit(managed: Managed, directory: HookDirectory, left: tuple[str, ...]) -> Plan:
    """The plan where MANAGED runs our hooks: it installs them; natively only those LEFT that its file does not name."""
    assert managed.config is not None  # noqa: S101 - our block is in it
    note = f"{managed.config.name} runs our hooks; next: {managed.manager} install (a second copy: install --native)"
    steps = native.plan_install(directory.path, left, python=interpreter()) if left else ()
    return Plan(tuple(steps), (note,))


def _shared_directory(directory: HookDirectory, *, version: tuple[int, ...]) -> ProvenanceError:
    option = "--config" if version >= CONFIG_HOOKS_SINCE else "--shared"
    return ProvenanceError(
        f"core.hooksPath is set to {directory.configured} in the {directory.scope} configuration: "
        "hooks put there run in every repository (--shared)",
        hint=f"ai-provenance install {option}",
    )


def _native_notes(managed: Managed, directory: HookDirectory) -> Iterator[str]:
    config = managed.config
    if config and _is_served_by_pre_commit(managed):
        # pre-commit's script is beside ours, or was moved aside by ours
        runs = any(is_generated(directory.path / f"{hook}{end}") for hook in HOOKS for end in ("", SUFFIX))
        when = "they" if runs else f"after `{managed.manager} install` they"
        yield (
            f"{config.name} names our hooks too: {when} will run twice, which tags once; "
            f"to run them once: ai-provenance uninstall && {managed.manager} install"
        )
    # git resolves it in each work tree, and only committed files come with a new one
    if directory.relative:
        yield (
            f"core.hooksPath is {directory.configured}, relative to each work tree: "
            "a new linked worktree has these hooks only if they are committed"
        )
