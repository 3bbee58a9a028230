"""The plain way from a range to verdicts: read every commit, judge every commit. `classify` prints what it yields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ai_provenance.agents import Registry, default_registry
from ai_provenance.detect import classify
from ai_provenance.detect.notes import shorten
from ai_provenance.model import Commit, NoteRecord, Verdict
from ai_provenance.repo import Repository, Selection, commits, commits_by_id, notes_by_commit
from ai_provenance.report.tally import Accepts


@dataclass(frozen=True, slots=True)
class Reader:
    """With which eyes commits are read."""

    registry: Registry = field(default_factory=default_registry)
    notes_refs: tuple[str, ...] = ()
    """Notes refs to read as evidence, in full."""
    accepts: Accepts | None = None
    """Whether the policy takes an AI commit's metadata as valid; None: a declaration in a trailer is enough."""
    policy: str = ""
    """Digest of what `accepts` goes by; empty without it."""


def judge(repository: Repository, selection: Selection, reader: Reader) -> Iterator[tuple[Commit, Verdict]]:
    """Every commit of SELECTION with its verdict, in git's order; nothing is kept."""
    return _judged(commits(repository, selection), _notes(repository, reader), reader)


def judge_ids(repository: Repository, oids: Iterable[str], reader: Reader) -> Iterator[tuple[Commit, Verdict]]:
    """The commits named by OIDS with their verdicts, in the order of OIDS."""
    return _judged(commits_by_id(repository, oids), _notes(repository, reader), reader)


def _judged(
    stream: Iterable[Commit], attached: dict[str, tuple[NoteRecord, ...]], reader: Reader
) -> Iterator[tuple[Commit, Verdict]]:
    for commit in stream:
        yield commit, classify(commit, attached.get(commit.oid, ()), registry=reader.registry)


def _notes(repository: Repository, reader: Reader) -> dict[str, tuple[NoteRecord, ...]]:
    return notes_by_commit(repository, reader.notes_refs, shorten=shorten) if reader.notes_refs else {}
