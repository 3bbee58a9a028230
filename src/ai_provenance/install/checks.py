"""What can be told without making a commit: versions, files, settings and variables that keep hooks from firing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.errors import ProvenanceError
from ai_provenance.install import config_hooks, native, pre_commit_config
from ai_provenance.install.diagnosis import Diagnosis, off, ok
from ai_provenance.install.managers import Managed, Manager, installer
from ai_provenance.install.shim import baked_interpreter, is_shim
from ai_provenance.project import open_project
from ai_provenance.repo import git_version
from ai_provenance.repo.as_user import ask
from ai_provenance.repo.hook_directory import CONFIG_HOOKS_SINCE, HookDirectory, worktrees
from ai_provenance.repo.opening import OLDEST_GIT

_EVENTS_SINCE = (2, 55)
"""The first git in whose configuration `hook.EVENT.enabled` switches off every hook named there for an event."""
_SWITCHES = (
    ("AI_PROVENANCE", ("off", "0", "false", "no"), "no hook of ours tags anything"),
    ("AI_PROVENANCE_SECRETS", ("off",), "nothing is scanned for secrets"),
    ("HUSKY", ("0",), "husky runs no hook"),
    ("LEFTHOOK", ("0", "false"), "lefthook runs no hook"),
)
"""Variable, the values (lower case) by which it switches something off, and what."""


@dataclass(frozen=True, slots=True)
class Place:
    """A work tree and what is in force there."""

    top: Path
    common_dir: Path
    hooks: HookDirectory
    managed: Managed

    @property
    def block(self) -> str | None:
        """The text of pre-commit's or prek's YAML, where it names hooks of ours."""
        config = self.managed.config
        if self.managed.manager not in {Manager.PRE_COMMIT, Manager.PREK} or config is None:
            return None
        text = config.read_text("utf-8", "replace")
        return text if config.suffix != ".toml" and pre_commit_config.names_us(text) else None


def check(place: Place) -> Iterator[Diagnosis]:
    """Everything but the hooks themselves."""
    yield _git(place.top)
    yield _configuration(place.top)
    yield from _variables(place)
    yield from _block(place)
    yield from _worktrees(place)
    yield from _config_hooks(place.top)
    yield from _tool(place)
    yield from _stranded(place)


def explain(place: Place, hook: str, said: str) -> Diagnosis:
    """Why HOOK does not fire, as far as its file tells; SAID is the last line of the trial."""
    path = place.hooks.path / hook
    if not os.path.lexists(path):
        return _missing(place, hook)
    if not os.access(path, os.X_OK):
        return off(hook, f"{path} is not executable, git passes over it", mend=f"chmod +x {path}")
    python = baked_interpreter(path)
    if is_shim(path) and not (python and os.access(python, os.X_OK)) and not shutil.which("ai-provenance-hook"):
        return off(
            hook,
            f"the tool is gone: neither {python or 'an interpreter'} nor ai-provenance-hook on the PATH can be started",
            mend="ai-provenance install",
        )
    if not is_shim(path) and place.managed.manager is Manager.NATIVE:
        return off(hook, f"{path} is another tool's and does not start ours", mend="ai-provenance install")
    detail = f"{path} runs, and ours was not seen to do its work: {said or 'nothing was printed'}"
    return off(hook, detail, mend=_mend(place))


def _missing(place: Place, hook: str) -> Diagnosis:
    name = place.hooks.path / hook
    if place.hooks.configured and is_shim(place.common_dir / "hooks" / hook):
        return off(
            hook,
            f"core.hooksPath ({place.hooks.configured}, {place.hooks.scope}) overrides {place.common_dir / 'hooks'}",
            mend=f"git config --{place.hooks.scope} --unset-all core.hooksPath, or ai-provenance install",
        )
    if place.block is not None:
        manager = place.managed.manager
        return off(hook, f"{manager} has not installed {name}", mend=f"{manager} install --hook-type {hook}")
    return off(hook, f"there is no {name}", mend=_mend(place))


def _mend(place: Place) -> str:
    """The command that puts hooks in place as this work tree wants them."""
    manager = place.managed.manager
    if manager in {Manager.PRE_COMMIT, Manager.PREK}:
        return installer(manager) if place.block else f"ai-provenance init && {installer(manager)}"
    return "ai-provenance install" + (f" && {installer(manager)}" if manager is not Manager.NATIVE else "")


def _git(top: Path) -> Diagnosis:
    version = git_version(top)
    said = ".".join(map(str, version))
    if version < OLDEST_GIT:
        return off("git", f"{said} is too old, 2.30 or newer is needed", mend="https://git-scm.com/downloads")
    return ok("git", said)


def _configuration(top: Path) -> Diagnosis:
    try:
        config = open_project(top).config
    except ProvenanceError as error:
        return off("configuration", str(error), mend=error.hint or "ai-provenance config show")
    if not config.hooks.tag:
        return off("configuration", "hooks.tag is false: nothing is declared", mend="set tag = true under [hooks]")
    return ok("configuration", f"profile {config.profile}, declare {config.declare}")


def _variables(place: Place) -> Iterator[Diagnosis]:
    for name, values, consequence in _SWITCHES:
        if os.environ.get(name, "").lower() in values:
            yield off(name, f"{name}={os.environ[name]}: {consequence}", mend=f"unset {name}")
    ours = pre_commit_config.our_ids(place.block) if place.block else ()
    for name in ("SKIP", "PREK_SKIP"):
        skipped = [entry for entry in os.environ.get(name, "").split(",") if entry.strip() in ours]
        if skipped:
            yield off(name, f"{name} leaves out {', '.join(skipped)}", mend=f"unset {name}")


def _block(place: Place) -> Iterator[Diagnosis]:
    config = place.managed.config
    if place.block is None or config is None:
        return
    command = installer(place.managed.manager)
    missing = pre_commit_config.missing_types(place.block)
    if missing:
        yield off(
            config.name,
            f"{pre_commit_config.HOOK_TYPES} lacks {', '.join(missing)}: `{command}` leaves them out",
            mend=f"ai-provenance init && {command}",
        )
    # without the optional lock git does not write the index anew: doctor leaves no trace
    if ask(place.top, "diff", "--quiet", "--", config.name, extra={"GIT_OPTIONAL_LOCKS": "0"}).status == 1:
        yield off(
            config.name, "it is changed and not staged: pre-commit refuses every commit", mend=f"git add {config.name}"
        )


def _worktrees(place: Place) -> Iterator[Diagnosis]:
    if not place.hooks.relative or place.hooks.configured is None:
        return
    bare = [tree for tree in worktrees(place.top) if not (tree / place.hooks.configured).is_dir()]
    for tree in bare:
        yield off(
            "core.hooksPath",
            f"it is relative ({place.hooks.configured}) and absent in {tree}: no hook runs there",
            mend=f"make it there as your hook manager does, or git config core.hooksPath {place.hooks.path}",
        )


def _config_hooks(top: Path) -> Iterator[Diagnosis]:
    named = config_hooks.configured(top)
    if named and git_version(top) < CONFIG_HOOKS_SINCE:
        yield off(
            "git",
            f"hooks are named in its configuration ({', '.join(named)}), which git before 2.54 ignores",
            mend="ai-provenance uninstall && ai-provenance install --native",
        )
    for hook in named:
        keys = [f"{config_hooks.section(hook)}.enabled"]
        if git_version(top) >= _EVENTS_SINCE:
            keys.append(f"hook.{hook}.enabled")
        for key in keys:
            if ask(top, "config", "--type=bool", "--get", key).out.strip() == "false":
                yield off(hook, f"{key} is false", mend=f"git config --unset-all {key}")


def _tool(place: Place) -> Iterator[Diagnosis]:
    """Files that a project shares name no interpreter: there the tool has to be on the PATH."""
    local = place.block is not None and "entry: ai-provenance-hook" in place.block
    shared = place.managed.manager in {Manager.HUSKY, Manager.LEFTHOOK}
    if (local or shared) and not shutil.which("ai-provenance-hook"):
        yield off(
            "ai-provenance-hook",
            f"it is not on the PATH, where {place.managed.manager} looks for it",
            mend="pipx install git-ai-provenance, or activate the environment that holds it",
        )


def _stranded(place: Place) -> Iterator[Diagnosis]:
    for saved in native.stranded(place.hooks.path):
        hook = saved.name.partition(".")[0]
        yield off(
            hook, f"{saved} was saved by an install and runs no more: {hook} was overwritten", mend=f"cat {saved}"
        )
