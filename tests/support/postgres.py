"""A real PostgreSQL for tests: a cluster of its own, on a socket, as another user where we are root."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

from tools import needed

_PLACES = ("/usr/lib/postgresql/17/bin", "/usr/lib/postgresql/16/bin", "/usr/lib/postgresql/15/bin")


@dataclass(frozen=True)
class Server:
    """A running server."""

    folder: Path

    def address(self, database: str, user: str = "postgres") -> str:
        """The address of DATABASE for USER."""
        return f"postgresql:///{database}?host={self.folder}&user={user}"

    def sql(self, text: str, database: str = "postgres", user: str = "postgres") -> list[tuple[object, ...]]:
        """Run TEXT; the rows of its last statement."""
        import psycopg  # noqa: PLC0415 - an extra

        with psycopg.connect(self.address(database, user), autocommit=True) as connection:
            cursor = connection.execute(text.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self, name: str) -> str:
        """The address of a new, empty database."""
        self.sql(f"CREATE DATABASE {name}")
        return self.address(name)


@contextmanager
def server() -> Generator[Server]:
    """A server while the block runs."""
    programs = next((place for place in _PLACES if Path(place, "initdb").is_file()), None)
    binaries = Path(programs) if programs else Path(needed("initdb")).parent
    # a path of a socket may have 107 bytes: those of pytest's directories are longer
    folder = Path(mkdtemp(prefix="pg-", dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
    as_user = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    clean = {"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": str(folder)}

    def run(program: str, *options: str) -> None:
        subprocess.run(
            [*as_user, str(binaries / program), *options], check=True, capture_output=True, env=clean, cwd=folder
        )

    try:
        run("initdb", "-D", str(folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off -c shared_buffers=128MB"
        run("pg_ctl", "-D", str(folder / "data"), "-l", str(folder / "log"), "-w", "-o", options, "start")
        yield Server(folder)
    finally:
        if (folder / "data/postmaster.pid").exists():
            run("pg_ctl", "-D", str(folder / "data"), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
