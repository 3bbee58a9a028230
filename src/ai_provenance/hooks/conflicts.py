"""Whether a conflict was resolved by `git rerere`: by a recorded resolution, which may be another person's."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.hooks.commit_context import CommitContext

_CONTENT_STAGES = 3


def are_resolved_by_rerere(context: CommitContext) -> bool:
    """Whether rerere replayed a recorded resolution for every path that was in conflict.

    Rerere keeps the paths that it could not resolve in MERGE_RR, and marks each resolution that it uses by its time.
    What it cannot record (a deletion against a change) is never taken for its work.
    """
    paths = _conflicting(context.prepared or b"")
    try:
        with open(f"{context.git_dir}/MERGE_RR", "rb") as file:
            unresolved = {entry.partition(b"\t")[2] for entry in file.read().split(b"\0")}
        since = os.stat(f"{context.git_dir}/MERGE_MSG").st_mtime_ns
    except OSError:
        return False  # rerere is not in use
    return bool(paths) and not paths & unresolved and _was_used(since) and paths <= _content_conflicts()


def _conflicting(prepared: bytes) -> set[bytes]:
    """The paths that git lists below `Conflicts:`, each behind a comment character and a tab."""
    lines = prepared.rpartition(b"Conflicts:\n")[2].split(b"\n")
    return {line.partition(b"\t")[2] for line in lines if b"\t" in line}


def _was_used(since: int) -> bool:
    """Whether rerere used a recorded resolution after the time SINCE (ns), at which git reported the conflict."""
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - only where a conflict was resolved

    directory = os.fsdecode((git_output(["rev-parse", "--git-path", "rr-cache"]) or b"").rstrip(b"\n"))
    try:
        with os.scandir(directory) as found:
            return any(_is_newer(image, since) for entry in found if entry.is_dir() for image in os.scandir(entry))
    except OSError:
        return False


def _is_newer(image: os.DirEntry[str], since: int) -> bool:
    return image.name.startswith("postimage") and image.stat().st_mtime_ns >= since


def _content_conflicts() -> set[bytes]:
    """The paths that two sides had changed, as far as the index remembers from what it was resolved."""
    from ai_provenance.repo.run import git_output  # noqa: PLC0415 - as above

    stages: dict[bytes, int] = {}
    for entry in (git_output(["ls-files", "-z", "--resolve-undo", "--full-name"]) or b"").split(b"\0"):
        path = entry.partition(b"\t")[2]
        stages[path] = stages.get(path, 0) + 1
    return {path for path, count in stages.items() if count == _CONTENT_STAGES}
