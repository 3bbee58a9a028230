"""What commits change: their paths from `git diff-tree`, their added and removed lines from `git log --numstat`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ai_provenance.errors import GitError, IncompleteRangeError, MissingObjectError
from ai_provenance.model import Changes
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import REFETCH, run_git, stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

_OID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_MARK = b"commit "


def changes(
    repository: Repository, oids: Sequence[str], *, lines: bool = False, merges: bool = False
) -> dict[str, Changes]:
    """What each commit of OIDS changes against its first parent; a merge changes nothing by this reading.

    With MERGES a merge changes the paths that it has as none of its parents has them.

    LINES adds line counts, which read every blob: tens of times the price of the paths alone. A commit whose
    trees or blobs are not here, as in a partial clone, is missing from the answer; no network is used to get them.

    Raises:
        GitError: git failed for another reason.
    """
    return dict(_read(repository, list(dict.fromkeys(oids)), lines=lines, merges=merges))


def _read(repository: Repository, oids: Sequence[str], *, lines: bool, merges: bool) -> Iterator[tuple[str, Changes]]:
    if not oids:
        return
    try:
        out = _diff_tree(repository, oids, lines=lines, merges=merges)
    except GitError as error:
        if not repository.partial and not isinstance(error, MissingObjectError):
            raise
        if len(oids) > 1:
            # git ends at the first object that is not here: the others are read by halves
            middle = len(oids) // 2
            yield from _read(repository, oids[:middle], lines=lines, merges=merges)
            yield from _read(repository, oids[middle:], lines=lines, merges=merges)
        return
    found = dict(_parsed(out, lines=lines))
    yield from ((oid, found.get(oid, Changes((), 0 if lines else None))) for oid in oids)


def _diff_tree(repository: Repository, oids: Sequence[str], *, lines: bool, merges: bool) -> bytes:
    what = "--numstat" if lines else "--name-status"
    # --no-renames: a rename is two paths, and both are subject to a policy on paths
    options = ["--stdin", "--always", "--root", "-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", what]
    options += ["-c"] if merges else []
    return run_git(repository, "diff-tree", *options, stdin="\n".join(oids).encode() + b"\n")


def _parsed(out: bytes, *, lines: bool) -> Iterator[tuple[str, Changes]]:
    """The records of a `-z` answer: a commit's id, then its entries, all ended by NUL."""
    oid, count = "", 0
    paths: list[str] = []
    fields = iter(out.split(b"\0"))
    for field in fields:
        if _OID.fullmatch(field):  # no status letter and no line count looks like one
            if oid:
                yield oid, Changes(tuple(paths), count if lines else None)
            oid, paths, count = field.decode(), [], 0
        elif field:
            path, changed = _counted(field) if lines else (next(fields), 0)
            paths.append(path.decode("utf-8", "replace"))
            count += changed
    if oid:
        yield oid, Changes(tuple(paths), count if lines else None)


def _counted(entry: bytes) -> tuple[bytes, int]:
    """Path and lines of `ADDED<tab>DELETED<tab>PATH`; a binary file has `-` for both."""
    added, deleted, path = entry.split(b"\t", 2)
    return path, sum(int(number) for number in (added, deleted) if number.isdigit())


def line_counts(repository: Repository, oids: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Id, lines added and lines removed of each of the commits OIDS. Binary files and merges count as nothing.

    Reading trees and blobs costs git twenty times what messages cost: callers keep the counts by commit id.
    A commit whose parents were cut off by a shallow clone is left out: all of its tree would count as added.

    Raises:
        IncompleteRangeError: the clone is partial, or has lost a blob.
        GitError: git failed.
    """
    if repository.partial:
        raise IncompleteRangeError(
            "a partial clone has no line counts: each blob would be fetched alone",
            hint=REFETCH,
        )
    cut = repository.shallow_boundary if repository.shallow else frozenset()
    wanted = [oid for oid in oids if oid not in cut]
    if not wanted:
        return
    options = ["--no-walk=unsorted", "--stdin", "--numstat", "-M", "--no-ext-diff", "--no-textconv", "--no-color"]
    options += ["--no-show-signature", "--no-notes", f"--format={_MARK.decode()}%H"]
    found = 0
    try:
        with stream_git(repository, "log", *options, stdin="\n".join([*wanted, ""]).encode()) as pipe:
            for count in _counts(pipe):
                found += 1
                yield count
    except MissingObjectError as error:
        raise IncompleteRangeError(f"this clone lacks contents to compare: {error}", hint=REFETCH) from error
    if found != len(set(wanted)):
        raise GitError(f"git log --numstat gave {found} commits, expected {len(set(wanted))}", hint="git fsck")


def _counts(pipe: IO[bytes]) -> Iterator[tuple[str, int, int]]:
    oid, added, removed = "", 0, 0
    for line in pipe:
        if line.startswith(_MARK):
            if oid:
                yield oid, added, removed
            oid, added, removed = line[len(_MARK) :].decode("ascii").strip(), 0, 0
            continue
        plus, _, rest = line.partition(b"\t")
        minus = rest.partition(b"\t")[0]
        if plus.isdigit() and minus.isdigit():  # a binary file has `-` for both
            added, removed = added + int(plus), removed + int(minus)
    if oid:
        yield oid, added, removed
