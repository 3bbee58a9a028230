"""Git notes in bulk: one listing for each notes ref, one `cat-file --batch` for all bodies."""

# paths are text here, as in `repository`
# ruff: noqa: PTH112, PTH118, PTH123

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from ai_provenance.model import NoteRecord
from ai_provenance.repo import traces
from ai_provenance.repo.history import records
from ai_provenance.repo.layout import refs_command
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import ask_git, run_git, stream_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO

    Session = tuple[IO[bytes], IO[bytes]]
    """Where a git that answers is asked, and where it is read."""

LARGEST_NOTE = 16 << 20
"""A longer note is cut here."""
_AT_ONCE = 128
"""Questions asked before the answers are read: they fit into a pipe that nobody reads yet."""

_LISTED = 1 << 15
"""Bytes of a listing read at a time: many small entries take many times their size."""
_OID = re.compile(rb"[0-9a-f]+")

Shorten = Callable[[bytes], bytes]


def read_notes(
    repository: Repository, refs: Sequence[str], *, shorten: Shorten | None = None
) -> dict[str, tuple[NoteRecord, ...]]:
    """Notes by the id of the commit they are attached to, in the order of the refs' names.

    REFS are full names (`refs/notes/ai`) or patterns of `git for-each-ref` (`refs/notes`, `refs/notes/ai*`); what is
    not there gives nothing. A ref below `refs/agentdiff` holds a file of records that name their commits.

    SHORTEN is given each body as it is read, so that never more than one is held whole: notes of some tools hold whole
    conversations.

    Raises:
        RevisionError: a ref begins with `-`.
        GitError: git failed.
    """
    there = note_refs(repository, refs)
    listed = [(ref, commit, blob) for ref in there if not is_traces(ref) for commit, blob in listing(repository, ref)]
    if not there:
        return {}
    found: dict[str, tuple[NoteRecord, ...]] = {}
    with ask_git(repository, "cat-file", "--batch") as session:
        read = dict(bodies(session, sorted({blob for _, _, blob in listed}), shorten))
        for ref, commit, blob in listed:
            found[commit] = (*found.get(commit, ()), NoteRecord(ref, read[blob]))
        for ref, commit, body in trace_records(session, filter(is_traces, there)):
            found[commit] = (*found.get(commit, ()), NoteRecord(ref, shorten(body) if shorten else body))
    return found


def is_traces(ref: str) -> bool:
    """Whether REF holds a file of records rather than notes."""
    return ref.startswith(traces.PREFIX)


def trace_records(session: Session, refs: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
    """Ref, commit and text of each record of the trace files of REFS; a record that two refs hold comes once."""
    seen: set[bytes] = set()
    for name, body in bodies(session, [f"{ref}:{traces.FILE}" for ref in refs], None):
        for commit, record in traces.records(body):
            if record not in seen:
                seen.add(record)
                yield name.removesuffix(f":{traces.FILE}"), commit, record


def note_refs(repository: Repository, patterns: Sequence[str]) -> dict[str, str]:
    """Full name and object id of each ref that PATTERNS match, by name.

    Most repositories have no notes and no traces: that is seen without starting a git.
    """
    check_revisions(patterns)
    if not patterns or not _may_have_notes(repository):
        return {}
    out = run_git(repository, *refs_command(patterns))
    lines = out.decode("utf-8", "surrogateescape").splitlines()
    return {name: oid for oid, _, name in (line.partition(" ") for line in lines)}


def _may_have_notes(repository: Repository) -> bool:
    common = repository.common
    if any(os.path.isdir(os.path.join(common, name)) for name in ("refs/notes", "refs/agentdiff", "reftable")):
        return True
    try:
        with open(os.path.join(common, "packed-refs"), "rb") as file:
            packed = file.read()
    except OSError:
        return False
    return b" refs/notes/" in packed or b" refs/agentdiff/" in packed


def listing(repository: Repository, ref: str) -> Iterator[tuple[str, str]]:
    """Commit and blob of each note of REF; git spreads large notes trees over directories, `ab/cdef...`.

    Raises GitError when git fails.
    """
    width = 64 if repository.object_format == "sha256" else 40
    with stream_git(repository, "ls-tree", "-r", "-z", "--full-tree", ref) as pipe:
        for entry in records(pipe, _LISTED):
            mode_type_blob, _, path = entry.partition(b"\t")
            commit = path.replace(b"/", b"")
            if len(commit) == width and b" blob " in mode_type_blob and _OID.fullmatch(commit):
                yield commit.decode("ascii"), mode_type_blob.split()[2].decode("ascii")


def bodies(session: Session, blobs: Iterable[str], shorten: Shorten | None) -> Iterator[tuple[str, bytes]]:
    """Each of BLOBS and its content, from the SESSION of a `cat-file --batch`."""
    questions, answers = session
    waiting = iter(blobs)
    while batch := list(islice(waiting, _AT_ONCE)):
        questions.write("".join(f"{blob}\n" for blob in batch).encode())
        questions.flush()
        for blob in batch:
            body = _body(answers)
            yield blob, shorten(body) if shorten else body


def _body(answers: IO[bytes]) -> bytes:
    words = answers.readline().split()
    if len(words) != 3:
        return b""  # a partial clone left it at the remote
    size = int(words[2])
    body = answers.read(min(size, LARGEST_NOTE))
    rest = size - len(body) + 1
    while rest > 0 and (skipped := answers.read(min(rest, LARGEST_NOTE))):
        rest -= len(skipped)
    return body
