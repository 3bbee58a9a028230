"""The history as one stream of records, from one `git log -z`."""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.model import Commit, Identity
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.layout import history_arguments, log_command
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions, is_unborn, unknown_revision
from ai_provenance.repo.run import stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

FORMAT = "%H%n%P%n%an%n%ae%n%at%n%cn%n%ce%n%ct%n%B"
"""Eight lines and the message; git ends a name at a line break and a message at a NUL, so both can separate."""
_FIELDS = 8
_CHUNK = 1 << 20
LATEST_TIME = 253_402_300_799
"""The last second of the year 9999. Git records what it is given, and prints `%at` itself for what it cannot read."""


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
        """The words for `git log` or `git rev-list`, to stand last."""
        narrowed = [f"--since={self.since}"] if self.since else []
        narrowed += [f"--until={self.until}"] if self.until else []
        narrowed += ["--first-parent"] if self.first_parent else []
        narrowed += [] if self.merges else ["--no-merges"]
        narrowed += [f"--max-count={self.limit}"] if self.limit is not None else []
        return [*narrowed, *history_arguments(self.revisions, self.paths)]


def commits(repository: Repository, selection: Selection) -> Iterator[Commit]:
    """Every commit that SELECTION asks for, in git's order, from one process; nothing is kept.

    A repository without commits yields nothing.

    Raises:
        RevisionError: a revision begins with `-` or names nothing here.
        IncompleteRangeError: a revision names nothing here, and the clone is shallow.
        GitError: git failed.
    """
    check_revisions(selection.revisions)
    if is_unborn(repository, selection.revisions):
        return
    try:
        with stream_git(repository, *log_command(FORMAT), *selection.arguments()) as pipe:
            for record in records(pipe):
                yield parse_record(record)
    except RevisionError as error:
        raise unknown_revision(repository, selection.revisions, str(error)) from None


def records(pipe: IO[bytes], size: int = _CHUNK) -> Iterator[bytes]:
    """The NUL-terminated records of a pipe, of which at most SIZE bytes are read at a time."""
    rest = b""
    while chunk := pipe.read(size):
        head, separator, tail = chunk.rpartition(b"\0")
        if not separator:
            rest += chunk
            continue
        yield from (rest + head).split(b"\0")
        rest = tail


def parse_record(record: bytes) -> Commit:
    """One record of `FORMAT`.

    Raises:
        GitError: the record has fewer fields than it was asked for.
    """
    fields = record.split(b"\n", _FIELDS)
    if len(fields) <= _FIELDS:
        raise GitError(f"expected nine fields from git log, got {len(fields)}", hint="git version")
    oid, parents, name, email, authored, committer, address, committed, message = fields
    return Commit(
        oid=oid.decode("ascii"),
        parents=tuple(parents.decode("ascii").split()),
        author=Identity(as_text(name), as_text(email)),
        committer=Identity(as_text(committer), as_text(address)),
        author_time=parse_time(authored),
        commit_time=parse_time(committed),
        message=message,
    )


def as_text(raw: bytes) -> str:
    """UTF-8 as text; other bytes become U+FFFD."""
    return raw.decode("utf-8", "replace")


def parse_time(raw: bytes) -> int | None:
    """Seconds since the epoch; None where git had none, or one that no calendar holds."""
    return seconds if raw.isdigit() and (seconds := int(raw)) <= LATEST_TIME else None
