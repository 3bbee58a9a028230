"""Records that are made from others: what a rebase, a pick or a squash takes over."""

from __future__ import annotations

from ai_provenance.attest.binding import digest
from ai_provenance.attest.envelope import lines_of, opened
from ai_provenance.attest.statement import Record, StatementError, read
from ai_provenance.repo.note_writing import RECORDS
from ai_provenance.repo.notes import notes_by_commit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ai_provenance.repo import Repository

_MOST_SOURCES = 12
"""Sources that a record names: it must stay small, and a squash may fold hundreds of commits."""


def records_at(repository: Repository, oids: Iterable[str]) -> dict[str, list[tuple[bytes, Record]]]:
    """The lines of the notes of commits OIDS that hold a record, each with it, by commit. Raises GitError."""
    found: dict[str, list[tuple[bytes, Record]]] = {}
    for oid, notes in notes_by_commit(repository, [RECORDS], only=set(oids)).items():
        for line in lines_of(notes[0].body)[0]:
            try:
                found.setdefault(oid, []).append((line, read(opened(line).payload)))
            except StatementError:
                continue  # of another tool, or of a later version: `explain` shows it
    return found


def united(record: Record, sources: Sequence[tuple[bytes, Record]]) -> Record:
    """RECORD with the agents that SOURCES, lines and their records, name as well: the commits that it was made from."""
    others = [other for _, other in sources]
    record = record._replace(derived_from=tuple(sorted({digest(line) for line, _ in sources}))[:_MOST_SOURCES])
    agents = {one.id: one for other in others for one in other.agents} | {one.id: one for one in record.agents}
    if not agents:
        return record
    evidence = dict.fromkeys((*record.evidence, *(one for other in others for one in other.evidence)))
    return record._replace(origin="ai", agents=tuple(agents.values()), evidence=tuple(evidence))
