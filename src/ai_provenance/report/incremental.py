"""A report again costs what is new: the count of the last walk is kept, and gone on from when history only grew.

What was counted is known by the rules that judged (their digest), by what was asked for, and by the ids of the tips. A
tip that is not an ancestor of the new one (a force-push), other rules, another shallow cut or changed notes make the
kept count useless, and everything is walked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from ai_provenance.detect.alike import FastJudge
from ai_provenance.errors import IncompleteRangeError, RevisionError
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, Resolved, Selection, resolve
from ai_provenance.repo.cache import CacheDirectory, named
from ai_provenance.repo.history import Batch, batches
from ai_provenance.repo.notes import note_refs
from ai_provenance.repo.notes_index import NotesIndex
from ai_provenance.report import state
from ai_provenance.report.judge import Reader
from ai_provenance.report.noted import kept_notes
from ai_provenance.report.tally import Scope, Summary, Tally
from ai_provenance.report.walk import count, count_batches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

Stream = Iterable[Batch]
_FORMAT = 2
"""Raised when what a count holds, or how commits are counted, changes its meaning."""


class _Known(NamedTuple):
    """What a file of the store says."""

    tips: tuple[str, ...]
    tally: Tally


def count_cached(
    repository: Repository, selection: Selection, reader: Reader, *, scope: Scope, store: CacheDirectory | None
) -> Summary:
    """The summary that `walk.count` gives, from what STORE kept as far as it goes; it is kept there for the next time.

    Walks narrowed by date, path or number are not kept: what they hold changes with the clock, or is small.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `walk.count`.
    """
    if store is None or selection.since or selection.until or selection.paths or selection.limit is not None:
        return count(repository, selection, reader, scope=scope, accepts=reader.accepts)
    asked = _resolved(repository, selection)
    rules, noted = _rules(reader), _notes_state(repository, reader.notes_refs)
    judged_by = rules, reader.policy, noted
    question = _question(repository, selection, judged_by, scope=scope, negatives=asked.negatives)
    known = _load(store, question, scope)
    if known and known.tips == asked.tips:
        return known.tally.freeze()
    walk = partial(_walked, repository, selection)
    add = partial(_added, reader, kept_notes(repository, reader, store, refs=noted, rules=rules))
    gone_on = _gone_on(known, asked, walk, add) if known and not selection.first_parent else None
    tally = gone_on or add(Tally(scope), walk(asked))
    _save(store, question, _Known(asked.tips, tally))
    return tally.freeze()


def _gone_on(
    known: _Known, asked: Resolved, walk: Callable[[Resolved], Iterator[Batch]], add: Callable[[Tally, Stream], Tally]
) -> Tally | None:
    """The count of KNOWN with what is new; None where what it counted is not all reachable any more."""
    if len(known.tips) != 1 or len(asked.tips) != 1:
        return None
    new = _Watched(walk(Resolved(asked.tips, (*asked.negatives, *known.tips))), known.tips[0])
    try:
        tally = add(known.tally, new)
    except (RevisionError, IncompleteRangeError):
        return None  # the old tip is gone, or it is the new one: then counting everything fails as well
    return tally if new.met else None


def _walked(repository: Repository, selection: Selection, asked: Resolved) -> Iterator[Batch]:
    """The commits of ASKED; nothing where no commit has been made yet."""
    # the ids, not the names: a branch may move while we walk
    revisions = (*asked.tips, *(f"^{oid}" for oid in asked.negatives))
    return batches(repository, selection._replace(revisions=revisions)) if asked.tips else iter(())


def _added(reader: Reader, notes: NotesIndex, tally: Tally, stream: Stream) -> Tally:
    """TALLY with the commits of STREAM counted."""
    count_batches(tally, stream, FastJudge(reader.registry, notes, exact=False), reader.accepts)
    return tally


class _Watched:
    """Batches of the commits that are not reachable from OLD, and whether OLD is reachable from them.

    It is if one of them has it for a parent: of a way down to it, the last commit above it is among them.
    """

    def __init__(self, stream: Iterable[Batch], old: str) -> None:
        self.met = False
        self._stream = stream
        self._parent = f" {old} ".encode()

    def __iter__(self) -> Iterator[Batch]:
        for batch in self._stream:
            self.met = self.met or any(self._parent in ids for ids in batch.ids)
            yield batch


def _rules(reader: Reader) -> str:
    from ai_provenance.detect.digest import rules_digest  # noqa: PLC0415 - who keeps nothing pays for no digest

    return rules_digest(reader.registry)


def _resolved(repository: Repository, selection: Selection) -> Resolved:
    if selection.revisions == ("HEAD",):
        return Resolved((repository.head,) if repository.head else (), ())
    return resolve(repository, *selection.revisions)


def _question(
    repository: Repository,
    selection: Selection,
    judged_by: tuple[object, ...],
    *,
    scope: Scope,
    negatives: Sequence[str],
) -> bytes:
    """Everything but the tips that a count depends on. JUDGED_BY: rules, policy, notes."""
    parts = (
        _FORMAT,
        judged_by,
        sorted(negatives),
        selection.first_parent,
        selection.merges,
        scope.include_merges,
        scope.include_automation,
        sorted(repository.shallow_boundary) if repository.shallow else (),
        repository.grafted,
    )
    return repr(parts).encode("utf-8", "backslashreplace")


def _notes_state(repository: Repository, refs: Sequence[str]) -> list[str]:
    return [f"{name} {oid}" for name, oid in sorted(note_refs(repository, refs).items())]


def _load(store: CacheDirectory, question: bytes, scope: Scope) -> _Known | None:
    payload = store.load_for("count", question)
    if payload is None:
        return None
    try:
        kept: dict[str, Any] = json.loads(payload)
        return _Known(tuple(str(tip) for tip in kept["tips"]), state.load(kept["tally"], scope))
    except (KeyError, TypeError, ValueError, AttributeError):
        store.reject(named("count", question), "it holds no count")
        return None


def _save(store: CacheDirectory, question: bytes, known: _Known) -> None:
    answer = json.dumps({"tips": known.tips, "tally": state.dump(known.tally)}).encode()
    store.save_for("count", question, answer)
