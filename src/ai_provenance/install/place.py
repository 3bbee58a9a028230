"""Where the hooks go in this repository, and what it takes to put them there or take them away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ai_provenance.errors import ProvenanceError, RepositoryError
from ai_provenance.install import config_hooks, husky, lefthook, native, pre_commit_config
from ai_provenance.install.managers import Managed, Manager, detect, is_generated
from ai_provenance.install.shim import DEFAULT_HOOKS, HOOKS, NOTING, SUFFIX, interpreter
from ai_provenance.install.steps import Step
from ai_provenance.project import project_of
from ai_provenance.repo import Repository
from ai_provenance.repo.hook_directory import CONFIG_HOOKS_SINCE, HookDirectory, hook_directory


class Way(StrEnum):
    """How to install."""

    AUTO = "auto"
    """As the hook manager in force wants it."""
    NATIVE = "native"
    """Shims in the hook directory, whoever manages it."""
    CONFIG = "config"
    """Named in git's configuration (git 2.54 and later)."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done, and what a person has to know or do beside it."""

    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()


def top_of(repository: Repository) -> Path:
    """Where git looks for a relative `core.hooksPath`: the top of the work tree, or the bare repository itself."""
    return repository.work_tree or repository.git_dir


def default_hooks(repository: Repository) -> tuple[str, ...]:
    """The hooks for the project: where declarations are forbidden in messages, notes keep them.

    Raises:
        ConfigError: the project's configuration cannot be read.
    """
    return (*DEFAULT_HOOKS, NOTING) if project_of(repository).config.profile == "forbid" else DEFAULT_HOOKS


def plan_install(
    repository: Repository, hooks: tuple[str, ...] | None = None, *, way: Way = Way.AUTO, shared: bool = False
) -> Plan:
    """The plan that makes git run HOOKS (default: what the project needs) here. Planning changes nothing.

    SHARED allows a hook directory that serves other repositories too (a global `core.hooksPath`).

    Raises:
        RepositoryError: a bare repository, where nobody commits.
        ProvenanceError: the hook directory is shared, or holds what an earlier install left.
        GitError: this git is too old for `Way.CONFIG`.
    """
    if repository.work_tree is None:
        raise RepositoryError(
            f"{repository.git_dir} is bare: nobody commits there",
            hint="ai-provenance check RANGE is what a server-side hook runs",
        )
    top = repository.work_tree
    hooks = hooks or default_hooks(repository)
    directory = hook_directory(top)
    managed = detect(top, directory)
    if way is Way.CONFIG:
        return Plan(tuple(config_hooks.plan_install(top, repository.common_dir, hooks, python=interpreter())))
    if way is Way.AUTO and managed.manager is Manager.HUSKY:
        return _into_husky(top, hooks)
    if way is Way.AUTO and managed.manager is Manager.LEFTHOOK:
        return _into_lefthook(managed, hooks)
    if directory.shared and not shared:
        raise _refusal(directory)
    return Plan(
        native.plan_install(directory.path, hooks, python=interpreter()), tuple(_native_notes(managed, directory))
    )


def plan_uninstall(repository: Repository) -> Plan:
    """The plan that takes every hook of ours out again, whichever way it came in. Planning changes nothing."""
    top = top_of(repository)
    directory = hook_directory(top)
    directories = dict.fromkeys((directory.path, repository.common_dir / "hooks"))
    steps = [step for place in directories for step in native.plan_uninstall(place)]
    steps += config_hooks.plan_uninstall(top, repository.common_dir)
    steps += husky.plan_uninstall(top)
    managed = detect(top, directory)
    if managed.manager is Manager.LEFTHOOK and managed.config:
        steps += lefthook.plan_uninstall(managed.config)
    notes = [
        f"{saved} is a hook that an earlier install saved; another tool has replaced ours, so it is left where it is"
        for place in directories
        for saved in native.stranded(place)
    ]
    return Plan(tuple(steps), tuple(notes))


def _into_husky(top: Path, hooks: tuple[str, ...]) -> Plan:
    notes = ["husky manages the hooks here: commit the changed files of .husky, so that every clone has them"]
    return Plan(tuple(husky.plan_install(top, hooks)), tuple(notes))


def _into_lefthook(managed: Managed, hooks: tuple[str, ...]) -> Plan:
    config = managed.config
    assert config is not None  # noqa: S101 - lefthook is only ever told by its file
    by_hand = lefthook.by_hand(config, hooks)
    notes = [f"add by hand to {config.name}, which has such a hook already:\n{lines}" for lines in by_hand]
    notes.append("lefthook manages the hooks here: run `lefthook install` to make it take them up")
    return Plan(tuple(lefthook.plan_install(config, hooks)), tuple(notes))


def _refusal(directory: HookDirectory) -> ProvenanceError:
    version = ".".join(map(str, CONFIG_HOOKS_SINCE))
    return ProvenanceError(
        f"core.hooksPath is set to {directory.configured} in the {directory.scope} configuration: "
        "hooks put there would run in every repository",
        hint=f"ai-provenance install --config (git {version} or newer), or --shared if that is what you want",
    )


def _native_notes(managed: Managed, directory: HookDirectory) -> Iterator[str]:
    config = managed.config
    if config and managed.manager in {Manager.PRE_COMMIT, Manager.PREK} and pre_commit_config.file_names_us(config):
        runs = any(is_generated(directory.path / f"{hook}{end}") for hook in HOOKS for end in ("", SUFFIX))
        when = "they" if runs else f"after `{managed.manager} install` they"
        yield (
            f"{config.name} names our hooks too: {when} will run twice, which tags once; "
            f"for one way only: ai-provenance uninstall && {managed.manager} install"
        )
    if directory.relative:
        yield (
            f"core.hooksPath is {directory.configured}, relative to each work tree: "
            "a new linked worktree has these hooks only if they are committed"
        )
