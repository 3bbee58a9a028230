"""What `git log` is asked to print, and how. Constants and words only: whoever starts a git early needs no more."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LAYOUT = "%H %P %at%x00%ct%x00%an%n%ae%n%cn%n%ce%x00%n%B"
"""Four fields, NUL after each: ids and author time; committer time; names and addresses of author and committer, a line
each; the message behind a line break."""


def log_command(layout: str) -> list[str]:
    """`git log` whose output depends on LAYOUT alone, whatever the user's configuration says."""
    return ["log", "-z", "--no-show-signature", "--no-color", "--no-notes", "--encoding=UTF-8", f"--format={layout}"]


def refs_command(patterns: Sequence[str]) -> list[str]:
    """Object id and full name of each ref that PATTERNS match."""
    return ["for-each-ref", "--format=%(objectname) %(refname)", "--", *patterns]


def history_arguments(revisions: Sequence[str], paths: Sequence[str] = ()) -> list[str]:
    """The words that name a history, to stand last."""
    return ["--end-of-options", *revisions, "--", *paths]
