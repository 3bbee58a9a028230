"""What a push brings: ref updates as git gives them to hooks, and the commits that the other side does not have yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ai_provenance.errors import ProvenanceError
from ai_provenance.repo.batch_process import object_headers
from ai_provenance.repo.history import LOG_COMMAND, Batch, read_batches
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import stream_git

_NOT_JUDGED = ("refs/notes/",)
"""Refs whose commits are no changes to files. A list to leave out: reviews go to `refs/for/`, `refs/changes/`, ..."""
_REVIEWS = re.compile(r"refs/(?:for|drafts|wip|publish|for-review|for-draft)/([^%]+)")
"""Where Gerrit and AGit take a change for the branch that is named behind it."""
_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Update:
    """One ref on its way from one commit to another. An id of zeros means that there is no such ref."""

    ref: str
    """Full name on the receiving side."""
    old: str
    new: str

    @property
    def is_judged(self) -> bool:
        """Whether it brings commits, to whatever ref but a note: a deletion brings none."""
        return bool(self.new.strip("0")) and not self.ref.startswith(_NOT_JUDGED)

    @property
    def branch(self) -> str | None:
        """Short name of the branch that it changes, or requests to change in a review; None for other refs."""
        review = _REVIEWS.match(self.ref)
        if review:
            return review[1]
        return self.ref.removeprefix("refs/heads/") if self.ref.startswith("refs/heads/") else None


def received(lines: bytes) -> tuple[Update, ...]:
    """The updates that `pre-receive` gets on standard input: `OLD NEW REF` (githooks(5))."""
    return tuple(_update(line, fields=3, old=0, new=1, ref=2) for line in lines.splitlines())


def pushed(lines: bytes) -> tuple[Update, ...]:
    """The updates that `pre-push` gets: `LOCAL_REF LOCAL_OID REMOTE_REF REMOTE_OID` (githooks(5))."""
    return tuple(_update(line, fields=4, old=3, new=1, ref=2) for line in lines.splitlines())


def new_batches(
    repository: Repository, tips: Sequence[str], *, known: Sequence[str] = ("--all",), exclusions: Sequence[str] = ()
) -> Iterator[Batch]:
    """The commits that TIPS reach and no ref of KNOWN does, from one `git log`.

    KNOWN is `--all` on the receiving side, where refs have not moved yet, `--remotes=NAME` on the sending one.
    EXCLUSIONS are more revisions (`^OID`) to leave out. Raises GitError when git fails.
    """
    words = _walk(repository, tips, known, exclusions)
    if not words:
        return
    with stream_git(repository, *LOG_COMMAND, *words) as pipe:
        yield from read_batches(pipe)


def ends_at_cut(
    repository: Repository, tips: Sequence[str], *, known: Sequence[str] = ("--all",), exclusions: Sequence[str] = ()
) -> bool:
    """Whether the walk of `new_batches` runs into the cut of a shallow clone: commits may be missing from it."""
    boundary = repository.shallow_boundary if repository.shallow else frozenset()
    words = _walk(repository, tips, known, exclusions) if boundary else []
    if not words:
        return False
    with stream_git(repository, "rev-list", *words) as pipe:
        return any(line.decode().strip() in boundary for line in pipe)


def present(repository: Repository, oids: Sequence[str]) -> list[str]:
    """Those of OIDS that name commits (or tags of commits) which are here."""
    return _commits_of(repository, [oid for oid in oids if oid.strip("0")])


def _walk(repository: Repository, tips: Sequence[str], known: Sequence[str], exclusions: Sequence[str]) -> list[str]:
    """The words that make git walk what is new; empty when there is nothing to walk from."""
    commits = _commits_of(repository, tips)
    check_revisions(exclusions)
    left_out = ["--not", *known, "--not"] if known else []
    return [*left_out, "--end-of-options", *commits, *exclusions, "--"] if commits else []


def _update(line: bytes, *, fields: int, old: int, new: int, ref: int) -> Update:
    words = line.decode("utf-8", "surrogateescape").split(" ")
    if len(words) != fields or not (_OID.fullmatch(words[old]) and _OID.fullmatch(words[new])):
        raise ProvenanceError(
            f"expected {fields} fields of a ref update on standard input, got {line[:200]!r}",
            hint="git gives them to the hook; see githooks(5)",
        )
    return Update(words[ref], words[old], words[new])


def _commits_of(repository: Repository, oids: Sequence[str]) -> list[str]:
    """OIDS peeled to commits, each once, in order; what is no commit, or not here, is left out."""
    check_revisions(oids)
    found = object_headers(repository, [f"{oid}^{{commit}}" for oid in oids])
    return list(dict.fromkeys(commit.oid for commit in found if commit))
