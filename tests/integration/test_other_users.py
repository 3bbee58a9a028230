"""A repository that belongs to somebody else, and may not be written to: it is reported on, and left as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from repository import CLAUDE_TRAILER, Repository

COMMAND = str(Path(sys.executable).parent / "ai-provenance")
NOBODY = 65_534
TRUSTED = {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}


READS = "-all,+dac_read_search"
"""May read everything, since Python may be installed below a closed directory, and write nothing of others."""


def _as_nobody(*command: str, directory: Path) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **TRUSTED, "HOME": "/nonexistent"}
    who = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", f"--inh-caps={READS}", f"--ambient-caps={READS}"]
    wrapped = ["setpriv", *who, "--", *command]
    return subprocess.run(wrapped, cwd=directory, env=environ, capture_output=True, text=True, check=False)


def _can_be_nobody() -> bool:
    try:
        return _as_nobody(COMMAND, "--version", directory=Path("/")).returncode == 0
    except OSError:
        return False


pytestmark = pytest.mark.skipif(not _can_be_nobody(), reason="needs root and util-linux' setpriv")


@pytest.fixture
def theirs() -> Iterator[Repository]:
    """A repository of root's that everybody may read; pytest's own directories are closed to others."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    repo = Repository.init(place / "repo")
    for index in range(3):
        repo.commit(f"change {index}\n\n{CLAUDE_TRAILER}\n")
    yield repo
    shutil.rmtree(place)


def test_a_report_is_printed_and_nothing_is_kept(theirs: Repository) -> None:
    done = _as_nobody(COMMAND, "report", directory=theirs.path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "100.0 %" in done.stdout
    assert not (theirs.path / ".git" / "ai-provenance").exists()


def test_what_its_owner_kept_is_neither_believed_nor_removed(theirs: Repository) -> None:
    own = subprocess.run([COMMAND, "report"], cwd=theirs.path, capture_output=True, text=True, check=True)
    kept = {path: path.read_bytes() for path in (theirs.path / ".git" / "ai-provenance").iterdir()}
    done = _as_nobody(COMMAND, "report", directory=theirs.path)
    assert (done.returncode, done.stdout, done.stderr) == (0, own.stdout, "")
    assert {path: path.read_bytes() for path in (theirs.path / ".git" / "ai-provenance").iterdir()} == kept


def test_a_directory_that_is_closed_for_writing_is_no_error(theirs: Repository) -> None:
    for path in (theirs.path / ".git", theirs.path):
        os.chown(path, NOBODY, NOBODY)
        path.chmod(0o555)
    for command in ("report", "classify", "check"):
        done = _as_nobody(COMMAND, command, directory=theirs.path)
        assert (done.returncode, done.stderr) == (0, ""), command
