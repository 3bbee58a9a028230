"""Commits written anew under other messages, and a branch moved onto them; trees, people and dates stay.

A rebase would check out, merge and date again what does not change. Here the commit objects are copied byte for byte
but for the message and the ids of rewritten parents, so that neither the index nor the work tree is read or written,
and two runs over the same commits give the same ids.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ai_provenance.errors import GitError, RepositoryError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.batch_process import BatchProcess
from ai_provenance.repo.note_writing import copy_notes
from ai_provenance.repo.objects import charset_of, parse_object
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import run_git

_SIGNATURE = re.compile(rb"^gpgsig(?:-sha256)? ", re.MULTILINE)
_MERGED_TAG = re.compile(rb"^mergetag object ([0-9a-f]+)$", re.MULTILINE)
_PARENT = re.compile(rb"^parent ([0-9a-f]+)$", re.MULTILINE)
_IN_PROGRESS = {
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase or `git am`",
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "sequencer": "a cherry-pick or revert",
    "BISECT_LOG": "a bisection",
}
"""What git keeps in the git directory in the middle of an operation that will move HEAD itself."""


class Original(NamedTuple):
    """A commit object as git stores it."""

    oid: str
    raw: bytes

    @property
    def parents(self) -> tuple[str, ...]:
        """Ids of its parents, as they are written in it."""
        return tuple(found.decode("ascii") for found in _PARENT.findall(self._head))

    @property
    def is_signed(self) -> bool:
        """Whether it carries a signature, which a new commit would lose."""
        return bool(_SIGNATURE.search(self._head))

    @property
    def merged_tags(self) -> frozenset[str]:
        """The commits that it merged by signed tags: the tags are copied into it, and sign just these."""
        return frozenset(found.decode("ascii") for found in _MERGED_TAG.findall(self._head))

    @property
    def _head(self) -> bytes:
        return self.raw.partition(b"\n\n")[0]

    def encoded(self, message: bytes) -> bytes | None:
        """MESSAGE, in UTF-8, in the charset of this commit; None where that charset cannot hold it.

        None also where the present message was not read byte for byte, as behind a NUL: nothing of it may be lost.
        """
        charset = charset_of(self.raw)
        present = parse_object(self.oid, self.raw).message
        try:
            if charset is None:
                return message if self.raw.partition(b"\n\n")[2] == present else None
            kept = present.decode().encode(charset) == self.raw.partition(b"\n\n")[2]
            return message.decode().encode(charset) if kept else None
        except (LookupError, UnicodeError):
            return None

    def with_parents(self, parents: Mapping[str, str], message: bytes | None) -> bytes:
        """The object with the ids of PARENTS exchanged, and with MESSAGE in its charset (None: as it is)."""
        head, gap, body = self.raw.partition(b"\n\n")
        above, author, below = head.partition(b"\nauthor ")  # below it, a merged tag may hold lines that look alike
        exchanged = _PARENT.sub(lambda found: b"parent " + _mapped(found[1], parents), above)
        return exchanged + author + below + gap + (body if message is None else message)


def _mapped(oid: bytes, parents: Mapping[str, str]) -> bytes:
    return parents.get(oid.decode("ascii"), oid.decode("ascii")).encode("ascii")


def read_originals(repository: Repository, oids: Iterable[str]) -> dict[str, Original]:
    """The objects of the commits OIDS, in their order. Raises GitError when one is missing or git fails."""
    found = {}
    with BatchProcess(repository) as batch:
        for oid, commit in batch.read(oids):
            if commit is None or commit.kind != "commit":
                raise GitError(f"expected a commit, {oid} is none here", hint="git fsck --connectivity-only")
            found[oid] = Original(oid, commit.data)
    return found


def check_at_rest(repository: Repository) -> None:
    """Raise RepositoryError where git is in the middle of an operation that will move HEAD itself."""
    for name, operation in _IN_PROGRESS.items():
        if (Path(repository.own) / name).exists():
            raise RepositoryError(
                f"{operation} is going on, expected a branch at rest", "git status shows how to finish it"
            )
    if (Path(repository.common) / "info" / "grafts").exists():
        raise RepositoryError(
            "info/grafts gives commits other parents than they have", "git replace --convert-graft-file"
        )


def rewrite_head(
    repository: Repository, originals: Sequence[Original], messages: Mapping[str, bytes], *, reason: str
) -> dict[str, str]:
    """Write commits under new messages, and what builds on them, and move HEAD's branch; old id -> new id.

    ORIGINALS are commits below HEAD up to HEAD, parents before children; MESSAGES has the new messages by id, in the
    charset of each commit. Notes on rewritten commits, under every ref, are copied to the new ones: the change is the
    same. The old tip is in ORIG_HEAD and in the reflog, under REASON. When anything fails, HEAD is where it was.

    Raises:
        RepositoryError: git is in the middle of another operation (`check_at_rest`).
        GitError: git refuses an object, or HEAD has moved since REPOSITORY was opened.
    """
    check_at_rest(repository)
    written: dict[str, bytes] = {}
    renamed: dict[str, str] = {}
    for original in originals:
        if original.oid in messages or any(parent in renamed for parent in original.parents):
            raw = original.with_parents(renamed, messages.get(original.oid))
            renamed[original.oid] = _object_id(repository, raw)
            written[renamed[original.oid]] = raw
    head = repository.head or ""
    if head not in renamed:
        return {}
    _write(repository, written)
    copy_notes(repository, renamed, reason=f"{reason}\n")
    run_git(repository, "update-ref", "ORIG_HEAD", head)
    # git refuses where HEAD is no longer what it was: a commit was made in the meantime
    run_git(repository, "update-ref", "--create-reflog", "-m", reason, "HEAD", renamed[head], head)
    return renamed


def _object_id(repository: Repository, raw: bytes) -> str:
    return hashlib.new(repository.object_format, b"commit %d\0" % len(raw) + raw).hexdigest()


def _write(repository: Repository, objects: Mapping[str, bytes]) -> None:
    """Write commit objects by one git, which checks their form. OBJECTS are by the ids that they must get."""
    with tempfile.TemporaryDirectory(prefix="ai-provenance-") as place:
        paths = [Path(place) / oid for oid in objects]
        for path, raw in zip(paths, objects.values(), strict=True):
            path.write_bytes(raw)
        listed = "".join(f"{path}\n" for path in paths).encode()
        out = run_git(repository, "hash-object", "-w", "-t", "commit", "--no-filters", "--stdin-paths", stdin=listed)
    if out.decode("ascii").split() != list(objects):
        raise GitError("git stored a commit under another id than expected", hint="git fsck --connectivity-only")
