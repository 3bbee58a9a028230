"""Whether a range is complete in this clone."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.model import Notice
from ai_provenance.repo import Repository, is_complete


def missing_history(repository: Repository, revisions: Sequence[str]) -> Notice | None:
    """A notice of why commits of the range are missing here; None when the range is complete.

    REVISIONS are empty for all that is here, which a shallow cut does not make less.

    Raises RevisionError for an unknown revision, IncompleteRangeError when a shallow clone may be why it is unknown.
    """
    if repository.grafted:
        # git takes parents from the file, so that any commit can be left out of any range; a cache of CI may bring it
        return Notice(
            "grafted-range",
            "info/grafts gives commits other parents than they have: the range may lack some",
            "remove the file, or git replace --convert-graft-file",
        )
    return None if not revisions or is_complete(repository, *revisions) else shallow_notice()


def shallow_notice() -> Notice:
    """The notice for a range that a shallow clone cuts off."""
    return Notice(
        "shallow-range",
        "a shallow clone cuts the range off: commits of it, or its merge base, are not here",
        "git fetch --unshallow (GitHub: fetch-depth: 0; GitLab: GIT_DEPTH: 0)",
    )
