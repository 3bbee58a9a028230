"""Size and time of every file that a printed report depends on: where none has changed, the report has not either.

Standard library only, and of that nothing that a bare interpreter has not loaded already.
"""

from __future__ import annotations

import os
import sys
import time

from ai_provenance import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120 - pathlib: 1.8 x bare Python
_CONFIGURATION = (".ai-provenance.toml", "pyproject.toml")
_GIT_FILES = (
    "config",
    "config.worktree",
    "shallow",
    "packed-refs",
    "info/grafts",
    "reftable/tables.list",
    "objects/pack",
)


def of_program() -> bytes:
    """This program and the Python that runs it, and the day: waivers of a policy end by date."""
    day = str(int(time.time()) // 86_400)
    return _joined([day, __version__, sys.version, *sorted(_below(_PACKAGE, ".py"))])


def of_repository(here: str, git_dir: str, common: str) -> bytes:
    """The configuration that may hold HERE, git's own files, and the notes."""
    watched = [*_configurations(here), *_configurations(git_dir)]
    watched += [os.path.join(place, name) for place in {git_dir, common} for name in _GIT_FILES]  # noqa: PTH118
    notes = sorted(_below(os.path.join(common, "refs", "notes")))  # noqa: PTH118
    return _joined([*(f"{path} {_stamp(path)}" for path in sorted(set(watched))), *notes])


def configured(*directories: str) -> bool:
    """Whether a configuration may hold for one of DIRECTORIES."""
    return any(configures(path) for path in {path for place in directories for path in _configurations(place)})


def _configurations(directory: str) -> Iterator[str]:
    """Where a configuration may stand for DIRECTORY, up to the root."""
    while True:
        for name in _CONFIGURATION:
            yield os.path.join(directory, name)  # noqa: PTH118
        above = os.path.dirname(directory)  # noqa: PTH120
        if above == directory:
            return
        directory = above


def configures(path: str) -> bool:
    """Whether a file may hold a configuration of ours; one that cannot be read may."""
    if not os.path.exists(path):  # noqa: PTH110
        return False
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return not path.endswith("pyproject.toml") or b"ai-provenance" in file.read()
    except OSError:
        return True


def _joined(lines: list[str]) -> bytes:
    return "\n".join([*lines, ""]).encode("utf-8", "surrogateescape")


def _stamp(path: str) -> str:
    try:
        state = os.stat(path)  # noqa: PTH116
    except OSError:
        return "-"
    return f"{state.st_size} {state.st_mtime_ns}"


def _below(directory: str, ending: str = "") -> Iterator[str]:
    """Path and stamp of each file below DIRECTORY whose name ends so."""
    try:
        entries = list(os.scandir(directory))
    except OSError:
        return
    for entry in entries:
        if entry.name.endswith(ending):
            yield f"{entry.path} {_stamp(entry.path)}"
        elif ending and "." not in entry.name and entry.name != "__pycache__":
            yield from _below(entry.path, ending)
        if not ending and entry.is_dir(follow_symlinks=False):
            yield from _below(entry.path)
