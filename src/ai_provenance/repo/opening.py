"""Open a repository from anywhere in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from ai_provenance.errors import GitError, NoRepositoryError, ProvenanceError, RepositoryError
from ai_provenance.repo.hardening import ASKED, QUESTIONS
from ai_provenance.repo.repository import Repository, repository_of
from ai_provenance.repo.run import Outcome, failure, try_git

OLDEST_GIT = (2, 30)
"""`git rev-parse` takes `--end-of-options` from here on, and Debian 11 ships it."""


@dataclass(frozen=True, slots=True)
class _Unopened:
    start: str
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
    place = _Unopened(str(directory.absolute()), directory == Path() if inherit is None else inherit)
    outcome = try_git(place, "rev-parse", *ASKED)
    if outcome.stdout.count(b"\n") < len(QUESTIONS):
        raise _refused(place, outcome)
    opened = repository_of(place.start, outcome.stdout, inherits=place.inherits)
    return replace(opened, head=None, branch=_unborn_branch(place)) if outcome.status else opened


def git_version(directory: Path = Path()) -> tuple[int, ...]:
    """Version of the git on the PATH, e.g. `(2, 39, 5)`.

    Raises:
        GitError: git is missing, or says nothing that we can read.
    """
    said = try_git(_Unopened(str(directory), inherits=False), "version").stdout.decode("ascii", "replace")
    found = re.search(r"\d+(?:\.\d+)+", said)
    if not found:
        raise GitError(f"expected a version from `git version`, got {said.strip()!r}", hint="git version")
    return tuple(int(part) for part in found[0].split("."))


def _refused(place: _Unopened, outcome: Outcome) -> ProvenanceError:
    said = outcome.stderr.strip()
    if "not a git repository" in said or "must be run in a work tree" in said:
        return NoRepositoryError(f"not a git repository: {place.start}", hint="pass --repo DIR, or make one: git init")
    if "cannot change to" in said:
        return RepositoryError(f"no such directory: {place.start}", hint="pass --repo DIR")
    if "dubious ownership" in said or "unsafe repository" in said:
        return RepositoryError(said, hint=f"git config --global --add safe.directory {place.start}")
    version = git_version()
    if version < OLDEST_GIT:
        return _too_old(version)
    error = failure(outcome.stderr, ("rev-parse",))
    return RepositoryError(str(error), hint="git status")


def _too_old(version: tuple[int, ...]) -> GitError:
    got, expected = ".".join(map(str, version)), ".".join(map(str, OLDEST_GIT))
    return GitError(f"git {got} is too old, expected {expected} or newer", hint="https://git-scm.com/downloads")


def _unborn_branch(place: _Unopened) -> str | None:
    name = try_git(place, "symbolic-ref", "-q", "HEAD").stdout.decode("utf-8", "surrogateescape").strip()
    return name.removeprefix("refs/heads/") or None
