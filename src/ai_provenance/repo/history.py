"""The history from one `git log -z`: in batches, as columns of bytes, or as one stream of records.

`git log` prints a commit in 6-9 microseconds; making one record in Python costs as much again. A batch keeps the bytes
of a few hundred commits together, for patterns to run over, and is split into four columns at C speed.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.model import Commit, Identity
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions, is_unborn, unknown_revision
from ai_provenance.repo.run import stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader

# Git ends a name at a line break and a message at a NUL, so both can separate fields.
_LAYOUT = "%H %P %at%x00%ct%x00%an%n%ae%n%cn%n%ce%x00%n%B"
_COLUMNS = 4
LOG_COMMAND = (
    "log",
    "-z",
    "--no-show-signature",
    "--no-color",
    "--no-notes",
    "--encoding=UTF-8",
    f"--format={_LAYOUT}",
)
"""The `git log` that `read_batches` reads, less its last arguments. Its output depends on no configuration."""

LATEST_TIME = 253_402_300_799
"""The last second of the year 9999. Git records what it is given, and prints `%at` itself for what it cannot read."""
_READ = 1 << 18
"""Bytes of a read: what stays in the processor's cache while patterns run over it."""
_PAUSE = 0.002
"""Seconds to let git fill the pipe when a read brought little: waking up for each 4 kB costs both sides more."""
_AHEAD = 64
"""Chunks read before they are wanted, 16 to 32 MB: what git prints while rules are compiled and the newest read."""


class Selection(NamedTuple):
    """Which commits: a revision range, narrowed."""

    revisions: tuple[str, ...] = ("HEAD",)
    """Revisions and ranges as git reads them; checked against options in disguise."""
    since: str | None = None
    """Commits more recent than this date, in git's words (`2024-01-01`, `2 weeks ago`)."""
    until: str | None = None
    paths: tuple[str, ...] = ()
    """Pathspecs, relative to the directory the repository was opened from."""
    first_parent: bool = False
    """Follow only the first parent of a merge."""
    merges: bool = True
    """Whether commits with more than one parent are given."""
    limit: int | None = None
    """At most so many."""

    def arguments(self) -> list[str]:
        """The last arguments of a `git log` or `git rev-list`."""
        narrowed = [f"--since={self.since}"] if self.since else []
        narrowed += [f"--until={self.until}"] if self.until else []
        narrowed += ["--first-parent"] if self.first_parent else []
        narrowed += [] if self.merges else ["--no-merges"]
        narrowed += [f"--max-count={self.limit}"] if self.limit is not None else []
        return [*narrowed, "--end-of-options", *self.revisions, "--", *self.paths]


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
        """The record of one row.

        Raises:
            GitError: the row is not as `LOG_COMMAND` prints it.
        """
        oid, *parents, authored = self.ids[row].split(b" ")
        people = self.people[row].split(b"\n")
        if len(people) != 4:
            raise GitError(
                f"expected two names and addresses from git log, got {len(people)} lines", hint="git version"
            )
        name, email, committer, address = map(as_text, people)
        return Commit(
            oid=oid.decode("ascii"),
            parents=tuple(parent.decode("ascii") for parent in parents if parent),
            author=Identity(name, email),
            committer=Identity(committer, address),
            author_time=parse_time(authored),
            commit_time=parse_time(self.times[row]),
            message=self.texts[row][1:],
        )

    def oids(self) -> list[str]:
        """The object id of each row."""
        width = self.ids[0].index(b" ")
        return b"\n".join([ids[:width] for ids in self.ids]).decode("ascii").split("\n")

    def widest(self) -> int:
        """The length of `ids` from which on a commit has more than one parent."""
        return 3 * self.ids[0].index(b" ")

    def narrowest(self) -> int:
        """The length of `ids` below which a commit has no parent."""
        return 2 * self.ids[0].index(b" ")

    def roots(self) -> list[str]:
        """The object ids of the commits that have no parent."""
        shortest = self.narrowest()
        return [ids.partition(b" ")[0].decode("ascii") for ids in self.ids if len(ids) < shortest]

    def messages(self) -> bytes:
        """The texts behind each other, a NUL before each."""
        return b"\0" + b"\0".join(self.texts)


