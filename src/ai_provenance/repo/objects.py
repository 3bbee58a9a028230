"""Commits by their ids, from one `git cat-file --batch`, in the order of the ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ai_provenance.errors import RevisionError
from ai_provenance.model import Commit, Identity
from ai_provenance.repo.batch_process import BatchProcess
from ai_provenance.repo.history import as_text, parse_time
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.repo.run import Where

_LONGEST_NAME = 100
_PERSON = re.compile(rb"([^<]*)<([^>]*)>")
_SECONDS = re.compile(rb">\s*(\d+)[^>]*\Z")
# the charsets that mean the same to Python and to iconv; Python's other codecs (`unicode_escape`) are none to git
_CHARSET = re.compile(r"(?i)(iso-?8859|latin|cp|windows|koi8|euc|gb|big5|shift|s?jis|iso-?2022|us-ascii|ascii)[\w-]*")


def commits_by_id(repository: Repository, oids: Iterable[str]) -> Iterator[Commit]:
    """One commit for each id, same order, repeats included; OIDS is read as the answers are taken.

    Ids may be abbreviated, and tags are peeled. The record is the one that `commits` would give.

    Raises:
        RevisionError: an id names no commit here.
        GitError: git failed.
    """
    with BatchProcess(repository) as batch:
        for name, found in batch.read(_peeled(oids)):
            if found is None:
                oid = name.removesuffix("^{commit}")
                raise RevisionError(f"unknown commit: {oid!r}", hint="git fetch origin, or leave the line out")
            yield parse_object(found.oid, found.data)


def file_at(where: Where, revision: str, path: str) -> bytes:
    """The file PATH, from the top, as REVISION has it; empty where it has none."""
    check_revisions([revision])
    return run_git(where, "cat-file", "blob", f"{revision}:{path}", check=False)


def _peeled(oids: Iterable[str]) -> Iterator[str]:
    for oid in oids:
        check_revisions([oid])
        if len(oid) > _LONGEST_NAME:
            raise RevisionError(f"expected a commit id, got {len(oid)} characters: {oid[:20]!r}...")
        yield f"{oid}^{{commit}}"


def parse_object(oid: str, raw: bytes) -> Commit:
    """A commit object as git stores it, read as `git log --encoding=UTF-8` would print it."""
    head, _, message = _recoded(raw).partition(b"\n\n")
    headers = _headers(head)
    author, author_time = _signature(headers.get(b"author", b""))
    committer, commit_time = _signature(headers.get(b"committer", b""))
    return Commit(
        oid=oid,
        parents=tuple(re.findall(r"(?m)^parent ([0-9a-f]+)$", head.decode("ascii", "replace"))),
        author=author,
        committer=committer,
        author_time=author_time,
        commit_time=commit_time,
        message=message.partition(b"\0")[0],  # git prints no further either
    )


def _headers(head: bytes) -> dict[bytes, bytes]:
    """The first value of each header. A line that begins with a space continues the header above (`gpgsig`)."""
    found: dict[bytes, bytes] = {}
    for line in head.split(b"\n"):
        name, _, value = line.partition(b" ")
        if name:
            found.setdefault(name, value)
    return found


def _signature(value: bytes) -> tuple[Identity, int | None]:
    person, seconds = _PERSON.match(value), _SECONDS.search(value)
    name, email = (person[1].strip(), person[2]) if person else (b"", b"")
    return Identity(as_text(name), as_text(email)), parse_time(seconds[1]) if seconds else None


def charset_of(raw: bytes) -> str | None:
    """The charset that a commit object names for its message; None for UTF-8 and for what Python or git do not know."""
    charset = _headers(raw.partition(b"\n\n")[0]).get(b"encoding", b"").decode("ascii", "replace")
    return charset if _CHARSET.fullmatch(charset) else None


def _recoded(raw: bytes) -> bytes:
    """RAW in UTF-8; as it is where the charset is unknown or the bytes are not of it, as git leaves it."""
    charset = charset_of(raw)
    if charset is None:
        return raw
    try:
        return raw.decode(charset).encode()
    except (LookupError, UnicodeError):
        return raw
