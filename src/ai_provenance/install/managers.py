"""Who manages the hooks of a work tree: pre-commit, prek, husky, lefthook, or nobody but git."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ai_provenance.install import husky, lefthook
from ai_provenance.repo.hook_directory import HookDirectory


class Manager(StrEnum):
    """A tool that puts hooks where git finds them."""

    PRE_COMMIT = "pre-commit"
    PREK = "prek"
    HUSKY = "husky"
    LEFTHOOK = "lefthook"
    NATIVE = "native"
    """None: the hook directory is git's own, or the user's."""


@dataclass(frozen=True, slots=True)
class Managed:
    """A manager, and the file that told."""

    manager: Manager
    config: Path | None = None


PRE_COMMIT_CONFIG = ".pre-commit-config.yaml"
_PRE_COMMIT_CONFIGS = (PRE_COMMIT_CONFIG, ".pre-commit-config.yml")  # prek reads the second too


def detect(top: Path, hooks: HookDirectory) -> Managed:
    """The manager in force at TOP. Where several have left files, the one that git is pointed at counts first."""
    if husky.DIRECTORY in Path(hooks.configured or "").parts:
        return Managed(Manager.HUSKY, top / husky.DIRECTORY)
    return pre_commit(top) or _lefthook(top) or _dormant_husky(top) or Managed(Manager.NATIVE)


def pre_commit(top: Path) -> Managed | None:
    """pre-commit's or prek's configuration at TOP, if there is one."""
    if (top / "prek.toml").is_file():
        return Managed(Manager.PREK, top / "prek.toml")
    for name in _PRE_COMMIT_CONFIGS:
        if (top / name).is_file():
            return Managed(_runner(name), top / name)
    return None


def installer(manager: Manager) -> str:
    """The command that puts the manager's own hooks into the hook directory."""
    if manager in {Manager.PRE_COMMIT, Manager.PREK}:
        return f"{manager} install"
    return {Manager.HUSKY: "npx husky", Manager.LEFTHOOK: "lefthook install"}.get(manager, "ai-provenance install")


def _runner(name: str) -> Manager:
    """Both read the same file: the one that is on the PATH, pre-commit where both or neither are."""
    prek_only = shutil.which("prek") and not shutil.which("pre-commit")
    return Manager.PREK if prek_only or name != PRE_COMMIT_CONFIG else Manager.PRE_COMMIT


def _lefthook(top: Path) -> Managed | None:
    found = next((top / name for name in lefthook.FILES if (top / name).is_file()), None)
    return Managed(Manager.LEFTHOOK, found) if found else None


def _dormant_husky(top: Path) -> Managed | None:
    """husky that no `npm install` has set up in this clone yet."""
    package = top / "package.json"
    if (top / husky.DIRECTORY).is_dir() and package.is_file() and b"husky" in package.read_bytes():
        return Managed(Manager.HUSKY, top / husky.DIRECTORY)
    return None
