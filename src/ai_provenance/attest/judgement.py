"""From one line of a note to what it is worth: the record, and whether whoever signed it is known."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

from ai_provenance.attest import ssh_signature, ssh_verification
from ai_provenance.attest.envelope import NAMESPACE, Envelope, Signature, opened, pae
from ai_provenance.attest.ssh_signature import SshSignature, fingerprint
from ai_provenance.attest.statement import Record, StatementError, read
from ai_provenance.attest.trust import RAISING, Trust, seconds_of
from ai_provenance.attest.written_form import read_written
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping

    Check = Callable[[bytes, bytes], bool | None]
    """Whether an SSH signature (a blob) of bytes is good, by a program; None where it cannot be started."""
    CheckBundle = Callable[[bytes], "BundleSignature"]
    """What the signature of a bundle of Sigstore is worth, by itself."""

DIGEST = 16
"""Bytes of the digest that a signature is known by."""


class State(StrEnum):
    """What the signature of a record is worth."""

    GOOD = "good"
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"
    """Good, by a key that is not among the allowed signers."""
    REVOKED = "revoked"
    EXPIRED = "expired"
    """By a known key, outside of its time or for another namespace: it counts as unsigned."""
    BAD = "bad"
    """It is signed, and not over these bytes."""
    UNCHECKED = "unchecked"
    """Nothing here can verify it."""


class BundleSignature(NamedTuple):
    """The signature of a bundle of Sigstore: GOOD, BAD, or UNCHECKED where nothing here can tell."""

    state: State
    identity: str = ""
    """Of whom the certificate says that it signed."""
    payload: bytes = b""


class Verifier(NamedTuple):
    """By whom and by what signatures are judged."""

    trust: Trust = Trust()
    check: Check | None = None
    """Verifies what this process cannot; None: nothing does."""
    check_bundle: CheckBundle | None = None
    verifies_all: bool = False
    """Whether signatures by keys that no one vouches for are verified too."""
    known: MutableMapping[bytes, bool] | None = None
    """Whether a signature is good, by its digest: the same whoever is trusted."""


class Judged(NamedTuple):
    """One line, judged."""

    record: Record | None
    """None where it was not understood."""
    state: State = State.UNSIGNED
    signer: str = ""
    """The principal, where it is known; else the fingerprint of the key."""
    role: str = ""
    reason: str = ""
    """Why it was not understood."""
    line: bytes = b""

    @property
    def is_verified(self) -> bool:
        """Whether it has a signature that raises the level to 4."""
        return self.state is State.GOOD and self.role in RAISING

    @property
    def fails(self) -> bool:
        """Whether it claims a signature that does not hold."""
        return self.state in (State.BAD, State.REVOKED)


def judge(line: bytes, verifier: Verifier) -> Judged:
    """What LINE of a note is worth. Never raises, whatever it holds."""
    found = read_written(line)
    if found is None:
        try:
            envelope = opened(line)
            found = envelope, read(envelope.payload)
        except StatementError as error:
            return Judged(None, reason=str(error), line=line)
    envelope, record = found
    if not (envelope.signatures or envelope.is_bundle):
        return Judged(record, line=line)
    return _judge_signed(record, envelope, line, verifier)._replace(record=record, line=line)


def _judge_signed(record: Record, envelope: Envelope, line: bytes, verifier: Verifier) -> Judged:
    if envelope.is_bundle:
        return _judge_bundle(record, envelope, line, verifier)
    found = [_judge_signature(record, envelope.payload, one, verifier) for one in envelope.signatures]
    if len(found) == 1:
        return found[0]
    # one good signature is enough; of several bad ones the worst is shown
    order = (State.GOOD, State.REVOKED, State.BAD, State.EXPIRED, State.UNKNOWN, State.UNCHECKED)
    return min(found, key=lambda one: (not one.is_verified, order.index(one.state)))


def _judge_signature(record: Record, payload: bytes, claimed: Signature, verifier: Verifier) -> Judged:
    try:
        signature = ssh_signature.parse(claimed.blob)
    except ValueError:
        return Judged(record, State.BAD)
    name = fingerprint(signature.key)
    if signature.namespace != NAMESPACE or claimed.keyid not in ("", name):
        return Judged(record, State.BAD, name)
    at = seconds_of(record.created) if signature.key in verifier.trust.signers else None
    return judge_key(signature, Signed(pae(payload), claimed.blob, at), verifier)


class Signed(NamedTuple):
    """What a signature is over, and when it was made."""

    message: bytes
    blob: bytes
    """The signature without armour."""
    at: int | None
    """Seconds since the epoch; None where that is not known."""


def judge_key(signature: SshSignature, signed: Signed, verifier: Verifier) -> Judged:
    """What SIGNATURE of SIGNED is worth, by its key."""
    name = fingerprint(signature.key)
    if name in verifier.trust.revoked:
        return Judged(None, State.REVOKED, name)
    lines = verifier.trust.signers.get(signature.key, ())
    if not lines and not verifier.verifies_all:
        return Judged(None, State.UNKNOWN, name)
    good = _is_good(signature, signed, verifier, counts=bool(lines))
    if good is False:
        return Judged(None, State.BAD, name)
    if not lines:
        return Judged(None, State.UNKNOWN if good else State.UNCHECKED, name)
    valid = next((line for line in lines if line.is_valid(signature.namespace, signed.at)), None)
    if valid is None:
        return Judged(None, State.EXPIRED, lines[0].principal)
    state = State.GOOD if good else State.UNCHECKED
    return Judged(None, state, valid.principal, verifier.trust.role(valid.principal))


def _is_good(signature: SshSignature, signed: Signed, verifier: Verifier, *, counts: bool) -> bool | None:
    key = sha256(b"%d %b%b" % (len(signed.message), signed.message, signed.blob)).digest()[:DIGEST]
    known = verifier.known if verifier.known is not None else {}
    good = known.get(key)
    if good is None:
        good = ssh_verification.verify(signature, signed.message)
        if good is None and counts:  # a process for each signature: only where it can count
            good = verifier.check(signed.blob, signed.message) if verifier.check else None
        if good is not None:
            known[key] = good
    return good


def _judge_bundle(record: Record, envelope: Envelope, line: bytes, verifier: Verifier) -> Judged:
    if verifier.check_bundle is None:
        return Judged(record, State.UNCHECKED)
    found = verifier.check_bundle(line)
    if found.state is not State.GOOD or found.payload != envelope.payload:
        return Judged(record, State.BAD if found.state is State.GOOD else found.state)
    role = verifier.trust.role_of_identity(found.identity)
    return Judged(record, State.GOOD if role else State.UNKNOWN, found.identity, role)
