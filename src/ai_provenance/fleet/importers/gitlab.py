"""What GitLab's API lists of a group: `glab api --paginate groups/GROUP/projects?include_subgroups=true`.

https://docs.gitlab.com/api/groups/#list-projects
"""

from __future__ import annotations

from collections.abc import Iterator

from ai_provenance.fleet.importers.interface import Listed, objects, text, topics


def read(content: bytes) -> Iterator[Listed]:
    """The projects of a listing. Raises ListingError where it is no such listing."""
    for number, entry in enumerate(objects(content), 1):
        yield Listed(
            text(entry, "http_url_to_repo", number=number),
            archived=entry.get("archived") is True,
            fork=isinstance(entry.get("forked_from_project"), dict),
            # `last_activity_at` changes once an hour at most: the same time is no proof that nothing was pushed
            pushed_at=None,
            labels=topics(entry.get("topics")),
        )
