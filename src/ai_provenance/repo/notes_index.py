"""An index of the notes of a whole history: packed ids of commits, and the number of the note of each.

A history may have as many notes as commits, and most of them say one of a few things: a dictionary of them would take
some hundred bytes a note, the index takes about 24.
"""

from __future__ import annotations

import json
import sys
from array import array
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import le

from ai_provenance.model import NoteRecord
from ai_provenance.repo.batch_process import BatchProcess
from ai_provenance.repo.notes import (
    NamedPaths,
    Shorten,
    compared,
    is_trace_ref,
    list_notes,
    note_refs,
    read_bodies,
    trace_records,
)
from ai_provenance.repo.repository import Repository

_BUCKETS = 1 << 16
_AT_ONCE = 512
"""Notes listed before their bodies are requested."""
_KEPT = 10_000
"""Blobs remembered at most."""
_REMEMBERED_BYTES = 1024
"""Bytes of a note whose number is remembered: a longer one names paths and is hardly ever met twice."""

Says = Callable[[NoteRecord], Hashable | None]
"""What a note says, as a value by which those that say the same are one; None where it says nothing."""


@dataclass(frozen=True, slots=True)
class NotesIndex:
    """Which commits have which notes. False where none has any."""

    records: tuple[NoteRecord, ...] = ()
    """One note of each that say the same."""
    ids: bytes = b""
    """The ids of the commits as bytes, one behind the other, by their first two bytes."""
    numbers: Sequence[int] = ()
    """For each of these its note's place in `records`."""
    firsts: Sequence[int] = ()
    """For each beginning of two bytes the first of these that has it; one more at the end."""
    width: int = 20
    """Bytes of an id."""

    def __bool__(self) -> bool:
        return bool(self.records)

    def dump(self) -> bytes:
        """As bytes, for `load`."""
        records = [[note.ref, note.body.decode("latin-1"), note.changed] for note in self.records]
        head = json.dumps({"records": records, "width": self.width, "order": sys.byteorder}).encode()
        return b"\n".join([head, self.ids + array("I", self.numbers).tobytes() + array("I", self.firsts).tobytes()])

    @classmethod
    def load(cls, dumped: bytes) -> NotesIndex:
        """What `dump` was called on. Raises ValueError or KeyError when DUMPED is something else."""
        head, _, packed = dumped.partition(b"\n")
        header = json.loads(head)
        if header["order"] != sys.byteorder:
            raise ValueError("written by another kind of machine")
        width = int(header["width"])
        size = array("I").itemsize
        count, rest = divmod(len(packed) - size * (_BUCKETS + 1), width + size)
        if rest or count < 0:
            raise ValueError("cut off")
        numbers, firsts = array("I"), array("I")
        numbers.frombytes(packed[count * width : count * (width + size)])
        firsts.frombytes(packed[count * (width + size) :])
        records = tuple(
            NoteRecord(str(ref), str(body).encode("latin-1"), None if changed is None else tuple(map(str, changed)))
            for ref, body, changed in header["records"]
        )
        return cls(records, packed[: count * width], numbers, firsts, width)

    def rows(self, oids: Sequence[bytes]) -> list[int]:
        """The places in OIDS of those that have notes. Each begins with an id in hexadecimal digits."""
        firsts = self.firsts
        near = [row for row, oid in enumerate(oids) if firsts[at := int(oid[:4], 16)] != firsts[at + 1]]
        return [row for row in near if self.of(oids[row])]

    def of(self, oid: bytes) -> tuple[NoteRecord, ...]:
        """The notes of the commit whose id OID begins with, in the order of the refs' names."""
        if not self.records:
            return ()
        width, bucket = self.width, int(oid[:4], 16)
        wanted = bytes.fromhex(oid[: 2 * width].decode("ascii"))
        entries = range(self.firsts[bucket], self.firsts[bucket + 1])
        found = [entry for entry in entries if self.ids[entry * width : (entry + 1) * width] == wanted]
        return tuple(self.records[self.numbers[entry]] for entry in found)


