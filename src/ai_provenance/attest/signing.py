"""Completes a record, signs it with the key that git signs with by SSH, and seals it on one line."""

# A hook loads this module: what only signing needs is imported there.
# ruff: noqa: PLC0415

from __future__ import annotations

import time

from ai_provenance.attest.binding import author_digest
from ai_provenance.attest.envelope import NAMESPACE, Signature, pae, sealed
from ai_provenance.attest.statement import written
from ai_provenance.errors import GitError
from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ai_provenance.attest.statement import Record
    from ai_provenance.repo.run import Where
    from ai_provenance.repo.ssh_keygen import SigningKey


class SignerOptions(NamedTuple):
    """How to sign."""

    warn: Callable[[str], None]
    version: str
    """The program's."""
    timeout: float | None = None
    """The limit of one signature in seconds."""


class Signer:
    """Signs records; after the first failure, which is warned of, the others go unsigned."""

    __slots__ = ("_key", "_options", "_wanted", "_where")

    def __init__(self, where: Where, *, sign: str, key: str, options: SignerOptions) -> None:
        """SIGN and KEY are those of `[records]`."""
        self._where = where
        self._wanted = sign
        self._options = options
        self._key: SigningKey | str | None = key

    def line(self, record: Record, author: tuple[str, str]) -> bytes:
        """RECORD, completed and sealed. AUTHOR is name and address."""
        created = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        digest = author_digest(record.change, *author) if record.change else ""
        payload = written(record._replace(created=created, author=digest), version=self._options.version)
        if self._wanted == "sigstore":
            from ai_provenance.attest.sigstore_bundle import sign_payload

            return sign_payload(payload)
        blob = self._signed(pae(payload)) if self._wanted in ("auto", "ssh") else b""
        if not blob:
            return sealed(payload)
        from ai_provenance.attest.ssh_signature import fingerprint, parse

        return sealed(payload, [Signature(fingerprint(parse(blob).key), blob)])

    def give_up(self, reason: str, hint: str = "ssh-add -l") -> None:
        """Sign no more, and warn why."""
        self._wanted = "no"
        self._options.warn(f"records go unsigned: {reason} (hint: {hint})")

    def _signed(self, message: bytes) -> bytes:
        from ai_provenance.repo import ssh_keygen

        if isinstance(self._key, str):
            self._key = ssh_keygen.signing_key(self._where, named=self._key)
        if self._key is None:
            if self._wanted == "ssh":
                self.give_up("git has no SSH key to sign with", "git config user.signingKey FILE")
            return b""
        from ai_provenance.attest.ssh_signature import unarmoured

        try:
            return unarmoured(ssh_keygen.sign(message, self._key, NAMESPACE, timeout=self._options.timeout))
        except (GitError, ValueError) as error:
            self.give_up(str(error), getattr(error, "hint", None) or "ssh-add -l")
            return b""
