"""The walk: one `git log` over all that was deployed, and over what waits to be, to a ledger."""

from __future__ import annotations

import gc
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import product

from ai_provenance.delivery.graph import NEVER, Graph
from ai_provenance.delivery.messages import Named, Subjects, is_release, named, versions_in
from ai_provenance.delivery.records import ORIGINS, Brought, Deployment, Ledger, Revert
from ai_provenance.model import Origin
from ai_provenance.repo import Repository
from ai_provenance.repo.history import LATEST_TIME, Batch, batches_below, parse_time
from ai_provenance.report.classify import Classified, attached_to, classify_batches
from ai_provenance.report.settings import ClassifierSettings

_DAY = 86_400
_SHORTEST_ID = 7
_MERGE, _FIX, _HOTFIX, _REVERT, _RELEASE, _LEFT_OUT, _TAKES_BACK = 1, 2, 4, 8, 16, 32, 64
"""Marks of a commit. Left out is automation, and what a filter of paths leaves out; the last takes back something that
was deployed before."""
_ORIGIN = {Origin(name): number for number, name in enumerate(ORIGINS)}


@dataclass(frozen=True, slots=True)
class WalkOptions:
    """What decides which commits are changes."""

    include_automation: bool = False
    intervention_days: int = 30
    only: frozenset[bytes] | None = None
    """Object ids of the commits that are looked at; None for all."""


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
    collected = _Collected(deployments, options)
    boundary = repository.shallow_boundary if repository.shallow else frozenset()
    # the columns of a walk hold no cycles, and looking for some costs a fifth of it
    collecting = gc.isenabled()
    gc.disable()
    try:
        if oids:
            stream = batches_below(repository, oids)
            for batch, classified in classify_batches(stream, settings, attached_to(repository, settings)):
                collected.add(batch, classified)
        ledger = collected.ledger(boundary)
        ledger.roots = tuple(one.decode("ascii") for one in collected.graph.roots(tip.encode())) if tip else ()
        return ledger
    finally:
        if collecting:
            gc.enable()


@dataclass(slots=True)
class _Revert:
    """A revert whose targets are looked for: commits of its own history that it names."""

    number: int
    """Of its commit, once that came; -1 before."""
    bit: int
    """By which the graph follows its history."""
    said: Named
    by_id: list[int] = field(default_factory=list)
    by_number: int = -1
    """The latest commit of the request that it names."""
    by_subject: int = -1

    @property
    def found(self) -> tuple[str, list[int]]:
        """How it names what it takes back, and the commits."""
        ways = (("id", self.by_id), ("number", [self.by_number]), ("subject", [self.by_subject]))
        return next(((way, found) for way, found in ways if found and found[0] >= 0), ("", []))


class _Wanted:
    """What the reverts so far name: looked up for every commit that follows."""

    def __init__(self) -> None:
        self.ids: dict[bytes, list[_Revert]] = {}
        self.widths: set[int] = set()
        self.beginnings: set[bytes] = set()
        self.numbers: dict[bytes, list[_Revert]] = {}
        self.subjects: dict[bytes, list[_Revert]] = {}

    def want(self, revert: _Revert) -> None:
        for oid in revert.said.reverts_ids:
            self.ids.setdefault(oid, []).append(revert)
            self.widths.add(len(oid))
            self.beginnings.add(oid[:_SHORTEST_ID])
        for number in revert.said.reverts_numbers:
            self.numbers.setdefault(number, []).append(revert)
        if revert.said.reverts_subject:
            self.subjects.setdefault(revert.said.reverts_subject, []).append(revert)

    def rows(self, batch: Batch, subjects: Subjects) -> dict[int, list[tuple[str, _Revert]]]:
        """The rows of BATCH that reverts may mean, and how."""
        found: dict[int, list[tuple[str, _Revert]]] = {}
        if self.ids:
            likely = [row for row, ids in enumerate(batch.ids) if ids[:_SHORTEST_ID] in self.beginnings]
            for row, width in product(likely, self.widths):
                meant = self.ids.get(batch.ids[row][:width], ())
                found.setdefault(row, []).extend(("id", one) for one in meant)
        if self.numbers:
            for row, number in subjects.numbers(self.numbers):
                found.setdefault(row, []).extend(("number", one) for one in self.numbers[number])
        if self.subjects:
            for row, plain in enumerate(subjects.plain()):
                if plain in self.subjects:
                    found.setdefault(row, []).extend(("subject", one) for one in self.subjects[plain])
        return found


