"""The records of a whole history: read once, by the commits that they are about, and judged by who signed them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from ai_provenance.attest.base import Base, find_trust
from ai_provenance.attest.binding import author_digest
from ai_provenance.attest.envelope import lines_of
from ai_provenance.attest.judgement import DIGEST, Judged, State, Verifier, judge
from ai_provenance.attest.kept_claims import KeptClaims
from ai_provenance.attest.ssh_signature import armoured, parse
from ai_provenance.attest.trust import Trust
from ai_provenance.errors import ConfigError, GitError
from ai_provenance.model import AgentUse, Level, Origin, RecordClaim
from ai_provenance.repo.batch_process import BatchProcess
from ai_provenance.repo.change_digest import change_digests
from ai_provenance.repo.note_writing import RECORDS
from ai_provenance.repo.notes import list_notes, note_refs, read_bodies
from ai_provenance.repo.ssh_keygen import check

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ai_provenance.attest.judgement import BundleSignature, CheckBundle
    from ai_provenance.attest.statement import Record
    from ai_provenance.model import Commit
    from ai_provenance.repo import Repository
    from ai_provenance.repo.cache import CacheDirectory
    from ai_provenance.repo.history import Batch

_CACHE = "signatures"
_KEY = b"ssh signatures, 2"
_FLAGS = {
    State.UNSIGNED: ("record-unsigned",),
    State.EXPIRED: ("record-unsigned",),
    State.UNKNOWN: ("signer-unknown",),
    State.UNCHECKED: ("signer-unknown",),
    State.REVOKED: ("signer-revoked",),
    State.BAD: ("signature-bad",),
}
UNBOUND = RecordClaim(Origin.UNKNOWN, (), Level.UNKNOWN, is_bound=False)

Kept = TypeVar("Kept")
Read = tuple[str, str, str, int, Kept | None]
"""One line of a note: the commit that its record is about, change and author digest, author time, and what is kept."""
NO_RECORD = ("", "", "", 0, None)
"""Of a line that holds no record."""
_FEW = 256
"""Commits whose own notes are read alone, where all of them have one."""


class Keeping(Generic[Kept]):
    """What is kept of a record."""

    def __init__(self, keep: Callable[[Judged], Kept], carry: Callable[[Kept], Kept], unbound: Kept) -> None:
        """CARRY makes what KEEP gives for a record into that of one which is carried from another commit.

        UNBOUND is for a commit whose note holds records of other commits only.
        """
        self.of = keep
        self.carried = carry
        self.unbound = unbound


class KeptLines(Protocol[Kept]):
    """The lines of notes that were read before."""

    def lines(self, attached_to: bytes, blob: str) -> Sequence[Read[Kept]] | None:
        """The lines of the note BLOB of a commit; None where they are not kept."""

    def add(self, attached_to: bytes, blob: str, lines: Sequence[Read[Kept]]) -> None:
        """Keep LINES, the lines of a note."""

    def save(self, notes: Mapping[bytes, str]) -> None:
        """Write what is kept of NOTES, all notes by their commits, where anything is new."""


class RecordsIndex(Generic[Kept]):
    """The records of a repository by the commits that they are about, as KEEPING makes them. False without any.

    Notes are read as commits are looked up: their own, where these are few and all have one; else every note, as any
    of them may hold a record of the same change.
    """

    def __init__(
        self,
        repository: Repository,
        verifier: Verifier,
        keeping: Keeping[Kept],
        *,
        store: CacheDirectory | None = None,
        kept: KeptLines[Kept] | None = None,
    ) -> None:
        """Signatures are judged by VERIFIER; what they come to is kept in STORE. Raises GitError where git fails.

        KEPT are notes that were read before, where KEEPING makes claims of them; what is read is added to it.
        """
        self._repository = repository
        self._keeping = keeping
        self._store = store
        self._kept = kept
        self._notes = dict(_notes(repository))
        """The blob of each note by its commit."""
        self._unread = dict(self._notes)
        self._is_first = True
        self._verifier = verifier._replace(known=_load(store) if self._unread else {})
        self._own: dict[bytes, tuple[Kept, ...]] = {}
        """Of the note of the commit itself."""
        self._elsewhere: dict[bytes, tuple[Kept, ...]] = {}
        """Of notes of other commits."""
        self._portable: dict[bytes, list[tuple[str, str, Kept]]] = {}
        """Change digest, author digest and what is kept, by author time."""
        self._misplaced: set[bytes] = set()
        """Commits whose note holds a record of another commit."""
        self._not_understood: Counter[bytes] = Counter()
        """Lines that hold no record of ours, by the commit whose note has them."""

    def __bool__(self) -> bool:
        return bool(self._notes)

    def __len__(self) -> int:
        """The commits that records are about, here or not."""
        self._read(list(self._unread))
        return len(self._own.keys() | self._elsewhere.keys())

    def of(self, batch: Batch) -> dict[int, tuple[Kept, ...]]:
        """What is kept about each row of BATCH, where there is any. Raises GitError where git fails.

        A commit without a record of its own gets those of the same change by the same author at the same time, as a
        rebase leaves it: only commits that share the author time of a record are compared.
        """
        width = batch.ids[0].index(b" ")
        oids = [ids[:width] for ids in batch.ids]
        self._read_for(oids)
        own = self._own
        # most batches of a long history are older than all records: sets say so at once
        found = {} if own.keys().isdisjoint(oids) else {row: own[oid] for row, oid in enumerate(oids) if oid in own}
        if len(found) == len(oids):
            return found
        elsewhere, portable = self._elsewhere, self._portable
        rows = [row for row, ids in enumerate(batch.ids) if ids[ids.rindex(b" ") + 1 :] in portable]
        candidates = {row: oids[row].decode("ascii") for row in rows if row not in found and oids[row] not in elsewhere}
        digests = change_digests(self._repository, list(candidates.values())) if candidates else {}
        for row, name in candidates.items():
            carried = self._carried(batch.commit(row), digests.get(name, ""))
            if carried:
                found[row] = carried
        if elsewhere.keys().isdisjoint(oids) and self._misplaced.isdisjoint(oids):
            return found
        for row, oid in enumerate(oids):
            if row not in found:
                kept = self._without_own(oid)
                if kept:
                    found[row] = kept
        return found

    def of_commit(self, commit: Commit) -> tuple[Kept, ...]:
        """As `of`, for one commit."""
        oid = commit.oid.encode("ascii")
        self._read_for([oid])
        if oid in self._own:
            return self._own[oid]
        if oid not in self._elsewhere and b"%d" % (commit.author_time or 0) in self._portable:
            carried = self._carried(commit, change_digests(self._repository, [commit.oid]).get(commit.oid, ""))
            if carried:
                return carried
        return self._without_own(oid)

    def not_understood(self, oids: Iterable[str]) -> int:
        """How many lines of the notes of OIDS, which were looked up, hold no record of ours."""
        return sum(self._not_understood[oid.encode("ascii")] for oid in oids)

    def _without_own(self, oid: bytes) -> tuple[Kept, ...]:
        """What is kept of a commit by the notes of others; and by its own, whose records are about others."""
        if oid in self._elsewhere:
            return self._elsewhere[oid]
        return (self._keeping.unbound,) if oid in self._misplaced else ()

    def _read_for(self, oids: Sequence[bytes]) -> None:
        """Read what is needed to look up OIDS."""
        if not self._unread:
            return
        if self._is_first and len(oids) <= _FEW and self._notes.keys() >= set(oids):
            self._read(oids)
        self._is_first = False
        if any(oid not in self._own for oid in oids):
            self._read(list(self._unread))

    def _read(self, oids: Sequence[bytes]) -> None:
        """Read the notes of OIDS, which are not read yet."""
        known = self._verifier.known or {}
        before = len(known)
        kept = {oid: self._kept.lines(oid, self._unread[oid]) for oid in oids} if self._kept else {}
        wanted = [oid for oid in oids if kept.get(oid) is None]
        if wanted:
            with BatchProcess(self._repository) as batch:
                bodies = read_bodies(batch, map(self._unread.__getitem__, wanted), None)
                kept |= {oid: self._lines(oid, *one) for oid, one in zip(wanted, bodies, strict=True)}
        for oid in oids:
            self._add(oid, kept[oid] or ())
        for oid in oids:
            del self._unread[oid]
        if self._kept:
            self._kept.save(self._notes)
        if self._store is not None and len(known) > before:
            payload = b"".join(key + (b"\1" if good else b"\0") for key, good in known.items())
            self._store.save_for(_CACHE, _KEY, payload)

    def _lines(self, attached_to: bytes, blob: str, body: bytes) -> list[Read[Kept]]:
        """The lines of BODY, the note BLOB of the commit ATTACHED_TO; what can be kept of them is."""
        judged = [judge(line, self._verifier) for line in lines_of(body)[0]]
        lines = [self._read_of(one) for one in judged]
        # what is not checked may be another time, and a bundle by another root of trust
        if self._kept and not any(one.state is State.UNCHECKED or b"dsseEnvelope" in one.line for one in judged):
            self._kept.add(attached_to, blob, lines)
        return lines

    def _read_of(self, judged: Judged) -> Read[Kept]:
        record = judged.record
        if record is None:
            return NO_RECORD
        return record.commit, record.change, record.author, record.author_time or 0, self._keeping.of(judged)

    def _add(self, attached_to: bytes, lines: Sequence[Read[Kept]]) -> None:
        """Take in the LINES of the note of the commit ATTACHED_TO."""
        for commit, change, author, author_time, kept in lines:
            if kept is None:
                self._not_understood[attached_to] += 1
                continue
            oid = commit.encode("ascii")
            if oid == attached_to:
                self._own[oid] = (*self._own.get(oid, ()), kept)
            else:
                self._elsewhere[oid] = (*self._elsewhere.get(oid, ()), kept)
                self._misplaced.add(attached_to)
            if change:
                self._portable.setdefault(b"%d" % author_time, []).append((change, author, kept))

    def _carried(self, commit: Commit, change: str) -> tuple[Kept, ...]:
        near = self._portable.get(b"%d" % (commit.author_time or 0), ())
        if not change or all(one[0] != change for one in near):
            return ()
        wanted = author_digest(change, commit.author.name, commit.author.email)
        return tuple(
            self._keeping.carried(kept) for digest, author, kept in near if (digest, author) == (change, wanted)
        )


def claim_of(judged: Judged, *, decides: bool, is_carried: bool = False) -> RecordClaim:
    """What the record of JUDGED claims; it has one. DECIDES says whether an unsigned one can make an origin."""
    record = judged.record
    assert record is not None  # noqa: S101 - the caller has looked
    agents = tuple(AgentUse(one.id, one.model) for one in record.agents if one.role != "message")
    return RecordClaim(
        Origin(record.origin),
        agents,
        Level.VERIFIED if judged.is_verified else Level.ATTESTED,
        decides=decides or judged.is_verified,
        role=judged.role if judged.state is State.GOOD else "",
        flags=_FLAGS.get(judged.state, ()),
        is_carried=is_carried,
    )


def claims_index(
    repository: Repository, verifier: Verifier, *, decides: bool, store: CacheDirectory | None = None
) -> RecordsIndex[RecordClaim]:
    """What records claim, judged by VERIFIER; DECIDES says whether an unsigned one can make an origin."""
    claims: dict[tuple[object, ...], RecordClaim] = {}

    def keep(judged: Judged) -> RecordClaim:
        # most records claim one of a few things: one claim for all of these
        record = judged.record
        key = (record and (record.origin, record.agents), judged.state, judged.role)
        if key not in claims:
            claims[key] = claim_of(judged, decides=decides)
        return claims[key]

    keeping = Keeping(keep, lambda claim: claim._replace(is_carried=True), UNBOUND)
    kept = KeptClaims(store, judged_by=f"{verifier.trust.digest} {decides}") if store else None
    return RecordsIndex(repository, verifier, keeping, store=store, kept=kept)


def read_records(
    repository: Repository, base: Base, *, store: CacheDirectory | None = None
) -> RecordsIndex[RecordClaim] | None:
    """What the records of REPOSITORY claim, by what BASE configures and whom it trusts; None where there are none.

    Where no one's keys are named, signatures count for nothing: a report has no level 4, and is no error.

    Raises:
        GitError: git failed.
    """
    if not note_refs(repository, [RECORDS]):
        return None
    return claims_index(repository, base_verifier(repository, base), decides=base.decides, store=store)


def base_verifier(repository: Repository, base: Base) -> Verifier:
    """Verifies by whom BASE trusts; where it names no one, no signature counts. Raises GitError where git fails."""
    try:
        return verifier_of(find_trust(repository, base))
    except ConfigError:
        return verifier_of(Trust())


def verifier_of(trust: Trust, trusted_root: str | None = None) -> Verifier:
    """Verifies by TRUST, with whatever is installed here."""
    return Verifier(trust, check_with_ssh_keygen, LazyBundleCheck(trusted_root))


class LazyBundleCheck:
    """Verifies bundles of Sigstore; its package is loaded for the first one."""

    def __init__(self, trusted_root: str | None) -> None:
        self._root = trusted_root
        self._check: CheckBundle | None = None

    def __call__(self, line: bytes) -> BundleSignature:
        """What the signature of the bundle LINE is worth, by itself."""
        if self._check is None:
            from ai_provenance.attest.sigstore_bundle import bundle_check  # noqa: PLC0415 - an extra, slow to load

            self._check = bundle_check(self._root)
        return self._check(line)


def check_with_ssh_keygen(blob: bytes, message: bytes) -> bool | None:
    """Whether the SSH signature BLOB is one of MESSAGE, by `ssh-keygen`; None where that cannot be started.

    Which namespace a signature has to be for, the caller has looked at.
    """
    try:
        return check(message, armoured(blob), parse(blob).namespace)
    except GitError:
        return None


def records_in(repository: Repository, blobs: Sequence[str]) -> Iterator[Record]:
    """The records in BLOBS, notes of records. Raises GitError where git fails."""
    with BatchProcess(repository) as batch:
        for _, body in read_bodies(batch, blobs, None):
            for line in lines_of(body)[0]:
                judged = judge(line, Verifier())
                if judged.record:
                    yield judged.record


def record_lines(repository: Repository) -> Iterator[tuple[str, bytes]]:
    """Each line of the notes of records, with the commit that its note is attached to. Raises GitError."""
    listed = list(_notes(repository))
    if not listed:
        return
    with BatchProcess(repository) as batch:
        for (commit, _), (_, body) in zip(listed, read_bodies(batch, (blob for _, blob in listed), None), strict=True):
            for line in lines_of(body)[0]:
                yield commit.decode("ascii"), line


def _notes(repository: Repository) -> Iterator[tuple[bytes, str]]:
    """Commit and blob of each note of records."""
    if note_refs(repository, [RECORDS]):
        for commit, blob in list_notes(repository, RECORDS):
            yield commit.encode("ascii"), blob


def _load(store: CacheDirectory | None) -> dict[bytes, bool]:
    payload = store.load_for(_CACHE, _KEY) if store is not None else None
    if payload is None or len(payload) % (DIGEST + 1):
        return {}
    starts = range(0, len(payload), DIGEST + 1)
    return {payload[at : at + DIGEST]: payload[at + DIGEST] == 1 for at in starts}
