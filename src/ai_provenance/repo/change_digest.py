"""The change digest: what a commit changes, as one number that survives a rebase.

For each path that the commit changes against its parent, in the order of the paths' bytes::

    path NUL mode NUL removed NUL added NUL

MODE is the new one, in six octal digits as git prints it. REMOVED and ADDED are the lines, each with its line feed
where it has one, that one version of the file has more often than the other, sorted and joined by line feeds. Where
either version is binary, a symbolic link or a submodule they are the ids of the two objects. The digest is the SHA-256
of all that in hexadecimal digits.

It goes by no diff algorithm, context or line number, and so no version or configuration of git changes it, nor a rebase
over other changes of the same files. Records keep it: what it is made of must never change.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from ai_provenance.errors import GitError
from ai_provenance.repo.batch_process import BatchProcess, object_headers
from ai_provenance.repo.local_objects import LocalObjects
from ai_provenance.repo.run import run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ai_provenance.repo.repository import Repository

BINARY_WITHIN = 8000
"""A file with a NUL among so many bytes at its beginning is binary."""
_REGULAR = (b"100644", b"100755", b"000000")
"""Modes of files whose lines are compared; the last is that of no file."""
_AT_ONCE = 256
"""Commits whose changed paths are held at one time."""


class _Entry:
    """One changed path of a commit."""

    __slots__ = ("ids", "modes", "path")

    def __init__(self, path: bytes, modes: tuple[bytes, bytes], ids: tuple[bytes, bytes]) -> None:
        self.path = path
        self.modes = modes
        self.ids = ids


def change_digests(repository: Repository, oids: Sequence[str]) -> dict[str, str]:
    """The change digest of each commit of OIDS that has one.

    None have merges, commits that change nothing, those at the cut of a shallow clone, and what is not here: commits
    that this clone lacks, and those whose content a partial clone left at the remote.

    Raises:
        GitError: git failed.
    """
    cut = repository.shallow_boundary if repository.shallow else frozenset()
    wanted = [oid for oid in dict.fromkeys(oids) if oid not in cut]
    # git prints the id of a commit that it lacks in the place of an entry
    headers = zip(wanted, object_headers(repository, wanted), strict=True)
    here = [oid for oid, header in headers if header and header.kind == "commit"]
    if not here:
        return {}
    found: dict[str, str] = {}
    with LocalObjects(repository) as options, BatchProcess(repository) as batch:
        for start in range(0, len(here), _AT_ONCE):
            for oid, entries in _entries(repository, options, here[start : start + _AT_ONCE]):
                digest = _digest(batch, entries)
                if digest:
                    found[oid] = digest
    return found


def _entries(repository: Repository, options: Sequence[str], oids: Sequence[str]) -> Iterator[tuple[str, list[_Entry]]]:
    """What each of OIDS changes; a commit whose trees are not here is left out."""
    compare = ["--stdin", "--root", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff"]
    try:
        out = run_git(repository, *options, "diff-tree", *compare, stdin="\n".join([*oids, ""]).encode())
    except GitError:
        if not repository.partial:
            raise
        if len(oids) > 1:
            # git ends at the first tree that is not here: the others are read by halves
            middle = len(oids) // 2
            yield from _entries(repository, options, oids[:middle])
            yield from _entries(repository, options, oids[middle:])
        return
    yield from _commits(iter(out.split(b"\0")[:-1]))


def _commits(fields: Iterator[bytes]) -> Iterator[tuple[str, list[_Entry]]]:
    """Each commit with its entries."""
    oid, entries = "", list[_Entry]()
    for field in fields:
        if field.startswith(b":"):
            old_mode, mode, old, new, _ = field[1:].split(b" ")
            entries.append(_Entry(next(fields), (old_mode, mode), (old, new)))
        else:
            if entries:
                yield oid, entries
            oid, entries = field.decode("ascii"), []
    if entries:
        yield oid, entries


def _digest(batch: BatchProcess, entries: Iterable[_Entry]) -> str | None:
    whole = hashlib.sha256()
    for entry in sorted(entries, key=lambda entry: entry.path):
        both = _lines_or_ids(batch, entry)
        if both is None:
            return None
        for part in (entry.path, entry.modes[1], *both):
            whole.update(part + b"\0")
    return whole.hexdigest()


def _lines_or_ids(batch: BatchProcess, entry: _Entry) -> tuple[bytes, bytes] | None:
    """What ENTRY removes and adds; None where its content is not here."""
    if not all(mode in _REGULAR for mode in entry.modes):
        return entry.ids
    wanted = [oid.decode("ascii") for oid in entry.ids if oid.strip(b"0")]
    read = {name: blob.data if blob else None for name, blob in batch.read(wanted)}
    old, new = (read.get(oid.decode("ascii"), b"") for oid in entry.ids)
    if old is None or new is None:
        return None
    if b"\0" in old[:BINARY_WITHIN] or b"\0" in new[:BINARY_WITHIN]:
        return entry.ids
    before, after = Counter(_lines(old)), Counter(_lines(new))
    return _joined(before - after), _joined(after - before)


def _lines(content: bytes) -> list[bytes]:
    """The lines of CONTENT with their line feeds; `splitlines` would break at carriage returns as well."""
    *lines, last = content.split(b"\n")
    return [line + b"\n" for line in lines] + ([last] if last else [])


def _joined(lines: Counter[bytes]) -> bytes:
    return b"\n".join(sorted(lines.elements()))
