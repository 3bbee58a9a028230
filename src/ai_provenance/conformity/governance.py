"""Reads a governance repository from a folder or a commit, and computes the digest that consumers pin."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from ai_provenance.config import FILE, Config, parse_config
from ai_provenance.conformity.documents import (
    Crosswalk,
    Document,
    Exceptions,
    Governance,
    GrantedException,
    Template,
    read_document,
    version_of,
)
from ai_provenance.errors import ConfigError, ProvenanceError
from ai_provenance.repo import Repository, open_repository
from ai_provenance.repo.files import TreeFile, list_files, read_files
from ai_provenance.repo.refs import tag_times
from ai_provenance.repo.revisions import peel

MANIFEST = "governance.toml"
BASE = f"policy/{FILE.removeprefix('.')}"
"""The base configuration."""
_PINNED = ("policy/", "templates/")
_FOLDERS = (*_PINNED, "exceptions/", "crosswalk/")
"""What is read beside the files at the top."""
_LARGEST = 512 * 1024
_MOST_FILES = 2000
_CLONE = "git clone URL governance, then --governance governance"

_Read = TypeVar("_Read", bound=Document)


@dataclass(frozen=True)  # without slots: what is parsed is kept in the instance's dictionary
class Tree:
    """The files of a governance repository at one point."""

    files: Mapping[str, bytes]
    rev: str = ""
    """The tag or commit that it was read from; empty where it is the work tree."""

    @cached_property
    def digest(self) -> str:
        """`sha256:...` of `policy/` and `templates/`: what `sha256sum -z` prints of the files by path, summed again."""
        pinned = sorted(path for path in self.files if path.startswith(_PINNED))
        lines = (f"{hashlib.sha256(self.files[path]).hexdigest()}  {path}\0" for path in pinned)
        return f"sha256:{hashlib.sha256(''.join(lines).encode('utf-8', 'surrogateescape')).hexdigest()}"

    @cached_property
    def manifest(self) -> Governance:
        """`governance.toml`. Raises ConfigError where it is missing or wrong."""
        return self._read(Governance, MANIFEST)

    @cached_property
    def base(self) -> Config:
        """The base configuration; the defaults where there is none. Raises ConfigError where it is wrong."""
        return parse_config(self.files.get(BASE, b""), source=BASE)

    @cached_property
    def templates(self) -> tuple[Template, ...]:
        """The templates, by id. Raises ConfigError where one is wrong."""
        paths = sorted(path for path in self.files if path.startswith("templates/") and path.endswith("/template.toml"))
        found = [(path, self._read(Template, path)) for path in paths if path.count("/") == 2]
        for path, template in found:
            if path.split("/")[1] != template.id:
                raise ConfigError(
                    f"{path}: the id is {template.id!r}, expected the folder's name", "rename one of the two"
                )
        return tuple(template for _, template in found)

    @cached_property
    def exceptions(self) -> tuple[tuple[str, GrantedException], ...]:
        """Each exception with the file that has it. Raises ConfigError where one is wrong."""
        return tuple(
            (path, one) for path in self._below("exceptions/") for one in self._read(Exceptions, path).exception
        )

    def crosswalks(self) -> dict[str, Crosswalk]:
        """Framework -> its crosswalk. Raises ConfigError where one is wrong."""
        return {one.framework: one for one in (self._read(Crosswalk, path) for path in self._below("crosswalk/"))}

    def owned(self, template: Template, path: str) -> bytes | None:
        """What TEMPLATE wants in the file PATH, before substitution; None where it has no such file."""
        return self.files.get(f"templates/{template.id}/files/{path}")

    def _below(self, folder: str) -> Iterator[str]:
        return (path for path in sorted(self.files) if path.startswith(folder) and path.endswith(".toml"))

    def _read(self, model: type[_Read], path: str) -> _Read:
        if path not in self.files:
            raise ConfigError(f"{path} is missing", "ai-provenance governance init DIR writes one")
        return read_document(model, self.files[path], path)


@dataclass(frozen=True, slots=True)
class Release:
    """A tag `vN.N.N` of a governance repository."""

    name: str
    commit: str
    day: dt.date


@dataclass(frozen=True)
class Source:
    """A governance repository on this machine."""

    place: str
    """As it was named."""
    folder: Path
    rev: str = ""
    """The revision that was named with it."""
    repository: Repository | None = None
    """None for a folder that is no repository."""

    def tree(self, rev: str = "") -> Tree:
        """The files at REV, or as they are now: at the revision that was named, in the folder, or (bare) at HEAD.

        Raises:
            ConfigError: there is no REV, or a file that is needed is not here.
        """
        rev = rev or self.rev or ("HEAD" if self.repository and self.repository.work_tree is None else "")
        if not rev:
            return Tree(dict(_files_on_disk(self.folder)))
        if self.repository is None:
            raise ConfigError(f"{self.place} is no git repository, and has no {rev}", _CLONE)
        try:
            files = [file for file in list_files(self.repository, rev).files if _is_read(file)]
            return Tree(dict(_contents(self.repository, files)), rev)
        except ProvenanceError as error:
            raise ConfigError(f"{self.place} has no {rev}: {error}", "git fetch --tags in it") from error

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The releases, oldest version first."""
        if self.repository is None:
            return ()
        # `v3` beside `v3.2.0` is a moving tag and no release
        found = (one for one in tag_times(self.repository) if len(version_of(one[0]) or ()) == 3)
        by_version = sorted(found, key=lambda one: version_of(one[0]) or ())
        return tuple(
            Release(name, commit, dt.datetime.fromtimestamp(seconds, dt.UTC).date())
            for name, commit, seconds in by_version
        )

    def commit_of(self, name: str) -> str | None:
        """The commit that a tag or branch of it names; None where it names none."""
        try:
            return peel(self.repository, name) if self.repository else None
        except ProvenanceError:
            return None


