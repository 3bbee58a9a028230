"""What commits change: paths and line counts of many commits, from one `git diff-tree` a batch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ai_provenance.errors import GitError
from ai_provenance.model import Changes
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import run_git

_OID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def changes(repository: Repository, oids: Sequence[str], *, lines: bool = False) -> dict[str, Changes]:
    """What each commit of OIDS changes against its first parent; a merge changes nothing by this reading.

    LINES asks for line counts, which read every blob: tens of times the price of the paths alone. A commit whose
    trees or blobs a partial clone left at the remote is missing from the answer, and no network is used to get them.

    Raises:
        GitError: git failed for another reason.
    """
    if not oids:
        return {}
    try:
        out = _diff_tree(repository, oids, lines=lines)
    except GitError:
        if not repository.partial:
            raise
        return _one_by_one(repository, oids, lines=lines) if len(oids) > 1 else {}
    found = dict(_parsed(out, lines=lines))
    return {oid: found.get(oid, Changes((), 0 if lines else None)) for oid in oids}


def _diff_tree(repository: Repository, oids: Sequence[str], *, lines: bool) -> bytes:
    what = "--numstat" if lines else "--name-status"
    # --no-renames: a rename is two paths, and both are subject to a policy on paths
    options = ["--stdin", "--always", "--root", "-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", what]
    return run_git(repository, "diff-tree", *options, stdin="\n".join(oids).encode() + b"\n")


def _one_by_one(repository: Repository, oids: Sequence[str], *, lines: bool) -> dict[str, Changes]:
    found: dict[str, Changes] = {}
    for oid in oids:
        found |= changes(repository, [oid], lines=lines)
    return found


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
