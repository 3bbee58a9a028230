"""The objects of a partial clone that are here, read without its remotes.

Where git looks for an object that a promisor remote should have, it fetches it; where that is forbidden, as it is for
us, it reads through all packs to learn whether the remote promised the object, and then ends. A git directory of our
own that only borrows the objects has no remote: in it a missing object is answered as `missing`, at once.
"""

# Hooks load this module, and paths are text here: pathlib is slow to import.
# ruff: noqa: PTH100, PTH102, PTH103, PTH106, PTH108, PTH110, PTH114, PTH118, PTH120, PTH123, PTH211

from __future__ import annotations

import _thread
import os

from ai_provenance.repo.run import run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from ai_provenance.repo.repository import Repository


_PREFIX = "ai-provenance-objects-"
_made: dict[tuple[int, Repository], str] = {}
"""Thread and repository -> the directory of the outermost block."""


class LocalObjects:
    """Used in a `with` block that gives the options with which git reads only what is here.

    They replace the git directory by one that has the same refs and a detached HEAD. A clone that is not partial
    needs no options, and nothing is made. Blocks within another one share its directory: to make and remove one takes
    as long as three gits.
    """

    __slots__ = ("_directory", "_key")

    def __init__(self, repository: Repository) -> None:
        self._key = (_thread.get_ident(), repository)
        self._directory = ""
        """The one that this block has made, and removes."""

    def __enter__(self) -> tuple[str, ...]:
        repository = self._key[1]
        if not repository.partial:
            return ()
        if self._key not in _made:
            self._directory = _new_directory()
            for path, content in _files(repository).items():
                _write(os.path.join(self._directory, path), content)
            if not _link_refs(repository.common, self._directory):
                for path, content in _copied_refs(repository).items():
                    _write(os.path.join(self._directory, path), content)
            _made[self._key] = self._directory
        return (f"--git-dir={_made[self._key]}",)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._directory:
            _made.pop(self._key, None)
            _remove(self._directory)


def _new_directory() -> str:
    """A new directory, where other temporary files are, that only we may enter."""
    # tempfile and shutil take as long to load as half a start of Python: git starts to read sooner without them
    path = os.path.join(os.environ.get("TMPDIR") or "/tmp", _PREFIX + os.urandom(8).hex())  # noqa: S108 - as tempfile has it
    try:
        os.mkdir(path, 0o700)
    except OSError:
        import tempfile  # noqa: PLC0415 - only where there is no such place

        return tempfile.mkdtemp(prefix=_PREFIX)
    return os.path.abspath(path)


def _remove(directory: str) -> None:
    """Remove DIRECTORY and what is in it; what a link leads to stays."""
    try:
        for above, directories, files in os.walk(directory, topdown=False):
            for name in (*files, *directories):
                path = os.path.join(above, name)
                (os.rmdir if name in directories and not os.path.islink(path) else os.unlink)(path)
        os.rmdir(directory)
    except OSError:
        import shutil  # noqa: PLC0415 - only where something else is in it, or took it away

        shutil.rmtree(directory, ignore_errors=True)


def _write(path: str, content: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "x", encoding="utf-8", errors="surrogateescape") as file:
        file.write(content)


def _files(repository: Repository) -> dict[str, str]:
    """The smallest directory that git takes for a repository with the objects of REPOSITORY, less its refs."""
    sha256 = repository.object_format == "sha256"
    extension = "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    found = {
        "HEAD": f"{repository.head or 'ref: refs/heads/main'}\n",
        "config": f"[core]\n\trepositoryformatversion = {int(sha256)}\n\tbare = true\n{extension}",
        "objects/info/alternates": f"{_quoted(repository.common)}\n",
    }
    if repository.shallow:  # without it git would look for the parents that a shallow clone cut off
        found["shallow"] = "".join(f"{oid}\n" for oid in sorted(repository.shallow_boundary))
    return found


def _link_refs(common: str, directory: str) -> bool:
    """Give DIRECTORY the refs of the git directory COMMON by links; False where they cannot be had so.

    To list 50,000 refs for a copy takes git 60 ms, and a report needs seven such directories.
    """
    if os.path.exists(f"{common}/reftable"):
        return False
    linked = []
    try:
        for name in ("packed-refs", "refs"):
            os.symlink(f"{common}/{name}", f"{directory}/{name}", target_is_directory=name == "refs")
            linked.append(name)
    except OSError:  # Windows, for most users
        for name in linked:
            os.unlink(f"{directory}/{name}")
        return False
    return True


def _copied_refs(repository: Repository) -> dict[str, str]:
    """The refs of REPOSITORY as files of a git directory."""
    refs = run_git(repository, "for-each-ref", "--format=%(objectname) %(refname)")
    return {
        "refs/heads/.keep": "",
        # without its first line git sorts the file itself
        "packed-refs": refs.decode("utf-8", "surrogateescape"),
    }


def _quoted(common: str) -> str:
    """The path of the object directory as `objects/info/alternates` has it: quoted as a C string where it must be."""
    path = f"{common}/objects"
    # a line that begins with `#` or `"` has a meaning of its own there, but the path is absolute
    if "\n" not in path:
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
