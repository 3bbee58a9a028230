"""The same change known again by `git patch-id --stable`, whatever its commit is called."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.repo import Repository, run_git, try_git

_DIFF = ("--no-ext-diff", "--no-textconv", "--no-color", "--full-index", "--src-prefix=a/", "--dst-prefix=b/")


def patch_of_branch(repository: Repository, onto: str, tip: str) -> str | None:
    """The patch id of everything that TIP changed since it left ONTO; None without a common commit or a change."""
    base = try_git(repository, "merge-base", onto.rpartition("..")[2] or "HEAD", tip)
    if base.status:
        return None
    diff = run_git(repository, "diff", *_DIFF, base.stdout.decode().strip(), tip, "--")
    return next(iter(_ids(repository, diff)), ("",))[0] or None


def patches_of(repository: Repository, oids: Sequence[str]) -> dict[str, str]:
    """The patch id of each commit that changes something."""
    if not oids:
        return {}
    asked = "\n".join(oids).encode() + b"\n"
    diffs = run_git(repository, "diff-tree", "--stdin", "-r", "-p", "--root", *_DIFF, stdin=asked)
    return {oid: patch for patch, oid in _ids(repository, diffs)}


def _ids(repository: Repository, diff: bytes) -> list[tuple[str, str]]:
    out = run_git(repository, "patch-id", "--stable", stdin=diff).decode("ascii", "replace")
    return [(words[0], words[1]) for line in out.splitlines() if len(words := line.split()) == 2]
