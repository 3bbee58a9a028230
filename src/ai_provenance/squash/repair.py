"""Restores what squash-merged commits lost, as git notes: no commit is rewritten."""

from __future__ import annotations

from collections.abc import Mapping

from ai_provenance.agents import registry_of
from ai_provenance.config import Config
from ai_provenance.detect.declaring import declaration_line
from ai_provenance.model import NoteRecord
from ai_provenance.repo import Repository, notes_by_commit
from ai_provenance.repo.note_writing import write_notes
from ai_provenance.squash.audit import Audit, Case, Outcome

NOTES_REF = "refs/notes/ai-provenance"
"""Where the notes are written; the configuration's `notes-refs` reads it by default."""
RECOVERED = "Recovered-from"
"""Trailer of a note that names a commit which carried the evidence before the squash."""
_REPAIRED = (Outcome.LOST, Outcome.BURIED, Outcome.PARTIAL)


def repair(repository: Repository, audit: Audit, config: Config, *, dry_run: bool = False) -> dict[str, bytes]:
    """Write a note for each squash merge that lost evidence; the notes written, by commit.

    A line that a note has already is kept and not repeated, so that a second run writes nothing. Raises GitError when
    git refuses.
    """
    present = notes_by_commit(repository, [NOTES_REF])
    bodies = {
        case.pair.merged: body
        for case in audit.cases
        if case.outcome in _REPAIRED and (body := _body(case, config, present)) is not None
    }
    if not dry_run:
        write_notes(repository, NOTES_REF, bodies, reason="Recover what squash merges lost\n")
    return bodies


def _body(case: Case, config: Config, present: Mapping[str, tuple[NoteRecord, ...]]) -> bytes | None:
    """The whole note for a case; None when nothing is missing from it."""
    old = b"".join(record.body for record in present.get(case.pair.merged, ()))
    agents = registry_of(config.agents)
    lines = [declaration_line(use, config.profile, agents) for use in case.missing]
    lines += [f"{RECOVERED}: {oid}" for oid in case.witnesses]
    known = set(old.decode("utf-8", "replace").splitlines())
    new = [line for line in lines if line and line not in known]
    if not new:
        return None
    above = old if not old or old.endswith(b"\n") else old + b"\n"
    return above + "".join(f"{line}\n" for line in new).encode()
