"""Commits for tests that need no repository."""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.agents import Registry, default_registry
from ai_provenance.detect import classify
from ai_provenance.detect.prefilter import prefilter_for
from ai_provenance.model import Commit, Identity, Verdict

ANA = Identity("Ana Test", "ana@example.org")


def identity(text: str) -> Identity:
    """`Name <address>` as a record."""
    name, _, rest = text.rpartition(" <")
    return Identity(name, rest.removesuffix(">"))


def commit(message: str | bytes, *, author: str | None = None, committer: str | None = None) -> Commit:
    """A commit by Ana, or by whom is said; a committer that is not said is the author."""
    raw = message if isinstance(message, bytes) else message.encode("utf-8", "surrogatepass")
    who = identity(author) if author else ANA
    by = identity(committer) if committer else who
    return Commit("0" * 40, (), who, by, 1767322800, 1767322800, raw)


def candidates(batch: Sequence[Commit], registry: Registry | None = None) -> list[Commit]:
    """Those of BATCH in which the prefilter names a line, or the people."""
    prefilter = prefilter_for(registry or default_registry())
    people = [_people(made) for made in batch]
    named = prefilter.candidate_people(set(people))
    lines = prefilter.candidates([b"\n" + made.message for made in batch])
    return [made for row, made in enumerate(batch) if row in lines or people[row] in named]


def candidate_lines(made: Commit, registry: Registry | None = None, *, sentences: bool = True) -> set[int]:
    """The numbers of the lines of the message that the prefilter names."""
    text = b"\n" + made.message
    offsets = prefilter_for(registry or default_registry()).candidates([text], sentences=sentences).get(0, [])
    return {text.count(b"\n", 0, offset + 1) for offset in offsets}


def judged(message: str) -> Verdict:
    """The verdict on Ana's commit with MESSAGE, which is the same from the candidate lines alone."""
    made = commit(f"{message}\n")
    verdict = classify(made)
    assert classify(made, lines=candidate_lines(made)) == verdict
    return verdict


def _people(made: Commit) -> bytes:
    people = [made.author.name, made.author.email, made.committer.name, made.committer.email]
    return "\n".join(people).encode("utf-8", "surrogatepass")
