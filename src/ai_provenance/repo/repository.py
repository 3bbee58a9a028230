"""Open a repository from anywhere in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from ai_provenance.errors import GitError, ProvenanceError, RepositoryError
from ai_provenance.repo.hardening import QUESTIONS
from ai_provenance.repo.run import Outcome, failure, try_git

OLDEST_GIT = (2, 30)
"""`git rev-parse` takes `--end-of-options` from here on, and Debian 11 ships it."""

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Repository:
    """An opened repository, as it was at that moment."""

    directory: Path
    """Where git is started: the directory that was given, absolute. Paths of a `Selection` are relative to it."""
    git_dir: Path
    """Absolute; of a linked worktree its own (`.git/worktrees/NAME`)."""
    common_dir: Path
    """Absolute; what all worktrees share. Equal to `git_dir` in the main one."""
    work_tree: Path | None
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
    def grafted(self) -> bool:
        """Whether `info/grafts` rewrites parents here (git < 3 follows it)."""
        return (self.common_dir / "info" / "grafts").is_file()

    @property
    def shallow_boundary(self) -> frozenset[str]:
        """Object ids of the commits whose parents were cut off."""
        try:
            return frozenset((self.common_dir / "shallow").read_text("ascii", "replace").split())
        except OSError:
            return frozenset()


@dataclass(frozen=True, slots=True)
class _Unopened:
    directory: Path
    inherits: bool


def open_repository(directory: Path = Path(), *, inherit: bool | None = None) -> Repository:
    """Open the repository that DIRECTORY is in: a work tree, a subdirectory, a git directory, a bare repository.

    `inherit` says whether GIT_DIR and its like in our environment decide, as they do for git itself; unless told, they
    do when no directory was named (`Path()`), so that a command run by a hook reads what the hook is about.
    One git is started.

    Raises:
        RepositoryError: not a repository, or git refuses to read it (another owner, an unknown extension).
        GitError: git is missing or too old.
    """
    place = _Unopened(directory.absolute(), directory == Path() if inherit is None else inherit)
    outcome = try_git(place, "rev-parse", *QUESTIONS, "--show-cdup", "HEAD", "--symbolic-full-name", "HEAD")
    if outcome.stdout.count(b"\n") < len(QUESTIONS):
        raise _refused(place, outcome)
    opened = repository_of(place.directory, outcome.stdout, inherits=place.inherits)
    return replace(opened, head=None, branch=_unborn_branch(place)) if outcome.status else opened


def repository_of(directory: Path, answer: bytes, *, inherits: bool) -> Repository:
    """The repository that git's ANSWER to the questions of `hardening.QUESTIONS` tells of, asked in DIRECTORY."""
    lines = answer.decode("utf-8", "surrogateescape").split("\n")
    bare, inside, shallow, object_format, git_dir, common = lines[: len(QUESTIONS)]
    rest = lines[len(QUESTIONS) :]
    common_dir = _absolute(common, directory)
    head, branch = _head(rest)
    return Repository(
        directory=directory,
        git_dir=Path(git_dir),
        common_dir=common_dir,
        work_tree=_absolute(rest[0], directory) if inside == "true" else _beside(Path(git_dir)),
        bare=bare == "true",
        object_format=object_format,
        shallow=shallow == "true",
        partial=_is_partial(common_dir),
        head=head,
        branch=branch,
        inherits=inherits,
    )


def git_version(directory: Path = Path()) -> tuple[int, ...]:
    """Version of the git on the PATH, e.g. `(2, 39, 5)`.

    Raises:
        GitError: git is missing, or says nothing that we can read.
    """
    said = try_git(_Unopened(directory, inherits=False), "version").stdout.decode("ascii", "replace")
    found = re.search(r"\d+(?:\.\d+)+", said)
    if not found:
        raise GitError(f"expected a version from `git version`, got {said.strip()!r}", hint="git version")
    return tuple(int(part) for part in found[0].split("."))


def _refused(place: _Unopened, outcome: Outcome) -> ProvenanceError:
    said = outcome.stderr.strip()
    if "not a git repository" in said or "must be run in a work tree" in said:
        return RepositoryError(
            f"not a git repository: {place.directory}", hint="pass --repo DIR, or make one: git init"
        )
    if "cannot change to" in said:
        return RepositoryError(f"no such directory: {place.directory}", hint="pass --repo DIR")
    if "dubious ownership" in said or "unsafe repository" in said:
        return RepositoryError(said, hint=f"git config --global --add safe.directory {place.directory}")
    version = git_version()
    if version < OLDEST_GIT:
        return _too_old(version)
    error = failure(outcome.stderr, ("rev-parse",))
    return RepositoryError(str(error), hint="git status")


def _too_old(version: tuple[int, ...]) -> GitError:
    got, expected = ".".join(map(str, version)), ".".join(map(str, OLDEST_GIT))
    return GitError(f"git {got} is too old, expected {expected} or newer", hint="https://git-scm.com/downloads")


def _head(lines: list[str]) -> tuple[str | None, str | None]:
    """Object id and branch, after the line or none that `--show-cdup` gave."""
    at = next((index for index, line in enumerate(lines) if _OID.fullmatch(line)), None)
    if at is None:
        return None, None
    name = lines[at + 1]
    return lines[at], name.removeprefix("refs/heads/") if name.startswith("refs/heads/") else None


def _unborn_branch(place: _Unopened) -> str | None:
    name = try_git(place, "symbolic-ref", "-q", "HEAD").stdout.decode("utf-8", "surrogateescape").strip()
    return name.removeprefix("refs/heads/") or None


def _beside(git_dir: Path) -> Path | None:
    """The work tree of a git directory that was named itself, or that git was started in."""
    return git_dir.parent if git_dir.name == ".git" else None


def _absolute(path: str, base: Path) -> Path:
    return Path(path) if Path(path).is_absolute() else (base.resolve() / path).resolve()


def _is_partial(common_dir: Path) -> bool:
    """A partial clone marks each pack that came from its promisor remote; reading a directory costs no process."""
    return any((common_dir / "objects" / "pack").glob("*.promisor"))
