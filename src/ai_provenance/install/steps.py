"""What installing does to the disk, as values: planned first, shown or taken afterwards."""

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
    """Write a file whole, atomically."""

    path: Path
    content: bytes
    mode: int | None = None
    """Permission bits; None keeps those of the file that is there, or takes those that new files get."""

    def __str__(self) -> str:
        return f"write {self.path}"


@dataclass(frozen=True, slots=True)
class Move:
    """Rename a file in its directory: content, mode, times and links stay what they are."""

    source: Path
    target: Path

    def __str__(self) -> str:
        return f"rename {self.source} to {self.target.name}"


@dataclass(frozen=True, slots=True)
class Copy:
    """Copy a file in its directory, mode and times with it; a link is copied as a link."""

    source: Path
    target: Path

    def __str__(self) -> str:
        return f"copy {self.source} to {self.target.name}"


@dataclass(frozen=True, slots=True)
class Remove:
    """Remove a file, or a directory that is empty by then."""

    path: Path

    def __str__(self) -> str:
        return f"remove {self.path}"


@dataclass(frozen=True, slots=True)
class Configure:
    """Change the configuration of the repository at TOP through git itself."""

    top: Path
    arguments: tuple[str, ...]
    """What follows `git config --local`."""

    def __str__(self) -> str:
        return shlex.join(("git", "config", "--local", *self.arguments))


Step = Write | Move | Copy | Remove | Configure


def take(steps: Iterable[Step]) -> None:
    """Take the steps in order."""
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
    target = step.path.resolve()  # a link stays a link: what it points at is rewritten
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(step.content)
        Path(name).chmod(_mode(step, target))
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(step: Write, target: Path) -> int:
    if step.mode is not None:
        return step.mode
    if target.exists():
        return target.stat().st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _remove(path: Path) -> None:
    if not path.is_dir():
        path.unlink()
    elif not any(path.iterdir()):
        path.rmdir()
