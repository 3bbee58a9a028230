"""Who may sign: allowed signers (ssh-keygen(1), "ALLOWED SIGNERS"), revoked keys, and the roles of principals.

All three come from the base, never from the commits that are judged: a request could else add its own key.
"""

from __future__ import annotations

import binascii
import re
import shlex
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from hashlib import sha256

from ai_provenance.attest.ssh_signature import fingerprint
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RAISING = ("person", "ci")
"""Roles whose signature gives level 4. An agent's proves that it was the agent, a forge's who merged."""
_TIME = re.compile(r"(\d{8})(?:(\d{4})(\d\d)?)?Z?")
_CREATED = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_OWNED = re.compile(r"[^/]*@[^*?\[/]+|[a-z]+://[^*?\[/]+/[^*?\[/]+(?:/.*)?")
"""A glob that names the domain of an address, or the host and the owner of a workflow, without a wildcard."""
_OPTION = re.compile(r'([a-z-]+)(?:="([^"]*)")?(?:,|\Z)')


class Signer(NamedTuple):
    """One line of a file of allowed signers."""

    principal: str
    key: bytes
    """The public key as OpenSSH encodes it."""
    namespaces: tuple[str, ...] = ()
    """Patterns; empty: every namespace."""
    valid_after: int | None = None
    valid_before: int | None = None

    def is_valid(self, namespace: str, at: int | None) -> bool:
        """Whether the key may sign for NAMESPACE at the time AT (None: a time that is not known, and in no period)."""
        if self.namespaces and not any(fnmatchcase(namespace, pattern) for pattern in self.namespaces):
            return False
        if at is None:
            return self.valid_after is None and self.valid_before is None
        return (self.valid_after is None or at >= self.valid_after) and (
            self.valid_before is None or at < self.valid_before
        )


class Trust(NamedTuple):
    """Who may sign, and in what role. Without signers no signature is known."""

    signers: Mapping[bytes, tuple[Signer, ...]] = {}
    """Public key -> the lines that name it."""
    revoked: frozenset[str] = frozenset()
    """Fingerprints."""
    roles: Mapping[str, str] = {}
    """Glob over principals -> role; the first that matches counts. Empty: every signer is a person."""
    digest: str = ""
    """Of all three: what was judged under another trust is judged anew."""
    source: str = ""
    """Where the signers were read, for people; empty: nowhere."""

    def role(self, principal: str) -> str:
        """The role of PRINCIPAL; empty where roles are configured and none of them is its."""
        if not self.roles:
            return "person"
        return next((role for glob, role in self.roles.items() if fnmatchcase(principal, glob)), "")

    def role_of_identity(self, identity: str) -> str:
        """The role of an IDENTITY of Sigstore, which no file of keys has to name; empty where none is its.

        Anyone gets one there, `ci@` of a domain of their own too: only globs that say whose they are count.
        """
        owned = ((glob, role) for glob, role in self.roles.items() if _OWNED.fullmatch(glob))
        return next((role for glob, role in owned if fnmatchcase(identity, glob)), "")


def trust_of(signers: bytes, revoked: bytes, roles: Mapping[str, str], *, source: str) -> Trust:
    """The trust that a file of allowed signers, one of revoked keys and the configured roles give.

    Raises ValueError, which names the line, where one of the files cannot be read.
    """
    found: dict[bytes, tuple[Signer, ...]] = {}
    for signer in allowed_signers(signers):
        found[signer.key] = (*found.get(signer.key, ()), signer)
    digest = sha256(repr((signers, revoked, list(roles.items()))).encode()).hexdigest()
    return Trust(found, revoked_keys(revoked), dict(roles), digest, source)


def allowed_signers(content: bytes) -> Iterator[Signer]:
    """The signers in CONTENT, in its order. Lines for certificate authorities are passed over: no one signs by them."""
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            signer = _signer(line.strip())
        except ValueError as error:
            raise ValueError(f"line {number} of the allowed signers: {error}") from error
        if signer is not None:
            yield signer


def revoked_keys(content: bytes) -> frozenset[str]:
    """The fingerprints of the keys in CONTENT: each line is a public key, or `SHA256:...`."""
    found: set[str] = set()
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), start=1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].startswith("SHA256:"):
            found.add(words[0])
            continue
        try:
            found.add(fingerprint(_key(words)))
        except ValueError as error:
            raise ValueError(f"line {number} of the revoked keys: {error}") from error
    return frozenset(found)


def _signer(line: str) -> Signer | None:
    lexer = shlex.shlex(line, posix=False, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    principal, *words = lexer
    options = ""
    if words and not _is_key_type(words[0]):
        options, *words = words
    values = dict(_OPTION.findall(options))
    if "cert-authority" in values:
        return None
    if unknown := set(values) - {"namespaces", "valid-after", "valid-before"}:
        raise ValueError(f"unknown option {min(unknown)!r}")
    return Signer(
        principal.strip('"'),
        _key(words),
        tuple(filter(None, values.get("namespaces", "").split(","))),
        _seconds(values["valid-after"]) if "valid-after" in values else None,
        _seconds(values["valid-before"]) if "valid-before" in values else None,
    )


def _is_key_type(word: str) -> bool:
    return word.startswith(("ssh-", "ecdsa-", "sk-"))


def _key(words: list[str]) -> bytes:
    if len(words) < 2 or not _is_key_type(words[0]):
        raise ValueError("expected a type of key and the key")
    try:
        key = binascii.a2b_base64(words[1], strict_mode=True)
    except (ValueError, binascii.Error) as error:
        raise ValueError("the key is no base64") from error
    kind = words[0].encode()
    if key[: 4 + len(kind)] != len(kind).to_bytes(4, "big") + kind:
        raise ValueError(f"the key is not of the type {words[0]}")
    return key


def _seconds(text: str) -> int:
    """Seconds since the epoch of `YYYYMMDD[HHMM[SS]][Z]`, in UTC: whoever reads it gets the same."""
    match = _TIME.fullmatch(text)
    if not match:
        raise ValueError(f"expected a time as YYYYMMDD[HHMM[SS]]Z, got {text!r}")
    digits = match[1] + (match[2] or "0000") + (match[3] or "00")
    return int(datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp())


def seconds_of(created: str) -> int | None:
    """Seconds since the epoch of a record's `createdOn`; None where it holds no such time."""
    if not _CREATED.fullmatch(created):
        return None
    try:
        return int(datetime.fromisoformat(created).timestamp())
    except ValueError:
        return None
