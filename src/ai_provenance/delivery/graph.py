"""The graph of a walk: for each commit its parents, and the first deployment that has it in its history.

Commits are numbered when they are first named, as a commit or as a parent, and come before their parents. So the first
deployment of a commit is known when it comes: that of its children, or its own. In the same way it is known which of
the commits that are followed have it in their history.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import heappop, heappush

NEVER = 2**31 - 1
"""In the place of a deployment: none has the commit."""
_NONE = -1


class Graph:
    """The commits of one walk, by number. Mutable by design."""

    __slots__ = (
        "_deployed",
        "_followers",
        "_numbers",
        "alive",
        "at",
        "first",
        "more",
        "oids",
        "order",
        "parent",
        "positions",
    )

    def __init__(self, deployed: Mapping[bytes, int]) -> None:
        """DEPLOYED: object id -> position of the earliest deployment of that commit."""
        self._deployed = deployed
        self._numbers: dict[bytes, int] = {}
        """Of the commits that were named as parents and did not come yet."""
        self._followers: list[int] = []
        """Bits of the followed commits that have the commit in their history, until it comes."""
        self.alive = 0
        """Bits of the commits that are followed still."""
        self.first = array("i")
        """The earliest deployment that has the commit."""
        self.oids: list[bytes] = []
        self.parent = array("i")
        """The first parent; -1 without one."""
        self.more: dict[int, tuple[int, ...]] = {}
        """The other parents of a merge."""
        self.order = array("i")
        """Numbers in the order in which the commits came."""
        self.positions = array("i")
        """Of each number its place in `order`; -1 for a commit that did not come."""
        self.at: dict[int, int] = {}
        """Deployment -> number of its commit."""

    def extend(self, rows: Sequence[bytes], notice: Mapping[int, Callable[[int, int], int]]) -> None:
        """Take commits, children before parents; each row is object id, parents and anything, as `Batch.ids`.

        NOTICE: row -> called with the number of its commit and the bits of the followed commits that have it; what it
        gives is added to the bits, and handed on to the commit's parents.
        """
        # one loop with local names: it runs for every commit of a history, and makes a third of the walk's own cost
        numbers, first, followers, oids, positions = (
            self._numbers,
            self.first,
            self._followers,
            self.oids,
            self.positions,
        )
        take, deployed, order, parent_of = numbers.pop, self._deployed, self.order, self.parent
        for row, ids in enumerate(rows):
            parts = ids.split(b" ")
            oid = parts[0]
            number = take(oid, _NONE)
            if number < 0:
                number = self._new(oid)
            deployment = first[number]
            if oid in deployed:
                self.at[deployed[oid]] = number
                deployment = first[number] = min(deployment, deployed[oid])
            bits = followers[number] & self.alive if followers[number] else 0
            if row in notice:
                bits |= notice[row](number, bits)
            followers[number] = 0
            positions[number] = len(order)
            order.append(number)
            for index in range(1, len(parts) - 1):
                named = parts[index]
                if not named:
                    continue
                above = numbers.get(named, _NONE)
                if above < 0:
                    above = numbers[named] = len(oids)
                    oids.append(named)
                    first.append(deployment)
                    positions.append(_NONE)
                    parent_of.append(_NONE)
                    followers.append(bits)
                else:
                    first[above] = min(first[above], deployment)
                    if bits:
                        followers[above] |= bits
                if index == 1:
                    parent_of[number] = above
                else:
                    self.more[number] = (*self.more.get(number, ()), above)

    def _new(self, oid: bytes) -> int:
        self.oids.append(oid)
        self.first.append(NEVER)
        self.positions.append(_NONE)
        self.parent.append(_NONE)
        self._followers.append(0)
        return len(self.oids) - 1

    def parents(self, number: int) -> tuple[int, ...]:
        """The parents of a commit, the first one first."""
        above = self.parent[number]
        return () if above < 0 else (above, *self.more.get(number, ()))

    def roots(self, tip: bytes) -> list[bytes]:
        """The commits without a parent in the history of TIP, by object id."""
        ends = [number for number in self.order if self.parent[number] < 0]
        if len(ends) > 1:
            below = bytearray(len(self.oids))
            below[self.oids.index(tip)] = 1
            for number in self.order:
                if below[number]:
                    for above in self.parents(number):
                        below[above] = 1
            ends = [number for number in ends if below[number]]
        return [self.oids[number] for number in ends]

    def brought(self, merge: int) -> Iterator[int]:
        """The commits that a merge brought: those of its other parents that the first has not."""
        # children come before parents: by the time a commit is taken, all that could say what it is were taken
        sides = dict.fromkeys(self.more.get(merge, ()), True)
        sides[self.parent[merge]] = False
        waiting = [(self.positions[number], number) for number in sides]
        waiting.sort()
        wanted = sum(sides.values())
        while wanted and waiting:
            position, number = heappop(waiting)
            is_new = sides[number]
            wanted -= is_new
            if is_new and position >= 0:
                yield number
            for above in self.parents(number):
                before = sides.get(above)
                if before is None:
                    sides[above] = is_new
                    wanted += is_new
                    heappush(waiting, (self.positions[above], above))
                elif before and not is_new:
                    sides[above] = False
                    wanted -= 1

    def predecessors(self) -> tuple[dict[int, int], set[int]]:
        """Deployment -> the latest earlier one whose commit it has in its history, and those that share a history.

        The second are the deployments of whose history some was deployed before.
        """
        owners = {number: deployment for deployment, number in self.at.items()}
        latest, least = array("i", [_NONE]) * len(self.oids), array("i", self.first)
        previous: dict[int, int] = {}
        shared = set()
        parent, more = self.parent, self.more
        for number in reversed(self.order):
            above = parent[number]
            newest = _NONE
            if above >= 0:
                newest = latest[above]
                least[number] = min(least[number], least[above])
                if number in more:
                    for other in more[number]:
                        newest = max(newest, latest[other])
                        least[number] = min(least[number], least[other])
            if number in owners:
                own = owners[number]
                if least[number] < own:
                    shared.add(own)
                found = newest if newest < own else self._latest_below(number, own, owners, latest)
                if found >= 0:
                    previous[own] = found
                newest = max(newest, own)
            latest[number] = newest
        return previous, shared

    def _latest_below(self, start: int, own: int, owners: Mapping[int, int], latest: array[int]) -> int:
        """As `predecessors`, for a deployment of whose ancestors some were deployed after it."""
        best, seen, waiting = _NONE, {start}, [start]
        while waiting:
            for above in self.parents(waiting.pop()):
                if above in seen or latest[above] <= best:
                    continue
                seen.add(above)
                deployment = owners.get(above, _NONE)
                if best < deployment < own:
                    best = deployment
                waiting.append(above)
        return best
