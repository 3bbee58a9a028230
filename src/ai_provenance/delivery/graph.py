"""The graph of a walk: for each commit its parents, and the first deployment that has it in its history.

Commits are numbered in the order in which they come. Children have to come before their parents, or `settle` be called
before anything else is looked at. A batch is taken by a few calls that run over all of it at once: a step of Python for
every commit would cost as much as git takes to print it.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, MutableSequence, Sequence
from heapq import heappop, heappush
from itertools import pairwise, repeat
from struct import iter_unpack

from ai_provenance.delivery.records import NEVER

_NONE = -1
_COMPARED = 3
"""Bytes of an object id that are compared first, where it is abbreviated."""
_LATEST = 8
"""Deployments that are kept for a commit: tags that were made long after their release are before many others."""


def renumber(column: MutableSequence[int], moved: Mapping[int, int]) -> None:
    """Put what COLUMN has for commits whose number changed, MOVED, into the place of their new one."""
    values = [column[old] for old in moved]
    for new, value in zip(moved.values(), values, strict=True):
        column[new] = value


class Graph:
    """The commits of one walk, by number. Mutable by design."""

    __slots__ = ("_named", "_old", "_waiting", "at", "is_old", "more", "oids", "parent", "width")

    def __init__(self, named: Collection[bytes], *, old: Collection[bytes] = ()) -> None:
        """NAMED: object ids in hexadecimal, as everywhere here, whose numbers will be needed. OLD: as `is_old`."""
        self._named = dict.fromkeys(named)
        self._old = dict.fromkeys(old)
        self.is_old = bytearray()
        """Of each commit 1 where it is one of those called old, or in the history of one; it may be 0 there too, where
        a child came behind its parent."""
        self._waiting: dict[bytes, list[tuple[int, int]]] = {}
        """Parents that did not come yet -> their children, and their place among the parents of these."""
        self.width = 0
        """Bytes of an object id."""
        self.at: dict[bytes, int] = {}
        """Object id -> number, of those of NAMED that came."""
        self.oids = bytearray()
        """Object ids behind each other, as bytes and not in hexadecimal."""
        self.parent = array("i")
        """The first parent; -1 without one."""
        self.more: dict[int, list[int]] = {}
        """The other parents of a merge."""

    def __len__(self) -> int:
        return len(self.parent)

    def extend(self, rows: Sequence[bytes]) -> None:
        """Take commits; each row is object id, parents and anything, as `Batch.ids`."""
        width, start, waiting = rows[0].index(b" "), len(self.parent), self._waiting
        self.width = width // 2
        heads = [row[:width] for row in rows]
        numbers = dict(zip(heads, range(start, start + len(rows)), strict=True))
        self.oids += bytes.fromhex(b"".join(heads).decode("ascii"))
        self.is_old += bytes(len(rows))
        self.at.update((oid, numbers[oid]) for oid in numbers.keys() & self._named.keys())
        for oid in numbers.keys() & waiting.keys():
            for child, place in waiting.pop(oid):
                self._join(child, place, numbers[oid])
                self.is_old[numbers[oid]] |= self.is_old[child]
        # of a commit without a parent this is no object id, and not found
        above = [row[width + 1 : 2 * width + 1] for row in rows]
        self.parent.extend(map(numbers.get, above, repeat(_NONE)))
        for row in [row for row, number in enumerate(self.parent[start:]) if number < 0]:
            if len(above[row]) == width and b" " not in above[row]:
                waiting.setdefault(above[row], []).append((start + row, 0))
        for row in [row for row, ids in enumerate(rows) if len(ids) >= 3 * width]:
            others = rows[row].split(b" ")[2:-1]
            self.more[start + row] = [numbers.get(oid, _NONE) for oid in others]
            for place, oid in enumerate(others, 1):
                if oid not in numbers:
                    waiting.setdefault(oid, []).append((start + row, place))
        if self._old:
            self._mark_old(start, numbers)

    def _mark_old(self, start: int, numbers: Mapping[bytes, int]) -> None:
        is_old, parent, more = self.is_old, self.parent, self.more
        for oid in numbers.keys() & self._old.keys():
            is_old[numbers[oid]] = 1
        for number in range(start, len(parent)):
            if is_old[number]:
                if parent[number] >= 0:
                    is_old[parent[number]] = 1
                for above in more.get(number, ()):
                    if above >= 0:
                        is_old[above] = 1

    def settle(self) -> dict[int, int]:
        """Number every commit before its parents, all of them having come. The numbers that changed, old -> new."""
        for number, oid in self.numbers(self._waiting).items():
            for child, place in self._waiting[oid]:
                self._join(child, place, number)
        late = [(above, number) for number, above in enumerate(self.parent) if _NONE < above < number]
        late += [(above, number) for number, others in self.more.items() for above in others if _NONE < above < number]
        moved: dict[int, int] = {}
        start = end = _NONE
        # between a parent that came too early and its child everything is put in order, nothing else moves
        for above, number in [*sorted(late), (len(self), len(self))]:
            if above <= end:
                end = max(end, number)
                continue
            moved.update(zip(self._ordered(start, end), range(start, end + 1), strict=True) if end >= 0 else ())
            start, end = above, number
        moved = {old: new for old, new in moved.items() if old != new}
        if moved:
            self._renumber(moved)
        return moved

    def _ordered(self, start: int, end: int) -> Iterator[int]:
        """The commits START to END, children before their parents, otherwise as they are."""
        children = [0] * (end + 1 - start)
        for number in range(start, end + 1):
            for above in self.parents(number):
                if start <= above <= end:
                    children[above - start] += 1
        ready = [start + at for at, count in enumerate(children) if not count]
        while ready:
            yield (number := heappop(ready))
            for above in self.parents(number):
                if start <= above <= end:
                    children[above - start] -= 1
                    if not children[above - start]:
                        heappush(ready, above)

    def _renumber(self, moved: Mapping[int, int]) -> None:
        width, oids = self.width, bytes(self.oids)
        for old, new in moved.items():
            self.oids[new * width : (new + 1) * width] = oids[old * width : (old + 1) * width]
        renumber(self.parent, moved)
        self.parent = array("i", [moved.get(above, above) for above in self.parent])
        self.more = {
            moved.get(number, number): [moved.get(above, above) for above in others]
            for number, others in self.more.items()
        }
        self.at = {oid: moved.get(number, number) for oid, number in self.at.items()}

    def _join(self, child: int, place: int, number: int) -> None:
        if place:
            self.more[child][place - 1] = number
        else:
            self.parent[child] = number

    def oid(self, number: int) -> str:
        """The object id of a commit."""
        return self.oids[number * self.width : (number + 1) * self.width].hex()

    def numbers(self, oids: Collection[bytes]) -> dict[int, bytes]:
        """Number -> object id, of those of OIDS that came."""
        wanted = {(bytes.fromhex(oid.decode("ascii")),): oid for oid in oids if len(oid) == 2 * self.width}
        rows = self._beginnings(self.width) if wanted else ()
        return {number: wanted[row] for number, row in enumerate(rows) if row in wanted}

    def abbreviated(self, oids: Collection[bytes]) -> Iterator[tuple[int, bytes]]:
        """The commits that came whose object id begins with one of OIDS, of 7 digits at least: number, and that one."""
        wanted, widths = frozenset(oids), set(map(len, oids))
        likely = {(bytes.fromhex(oid[: 2 * _COMPARED].decode("ascii")),) for oid in wanted}
        rows = self._beginnings(_COMPARED) if likely else ()
        for number in [number for number, row in enumerate(rows) if row in likely]:
            whole = self.oid(number).encode("ascii")
            yield from ((number, whole[:digits]) for digits in widths if whole[:digits] in wanted)

    def _beginnings(self, size: int) -> Iterator[tuple[bytes]]:
        """The first SIZE bytes of each object id, one in a tuple: slices would take twice as long."""
        return iter_unpack(f"{size}s{self.width - size}x", self.oids)

    def parents(self, number: int) -> tuple[int, ...]:
        """The parents of a commit that came, the first one first."""
        above = (self.parent[number], *self.more.get(number, ()))
        return tuple(one for one in above if one >= 0) if _NONE in above else above

    def first_of(self, deployed: Mapping[bytes, int]) -> tuple[list[int], set[int]]:
        """Of each commit the position of the first deployment that has it in its history, `NEVER` where none has.

        With the positions of those that share a history: of which some was deployed before. DEPLOYED are the object ids
        of deployed commits, which were in NAMED, and the first position of each, in their order.
        """
        first, shared = [NEVER] * len(self), set()
        parent, more = self.parent, self.more
        for oid, position in deployed.items():
            waiting = [self.at[oid]] if oid in self.at else []
            while waiting:
                number = waiting.pop()
                while number >= 0 and first[number] == NEVER:
                    first[number] = position
                    if number in more:
                        waiting.extend(more[number])
                    number = parent[number]
                if number >= 0 and first[number] != position:
                    shared.add(position)
        return first, shared

    def below(self, tip: int) -> bytearray:
        """Of each commit 1 where it is TIP or in its history."""
        found = bytearray(len(self))
        waiting = [tip]
        while waiting:
            number = waiting.pop()
            while number >= 0 and not found[number]:
                found[number] = 1
                if number in self.more:
                    waiting.extend(self.more[number])
                number = self.parent[number]
        return found

    def ends(self) -> list[int]:
        """The commits without a parent."""
        return [number for number, above in enumerate(self.parent) if above < 0]

    def roots(self, tip: bytes) -> list[str]:
        """The commits without a parent in the history of TIP, which was in NAMED, by object id."""
        ends = self.ends()
        if len(ends) > 1:
            below = self.below(self.at[tip])
            ends = [number for number in ends if below[number]]
        return [self.oid(number) for number in ends]

    def follow(self, notice: Mapping[int, Callable[[int], tuple[int, int]]]) -> None:
        """Tell commits of NOTICE which of the others there have them in their history.

        Each is called with the bits of those that have; what it returns are the bits that its parents get beside them,
        and those that need not be followed any more.
        """
        # one pass with numbers of any length as sets: a search for each of them would be one of the history each
        parent, more, events = self.parent, self.more, [*sorted(notice), len(self)]
        carried = [0] * len(self)
        """Of commits that did not come yet the bits that have them."""
        kept = ~0
        for start, end in pairwise(events):
            added, ended = notice[start](carried[start] & kept)
            kept &= ~ended
            carried[start] = (carried[start] | added) & kept
            for number in range(start, end):
                bits = carried[number] & kept
                if bits:
                    above = parent[number]
                    if above >= 0:
                        carried[above] |= bits
                    if number in more:
                        for other in more[number]:
                            if other >= 0:
                                carried[other] |= bits

    def brought(self, merge: int) -> Iterator[int]:
        """The commits that a merge brought: those of its other parents that the first has not."""
        # children come before parents: by the time a commit is taken, all that could say what it is were taken
        sides = dict.fromkeys(self.parents(merge), True)
        if self.parent[merge] in sides:
            sides[self.parent[merge]] = False
        waiting = sorted(sides)
        wanted = sum(sides.values())
        while wanted and waiting:
            number = heappop(waiting)
            is_new = sides[number]
            wanted -= is_new
            if is_new:
                yield number
            for above in self.parents(number):
                before = sides.get(above)
                if before is None:
                    sides[above] = is_new
                    wanted += is_new
                    heappush(waiting, above)
                elif before and not is_new:
                    sides[above] = False
                    wanted -= 1

    def predecessors(self, deployed: Mapping[bytes, int]) -> dict[int, int]:
        """Position of a deployment -> the latest earlier one whose commit it has in its history. DEPLOYED as above."""
        owners = {self.at[oid]: position for oid, position in deployed.items() if oid in self.at}
        latest: list[tuple[int, ...]] = [()] * len(self)
        """Of each commit the latest deployments in its history, the last one first: shared by those that are alike."""
        previous: dict[int, int] = {}
        parent, more = self.parent, self.more
        for number in range(len(self) - 1, -1, -1):
            above = parent[number]
            newest = latest[above] if above >= 0 else ()
            if number in more:
                for other in map(latest.__getitem__, more[number]):
                    if other is not newest and other != newest:
                        newest = tuple(sorted({*newest, *other}, reverse=True)[:_LATEST])
            if number in owners:
                own = owners[number]
                found = next((one for one in newest if one < own), _NONE)
                if found < 0 and len(newest) == _LATEST:
                    found = self._latest_below(number, own, owners, latest)
                if found >= 0:
                    previous[own] = found
                newest = tuple(sorted((own, *newest), reverse=True)[:_LATEST])
            latest[number] = newest
        return previous

    def _latest_below(self, start: int, own: int, owners: Mapping[int, int], latest: Sequence[Sequence[int]]) -> int:
        """As `predecessors`, for a deployment of whose ancestors more were deployed after it than LATEST holds."""
        best, seen, waiting = _NONE, {start}, [start]
        while waiting:
            for above in self.parents(waiting.pop()):
                if above in seen or not latest[above] or latest[above][0] <= best:
                    continue
                seen.add(above)
                deployment = owners.get(above, _NONE)
                if best < deployment < own:
                    best = deployment
                waiting.append(above)
        return best
