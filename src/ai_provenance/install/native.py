"""Installs shims in the hook directory, chained with the hooks that are there, and restores these byte for byte."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

from ai_provenance.errors import ProvenanceError
from ai_provenance.install.managers import is_generated
from ai_provenance.install.shim import HOOKS, SUFFIX, is_shim, render
from ai_provenance.install.steps import Copy, Move, Remove, Step, Write

_MARKER = ".made-by-ai-provenance"
"""File that we leave in every directory that we create, so that uninstalling removes it again."""
_LEGACY = ".legacy"
"""Added by pre-commit and prek to the name of a hook that they move aside and run."""
_OLD = ".old"
"""Added by lefthook to the name of a hook that it moves aside and does not run."""


def plan_install(directory: Path, hooks: Iterable[str], *, python: str) -> tuple[Step, ...]:
    """The steps that put shims for HOOKS into DIRECTORY; none for those already as they should be.

    Raises:
        ProvenanceError: an earlier install saved a hook there, and another tool has overwritten our shim since.
    """
    steps = [step for hook in hooks for step in _install_one(directory / hook, render(hook, python=python).encode())]
    steps += [Write(made / _MARKER, b"") for made in (directory, *directory.parents) if not made.exists()]
    return tuple(steps)


def plan_uninstall(directory: Path) -> tuple[Step, ...]:
    """The steps that remove every shim of ours from DIRECTORY and put back what was there."""
    # pre-commit may have moved a shim of ours aside, to run it, and lefthook, which does not
    names = [name for hook in HOOKS for name in (hook, hook + _LEGACY)]
    steps: list[Step] = [Remove(old) for hook in HOOKS if is_shim(old := directory / (hook + _OLD))]
    steps += [step for name in names for step in _uninstall_one(directory, name)]
    made = takewhile(lambda place: (place / _MARKER).exists(), (directory, *directory.parents))
    return (*steps, *(Remove(path) for place in made for path in (place / _MARKER, place)))


def stranded(directory: Path) -> tuple[Path, ...]:
    """Hooks that an install saved and that nothing runs any more, because another tool has overwritten our shim."""
    return tuple(
        saved
        for hook in HOOKS
        if os.path.lexists(saved := directory / (hook + SUFFIX))
        and not is_shim(directory / hook)
        and not is_shim(directory / (hook + _LEGACY))
    )


def _install_one(path: Path, content: bytes) -> Iterator[Step]:
    if is_shim(path):
        # written again after an upgrade, a move of the interpreter or a lost permission
        if path.read_bytes() != content or not os.access(path, os.X_OK):
            yield Write(path, content, 0o755)
        return
    if is_shim(legacy_of(path)):
        return  # pre-commit was installed over our shim, and runs it before its own hooks
    if os.path.lexists(path):
        yield from _save_legacy(path)
        yield Move(path, _free_name(path))
    yield Write(path, content, 0o755)


def _free_name(path: Path) -> Path:
    """The name under which the hook at PATH is saved; an error where an earlier one is still saved there."""
    saved = path.with_name(path.name + SUFFIX)
    if os.path.lexists(saved):
        raise ProvenanceError(
            f"{path} is not our hook, and {saved.name} from an earlier install is still beside it",
            hint=f"keep the one you need as {path.name} and remove the other, then install again",
        )
    return saved


def legacy_of(path: Path) -> Path:
    """Where pre-commit and prek move the hook at PATH when they are installed; their own runs it first."""
    return path.with_name(path.name + _LEGACY)


def _save_legacy(path: Path) -> Iterator[Step]:
    """The step that copies the hook that pre-commit or prek moved aside when it was installed."""
    # when they are installed again they move our shim aside, to the same name: without a copy that hook would be lost
    legacy = legacy_of(path)
    if is_generated(path) and os.path.lexists(legacy):
        yield Copy(legacy, legacy.with_name(legacy.name + SUFFIX))


def _uninstall_one(directory: Path, name: str) -> Iterator[Step]:
    path = directory / name
    if not is_shim(path):
        return
    hook = name.removesuffix(_LEGACY)
    saved, legacy = directory / (hook + SUFFIX), directory / (hook + _LEGACY + SUFFIX)
    if name == hook:
        yield Move(saved, path) if os.path.lexists(saved) else Remove(path)
        yield from (Remove(kept) for kept in (legacy,) if os.path.lexists(kept))
    elif is_generated(saved):
        # pre-commit was installed again over our shim, and its script is current: the saved one would refuse to run
        yield Remove(saved)
        yield Move(legacy, path) if os.path.lexists(legacy) else Remove(path)
    else:
        yield Move(saved, path) if os.path.lexists(saved) else Remove(path)
