"""The files of one commit, read from git's objects, so that a bare repository and a CI checkout give the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ai_provenance.repo.batch_process import BatchProcess, object_headers
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import run_git

_AT_ONCE = 64
"""Files whose contents are in memory at the same time."""
_REGULAR = ("100644", "100755")


@dataclass(frozen=True, slots=True)
class TreeFile:
    """One entry of a commit's whole tree."""

    path: str
    """From the top, `/` between parts; bytes that are no UTF-8 are surrogate-escaped."""
    oid: str
    regular: bool
    """False for symbolic links and submodules: what they point to is not in this tree."""


def list_files(repository: Repository, revision: str = "HEAD") -> tuple[TreeFile, ...]:
    """Every file of REVISION, in git's order; one git, no file is opened.

    Raises:
        RevisionError: REVISION names nothing here.
    """
    check_revisions([revision])
    raw = run_git(repository, "ls-tree", "-r", "-z", "--full-tree", revision)
    return tuple(_entry(record) for record in raw.split(b"\0") if record)


def top_files(repository: Repository, revision: str, names: Sequence[str]) -> tuple[TreeFile, ...]:
    """The entries of NAMES at the top of REVISION's tree; a directory is one that is not regular.

    Raises:
        RevisionError: REVISION names nothing here.
        GitError: its tree is not here (partial clone).
    """
    check_revisions([revision])
    raw = run_git(repository, "ls-tree", "-z", "--full-tree", revision, "--", *names)
    return tuple(_entry(record) for record in raw.split(b"\0") if record)


def read_files(
    repository: Repository, files: Iterable[TreeFile], *, limit: int
) -> Iterator[tuple[TreeFile, bytes | None]]:
    """The content of each file, in order; None where it is larger than LIMIT bytes or not here (partial clone).

    A file that is too large is never loaded: its size is read first.
    """
    waiting = iter(files)
    with BatchProcess(repository) as batch:
        while group := list(islice(waiting, _AT_ONCE)):
            headers = object_headers(repository, [file.oid for file in group])
            small = {found.oid for found in headers if found and found.kind == "blob" and found.size <= limit}
            contents = dict(batch.read([file.oid for file in group if file.oid in small]))
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
    raw = run_git(repository, "log", *options, "--end-of-options", revision, "--")
    return tuple(sum(_lines(row) for row in commit.splitlines()) for commit in raw.split(b"\0")[1:])


def _entry(record: bytes) -> TreeFile:
    head, _, path = record.partition(b"\t")
    mode, _, oid = head.decode("ascii").split(" ", 2)
    return TreeFile(path.decode("utf-8", "surrogateescape"), oid, mode in _REGULAR)


def _lines(row: bytes) -> int:
    counts = row.split(b"\t", 2)[:2]
    return sum(int(count) for count in counts if count.isdigit())
