"""Where a metrics store is, and which kind of database opens it."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from ai_provenance.errors import ExitCode
from ai_provenance.repo.cache import DATABASE
from ai_provenance.store.interface import FleetStore, StoreError

if TYPE_CHECKING:
    from ai_provenance.store.tables import Tables

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")


class StoreAddressError(StoreError):
    """The address of a store that was given is none."""

    exit_code = ExitCode.USAGE


def default_address(common_dir: Path) -> str:
    """The store of a repository unless another one is named; all its worktrees share it."""
    return str(common_dir / DATABASE)


def open_store(address: str, identity: str) -> AbstractContextManager[Tables]:
    """Open the store at ADDRESS (`FILE`, `sqlite:FILE` or `postgresql://HOST/DATABASE`) for the repository of IDENTITY.

    A file is made if need be. What is written is kept when the block ends well.

    Raises:
        StoreAddressError: ADDRESS names no kind of database that there is, or holds a password.
        StoreError: the database cannot be opened, or is not ours.
    """
    if is_postgresql(address):
        from ai_provenance.store.postgresql import open_postgresql  # noqa: PLC0415 - of several kinds the one needed

        return open_postgresql(address, identity)
    from ai_provenance.store.sqlite import open_sqlite  # noqa: PLC0415 - likewise

    return open_sqlite(_file(address), identity)


def open_fleet(address: str) -> AbstractContextManager[FleetStore]:
    """Open the store at ADDRESS for many repositories. Raises as `open_store`."""
    return open_store(address, "")


def exists(address: str) -> bool:
    """Whether there is a store at ADDRESS; one on a server is taken to be. Raises StoreAddressError as `open_store`."""
    return is_postgresql(address) or _file(address).is_file()


def is_postgresql(address: str) -> bool:
    """Whether ADDRESS is that of a PostgreSQL database. Raises StoreAddressError where it holds a password."""
    scheme = _SCHEME.match(address)
    if not scheme or scheme[1] not in ("postgresql", "postgres"):
        return False
    if re.match(r"[a-z]+://[^/@]*:[^/@]*@", address) or "password=" in address:
        raise StoreAddressError(
            "the address of the store holds a password", "keep it in the file that PGPASSFILE names"
        )
    return True


def _file(address: str) -> Path:
    scheme = _SCHEME.match(address)
    if scheme and scheme[1] != "sqlite":
        raise StoreAddressError(
            f"there is no kind of store for {scheme[1]}:// here, expected FILE, sqlite:FILE or postgresql://HOST/DATABASE",
            hint="ai-provenance history --store metrics.sqlite3",
        )
    return Path(address.removeprefix("sqlite:"))
