"""A plain classify of a repository without a configuration: judged and printed without the command line's libraries."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from itertools import chain

from ai_provenance.cli.printing import forget_output
from ai_provenance.cli.stamps import configured
from ai_provenance.cli.words import Words
from ai_provenance.config.notes_refs import NOTES_REFS
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.verdicts import as_json, as_text, lines
from ai_provenance.repo import Selection
from ai_provenance.repo.repository import opened_quickly
from ai_provenance.report.classify import ClassifierSettings, classify_history


def classify(asked: Words) -> int | None:
    """Print a verdict for each commit; the exit code. None, and nothing printed, where the whole way must be gone."""
    try:
        repository = opened_quickly(asked.start, inherits=asked.inherit)
        if repository is None or configured(os.path.realpath(repository.top or repository.own)):
            return None
        settings = ClassifierSettings(notes_refs=NOTES_REFS)
        judged = classify_history(repository, Selection(revisions=asked.revisions), settings)
        told = lines(judged, as_json if asked.form == "jsonl" else as_text)
        first = next(told, "")  # what can be wrong with the question is wrong from the beginning
    except ProvenanceError:
        return None
    return _write(chain([first], told))


def _write(told: Iterable[str]) -> int:
    try:
        sys.stdout.writelines(told)
        sys.stdout.flush()
    except BrokenPipeError:
        forget_output()
    except Exception as error:  # noqa: BLE001 - some was printed: the whole way would print it again
        from ai_provenance.cli.main import explain  # noqa: PLC0415 - click, where something went wrong

        sys.stdout.flush()
        return explain(error)
    return ExitCode.OK
