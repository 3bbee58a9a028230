"""Git notes, read in bulk: one listing for each notes ref and one `cat-file --batch` for all bodies.

Trace files are read like notes. agentdiff (https://github.com/codeprakhar25/agentdiff) keeps agent-trace records
(https://github.com/cursor/agent-trace) in refs of its own, `refs/agentdiff/*`. Each is a commit whose tree holds a file
with a record a line, and a record names the commit that it is about in `vcs.revision`.
"""

# paths are text here, as in `repository`
# ruff: noqa: PTH112, PTH118, PTH123

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from ai_provenance.lazy import pattern
from ai_provenance.model import NoteRecord
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import run_git, stream_git, try_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from io import BufferedReader

    from ai_provenance.repo.batch_process import BatchProcess

LARGEST_NOTE = 16 << 20
"""A longer note is cut here."""
TRACES = "refs/agentdiff/"
"""Where the refs with trace files are."""
_TRACE_FILE = "traces.jsonl"
_LISTED_BYTES = 1 << 15
"""Bytes of a listing read at a time: many small entries take many times their size in memory."""
_OID = pattern(rb"[0-9a-f]+")
_COMMIT = pattern(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")

_HELD = 4096
"""Notes whose commits are handed to one git, to see what they changed."""
_HELD_BYTES = 32 << 20
"""The same in bytes of their bodies, so that memory stays flat."""

Shorten = Callable[[bytes], bytes]
NamedPaths = Callable[[NoteRecord], Collection[str]]
"""The paths that a note makes claims about."""


def notes_by_commit(
    repository: Repository,
    refs: Sequence[str],
    *,
    shorten: Shorten | None = None,
    named_paths: NamedPaths | None = None,
    only: Collection[str] | None = None,
) -> dict[str, tuple[NoteRecord, ...]]:
    """Notes by the id of the commit they are attached to, in the order of the refs' names.

    REFS are full names (`refs/notes/ai`) or patterns of `git for-each-ref` (`refs/notes`, `refs/notes/ai*`); what is
    not there gives nothing. A ref below `refs/agentdiff` holds a trace file.

    SHORTEN is applied to each body as it is read, so that never more than one is held whole: notes of some tools hold
    whole conversations. NAMED_PATHS has each note compared with its commit, as `compared` does. ONLY are the ids of
    the commits whose notes are wanted; None are all.

    Raises:
        RevisionError: a ref begins with `-`.
        GitError: git failed.
    """
    names = note_refs(repository, refs)
    if not names:
        return {}
    listed = [
        (ref, commit, blob)
        for ref in names
        if not is_trace_ref(ref)
        for commit, blob in list_notes(repository, ref)
        if only is None or commit in only
    ]
    from ai_provenance.repo.batch_process import BatchProcess  # noqa: PLC0415 - most repositories have no notes

    with BatchProcess(repository) as batch:
        bodies = dict(read_bodies(batch, sorted({blob for _, _, blob in listed}), shorten))
        noted = [(commit, NoteRecord(ref, bodies[blob])) for ref, commit, blob in listed]
        for ref, commit, body in trace_records(batch, filter(is_trace_ref, names)):
            if only is None or commit in only:
                noted.append((commit, NoteRecord(ref, shorten(body) if shorten else body)))
    found: dict[str, tuple[NoteRecord, ...]] = {}
    for commit, note in compared(repository, noted, named_paths) if named_paths else noted:
        found[commit] = (*found.get(commit, ()), note)
    return found


def compared(
    repository: Repository, noted: Iterable[tuple[str, NoteRecord]], named_paths: NamedPaths
) -> Iterator[tuple[str, NoteRecord]]:
    """NOTED, in the same order, each note with those of the paths it names that its commit changed.

    One git reads what some thousand commits changed; none is started for notes that name no path. Raises GitError when
    git fails.
    """
    held: list[tuple[str, NoteRecord, Collection[str]]] = []
    size = 0
    for commit, note in noted:
        held.append((commit, note, named_paths(note)))
        size += len(note.body)
        if len(held) >= _HELD or size >= _HELD_BYTES:
            yield from _with_changed(repository, held)
            held, size = [], 0
    yield from _with_changed(repository, held)


def _with_changed(
    repository: Repository, held: Sequence[tuple[str, NoteRecord, Collection[str]]]
) -> Iterator[tuple[str, NoteRecord]]:
    from ai_provenance.repo.batch_process import object_headers  # noqa: PLC0415 - as above
    from ai_provenance.repo.changes import changes  # noqa: PLC0415 - as above

    # where a shallow clone is cut, git takes the whole tree for changed
    cut = repository.shallow_boundary if repository.shallow else frozenset()
    wanted = dict.fromkeys(commit for commit, _, paths in held if paths and commit not in cut)
    # notes outlive their commits: git would look for each that is gone in all packs, and through them once more
    present = zip(wanted, object_headers(repository, list(wanted)), strict=True)
    found = changes(repository, [oid for oid, header in present if header and header.kind == "commit"], merges=True)
    for commit, note, paths in held:
        if paths and (known := found.get(commit)):
            note = note._replace(changed=tuple(sorted(set(paths).intersection(known.paths))))  # noqa: PLW2901
        yield commit, note


def note_refs(repository: Repository, patterns: Sequence[str]) -> dict[str, str]:
    """Full name and object id of each ref that PATTERNS match, by name.

    Raises:
        RevisionError: a pattern begins with `-`.
        GitError: git failed.
    """
    check_revisions(patterns)
    if not patterns or not _may_have_notes(repository):
        return {}
    out = run_git(repository, "for-each-ref", "--format=%(objectname) %(refname)", "--", *patterns)
    lines = out.decode("utf-8", "surrogateescape").splitlines()
    return {name: oid for oid, _, name in (line.partition(" ") for line in lines)}


def _may_have_notes(repository: Repository) -> bool:
    """Whether there may be refs for notes or traces."""
    # most repositories have none, and a report with nothing new should start no git to find that out
    common = repository.common
    if any(
        os.path.isdir(os.path.join(common, name))
        for name in ("refs/notes", "refs/notes-incoming", "refs/agentdiff", "reftable")
    ):
        return True
    try:
        with open(os.path.join(common, "packed-refs"), "rb") as file:
            packed = file.read(_LISTED_BYTES)
            if b" refs/tags/" not in packed or b" sorted" not in packed.partition(b"\n")[0]:
                packed += file.read()  # else the tags come after all notes, and may be many
    except OSError:
        return False
    return b" refs/notes" in packed or b" refs/agentdiff/" in packed


def list_notes(repository: Repository, ref: str) -> Iterator[tuple[str, str]]:
    """Commit and blob of each note of REF. Raises GitError when git fails."""
    width = 64 if repository.object_format == "sha256" else 40
    with stream_git(repository, "ls-tree", "-r", "-z", "--full-tree", ref) as pipe:
        for entry in _entries(pipe):
            mode_type_blob, _, path = entry.partition(b"\t")
            commit = path.replace(b"/", b"")  # git spreads large notes trees over directories, `ab/cdef...`
            if len(commit) == width and b" blob " in mode_type_blob and _OID.fullmatch(commit):
                yield commit.decode("ascii"), mode_type_blob.split()[2].decode("ascii")


def changed_notes(repository: Repository, then: str, now: str) -> dict[str, tuple[str, str]] | None:
    """The commits whose notes differ between two tips of a notes ref, each with its two blobs, empty for no note.

    None where that cannot be found out: the old tip may be gone.

    Raises:
        GitError: git is not installed.
    """
    done = try_git(repository, "diff-tree", "-r", "-z", "--raw", "--no-abbrev", "--no-renames", then, now)
    if done.status != 0:
        return None
    fields = done.stdout.split(b"\0")[:-1]
    found: dict[str, list[str]] = {}
    for what, path in zip(fields[::2], fields[1::2], strict=False):
        # git spreads a tree that has grown over directories: the same note is then gone in one place, new in another
        both = found.setdefault(path.replace(b"/", b"").decode("ascii", "replace"), ["", ""])
        for at, blob in enumerate(what.split(b" ")[2:4]):
            if blob.strip(b"0"):
                both[at] = blob.decode("ascii")
    return {commit: (old, new) for commit, (old, new) in found.items() if old != new and _COMMIT.fullmatch(commit)}


def _entries(pipe: BufferedReader) -> Iterator[bytes]:
    """The NUL-terminated entries of a listing."""
    rest = b""
    while chunk := pipe.read1(_LISTED_BYTES):
        *entries, rest = (rest + chunk).split(b"\0")
        yield from entries


def read_bodies(batch: BatchProcess, blobs: Iterable[str], shorten: Shorten | None) -> Iterator[tuple[str, bytes]]:
    """Each of BLOBS and its content; empty where a partial clone left it at the remote."""
    for blob, found in batch.read(blobs, limit=LARGEST_NOTE):
        body = found.data if found else b""
        yield blob, shorten(body) if shorten else body


def is_trace_ref(ref: str) -> bool:
    """Whether REF holds a trace file rather than notes."""
    return ref.startswith(TRACES)


def trace_records(batch: BatchProcess, refs: Iterable[str]) -> Iterator[tuple[str, str, bytes]]:
    """Ref, commit and text of each record of the trace files of REFS; a record that two refs hold comes once."""
    known: set[bytes] = set()
    for name, body in read_bodies(batch, [f"{ref}:{_TRACE_FILE}" for ref in refs], None):
        for record in body.splitlines():
            commit = _commit_of_record(record)
            if commit and record not in known:
                known.add(record)
                yield name.removesuffix(f":{_TRACE_FILE}"), commit, record


def _commit_of_record(line: bytes) -> str | None:
    """The commit that a line of a trace file is about; None for a line that is no record."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):  # no JSON, or nested to break a parser
        return None
    vcs = record.get("vcs") if isinstance(record, dict) else None
    revision = vcs.get("revision") if isinstance(vcs, dict) else None
    return revision if isinstance(revision, str) and _COMMIT.fullmatch(revision) else None
