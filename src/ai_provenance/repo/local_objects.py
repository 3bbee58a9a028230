"""The objects of a partial clone that are here, read without its remotes.

Where git looks for an object that a promisor remote should have, it fetches it; where that is forbidden, as it is for
us, it reads through all packs to learn whether the remote promised the object, and then ends. A git directory of our
own that only borrows the objects has no remote: in it a missing object is answered as `missing`, at once.
"""

from __future__ import annotations

import os

from ai_provenance.repo.run import run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType

    from ai_provenance.repo.repository import Repository


class LocalObjects:
    """Used in a `with` block that gives the options with which git reads only what is here.

    They replace the git directory by one that has the same refs and a detached HEAD. A clone that is not partial
    needs no options, and nothing is made.
    """

    __slots__ = ("_directory", "_repository")

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._directory = ""

    def __enter__(self) -> tuple[str, ...]:
        if not self._repository.partial:
            return ()
        import tempfile  # noqa: PLC0415 - hooks load this module, and only a partial clone needs a directory

        self._directory = tempfile.mkdtemp(prefix="ai-provenance-objects-")
        for path, content in _files(self._repository).items():
            _write(os.path.join(self._directory, path), content)  # noqa: PTH118 - pathlib is slow to import
        if not _link_refs(self._repository.common, self._directory):
            for path, content in _copied_refs(self._repository).items():
                _write(os.path.join(self._directory, path), content)  # noqa: PTH118 - as above
        return (f"--git-dir={self._directory}",)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._directory:
            import shutil  # noqa: PLC0415 - as above

            shutil.rmtree(self._directory, ignore_errors=True)


def _write(path: str, content: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 - pathlib is slow to import
    with open(path, "x", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123 - as above
        file.write(content)


def _files(repository: Repository) -> dict[str, str]:
    """The smallest directory that git takes for a repository with the objects of REPOSITORY, less its refs."""
    sha256 = repository.object_format == "sha256"
    extension = "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    return {
        "HEAD": f"{repository.head or 'ref: refs/heads/main'}\n",
        "config": f"[core]\n\trepositoryformatversion = {int(sha256)}\n\tbare = true\n{extension}",
        "objects/info/alternates": f"{_quoted(repository.common)}\n",
        # without it git would look for the parents that a shallow clone cut off
        "shallow": "".join(f"{oid}\n" for oid in sorted(repository.shallow_boundary)),
    }


def _link_refs(common: str, directory: str) -> bool:
    """Give DIRECTORY the refs of the git directory COMMON by links; False where they cannot be had so.

    To list 50,000 refs for a copy takes git 60 ms, and a report needs seven such directories.
    """
    if os.path.exists(f"{common}/reftable"):  # noqa: PTH110 - pathlib is slow to import
        return False
    linked = []
    try:
        for name in ("packed-refs", "refs"):
            os.symlink(f"{common}/{name}", f"{directory}/{name}", target_is_directory=name == "refs")  # noqa: PTH211
            linked.append(name)
    except OSError:  # Windows, for most users
        for name in linked:
            os.unlink(f"{directory}/{name}")  # noqa: PTH108 - a copy must not be written through the link
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
