"""In-scope commits by the directories in which they change something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from ai_provenance.model import Origin, Verdict
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, Selection
from ai_provenance.repo.changes import changes
from ai_provenance.report.classify import judged_history
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.totals import Scope, declared_and_valid

_SMALLEST = 10
"""Commits of a directory that is listed: a share of fewer says little."""
_LISTED = 50
_AT_ONCE = 500
"""Commits whose paths are read together."""


class Directory(NamedTuple):
    """In-scope commits that change something below a directory."""

    path: str
    in_scope: int
    ai: int
    declared: int


def count_directories(
    repository: Repository, selection: Selection, settings: ClassifierSettings, *, scope: Scope, since: int
) -> tuple[Directory, ...]:
    """The directories that most in-scope commits change, of the commits not older than SINCE (seconds).

    A commit counts once for a directory and for each one above it, but not for the top. A merge changes nothing of its
    own.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `classify.count`.
    """
    counts: dict[str, list[int]] = {}
    for verdict, valid, paths in _changed(repository, _since(repository, selection, settings, scope, since=since)):
        is_ai = verdict.origin is Origin.AI
        is_declared = is_ai and declared_and_valid(verdict, valid)
        for directory in {above for path in paths for above in _above(path)}:
            numbers = counts.setdefault(directory, [0, 0, 0])
            numbers[0] += 1
            numbers[1] += is_ai
            numbers[2] += is_declared
    large = [Directory(path, *numbers) for path, numbers in counts.items() if numbers[0] >= _SMALLEST]
    most = sorted(large, key=lambda one: (-one.in_scope, one.path))[:_LISTED]
    return tuple(sorted(most))  # by path: a directory before those below it


_Judged = tuple[str, Verdict, bool | None]


def _since(
    repository: Repository, selection: Selection, settings: ClassifierSettings, scope: Scope, *, since: int
) -> Iterator[_Judged]:
    for oid, time, is_merge, verdict, valid in judged_history(repository, selection, settings):
        left_out = is_merge or (verdict.origin is Origin.AUTOMATION and not scope.include_automation)
        if time >= since and not left_out:
            yield oid, verdict, valid


def _changed(
    repository: Repository, judged: Iterable[_Judged]
) -> Iterator[tuple[Verdict, bool | None, tuple[str, ...]]]:
    stream = iter(judged)
    while some := list(islice(stream, _AT_ONCE)):
        found = changes(repository, [oid for oid, _, _ in some])
        for oid, verdict, valid in some:
            if oid in found:
                yield verdict, valid, found[oid].paths


def _above(path: str) -> Iterator[str]:
    """The directories that PATH is in, the top left out."""
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
