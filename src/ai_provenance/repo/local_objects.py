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

    They replace the git directory by one that has a copy of the refs and a detached HEAD. A clone that is not partial
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
            name = os.path.join(self._directory, path)  # noqa: PTH118 - pathlib is slow to import
            os.makedirs(os.path.dirname(name), exist_ok=True)  # noqa: PTH103, PTH120
            with open(name, "w", encoding="utf-8", errors="surrogateescape") as file:  # noqa: PTH123
                file.write(content)
        return (f"--git-dir={self._directory}",)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._directory:
            import shutil  # noqa: PLC0415 - as above

            shutil.rmtree(self._directory, ignore_errors=True)


def _files(repository: Repository) -> dict[str, str]:
    """The files of the smallest directory that git takes for a repository with the objects and refs of REPOSITORY."""
    sha256 = repository.object_format == "sha256"
    extension = "[extensions]\n\tobjectFormat = sha256\n" if sha256 else ""
    refs = run_git(repository, "for-each-ref", "--format=%(objectname) %(refname)")
    return {
        "HEAD": f"{repository.head or 'ref: refs/heads/main'}\n",
        "refs/heads/.keep": "",
        # without its first line git sorts the file itself
        "packed-refs": refs.decode("utf-8", "surrogateescape"),
        "config": f"[core]\n\trepositoryformatversion = {int(sha256)}\n\tbare = true\n{extension}",
        "objects/info/alternates": f"{_quoted(repository.common)}\n",
        # without it git would look for the parents that a shallow clone cut off
        "shallow": "".join(f"{oid}\n" for oid in sorted(repository.shallow_boundary)),
    }


def _quoted(common: str) -> str:
    """The path of the object directory as `objects/info/alternates` has it: quoted as a C string where it must be."""
    path = f"{common}/objects"
    # a line that begins with `#` or `"` has a meaning of its own there, but the path is absolute
    if "\n" not in path:
        return path
    escaped = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
