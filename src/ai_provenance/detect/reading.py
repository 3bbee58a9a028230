"""One commit in, one verdict out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ai_provenance.detect.identity import read_identities
from ai_provenance.detect.message import REVERT, read_message
from ai_provenance.detect.notes import read_notes
from ai_provenance.detect.observations import Seen
from ai_provenance.detect.registry import Registry, default_registry
from ai_provenance.detect.verdict import judge
from ai_provenance.model import Commit, Evidence, NoteRecord, Verdict


def observe(commit: Commit, notes: Sequence[NoteRecord], registry: Registry) -> Iterator[Seen]:
    """Everything that was seen on COMMIT, what counts and what was rejected, in the order of the commit's parts."""
    yield from read_identities(commit, registry)
    yield from read_message(commit.message, registry)
    yield from read_notes(notes, registry)


def classify(commit: Commit, notes: Sequence[NoteRecord] = (), *, registry: Registry | None = None) -> Verdict:
    """The verdict on COMMIT, with the git notes attached to it. Never raises, whatever the commit holds.

    REGISTRY is the agents to know, those that come with the project by default.
    """
    known = registry or default_registry()
    return verdict_of(commit, [seen for seen in observe(commit, notes, known) if isinstance(seen, Evidence)], known)


def verdict_of(commit: Commit, evidence: Sequence[Evidence], registry: Registry) -> Verdict:
    """What EVIDENCE, seen on COMMIT, comes to."""
    flags = {"revert"} if REVERT.match(commit.message) else set()
    return judge(commit.oid, list(dict.fromkeys(evidence)), flags, registry)
