"""Whether a range can be seen whole."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.model import Notice
from ai_provenance.repo import Repository, is_complete


def unseen_part(repository: Repository, revisions: Sequence[str]) -> Notice | None:
    """Why commits of the range may be missing here; None when all are seen.

    Raises RevisionError for an unknown revision, IncompleteRangeError when a shallow clone may be why it is unknown.
    """
    return None if is_complete(repository, *revisions) else cut_off()


def cut_off() -> Notice:
    """What is said of a range that a shallow clone cuts off."""
    return Notice(
        "shallow-range",
        "a shallow clone cuts the range off: commits of it, or its merge base, are not here",
        "git fetch --unshallow (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: 0)",
    )
