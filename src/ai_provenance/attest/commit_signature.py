"""The signatures of commits themselves: SSH ones in this process, OpenPGP ones by `gpg`.

A forge signs what it merges: that proves who merged, and nothing of who wrote it. Its role, `forge`, raises no level.
"""

from __future__ import annotations

from ai_provenance.attest import ssh_signature
from ai_provenance.attest.base import Base, find_trust
from ai_provenance.attest.history import verifier_of
from ai_provenance.attest.judgement import Judged, Signed, State, Verifier, judge_key
from ai_provenance.model import Level, Place, Strength
from ai_provenance.named_tuple import NamedTuple
from ai_provenance.repo.batch_process import BatchProcess
from ai_provenance.repo.gpg import signer_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.model import Verdict
    from ai_provenance.repo import Repository

_HEADERS = (b"gpgsig ", b"gpgsig-sha256 ")
_GIT = "git"
"""The namespace in which git signs by SSH."""


class Signature(NamedTuple):
    """A commit without its signature, the signature, and when the commit was made."""

    message: bytes
    armoured: bytes
    at: int | None


def split(raw: bytes) -> Signature | None:
    """The signature of the commit object RAW and what it is over; None for one that is not signed."""
    head, separator, message = raw.partition(b"\n\n")
    kept: list[bytes] = []
    signature: list[bytes] = []
    inside, at = False, None
    for line in head.split(b"\n"):
        if line.startswith(b" ") and inside:
            signature.append(line[1:])
            continue
        inside = line.startswith(_HEADERS)
        if inside:
            if signature:
                return None  # two of them: git itself takes none
            signature.append(line.partition(b" ")[2])
        else:
            kept.append(line)
        if line.startswith(b"committer "):
            words = line.rsplit(b" ", 2)
            at = int(words[1]) if words[1].isdigit() else None
    if not signature:
        return None
    return Signature(b"\n".join(kept) + separator + message, b"\n".join(signature), at)


class CommitSignatures:
    """Raises the level of commits whose message declares, where a known person or CI signed the commit itself."""

    def __init__(self, repository: Repository, verifier: Verifier) -> None:
        self._repository = repository
        self._verifier = verifier
        self._raised: dict[tuple[int, str, bool], tuple[Verdict, Verdict]] = {}
        """One verdict for commits that are alike, by the verdict before; that is kept, so that its id stays its own."""

    def applied(self, judged: Iterable[tuple[str, Verdict]]) -> dict[str, Verdict]:
        """The verdicts of JUDGED, commits by id, that a signature changes. Raises GitError where git cannot start."""
        declared = {oid: verdict for oid, verdict in judged if _is_declared(verdict)}
        if not declared:
            return {}
        found = judge_commits(self._repository, declared, self._verifier)
        return {oid: self._with(declared[oid], one) for oid, one in found if one.state is State.GOOD}

    def _with(self, verdict: Verdict, judged: Judged) -> Verdict:
        key = (id(verdict), judged.role, judged.is_verified)
        if key not in self._raised:
            flags = tuple(sorted({*verdict.flags, f"commit-signed-{judged.role or 'other'}"}))
            level = Level.VERIFIED if judged.is_verified else verdict.level
            self._raised[key] = verdict, verdict._replace(level=level, flags=flags)
        return self._raised[key][1]


def signatures_by(repository: Repository, base: Base) -> CommitSignatures:
    """The signatures of commits, judged by whom BASE trusts. Raises ConfigError where it names no allowed signers."""
    return CommitSignatures(repository, verifier_of(find_trust(repository, base)))


def _is_declared(verdict: Verdict) -> bool:
    """Whether the message itself declares: a signature of the commit is over the message."""
    return verdict.level >= Level.DECLARED and any(
        one.place is Place.TRAILER and one.strength is Strength.DECLARED for one in verdict.evidence
    )


def judge_commits(repository: Repository, oids: Iterable[str], verifier: Verifier) -> Iterator[tuple[str, Judged]]:
    """Each of OIDS that is signed, with what the signature is worth. Raises GitError where git or gpg cannot start."""
    with BatchProcess(repository) as batch:
        for oid, found in batch.read(oids):
            signature = split(found.data) if found is not None and found.kind == "commit" else None
            if signature is not None:
                yield oid, _judge(signature, verifier)


def is_signed(repository: Repository, oid: str) -> bool:
    """Whether the commit OID itself has a signature, of any kind. Raises GitError where git cannot start."""
    with BatchProcess(repository) as batch:
        return any(found is not None and split(found.data) is not None for _, found in batch.read([oid]))


def _judge(signature: Signature, verifier: Verifier) -> Judged:
    if b"SSH SIGNATURE" not in signature.armoured[:40]:
        return _judge_openpgp(signature, verifier)
    try:
        blob = ssh_signature.unarmoured(signature.armoured)
        parsed = ssh_signature.parse(blob)
    except ValueError:
        return Judged(None, State.BAD)
    if parsed.namespace != _GIT:  # of a record, or a file
        return Judged(None, State.BAD, ssh_signature.fingerprint(parsed.key))
    return judge_key(parsed, Signed(signature.message, blob, signature.at), verifier)


def _judge_openpgp(signature: Signature, verifier: Verifier) -> Judged:
    """By the keys in gpg's own keyring, which are the user's: only the roles say whose signature counts."""
    found = signer_of(signature.message, signature.armoured)
    if found is None:
        return Judged(None, State.UNCHECKED)
    good, name = found
    if not good:
        return Judged(None, State.BAD, name)
    role = verifier.trust.role(name) if verifier.trust.roles else ""
    return Judged(None, State.GOOD if role else State.UNKNOWN, name, role)
