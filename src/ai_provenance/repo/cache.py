"""Files under the git directory that keep what can be computed again: counts of a walk, printed reports.

The cache is never required. Each file begins with the checksum of the rest, and is thrown away where they differ. It is
written under another name and renamed, so that a reader gets an old file or a new one, whoever writes at the same time
and whenever a run is killed. Where it cannot be written, nothing is kept, and no error is raised.

Standard library only, and cheap to import: a report with nothing new is printed from here.
"""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

DIRECTORY = "ai-provenance"
"""Name of the store in the common git directory, so that all worktrees share it."""
DATABASE = f"{DIRECTORY}/history.sqlite3"
"""The metrics database below the common git directory, unless another one is named."""
_MAGIC = b"ai-provenance cache 1 "
_SUFFIX = ".cache"
STATE = ".state"
"""Suffix of what was done and cannot be computed again: neither cleared nor pruned with the cache."""
_TEMPORARY = ".tmp"
KEPT = 64
"""Files kept; the least recently written go first."""
LARGEST = 64 << 20
"""Bytes of a file that is read at all."""
_STALE = 3600
"""Seconds after which a temporary file belongs to a run that was killed."""


class CacheDirectory:
    """The files of one repository. Nothing here raises for the state of the disk."""

    def __init__(self, common_dir: str, *, suffix: str = _SUFFIX) -> None:
        """SUFFIX distinguishes the files: of the cache, or `STATE`."""
        self._suffix = suffix
        self.directory = os.path.join(common_dir, DIRECTORY)  # noqa: PTH118 - pathlib would cost the warm report its budget
        self.complaints: list[str] = []
        """What was thrown away, and why, in one line each."""

    def load_for(self, kind: str, key: bytes) -> bytes | None:
        """The value of its KIND that was saved under KEY; None as `load`."""
        saved, _, value = (self.load(named(kind, key)) or b"").partition(b"\0")
        return value if saved == key else None

    def save_for(self, kind: str, key: bytes, value: bytes) -> bool:
        """Keep VALUE under KEY, which holds no NUL; whether that worked."""
        return self.save(named(kind, key), key + b"\0" + value)

    def load(self, name: str) -> bytes | None:
        """What was saved under NAME; None when it is not there, and when it is not ours or damaged."""
        path = self._path(name)
        try:
            if not self._usable(create=False):
                return None  # another user's repository, read by root or by a team: the cache is that user's
            with open(path, "rb", opener=_no_link) as file:
                if not _is_ours(os.fstat(file.fileno()).st_uid):
                    self._reject(path, "it belongs to another user")
                    return None
                data = file.read(LARGEST)
        except FileNotFoundError:
            return None
        except OSError as error:
            self._reject(path, error.strerror or "it cannot be read")
            return None
        payload = _checked(data)
        if payload is None:
            self._reject(path, "it is damaged")
        return payload

    def save(self, name: str, payload: bytes) -> bool:
        """Keep PAYLOAD under NAME; whether that worked."""
        temporary = self._path(f"{name}-{os.getpid()}")[: -len(self._suffix)] + _TEMPORARY
        try:
            if not self._usable(create=True):
                return False
            with open(temporary, "xb") as file:  # noqa: PTH123
                file.write(_MAGIC + checksum(payload) + b"\n" + payload)
            os.replace(temporary, self._path(name))  # noqa: PTH105
        except OSError:
            _remove(temporary)
            return False
        self._prune()
        return True

    def reject(self, name: str, reason: str) -> None:
        """Throw away what was saved under NAME, because its content makes no sense."""
        self._reject(self._path(name), reason)

    def files(self) -> list[tuple[str, int]]:
        """Name and size in bytes of each file of the store, sorted by name."""
        return sorted((entry.name, entry.stat(follow_symlinks=False).st_size) for entry in self._entries())

    def clear(self) -> int:
        """Remove the files of the store, and nothing else; how many there were."""
        names = [entry.path for entry in self._entries()]
        for path in names:
            _remove(path)
        try:  # noqa: SIM105 - contextlib costs more to import than this module
            os.rmdir(self.directory)  # noqa: PTH106
        except OSError:
            pass  # not there, or it holds something that is not ours to remove
        return len(names)

    def _path(self, name: str) -> str:
        return os.path.join(self.directory, name + self._suffix)  # noqa: PTH118

    def _usable(self, *, create: bool) -> bool:
        """Whether the directory is one, and ours: a link in a repository from elsewhere may lead anywhere."""
        try:
            state = os.lstat(self.directory)
        except FileNotFoundError:
            if not create:
                return False
            os.mkdir(self.directory)  # noqa: PTH102
            return True
        return state.st_mode & 0o170000 == 0o040000 and _is_ours(state.st_uid)

    def _entries(self) -> Iterator[os.DirEntry[str]]:
        try:
            if self._usable(create=False):
                with os.scandir(self.directory) as listing:
                    yield from [entry for entry in listing if entry.name.endswith((self._suffix, _TEMPORARY))]
        except OSError:
            return

    def _prune(self) -> None:
        dated = sorted((_written(entry), entry.path) for entry in self._entries())
        newest = dated[-1][0] if dated else 0.0
        stale = [path for written, path in dated if path.endswith(_TEMPORARY) and written < newest - _STALE]
        kept = [path for _, path in dated if path.endswith(self._suffix)]
        for path in stale + kept[:-KEPT]:
            _remove(path)

    def _reject(self, path: str, reason: str) -> None:
        self.complaints.append(f"cache file thrown away, {reason}: {path}")
        _remove(path)


def named(kind: str, key: bytes) -> str:
    """The name of the file for a KIND and KEY. Two keys may share it: `load_for` compares the key in the file."""
    return f"{kind}-{checksum(key).decode()}"


def _checked(data: bytes) -> bytes | None:
    head, _, payload = data.partition(b"\n")
    return payload if head == _MAGIC + checksum(payload) else None


def checksum(payload: bytes) -> bytes:
    """A checksum against damage and chance, not against forgers: who can write here can write the repository itself."""
    from zlib import adler32, crc32  # noqa: PLC0415 - built in, and only needed where a cache is read or written

    return b"%08x%08x%x" % (crc32(payload), adler32(payload), len(payload))


def _no_link(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))


def _is_ours(owner: int) -> bool:
    return not hasattr(os, "geteuid") or owner == os.geteuid()


def _written(entry: os.DirEntry[str]) -> float:
    try:
        return entry.stat(follow_symlinks=False).st_mtime
    except OSError:
        return 0.0


def _remove(path: str) -> None:
    try:  # noqa: SIM105 - as above
        os.unlink(path)  # noqa: PTH108
    except OSError:
        pass  # gone already, or not ours to remove: it is not read either way
