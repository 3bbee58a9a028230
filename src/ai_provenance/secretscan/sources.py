"""Fragments from plain files; what git holds comes from `repo.patch_parser`."""

from __future__ import annotations

import os
from pathlib import Path

from ai_provenance.errors import ProvenanceError
from ai_provenance.repo.patch_parser import Fragment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_VERSION_CONTROL = frozenset({".git", ".hg", ".svn"})


def plain_files(paths: Iterable[Path]) -> Iterator[Fragment]:
    """One fragment for each file in PATHS and below its directories (not in `.git`), whole; for a symlink, its target.

    Raises ProvenanceError for a path that is not there or cannot be read.
    """
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            for place in _below(path):
                yield _file(place)
        else:
            yield _file(path)


def _below(directory: Path) -> Iterator[Path]:
    for top, directories, names in os.walk(directory):
        directories[:] = sorted(name for name in directories if name not in _VERSION_CONTROL)
        yield from (Path(top, name) for name in sorted(names) if not _is_special(Path(top, name)))


def _is_special(path: Path) -> bool:
    # a pipe or a device could block the scan for ever
    return not path.is_symlink() and not path.is_file()


def _file(path: Path) -> Fragment:
    # without its NUL bytes, UTF-16 text reads like ASCII, so a token in it is found
    content = os.fsencode(path.readlink()) if path.is_symlink() else _read(path)
    return Fragment(path.as_posix().removeprefix("./"), 1, content.replace(b"\0", b""))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProvenanceError(
            f"cannot read {path}: {error.strerror}", "name a file or directory that exists"
        ) from error
