"""Reads and writes the baseline: findings that are known and accepted, as keyed hashes without line numbers or dates.

One finding a line, sorted, so that two branches that each add one merge without conflict, and moving a line changes
nothing. Each file has a random key of its own: a fingerprint cannot be looked up in a table of common passwords, nor
compared with the one of another repository.

    ai-provenance-baseline 1 KEY
    FINGERPRINT RULE PATH
"""

from __future__ import annotations

import json
import os
from hashlib import blake2b, sha1

from ai_provenance.config.read import read_regular
from ai_provenance.errors import ConfigError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_HEAD = "ai-provenance-baseline 1 "
DEFAULT_NAME = ".ai-provenance-baseline"
"""The configuration's default, which is read where it is there; a file that was named must be there."""


class Baseline:
    """The findings that a project has accepted, with the key of their fingerprints."""

    __slots__ = ("_found", "entries", "foreign", "key")

    def __init__(
        self, key: bytes, entries: Iterable[tuple[str, str, str]] = (), foreign: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.key = key
        self.entries = {fingerprint: (rule, path) for fingerprint, rule, path in entries}
        """Fingerprint -> rule and path."""
        self.foreign = frozenset(foreign)
        """Path and SHA-1 of the value, as an imported `.secrets.baseline` lists them."""
        self._found: set[str] = set()

    def knows(self, fingerprint: str, path: str, value: bytes) -> bool:
        """Whether a finding is listed, here or in an imported `.secrets.baseline` (path and SHA-1 of the value)."""
        if fingerprint in self.entries:
            self._found.add(fingerprint)
            return True
        return bool(self.foreign) and (path, sha1(value, usedforsecurity=False).hexdigest()) in self.foreign

    def stale(self) -> list[tuple[str, str]]:
        """Rule and path, sorted, of the entries that this run has not found any more."""
        return sorted(place for fingerprint, place in self.entries.items() if fingerprint not in self._found)


def fingerprint(path: str, kind: str, value: bytes, key: bytes) -> str:
    """A keyed hash of value, path and kind, 32 hex digits; it stays the same when lines move."""
    digest = blake2b(key=key[:64], digest_size=16)
    for part in (kind.encode(), path.encode("utf-8", "surrogateescape"), value):
        # each part follows its length: otherwise the end of one could be taken for the beginning of the next
        digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def new_baseline() -> Baseline:
    """An empty baseline with a new random key."""
    return Baseline(os.urandom(16))


def read_baseline(path: str, *, top: str = "") -> Baseline:
    """Read a baseline of ours, or a `.secrets.baseline` of detect-secrets.

    Raises ConfigError when it is neither, no regular file, or leads out of the directory TOP.
    """
    data = read_regular(path, top=top)
    if data is None:
        raise ConfigError(f"cannot read the baseline {path}: there is no such file", _HINT)
    return parse_baseline(data, path)


def known_findings(name: str, *, top: str) -> Baseline | None:
    """The baseline NAME below the directory TOP, as `configured`."""
    return configured(name, lambda path: read_regular(os.path.join(top, path), top=top))  # noqa: PTH118 - pathlib is dear


def configured(name: str, find: Callable[[str], bytes | None]) -> Baseline | None:
    """The baseline that a configuration calls NAME; FIND gives the content of a file, or None where it is not there.

    None for an empty name, and where the file of the default name is not there.

    Raises ConfigError when it is no baseline, or when a file that was named is not there.
    """
    data = find(name) if name else None
    if data is not None:
        return parse_baseline(data, name)
    if name not in ("", DEFAULT_NAME):
        raise ConfigError(f"cannot read the baseline {name}: there is no such file", _HINT)
    return None


def parse_baseline(data: bytes, path: str) -> Baseline:
    """As `read_baseline`, for what the file at PATH holds."""
    text = data.decode("utf-8", "surrogateescape")
    return _parse_foreign(text, path) if text.lstrip().startswith("{") else _parse_own(text, path)


_HINT = "ai-provenance secrets baseline writes one"


def _parse_own(text: str, path: str) -> Baseline:
    lines = text.splitlines()
    try:
        if not lines[0].startswith(_HEAD):
            raise ValueError
        key = bytes.fromhex(lines[0].removeprefix(_HEAD))
        rows = [line.split(" ", 2) for line in lines[1:] if line and not line.startswith("#")]
        return Baseline(key, [(fingerprint, rule, place) for fingerprint, rule, place in rows])
    except (IndexError, ValueError):
        raise ConfigError(
            f"{path} is no baseline: expected a first line `{_HEAD}KEY` and rows of three words", _HINT
        ) from None


def _parse_foreign(text: str, path: str) -> Baseline:
    try:
        results = json.loads(text)["results"]
        rows = [(name, entry["hashed_secret"]) for name, entries in results.items() for entry in entries]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ConfigError(f"{path} is JSON, but no baseline of detect-secrets: expected `results`", _HINT) from None
    # SHA-1 without a key is what detect-secrets wrote; our own entries are never made in this form
    return Baseline(os.urandom(16), foreign=rows)


def format_baseline(baseline: Baseline, entries: Iterable[tuple[str, str, str]]) -> str:
    """The text of a baseline with BASELINE's key and ENTRIES (fingerprint, rule, path), sorted by path."""
    # a file name may hold a line end, which would begin a row of its own
    rows = sorted({(path.replace("\n", " "), rule, fingerprint) for fingerprint, rule, path in entries})
    lines = [_HEAD + baseline.key.hex(), *(f"{fingerprint} {rule} {path}" for path, rule, fingerprint in rows)]
    return "\n".join(lines) + "\n"
