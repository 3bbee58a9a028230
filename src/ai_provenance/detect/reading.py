"""One commit in, one verdict out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ai_provenance.detect.identity import read_identities
from ai_provenance.detect.message import REVERT, read_message
from ai_provenance.detect.registry import Registry, default_registry
from ai_provenance.detect.seen import Seen
from ai_provenance.detect.verdict import judge
from ai_provenance.model import Commit, Evidence, NoteRecord, Verdict


def observe(commit: Commit, notes: Sequence[NoteRecord], registry: Registry) -> Iterator[Seen]:
    """Everything that was seen on COMMIT, what counts and what was rejected, in the order of the commit's parts."""
    del notes
    yield from read_identities(commit, registry)
    yield from read_message(commit.message, registry)


def classify(commit: Commit, notes: Sequence[NoteRecord] = (), *, registry: Registry | None = None) -> Verdict:
    """The verdict on COMMIT, with the git notes attached to it. Never raises, whatever the commit holds.

    REGISTRY is the agents to know, those that come with the project by default.
    """
    known = registry or default_registry()
    evidence = [seen for seen in observe(commit, notes, known) if isinstance(seen, Evidence)]
    flags = {"revert"} if REVERT.match(commit.message) else set()
    return judge(commit.oid, list(dict.fromkeys(evidence)), flags, known)
