"""A report again costs what is new: the count of the last walk is kept, and gone on from when history only grew.

What was counted is known by the rules that judged (their digest), by what was asked for, and by the ids of the tips. A
tip that is not an ancestor of the new one (a force-push), other rules, another shallow cut or changed notes make the
kept count useless, and everything is walked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ai_provenance.detect.alike import FastJudge
from ai_provenance.repo import Repository, Resolved, Selection, resolve, try_git
from ai_provenance.repo.batches import batches
from ai_provenance.repo.cache import Store
from ai_provenance.repo.note_reading import note_refs
from ai_provenance.report import state
from ai_provenance.report.judge import Reader
from ai_provenance.report.noted import kept_notes
from ai_provenance.report.tally import Scope, Summary, Tally
from ai_provenance.report.walk import count, count_batches

_FORMAT = 2
"""Raised when what a count holds, or how commits are counted, changes its meaning."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a file of the store says."""

    tips: tuple[str, ...]
    tally: Tally


def count_cached(
    repository: Repository, selection: Selection, reader: Reader, *, scope: Scope, store: Store | None
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
    name = "count-" + _key(repository, selection, (rules, reader.policy, noted), scope=scope, negatives=asked.negatives)
    known = _load(store, name, scope)
    if known and known.tips == asked.tips:
        return known.tally.freeze()
    tally, excluded = Tally(scope), asked.negatives
    if known and not selection.first_parent and _grew(repository, known.tips, asked.tips):
        tally, excluded = known.tally, (*asked.negatives, *known.tips)
    if asked.tips:
        # the ids, not the names: a branch may move while we walk
        walked = replace(selection, revisions=(*asked.tips, *(f"^{oid}" for oid in excluded)))
        notes = kept_notes(repository, reader, store, refs=noted, rules=rules)
        judge = FastJudge(reader.registry, notes, exact=False)
        count_batches(tally, batches(repository, walked), judge, reader.accepts)
    _save(store, name, _Known(asked.tips, tally))
    return tally.freeze()


def _rules(reader: Reader) -> str:
    from ai_provenance.detect.digest import rules_digest  # noqa: PLC0415 - who keeps nothing pays for no digest

    return rules_digest(reader.registry)


def _resolved(repository: Repository, selection: Selection) -> Resolved:
    if selection.revisions == ("HEAD",):
        return Resolved((repository.head,) if repository.head else (), ())
    return resolve(repository, *selection.revisions)


def _key(
    repository: Repository,
    selection: Selection,
    judged_by: tuple[object, ...],
    *,
    scope: Scope,
    negatives: Sequence[str],
) -> str:
    """A digest of everything but the tips that a count depends on. JUDGED_BY: rules, policy, notes."""
    from hashlib import sha256  # noqa: PLC0415 - as above

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
    return sha256(repr(parts).encode()).hexdigest()[:32]


def _notes_state(repository: Repository, refs: Sequence[str]) -> list[str]:
    return [f"{name} {oid}" for name, oid in sorted(note_refs(repository, refs).items())]


def _grew(repository: Repository, old: tuple[str, ...], new: tuple[str, ...]) -> bool:
    """Whether everything that was counted is still reachable."""
    if len(old) != 1 or len(new) != 1:
        return False
    return try_git(repository, "merge-base", "--is-ancestor", "--end-of-options", old[0], new[0]).status == 0


def _load(store: Store, name: str, scope: Scope) -> _Known | None:
    payload = store.load(name)
    if payload is None:
        return None
    try:
        kept: dict[str, Any] = json.loads(payload)
        return _Known(tuple(str(tip) for tip in kept["tips"]), state.load(kept["tally"], scope))
    except (KeyError, TypeError, ValueError, AttributeError):
        store.reject(name, "it holds no count")
        return None


def _save(store: Store, name: str, known: _Known) -> None:
    store.save(name, json.dumps({"tips": known.tips, "tally": state.dump(known.tally)}).encode())
