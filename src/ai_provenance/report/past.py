"""What a report of each of many commits would have counted, from one walk of all their histories.

The walk gives every commit before its parents, so that by the time a commit comes it is known which points have it in
their history: those of its children, and itself. Commits that the same points have are one class, and are counted
together. The count of a point is that of an older point that it has in its history, and the classes beyond that one:
no commit is counted twice, whatever the number of points.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ai_provenance.model import AgentUse, Level, Origin, Verdict
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo import Repository
from ai_provenance.repo.history import Batch, batches_below, parse_time
from ai_provenance.report.classify import Classified, attached_to, classify_batches, is_valid
from ai_provenance.report.settings import ClassifierSettings
from ai_provenance.report.tally import Accepts
from ai_provenance.report.totals import Counts, Scope, Totals

_COUNTS_KEPT = 256
"""Points whose counts are kept to build on: memory stays flat, and lines of development are seldom more."""
_NOTHING = Verdict("", Origin.UNKNOWN, Level.UNKNOWN)
_Kind = tuple[Verdict, bool | None, bool]
"""What is counted of a commit: its verdict without the evidence, whether the policy takes it, whether it is a merge."""


class Point(NamedTuple):
    """A commit of the past and what a report of it and all before it would have counted."""

    oid: str
    time: int
    """Committer date, seconds since the epoch; 0 where git has none."""
    counts: Counts
    agents: tuple[tuple[str, int], ...]
    """Agent id and AI commits that name it, most frequent first."""


def count_points(
    repository: Repository, oids: Iterable[str], settings: ClassifierSettings, *, scope: Scope
) -> Iterator[Point]:
    """A point for each of OIDS, oldest first; one that is named twice is given once.

    Raises:
        RevisionError, IncompleteRangeError, GitError: as `repo.history.batches_below`.
    """
    points = list(dict.fromkeys(oids))
    if not points:
        return
    walked = _Classes(points, settings.accepts)
    stream = batches_below(repository, points)
    for batch, classified in classify_batches(stream, settings, attached_to(repository, settings)):
        walked.add(batch, classified)
    for oid, time, kinds in walked.points():
        yield _point(oid, time, kinds, scope)


def _point(oid: str, time: int, kinds: Counter[_Kind], scope: Scope) -> Point:
    totals, agents = Totals(scope), Counter[str]()
    for (verdict, valid, is_merge), times in kinds.items():
        totals.count(verdict, is_merge=is_merge, valid=valid, times=times)
        if verdict.origin is Origin.AI:
            for agent in {use.id for use in verdict.agents}:
                agents[agent] += times
    ranked = sorted(agents.items(), key=lambda item: (-item[1], item[0]))
    return Point(oid, time, totals.freeze(), tuple(ranked))


@dataclass(slots=True)
class _Class:
    """Commits that the same points have in their history. Two classes may have the same points."""

    members: int
    """The points, as bits by their position."""
    kinds: Counter[_Kind] = field(default_factory=Counter)
    below: set[int] = field(default_factory=set)
    """Classes of parents of its commits, by number: more points have those."""
    sums: dict[int, int] = field(default_factory=dict)
    """Another class -> the one of the commits that both's points have."""


class _Classes:
    """The classes of a walk. Mutable by design: one exists for each walk."""

    def __init__(self, points: Sequence[str], accepts: Accepts | None) -> None:
        self.accepts = accepts
        self.bits = {oid.encode("ascii"): number for number, oid in enumerate(points)}
        self.times = [0] * len(points)
        self.own = [0] * len(points)
        """Of each point the class that it is in."""
        self.all = [_Class(0)]
        self.pending: dict[bytes, int] = {}
        """Commit -> class of its children's points, from the first child until the commit comes."""

    def add(self, batch: Batch, classified: Classified) -> None:
        """Count the commits of BATCH, whose children came before; CLASSIFIED are the rows that have evidence."""
        pending, bits = self.pending, self.bits
        labels: list[int] = []
        for row, ids in enumerate(batch.ids):
            oid, *parents, _ = ids.split(b" ")
            label = pending.pop(oid, 0)
            if oid in bits:
                label = self._enter(label, bits[oid], batch.times[row])
            labels.append(label)
            for parent in parents:
                if parent:
                    known = pending.get(parent)
                    pending[parent] = label if known is None or known == label else self._both(known, label)
        width = batch.widest()
        merges = [len(ids) >= width for ids in batch.ids]
        alike = Counter(zip(labels, merges, strict=True))
        for row, verdict in classified:
            alike[labels[row], merges[row]] -= 1
            valid = is_valid(self.accepts, batch, row, verdict)
            self.all[labels[row]].kinds[_bare(verdict), valid, merges[row]] += 1
        for (label, is_merge), number in alike.items():
            if number:
                self.all[label].kinds[_NOTHING, None, is_merge] += number

    def points(self) -> Iterator[tuple[str, int, Counter[_Kind]]]:
        """Of each point id, committer time, and how many commits of each kind it has, by time."""
        names = {number: oid.decode("ascii") for oid, number in self.bits.items()}
        counts: dict[int, Counter[_Kind]] = {}
        for number in sorted(names, key=lambda number: (self.times[number], names[number])):
            # the newest of the points before that this one has in its history leaves the least to add
            older = next((point for point in reversed(counts) if self.all[self.own[point]].members >> number & 1), None)
            found = Counter() if older is None else counts[older].copy()
            for label in self._reached(self.own[number], without=older):
                found.update(self.all[label].kinds)
            counts[number] = found
            if len(counts) > _COUNTS_KEPT:
                del counts[next(iter(counts))]
            yield names[number], self.times[number], found

    def _reached(self, start: int, *, without: int | None) -> Iterator[int]:
        """The classes of the history that begins at START, less those that the point WITHOUT has."""
        seen, waiting = {start}, [start]
        while waiting:
            label = waiting.pop()
            if without is not None and self.all[label].members >> without & 1:
                continue  # with all that is below it
            yield label
            new = self.all[label].below - seen
            seen |= new
            waiting.extend(new)

    def _enter(self, label: int, number: int, time: bytes) -> int:
        """The class of a commit that is the point NUMBER itself, and whose children have the class LABEL."""
        self.times[number] = parse_time(time) or 0
        self.own[number] = self._class(self.all[label].members | 1 << number, above=(label,))
        return self.own[number]

    def _both(self, one: int, other: int) -> int:
        """The class of a commit with children of two classes."""
        found = self.all[one].sums.get(other)
        if found is None:
            members = self.all[one].members | self.all[other].members
            # mostly one of the two has all that the other has: a branch is merged before the next point
            found = next((label for label in (one, other) if self.all[label].members == members), None)
            if found is None:
                found = self._class(members, above=())
            self.all[one].sums[other] = found
            for label in (one, other):
                if label != found:
                    self.all[label].below.add(found)
        return found

    def _class(self, members: int, *, above: Iterable[int]) -> int:
        self.all.append(_Class(members))
        for label in above:
            self.all[label].below.add(len(self.all) - 1)
        return len(self.all) - 1


def _bare(verdict: Verdict) -> Verdict:
    """What is counted of a verdict."""
    agents = tuple(AgentUse(agent) for agent in dict.fromkeys(use.id for use in verdict.agents))
    return Verdict("", verdict.origin, verdict.level, agents, (), verdict.flags)