def open_source(place: str, *, base: Path | None = None) -> Source:
    """The governance repository at PLACE: a folder, a bare repository, or either with `@REV`; relative to BASE.

    Nothing is fetched: an address of another machine is an error.

    Raises:
        ConfigError: there is no such folder.
    """
    path, mark, rev = place.rpartition("@")
    for name, named in ((place, ""), *([(path, rev)] if mark else ())):
        folder = (base or Path()) / name.removeprefix("file://")
        if "://" not in name.removeprefix("file://") and folder.is_dir():
            return Source(place, folder, named, _repository_at(folder))
    raise ConfigError(f"{place} is not here, expected a folder or a clone on this machine", _CLONE)


def _repository_at(folder: Path) -> Repository | None:
    """The repository whose top FOLDER is; a folder inside another repository is no governance repository of its own."""
    try:
        found = open_repository(folder, inherit=False)
    except ProvenanceError:
        return None
    top = found.work_tree or found.git_dir
    return found if top.resolve() == folder.resolve() else None


def _contents(repository: Repository, files: list[TreeFile]) -> Iterator[tuple[str, bytes]]:
    if len(files) > _MOST_FILES:
        raise ConfigError(f"{len(files)} files, expected {_MOST_FILES} or fewer")
    for file, content in read_files(repository, files, limit=_LARGEST):
        if content is None:
            raise ConfigError(f"{file.path} is not here, or larger than 512 kB")
        yield file.path, content


def _is_read(file: TreeFile) -> bool:
    return file.regular and ("/" not in file.path or file.path.startswith(_FOLDERS))


def _files_on_disk(folder: Path) -> Iterator[tuple[str, bytes]]:
    for paths in (sorted(folder.iterdir()), *(sorted((folder / name).rglob("*")) for name in _FOLDERS)):
        for path in paths[: _MOST_FILES + 1]:
            # a link may lead to a file of this machine that is none of its business
            if path.is_symlink() or not path.is_file():
                continue
            if len(paths) > _MOST_FILES or path.stat().st_size > _LARGEST:
                raise ConfigError(f"{path} is larger than 512 kB, or one of more than {_MOST_FILES} files")
            yield path.relative_to(folder).as_posix(), path.read_bytes()
