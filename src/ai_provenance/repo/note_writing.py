"""Write many git notes at once: one `git fast-import`, one commit on the notes ref; the history is not touched."""

from __future__ import annotations

from collections.abc import Mapping

from ai_provenance.errors import GitError
from ai_provenance.repo.notes import note_refs
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import run_git


def write_notes(repository: Repository, ref: str, bodies: Mapping[str, bytes], *, reason: str) -> None:
    """Set the note of each commit in BODIES under REF (full name), as one commit with REASON as its message.

    A note that is there already is replaced: merge what it says into the new body first.
    Raises GitError when git knows no committer, or refuses.
    """
    if not bodies:
        return
    if not ref.startswith("refs/notes/"):
        raise GitError(f"expected a ref below refs/notes/, got {ref!r}", hint="refs/notes/ai-provenance")
    parts = [f"commit {ref}\n".encode(), b"committer ", _committer(repository), b"\n", _data(reason.encode())]
    if note_refs(repository, [ref]):
        parts.append(f"from {ref}^0\n".encode())
    for oid, body in bodies.items():
        parts += [f"N inline {oid}\n".encode(), _data(body)]
    run_git(repository, "fast-import", "--quiet", "--date-format=raw", stdin=b"".join([*parts, b"done\n"]))


def _committer(repository: Repository) -> bytes:
    return run_git(repository, "var", "GIT_COMMITTER_IDENT").strip()


def _data(content: bytes) -> bytes:
    return b"data %d\n%b\n" % (len(content), content)