class _People(dict[bytes, int]):
    """Name and address of an author, a line each -> a number, which is made when it is looked up.

    Who goes by two names or by two addresses is one person: a least number of people must not be reached by one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._parts: dict[bytes, int] = {}
        self._same: dict[int, int] = {}
        """Number -> a smaller one that turned out to be of the same person."""

    def __missing__(self, person: bytes) -> int:
        name, _, address = person.partition(b"\n")
        parts = name.lower(), address.lower()
        known = {self.resolved(self._parts[part]) for part in parts if part in self._parts}
        number = min(known, default=len(self))
        self._same.update({other: number for other in known if other != number})
        self[person] = number
        self._parts.update({part: number for part in parts if part})
        return number

    def resolved(self, number: int) -> int:
        """The one number of the person that has NUMBER."""
        while number in self._same:
            number = self._same[number]
        return number


class _Collected:
    """The columns of a walk. Mutable by design: one exists for each walk, `ledger` ends it."""

    def __init__(self, deployments: Sequence[Deployment], options: WalkOptions) -> None:
        self.deployments = tuple(deployments)
        self.options = options
        self.tagged: dict[bytes, int] = {}
        for position, one in enumerate(deployments):
            self.tagged.setdefault(one.commit.encode("ascii"), position)
        self.graph = Graph(self.tagged)
        self.versions = [_versions(one) for one in deployments]
        # by place in the order of the walk
        self.marks = bytearray()
        self.origins = bytearray()
        self.authored, self.committed = array("q"), array("q")
        self.likeness = array("q")
        """A hash of author, author date and subject: copies have the same."""
        self.authors = array("i")
        self.people = _People()
        self.wanted = _Wanted()
        self.reverts: list[_Revert] = []
        self.picked: dict[bytes, bytes] = {}
        """Object id -> object id of what it copies."""
        self.firsts = array("i")
        """By place too; filled at the end."""

    def add(self, batch: Batch, classified: Classified) -> None:
        """Take the commits of BATCH, whose children came before; CLASSIFIED are the rows that have evidence."""
        start, subjects = len(self.marks), Subjects(batch)
        width = batch.widest()
        marks = bytearray(len(ids) >= width for ids in batch.ids)
        for rows, mark in ((subjects.fixes(), _FIX), (subjects.hotfixes(), _HOTFIX)):
            for row in rows:
                marks[row] |= mark
        origins = bytearray(len(batch))
        for row, verdict in classified:
            origins[row] = _ORIGIN[verdict.origin]
            if verdict.origin is Origin.AUTOMATION and not self.options.include_automation:
                marks[row] |= _LEFT_OUT
        if self.options.only is not None:
            for row, ids in enumerate(batch.ids):
                if ids.partition(b" ")[0] not in self.options.only:
                    marks[row] |= _LEFT_OUT
        self.graph.extend(batch.ids, self._noticed(batch, subjects, marks))
        for row in subjects.about_releases():
            number = self.graph.order[start + row]
            first = self.graph.first[number]
            tagged = self.graph.oids[number] in self.tagged
            if first != NEVER and is_release(subjects.lines[row], self.versions[first], tagged=tagged):
                marks[row] |= _RELEASE
        authored = [ids[ids.rindex(b" ") + 1 :] for ids in batch.ids]
        people = [lines[: lines.find(b"\n")] for lines in batch.people]
        self.marks += marks
        self.origins += origins
        self.authored.extend(_times(authored))
        self.committed.extend(_times(batch.times))
        self.likeness.extend(map(hash, zip(people, authored, subjects.lines, strict=True)))
        self.authors.extend(map(self.people.__getitem__, [lines.rsplit(b"\n", 2)[0] for lines in batch.people]))

    def _noticed(self, batch: Batch, subjects: Subjects, marks: bytearray) -> dict[int, Callable[[int, int], int]]:
        """The rows that name other commits or are named by one, and what is done when they come."""
        own: dict[int, _Revert] = {}
        for row, said in named(batch):
            if said.picked:
                self.picked[batch.ids[row].partition(b" ")[0]] = said.picked
            if said.is_revert:
                marks[row] |= _REVERT
                own[row] = _Revert(-1, 1 << len(self.reverts), said)
                self.reverts.append(own[row])
                self.wanted.want(own[row])
        meant = self.wanted.rows(batch, subjects) if self.reverts else {}
        return {row: partial(self._come, own.get(row), meant.get(row, ())) for row in own.keys() | meant.keys()}

    def _come(self, own: _Revert | None, meant: Sequence[tuple[str, _Revert]], number: int, bits: int) -> int:
        """A commit comes that is the revert OWN, and that others may mean: those that have it in their history do."""
        for way, revert in meant:
            if not bits & revert.bit:
                continue
            if way == "id":
                revert.by_id.append(number)
                if len(revert.by_id) >= len(revert.said.reverts_ids):
                    self.graph.alive &= ~revert.bit
            elif way == "number" and revert.by_number < 0:
                revert.by_number = number
            elif way == "subject" and revert.by_subject < 0:
                revert.by_subject = number
        if own is None:
            return 0
        own.number = number
        self.graph.alive |= own.bit
        return own.bit

    # ------------------------------------------------------------------ the end of the walk

    def ledger(self, boundary: frozenset[str]) -> Ledger:
        """The ledger of what was taken. BOUNDARY are the commits at which a shallow clone cuts the history off."""
        graph, marks = self.graph, self.marks
        self.firsts = array("i", map(graph.first.__getitem__, graph.order))
        for place in [place for place, mark in enumerate(marks) if mark & _HOTFIX and mark & _MERGE]:
            for number in graph.brought(graph.order[place]):
                marks[graph.positions[number]] |= _HOTFIX
        back = {revert.number: revert.found for revert in self.reverts if revert.found[1]}
        changes = {number: self._changes_of(targets) for number, (_, targets) in back.items()}
        for number, taken in changes.items():
            if any(graph.first[change] < graph.first[number] for change in taken):
                marks[graph.positions[number]] |= _TAKES_BACK
        previous, shared = graph.predecessors()
        # a commit that is deployed again brings nothing, and was deployed before
        shared.update(set(range(len(self.deployments))) - set(graph.at))
        ledger = Ledger(
            deployments=self.deployments,
            previous=previous,
            shared=frozenset(shared),
            cut=frozenset(graph.first[number] for number, oid in enumerate(graph.oids) if oid.decode() in boundary)
            if boundary
            else frozenset(),
            brought=self._brought(),
            reverts=tuple(self._reverts(back, changes)),
            unresolved=len(self.reverts) - len(back),
            reverts_by=dict(Counter(way for way, _ in back.values())),
        )
        ledger.relandings = sum(one.is_relanding for one in ledger.reverts)
        ledger.oldest = min((time for time in self.committed if time >= 0), default=None)
        self._fill(ledger, self._taken_back(back, changes))
        return ledger

    def _reverts(
        self, back: Mapping[int, tuple[str, list[int]]], changes: Mapping[int, Sequence[int]]
    ) -> Iterator[Revert]:
        first = self.graph.first
        undone: dict[int, list[int]] = {}
        for number, (_, targets) in back.items():
            for target in targets:
                undone.setdefault(target, []).append(first[number])
        for number, (_, targets) in back.items():
            yield Revert(
                oid=self.graph.oids[number].decode("ascii"),
                time=self.committed[self.graph.positions[number]],
                deployment=first[number],
                targets=tuple(sorted({first[change] for change in changes[number]})),
                is_relanding=any(self.marks[self.graph.positions[target]] & _REVERT for target in targets),
                undone=tuple(undone.get(number, ())),
            )

    def _changes_of(self, targets: Sequence[int]) -> list[int]:
        """TARGETS, and in the place of a merge what it brought."""
        found: list[int] = []
        for target in targets:
            brought = self.graph.brought(target) if self._mark(target) & _MERGE else [target]
            found.extend(number for number in brought if not self._mark(number) & _MERGE)
        return found

    def _mark(self, number: int) -> int:
        return self.marks[self.graph.positions[number]]

    def _brought(self) -> list[Brought]:
        found = [Brought() for _ in self.deployments]
        for (deployment, mark), times in Counter(zip(self.firsts, self.marks, strict=True)).items():
            if deployment == NEVER:
                continue
            one = found[deployment]
            if mark & _MERGE:
                one.merges += times
            elif mark & _LEFT_OUT:
                one.automation += times
            else:
                one.changes += times
                one.releases += times * bool(mark & _RELEASE)
                kind = 0 if mark & _RELEASE else mark
                one.hotfixes += times * bool(kind & _HOTFIX)
                one.reverts += times * (kind & (_HOTFIX | _TAKES_BACK) == _TAKES_BACK)
                one.fixes += times * (kind & (_HOTFIX | _TAKES_BACK | _FIX) == _FIX)
        return found

    def _fill(self, ledger: Ledger, taken_back: set[int]) -> None:
        """The columns of changes: each change once, at its earliest deployment."""
        marks = self.marks
        places = [place for place, mark in enumerate(marks) if not mark & (_MERGE | _LEFT_OUT)]
        kept = self._without_copies(places)
        ledger.copies = len(places) - len(kept)
        ledger.merges = sum(mark & _MERGE for mark in marks)
        ledger.automation = len(marks) - ledger.merges - len(places)
        kept.sort(key=self.firsts.__getitem__)
        ledger.firsts = array("i", map(self.firsts.__getitem__, kept))
        ledger.authored = array("q", map(self.authored.__getitem__, kept))
        ledger.committed = array("q", map(self.committed.__getitem__, kept))
        ledger.origins = bytearray(map(self.origins.__getitem__, kept))
        ledger.authors = array("i", [self.people.resolved(self.authors[place]) for place in kept])
        ledger.ordinary = bytearray(not marks[place] & (_RELEASE | _REVERT) for place in kept)
        ledger.oids = bytes.fromhex(
            b"".join(self.graph.oids[self.graph.order[place]] for place in kept).decode("ascii")
        )
        ledger.reverted = bytearray(place in taken_back for place in kept)

    def _taken_back(self, back: Mapping[int, tuple[str, list[int]]], changes: Mapping[int, Sequence[int]]) -> set[int]:
        """Places of changes that were taken back within the days of intervention of their deployment, not by it."""
        first, limit = self.graph.first, self.options.intervention_days * _DAY
        found = set()
        for number in back:
            for change in changes[number]:
                deployment = first[change]
                if deployment == NEVER or first[number] == deployment or self._mark(change) & _REVERT:
                    continue
                if 0 <= self.committed[self.graph.positions[number]] - self.deployments[deployment].time <= limit:
                    found.add(self.graph.positions[change])
        return found

    def _without_copies(self, places: Sequence[int]) -> list[int]:
        """PLACES less the copies of a change that was deployed no later."""
        graph = self.graph
        root_of = {oid: self._root(oid) for oid in self.picked}
        roots = {*root_of.values(), *root_of}
        likely = {like for like, times in Counter(map(self.likeness.__getitem__, places)).items() if times > 1}
        same: dict[int | bytes, int | bytes] = {}
        """Key -> another one of the same change: a copy may name what it copies, and another of it may name nothing."""
        keyed: list[tuple[int, int | bytes]] = []
        kept = []
        for place in places:
            like = self.likeness[place]
            if roots and (oid := graph.oids[graph.order[place]]) in roots:
                root = root_of.get(oid, oid)
                keyed.append((place, root))
                if like in likely and (one := _resolved(same, root)) != (other := _resolved(same, like)):
                    same[other] = one
            elif like in likely:
                keyed.append((place, like))
            else:
                kept.append(place)
        # a merge is no change, but what picks it brings nothing where the merge was deployed before
        merges = (place for place, mark in enumerate(self.marks) if mark & _MERGE) if roots else ()
        keyed += [(place, oid) for place in merges if (oid := graph.oids[graph.order[place]]) in roots]
        best: dict[int | bytes, int] = {}
        for place, key in keyed:
            change = _resolved(same, key)
            if change not in best or self.firsts[place] < self.firsts[best[change]]:
                best[change] = place
        return [*kept, *(place for place in best.values() if not self.marks[place] & _MERGE)]

    def _root(self, oid: bytes) -> bytes:
        """What OID is a copy of in the end."""
        seen = {oid}
        while (above := self.picked.get(oid)) is not None and above not in seen:
            seen.add(above)
            oid = above
        return oid


def _resolved(same: Mapping[int | bytes, int | bytes], key: int | bytes) -> int | bytes:
    while key in same:
        key = same[key]
    return key


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
