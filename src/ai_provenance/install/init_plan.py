"""Plans what `init` writes: our configuration of the project, and our block in that of the hook manager."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ai_provenance.config import find_config
from ai_provenance.errors import ConfigError, RepositoryError
from ai_provenance.install import pre_commit_config
from ai_provenance.install.install_plan import Plan
from ai_provenance.install.managers import PRE_COMMIT_CONFIG, Managed, Manager, detect, installer
from ai_provenance.install.shim import HOOKS, is_shim
from ai_provenance.install.steps import Step, Write
from ai_provenance.repo import Repository
from ai_provenance.repo.hook_directory import HookDirectory, hook_directory

CONFIG = ".ai-provenance.toml"
_CONFIG_TEXT = """\
# How this project declares AI help in its commits. Every key: ai-provenance config schema

# The form of the declaration: kernel (Assisted-by: AGENT:MODEL), asf, openinfra, fedora, llvm, co-author or forbid.
profile = "{profile}"

# "ai": commits with AI help are declared. "all": the others say that no agent was observed (AI-Assisted: not-observed).
declare = "{declare}"

# A date or a commit: the numbers of the report are judged from here on.
adopted = "{adopted}"
"""


@dataclass(frozen=True, slots=True)
class InitOptions:
    """The options of `init`."""

    profile: str = "kernel"
    declare: str = "ai"
    source: str | None = None
    """Git URL to fetch the hooks from; None: the tool is installed on each machine."""
    revision: str = ""
    pre_commit: bool | None = None
    """Whether our block goes into the configuration of pre-commit or prek. None: where the project has one, or SOURCE
    says where to fetch the hooks."""
    adopted: date | None = None
    """None: the configuration has no adoption point."""


def plan_init(repository: Repository, options: InitOptions) -> Plan:
    """The plan that sets the project up, without steps for what is set up already. Planning changes nothing.

    Raises:
        RepositoryError: a bare repository has no files to write to.
        ConfigError: the hook manager's configuration is not YAML, or our lines do not fit into it.
    """
    top = repository.work_tree
    if top is None:
        raise RepositoryError(f"{repository.git_dir} is bare: there is no work tree", hint="run init in a clone of it")
    directory = hook_directory(top)
    managed = _manager_for(top, directory, options)
    steps: list[Step] = [] if find_config(top) else [Write(top / CONFIG, _config(options))]
    steps += _block(managed, directory, options)
    return Plan(tuple(steps), (*_notes_by_hand(managed, options), *_next_commands(managed, directory)))


def _manager_for(top: Path, directory: HookDirectory, options: InitOptions) -> Managed:
    """The manager whose configuration gets our block; `Manager.NATIVE`: none does, `install` is next."""
    managed = detect(top, directory)
    under_pre_commit = managed.manager in {Manager.PRE_COMMIT, Manager.PREK}
    if options.pre_commit is False:
        return Managed(Manager.NATIVE) if under_pre_commit else managed
    # a project without a hook manager gets no file of one unless it is requested
    if managed.manager is Manager.NATIVE and (options.pre_commit or options.source):
        return Managed(Manager.PRE_COMMIT, top / PRE_COMMIT_CONFIG)
    return managed


def _config(options: InitOptions) -> bytes:
    text = _CONFIG_TEXT.format(profile=options.profile, declare=options.declare, adopted=options.adopted or "")
    # without a date the key stays as a comment: an empty one would be an error
    return text.replace('adopted = ""', f'# adopted = "{date.today().isoformat()}"').encode()


def _block(managed: Managed, directory: HookDirectory, options: InitOptions) -> list[Step]:
    """The step that writes our block, where pre-commit or prek manages the hooks."""
    path = managed.config
    # prek.toml is TOML, which nothing here can edit in place
    if managed.manager not in {Manager.PRE_COMMIT, Manager.PREK} or path is None or path.suffix == ".toml":
        return []
    old = path.read_bytes() if path.exists() else b""
    try:
        new = pre_commit_config.with_block(
            old.decode(),
            pre_commit_config.block(options.source, options.revision),
            installed=pre_commit_config.installed_types(directory.path),
        ).encode()
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path.name} is not UTF-8: {error.reason} at byte {error.start}", hint="re-code it"
        ) from None
    except ConfigError as error:
        raise ConfigError(f"{path.name}: {error}", hint=error.hint) from None
    # a second run plans nothing
    return [] if new == old else [Write(path, new)]


def _notes_by_hand(managed: Managed, options: InitOptions) -> tuple[str, ...]:
    if managed.manager is not Manager.PREK or managed.config is None or managed.config.suffix != ".toml":
        return ()
    if pre_commit_config.file_names_us(managed.config):
        return ()
    types = ", ".join(f'"{name}"' for name in pre_commit_config.WANTED_TYPES)
    block = pre_commit_config.block(options.source, options.revision)
    return (
        f"prek.toml is left alone: put {pre_commit_config.HOOK_TYPES} = [{types}] at its top, and at its end, "
        f"as [[repos]], what this says in YAML:\n{block}",
    )


def _next_commands(managed: Managed, directory: HookDirectory) -> tuple[str, ...]:
    """A note that says what to type next."""
    manager = managed.manager
    if manager in {Manager.HUSKY, Manager.LEFTHOOK}:
        return (f"{manager} manages the hooks here; next: ai-provenance install && {installer(manager)}",)
    # pre-commit does not install where `core.hooksPath` is set, even to its default
    if directory.configured is not None and manager is Manager.PRE_COMMIT:
        return (
            f"core.hooksPath is set to {directory.configured}, where pre-commit refuses to install; "
            "next: ai-provenance install, or git config --unset-all core.hooksPath && pre-commit install",
        )
    # pre-commit runs a hook that was there before its own: ours would then run twice
    uninstall = "ai-provenance uninstall && " if manager is not Manager.NATIVE and _has_shims(directory) else ""
    return (
        f"next: commit what was written, then in every clone: {uninstall}{installer(manager)} && ai-provenance doctor",
    )


def _has_shims(directory: HookDirectory) -> bool:
    return any(is_shim(directory.path / hook) for hook in HOOKS)
