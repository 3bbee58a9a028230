"""Commits by their ids, from one `git cat-file --batch`, in the order asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.model import Commit, Identity
from ai_provenance.repo.history import as_text, parse_time
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import ask_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

_AT_ONCE = 128
_LONGEST_NAME = 100
"""What is asked at once must fit into a pipe that nobody reads yet: 16 kB on macOS."""
_PERSON = re.compile(rb"([^<]*)<([^>]*)>")
_SECONDS = re.compile(rb">\s*(\d+)[^>]*\Z")
_CHARSET = re.compile(r"(?i)(iso-?8859|latin|cp|windows|koi8|euc|gb|big5|shift|s?jis|iso-?2022|us-ascii|ascii)[\w-]*")
"""Charsets that mean the same to Python and to iconv; Python's other codecs (`unicode_escape`) are none to git."""


def commits_by_id(repository: Repository, oids: Iterable[str]) -> Iterator[Commit]:
    """One commit for each id, same order, repeats included; OIDS is read as the answers are taken.

    Ids may be abbreviated, and tags are peeled. The record is the one that `commits` would give.

    Raises:
        RevisionError: an id names no commit here.
        GitError: git failed.
    """
    waiting = iter(oids)
    with ask_git(repository, "cat-file", "--batch") as (questions, answers):
        while batch := list(islice(waiting, _AT_ONCE)):
            _check(batch)
            questions.write("".join(f"{oid}^{{commit}}\n" for oid in batch).encode())
            questions.flush()
            for asked in batch:
                yield parse_object(*_answer(answers, asked))


def _check(names: Sequence[str]) -> None:
    check_revisions(names)
    for name in names:
        if len(name) > _LONGEST_NAME:
            raise RevisionError(f"expected a commit id, got {len(name)} characters: {name[:20]!r}...")


def _answer(answers: IO[bytes], asked: str) -> tuple[str, bytes]:
    head = answers.readline()
    words = head.split()
    if len(words) != 3 or words[1] != b"commit":
        raise RevisionError(f"unknown commit: {asked!r}", hint="git fetch origin, or leave the line out")
    size = int(words[2])
    raw = answers.read(size + 1)
    if len(raw) <= size:
        raise GitError(f"git cat-file ended in the middle of {asked}", hint="git fsck")
    return words[0].decode("ascii"), raw[:-1]


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
    """First value of each header; lines that begin with a space go on with a signature or an embedded tag."""
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


def _recoded(raw: bytes) -> bytes:
    """RAW in UTF-8; as it is where the charset is unknown or the bytes are not of it, as git leaves it."""
    head = raw.partition(b"\n\n")[0]
    charset = _headers(head).get(b"encoding", b"").decode("ascii", "replace")
    if not _CHARSET.fullmatch(charset):
        return raw
    try:
        return raw.decode(charset).encode()
    except (LookupError, UnicodeError):
        return raw
