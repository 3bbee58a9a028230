"""Remotes and tags, read by GitPython; by plain git where GitPython cannot open the repository (SHA-256, reftable)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import run_git

if TYPE_CHECKING:
    import git


@dataclass(frozen=True, slots=True)
class Remote:
    """A remote, without the credentials that its address may hold."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag and the commit that it comes down to."""

    name: str
    commit: str


def remotes(repository: Repository) -> tuple[Remote, ...]:
    """The remotes, by name, `origin` first."""
    return _in_order(_remotes(repository))


def plain_remotes(repository: Repository) -> tuple[Remote, ...]:
    """The same by one plain git, for commands that load GitPython for nothing else (7.8 x a bare Python start)."""
    return _in_order(_plain_remotes(repository))


def _in_order(named: Iterable[tuple[str, str]]) -> tuple[Remote, ...]:
    found = [Remote(name, without_credentials(url)) for name, url in named]
    return tuple(sorted(found, key=lambda remote: (remote.name != "origin", remote.name)))


def tags(repository: Repository) -> tuple[Tag, ...]:
    """The tags that name commits, by name."""
    return tuple(sorted((Tag(name, commit) for name, commit in _tags(repository)), key=lambda tag: tag.name))


def without_credentials(url: str) -> str:
    """The address of a remote less user name and password: tokens are kept there, and reports are published."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if not parts.scheme or "@" not in parts.netloc or parts.scheme == "ssh":
        return url
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def _remotes(repository: Repository) -> Iterator[tuple[str, str]]:
    opened = _gitpython(repository)
    if opened is None:
        yield from _plain_remotes(repository)
        return
    with opened:
        for remote in opened.remotes:
            yield remote.name, str(remote.config_reader.get("url", fallback=""))


def _plain_remotes(repository: Repository) -> Iterator[tuple[str, str]]:
    out = run_git(repository, "config", "-z", "--get-regexp", r"^remote\..*\.url$", check=False)
    seen: set[str] = set()
    for entry in out.decode("utf-8", "replace").split("\0"):
        key, _, url = entry.partition("\n")
        name = key.removeprefix("remote.").removesuffix(".url")
        if name and name not in seen:
            seen.add(name)
            yield name, url


def _tags(repository: Repository) -> Iterator[tuple[str, str]]:
    # GitPython raises on a tag that names a tree or a blob, and peels one at a time; for-each-ref peels all at once
    layout = "--format=%(refname:strip=2)%00%(objecttype)%00%(objectname)%00%(*objecttype)%00%(*objectname)"
    for line in (
        run_git(repository, "for-each-ref", layout, "refs/tags").decode("utf-8", "surrogateescape").splitlines()
    ):
        name, kind, oid, peeled_kind, peeled = line.split("\0")
        if "commit" in {kind, peeled_kind}:
            yield name, oid if kind == "commit" else peeled


def _gitpython(repository: Repository) -> git.Repo | None:
    """GitPython's view, or None where it cannot read this repository."""
    os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")
    import git  # noqa: PLC0415 - 7.8 x a bare Python start: only for those who ask for refs

    try:
        return git.Repo(repository.git_dir)
    except (ValueError, OSError, git.GitError):
        return None
