"""The cached count: a report reads the commits that are new since the last one, and adds them to its count.

A count is cached by the rules that classified (their digest), by the configuration, by the options that narrow the
walk, and by the ids of the tips and of the notes refs. Where an old tip is no ancestor of the new one (a force-push),
where rules or the cut of a shallow clone have changed, or notes that bear on what was counted (`changed_notes`),
everything is counted again.
"""

# What walks and classifies is imported where a commit must be classified: it takes several starts of Python to load,
# and a report with nothing new needs none of it.
# ruff: noqa: PLC0415

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial

from ai_provenance import __version__
from ai_provenance.errors import IncompleteRangeError, RevisionError
from ai_provenance.model import Level, Origin, RecordClaim
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository, Resolved, Selection, resolve
from ai_provenance.repo.cache import CacheDirectory, named
from ai_provenance.repo.note_writing import RECORDS
from ai_provenance.repo.notes import note_refs
from ai_provenance.report.first_ai import Dated, SinceFirstAi
from ai_provenance.report.periods import Periods
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.tally import EXAMPLES_KEPT, Example, Examples, Summary, Tally
from ai_provenance.report.totals import Scope, Totals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ai_provenance.attest.history import RecordsIndex
    from ai_provenance.repo.history import Batch
    from ai_provenance.repo.notes_index import NotesIndex
    from ai_provenance.report.changed_notes import AuthorTimes
    from ai_provenance.report.classify import ReadNotes

    Stream = Iterable[Batch]

_FORMAT = 8
"""Raised when what a count holds, or how commits are counted, changes its meaning: a count of another is ignored."""
_NOTES_FORMAT = 4
"""The same for the notes."""


class Counted(NamedTuple):
    """What was counted of a range."""

    summary: Summary
    agent_names: Mapping[str, str]
    """Agent id -> display name, of the agents that occur."""


class _Cached(NamedTuple):
    """What a file of the cache holds."""

    tips: tuple[str, ...]
    notes: Mapping[str, str]
    """The ids of the refs of notes and records, by name."""
    tally: Tally
    names: Mapping[str, str]
    """Agent id -> display name: cached too, because the agents take longer to load than everything else here."""


def count_cached(
    repository: Repository,
    selection: Selection,
    settings: ClassifierSettings,
    *,
    scope: Scope,
    store: CacheDirectory | None,
) -> Counted:
    """What `classify.count` gives, from what is in STORE as far as it goes; the new count is saved there.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `classify.count`.
    """
    # what gpg says of a signature depends on its keyring, which no key of the cache has
    if store is None or settings.commit_signatures or not _is_fixed(selection):
        from ai_provenance.report.classify import count

        summary = count(repository, selection, settings, scope=scope)
        return Counted(summary, _names(settings, (agent.id for agent in summary.agents)))
    tips = _resolved(repository, selection)
    rules, notes = _rules(), note_refs(repository, (*settings.notes_refs, RECORDS))
    trust = _trust_state(repository, settings) if RECORDS in notes else ""
    classified_by = (rules, settings.key, sorted(notes), trust)
    key = _key(repository, selection, classified_by, scope=scope, negatives=tips.negatives)
    cached = _load(store, key, scope)
    if cached is None or (cached.tips, cached.notes) != (tips.tips, notes):
        evidence = [f"{name} {oid}" for name, oid in sorted(notes.items()) if name != RECORDS]
        read_notes = partial(_cached_notes, repository, settings, store, refs=evidence, rules=rules)
        read_records = partial(_records, repository, settings, store) if RECORDS in notes else None
        read = partial(_attached, repository, settings, read_notes, read_records)
        walk, add = partial(_walk, repository, selection), partial(_add, settings, read)
        times = _author_times(store, key) if RECORDS in notes else None
        extended = None
        if cached and _is_whole(selection) and _holds(repository, cached, notes, times):
            extended = _extend(cached, tips, partial(_collected, walk, times), add)
        if extended is None and times is not None:
            times = _author_times(store, key)  # what an attempt has added counts no more
        tally = extended or add(Tally(scope), _collected(walk, times, tips))
        cached = _Cached(tips.tips, notes, tally, _names(settings, tally.agents))
        _save(store, key, cached)
        if times is not None:
            times.save(tips.tips)
    return Counted(cached.tally.freeze(), cached.names)


def _is_fixed(selection: Selection) -> bool:
    """Whether the same tips will always give the same commits; a number of commits is no saving to cache."""
    if selection.until or selection.limit is not None:
        return False
    # git takes what a date leaves out from the clock: `2026-01-02` is that day at the present time of day
    return selection.since is None or selection.since.endswith("T00:00:00Z")


def _is_whole(selection: Selection) -> bool:
    """Whether every commit that is reachable is given, so that what is new can be added to a count of the rest."""
    return not (selection.first_parent or selection.since or selection.paths)


def _extend(
    cached: _Cached, tips: Resolved, walk: Callable[[Resolved], Stream], add: Callable[[Tally, Stream], Tally]
) -> Tally | None:
    """The count of CACHED with what is new; None where what it counted is not all reachable any more."""
    if cached.tips == tips.tips:
        return add(cached.tally, ())
    if len(cached.tips) != 1 or len(tips.tips) != 1:
        return None
    new = _Watched(walk(Resolved(tips.tips, (*tips.negatives, *cached.tips))), cached.tips[0])
    try:
        tally = add(cached.tally, new)
    except (RevisionError, IncompleteRangeError):
        return None  # the old tip is gone, or it is the new one: then counting everything fails as well
    return tally if new.met and not tally.since.must_recount else None


