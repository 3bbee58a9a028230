"""The shape of the history: parents of every commit, and the heads of pull and merge requests, each from one git."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ai_provenance.repo.batch_process import object_headers
from ai_provenance.repo.repository import Repository
from ai_provenance.repo.revisions import check_revisions
from ai_provenance.repo.run import run_git, stream_git

Parents = dict[str, tuple[str, ...]]
"""Commit -> its parents, as git sees them (grafts and a shallow cut included)."""

HEADS = re.compile(r"refs/(?:remotes/[^/]+/)?(?:pull|pull-requests|merge-requests|pr|mr)/(\d+)(?:/head)?$")
"""Where forges (and the refspecs that their manuals give) keep the head of a request: the number is the first group."""


def parents(repository: Repository, tips: Sequence[str], *, known: Parents | None = None) -> Parents:
    """The parents of everything that TIPS reach. KNOWN is left out of the walk's answer, not of the walk.

    Raises RevisionError for a tip that names no commit, GitError when git fails.
    """
    if not tips:
        return {}
    check_revisions(tips)
    with stream_git(repository, "rev-list", "--parents", "--end-of-options", *tips, "--") as pipe:
        lines = (line.decode("ascii").split() for line in pipe)
        return {oid: tuple(above) for oid, *above in lines if known is None or oid not in known}


def request_heads(repository: Repository) -> dict[int, str]:
    """The head commit of each pull or merge request by its number, as far as such refs were fetched."""
    layout = "--format=%(objectname) %(objecttype) %(refname)"
    listed = run_git(repository, "for-each-ref", layout, "refs/pull", "refs/merge-requests", "refs/remotes")
    heads: dict[int, str] = {}
    for line in listed.decode("utf-8", "surrogateescape").splitlines():
        oid, kind, name = line.split(" ", 2)
        match = HEADS.match(name)
        if match and kind == "commit":
            heads[int(match[1])] = oid
    return heads


def trees(repository: Repository, oids: Sequence[str]) -> dict[str, str]:
    """The tree of each commit, from one `cat-file --batch-check`."""
    check_revisions(oids)
    found = object_headers(repository, [f"{oid}^{{tree}}" for oid in oids])
    return {oid: tree.oid for oid, tree in zip(oids, found, strict=True) if tree}
