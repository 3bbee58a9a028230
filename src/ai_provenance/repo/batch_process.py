"""Objects by name from `git cat-file --batch` and `--batch-check`: the one reader of their answers.

The form is described in git-cat-file(1), "BATCH OUTPUT". Hooks load this module, so it imports nothing of weight.
"""

from __future__ import annotations

import io

from ai_provenance.errors import GitError
from ai_provenance.repo.local_objects import LocalObjects
from ai_provenance.repo.run import GitStream, git_output, run_git

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType
    from typing import IO

    from ai_provenance.repo.repository import Repository
    from ai_provenance.repo.run import Where

_REQUESTED_BYTES = 8192
"""Bytes of names written before the answers are read. They must fit into a pipe while git waits to write an answer."""
_SKIPPED_BYTES = 1 << 20


class GitObject:
    """One object: its id, type (`commit`, `tree`, `blob`, `tag`), size and content."""

    __slots__ = ("data", "kind", "oid", "size")

    def __init__(self, oid: str, kind: str, size: int, data: bytes = b"") -> None:
        self.oid = oid
        self.kind = kind
        self.size = size
        self.data = data
        """Shorter than `size` where it was cut at a limit; empty where only the header was requested."""


class BatchProcess:
    """A running `git cat-file --batch`, used in a `with` block: one process for any number of objects.

    Nothing is fetched: what a partial clone lacks is answered with None.

    Raises:
        GitError: git is not installed.
    """

    __slots__ = ("_answers", "_objects", "_stream")

    def __init__(self, repository: Repository) -> None:
        self._objects = LocalObjects(repository)
        options = self._objects.__enter__()
        try:
            self._stream = GitStream(repository, (*options, "cat-file", "--batch"), with_stdin=True)
        except BaseException:
            self._objects.__exit__(None, None, None)
            raise
        self._answers: IO[bytes] = io.BytesIO()

    def __enter__(self) -> BatchProcess:
        self._answers = self._stream.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._stream.close_stdin()
            self._stream.__exit__(kind, error, trace)
        finally:
            self._objects.__exit__(kind, error, trace)

    def read(self, names: Iterable[str], *, limit: int | None = None) -> Iterator[tuple[str, GitObject | None]]:
        """Each of NAMES with its object, in order; None where it names none, or a partial clone has it not.

        Content beyond LIMIT bytes is skipped. NAMES is read as the answers are taken, some hundred ahead. An answer
        that was requested must be taken before the next call.

        Raises:
            GitError: git has ended.
        """
        for chunk in _in_chunks(names):
            self._stream.write(_requests(chunk))
            for name in chunk:
                try:
                    yield name, _read_answer(self._answers, limit)
                except EOFError:
                    raise self._stream.unexpected_end() from None


def object_headers(repository: Repository, names: Sequence[str]) -> list[GitObject | None]:
    """The objects that NAMES name, without their content, from one `cat-file --batch-check`; None as in `read`.

    Raises:
        GitError: git failed.
    """
    if not names:
        return []
    with LocalObjects(repository) as options:
        answers = run_git(repository, *options, "cat-file", "--batch-check", stdin=_requests(names))
    headers = [_parse_header(line) for line in answers.splitlines()]
    if len(headers) != len(names):
        raise _too_few(len(names))
    return headers


def read_few(where: Where, names: Sequence[str], options: Sequence[str] = ()) -> dict[str, GitObject | None]:
    """The objects that NAMES name, all of them whole in memory; None where it names none here.

    OPTIONS are those of `LocalObjects`, which a partial clone needs. Raises GitError where git failed.
    """
    # a short answer needs no `subprocess`, which doubles the start of a hook
    answers = io.BytesIO(run_git(where, *options, "cat-file", "--batch", stdin=_requests(names)) if names else b"")
    try:
        return {name: _read_answer(answers) for name in names}
    except EOFError:
        raise _too_few(len(names)) from None


def _requests(names: Iterable[str]) -> bytes:
    return "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")


def _too_few(count: int) -> GitError:
    return GitError(f"git cat-file gave fewer than {count} answers", hint="git fsck")


def messages(revisions: Sequence[str]) -> Iterator[bytes]:
    """The raw messages of the commits that REVISIONS name in the repository of a hook; unknown ones are left out."""
    for chunk in _in_chunks(f"{revision}^{{commit}}" for revision in revisions):
        # `git_output` starts git without `subprocess`, which would double the start of a hook
        answers = io.BytesIO(git_output(["cat-file", "--batch"], stdin=_requests(chunk)) or b"")
        try:
            found = [_read_answer(answers) for _ in chunk]
        except EOFError:
            return
        yield from (commit.data.partition(b"\n\n")[2] for commit in found if commit)


def _in_chunks(names: Iterable[str]) -> Iterator[list[str]]:
    chunk: list[str] = []
    size = 0
    for name in names:
        chunk.append(name)
        size += len(name) + 1
        if size >= _REQUESTED_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _read_answer(answers: IO[bytes], limit: int | None = None) -> GitObject | None:
    """The next object of a `cat-file --batch`; None for a name that names none.

    Raises:
        EOFError: the answers end before this one does.
    """
    line = answers.readline()
    if not line.endswith(b"\n"):
        raise EOFError
    found = _parse_header(line)
    if found is None:
        return None
    wanted = found.size if limit is None else min(found.size, limit)
    found.data = answers.read(wanted)
    rest = found.size + 1 - len(found.data)  # a line end follows the content
    while rest > 0:
        skipped = answers.read(min(rest, _SKIPPED_BYTES))
        if not skipped:
            raise EOFError
        rest -= len(skipped)
    return found


def _parse_header(line: bytes) -> GitObject | None:
    """The object that `OID TYPE SIZE` describes; None for `NAME missing` and its like, whatever NAME holds."""
    words = line.split()
    if len(words) != 3 or not words[2].isdigit():
        return None
    return GitObject(words[0].decode("ascii"), words[1].decode("ascii"), int(words[2]))
