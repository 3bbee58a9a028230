"""The commits of the past for which the numbers are measured after the fact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from ai_provenance.repo import Repository, stream_git, tags

_DAY = 86_400


def tag_points(repository: Repository) -> tuple[str, ...]:
    """The commits that tags name, each once."""
    return tuple(dict.fromkeys(tag.commit for tag in tags(repository)))


def month_points(repository: Repository) -> tuple[str, ...]:
    """The last commit of each month (UTC) along the first parents of HEAD, oldest first."""
    last: dict[str, str] = {}
    options = ("--first-parent", "--format=%H %ct", "--end-of-options", "HEAD", "--")
    with stream_git(repository, "log", *options) as pipe:
        for line in pipe:
            oid, _, seconds = line.decode("ascii").partition(" ")
            last.setdefault(_month(int(seconds)), oid)
    return tuple(reversed(last.values()))


def deployment_points(deployments: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """The last deployed commit of each week (UTC), oldest first. DEPLOYMENTS are times and commits, in their order.

    A week is enough for a trend: some projects deploy each commit, and each point costs a look at all deployments.
    """
    last = {(time // _DAY + 3) // 7: commit for time, commit in deployments}
    return tuple(dict.fromkeys(last.values()))


def _month(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
    except (ValueError, OverflowError, OSError):
        return "unknown"
