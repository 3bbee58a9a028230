"""The walk: one `git log` over all that was deployed, and over what waits to be, to a ledger."""

from __future__ import annotations

import gc
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import partial, reduce
from itertools import chain, compress
from operator import itemgetter, or_
from typing import Any

from ai_provenance.delivery.graph import Graph, renumber
from ai_provenance.delivery.messages import Named, Subjects, is_release, named, versions_in
from ai_provenance.delivery.records import (
    NEVER,
    NOT_CLASSIFIED,
    ORIGINS,
    Brought,
    Deployment,
    Ledger,
    Revert,
    first_positions,
    is_hotfix,
)
from ai_provenance.model import Origin
from ai_provenance.repo import Repository
from ai_provenance.repo.history import LATEST_TIME, Batch, batches_below, parse_time
from ai_provenance.report.classify import Classified, ReadNotes, attached_to, classify_batches
from ai_provenance.report.settings import ClassifierSettings

_DAY = 86_400
_MERGE, _FIX, _HOTFIX, _REVERT, _RELEASE, _LEFT_OUT, _TAKES_BACK = 1, 2, 4, 8, 16, 32, 64
"""Marks of a commit. Left out is automation, and what a filter of paths leaves out; the last takes back something that
was deployed before."""
_IS_CHANGE = bytes(not mark & (_MERGE | _LEFT_OUT) for mark in range(256))
_IS_ORDINARY = bytes(not mark & (_RELEASE | _REVERT) for mark in range(256))
"""Tables by mark: whether a commit is a change, and whether one is neither there to release nor to take back."""
_ORIGIN = {Origin(name): number for number, name in enumerate(ORIGINS)}


@dataclass(frozen=True, slots=True)
class WalkOptions:
    """What decides which commits are changes."""

    include_automation: bool = False
    intervention_days: int = 30
    only: frozenset[bytes] | None = None
    """Object ids of the commits that are looked at; None for all."""
    classified: int = 0
    """The deployment from which on the origin of changes is wanted."""


def walk(
    repository: Repository,
    deployments: Sequence[Deployment],
    tip: str | None,
    *,
    settings: ClassifierSettings,
    options: WalkOptions,
) -> Ledger:
    """The ledger of DEPLOYMENTS, which are in their order, and of what TIP has beside them.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `repo.history.batches_below`.
    """
    oids = list(dict.fromkeys([*(one.commit for one in deployments), *([tip] if tip else [])]))
    collected = _Collected(deployments, tip, options)
    boundary = repository.shallow_boundary if repository.shallow else frozenset()
    # the columns of a walk hold no cycles, and looking for some costs a fifth of it
    collecting = gc.isenabled()
    gc.disable()
    try:
        if oids:
            # in git's own order, so that it prints while it reads, and this is read meanwhile: a third less time
            stream = batches_below(repository, oids, children_first=False)
            for batch, classified in _classified(collected, stream, settings, attached_to(repository, settings)):
                collected.add(batch, classified)
        return collected.ledger(boundary)
    finally:
        if collecting:
            gc.enable()


def _classified(
    collected: _Collected, stream: Iterator[Batch], settings: ClassifierSettings, read: ReadNotes
) -> Iterator[tuple[Batch, Classified]]:
    """As `classify_batches`, but only of the commits whose verdict counts."""
    waiting: list[tuple[Batch, list[int] | None]] = []

    def wanted() -> Iterator[Batch]:
        for batch in stream:
            rows = collected.rows_to_classify(batch, settings)
            waiting.append((batch, rows))
            if rows is None:
                yield batch
            else:
                some = itemgetter(*(rows or [0]), 0)  # one more: of a single row it would give no tuple
                yield Batch(
                    *(list(some(column)[:-1]) for column in (batch.ids, batch.times, batch.people, batch.texts))
                )

    for _, found in classify_batches(wanted(), settings, read):
        batch, rows = waiting.pop()
        yield batch, found if rows is None else [(rows[row], verdict) for row, verdict in found if row < len(rows)]