def _holds(repository: Repository, cached: _Cached, notes: Mapping[str, str], times: AuthorTimes | None) -> bool:
    """Whether what CACHED counted would be counted alike by NOTES, the refs and their ids."""
    known = times.load(cached.tips) if times else None
    if cached.notes == notes:
        return times is None or known is not None
    from ai_provenance.report.changed_notes import bear_on_counted

    moved = {name: (oid, notes[name]) for name, oid in cached.notes.items() if oid != notes[name]}
    return not bear_on_counted(repository, moved, tips=cached.tips, times=known)


def _author_times(store: CacheDirectory, key: bytes) -> AuthorTimes:
    from ai_provenance.report.changed_notes import AuthorTimes

    return AuthorTimes(store, key)


def _collected(walk: Callable[[Resolved], Iterator[Batch]], times: AuthorTimes | None, tips: Resolved) -> Stream:
    """The commits of TIPS, whose author times are added to TIMES."""
    return times.collected(walk(tips)) if times else walk(tips)


def _trust_state(repository: Repository, settings: ClassifierSettings) -> str:
    from ai_provenance.attest.base import trust_state  # loads none of what reads the files

    return trust_state(repository, settings.trust_base)


def _records(
    repository: Repository, settings: ClassifierSettings, store: CacheDirectory
) -> RecordsIndex[RecordClaim] | None:
    from ai_provenance.report.classify import records_index

    return records_index(repository, settings, store)


def _walk(repository: Repository, selection: Selection, tips: Resolved) -> Iterator[Batch]:
    """The commits of TIPS; nothing where no commit has been made yet."""
    from ai_provenance.repo.history import batches

    # the ids, not the names: a branch may move while we walk
    revisions = (*tips.tips, *(f"^{oid}" for oid in tips.negatives))
    return batches(repository, selection._replace(revisions=revisions)) if tips.tips else iter(())


def _attached(
    repository: Repository,
    settings: ClassifierSettings,
    read_notes: Callable[[], NotesIndex],
    read_records: Callable[[], RecordsIndex[RecordClaim] | None] | None,
) -> ReadNotes:
    from ai_provenance.report.classify import ReadNotes, brought_by

    return ReadNotes(read_notes, read_records, brings=brought_by(repository, settings))


def _add(settings: ClassifierSettings, attached: Callable[[], ReadNotes], tally: Tally, stream: Stream) -> Tally:
    """TALLY with the commits of STREAM counted."""
    from ai_provenance.report.classify import classify_batches, count_batches

    read = attached()
    read.records()  # those of no commit are counted, too
    count_batches(tally, classify_batches(stream, settings, read), settings.accepts)
    tally.recorded = read.recorded()
    return tally


def _cached_notes(
    repository: Repository, settings: ClassifierSettings, store: CacheDirectory, *, refs: Sequence[str], rules: str
) -> NotesIndex:
    """The notes that hold evidence, from STORE if they are there. REFS are the notes refs and their object ids.

    Where every commit has a note, reading them all costs more than walking what is new. Raises GitError as git fails.
    """
    from ai_provenance.repo.notes_index import NotesIndex

    if not refs:
        return NotesIndex()
    parts = (_NOTES_FORMAT, rules, settings.key, repository.object_format, refs)
    key = repr(parts).encode("utf-8", "backslashreplace")
    cached = store.load_for("notes", key)
    if cached is not None:
        try:
            return NotesIndex.load(cached)
        except (KeyError, TypeError, ValueError):
            store.reject(named("notes", key), "it holds no notes")
    from ai_provenance.report.classify import evidence_notes

    found = evidence_notes(repository, settings)
    store.save_for("notes", key, found.dump())
    return found


def _names(settings: ClassifierSettings, agents: Iterable[str]) -> dict[str, str]:
    return {agent: settings.registry.name(agent) for agent in agents}


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


def _rules() -> str:
    return f"{__version__} {_digest()}"


@cache  # a configuration with a point of adoption has two counts
def _digest() -> str:
    from ai_provenance.detect.digest import rules_digest

    return rules_digest()


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
    """Everything but the tips that a count depends on. CLASSIFIED_BY: rules, configuration, notes."""
    parts = (
        _FORMAT,
        classified_by,
        sorted(negatives),
        selection.first_parent,
        selection.merges,
        selection.since,
        # a path is relative to the directory that git is started in
        (repository.start, selection.paths) if selection.paths else (),
        scope.include_merges,
        scope.include_automation,
        sorted(repository.shallow_boundary) if repository.shallow else (),
        repository.grafted,
    )
    return repr(parts).encode("utf-8", "backslashreplace")


def _load(store: CacheDirectory, key: bytes, scope: Scope) -> _Cached | None:
    payload = store.load_for("count", key)
    if payload is None:
        return None
    try:
        kept: dict[str, Any] = json.loads(payload)
        tips = tuple(str(tip) for tip in kept["tips"])
        notes = {str(name): str(oid) for name, oid in kept["notes"].items()}
        names = {str(agent): str(name) for agent, name in kept["names"].items()}
        return _Cached(tips, notes, _load_tally(kept["tally"], scope), names)
    except (KeyError, TypeError, ValueError, AttributeError):
        store.reject(named("count", key), "it holds no count")
        return None


def _save(store: CacheDirectory, key: bytes, count: _Cached) -> None:
    kept = {
        "tips": count.tips,
        "notes": dict(count.notes),
        "tally": _dump_tally(count.tally),
        "names": dict(count.names),
    }
    store.save_for("count", key, json.dumps(kept).encode())


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
        "roots": sorted(tally.roots),
        "recorded": tally.recorded,
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
    tally.roots = {str(oid) for oid in state["roots"]}
    tally.recorded = int(state["recorded"])
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
