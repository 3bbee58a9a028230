"""The records of a whole history: read once, by the commits that they are about, and judged by who signed them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from ai_provenance.attest.base import Base, find_trust
from ai_provenance.attest.binding import author_digest
from ai_provenance.attest.envelope import NAMESPACE, lines_of
from ai_provenance.attest.judgement import DIGEST, Judged, State, Verifier, judge
from ai_provenance.attest.ssh_signature import armoured
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
    from collections.abc import Iterator

    from ai_provenance.attest.judgement import CheckBundle
    from ai_provenance.model import Commit
    from ai_provenance.repo import Repository
    from ai_provenance.repo.cache import CacheDirectory
    from ai_provenance.repo.history import Batch

_CACHE = "signatures"
_KEY = b"ssh signatures, 1"
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


class RecordsIndex(Generic[Kept]):
    """The records of a repository by the commits that they are about, as KEEP makes them. False without any."""

    def __init__(
        self, repository: Repository, keep: Callable[[Judged], Kept], carry: Callable[[Kept], Kept], unbound: Kept
    ) -> None:
        """CARRY makes what is kept of a record into that of one which is carried from another commit.

        UNBOUND is given for a commit whose note holds records of other commits only.
        """
        self._repository = repository
        self._keep = keep
        self._carry = carry
        self._unbound = unbound
        self._own: dict[bytes, tuple[Kept, ...]] = {}
        self._portable: dict[bytes, list[tuple[str, str, Kept]]] = {}
        """Change digest, author digest and what is kept, by author time."""
        self._misplaced: set[bytes] = set()
        """Commits with a note whose record is about another commit."""
        self.not_understood = 0
        """Lines that hold no record of ours."""

    def __bool__(self) -> bool:
        return bool(self._own or self._misplaced)

    def __len__(self) -> int:
        """The commits that records are about, here or not."""
        return len(self._own)

    def add(self, attached_to: str, judged: Judged) -> None:
        """Take in one line of the note of commit ATTACHED_TO."""
        record = judged.record
        if record is None:
            self.not_understood += 1
            return
        oid = record.commit.encode("ascii")
        kept = self._keep(judged)
        self._own[oid] = (*self._own.get(oid, ()), kept)
        if record.change:
            portable = (record.change, record.author, kept)
            self._portable.setdefault(b"%d" % (record.author_time or 0), []).append(portable)
        if record.commit != attached_to:
            self._misplaced.add(attached_to.encode("ascii"))

    def of(self, batch: Batch) -> dict[int, tuple[Kept, ...]]:
        """What is kept about each row of BATCH, where there is any.

        A commit without a record of its own gets those of the same change by the same author at the same time, as a
        rebase leaves it: only commits that share the author time of a record are compared.
        """
        width = batch.ids[0].index(b" ")
        found: dict[int, tuple[Kept, ...]] = {}
        candidates: dict[int, str] = {}
        own, portable = self._own, self._portable
        rows = [
            row for row, ids in enumerate(batch.ids) if ids[:width] in own or ids[ids.rindex(b" ") + 1 :] in portable
        ]
        for row in rows:
            oid = batch.ids[row][:width]
            if oid in own:
                found[row] = own[oid]
            else:
                candidates[row] = oid.decode("ascii")
        digests = change_digests(self._repository, list(candidates.values())) if candidates else {}
        for row, name in candidates.items():
            carried = self._carried(batch.commit(row), digests.get(name, ""))
            if carried:
                found[row] = carried
        if self._misplaced:
            for row, ids in enumerate(batch.ids):
                if row not in found and ids[:width] in self._misplaced:
                    found[row] = (self._unbound,)
        return found

    def of_commit(self, commit: Commit) -> tuple[Kept, ...]:
        """As `of`, for one commit."""
        oid = commit.oid.encode("ascii")
        if oid in self._own:
            return self._own[oid]
        if b"%d" % (commit.author_time or 0) in self._portable:
            carried = self._carried(commit, change_digests(self._repository, [commit.oid]).get(commit.oid, ""))
            if carried:
                return carried
        return (self._unbound,) if oid in self._misplaced else ()

    def _carried(self, commit: Commit, change: str) -> tuple[Kept, ...]:
        near = self._portable.get(b"%d" % (commit.author_time or 0), ())
        if not change or all(one[0] != change for one in near):
            return ()
        wanted = author_digest(change, commit.author.name, commit.author.email)
        return tuple(self._carry(kept) for digest, author, kept in near if (digest, author) == (change, wanted))


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


def index_records(
    index: RecordsIndex[Kept], repository: Repository, verifier: Verifier, *, store: CacheDirectory | None = None
) -> RecordsIndex[Kept]:
    """INDEX with all records of REPOSITORY. What signatures come to is kept in STORE. Raises GitError as git fails."""
    known = _load(store)
    before, verifier = len(known), verifier._replace(known=known)
    for commit, line in record_lines(repository):
        index.add(commit, judge(line, verifier))
    if store is not None and len(known) > before:
        store.save_for(_CACHE, _KEY, b"".join(key + (b"\1" if good else b"\0") for key, good in known.items()))
    return index


def claims_index(repository: Repository, *, decides: bool) -> RecordsIndex[RecordClaim]:
    """An empty index of what records claim; DECIDES says whether an unsigned one can make an origin."""
    claims: dict[tuple[object, ...], RecordClaim] = {}

    def keep(judged: Judged) -> RecordClaim:
        # most records claim one of a few things: one claim for all of these
        record = judged.record
        key = (record and (record.origin, record.agents), judged.state, judged.role)
        if key not in claims:
            claims[key] = claim_of(judged, decides=decides)
        return claims[key]

    return RecordsIndex(repository, keep, lambda claim: claim._replace(is_carried=True), UNBOUND)


def read_records(
    repository: Repository, base: Base, *, store: CacheDirectory | None = None
) -> RecordsIndex[RecordClaim]:
    """What all records of REPOSITORY claim, by what BASE configures and whom it trusts. Raises GitError.

    Where no one's keys are named, signatures count for nothing: a report has no level 4, and is no error.
    """
    try:
        trust = find_trust(repository, base)
    except ConfigError:
        trust = Trust()
    return index_records(claims_index(repository, decides=base.decides), repository, verifier_of(trust), store=store)


def verifier_of(trust: Trust, trusted_root: str | None = None) -> Verifier:
    """Verifies by TRUST, with whatever is installed here."""
    return Verifier(trust, check_with_ssh_keygen, LazyBundleCheck(trusted_root))


class LazyBundleCheck:
    """Verifies bundles of Sigstore; its package is loaded for the first one."""

    def __init__(self, trusted_root: str | None) -> None:
        self._root = trusted_root
        self._check: CheckBundle | None = None

    def __call__(self, line: bytes) -> tuple[str, bytes] | None:
        """Identity and payload of the bundle LINE; None where its signature does not hold, or nothing can tell."""
        if self._check is None:
            from ai_provenance.attest.sigstore_bundle import bundle_check  # noqa: PLC0415 - an extra, slow to load

            self._check = bundle_check(self._root) or (lambda _: None)
        return self._check(line)


def check_with_ssh_keygen(blob: bytes, message: bytes) -> bool:
    """Whether the SSH signature BLOB is one of MESSAGE, by `ssh-keygen`; False too where that cannot be started."""
    try:
        return check(message, armoured(blob), NAMESPACE)
    except GitError:
        return False


def record_lines(repository: Repository) -> Iterator[tuple[str, bytes]]:
    """Each line of the notes of records, with the commit that its note is attached to. Raises GitError."""
    if not note_refs(repository, [RECORDS]):
        return
    with BatchProcess(repository) as batch:
        listed = list(list_notes(repository, RECORDS))
        for (commit, _), (_, body) in zip(listed, read_bodies(batch, (blob for _, blob in listed), None), strict=True):
            for line in lines_of(body)[0]:
                yield commit, line


def _load(store: CacheDirectory | None) -> dict[bytes, bool]:
    payload = store.load_for(_CACHE, _KEY) if store is not None else None
    if payload is None or len(payload) % (DIGEST + 1):
        return {}
    starts = range(0, len(payload), DIGEST + 1)
    return {payload[at : at + DIGEST]: payload[at + DIGEST] == 1 for at in starts}