@dataclass(slots=True)
class _Revert:
    """A revert whose targets are looked for: commits of its own history that it names."""

    number: int
    said: Named
    bit: int = 0
    """By which the graph follows its history."""
    last: int = -1
    """The last commit that it may mean, wherever that is."""
    by_id: list[int] = field(default_factory=list)
    by_number: int = -1
    """The latest commit of the request that it names."""
    by_subject: int = -1

    @property
    def found(self) -> tuple[str, list[int]]:
        """How it names what it takes back, and the commits."""
        ways = (("id", self.by_id), ("number", [self.by_number]), ("subject", [self.by_subject]))
        return next(((way, found) for way, found in ways if found and found[0] >= 0), ("", []))

    def meet(self, way: str, number: int) -> bool:
        """Take a commit of its history that it names in that WAY; whether it has all that it looks for."""
        if way == "id":
            self.by_id.append(number)
        elif way == "number" and self.by_number < 0:
            self.by_number = number
        elif way == "subject" and self.by_subject < 0:
            self.by_subject = number
        return len(self.by_id) >= len(self.said.reverts_ids) > 0


class _People(dict[bytes, int]):
    """Author and committer, name and address a line each -> a number, which is made when it is looked up.

    Who goes by two names or by two addresses is one person: a least number of people must not be reached by one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: list[bytes] = []
        """Of the author, by number."""
        self._authors: list[int] = []
        """A number for the author, by number."""
        self._known: dict[bytes, int] = {}
        """Name and address of an author -> number."""
        self._parts: dict[bytes, int] = {}
        self._same: dict[int, int] = {}
        """Number -> a smaller one that turned out to be of the same person."""

    def __missing__(self, people: bytes) -> int:
        person = people.rsplit(b"\n", 2)[0]
        self.names.append(person.partition(b"\n")[0])
        self._authors.append(self._known[person] if person in self._known else self._author(person))
        self[people] = number = len(self)
        return number

    def _author(self, person: bytes) -> int:
        name, _, address = person.partition(b"\n")
        parts = name.lower(), address.lower()
        known = {self._resolved(self._parts[part]) for part in parts if part in self._parts}
        number = min(known, default=len(self._known))
        self._same.update({other: number for other in known if other != number})
        self._known[person] = number
        self._parts.update({part: number for part in parts if part})
        return number

    def _resolved(self, number: int) -> int:
        while number in self._same:
            number = self._same[number]
        return number

    def authors(self) -> list[int]:
        """By number the one number of the person who is the author."""
        return list(map(self._resolved, self._authors))


class _Collected:
    """The columns of a walk, by number of the commit. Mutable by design: one exists for each walk, `ledger` ends it."""

    def __init__(self, deployments: Sequence[Deployment], tip: str | None, options: WalkOptions) -> None:
        self.deployments = tuple(deployments)
        self.options = options
        self.tip = tip
        self.tagged = first_positions(deployments)
        old = [one.commit.encode("ascii") for one in deployments[: options.classified]]
        self.graph = Graph([*self.tagged, *([tip.encode("ascii")] if tip else [])], old=old)
        self.marks = bytearray()
        self.origins = bytearray()
        self.authored, self.committed = array("q"), array("q")
        self.likeness = array("q")
        """A hash of author, author date and subject: copies have the same."""
        self.people = _People()
        self.signed = array("i")
        """Author and committer, as `people` numbers them."""
        self.about_releases: dict[int, bytes] = {}
        """Subjects of the commits that may be there to release."""
        self.reverts: dict[int, Named] = {}
        self.plain = array("q")
        """A hash of the subject as reverts quote it."""
        self.requests, self.requested = array("i"), array("q")
        """Commits that a host merged for a request, and for each a hash of its number."""
        self.picked: dict[bytes, bytes] = {}
        """Object id -> object id of what it copies."""
        self.firsts: list[int] = []
        """The first deployment; filled at the end."""

    def rows_to_classify(self, batch: Batch, settings: ClassifierSettings) -> list[int] | None:
        """Put BATCH, which `add` takes next, into the graph; its rows whose verdict counts, None for all of them.

        Of an old change it counts only whether it is automation, which is known by the people.
        """
        self.graph.extend(batch.ids)
        is_old = self.graph.is_old[-len(batch) :]
        if not any(is_old):
            return None
        from ai_provenance.detect.prefilter import prefilter_for  # noqa: PLC0415 - git prints meanwhile

        bots: AbstractSet[bytes] = frozenset()
        if not self.options.include_automation:
            bots = prefilter_for(settings.registry).candidate_people(set(batch.people))
        return [row for row, (old, who) in enumerate(zip(is_old, batch.people, strict=True)) if not old or who in bots]

    def add(self, batch: Batch, classified: Classified) -> None:
        """Take the commits of BATCH; CLASSIFIED are the rows that have evidence."""
        start, subjects, authored = len(self.marks), Subjects(batch), _authored(batch)
        self._mark(batch, classified, subjects)
        for row, said in named(batch, subjects):
            if said.picked:
                self.picked[batch.ids[row].partition(b" ")[0]] = said.picked
            if said.is_revert:
                self.marks[start + row] |= _REVERT
                self.reverts[start + row] = said
        self.plain.extend(map(hash, subjects.plain()))
        for row, request in subjects.requests():
            self.requests.append(start + row)
            self.requested.append(hash(request))
        self.about_releases.update({start + row: subjects.lines[row] for row in subjects.about_releases()})
        self.authored.extend(_times(authored))
        self.committed.extend(_times(batch.times))
        signed = list(map(self.people.__getitem__, batch.people))
        self.signed.extend(signed)
        names = map(self.people.names.__getitem__, signed)
        self.likeness.extend(map(hash, zip(names, authored, subjects.lines, strict=True)))

    def _mark(self, batch: Batch, classified: Classified, subjects: Subjects) -> None:
        """Add marks and origins of BATCH."""
        marks = bytearray(map(batch.widest().__le__, map(len, batch.ids)))
        for rows, mark in ((subjects.fixes(), _FIX), (subjects.hotfixes(), _HOTFIX)):
            for row in rows:
                marks[row] |= mark
        origins = bytearray(len(batch))
        for row, verdict in classified:
            origins[row] = _ORIGIN[verdict.origin]
            if verdict.origin is Origin.AUTOMATION and not self.options.include_automation:
                marks[row] |= _LEFT_OUT
        only = self.options.only
        for row in () if only is None else [row for row, ids in enumerate(batch.ids) if ids.split(b" ")[0] not in only]:
            marks[row] |= _LEFT_OUT
        self.marks += marks
        self.origins += origins

    def _in_order(self) -> None:
        """Number all that was taken anew, where a clock was wrong and git printed a parent before its child."""
        moved = self.graph.settle()
        if not moved:
            return
        for column in (self.marks, self.origins, self.authored, self.committed, self.likeness, self.signed, self.plain):
            renumber(column, moved)
        self.requests = array("i", [moved.get(number, number) for number in self.requests])
        self.about_releases = {moved.get(number, number): one for number, one in self.about_releases.items()}
        self.reverts = {moved.get(number, number): one for number, one in self.reverts.items()}

    def _meant(self, reverts: Mapping[int, _Revert]) -> dict[int, list[tuple[str, _Revert]]]:
        """The commits that REVERTS may mean, and how: all that bear the id, number or subject that one names."""
        ids: dict[bytes, list[_Revert]] = {}
        requests: dict[int, list[_Revert]] = {}
        subjects: dict[int, list[_Revert]] = {}
        for revert in reverts.values():
            for oid in revert.said.reverts_ids:
                ids.setdefault(oid, []).append(revert)
            for request in revert.said.reverts_numbers:
                requests.setdefault(hash(request), []).append(revert)
            if revert.said.reverts_subject:
                subjects.setdefault(hash(revert.said.reverts_subject), []).append(revert)
        short = [oid for oid in ids if len(oid) < 2 * self.graph.width]
        identified = chain(self.graph.numbers(ids).items(), self.graph.abbreviated(short))
        requested = zip(self.requests, self.requested, strict=True)
        found: dict[int, list[tuple[str, _Revert]]] = {}
        for way, meant in (
            ("id", ((at, ids[oid]) for at, oid in identified)),
            ("number", ((at, requests[one]) for at, one in requested if one in requests)),
            ("subject", ((at, subjects[one]) for at, one in enumerate(self.plain) if one in subjects)),
        ):
            for at, naming in meant:
                # what came before a revert is not in its history
                if below := [(way, one) for one in naming if one.number < at]:
                    found.setdefault(at, []).extend(below)
        return found

    def _with_targets(self) -> dict[int, _Revert]:
        """The reverts, each with what it means of the commits of its own history."""
        reverts = {number: _Revert(number, said) for number, said in sorted(self.reverts.items())}
        found = self._meant(reverts)
        bit = 1
        for number in sorted(found):
            for _, revert in found[number]:
                revert.last = number
                if not revert.bit:
                    revert.bit, bit = bit, bit << 1
        followed = {number: one for number, one in reverts.items() if one.bit}

        def come(own: _Revert | None, meant: Sequence[tuple[str, _Revert]], number: int, bits: int) -> tuple[int, int]:
            met = [one.bit for way, one in meant if bits & one.bit and one.meet(way, number)]
            ended = [*met, *(one.bit for _, one in meant if one.last == number)]
            return own.bit if own else 0, reduce(or_, ended, 0)

        self.graph.follow(
            {
                number: partial(come, followed.get(number), found.get(number, ()), number)
                for number in followed.keys() | found.keys()
            }
        )
        return reverts

    # ------------------------------------------------------------------ the end of the walk

    def ledger(self, boundary: frozenset[str]) -> Ledger:
        """The ledger of what was taken. BOUNDARY are the commits at which a shallow clone cuts the history off."""
        self._in_order()
        graph, marks = self.graph, self.marks
        self.firsts, shared = graph.first_of(self.tagged)
        self._mark_releases()
        for number in [number for number, mark in enumerate(marks) if mark & _HOTFIX and mark & _MERGE]:
            for brought in graph.brought(number):
                marks[brought] |= _HOTFIX
        back = {number: revert.found for number, revert in self._with_targets().items() if revert.found[1]}
        taken = {number: self._changes_of(targets) for number, (_, targets) in back.items()}
        for number, changes in taken.items():
            if any(self.firsts[change] < self.firsts[number] for change in changes):
                marks[number] |= _TAKES_BACK
        # a commit that is deployed again brings nothing, and was deployed before
        again = set(range(len(self.deployments))) - set(self.tagged.values())
        previous = graph.predecessors(self.tagged)
        reverts = sorted(self._reverts(back, taken), key=lambda one: (one.time, one.oid))
        merges = sum(map(_MERGE.__and__, marks))
        changes = list(compress(range(len(marks)), marks.translate(_IS_CHANGE)))
        kept = sorted(self._without_copies(changes), key=self.firsts.__getitem__)
        ledger = Ledger(
            deployments=self.deployments,
            times=array("q", (one.time for one in self.deployments)),
            previous=array("i", (previous.get(at, NEVER) for at in range(len(self.deployments)))),
            shared=bytes(at in shared or at in again for at in range(len(self.deployments))),
            cut=frozenset(self.firsts[number] for number in graph.numbers([oid.encode() for oid in boundary])),
            brought=self._brought(),
            reverts=reverts,
            revert_times=array("q", (one.time for one in reverts)),
            roots=() if self.tip is None else tuple(graph.roots(self.tip.encode("ascii"))),
            oldest=min((time for time in self.committed if time >= 0), default=None),
            merges=merges,
            automation=len(marks) - merges - len(changes),
            copies=len(changes) - len(kept),
            unresolved=len(self.reverts) - len(back),
            reverts_by=dict(Counter(way for way, _ in back.values())),
            relandings=sum(one.is_relanding for one in reverts),
            classified=self.options.classified,
            joined=tuple(sorted(shared & {self.firsts[number] for number in graph.ends()})),
            **self._columns(kept, self._taken_back(back, taken)),
        )
        fixes = any(
            one.rollback or is_hotfix(one, it) for one, it in zip(ledger.deployments, ledger.brought, strict=True)
        )
        return ledger._replace(has_signs=bool(reverts) or fixes)

    def _mark_releases(self) -> None:
        versions = [_versions(one) for one in self.deployments]
        tagged = {self.graph.at[oid] for oid in self.tagged}
        for number, subject in self.about_releases.items():
            first = self.firsts[number]
            if first != NEVER and is_release(subject, versions[first], tagged=number in tagged):
                self.marks[number] |= _RELEASE

    def _reverts(
        self, back: Mapping[int, tuple[str, list[int]]], changes: Mapping[int, Sequence[int]]
    ) -> Iterator[Revert]:
        firsts = self.firsts
        undone: dict[int, list[int]] = {}
        for number, (_, targets) in back.items():
            for target in targets:
                undone.setdefault(target, []).append(firsts[number])
        for number, (_, targets) in back.items():
            yield Revert(
                oid=self.graph.oid(number),
                time=self.committed[number],
                deployment=firsts[number],
                targets=tuple(sorted({firsts[change] for change in changes[number]})),
                is_relanding=any(self.marks[target] & _REVERT for target in targets),
                undone=tuple(undone.get(number, ())),
            )

    def _changes_of(self, targets: Sequence[int]) -> list[int]:
        """TARGETS, and in the place of a merge what it brought."""
        found: list[int] = []
        for target in targets:
            brought = self.graph.brought(target) if self.marks[target] & _MERGE else [target]
            found.extend(number for number in brought if not self.marks[number] & _MERGE)
        return found

    def _brought(self) -> list[Brought]:
        found = [Brought()] * len(self.deployments)
        for (deployment, mark), times in Counter(zip(self.firsts, self.marks, strict=True)).items():
            if deployment == NEVER:
                continue
            one = found[deployment]
            if mark & _MERGE:
                found[deployment] = one._replace(merges=one.merges + times)
            elif mark & _LEFT_OUT:
                found[deployment] = one._replace(automation=one.automation + times)
            else:
                kind = 0 if mark & _RELEASE else mark
                found[deployment] = one._replace(
                    changes=one.changes + times,
                    releases=one.releases + times * bool(mark & _RELEASE),
                    hotfixes=one.hotfixes + times * bool(kind & _HOTFIX),
                    reverts=one.reverts + times * (kind & (_HOTFIX | _TAKES_BACK) == _TAKES_BACK),
                    fixes=one.fixes + times * (kind & (_HOTFIX | _TAKES_BACK | _FIX) == _FIX),
                )
        return found

    def _columns(self, kept: Sequence[int], taken_back: set[int]) -> dict[str, Any]:
        """The columns of a ledger for the changes KEPT; those of TAKEN_BACK were reverted."""
        authors, oids, width = self.people.authors(), bytes(self.graph.oids), self.graph.width
        of_kept = _of(kept)
        origins = bytearray(of_kept(self.origins))
        old = bisect_left(kept, self.options.classified, key=self.firsts.__getitem__)
        origins[:old] = bytes([NOT_CLASSIFIED]) * old
        return {
            "firsts": array("i", of_kept(self.firsts)),
            "authored": array("q", of_kept(self.authored)),
            "committed": array("q", of_kept(self.committed)),
            "origins": bytes(origins),
            "authors": array("i", map(authors.__getitem__, of_kept(self.signed))),
            "ordinary": bytes(of_kept(self.marks.translate(_IS_ORDINARY))),
            "reverted": bytes(map(taken_back.__contains__, kept)),
            "oids": b"".join([oids[number * width : (number + 1) * width] for number in kept]),
        }

    def _taken_back(self, back: Mapping[int, tuple[str, list[int]]], changes: Mapping[int, Sequence[int]]) -> set[int]:
        """The changes that were taken back within the days of intervention of their deployment, not by it."""
        firsts, limit = self.firsts, self.options.intervention_days * _DAY
        found = set()
        for number in back:
            for change in changes[number]:
                deployment = firsts[change]
                if deployment == NEVER or firsts[number] == deployment or self.marks[change] & _REVERT:
                    continue
                if 0 <= self.committed[number] - self.deployments[deployment].time <= limit:
                    found.add(change)
        return found

    def _without_copies(self, changes: list[int]) -> list[int]:
        """CHANGES less the copies of one that was deployed no later."""
        root_of = {oid: self._root(oid) for oid in self.picked}
        rooted = self.graph.numbers({*root_of.values(), *root_of})
        likeness = self.likeness
        likely = {like for like, times in Counter(_of(changes)(likeness)).items() if times > 1}
        same: dict[int | bytes, int | bytes] = {}
        """Key -> another one of the same change: a copy may name what it copies, and another of it may name nothing."""
        keyed: list[tuple[int, int | bytes]] = []
        copied = [number for number in changes if likeness[number] in likely or number in rooted]
        for number in copied:
            like = likeness[number]
            if number in rooted:
                root = root_of.get(rooted[number], rooted[number])
                keyed.append((number, root))
                if like in likely and (one := _resolved(same, root)) != (other := _resolved(same, like)):
                    same[other] = one
            else:
                keyed.append((number, like))
        # a merge is no change, but what picks it brings nothing where the merge was deployed before
        keyed += [(number, oid) for number, oid in rooted.items() if self.marks[number] & _MERGE]
        best: dict[int | bytes, int] = {}
        for number, key in keyed:
            change = _resolved(same, key)
            if change not in best or self.firsts[number] < self.firsts[best[change]]:
                best[change] = number
        others = set(copied)
        kept = [number for number in changes if number not in others] if others else changes
        return [*kept, *(number for number in best.values() if not self.marks[number] & _MERGE)]

    def _root(self, oid: bytes) -> bytes:
        """What OID is a copy of in the end."""
        seen = {oid}
        while (above := self.picked.get(oid)) is not None and above not in seen:
            seen.add(above)
            oid = above
        return oid


def _of(places: Sequence[int]) -> Callable[[Sequence[int]], Sequence[int]]:
    """What a column has in PLACES, in a third of the time of a look-up of each."""
    if len(places) < 2:
        return lambda column: [column[place] for place in places]
    return itemgetter(*places)


def _resolved(same: Mapping[int | bytes, int | bytes], key: int | bytes) -> int | bytes:
    while key in same:
        key = same[key]
    return key


def _authored(batch: Batch) -> list[bytes]:
    """The author date of each row, as git printed it."""
    shortest, merge = batch.narrowest(), batch.widest()
    # with one parent it has one place in all rows; looking for it in each takes twice as long
    found = [ids[shortest + 2 :] for ids in batch.ids]
    for row in [row for row, ids in enumerate(batch.ids) if not shortest <= len(ids) < merge]:
        found[row] = batch.ids[row].rpartition(b" ")[2]
    return found


def _times(printed: Sequence[bytes]) -> list[int]:
    """Times as numbers; -1 where git has none that a calendar holds."""
    try:
        found = list(map(int, printed))
    except ValueError:
        found = [-1]
    if min(found) >= 0 and max(found) <= LATEST_TIME:
        return found
    return [-1 if (time := parse_time(raw)) is None else time for raw in printed]


def _versions(deployment: Deployment) -> frozenset[tuple[int, ...]]:
    """The versions that DEPLOYMENT was released as."""
    named = versions_in(" ".join(deployment.names).encode("utf-8", "replace"))
    return frozenset({*named, deployment.version} - {()})
