"""The history in large pieces: what the cold walk reads, column by column, without a record for each commit.

`git log` prints a commit in 6-9 microseconds; making one record in Python costs as much again. A batch keeps the bytes
of a few hundred commits together, for patterns to run over, and splits them into three columns at C speed.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from ai_provenance.errors import RevisionError
from ai_provenance.model import Commit
from ai_provenance.repo.history import Selection, parse_record
from ai_provenance.repo.layout import LAYOUT, log_command
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions, is_unborn, unknown_revision
from ai_provenance.repo.run import stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

COLUMNS = 4
"""Fields of LAYOUT."""
_READ = 1 << 18
"""Bytes a read asks for: what stays in the processor's cache while patterns run over it."""
_PATIENCE = 0.002
"""Seconds to let git fill the pipe when a read brought little: waking up for each 4 kB costs both sides more."""


class Batch:
    """Some hundred commits in git's order, as columns of equal length."""

    # no named tuple: its length is the number of commits
    __slots__ = ("ids", "people", "texts", "times")

    def __init__(self, ids: list[bytes], times: list[bytes], people: list[bytes], texts: list[bytes]) -> None:
        self.ids = ids
        """Object id, parents, and author time as git printed it, separated by spaces."""
        self.times = times
        """Committer time as git printed it."""
        self.people = people
        """Author name and address, committer name and address, a line each."""
        self.texts = texts
        """A line break and the message."""

    def __len__(self) -> int:
        return len(self.ids)

    def commit(self, row: int) -> Commit:
        """The record of one row, equal to what `commits` gives."""
        oid, _, rest = self.ids[row].partition(b" ")
        parents, _, authored = rest.rpartition(b" ")
        name, email, committer, address = self.people[row].split(b"\n")
        fields = (oid, parents, name, email, authored, committer, address, self.times[row], self.texts[row][1:])
        return parse_record(b"\n".join(fields))

    def oids(self) -> list[str]:
        """The object id of each row."""
        width = self.ids[0].index(b" ")
        return b"\n".join([ids[:width] for ids in self.ids]).decode("ascii").split("\n")

    def widest(self) -> int:
        """The length of `ids` from which on a commit has more than one parent."""
        return 3 * self.ids[0].index(b" ")

    def messages(self) -> bytes:
        """The texts behind each other, a NUL before each."""
        return b"\0" + b"\0".join(self.texts)


def batches(repository: Repository, selection: Selection) -> Iterator[Batch]:
    """The commits of SELECTION in git's order, a batch at a time, from one process.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `commits`.
    """
    check_revisions(selection.revisions)
    if is_unborn(repository, selection.revisions):
        return
    try:
        with stream_git(repository, *log_command(LAYOUT), *selection.arguments()) as pipe:
            yield from cut(pipe)
    except RevisionError as error:
        raise unknown_revision(repository, selection.revisions, str(error)) from None


def cut(pipe: IO[bytes]) -> Iterator[Batch]:
    """Batches from a pipe that carries records of LAYOUT."""
    rest = b""
    for chunk in _chunks(pipe):
        fields = (rest + chunk if rest else chunk).split(b"\0")
        whole = (len(fields) - 1) // COLUMNS * COLUMNS
        rest = b"\0".join(fields[whole:])
        if whole:
            yield Batch(*(fields[column:whole:COLUMNS] for column in range(COLUMNS)))


def _chunks(pipe: IO[bytes]) -> Iterator[bytes]:
    """Large pieces of a pipe: a reader that keeps up with git is woken for every few kB, so it waits a little."""
    pieces: list[bytes] = []
    size = total = 0
    while piece := pipe.read(_READ):
        pieces.append(piece)
        size += len(piece)
        if size >= _READ or total == 0:
            total += size
            yield b"".join(pieces) if len(pieces) > 1 else piece
            pieces, size = [], 0
        else:
            time.sleep(_PATIENCE)
    if pieces:
        yield b"".join(pieces)
