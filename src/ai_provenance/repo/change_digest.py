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

from ai_provenance.repo.batch_process import BatchProcess, GitObject, object_headers
from ai_provenance.repo.run import run_git
from ai_provenance.sha256 import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ai_provenance.repo.repository import Repository

BINARY_WITHIN = 8000
"""A file with a NUL among so many bytes at its beginning is binary."""
_REGULAR = (b"100644", b"100755", b"000000")
"""Modes of files whose lines are compared; the last is that of no file."""
_NO_FILE = GitObject("", "blob", 0)
_AT_ONCE = 256
"""Commits whose changed paths are held at one time."""


class Entry:
    """One changed path of a commit."""

    __slots__ = ("ids", "modes", "path")

    def __init__(self, path: bytes, modes: tuple[bytes, bytes], ids: tuple[bytes, bytes]) -> None:
        self.path = path
        self.modes = modes
        """The old and the new one; six zeros where there is no file."""
        self.ids = ids

    @property
    def is_regular(self) -> bool:
        """Whether both versions are files whose lines are compared."""
        return all(mode in _REGULAR for mode in self.modes)

    @property
    def blobs(self) -> list[str]:
        """The ids of the versions that there are."""
        return [oid.decode("ascii") for oid in self.ids if oid.strip(b"0")]


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
    from ai_provenance.repo.local_objects import LocalObjects  # noqa: PLC0415 - a hook for one commit needs none

    with LocalObjects(repository) as options, BatchProcess(repository) as batch:
        for start in range(0, len(here), _AT_ONCE):
            for oid, entries in _entries(repository, options, here[start : start + _AT_ONCE]):
                digest = digest_of(entries, batch.read)
                if digest:
                    found[oid] = digest
    return found


def _entries(repository: Repository, options: Sequence[str], oids: Sequence[str]) -> Iterator[tuple[str, list[Entry]]]:
    """What each of OIDS changes; a commit whose trees are not here is left out."""
    compare = ["--stdin", "--root", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", "--no-ext-diff"]
    from ai_provenance.errors import GitError  # noqa: PLC0415 - as above

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


def _commits(fields: Iterator[bytes]) -> Iterator[tuple[str, list[Entry]]]:
    """Each commit with its entries."""
    oid, entries = "", list[bytes]()
    for field in fields:
        if field.startswith(b":"):
            entries += (field, next(fields))
        else:
            if entries:
                yield oid, parsed_entries(entries)
            oid, entries = field.decode("ascii"), []
    if entries:
        yield oid, parsed_entries(entries)


def parsed_entries(fields: Sequence[bytes]) -> list[Entry]:
    """The entries of one commit. FIELDS, of a `--raw -z` answer, are by turns what changed of a path and the path."""
    entries = []
    for what, path in zip(fields[::2], fields[1::2], strict=False):
        old_mode, mode, old, new, _ = what.lstrip(b"\n:").split(b" ")
        entries.append(Entry(path, (old_mode, mode), (old, new)))
    return entries


def contents_needed(entries: Iterable[Entry]) -> list[str]:
    """The ids of the blobs that `digest_of` reads for ENTRIES."""
    return [name for entry in entries if entry.is_regular for name in entry.blobs]


def digest_of(
    entries: Sequence[Entry], read: Callable[[Sequence[str]], Iterable[tuple[str, GitObject | None]]]
) -> str | None:
    """The change digest of a commit with ENTRIES; None where it has none, or where contents are not here.

    READ gives the objects that ids name, as `BatchProcess.read` does.
    """
    if not entries:
        return None
    whole = sha256()
    for entry in sorted(entries, key=lambda entry: entry.path):
        both = _lines_or_ids(entry, dict(read(entry.blobs)) if entry.is_regular else {})
        if both is None:
            return None
        for part in (entry.path, entry.modes[1], *both):
            whole.update(part + b"\0")
    return whole.hexdigest()


def _lines_or_ids(entry: Entry, blobs: Mapping[str, GitObject | None]) -> tuple[bytes, bytes] | None:
    """What ENTRY removes and adds; None where its content is not here."""
    if not entry.is_regular:
        return entry.ids
    found = [blobs[name] if (name := oid.decode("ascii")) in blobs else _NO_FILE for oid in entry.ids]
    if None in found:
        return None
    old, new = (blob.data for blob in found if blob is not None)
    if b"\0" in old[:BINARY_WITHIN] or b"\0" in new[:BINARY_WITHIN]:
        return entry.ids
    old, new = _apart(old, new)
    return _beyond(old, new), _beyond(new, old)


def _apart(old: bytes, new: bytes) -> tuple[bytes, bytes]:
    """OLD and NEW without the lines that both begin and end with: most of a large file is left as it is."""
    head = old.rfind(b"\n", 0, _shared(old, new)) + 1
    old, new = old[head:], new[head:]
    tail = _shared(old[::-1], new[::-1])
    # what both end with may begin inside a line
    at = old.find(b"\n", len(old) - tail) + 1
    kept = len(old) - at if at else 0
    return (old[:-kept], new[:-kept]) if kept else (old, new)


def _shared(one: bytes, other: bytes) -> int:
    """How many bytes both begin with."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _beyond(content: bytes, other: bytes) -> bytes:
    """The lines that CONTENT has more often than OTHER, sorted and joined."""
    spare: dict[bytes, int] = {}
    for line in _lines(other):
        spare[line] = spare.get(line, 0) + 1
    kept = []
    for line in _lines(content):
        left = spare.get(line, 0)
        if left:
            spare[line] = left - 1
        else:
            kept.append(line)
    return b"\n".join(sorted(kept))


def _lines(content: bytes) -> list[bytes]:
    """The lines of CONTENT with their line feeds; `splitlines` would break at carriage returns as well."""
    *lines, last = content.split(b"\n")
    return [line + b"\n" for line in lines] + ([last] if last else [])
