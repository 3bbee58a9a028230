"""Which lines each commit of a history replaced: hunks without their text, from one `git log`, streamed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ai_provenance.errors import GitError, IncompleteRangeError, MissingObjectError
from ai_provenance.repo.patch_stream import PATCH
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import REFETCH, Limits, run_git, stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader

_OPTIONS = (
    *("-c", "log.showRoot=true", "log", "--stdin", "--reverse", "--topo-order", "--format=tformat:commit %H %ct %P"),
    *("--no-show-signature", "--no-notes", "--no-mailmap", "--full-index", "--diff-merges=combined"),
    *(option for option in PATCH if option != "--text"),  # a binary file has no lines
)
_LIMITS = Limits(memory=600 << 20, silence=120)
_HUNK = re.compile(rb"(@@+) ((?:-\d+(?:,\d+)? )+)\+(\d+)(?:,(\d+))? @@")
_RANGE = re.compile(rb"-(\d+)(?:,(\d+))?")


class Hunk(NamedTuple):
    """Neighbouring lines that a commit replaced. A range is its first line, from 1 on, and its number of lines; the
    first line of an empty range is the one that it comes before."""

    before: tuple[tuple[int, int], ...]
    """The range in each parent."""
    after: tuple[int, int]
    marks: tuple[bytes, ...] = ()
    """Of a merge, for each line of the hunk a character for each parent: `+` it is new to that, `-` it was there and is
    gone, ` ` otherwise."""


class FileHunks(NamedTuple):
    """What a commit changed in one file. Paths are as git prints them: quoted where they hold odd characters."""

    old: bytes | None
    """The path before; None where the file is new."""
    new: bytes | None
    """The path now; None where the file is gone."""
    blobs: tuple[bytes, ...]
    """The object id of the content in each parent; empty where a file was renamed and not changed."""
    blob: bytes
    hunks: tuple[Hunk, ...]


class CommitHunks(NamedTuple):
    """A commit and the files that it changed; for a merge, those that differ from all its parents."""

    oid: str
    time: int
    """Committer date, seconds since the epoch."""
    parents: tuple[str, ...]
    files: tuple[FileHunks, ...]


def count_children(repository: Repository, tips: Iterable[str], below: Iterable[str]) -> dict[str, int]:
    """Of each commit that `read_hunks` gives, and of their parents, how many of those that it gives build on it."""
    out = run_git(repository, "rev-list", "--parents", "--stdin", stdin=_named(tips, below))
    children: dict[str, int] = {}
    for line in out.decode("ascii").splitlines():
        for parent in line.split(" ")[1:]:
            children[parent] = children.get(parent, 0) + 1
    return children


def read_hunks(repository: Repository, tips: Iterable[str], below: Iterable[str]) -> Iterator[CommitHunks]:
    """What each commit of the history of TIPS that BELOW lacks changed, every commit after its parents.

    Raises:
        IncompleteRangeError: contents are not here, as in a partial clone.
        RevisionError, GitError: git failed otherwise, or took too much memory or time for one file.
    """
    try:
        with stream_git(repository, *_OPTIONS, stdin=_named(tips, below), limits=_LIMITS) as pipe:
            yield from _commits(pipe)
    except GitError as error:
        if not repository.partial and not isinstance(error, MissingObjectError):
            raise
        raise IncompleteRangeError("this clone lacks contents to compare", hint=REFETCH) from error


def _named(tips: Iterable[str], below: Iterable[str]) -> bytes:
    return "".join([*(f"{oid}\n" for oid in tips), *(f"^{oid}\n" for oid in below)]).encode("ascii")


def _commits(pipe: BufferedReader) -> Iterator[CommitHunks]:
    commit: CommitHunks | None = None
    files: list[tuple[FileHunks, list[Hunk]]] = []
    for line in pipe:
        if line.startswith(b"commit "):
            if commit is not None:
                yield _with_files(commit, files)
            oid, time, *parents = line.decode("ascii").split()[1:]
            commit, files = CommitHunks(oid, int(time), tuple(parents), ()), []
        elif line.startswith(b"diff --"):
            files.append((FileHunks(None, None, (), b"", ()), []))
        elif files:
            file, hunks = files[-1]
            if line.startswith(b"@@"):
                hunks.append(_hunk(line, pipe))
            else:
                files[-1] = _with_header(file, line), hunks
    if commit is not None:
        yield _with_files(commit, files)


def _with_files(commit: CommitHunks, files: Iterable[tuple[FileHunks, list[Hunk]]]) -> CommitHunks:
    return commit._replace(files=tuple(file._replace(hunks=tuple(hunks)) for file, hunks in files))


def _with_header(file: FileHunks, line: bytes) -> FileHunks:
    """FILE with what LINE of its header says."""
    word, _, rest = line.rstrip(b"\n").partition(b" ")
    if word == b"index":
        before, _, after = rest.partition(b" ")[0].partition(b"..")
        return file._replace(blobs=tuple(before.split(b",")), blob=after)
    if word in (b"---", b"+++"):
        path = _path(rest)
        return file._replace(old=path) if word == b"---" else file._replace(new=path)
    if line.startswith(b"rename from "):
        return file._replace(old=line[12:-1])
    return file._replace(new=line[10:-1]) if line.startswith(b"rename to ") else file


def _path(raw: bytes) -> bytes | None:
    """A path without its prefix, `a/` or `b/`, as `rename from` prints it; git puts a tab behind one with a space."""
    raw = raw.rstrip(b"\t")
    if raw == b"/dev/null":
        return None
    return b'"' + raw[3:] if raw.startswith(b'"') else raw[2:]


def _hunk(header: bytes, pipe: BufferedReader) -> Hunk:
    """The hunk that HEADER begins; its lines are read, and only their first columns kept, and only for a merge."""
    match = _HUNK.match(header)
    if match is None:
        raise GitError(f"expected the header of a hunk from git log, got {header[:80]!r}", hint="git version")
    ranges = [(int(start), int(count or b"1")) for start, count in (*_RANGE.findall(match[2]), match.group(3, 4))]
    marks: tuple[bytes, ...] = ()
    if len(ranges) == 2:
        for _ in range(sum(count for _, count in ranges)):
            pipe.readline()
    else:
        # at the end of a file git counts one line too few, down to -1
        marks = tuple(_marks(pipe, len(ranges) - 1))
        gone = [one for one in marks if b"-" in one]
        counts = [
            sum(one[parent] == ord("-" if b"-" in one else " ") for one in marks) for parent in range(len(ranges) - 1)
        ]
        ranges = list(zip((start for start, _ in ranges), (*counts, len(marks) - len(gone)), strict=True))
    *before, after = [(start + (not count), count) for start, count in ranges]
    return Hunk(tuple(before), after, marks)


def _marks(pipe: BufferedReader, parents: int) -> Iterator[bytes]:
    """The first columns, one for each of PARENTS, of the lines of a merge's hunk."""
    while pipe.peek(1)[:1] in {b" ", b"+", b"-", b"\\"}:
        line = pipe.readline()
        if not line.startswith(b"\\"):
            yield line[:parents]
