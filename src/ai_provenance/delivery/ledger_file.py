"""A ledger as bytes, and back: a head as JSON, and columns as they are in memory.

A run with nothing new looks at the deployments and the changes of its window only. So nothing is copied, and a
record is made where it is looked at: whatever the number of tags, most of them are old.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, chain, compress, pairwise
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from ai_provenance.delivery.records import Brought, Deployment, Found, Ledger, Revert, SourceKind

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMAT = 9
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
    "has_hotfixes",
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
        at = range(self._count)[index]
        if at not in self._made:
            self._made[at] = self._make(at)
        return self._made[at]


def dump(found: Found, ledger: Ledger) -> bytes:
    """FOUND and LEDGER as bytes that `load` reads on the same kind of machine."""
    deployments = ledger.deployments
    columns = [
        *(array(kind, getattr(ledger, name)) for name, kind in _CHANGES),
        array("q", ledger.times),
        array("i", ledger.previous),
        bytes(at in ledger.shared for at in range(len(deployments))),
        array("i", chain.from_iterable(ledger.brought)),
        *_lines(list(one)[1:] for one in deployments),
        *_lines(map(list, ledger.reverts)),
        array("q", ledger.revert_times),
        ledger.oids,
    ]
    parts = [bytes(column) for column in columns]
    head: dict[str, Any] = {
        "byteorder": sys.byteorder,
        "parts": list(map(len, parts)),
        "cut": sorted(ledger.cut),
        "roots": ledger.roots,
        "joined": ledger.joined,
        "kind": found.kind,
        "excluded": dict(found.excluded),
        **{name: getattr(ledger, name) for name in _NUMBERS},
    }
    return json.dumps(head).encode("ascii") + b"\n" + b"".join(parts)


def load(content: bytes) -> tuple[Found, Ledger]:
    """What `dump` gave CONTENT of. Raises KeyError, TypeError or ValueError where it is no such thing."""
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
    rows, reverts = (_read_lines(next(parts).cast("i"), next(parts)) for _ in range(2))

    def deployment(at: int) -> Deployment:
        version, oid, commit, names, components, *marks = json.loads(rows(at))
        return Deployment(times[at], tuple(version), oid, commit, tuple(names), tuple(components), *marks)

    def revert(at: int) -> Revert:
        one = Revert(*json.loads(reverts(at)))
        return one._replace(targets=tuple(one.targets), undone=tuple(one.undone))

    revert_times, width = next(parts).cast("q"), len(Brought._fields)
    ledger = Ledger(
        deployments=Rows(len(times), deployment),
        times=times,
        previous=previous,
        shared=frozenset(compress(range(len(shared)), shared)),
        cut=frozenset(head["cut"]),
        brought=Rows(len(times), lambda at: Brought(*counts[at * width : (at + 1) * width])),
        reverts=Rows(len(revert_times), revert),
        revert_times=revert_times,
        roots=tuple(head["roots"]),
        joined=tuple(head["joined"]),
        oids=next(parts),
        **changes,
        **numbers,
    )
    kind = None if head["kind"] is None else SourceKind(head["kind"])
    return Found(kind, ledger.deployments, excluded=head["excluded"]), ledger


def _lines(rows: Iterable[list[Any]]) -> Iterator[bytes | array[int]]:
    """ROWS as two parts: where each ends, and all of them as JSON."""
    texts = [json.dumps(row).encode("ascii") for row in rows]
    yield array("i", accumulate(map(len, texts)))
    yield b"".join(texts)


def _read_lines(ends: Sequence[int], text: memoryview) -> Callable[[int], bytes]:
    """The row in a place, of the parts that `_lines` gave."""
    return lambda at: bytes(text[ends[at - 1] if at else 0 : ends[at]])
