"""Which of the commits that a report names are published, so that their messages can no longer be changed."""

from __future__ import annotations

from ai_provenance.errors import ProvenanceError
from ai_provenance.repo import Repository, Selection
from ai_provenance.repo.cache import CacheDirectory
from ai_provenance.repo.refs import published
from ai_provenance.report import Example, Summary

_NAME = "published"


def with_publication(
    repository: Repository, selection: Selection, summary: Summary, store: CacheDirectory | None
) -> Summary:
    """SUMMARY with each of its examples marked as published or not.

    What is published stays so, and is remembered in STORE: a report with nothing new starts git for the others only.
    """
    oids = frozenset(example.oid for example in (*summary.examples, *summary.undeclared))
    if not oids:
        return summary
    saved = (store.load(_NAME) or b"").decode("ascii", "replace") if store else ""
    known = oids & frozenset(saved.split("\n"))
    try:
        found = known | published(repository, sorted(oids - known), selection.revisions)
    except ProvenanceError:
        return summary  # a history that is cut off or grafted: nothing is known
    if store and found != known:
        store.save(_NAME, "\n".join(sorted(found)).encode("ascii"))
    return summary._replace(examples=_marked(summary.examples, found), undeclared=_marked(summary.undeclared, found))


def _marked(examples: tuple[Example, ...], found: frozenset[str]) -> tuple[Example, ...]:
    return tuple(example._replace(published=example.oid in found) for example in examples)
