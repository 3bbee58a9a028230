"""A ledger as bytes, and back: a head as JSON, and columns as they are in memory.

A run with nothing new looks at the deployments and the changes of its window only. So a ledger is kept twice: whole,
and from where the window of the last walk begins, which is small whatever the size of the history.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate, chain, pairwise
from typing import Any, Literal, TypeVar, overload

from ai_provenance.delivery.records import Brought, Deployment, Found, Ledger, Revert, SourceKind

FORMAT = 10
"""Part of the key: raised when a ledger, or what is read in the names of tags, changes its meaning."""
_CHANGES: tuple[tuple[str, Literal["B", "i", "q"]], ...] = (
    ("firsts", "i"),
    ("authored", "q"),
    ("committed", "q"),
    ("authors", "i"),
    ("ordinary", "B"),
    ("origins", "B"),
    ("reverted", "B"),
)
_NUMBERS = (
    "oldest",
    "merges",
    "automation",
    "copies",
    "unresolved",
    "reverts_by",
    "relandings",
    "has_signs",
    "has_records",
    "classified",
)
_T = TypeVar("_T")


class Rows(Sequence[_T]):
    """Records that are made when they are looked at."""

    __slots__ = ("_count", "_made", "_make")

    def __init__(self, count: int, make: Callable[[int], _T]) -> None:
        """MAKE gives the record in a place; it is called once for each that is looked at."""
        self._count = count
        self._make = make
        self._made: dict[int, _T] = {}

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, index: int) -> _T: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[_T, ...]: ...

    def __getitem__(self, index: int | slice) -> _T | tuple[_T, ...]:
        if isinstance(index, slice):
            return tuple(map(self.__getitem__, range(*index.indices(self._count))))
        if index not in self._made:
            at = range(self._count)[index]
            self._made[index] = self._make(at)
        return self._made[index]


def dump(found: Found, ledger: Ledger, *, begin: int = 0) -> bytes:
    """FOUND and LEDGER as bytes that `load` reads on the same kind of machine.

    From the deployment BEGIN on: of those before, and of their changes and reverts, only what the later ones refer to.
    """
    from array import array  # noqa: PLC0415 - a run with nothing new writes nothing

    count = len(ledger.deployments)
    before = sorted({at for at in ledger.previous[begin:] if at < begin})
    change = bisect_left(ledger.firsts, begin)
    # what takes a deployment back came after it
    revert = bisect_left(ledger.revert_times, ledger.times[begin]) if begin < count else len(ledger.reverts)
    deployments = [list(ledger.deployments[at])[1:] for at in (*before, *range(begin, count))]
    width = len(ledger.oids) // max(len(ledger.firsts), 1)
    columns = [
        *(array(kind, getattr(ledger, name)[change:]) for name, kind in _CHANGES),
        array("q", ledger.times),
        array("i", ledger.previous),
        bytes(ledger.shared),
        array("i", chain.from_iterable(ledger.brought[begin:])),
        json.dumps(deployments).encode("ascii"),
        json.dumps([list(one) for one in ledger.reverts[revert:]]).encode("ascii"),
        array("q", ledger.revert_times[revert:]),
        ledger.oids[change * width :],
    ]
    parts = [bytes(column) for column in columns]
    head: dict[str, Any] = {
        "byteorder": sys.byteorder,
        "parts": list(map(len, parts)),
        "begin": begin,
        "before": before,
        "cut": sorted(ledger.cut),
        "roots": ledger.roots,
        "joined": ledger.joined,
        "kind": found.kind,
        "components": found.components,
        "excluded": dict(found.excluded),
        **{name: getattr(ledger, name) for name in _NUMBERS},
    }
    return json.dumps(head).encode("ascii") + b"\n" + b"".join(parts)


def load(content: bytes) -> tuple[Found, Ledger]:
    """What `dump` gave CONTENT of. Raises KeyError, TypeError or ValueError where it is no such thing.

    What was left out before its first deployment is looked up in vain, and raises ValueError.
    """
    start = content.index(b"\n") + 1
    head = json.loads(content[:start])
    if head["byteorder"] != sys.byteorder:
        raise ValueError("of another machine")
    ends = list(accumulate(head["parts"], initial=start))
    if ends[-1] != len(content):
        raise ValueError("cut off")
    view = memoryview(content)
    parts = iter([view[begin:end] for begin, end in pairwise(ends)])
    changes: dict[str, Any] = {name: next(parts).cast(kind) for name, kind in _CHANGES}
    numbers: dict[str, Any] = {name: head[name] for name in _NUMBERS}
    times, previous, shared, counts = next(parts).cast("q"), next(parts).cast("i"), next(parts), next(parts).cast("i")
    deployments, reverts = _rows(next(parts)), _rows(next(parts))
    begin, width = int(head["begin"]), len(Brought._fields)
    before: list[int] = head["before"]

    def deployment(at: int) -> Deployment:
        place = len(before) + at - begin if at >= begin else before.index(at)
        version, oid, commit, names, components, *marks = deployments()[place]
        return Deployment(times[at], tuple(version), oid, commit, tuple(names), tuple(components), *marks)

    def brought(at: int) -> Brought:
        if at < begin:
            raise ValueError(f"what deployment {at} brought is not kept here")
        return Brought(*counts[(at - begin) * width : (at - begin + 1) * width])

    def revert(at: int) -> Revert:
        one = Revert(*reverts()[at])
        return one._replace(targets=tuple(one.targets), undone=tuple(one.undone))

    revert_times = next(parts).cast("q")
    ledger = Ledger(
        deployments=Rows(len(times), deployment),
        times=times,
        previous=previous,
        shared=shared,
        cut=frozenset(head["cut"]),
        brought=Rows(len(times), brought),
        reverts=Rows(len(revert_times), revert),
        revert_times=revert_times,
        roots=tuple(head["roots"]),
        joined=tuple(head["joined"]),
        oids=next(parts),
        begin=begin,
        **changes,
        **numbers,
    )
    kind = None if head["kind"] is None else SourceKind(head["kind"])
    found = Found(kind, ledger.deployments, components=tuple(head["components"]), excluded=head["excluded"])
    return found, ledger


def _rows(text: memoryview) -> Callable[[], list[list[Any]]]:
    """The rows that TEXT holds as JSON, which is read when one of them is looked at."""
    return cache(lambda: json.loads(bytes(text)))
