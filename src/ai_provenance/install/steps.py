"""The steps of a plan as values: what installing changes on disk, to be shown or applied."""

from __future__ import annotations

import os
import shlex
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ai_provenance.repo.as_user import run_as_user


@dataclass(frozen=True, slots=True)
class Write:
    """Write a whole file atomically."""

    path: Path
    content: bytes
    mode: int | None = None
    """Permission bits; None: those of the file that is there, or those that new files get."""

    def __str__(self) -> str:
        return f"write {self.path}"


@dataclass(frozen=True, slots=True)
class Move:
    """Rename a file within its directory; content, mode, times and links stay as they are."""

    source: Path
    target: Path

    def __str__(self) -> str:
        return f"rename {self.source} to {self.target.name}"


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy a file within its directory, with its mode and times; a link is copied as a link."""

    source: Path
    target: Path

    def __str__(self) -> str:
        return f"copy {self.source} to {self.target.name}"


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a file, or a directory if it is empty by then."""

    path: Path

    def __str__(self) -> str:
        return f"remove {self.path}"


@dataclass(frozen=True, slots=True)
class Configure:
    """Change the configuration of the repository at TOP through git itself."""

    top: Path
    arguments: tuple[str, ...]
    """The arguments after `git config --local`."""

    def __str__(self) -> str:
        return shlex.join(("git", "config", "--local", *self.arguments))


Step = Write | Move | Copy | Remove | Configure


def apply(steps: Iterable[Step]) -> None:
    """Apply STEPS in order."""
    for step in steps:
        match step:
            case Write():
                _write(step)
            case Move(source, target):
                source.replace(target)
            case Copy(source, target):
                shutil.copy2(source, target, follow_symlinks=False)
            case Remove(path):
                _remove(path)
            case Configure(top, arguments):
                run_as_user(top, "config", "--local", *arguments)


def _write(step: Write) -> None:
    target = step.path.resolve()  # a link stays a link: its target is rewritten
    target.parent.mkdir(parents=True, exist_ok=True)
    # beside the target: renaming is atomic within one file system only
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(step.content)
        Path(name).chmod(_mode(step, target))
        Path(name).replace(target)
    # an interrupt must not leave the temporary file behind either
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(step: Write, target: Path) -> int:
    if step.mode is not None:
        return step.mode
    if target.exists():
        return target.stat().st_mode & 0o7777
    # the mask can only be read by setting it; a file made by `mkstemp` has 0600 whatever the mask
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove(path: Path) -> None:
    if not path.is_dir():
        path.unlink()
    elif not any(path.iterdir()):
        path.rmdir()
