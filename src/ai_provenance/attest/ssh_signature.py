"""The form of SSH signatures (OpenSSH, PROTOCOL.sshsig), read; `ssh_verification` verifies them.

A hook that signs a commit's record loads this module: `hashlib`, which loads OpenSSL, would cost it a third of a start.
"""

from __future__ import annotations

import binascii

from ai_provenance.named_tuple import NamedTuple
from ai_provenance.sha256 import sha256

MAGIC = b"SSHSIG"
_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
HASHES = ("sha256", "sha512")
_HARDWARE = 5
"""Bytes behind a signature by a key on hardware: flags and a counter (OpenSSH, PROTOCOL.u2f)."""


class SshSignature(NamedTuple):
    """One signature: the public key that made it, for which namespace, by which hash, and the signature itself."""

    key: bytes
    """The public key as OpenSSH encodes it."""
    namespace: str
    hash_name: str
    kind: str
    """`ssh-ed25519`, `rsa-sha2-512`, `ecdsa-sha2-nistp256`, ..."""
    value: bytes
    """Without the flags and the counter that a key on hardware (`sk-`) adds: only `ssh-keygen` reads those."""


def parse(blob: bytes) -> SshSignature:
    """The signature in BLOB, the form without armour. Raises ValueError where it is none, or more than one."""
    if blob[:6] != MAGIC or blob[6:10] != b"\0\0\0\1":
        raise ValueError("no SSH signature of version 1")
    fields = strings(blob[10:])
    if len(fields) != 5 or fields[2]:
        raise ValueError("fields that an SSH signature does not have")
    key, namespace, _, hash_name, signature = fields
    hardware = _HARDWARE if signature[4:7] == b"sk-" else 0
    parts = strings(signature[: len(signature) - hardware])
    if len(parts) != 2 or hash_name.decode("ascii", "replace") not in HASHES:
        raise ValueError("a signature or a hash in another form")
    return SshSignature(key, namespace.decode("utf-8"), hash_name.decode(), parts[0].decode("ascii"), parts[1])


def armoured(blob: bytes) -> bytes:
    """BLOB as `ssh-keygen` writes and reads it."""
    text = binascii.b2a_base64(blob, newline=False)
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return b"\n".join([_BEGIN, *lines, _END, b""])


def unarmoured(text: bytes) -> bytes:
    """The blob in TEXT, as `ssh-keygen` and git write it. Raises ValueError where there is none."""
    body = text.strip()
    if not (body.startswith(_BEGIN) and body.endswith(_END)):
        raise ValueError("no SSH signature")
    return binascii.a2b_base64(b"".join(body[len(_BEGIN) : -len(_END)].split()), strict_mode=True)


def fingerprint(key: bytes) -> str:
    """The fingerprint of a public KEY, as `ssh-keygen -l` prints it: `SHA256:...`."""
    return "SHA256:" + binascii.b2a_base64(sha256(key).digest(), newline=False).decode().rstrip("=")


def strings(blob: bytes) -> list[bytes]:
    """The strings that BLOB consists of, each behind its length. Raises ValueError where one is cut off."""
    found: list[bytes] = []
    at, whole = 0, len(blob)
    while at < whole:
        start = at + 4
        at = start + int.from_bytes(blob[at:start], "big")
        if at > whole or start > whole:
            raise ValueError("cut off")
        found.append(blob[start:at])
    return found
