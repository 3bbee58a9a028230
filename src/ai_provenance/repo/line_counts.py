"""Lines added and removed by commits, from one `git log --numstat` for all of them.

Reading trees and blobs costs git twenty times what messages cost: never done unasked, and kept by commit id.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import IO

from ai_provenance.errors import GitError, IncompleteRangeError
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import ask_git

_MARK = b"commit "
_COMMAND = ("log", "--no-walk=unsorted", "--stdin", "--numstat", "-M", "--no-ext-diff", "--no-textconv", "--no-color")


def line_counts(repository: Repository, oids: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Id, lines added and lines removed of each of the commits OIDS. Binary files count as nothing, merges as nothing.

    A commit whose parents were cut off by a shallow clone is left out: all of its tree would count as added.

    Raises:
        IncompleteRangeError: the clone is partial, and the blobs are not here.
        GitError: git failed.
    """
    if repository.partial:
        raise IncompleteRangeError(
            "a partial clone has no line counts: each blob would be fetched alone",
            hint="git fetch --refetch --no-filter",
        )
    cut = repository.shallow_boundary if repository.shallow else frozenset()
    asked = [oid for oid in oids if oid not in cut]
    if not asked:
        return
    with ask_git(repository, *_COMMAND, "--no-show-signature", "--no-notes", "--format=commit %H") as (ids, answers):
        ids.write("\n".join([*asked, ""]).encode())  # `--stdin` is read to its end before anything is printed
        ids.close()
        found = 0
        for count in _counts(answers):
            found += 1
            yield count
    if found != len(set(asked)):
        raise GitError(f"git log --numstat told of {found} commits, {len(set(asked))} were asked", hint="git fsck")


def _counts(answers: IO[bytes]) -> Iterator[tuple[str, int, int]]:
    oid, added, removed = "", 0, 0
    for line in answers:
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
