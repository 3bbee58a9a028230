"""The reviews of a commit, from its trailers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ai_provenance.policy.case import Case

_REVIEWS = frozenset({"reviewed-by", "signed-off-by", "acked-by", "approved-by", "tested-by"})


@dataclass(frozen=True, slots=True)
class Review:
    """One trailer by which someone answers for the commit, without their name."""

    trailer: str
    """Its key, lower case."""
    by_agent: bool
    by_author: bool


def reviews_of(case: Case, trailers: frozenset[str] = _REVIEWS) -> Iterator[Review]:
    """The reviews in the block of a commit; TRAILERS are the keys that count, lower case. Empty values do not."""
    for item in case.block:
        key = item.key.decode("utf-8", "replace").lower()
        person = item.value.decode("utf-8", "replace")
        if key in trailers and person:
            yield Review(key, case.names_agent(person), _is_author(case, person))


def _is_author(case: Case, person: str) -> bool:
    own = case.commit.author
    name, _, address = person.rpartition("<")
    return address.rstrip("> ").lower() == own.email.lower() or name.strip().lower() == own.name.lower()
