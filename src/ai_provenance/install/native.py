"""Shims in the hook directory, chained with the hooks that stand there, and the way back byte for byte."""

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
"""Left in every directory that did not exist before us, so that uninstalling takes it away again."""
_LEGACY = ".legacy"
"""What pre-commit and prek add to the name of a hook that they move aside and run."""


def plan_install(directory: Path, hooks: Iterable[str], *, python: str) -> tuple[Step, ...]:
    """The steps that put shims for HOOKS into DIRECTORY; none for those already as they should be.

    Raises:
        ProvenanceError: an earlier install saved a hook there, and another tool has overwritten our shim since.
    """
    steps = [step for hook in hooks for step in _install_one(directory / hook, render(hook, python=python).encode())]
    steps += [Write(made / _MARKER, b"") for made in (directory, *directory.parents) if not made.exists()]
    return tuple(steps)


def plan_uninstall(directory: Path) -> tuple[Step, ...]:
    """The steps that take every shim of ours out of DIRECTORY and put back what stood there."""
    names = [name for hook in HOOKS for name in (hook, hook + _LEGACY)]
    steps = [step for name in names for step in _uninstall_one(directory, name)]
    made = takewhile(lambda place: (place / _MARKER).exists(), (directory, *directory.parents))
    return (*steps, *(Remove(path) for place in made for path in (place / _MARKER, place)))


def stranded(directory: Path) -> tuple[Path, ...]:
    """Hooks that an install saved and that nothing runs any more: our shim was overwritten by another tool."""
    return tuple(
        saved
        for hook in HOOKS
        if os.path.lexists(saved := directory / (hook + SUFFIX))
        and not is_shim(directory / hook)
        and not is_shim(directory / (hook + _LEGACY))
    )


def _install_one(path: Path, content: bytes) -> Iterator[Step]:
    if is_shim(path):
        if path.read_bytes() != content or not os.access(path, os.X_OK):
            yield Write(path, content, 0o755)
        return
    if is_shim(path.with_name(path.name + _LEGACY)):
        return  # pre-commit was installed over us, and runs us before its own hooks
    if os.path.lexists(path):
        yield from _saved_legacy(path)
        yield Move(path, _free(path))
    yield Write(path, content, 0o755)


def _free(path: Path) -> Path:
    saved = path.with_name(path.name + SUFFIX)
    if os.path.lexists(saved):
        raise ProvenanceError(
            f"{path} is not our hook, and {saved.name} from an earlier install is still beside it",
            hint=f"keep the one you need as {path.name} and remove the other, then install again",
        )
    return saved


def _saved_legacy(path: Path) -> Iterator[Step]:
    """A copy of what pre-commit or prek moved aside: installed again over us they would overwrite it with ours."""
    legacy = path.with_name(path.name + _LEGACY)
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
        # pre-commit, installed again over us, has written its own hook anew: as a legacy hook it would refuse to run
        yield Remove(saved)
        yield Move(legacy, path) if os.path.lexists(legacy) else Remove(path)
    else:
        yield Move(saved, path) if os.path.lexists(saved) else Remove(path)
