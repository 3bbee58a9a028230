"""Give squash-merged commits back what they lost, as git notes: no commit is rewritten."""

from __future__ import annotations

from collections.abc import Mapping

from ai_provenance.config import Config
from ai_provenance.detect import registry_of
from ai_provenance.detect.declaring import declaration_line
from ai_provenance.model import NoteRecord
from ai_provenance.repo import Repository, notes
from ai_provenance.repo.note_writing import write_notes
from ai_provenance.squash.audit import Audit, Case, Outcome

NOTES_REF = "refs/notes/ai-provenance"
"""Where the notes are written; the configuration's `notes-refs` reads it by default."""
RECOVERED = "Recovered-from"
"""Trailer of a note that names a commit which said so before the squash."""
_MENDED = (Outcome.LOST, Outcome.BURIED, Outcome.PARTIAL)


def repair(repository: Repository, audit: Audit, config: Config, *, dry_run: bool = False) -> dict[str, bytes]:
    """Write a note for each squash merge that lost evidence; the notes written, by commit.

    What a note says already stays and is not said twice, so that a second run writes nothing. Raises GitError when
    git refuses.
    """
    present = notes(repository, [NOTES_REF])
    bodies = {
        case.pair.merged: body
        for case in audit.cases
        if case.outcome in _MENDED and (body := _body(case, config, present)) is not None
    }
    if not dry_run:
        write_notes(repository, NOTES_REF, bodies, reason="Recover what squash merges lost\n")
    return bodies


def _body(case: Case, config: Config, present: Mapping[str, tuple[NoteRecord, ...]]) -> bytes | None:
    """The whole note for a case; None when it says it all already."""
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
