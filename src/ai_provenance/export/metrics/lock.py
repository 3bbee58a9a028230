"""A lock that the operating system holds on a file, for runs that update another file in turns."""

from __future__ import annotations

import os
import sys
import time

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_PAUSE = 0.02
"""Seconds between two attempts: neither system call waits with a limit."""


class LockHeldError(Exception):
    """Another process held the lock for as long as we were to wait."""


class Lock:
    """Holds the lock on the file PATH within a `with` block.

    The file is made when it is missing and removed at the end, so that none is ever committed. The system releases the
    lock of a process that dies; its file stays, and the next run takes it over.
    """

    def __init__(self, path: str, *, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._descriptor = -1

    def __enter__(self) -> None:
        """Wait for the lock. Raises LockHeldError after the time limit, OSError where the file cannot be made."""
        deadline = time.monotonic() + self._seconds
        while not self._acquire():
            if time.monotonic() >= deadline:
                raise LockHeldError(self._path)
            time.sleep(_PAUSE)

    def __exit__(self, *_: object) -> None:
        """Remove the file and release the lock."""
        if sys.platform == "win32":  # no open file can be removed there
            os.close(self._descriptor)
            _remove(self._path)
        else:  # removed while we hold it: no other process can have locked this very file
            _remove(self._path)
            os.close(self._descriptor)

    def _acquire(self) -> bool:
        # a link in a repository from elsewhere may lead anywhere, so it is not followed
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            held = _lock(descriptor) and self._is_current(descriptor)
        except BaseException:
            os.close(descriptor)
            raise
        if held:
            self._descriptor = descriptor
        else:
            os.close(descriptor)
        return held

    def _is_current(self, descriptor: int) -> bool:
        # between our opening and our locking the holder may have removed the file: then a third process can make a new
        # one and lock that, and both of us would hold one
        try:
            return os.path.samestat(os.fstat(descriptor), os.lstat(self._path))
        except FileNotFoundError:
            return False


def _lock(descriptor: int) -> bool:
    """Whether the file could be locked at once."""
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _remove(path: str) -> None:
    try:  # noqa: SIM105 - contextlib costs more to import than this module
        os.unlink(path)
    except OSError:
        pass