def index_notes(
    repository: Repository,
    refs: Sequence[str],
    says: Says,
    *,
    shorten: Shorten | None = None,
    named_paths: NamedPaths | None = None,
) -> NotesIndex:
    """The notes under REFS that say something. Of those that say the same, one is kept.

    SHORTEN and NAMED_PATHS are as for `notes_by_commit`; SAYS is called with notes that were compared.

    Raises:
        RevisionError: a ref begins with `-`.
        GitError: git failed.
    """
    names = note_refs(repository, refs)
    if not names:
        return NotesIndex()
    width = 32 if repository.object_format == "sha256" else 20
    ids, numbers, records = bytearray(), array("I"), _Records(says)
    noted = _read_all(repository, list(names), shorten)
    for commit, record in compared(repository, noted, named_paths) if named_paths else noted:
        number = records.number(record) if len(commit) == 2 * width else None
        if number is not None:
            ids += bytes.fromhex(commit)
            numbers.append(number)
    return NotesIndex(tuple(records.kept), *_in_buckets(ids, numbers, width), width) if numbers else NotesIndex()


class _Records:
    """Numbers notes by what they say."""

    def __init__(self, says: Says) -> None:
        self._says = says
        self._numbers: dict[Hashable, int] = {}
        self._known: dict[NoteRecord, int | None] = {}
        self.kept: list[NoteRecord] = []

    def number(self, record: NoteRecord) -> int | None:
        """The number of RECORD; None when it says nothing."""
        if len(record.body) > _REMEMBERED_BYTES:
            return self._number(record)
        if record not in self._known:
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[record] = self._number(record)
        return self._known[record]

    def _number(self, record: NoteRecord) -> int | None:
        said = self._says(record)
        if said is None:
            return None
        if (record.ref, said) not in self._numbers:
            self._numbers[record.ref, said] = len(self.kept)
            self.kept.append(record)
        return self._numbers[record.ref, said]


def _read_all(repository: Repository, refs: Sequence[str], shorten: Shorten | None) -> Iterator[tuple[str, NoteRecord]]:
    """Commit and text of each note and trace of REFS."""
    with BatchProcess(repository) as batch:
        for ref in refs:
            if not is_trace_ref(ref):
                listed = list_notes(repository, ref)
                yield from ((commit, NoteRecord(ref, body)) for commit, body in _read(batch, listed, shorten))
        for ref, commit, body in trace_records(batch, filter(is_trace_ref, refs)):
            yield commit, NoteRecord(ref, shorten(body) if shorten else body)


def _read(
    batch: BatchProcess, listed: Iterator[tuple[str, str]], shorten: Shorten | None
) -> Iterator[tuple[str, bytes]]:
    """Commit and body of each note that is LISTED; a body that many share is read once."""
    known: dict[str, bytes] = {}
    while group := list(islice(listed, _AT_ONCE)):
        if len(known) >= _KEPT:
            known.clear()  # a limit on memory; which blobs are shared most is not known
        fresh = list(dict.fromkeys(blob for _, blob in group if blob not in known))
        known.update(read_bodies(batch, fresh, shorten))
        yield from ((commit, known[blob]) for commit, blob in group)


def _in_buckets(ids: bytearray, numbers: array[int], width: int) -> tuple[bytes, array[int], array[int]]:
    """IDS and NUMBERS in the order of the first two bytes of the ids, and where each beginning starts."""
    heads = array("H", (ids[at] << 8 | ids[at + 1] for at in range(0, len(ids), width)))
    firsts = array("I", bytes(4 * (_BUCKETS + 1)))
    for head in heads:
        firsts[head + 1] += 1
    for bucket in range(_BUCKETS):
        firsts[bucket + 1] += firsts[bucket]
    if all(map(le, heads, islice(heads, 1, None))):  # they are already: git lists the notes of one ref in this order
        return bytes(ids), numbers, firsts
    order = sorted(range(len(heads)), key=heads.__getitem__)
    packed = b"".join(ids[entry * width : (entry + 1) * width] for entry in order)
    return packed, array("I", (numbers[entry] for entry in order)), firsts
