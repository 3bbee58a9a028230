"""Opening a repository from any directory in it, and what git reports about it then."""

# Paths are text here, and pathlib is imported by those who want a path: it takes half as long to load as a hundred
# commits take to read.
# ruff: noqa: PTH109, PTH113, PTH117, PTH118, PTH123

from __future__ import annotations

import os
import re

from ai_provenance.errors import GitError, NoRepositoryError, ProvenanceError, RepositoryError
from ai_provenance.lazy import pattern
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.run import Outcome, WorkingDirectory, failure, try_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

OLDEST_GIT = (2, 30)
"""`git rev-parse` takes `--end-of-options` from here on, and Debian 11 ships it."""

_REQUESTED = (
    "--is-bare-repository",
    "--is-inside-work-tree",
    "--is-shallow-repository",
    "--show-object-format",
    "--absolute-git-dir",
    "--git-common-dir",
)
"""What `git rev-parse` reports of every repository, a line each."""
_OF_HEAD = ("--show-cdup", "HEAD", "--symbolic-full-name", "HEAD")
"""What it reports besides of a repository that has a commit; `--show-cdup` prints no line outside a work tree."""

_MOST_ALTERNATES = 20
_OID = pattern(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class Repository(NamedTuple):
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


def open_repository(directory: str | os.PathLike[str] = ".", *, inherit: bool | None = None) -> Repository:
    """Open the repository that DIRECTORY is in: a work tree, a subdirectory, a git directory, a bare repository.

    `inherit` says whether GIT_DIR and its like in our environment decide, as they do for git itself. The default: they
    do when no other directory than the current one was named, so that a command run by a hook reads what the hook is
    about. One git is started.

    Raises:
        RepositoryError: not a repository, or git refuses to read it (another owner, an unknown extension).
        GitError: git is missing or too old.
    """
    named = os.path.normpath(directory)
    start = os.getcwd() if named == "." else os.path.join(os.getcwd(), os.fspath(directory))
    where = WorkingDirectory(start, inherits=named == "." if inherit is None else inherit)
    outcome = try_git(where, "rev-parse", *_REQUESTED, *_OF_HEAD)
    if outcome.stdout.count(b"\n") < len(_REQUESTED):
        raise _refused(where, outcome)
    opened = _parse(outcome.stdout, where)
    # without a commit HEAD is no revision: git fails at it, after it has reported the rest
    return opened._replace(head=None, branch=_unborn_branch(where)) if outcome.status else opened


def git_version(directory: str | os.PathLike[str] = ".") -> tuple[int, ...]:
    """Version of the git on the PATH, e.g. `(2, 39, 5)`.

    Raises:
        GitError: git is missing, or prints no version.
    """
    where = WorkingDirectory(os.fspath(directory), inherits=False)
    said = try_git(where, "version").stdout.decode("ascii", "replace")
    found = re.search(r"\d+(?:\.\d+)+", said)
    if not found:
        raise GitError(f"expected a version from `git version`, got {said.strip()!r}", hint="git version")
    return tuple(int(part) for part in found[0].split("."))


def _refused(where: WorkingDirectory, outcome: Outcome) -> ProvenanceError:
    said = outcome.stderr.strip()
    if "not a git repository" in said or "must be run in a work tree" in said:
        return NoRepositoryError(f"not a git repository: {where.start}", hint="pass --repo DIR, or make one: git init")
    if "cannot change to" in said:
        return RepositoryError(f"no such directory: {where.start}", hint="pass --repo DIR")
    if "dubious ownership" in said or "unsafe repository" in said:
        return RepositoryError(said, hint=f"git config --global --add safe.directory {where.start}")
    version = git_version()
    if version < OLDEST_GIT:
        got, expected = ".".join(map(str, version)), ".".join(map(str, OLDEST_GIT))
        return GitError(f"git {got} is too old, expected {expected} or newer", hint="https://git-scm.com/downloads")
    error = failure(outcome.stderr, ("rev-parse",), status=outcome.status)
    return RepositoryError(str(error), hint="git status")


def _unborn_branch(where: WorkingDirectory) -> str | None:
    name = try_git(where, "symbolic-ref", "-q", "HEAD").stdout.decode("utf-8", "surrogateescape").strip()
    return name.removeprefix("refs/heads/") or None


def _parse(answer: bytes, where: WorkingDirectory) -> Repository:
    """The repository that git's ANSWER describes."""
    lines = answer.decode("utf-8", "surrogateescape").split("\n")
    bare, inside, shallow, object_format, own, common = lines[: len(_REQUESTED)]
    rest = lines[len(_REQUESTED) :]
    common = _absolute(common, where.start)
    head, branch = _head(rest)
    return Repository(
        start=where.start,
        own=own,
        common=common,
        top=_absolute(rest[0], where.start) if inside == "true" else None if bare == "true" else _work_tree_beside(own),
        bare=bare == "true",
        object_format=object_format,
        shallow=shallow == "true",
        partial=_is_partial(common),
        head=head,
        branch=branch,
        inherits=where.inherits,
    )


def _head(lines: list[str]) -> tuple[str | None, str | None]:
    """Object id and branch, after the line, or no line, of `--show-cdup`."""
    at = next((index for index, line in enumerate(lines) if _OID.fullmatch(line)), None)
    if at is None:
        return None, None
    name = lines[at + 1]
    return lines[at], name.removeprefix("refs/heads/") if name.startswith("refs/heads/") else None


def _work_tree_beside(own: str) -> str | None:
    """The work tree of a git directory, which is not bare, that was named itself, or that git was started in."""
    above, name = os.path.split(own)
    return above if name == ".git" else None


def _absolute(path: str, base: str) -> str:
    return path if os.path.isabs(path) else os.path.realpath(os.path.join(base, path))


def _is_partial(common: str) -> bool:
    """Whether a pack came from a promisor remote: a partial clone marks each of them."""
    # git knows it from the configuration, but a directory is read without starting a process
    directories = [os.path.join(common, "objects")]
    for directory in directories:  # which grows: what is borrowed from a partial clone has its gaps
        try:
            if any(entry.name.endswith(".promisor") for entry in os.scandir(os.path.join(directory, "pack"))):
                return True
        except OSError:
            pass  # a directory without packs
        directories += [one for one in _alternates(directory) if one not in directories][:_MOST_ALTERNATES]
    return False


def _alternates(objects: str) -> list[str]:
    """The object directories that OBJECTS borrows from."""
    try:
        with open(os.path.join(objects, "info", "alternates"), encoding="utf-8", errors="surrogateescape") as file:
            lines = file.read().splitlines()
    except OSError:
        return []
    return [os.path.normpath(os.path.join(objects, line)) for line in lines if line and line[0] not in '#"']


def _path(text: str) -> Path:
    from pathlib import Path  # noqa: PLC0415 - 1.8 x a bare Python start, and few callers want a path

    return Path(text)
