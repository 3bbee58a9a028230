"""Where a metrics store is, and which kind of database opens it."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from pathlib import Path

from ai_provenance.errors import ExitCode
from ai_provenance.store.interface import MetricsStore, StoreError

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


class StoreAddressError(StoreError):
    """The address of a store that was given is none."""

    exit_code = ExitCode.USAGE


def default_address(common_dir: Path) -> str:
    """The store of a repository unless another one is named; all its worktrees share it."""
    return str(common_dir / "ai-provenance" / "history.sqlite3")


def open_store(address: str, identity: str) -> AbstractContextManager[MetricsStore]:
    """Open the store at ADDRESS (`FILE` or `sqlite:FILE`) for the repository of IDENTITY, making it if need be.

    What is written is kept when the block ends well.

    Raises:
        StoreAddressError: ADDRESS names no kind of database that there is.
        StoreError: the database cannot be opened, or is not ours.
    """
    from ai_provenance.store.sqlite import open_sqlite  # noqa: PLC0415 - of several kinds the one that is needed

    return open_sqlite(_file(address), identity)


def exists(address: str) -> bool:
    """Whether there is a store at ADDRESS. Raises StoreAddressError as `open_store`."""
    return _file(address).is_file()


def _file(address: str) -> Path:
    scheme = _SCHEME.match(address)
    if scheme and scheme[1] != "sqlite":
        raise StoreAddressError(
            f"there is no kind of store for {scheme[1]}:// here, expected FILE or sqlite:FILE",
            hint="ai-provenance history --store metrics.sqlite3",
        )
    return Path(address.removeprefix("sqlite:"))
