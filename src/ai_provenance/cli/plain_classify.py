"""A plain classify of a repository without a configuration: judged and printed without the command line's libraries."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from itertools import chain

from ai_provenance.cli.stamps import configurations, configures
from ai_provenance.cli.words import Words
from ai_provenance.errors import ExitCode, ProvenanceError
from ai_provenance.export.verdicts import as_json, as_text, lines
from ai_provenance.repo import Repository, Selection
from ai_provenance.repo.layout import NOTES_REFS
from ai_provenance.repo.repository import opened_quickly
from ai_provenance.report.judge import Reader
from ai_provenance.report.walk import alike_verdicts


def classify(asked: Words) -> int | None:
    """Print a verdict for each commit; the exit code. None, and nothing printed, where the whole way must be gone."""
    try:
        repository = opened_quickly(asked.start, inherits=asked.inherit)
        if repository is None or _is_configured(repository):
            return None
        judged = alike_verdicts(repository, Selection(revisions=asked.revisions), Reader(notes_refs=NOTES_REFS))
        told = lines(judged, as_json if asked.form == "jsonl" else as_text)
        first = next(told, "")  # what can be wrong with the question is wrong from the beginning
    except ProvenanceError:
        return None
    return _write(chain([first], told))


def _is_configured(repository: Repository) -> bool:
    start = os.path.realpath(repository.top or repository.own)
    return any(configures(path) for path in configurations(start))


def _write(told: Iterable[str]) -> int:
    try:
        sys.stdout.writelines(told)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:  # noqa: BLE001 - some was printed: the whole way would print it again
        from ai_provenance.cli.main import explain  # noqa: PLC0415 - click, where something went wrong

        sys.stdout.flush()
        return explain(error)
    return ExitCode.OK
