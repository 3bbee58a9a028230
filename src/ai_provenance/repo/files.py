"""The files of one commit, read from git's objects: alike in a work tree, a bare repository and a CI checkout."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO

from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import ask_git, run_git

_AT_ONCE = 64
"""Ids asked before the answers are read; they must fit into a pipe that nobody reads yet."""
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
    """Those of NAMES that stand at the top of REVISION's tree, directories among them as what is not regular.

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

    A file that is too large is never loaded: git is asked for the size first.
    """
    waiting = iter(files)
    while batch := list(islice(waiting, _AT_ONCE)):
        sizes = _sizes(repository, batch)
        small = [file for file in batch if (size := sizes.get(file.oid)) is not None and size <= limit]
        contents = _contents(repository, small)
        for file in batch:
            yield file, contents.get(file.oid)


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


def _sizes(repository: Repository, files: list[TreeFile]) -> dict[str, int]:
    with ask_git(repository, "cat-file", "--batch-check") as (questions, answers):
        _ask(questions, files)
        rows = [answers.readline().split() for _ in files]
    return {row[0].decode("ascii"): int(row[2]) for row in rows if len(row) == 3 and row[1] == b"blob"}


def _contents(repository: Repository, files: list[TreeFile]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    if not files:
        return found
    with ask_git(repository, "cat-file", "--batch") as (questions, answers):
        _ask(questions, files)
        for file in files:
            head = answers.readline().split()
            if len(head) == 3:
                found[file.oid] = answers.read(int(head[2]) + 1)[:-1]
    return found


def _ask(questions: IO[bytes], files: list[TreeFile]) -> None:
    questions.write("".join(f"{file.oid}\n" for file in files).encode("ascii"))
    questions.flush()


def _lines(row: bytes) -> int:
    counts = row.split(b"\t", 2)[:2]
    return sum(int(count) for count in counts if count.isdigit())
