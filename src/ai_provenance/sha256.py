"""SHA-256 (FIPS 180-4) without OpenSSL, which `hashlib` loads: a third of a start of Python, for a few lines."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from hashlib import _Hash

_new: list[Callable[[bytes], _Hash]] = []
"""What makes one, once it was found: to look for a module that is not there takes longer than the digest."""


def sha256(content: bytes = b"") -> _Hash:
    """The SHA-256 of CONTENT, to be updated; used as `hashlib.sha256`."""
    if not _new:
        _new.append(_found())
    return _new[0](content)


def _found() -> Callable[[bytes], _Hash]:
    # `hashlib` has these modules for a Python without OpenSSL; they are its own, and have no stubs
    try:
        from _sha2 import sha256 as new  # type: ignore[import-not-found]  # noqa: PLC0415 - Python 3.12
    except ImportError:
        try:
            from _sha256 import sha256 as new  # type: ignore[import-not-found]  # noqa: PLC0415 - Python 3.11
        except ImportError:
            from hashlib import sha256 as new  # noqa: PLC0415 - a Python that is built otherwise
    found: Callable[[bytes], _Hash] = new
    return found
