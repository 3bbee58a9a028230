"""The past, measured as if a report had been made then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from ai_provenance.repo import Repository, Selection, commits_by_id, stream_git, tags
from ai_provenance.report import Scope, Summary
from ai_provenance.report.classify import count
from ai_provenance.report.settings import ClassifierSettings


@dataclass(frozen=True, slots=True)
class Point:
    """A commit of the past and what a report of it and all before it would have counted."""

    oid: str
    time: int
    """Committer date, seconds since the epoch."""
    summary: Summary


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


def measure(
    repository: Repository, oids: Iterable[str], *, settings: ClassifierSettings, scope: Scope
) -> Iterator[Point]:
    """A point for each of OIDS: what a report of that commit and all before it counts."""
    for commit in commits_by_id(repository, oids):
        summary = count(repository, Selection(revisions=(commit.oid,)), settings, scope=scope)
        yield Point(commit.oid, commit.commit_time or 0, summary)


def _month(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m")
    except (ValueError, OverflowError, OSError):
        return "unknown"
