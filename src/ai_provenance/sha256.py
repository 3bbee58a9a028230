"""SHA-256 (FIPS 180-4) without OpenSSL, which `hashlib` loads: a third of a start of Python, for a few lines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hashlib import _Hash


def sha256(content: bytes = b"") -> _Hash:
    """The SHA-256 of CONTENT, to be updated; used as `hashlib.sha256`."""
    # `hashlib` has these modules for a Python without OpenSSL; they are its own, and have no stubs
    try:
        from _sha2 import sha256 as new  # type: ignore[import-not-found]  # noqa: PLC0415 - Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256 as new  # type: ignore[import-not-found]  # noqa: PLC0415 - Python 3.11
        except ImportError:
            from hashlib import sha256 as new  # noqa: PLC0415 - a Python that is built otherwise
    found: _Hash = new(content)
    return found
