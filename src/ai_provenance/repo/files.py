"""The files of one commit, read from git's objects, so that a bare repository and a CI checkout give the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ai_provenance.errors import GitError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.batch_process import BatchProcess, object_headers, read_few
from ai_provenance.repo.local_objects import LocalObjects
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions, peel
from ai_provenance.repo.run import run_git

_AT_ONCE = 64
"""Files whose contents are in memory at the same time."""
_REGULAR = ("100644", "100755")
_DIRECTORY = "40000"


class TreeFile(NamedTuple):
    """One entry of a commit's whole tree."""

    path: str
    """From the top, `/` between parts; bytes that are no UTF-8 are surrogate-escaped."""
    oid: str
    regular: bool
    """False for symbolic links and submodules: what they point to is not in this tree."""
    size: int | None = None
    """Bytes; None where it was not looked at, and for what is no file or not here (partial clone)."""


class Listing(NamedTuple):
    """The files of a commit's tree, and the directories that a partial clone left at the remote."""

    files: tuple[TreeFile, ...]
    """In git's order; in a partial clone directory by directory."""
    missing: tuple[str, ...] = ()
    """Directories whose entries are not here; the empty name is the top."""


def list_files(repository: Repository, revision: str = "HEAD") -> Listing:
    """Every file of REVISION; no file is opened.

    Raises:
        RevisionError: REVISION names nothing here.
        GitError: a tree is missing or damaged in a clone that is not partial.
    """
    check_revisions([revision])
    if repository.partial:
        return _list_present(repository, peel(repository, revision))
    raw = run_git(repository, "ls-tree", "-r", "-z", "--full-tree", revision)
    return Listing(tuple(_entry(record) for record in raw.split(b"\0") if record))


def _list_present(repository: Repository, commit: str) -> Listing:
    """The files of COMMIT as far as its trees are here. `git ls-tree` would end at the first that is not."""
    files: list[TreeFile] = []
    missing: list[str] = []
    waiting = [("", f"{commit}^{{tree}}")]
    width = 32 if repository.object_format == "sha256" else 20
    with BatchProcess(repository) as batch:
        while waiting:  # one level of directories at a time, so that git reads many trees at once
            paths = [path for path, _ in waiting]
            found = [tree for _, tree in batch.read([oid for _, oid in waiting])]
            waiting = []
            for path, tree in zip(paths, found, strict=True):
                if tree is None or tree.kind != "tree":
                    missing.append(path)
                    continue
                for mode, name, oid in _tree_entries(tree.data, width):
                    inner = f"{path}/{name}" if path else name
                    if mode == _DIRECTORY:
                        waiting.append((inner, oid))
                    else:
                        files.append(TreeFile(inner, oid, mode in _REGULAR))
    return Listing(tuple(files), tuple(missing))


def _tree_entries(raw: bytes, width: int) -> Iterator[tuple[str, str, str]]:
    """Mode, name and object id of each entry of a tree object, whose ids have WIDTH bytes."""
    at = 0
    while at < len(raw):
        end = raw.index(b"\0", at)
        mode, _, name = raw[at:end].partition(b" ")
        at = end + 1 + width
        yield mode.decode("ascii"), name.decode("utf-8", "surrogateescape"), raw[end + 1 : at].hex()


def top_files(repository: Repository, revision: str, names: Sequence[str]) -> tuple[TreeFile, ...]:
    """The entries of NAMES at the top of REVISION's tree; a directory is one that is not regular.

    Raises:
        RevisionError: REVISION names nothing here.
        GitError: its tree is not here (partial clone).
    """
    check_revisions([revision])
    with LocalObjects(repository) as options:
        raw = run_git(repository, *options, "ls-tree", "-lz", "--full-tree", revision, "--", *names)
    return tuple(_entry(record) for record in raw.split(b"\0") if record)


def present_files(repository: Repository, files: Sequence[TreeFile]) -> list[TreeFile]:
    """Those of FILES whose content is here; in a clone that is not partial, all of them."""
    if not repository.partial:
        return list(files)
    headers = object_headers(repository, [file.oid for file in files])
    return [file for file, header in zip(files, headers, strict=True) if header]


def read_files(
    repository: Repository, files: Iterable[TreeFile], *, limit: int
) -> Iterator[tuple[TreeFile, bytes | None]]:
    """The content of each file, in order; None where it is larger than LIMIT bytes or not here (partial clone).

    A file that is too large is never loaded: its size is read first.

    Raises:
        GitError: a file is missing or damaged in a clone that is not partial.
    """
    waiting = iter(files)
    while group := list(islice(waiting, _AT_ONCE)):
        unsized = [file for file in group if file.size is None]
        headers = object_headers(repository, [file.oid for file in unsized])
        for file, header in zip(unsized, headers, strict=True):
            if header is None and not repository.partial:
                raise GitError(f"{file.path} ({file.oid}) is not here, though its tree is", hint="git fsck")
        small = {found.oid for found in headers if found and found.kind == "blob" and found.size <= limit}
        small |= {file.oid for file in group if file.size is not None and file.size <= limit}
        with LocalObjects(repository) as options:
            contents = read_few(repository, sorted(small), options)
        for file in group:
            found = contents.get(file.oid)
            yield file, found.data if found else None


def changed_lines(repository: Repository, revision: str = "HEAD", *, commits: int) -> tuple[int, ...]:
    """Lines added and deleted by each of the newest COMMITS that are no merges; binary files count 0.

    Raises:
        RevisionError: REVISION names nothing here.
        GitError: git could not compare, e.g. in a partial clone.
    """
    check_revisions([revision])
    options = (
        "--no-merges",
        f"-n{commits}",
        "--numstat",
        "--no-renames",
        "--format=%x00",
        "--no-ext-diff",
        "--no-textconv",
    )
    with LocalObjects(repository) as local:
        raw = run_git(repository, *local, "log", *options, "--end-of-options", revision, "--")
    return tuple(sum(_lines(row) for row in commit.splitlines()) for commit in raw.split(b"\0")[1:])


def _entry(record: bytes) -> TreeFile:
    head, _, path = record.partition(b"\t")
    mode, _, oid, *size = head.decode("ascii").split()
    known = int(size[0]) if size and size[0].isdigit() else None
    return TreeFile(path.decode("utf-8", "surrogateescape"), oid, mode in _REGULAR, known)


def _lines(row: bytes) -> int:
    counts = row.split(b"\t", 2)[:2]
    return sum(int(count) for count in counts if count.isdigit())
