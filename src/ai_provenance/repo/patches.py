"""Added lines as fragments: what the index will commit, what a range of history added. One git process, streamed.

Lean on purpose: the pre-commit hook pays for every import here, so no GitPython, dataclasses or typing. Git is started
with the environment as the hook got it: `GIT_INDEX_FILE` names the index that is being committed (`commit -a`,
`commit FILE` use a temporary one), and `GIT_DIR` may be set in linked worktrees and submodules.
"""

from __future__ import annotations

import subprocess

from ai_provenance.errors import GitError, RevisionError
from ai_provenance.repo.hardening import OPTIONS, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import IO

    Suspects = Callable[[bytes], Sequence[int]]
    """Offsets of a buffer, ascending, where something may be found; hunks without one are not built."""

BLOCK = 1 << 20
"""Bytes read at a time; a hunk longer than `BLOCK_LIMIT` is cut at a line end."""
BLOCK_LIMIT = 1 << 24

MESSAGE_PATH = "COMMIT_MSG"
"""The path under which a commit's message stands."""

# Every switch undoes something that configuration, attributes or the environment could put into the patch:
# a textconv or external diff would run a program of the repository, prefixes and colours would break the reading.
_PATCH = (
    "--patch",
    "--unified=0",
    "--inter-hunk-context=0",
    "--text",  # UTF-16, NUL bytes and `-diff` attributes hide nothing
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--find-renames",  # a pure rename adds no line
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--ignore-submodules=all",
    "--submodule=short",
)


class Fragment:
    """Consecutive lines of one file, without the patch's `+`."""

    __slots__ = ("commit", "data", "line", "path")

    def __init__(self, path: str, line: int, data: bytes, commit: str | None = None) -> None:
        self.path = path
        """Path from the top of the work tree, `/` between parts; bytes that are no UTF-8 as surrogates."""
        self.line = line
        """Number of the first line in the file, from 1."""
        self.data = data
        """The lines, each ended by a newline, maybe not the last. NUL bytes are taken out, so that UTF-16 reads."""
        self.commit = commit
        """Full object id of the commit that added them; None when nothing is committed yet."""


def staged(suspects: Suspects | None = None, *, directory: str = "") -> Iterator[Fragment]:
    """The lines that the commit being made adds: index against HEAD, or against nothing when HEAD is unborn.

    During a merge that is all that the other side brings in. Raises GitError when git fails.
    """
    return _fragments(["diff", "--cached", "--diff-filter=ACMRT", *_PATCH], suspects, directory=directory)


def staged_files(suspects: Suspects | None = None, *, directory: str = "") -> Iterator[Fragment]:
    """The whole content of every file that the commit being made adds or changes (not of renamed ones)."""
    options = ["diff", "--cached", "--diff-filter=ACMT", *_PATCH, "--unified=1000000000"]
    return _fragments(options, suspects, directory=directory)


def history(
    revisions: Sequence[str], suspects: Suspects | None = None, *, directory: str = "", merges: bool = True
) -> Iterator[Fragment]:
    """The lines and messages that commits of REVISIONS added, newest first; `("--all",)` for every ref.

    A merge commit counts with the lines that stand in none of its parents. Raises GitError when git fails.
    """
    form = (
        "--format=tformat:commit %H%n%w(0,1,1)%B%w(0,0,0)"  # the message indented by one: no line passes for a header
    )
    options = ["-c", "log.showRoot=true", "log", form, "--no-show-signature", "--no-notes", "--no-mailmap"]
    options += ["--encoding=UTF-8", "--diff-filter=ACMRT", *(["--cc"] if merges else []), *_PATCH]
    special = [revision for revision in revisions if revision in ("--all", "--branches", "--tags")]
    plain = [revision for revision in revisions if revision not in special]
    return _fragments([*options, *special, "--end-of-options", *plain, "--"], suspects, directory=directory)


def _fragments(arguments: Sequence[str], suspects: Suspects | None, *, directory: str) -> Iterator[Fragment]:
    elsewhere = directory not in ("", ".")
    command = ["git", *OPTIONS, *(["-C", directory] if elsewhere else []), *arguments]
    environ = environment(inherit=not elsewhere)
    with _start(command, environ) as process:
        assert process.stdout is not None  # noqa: S101 - `_start` asks for the pipe
        reader = _Reader(suspects)
        for block in _blocks(process.stdout):
            yield from reader.read(block)
    if process.returncode:
        raise _failure(command, environ)


