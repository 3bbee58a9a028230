"""What `init` writes: the project's configuration, and our block in the hook manager's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ai_provenance.config import find_config
from ai_provenance.errors import ConfigError, RepositoryError
from ai_provenance.install import pre_commit_config
from ai_provenance.install.managers import PRE_COMMIT_CONFIG, Managed, Manager, detect, installer
from ai_provenance.install.place import Plan
from ai_provenance.install.steps import Step, Write
from ai_provenance.repo import Repository
from ai_provenance.repo.hook_directory import HookDirectory, hook_directory

CONFIG = ".ai-provenance.toml"
_CONFIG_TEXT = """\
# How this project declares AI help in its commits. Every key: ai-provenance config schema

# The form of the declaration: kernel (Assisted-by: AGENT:MODEL), asf, openinfra, fedora, llvm, co-author or forbid.
profile = "{profile}"

# "ai": commits with AI help are declared. "all": commits without it are declared too (AI-Assisted: no).
declare = "{declare}"

# A date or a commit: the numbers of the report are judged from here on.
adopted = "{adopted}"
"""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user may choose for the start."""

    profile: str = "kernel"
    declare: str = "ai"
    source: str | None = None
    """Git URL to take the hooks from; None: what is installed on each machine."""
    revision: str = ""
    adopted: date | None = None
    """None: no adoption point is written down."""


def plan_init(repository: Repository, choices: Choices) -> Plan:
    """The plan that sets the project up; nothing for what is set up already. Planning changes nothing.

    Raises:
        RepositoryError: a bare repository has no files to write to.
        ConfigError: the hook manager's configuration is not YAML, or our lines do not fit into it.
    """
    top = repository.work_tree
    if top is None:
        raise RepositoryError(f"{repository.git_dir} is bare: there is no work tree", hint="run init in a clone of it")
    directory = hook_directory(top)
    managed = detect(top, directory)
    steps: list[Step] = [] if find_config(top) else [Write(top / CONFIG, _config(choices))]
    steps += _block(top, managed, directory, choices)
    return Plan(tuple(steps), (*_by_hand(managed, choices), *_next(managed, directory)))


def _config(choices: Choices) -> bytes:
    text = _CONFIG_TEXT.format(profile=choices.profile, declare=choices.declare, adopted=choices.adopted or "")
    return text.replace('adopted = ""', f'# adopted = "{date.today().isoformat()}"').encode()


def _block(top: Path, managed: Managed, directory: HookDirectory, choices: Choices) -> list[Step]:
    """The step that writes our block, where pre-commit or prek manages the hooks, or nobody does."""
    if managed.manager in {Manager.HUSKY, Manager.LEFTHOOK}:
        return []
    path = managed.config or top / PRE_COMMIT_CONFIG
    if path.suffix == ".toml":
        return []
    old = path.read_bytes() if path.exists() else b""
    try:
        new = pre_commit_config.with_block(
            old.decode(),
            pre_commit_config.block(choices.source, choices.revision),
            installed=pre_commit_config.installed_types(directory.path),
        ).encode()
    except UnicodeDecodeError as error:
        raise ConfigError(
            f"{path.name} is not UTF-8: {error.reason} at byte {error.start}", hint="re-code it"
        ) from None
    except ConfigError as error:
        raise ConfigError(f"{path.name}: {error}", hint=error.hint) from None
    return [] if new == old else [Write(path, new)]


def _by_hand(managed: Managed, choices: Choices) -> tuple[str, ...]:
    if managed.manager is not Manager.PREK or managed.config is None or managed.config.suffix != ".toml":
        return ()
    if pre_commit_config.file_names_us(managed.config):
        return ()
    types = ", ".join(f'"{name}"' for name in pre_commit_config.WANTED_TYPES)
    block = pre_commit_config.block(choices.source, choices.revision)
    return (
        f"prek.toml is left alone: put {pre_commit_config.HOOK_TYPES} = [{types}] at its top, and at its end, "
        f"as [[repos]], what this says in YAML:\n{block}",
    )


def _next(managed: Managed, directory: HookDirectory) -> tuple[str, ...]:
    """What a person has to type next."""
    manager = Manager.PRE_COMMIT if managed.manager is Manager.NATIVE else managed.manager
    if manager in {Manager.HUSKY, Manager.LEFTHOOK}:
        return (f"{manager} manages the hooks here; next: ai-provenance install && {installer(manager)}",)
    if directory.configured is not None and manager is Manager.PRE_COMMIT:
        return (
            f"core.hooksPath is set to {directory.configured}, where pre-commit refuses to install; "
            "next: ai-provenance install, or git config --unset-all core.hooksPath && pre-commit install",
        )
    return (f"next: commit what was written, then in every clone: {installer(manager)}; ai-provenance doctor",)
