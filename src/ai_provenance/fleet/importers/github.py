"""What `gh repo list --json nameWithOwner,url,isArchived,isFork,pushedAt,repositoryTopics` prints.

https://cli.github.com/manual/gh_repo_list
"""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.fleet.importers.interface import Listed, objects, text, topics


def read(content: bytes) -> Iterator[Listed]:
    """The repositories of a listing. Raises ListingError where it is no such listing."""
    for number, entry in enumerate(objects(content), 1):
        pushed = entry.get("pushedAt")
        yield Listed(
            text(entry, "url", number=number),
            archived=entry.get("isArchived") is True,
            fork=entry.get("isFork") is True,
            pushed_at=pushed if isinstance(pushed, str) and pushed else None,
            labels=topics(entry.get("repositoryTopics")),
        )
