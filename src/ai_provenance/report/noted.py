"""The notes of a history, kept between walks.

Where every commit has a note, reading them all costs more than walking what is new. They change with their refs, and
what they say with the rules.
"""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.detect.alike import telling_notes
from ai_provenance.repo import Repository
from ai_provenance.repo.cache import CacheDirectory, named
from ai_provenance.repo.notes_index import NotesIndex
from ai_provenance.report.settings import ClassifierSettings

_FORMAT = 1


def kept_notes(
    repository: Repository, settings: ClassifierSettings, store: CacheDirectory, *, refs: Sequence[str], rules: str
) -> NotesIndex:
    """The notes that hold evidence, from STORE if they are there. REFS say where each ref stands, RULES who judges.

    Raises GitError when git fails.
    """
    if not refs:
        return NotesIndex()
    question = repr((_FORMAT, rules, settings.key, repository.object_format, refs)).encode("utf-8", "backslashreplace")
    kept = store.load_for("notes", question)
    if kept is not None:
        try:
            return NotesIndex.load(kept)
        except (KeyError, TypeError, ValueError):
            store.reject(named("notes", question), "it holds no notes")
    found = telling_notes(repository, settings.notes_refs, settings.registry)
    store.save_for("notes", question, found.dump())
    return found
