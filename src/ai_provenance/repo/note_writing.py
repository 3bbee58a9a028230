"""Writing git notes: any number of them by one `git fast-import`, as one commit of the notes ref."""

# A hook loads this module while a person waits: what reads notes, and all of `re`, is imported where it is needed.
# ruff: noqa: PLC0415

from __future__ import annotations

from ai_provenance.errors import GitError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.run import run_git, try_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ai_provenance.repo.repository import Repository
    from ai_provenance.repo.run import Where

RECORDS = "refs/notes/ai-provenance-records"
"""The notes ref of records. `refs/notes/ai-provenance/records` cannot be: git refuses a ref below another one."""
_TRIES = 5
"""How often notes are written before it is given up that another process writes to the ref at the same time."""


class Tip(NamedTuple):
    """Where a notes ref is, and who writes to it."""

    ref: str
    """Full name, below `refs/notes/`."""
    oid: str
    """Object id of its tip; empty where there is no such ref."""
    committer: bytes
    """`NAME <ADDRESS> SECONDS ZONE`."""


def tip(where: Where, ref: str) -> Tip:
    """The tip of REF (full name) as it is now, and git's committer. Raises GitError where git knows no committer."""
    if not ref.startswith("refs/notes/"):
        raise GitError(f"expected a ref below refs/notes/, got {ref!r}", hint="refs/notes/ai-provenance")
    oid = try_git(where, "rev-parse", "--verify", "-q", f"{ref}^0").stdout.decode("ascii", "replace").strip()
    return Tip(ref, oid, run_git(where, "var", "GIT_COMMITTER_IDENT").strip())


def write_notes(where: Where, ref: str | Tip, bodies: Mapping[str, bytes], *, reason: str) -> None:
    """Set the note of each commit in BODIES under REF (full name, or its tip), as one commit with REASON as message.

    A note that is there already is replaced: merge its content into the new body first. The history is not changed.

    Raises:
        GitError: git knows no committer, or refuses; also where another process has moved the ref from its tip.
    """
    if bodies:
        entries = [f"N inline {oid}\n".encode() + _data(body) for oid, body in bodies.items()]
        _import_notes(where, tip(where, ref) if isinstance(ref, str) else ref, entries, reason)


def attach_notes(where: Where, ref: str, blobs: Mapping[str, str], *, reason: str) -> None:
    """Make each of BLOBS, by its id, the note of its commit under REF (full name), as `write_notes` does."""
    if blobs:
        entries = [f"N {blob} {oid}\n".encode() for oid, blob in blobs.items()]
        _import_notes(where, tip(where, ref), entries, reason)


def copy_notes(repository: Repository, renamed: Mapping[str, str], *, reason: str) -> None:
    """Give each new commit the notes of the old one (RENAMED: old id -> new id), under every ref that has any.

    A note that the new commit has already is left as it is. Only for commits that make the same change.

    Raises:
        GitError: git knows no committer, or refuses.
    """
    from ai_provenance.repo.notes import list_notes, note_refs

    for ref in note_refs(repository, ["refs/notes"]):
        blobs = dict(list_notes(repository, ref))
        missing = {new: blobs[old] for old, new in renamed.items() if old in blobs and new not in blobs}
        attach_notes(repository, ref, missing, reason=reason)


def remove_notes(where: Where, ref: str, oids: Sequence[str], *, reason: str) -> None:
    """Remove the notes of the commits OIDS under REF (full name). Raises GitError as `write_notes`."""
    entries = [f"N {'0' * len(oid)} {oid}\n".encode() for oid in oids]
    _import_notes(where, tip(where, ref), entries, reason)


def add_lines(
    repository: Repository,
    ref: str,
    lines: Mapping[str, Sequence[bytes]],
    *,
    merge: Callable[..., bytes],
    reason: str,
) -> None:
    """Add LINES to the notes of their commits under REF; what is there is kept, whoever writes at the same time.

    MERGE makes one note of two. Raises GitError as `write_notes`.
    """
    from ai_provenance.repo.notes import notes_by_commit

    for attempt in range(_TRIES):
        now = tip(repository, ref)
        there = notes_by_commit(repository, [ref], only=lines) if now.oid else {}
        bodies = {
            oid: merge(*(note.body for note in there.get(oid, ())), *(line + b"\n" for line in added))
            for oid, added in lines.items()
        }
        try:
            write_notes(repository, now, bodies, reason=reason)
        except GitError:
            if attempt + 1 == _TRIES or tip(repository, ref).oid == now.oid:
                raise
        else:
            return


def _import_notes(where: Where, onto: Tip, entries: Sequence[bytes], reason: str) -> None:
    head = [f"commit {onto.ref}\n".encode(), b"committer ", onto.committer, b"\n", _data(reason.encode())]
    head += [f"from {onto.oid}\n".encode()] if onto.oid else []
    # `git notes add` would be a process and a commit for each note
    run_git(where, "fast-import", "--quiet", "--date-format=raw", stdin=b"".join([*head, *entries, b"done\n"]))


def _data(content: bytes) -> bytes:
    """CONTENT as a `data` command of git-fast-import(1)."""
    return b"data %d\n%b\n" % (len(content), content)
