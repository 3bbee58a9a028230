"""The seam of the importers: one repository as a listing names it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ai_provenance.errors import ProvenanceError

_HINT = "gh repo list ORG --limit 100000 --json nameWithOwner,url,isArchived,isFork,pushedAt,repositoryTopics"


class ListingError(ProvenanceError):
    """A listing is not in the format that it should be in."""

    def __init__(self, message: str) -> None:
        super().__init__(f"cannot read the listing: {message}", _HINT)


@dataclass(frozen=True, slots=True)
class Listed:
    """One repository of a listing."""

    url: str
    archived: bool = False
    fork: bool = False
    pushed_at: str | None = None
    """When it was last pushed to, as the listing writes it; None where the listing cannot tell."""
    team: str | None = None
    labels: Mapping[str, str] = field(default_factory=dict)


def objects(content: bytes) -> list[dict[str, Any]]:
    """The objects of a JSON array. Raises ListingError where CONTENT is none."""
    try:
        read = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ListingError(f"no JSON ({error})") from None
    if not isinstance(read, list) or not all(isinstance(one, dict) for one in read):
        raise ListingError("expected a JSON array of objects")
    return read


def text(entry: Mapping[str, Any], key: str, *, number: int) -> str:
    """The text that ENTRY, the one with this NUMBER, has under KEY. Raises ListingError where it has none."""
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise ListingError(f"entry {number} has no text `{key}`")
    return value


def topics(names: object) -> dict[str, str]:
    """Labels for the topics of a repository: `topic.NAME = yes`."""
    listed = names if isinstance(names, list) else []
    found = [one.get("name") if isinstance(one, dict) else one for one in listed]
    return {f"topic.{name}": "yes" for name in found if isinstance(name, str)}
