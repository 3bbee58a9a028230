"""Revisions and ranges: checked before git gets them, and resolved by git."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.errors import IncompleteRangeError, ProvenanceError, RevisionError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.run import failure, no_commit_named, run_git, stream_git, try_git


class Resolved(NamedTuple):
    """A revision range as object ids: what is reachable from `tips` and not from `negatives`."""

    tips: tuple[str, ...]
    negatives: tuple[str, ...]


def check_revisions(revisions: Sequence[str]) -> None:
    """Raise an error for a revision that git would take for an option, or could not take at all.

    `git log --output=FILE` writes a file, so a revision from the outside must never reach git as an option.

    Raises:
        RevisionError: a revision is empty, begins with `-`, or holds a NUL or a line break.
    """
    for revision in revisions:
        if not revision:
            raise RevisionError("empty revision, expected a commit or a range", hint="HEAD~20..HEAD")
        if revision.startswith("-"):
            raise RevisionError(f"revision begins with '-': {revision!r}", hint="name the branch refs/heads/-NAME")
        if any(char in revision for char in "\0\n\r"):
            raise RevisionError(f"revision holds a NUL or a line break: {revision!r}")


def resolve(repository: Repository, *revisions: str) -> Resolved:
    """Resolve revisions and ranges (`A..B`, `A...B`, `^A`) to object ids.

    HEAD of a repository without commits resolves to nothing.

    Raises:
        RevisionError: one of them is refused by `check_revisions` or names nothing here.
        IncompleteRangeError: one of them names nothing here, and the clone is shallow.
    """
    check_revisions(revisions)
    if is_unborn(repository, revisions):
        return Resolved((), ())
    outcome = try_git(repository, "rev-parse", "--revs-only", "--end-of-options", *revisions, "--")
    # git < 2.30 echoes the option; --revs-only drops what is no revision without a word
    oids = [line for line in outcome.stdout.decode().split() if not line.startswith("--")]
    if outcome.status or len(oids) < len(revisions):
        raise unknown_revision(repository, revisions, outcome.stderr)
    return Resolved(
        tips=tuple(oid for oid in oids if not oid.startswith("^")),
        negatives=tuple(oid[1:] for oid in oids if oid.startswith("^")),
    )


def is_unborn(repository: Repository, revisions: Sequence[str]) -> bool:
    """Whether only HEAD is named and no commit has been made yet."""
    return repository.head is None and all(revision in {"HEAD", "@"} for revision in revisions)


def is_complete(repository: Repository, *revisions: str) -> bool:
    """Whether every commit of a range is here: the walk ends at its negatives and at true roots, not at a shallow cut.

    False says that commits of the range may be missing, as they are when the merge base lies beyond the cut. No git is
    started for a clone that is not shallow: it has every range whole.

    Raises:
        RevisionError, IncompleteRangeError: as `resolve`; of a clone that is not shallow only as `check_revisions`.
    """
    boundary = repository.shallow_boundary if repository.shallow else frozenset()
    if not boundary:
        check_revisions(revisions)
        return True
    resolved = resolve(repository, *revisions)
    with stream_git(repository, "rev-list", *resolved.tips, *(f"^{oid}" for oid in resolved.negatives), "--") as pipe:
        return not any(line.decode().strip() in boundary for line in pipe)


def unknown_revision(repository: Repository, revisions: Sequence[str], stderr: str) -> ProvenanceError:
    """The error for revisions that git does not know; in a shallow clone it names the likely cause."""
    bad = next((rev for rev in revisions if not _is_known(repository, rev)), " ".join(revisions))
    if "ambiguous" in stderr and "unknown" not in stderr:
        return failure(stderr)
    if repository.shallow:
        return IncompleteRangeError(f"unknown revision in a shallow clone: {bad!r}", hint="git fetch --unshallow")
    return no_commit_named(bad)


def _is_known(repository: Repository, revision: str) -> bool:
    outcome = try_git(repository, "rev-parse", "--revs-only", "--end-of-options", revision, "--")
    return outcome.status == 0 and len(outcome.stdout.split()) > outcome.stdout.count(b"--end")


def peel(repository: Repository, revision: str) -> str:
    """Object id of the one commit that REVISION names.

    Raises:
        RevisionError, IncompleteRangeError: it names none.
    """
    check_revisions([revision])
    outcome = try_git(repository, "rev-parse", "-q", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    if outcome.status:
        raise unknown_revision(repository, [revision], outcome.stderr)
    return outcome.stdout.decode().split()[-1]


def count(repository: Repository, *revisions: str) -> int:
    """How many commits a range holds."""
    check_revisions(revisions)
    return int(run_git(repository, "rev-list", "--count", "--end-of-options", *revisions, "--"))


def merge_base(repository: Repository, *oids: str) -> str:
    """The newest commit that all of OIDS go back to.

    Raises:
        RevisionError: there is none.
        IncompleteRangeError: none is here, and the clone is shallow.
    """
    outcome = try_git(repository, "merge-base", "--octopus", *oids)
    found = outcome.stdout.decode().split()
    if found:
        return found[0]
    if repository.shallow:
        raise IncompleteRangeError("the merge base is not here, the clone is shallow", hint="git fetch --unshallow")
    raise RevisionError(f"{' and '.join(oid[:12] for oid in oids)} have no commit in common")
