"""Compares the verdicts of the walk with those of `detect.classify` on all lines, commit by commit.

    python benchmarks/verdicts.py REPOSITORY ...

Prints how many commits were compared and every commit whose verdicts differ; exits 1 when there is one. Notes are read
too. All lines of a commit are read in half a millisecond: a hundred thousand commits take a minute.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from ai_provenance.detect import classify
from ai_provenance.detect.notes import named_paths, shorten
from ai_provenance.model import Commit, Verdict
from ai_provenance.repo import Repository, Selection, commits, notes_by_commit, open_repository
from ai_provenance.report import summarise
from ai_provenance.report.classify import classify_history, count
from ai_provenance.report.settings import ClassifierSettings

SHOWN = 20
SETTINGS = ClassifierSettings()


def main(paths: list[str]) -> int:
    """Compare each repository; 1 when a verdict or a count differs."""
    found = [differs(Path(path)) for path in paths]
    return int(any(found))


def differs(path: Path) -> bool:
    """Print what differs in one repository."""
    repository = open_repository(path)
    differing = list(islice(pairs(repository), SHOWN))
    for expected, found in differing:
        print(f"{path}: {expected.oid}\n  all lines {expected}\n  the walk  {found}")
    summary = summarise(one_by_one(repository))
    same = count(repository, Selection(), SETTINGS) == summary
    counts = "equal" if same else "differ"
    print(f"{path}: {summary.walked:,} commits, {len(differing)} verdicts differ, counts {counts}", flush=True)
    return bool(differing) or not same


def one_by_one(repository: Repository) -> Iterator[tuple[Commit, Verdict]]:
    """Every commit with the verdict that all its lines give."""
    registry = SETTINGS.registry
    attached = notes_by_commit(
        repository, SETTINGS.notes_refs, shorten=shorten, named_paths=lambda note: named_paths(note, registry)
    )
    for commit in commits(repository, Selection()):
        yield commit, classify(commit, attached.get(commit.oid, ()))


def pairs(repository: Repository) -> Iterator[tuple[Verdict, Verdict]]:
    """The verdicts that are not the same."""
    walked = classify_history(repository, Selection(), SETTINGS)
    for (_, expected), (oid, verdict) in zip(one_by_one(repository), walked, strict=True):
        found = verdict._replace(oid=oid)
        if found != expected:
            yield expected, found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
