"""SSH signatures (OpenSSH, PROTOCOL.sshsig): read, and verified in this process where `cryptography` is installed.

`ssh-keygen -Y verify` starts a process for each signature, 45 times the cost. Who the key belongs to is for `trust`.
"""

from __future__ import annotations

import binascii
import hashlib
from functools import lru_cache

from ai_provenance.named_tuple import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_MAGIC = b"SSHSIG"
_BEGIN = b"-----BEGIN SSH SIGNATURE-----"
_END = b"-----END SSH SIGNATURE-----"
_HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
_HARDWARE = 5
"""Bytes behind a signature by a key on hardware: flags and a counter (OpenSSH, PROTOCOL.u2f)."""
_CURVES = ("nistp256", "nistp384", "nistp521")


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

    def signed(self, message: bytes) -> bytes:
        """The bytes that the signature of MESSAGE is over."""
        return _signed_head(self.namespace, self.hash_name) + _string(_HASHES[self.hash_name](message).digest())


def parse(blob: bytes) -> SshSignature:
    """The signature in BLOB, the form without armour. Raises ValueError where it is none, or more than one."""
    if blob[:6] != _MAGIC or blob[6:10] != b"\0\0\0\1":
        raise ValueError("no SSH signature of version 1")
    fields = _strings(blob[10:])
    if len(fields) != 5 or fields[2]:
        raise ValueError("fields that an SSH signature does not have")
    key, namespace, _, hash_name, signature = fields
    hardware = _HARDWARE if signature[4:7] == b"sk-" else 0
    parts = _strings(signature[: len(signature) - hardware])
    if len(parts) != 2 or hash_name.decode("ascii", "replace") not in _HASHES:
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


@lru_cache(256)  # thousands of signatures are by a few keys
def fingerprint(key: bytes) -> str:
    """The fingerprint of a public KEY, as `ssh-keygen -l` prints it: `SHA256:...`."""
    return "SHA256:" + binascii.b2a_base64(hashlib.sha256(key).digest(), newline=False).decode().rstrip("=")


def verify(signature: SshSignature, message: bytes) -> bool | None:
    """Whether SIGNATURE is one of MESSAGE by its key; None where that cannot be found out in this process.

    That is so without the extra `verify`, and for keys on hardware (`sk-`) and of other kinds.
    """
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm  # noqa: PLC0415 - an extra
    except ImportError:
        return None
    try:
        check = _check_by(signature.key, signature.kind)
        if check is None:
            return None
        check(signature.value, signature.signed(message))
    except (InvalidSignature, ValueError):
        return False
    except UnsupportedAlgorithm:
        return None
    return True


@lru_cache(256)  # to load a key takes a fifth of the time of a verification, and thousands of signatures are by a few
def _check_by(key: bytes, kind: str) -> Callable[[bytes, bytes], None] | None:
    """What raises InvalidSignature or ValueError for a bad signature of its KIND of bytes, by KEY.

    None where KEY does not make such signatures, or not here. Raises ValueError where KEY is no key.
    """
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - an extra
    from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils  # noqa: PLC0415

    name, *numbers = _strings(key)
    if name == b"ssh-ed25519" and kind == "ssh-ed25519" and len(numbers) == 1:
        return ed25519.Ed25519PublicKey.from_public_bytes(numbers[0]).verify
    if name == b"ssh-rsa" and kind in ("rsa-sha2-256", "rsa-sha2-512") and len(numbers) == 2:
        exponent, modulus = (int.from_bytes(number, "big") for number in numbers)
        chosen = hashes.SHA256() if kind.endswith("256") else hashes.SHA512()
        public = rsa.RSAPublicNumbers(exponent, modulus).public_key()
        return lambda value, data: public.verify(value, data, padding.PKCS1v15(), chosen)
    curve = name.decode("ascii", "replace").removeprefix("ecdsa-sha2-")
    if curve in _CURVES and kind == f"ecdsa-sha2-{curve}" and len(numbers) == 2:
        group, digest = {
            "nistp256": (ec.SECP256R1(), hashes.SHA256()),
            "nistp384": (ec.SECP384R1(), hashes.SHA384()),
            "nistp521": (ec.SECP521R1(), hashes.SHA512()),
        }[curve]
        point = ec.EllipticCurvePublicKey.from_encoded_point(group, numbers[1])

        def check(value: bytes, data: bytes) -> None:
            first, second = (int.from_bytes(number, "big") for number in _strings(value))
            point.verify(utils.encode_dss_signature(first, second), data, ec.ECDSA(digest))

        return check
    return None


@lru_cache(16)
def _signed_head(namespace: str, hash_name: str) -> bytes:
    """What comes before the hash of a message in the bytes that are signed."""
    return _MAGIC + b"".join(map(_string, (namespace.encode(), b"", hash_name.encode())))


def _string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content


def _strings(blob: bytes) -> list[bytes]:
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