def commits(repository: Repository, selection: Selection) -> Iterator[Commit]:
    """Every commit of SELECTION, in git's order, from one process; nothing is kept.

    A repository without commits yields nothing.

    Raises:
        RevisionError: a revision begins with `-` or names nothing here.
        IncompleteRangeError: a revision names nothing here, and the clone is shallow.
        GitError: git failed.
    """
    for batch in batches(repository, selection):
        for row in range(len(batch)):
            yield batch.commit(row)


def batches(repository: Repository, selection: Selection) -> Iterator[Batch]:
    """The commits of SELECTION in git's order, a batch at a time, from one process.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `commits`.
    """
    check_revisions(selection.revisions)
    if is_unborn(repository, selection.revisions):
        return
    try:
        with stream_git(repository, *LOG_COMMAND, *selection.arguments()) as pipe:
            yield from read_batches(pipe)
    except RevisionError as error:
        raise unknown_revision(repository, selection.revisions, str(error)) from None


def batches_below(repository: Repository, oids: Iterable[str], *, children_first: bool = True) -> Iterator[Batch]:
    """The commits OIDS and all their ancestors, a batch at a time from one process.

    With CHILDREN_FIRST every commit comes before its parents, for which git reads the whole history before it prints
    anything. In its own order it prints while it reads, but a clock that was wrong may put a parent first.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `commits`.
    """
    named = list(oids)
    check_revisions(named)
    tips = "\n".join(named).encode("ascii", "replace") + b"\n"
    try:
        order = ("--date-order",) if children_first else ()
        with stream_git(repository, *LOG_COMMAND, *order, "--stdin", stdin=tips) as pipe:
            yield from read_batches(pipe)
    except RevisionError as error:
        raise unknown_revision(repository, named, str(error)) from None


def read_batches(pipe: BufferedReader) -> Iterator[Batch]:
    """Batches from the output of `LOG_COMMAND`."""
    rest = b""
    chunks = _read_ahead(pipe)
    try:
        for chunk in chunks:
            fields = (rest + chunk if rest else chunk).split(b"\0")
            whole = (len(fields) - 1) // _COLUMNS * _COLUMNS
            rest = b"\0".join(fields[whole:])
            if whole:
                yield Batch(*(fields[column:whole:_COLUMNS] for column in range(_COLUMNS)))
    finally:
        chunks.close()


def _read_ahead(pipe: BufferedReader) -> Generator[bytes]:
    """The chunks of PIPE, read by a thread: git goes on while a batch is judged, up to `_AHEAD` chunks before it.

    The newest commits are the dearest to judge and the oldest the dearest to print. Without the thread each side would
    wait for the other in turn: a cold report of 80,000 commits took 1.3 times as long as `git log`, and takes 1.1.
    """
    from queue import SimpleQueue  # noqa: PLC0415 - a report with nothing new starts no `git log`
    from threading import Semaphore, Thread  # noqa: PLC0415 - as above; subprocess has loaded it

    chunks: SimpleQueue[bytes | BaseException | None] = SimpleQueue()
    room = Semaphore(_AHEAD)
    left = False

    def fill() -> None:
        try:
            for chunk in _chunks(pipe):
                room.acquire()
                if left:
                    return
                chunks.put(chunk)
            chunks.put(None)
        except BaseException as error:  # noqa: BLE001 - raised where the chunks are read
            chunks.put(error)

    Thread(target=fill, name="git log", daemon=True).start()
    try:
        while (chunk := chunks.get()) is not None:
            if isinstance(chunk, BaseException):
                raise chunk
            room.release()
            yield chunk
    finally:
        # leaving the stream's block ends git, and with it a read that still waits
        left = True
        room.release()


def _chunks(pipe: BufferedReader) -> Iterator[bytes]:
    """Large pieces of a pipe. A reader that keeps up with git would be woken for every few kB, so this one waits."""
    pieces: list[bytes] = []
    size = total = 0
    while piece := pipe.read1(_READ):
        pieces.append(piece)
        size += len(piece)
        if size >= _READ or total == 0:  # the first piece goes out at once: the caller may want one commit
            total += size
            yield b"".join(pieces) if len(pieces) > 1 else piece
            pieces, size = [], 0
        else:
            time.sleep(_PAUSE)
    if pieces:
        yield b"".join(pieces)


def as_text(raw: bytes) -> str:
    """UTF-8 as text; other bytes become U+FFFD."""
    return raw.decode("utf-8", "replace")


def parse_time(raw: bytes) -> int | None:
    """Seconds since the epoch; None where git had none, or one that no calendar holds."""
    return seconds if raw.isdigit() and (seconds := int(raw)) <= LATEST_TIME else None
