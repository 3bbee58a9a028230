"""A repository, as git told of it when it was opened."""

# paths are text here: pathlib takes half as long to load as a hundred commits take to read
# ruff: noqa: PTH113, PTH117, PTH118, PTH123

from __future__ import annotations

import os
import re
from dataclasses import dataclass

from ai_provenance.repo.environment import ASKED, QUESTIONS
from ai_provenance.repo.lean import ask_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Repository:
    """An opened repository, as it was at that moment."""

    start: str
    """Where git is started: the directory that was given, absolute. Paths of a `Selection` are relative to it."""
    own: str
    """The git directory, absolute; of a linked worktree its own (`.git/worktrees/NAME`)."""
    common: str
    """What all worktrees share, absolute. Equal to `own` in the main one."""
    top: str | None
    """Top of the work tree; None in a bare repository."""
    bare: bool
    object_format: str
    """`sha1` or `sha256`."""
    shallow: bool
    """The history was cut off by `--depth` or its like."""
    partial: bool
    """Some blobs or trees were left at the remote (`--filter`)."""
    head: str | None
    """Object id of HEAD; None while it is unborn."""
    branch: str | None
    """Short name of the branch HEAD is on; None when detached."""
    inherits: bool = False
    """Whether git sees the GIT_DIR, GIT_INDEX_FILE ... of our own environment."""

    @property
    def directory(self) -> Path:
        """`start` as a path."""
        return _path(self.start)

    @property
    def git_dir(self) -> Path:
        """`own` as a path."""
        return _path(self.own)

    @property
    def common_dir(self) -> Path:
        """`common` as a path."""
        return _path(self.common)

    @property
    def work_tree(self) -> Path | None:
        """`top` as a path."""
        return _path(self.top) if self.top is not None else None

    @property
    def grafted(self) -> bool:
        """Whether `info/grafts` rewrites parents here (git < 3 follows it)."""
        return os.path.isfile(os.path.join(self.common, "info", "grafts"))

    @property
    def shallow_boundary(self) -> frozenset[str]:
        """Object ids of the commits whose parents were cut off."""
        try:
            with open(os.path.join(self.common, "shallow"), encoding="ascii", errors="replace") as file:
                return frozenset(file.read().split())
        except OSError:
            return frozenset()


def opened_quickly(start: str, *, inherits: bool) -> Repository | None:
    """The repository that START, absolute, is in; None where anything is wrong: `open_repository` has words for it."""
    answer = ask_git(["-C", start, "rev-parse", *ASKED], inherit=inherits)
    return repository_of(start, answer, inherits=inherits) if answer else None


def repository_of(directory: str, answer: bytes, *, inherits: bool) -> Repository:
    """The repository that git's ANSWER to the questions of `hardening.QUESTIONS` tells of, asked in DIRECTORY."""
    lines = answer.decode("utf-8", "surrogateescape").split("\n")
    bare, inside, shallow, object_format, own, common = lines[: len(QUESTIONS)]
    rest = lines[len(QUESTIONS) :]
    common = _absolute(common, directory)
    head, branch = _head(rest)
    return Repository(
        start=directory,
        own=own,
        common=common,
        top=_absolute(rest[0], directory) if inside == "true" else _beside(own),
        bare=bare == "true",
        object_format=object_format,
        shallow=shallow == "true",
        partial=_is_partial(common),
        head=head,
        branch=branch,
        inherits=inherits,
    )


def _head(lines: list[str]) -> tuple[str | None, str | None]:
    """Object id and branch, after the line or none that `--show-cdup` gave."""
    at = next((index for index, line in enumerate(lines) if _OID.fullmatch(line)), None)
    if at is None:
        return None, None
    name = lines[at + 1]
    return lines[at], name.removeprefix("refs/heads/") if name.startswith("refs/heads/") else None


def _beside(own: str) -> str | None:
    """The work tree of a git directory that was named itself, or that git was started in."""
    above, name = os.path.split(own)
    return above if name == ".git" else None


def _absolute(path: str, base: str) -> str:
    return path if os.path.isabs(path) else os.path.realpath(os.path.join(base, path))


def _is_partial(common: str) -> bool:
    """A partial clone marks each pack that came from its promisor remote; reading a directory costs no process."""
    try:
        return any(entry.name.endswith(".promisor") for entry in os.scandir(os.path.join(common, "objects", "pack")))
    except OSError:
        return False


def _path(text: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 - 1.8 x a bare Python start: whoever only starts git needs none

    return Path(text)
