"""Not run: `mypy --strict` checks that the public library can be used with its types."""

from __future__ import annotations

from pathlib import Path

from ai_provenance import (
    Commit,
    Origin,
    Scope,
    Selection,
    Summary,
    Verdict,
    classify,
    commits,
    open_repository,
    summarise,
)


def ai_commits(directory: Path) -> list[Verdict]:
    repository = open_repository(directory)
    verdicts = (classify(commit) for commit in commits(repository, Selection(("HEAD",))))
    return [verdict for verdict in verdicts if verdict.origin is Origin.AI]


def counted(judged: list[tuple[Commit, Verdict]]) -> float | None:
    summary: Summary = summarise(judged, Scope(include_merges=True))
    return summary.trace_all.ratio
