"""The lock, held by other descriptors and by other processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ai_provenance.export.metrics.lock import Lock, LockHeldError


@pytest.fixture
def path(tmp_path: Path) -> str:
    return str(tmp_path / "lock")


def test_a_held_lock_is_refused_and_a_released_one_is_not(path: str) -> None:
    with Lock(path, seconds=0), pytest.raises(LockHeldError), Lock(path, seconds=0):
        pass
    with Lock(path, seconds=0):
        pass


def test_no_file_is_left(path: str) -> None:
    with Lock(path, seconds=0):
        assert Path(path).exists()
    assert not Path(path).exists()


def test_the_lock_of_a_process_that_died_is_free(path: str) -> None:
    program = (
        "import os\n"
        "from ai_provenance.export.metrics.lock import Lock\n"
        f"Lock({path!r}, seconds=0).__enter__()\n"
        "os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    assert Path(path).exists()
    with Lock(path, seconds=0):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_is_not_followed(path: str, tmp_path: Path) -> None:
    Path(path).symlink_to(tmp_path / "victim")
    with pytest.raises(OSError, match="symbolic links"), Lock(path, seconds=0):
        pass
    assert not (tmp_path / "victim").exists()
