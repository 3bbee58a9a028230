"""The cached count: a report reads the commits that are new since the last one, and adds them to its count.

A count is cached by the rules that classified (their digest), by the options that narrow the walk, and by the ids of
the tips. Where an old tip is no ancestor of the new one (a force-push), or where rules, notes or the cut of a shallow
clone have changed, everything is counted again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial

from ai_provenance.errors import IncompleteRangeError, RevisionError
from ai_provenance.model import Level, Origin
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, Resolved, Selection, resolve
from ai_provenance.repo.cache import CacheDirectory, named
from ai_provenance.repo.history import Batch, batches
from ai_provenance.repo.notes import note_refs
from ai_provenance.repo.notes_index import NotesIndex
from ai_provenance.report.classify import ClassifierSettings, classify_batches, count, count_batches, evidence_notes
from ai_provenance.report.first_ai import Dated, SinceFirstAi
from ai_provenance.report.periods import Periods
from ai_provenance.report.tally import EXAMPLES_KEPT, Example, Examples, Summary, Tally
from ai_provenance.report.totals import Scope, Totals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_FORMAT = 4
"""Raised when what a count holds, or how commits are counted, changes its meaning: a count of another is ignored."""
_NOTES_FORMAT = 2
"""The same for the notes."""


class _CachedCount(NamedTuple):
    """What a file of the cache holds."""

    tips: tuple[str, ...]
    tally: Tally


def count_cached(
    repository: Repository,
    selection: Selection,
    settings: ClassifierSettings,
    *,
    scope: Scope,
    store: CacheDirectory | None,
) -> Summary:
    """The summary that `classify.count` gives, from what is in STORE as far as it goes; the new count is saved there.

    Walks narrowed by date, path or number are not cached: what they hold changes with the clock, or is small.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `classify.count`.
    """
    if store is None or selection.since or selection.until or selection.paths or selection.limit is not None:
        return count(repository, selection, settings, scope=scope)
    tips = _resolved(repository, selection)
    rules, notes = _rules(settings), _state_of_notes(repository, settings.notes_refs)
    key = _key(repository, selection, (rules, settings.policy, notes), scope=scope, negatives=tips.negatives)
    cached = _load(store, key, scope)
    if cached and cached.tips == tips.tips:
        return cached.tally.freeze()
    walk = partial(_walk, repository, selection)
    read_notes = partial(_cached_notes, repository, settings, store, refs=notes, rules=rules)
    add = partial(_add, settings, read_notes)
    extended = _extend(cached, tips, walk, add) if cached and not selection.first_parent else None
    tally = extended or add(Tally(scope), walk(tips))
    _save(store, key, _CachedCount(tips.tips, tally))
    return tally.freeze()


def _extend(
    cached: _CachedCount,
    wanted: Resolved,
    walk: Callable[[Resolved], Iterator[Batch]],
    add: Callable[[Tally, Iterable[Batch]], Tally],
) -> Tally | None:
    """The count of CACHED with what is new; None where not all that it counted can still be reached."""
    if len(cached.tips) != 1 or len(wanted.tips) != 1:
        return None
    new = _Watched(walk(Resolved(wanted.tips, (*wanted.negatives, *cached.tips))), cached.tips[0])
    try:
        tally = add(cached.tally, new)
    except (RevisionError, IncompleteRangeError):
        return None  # the old tip is gone, or it is the new one: then counting everything fails as well
    return tally if new.met and not tally.since.must_recount else None


def _walk(repository: Repository, selection: Selection, wanted: Resolved) -> Iterator[Batch]:
    """The commits of WANTED; nothing where no commit has been made yet."""
    # the ids, not the names: a branch may move while we walk
    revisions = (*wanted.tips, *(f"^{oid}" for oid in wanted.negatives))
    return batches(repository, selection._replace(revisions=revisions)) if wanted.tips else iter(())


def _add(
    settings: ClassifierSettings, read_notes: Callable[[], NotesIndex], tally: Tally, stream: Iterable[Batch]
) -> Tally:
    """TALLY with the commits of STREAM counted."""
    count_batches(tally, classify_batches(stream, settings, read_notes), settings.accepts)
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


def _rules(settings: ClassifierSettings) -> str:
    from ai_provenance.detect.digest import rules_digest  # noqa: PLC0415 - only a cached count needs one

    return rules_digest(settings.agents)


def _resolved(repository: Repository, selection: Selection) -> Resolved:
    if selection.revisions == ("HEAD",):
        return Resolved((repository.head,) if repository.head else (), ())
    return resolve(repository, *selection.revisions)


def _key(
    repository: Repository,
    selection: Selection,
    classified_by: tuple[object, ...],
    *,
    scope: Scope,
    negatives: Sequence[str],
) -> bytes:
    """Everything but the tips that a count depends on. CLASSIFIED_BY: rules, policy, notes."""
    parts = (
        _FORMAT,
        classified_by,
        sorted(negatives),
        selection.first_parent,
        selection.merges,
        scope.include_merges,
        scope.include_automation,
        sorted(repository.shallow_boundary) if repository.shallow else (),
        repository.grafted,
    )
    return repr(parts).encode("utf-8", "backslashreplace")


def _state_of_notes(repository: Repository, refs: Sequence[str]) -> list[str]:
    return [f"{name} {oid}" for name, oid in sorted(note_refs(repository, refs).items())]


def _cached_notes(
    repository: Repository, settings: ClassifierSettings, store: CacheDirectory, *, refs: Sequence[str], rules: str
) -> NotesIndex:
    """The notes that hold evidence, from STORE if they are there. REFS are the notes refs and their object ids.

    Where every commit has a note, reading them all costs more than walking what is new. Raises GitError as git fails.
    """
    if not refs:
        return NotesIndex()
    key = repr((_NOTES_FORMAT, rules, repository.object_format, refs)).encode("utf-8", "backslashreplace")
    cached = store.load_for("notes", key)
    if cached is not None:
        try:
            return NotesIndex.load(cached)
        except (KeyError, TypeError, ValueError):
            store.reject(named("notes", key), "it holds no notes")
    found = evidence_notes(repository, settings)
    store.save_for("notes", key, found.dump())
    return found


def _load(store: CacheDirectory, key: bytes, scope: Scope) -> _CachedCount | None:
    payload = store.load_for("count", key)
    if payload is None:
        return None
    try:
        saved: dict[str, Any] = json.loads(payload)
        return _CachedCount(tuple(str(tip) for tip in saved["tips"]), _load_tally(saved["tally"], scope))
    except (KeyError, TypeError, ValueError, AttributeError):
        store.reject(named("count", key), "it holds no count")
        return None


def _save(store: CacheDirectory, key: bytes, counted: _CachedCount) -> None:
    payload = json.dumps({"tips": counted.tips, "tally": _dump_tally(counted.tally)}).encode()
    store.save_for("count", key, payload)


def _dump_tally(tally: Tally) -> dict[str, Any]:
    """TALLY as values that JSON can hold, but for its scope."""
    tally.since.close()
    return {
        "totals": _dump_totals(tally.totals),
        "agents": tally.agents,
        "models": [[agent, model, number] for (agent, model), number in tally.models.items()],
        "places": tally.places,
        "flags": tally.flags,
        "periods": tally.periods.dump(),
        "oldest": tally.oldest,
        "newest": tally.newest,
        "untraceable": [list(example) for example in tally.untraceable.kept],
        "undeclared": [list(example) for example in tally.undeclared.kept],
        "first_ai": tally.since.first,
        "newest_before": tally.since.newest_before,
        "since_first_ai": _dump_totals(tally.since.totals),
    }


def _load_tally(state: Mapping[str, Any], scope: Scope) -> Tally:
    """The count that `_dump_tally` made STATE of.

    Raises:
        KeyError, TypeError, ValueError: STATE is no count.
    """
    tally = Tally(scope)
    tally.totals = _load_totals(state["totals"], scope)
    tally.agents = _counter(state["agents"])
    tally.models = Counter({(str(agent), str(model)): int(number) for agent, model, number in state["models"]})
    tally.places = _counter(state["places"])
    tally.flags = _counter(state["flags"])
    tally.periods = Periods.load(state["periods"])
    tally.oldest = None if state["oldest"] is None else int(state["oldest"])
    tally.newest = _load_dated(state["newest"])
    tally.untraceable = Examples(Example(*example) for example in state["untraceable"][:EXAMPLES_KEPT])
    tally.undeclared = Examples(Example(*example) for example in state["undeclared"][:EXAMPLES_KEPT])
    before = state["newest_before"]
    tally.since = SinceFirstAi(
        _load_totals(state["since_first_ai"], scope),
        _load_dated(state["first_ai"]),
        None if before is None else int(before),
    )
    return tally


def _dump_totals(totals: Totals) -> dict[str, Any]:
    return {
        "walked": totals.walked,
        "excluded": [totals.excluded_merges, totals.excluded_automation],
        "origins": {origin.value: number for origin, number in totals.origins.items()},
        "flags": totals.flags,
        "levels": {origin.value: numbers for origin, numbers in totals.levels.items()},
        "ai_valid": totals.ai_valid,
    }


def _load_totals(state: Mapping[str, Any], scope: Scope) -> Totals:
    levels = {Origin(name): [int(number) for number in numbers] for name, numbers in state["levels"].items()}
    if len(levels) != len(Origin) or any(len(numbers) != len(Level) for numbers in levels.values()):
        raise ValueError("expected five levels of each origin")
    totals = Totals(scope)
    totals.walked = int(state["walked"])
    totals.excluded_merges, totals.excluded_automation = map(int, state["excluded"])
    totals.origins = Counter({Origin(name): int(number) for name, number in state["origins"].items()})
    totals.flags = _counter(state["flags"])
    totals.levels = levels
    totals.ai_valid = int(state["ai_valid"])
    return totals


def _load_dated(state: Sequence[Any] | None) -> Dated | None:
    if state is None:
        return None
    oid, commit_time = state
    return Dated(str(oid), int(commit_time))


def _counter(numbers: Mapping[str, Any]) -> Counter[str]:
    return Counter({str(name): int(number) for name, number in numbers.items()})