def _start(command: list[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    try:
        # nobody would empty a second pipe while this one is read
        return subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, bufsize=0
        )
    except FileNotFoundError as error:
        raise GitError("no git on the PATH", hint="install git 2.30 or newer") from error


def _failure(command: list[str], environ: dict[str, str]) -> GitError | RevisionError:
    """What git has to say about a command that failed: asked a second time, for its words only."""
    again = subprocess.run(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False
    )
    words = again.stderr.decode("utf-8", "replace").strip().splitlines()
    said = words[0] if words else f"git failed with exit code {again.returncode} and no message"
    if any(complaint in said for complaint in ("revision", "ambiguous", "bad object", "object name")):
        return RevisionError(said, hint="git log --oneline --all shows what there is")
    return GitError(said)


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    """Cut a patch stream before a header, or, inside an overlong hunk, at a line end. NUL bytes are dropped."""
    rest = b""
    while piece := stream.read(BLOCK):
        rest += piece.replace(b"\0", b"")
        cut = max(rest.rfind(b"\n@@"), rest.rfind(b"\ndiff --"), rest.rfind(b"\ncommit ")) + 1
        if not cut and len(rest) > BLOCK_LIMIT:
            cut = rest.rfind(b"\n") + 1
        if cut:
            yield rest[:cut]
            rest = rest[cut:]
    yield rest


class _Reader:
    """Reads blocks in order; keeps the commit, the file and the line where the last block stopped."""

    __slots__ = ("_commit", "_file", "_line", "_signs", "_suspects")

    def __init__(self, suspects: Suspects | None) -> None:
        self._suspects = suspects
        self._commit: str | None = None
        self._file = b""  # header of the file, up to its first hunk
        self._line = 0  # number of the next line of the file
        self._signs = 0  # columns of signs: 1, or the number of parents in a combined diff; 0 outside a hunk

    def read(self, block: bytes) -> Iterator[Fragment]:
        """The fragments of one block; only hunks and messages that hold a suspect."""
        hits = self._suspects(block) if self._suspects else None
        starts = _header_offsets(block)
        starts.append(len(block))
        position = 0
        for number in range(len(starts) - 1):
            start, end = starts[number], starts[number + 1]
            if hits is not None:
                while position < len(hits) and hits[position] < start:
                    position += 1
            wanted = hits is None or (position < len(hits) and hits[position] < end)
            if wanted or end == len(block) or not block.startswith(b"@@", start):
                yield from self._section(block[start:end], wanted=wanted)

    def _section(self, text: bytes, *, wanted: bool) -> Iterator[Fragment]:
        if text.startswith(b"@@"):
            head, _, body = text.partition(b"\n")
            self._signs = len(head) - len(head.lstrip(b"@")) - 1
            self._line = _first_line(head)
            yield from self._hunk(body, wanted=wanted)
        elif text.startswith(b"diff --"):
            self._file, self._signs = text, 0
        elif text.startswith(b"commit "):
            head, _, body = text.partition(b"\n")
            self._commit, self._signs = head[7:].decode("ascii", "replace"), 0
            if wanted:
                yield Fragment(MESSAGE_PATH, 1, _message(body), self._commit)
        elif self._signs:  # the rest of a hunk that the last block began
            yield from self._hunk(text, wanted=wanted)

    def _hunk(self, body: bytes, *, wanted: bool) -> Iterator[Fragment]:
        runs = _plain_runs(body) if self._signs == 1 else _combined_runs(body, self._signs)
        for kept, text in runs:
            if wanted and kept and text:
                yield Fragment(_path(self._file), self._line, text, self._commit)
            self._line += text.count(b"\n")


def _message(body: bytes) -> bytes:
    """A commit message without the column that keeps its lines from passing for headers."""
    return (b"\n" + body).replace(b"\n ", b"\n")[1:]


def _plain_runs(body: bytes) -> Iterator[tuple[bool, bytes]]:
    """Added lines of a hunk without context, where removed lines come first; or every line but the removed ones."""
    if b"\n " in body or body.startswith(b" "):
        lines = [line[1:] for line in body.split(b"\n") if line[:1] in (b"+", b" ")]
        yield True, b"\n".join(lines) + b"\n"
        return
    start = 0 if body.startswith(b"+") else body.find(b"\n+") + 1
    if not body.startswith(b"+", start):
        return  # removed lines only
    end = body.find(b"\n\\ ", start) + 1 or len(body)  # `\ No newline at end of file`
    yield True, body[start + 1 : end].replace(b"\n+", b"\n")


def _combined_runs(body: bytes, signs: int) -> Iterator[tuple[bool, bytes]]:
    """Lines of a merge's hunk that are in the result, in order; True with those that no parent had."""
    for line in body.split(b"\n"):
        columns = line[:signs]
        if columns and b"-" not in columns and not columns.startswith(b"\\"):
            yield columns == b"+" * signs, line[signs:] + b"\n"


def _header_offsets(block: bytes) -> list[int]:
    """Where sections start: hunks, files, commits; and 0, for what goes on from the block before."""
    offsets = {0}
    for mark in (b"\n@@", b"\ndiff --", b"\ncommit "):
        at = block.find(mark)
        while at >= 0:
            offsets.add(at + 1)
            at = block.find(mark, at + 1)
    return sorted(offsets)


def _first_line(head: bytes) -> int:
    """Line number after the `+` of a hunk header (`@@ -a,b +c,d @@`, or with more `@` and parents)."""
    digits = head[head.index(b" +") + 2 :].split(b" ", 1)[0].split(b",", 1)[0]
    return int(digits) if digits.isdigit() else 1


def _path(header: bytes) -> str:
    """The path on the `+++ b/` line of a file header, unquoted; bytes that are no UTF-8 as surrogates."""
    raw = header[header.rfind(b"\n+++ ") + 5 :].split(b"\n", 1)[0].rstrip(b"\t\r")
    if raw.startswith(b'"'):
        raw = _unquote(raw)
    return raw.removeprefix(b"b/").decode("utf-8", "surrogateescape")


_ESCAPES = {b"a": b"\a", b"b": b"\b", b"t": b"\t", b"n": b"\n", b"v": b"\v", b"f": b"\f", b"r": b"\r"}


def _unquote(quoted: bytes) -> bytes:
    r"""Undo git's C-style quoting of a path: `"a\tb\303\261"` (core.quotePath in git-config(1))."""
    parts = quoted[1:-1].split(b"\\")
    plain = [parts[0]]
    index = 1
    while index < len(parts):
        part = parts[index]
        if not part and index + 1 < len(parts):  # an escaped backslash: the next part is plain
            plain += [b"\\", parts[index + 1]]
            index += 1
        elif part[:3].isdigit():
            plain += [bytes([int(part[:3], 8) & 255]), part[3:]]
        else:
            plain += [_ESCAPES.get(part[:1], part[:1]), part[1:]]
        index += 1
    return b"".join(plain)
