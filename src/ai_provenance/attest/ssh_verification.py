"""SSH signatures verified in this process, where `cryptography` is installed.

`ssh-keygen -Y verify` starts a process for each, 20 times the cost. Who the key belongs to is for `trust`.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from ai_provenance.attest.ssh_signature import MAGIC, SshSignature, strings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_HASHES = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
"""Those of `ssh_signature.HASHES`."""
_CURVES = ("nistp256", "nistp384", "nistp521")


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
        check(signature.value, _signed(signature, message))
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

    name, *numbers = strings(key)
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
            first, second = (int.from_bytes(number, "big") for number in strings(value))
            point.verify(utils.encode_dss_signature(first, second), data, ec.ECDSA(digest))

        return check
    return None


def _signed(signature: SshSignature, message: bytes) -> bytes:
    """The bytes that SIGNATURE of MESSAGE is over."""
    hashed = _HASHES[signature.hash_name](message).digest()
    return _signed_head(signature.namespace, signature.hash_name) + _string(hashed)


@lru_cache(16)
def _signed_head(namespace: str, hash_name: str) -> bytes:
    """What comes before the hash of a message in the bytes that are signed."""
    return MAGIC + b"".join(map(_string, (namespace.encode(), b"", hash_name.encode())))


def _string(content: bytes) -> bytes:
    return len(content).to_bytes(4, "big") + content
