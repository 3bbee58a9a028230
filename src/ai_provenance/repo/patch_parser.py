"""Added lines as fragments: what the index will commit, what a range of history added. One git process, streamed.

Lean on purpose: the pre-commit hook pays for every import here, so no GitPython, dataclasses or typing. Git is started
with the environment as the hook got it: `GIT_INDEX_FILE` names the index that is being committed (`commit -a`,
`commit FILE` use a temporary one), and `GIT_DIR` may be set in linked worktrees and submodules.
"""

from __future__ import annotations

import subprocess

from ai_provenance.errors import GitError, ProvenanceError, RepositoryError, RevisionError
from ai_provenance.repo.ahead import enlarge
from ai_provenance.repo.environment import OPTIONS, environment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import IO

    Suspects = Callable[[bytes], Sequence[int]]
    """Offsets of a buffer, ascending, where something may be found; hunks without one are not built."""
    Named = Callable[[bytes], bool]
    """Whether a file's header in a patch names a file that is wanted whole."""

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

    __slots__ = ("commit", "data", "line", "path", "suspects")

    def __init__(self, path: str, line: int, data: bytes, commit: str | None = None) -> None:
        self.path = path
        """Path from the top of the work tree, `/` between parts; bytes that are no UTF-8 as surrogates."""
        self.line = line
        """Number of the first line in the file, from 1."""
        self.data = data
        """The lines, each ended by a newline, maybe not the last. NUL bytes are taken out, so that UTF-16 reads."""
        self.commit = commit
        """Full object id of the commit that added them; None when nothing is committed yet."""
        self.suspects: list[int] | None = None
        """What `suspects` said of the data, as offsets in it; None where it was not asked."""


def staged(suspects: Suspects | None = None, *, named: Named | None = None, directory: str = "") -> Iterator[Fragment]:
    """The lines that the commit being made adds: index against HEAD, or against nothing when HEAD is unborn.

    During a merge that is all that the other side brings in. Raises GitError when git fails.
    """
    return _fragments(
        ["diff", "--cached", "--diff-filter=ACMRT", *_PATCH], _Reader(suspects, named), directory=directory
    )


def staged_files(
    suspects: Suspects | None = None, *, named: Named | None = None, directory: str = ""
) -> Iterator[Fragment]:
    """The whole content of every file that the commit being made adds or changes (not of renamed ones)."""
    options = ["diff", "--cached", "--diff-filter=ACMT", *_PATCH, "--unified=1000000000"]
    return _fragments(options, _Reader(suspects, named), directory=directory)


def tracked(suspects: Suspects | None = None, *, named: Named | None = None, directory: str = "") -> Iterator[Fragment]:
    """The whole content of every file in the index. Raises GitError when git fails."""
    options = ["diff", "--cached", "--diff-filter=A", *_PATCH, _empty_tree(directory)]
    return _fragments(options, _Reader(suspects, named), directory=directory)


def _empty_tree(directory: str) -> str:
    """The id of a tree without entries, in the hash of the repository; git knows it without having it stored."""
    command, environ = _command(["hash-object", "-t", "tree", "--stdin"], directory)
    done = subprocess.run(command, env=environ, input=b"", capture_output=True, check=False)
    if done.returncode:
        raise _failure(command, environ)
    return done.stdout.decode("ascii").strip()


def history(
    revisions: Sequence[str],
    suspects: Suspects | None = None,
    *,
    named: Named | None = None,
    directory: str = "",
    merges: bool = True,
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
    return _fragments(
        [*options, *special, "--end-of-options", *plain, "--"], _Reader(suspects, named), directory=directory
    )


def _fragments(arguments: Sequence[str], reader: _Reader, *, directory: str) -> Iterator[Fragment]:
    command, environ = _command(arguments, directory)
    with _start(command, environ) as process:
        assert process.stdout is not None  # noqa: S101 - `_start` asks for the pipe
        enlarge(process.stdout.fileno())
        for block in _blocks(process.stdout):
            yield from reader.read(block)
    if process.returncode:
        raise _failure(command, environ)


def _command(arguments: Sequence[str], directory: str) -> tuple[list[str], dict[str, str]]:
    """The command line and environment of a git: here as the caller's git is, elsewhere without what points here."""
    elsewhere = directory not in ("", ".")
    command = ["git", *OPTIONS, *(["-C", directory] if elsewhere else []), *arguments]
    return command, environment(inherit=not elsewhere)


def _start(command: list[str], environ: dict[str, str]) -> subprocess.Popen[bytes]:
    try:
        # nobody would empty a second pipe while this one is read
        return subprocess.Popen(
            command, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, bufsize=0
        )
    except FileNotFoundError as error:
        raise GitError("no git on the PATH", hint="install git 2.30 or newer") from error


def _failure(command: list[str], environ: dict[str, str]) -> ProvenanceError:
    """What git has to say about a command that failed: asked a second time, for its words only."""
    place = command[: command.index("-C") + 2] if "-C" in command else command[:1]
    outside = _complaint([*place, "rev-parse", "--git-dir"], environ)
    if outside:  # `git diff` compares plain files there, and complains of its options
        return RepositoryError(outside, hint="run it in a repository, or name one with --repo")
    said = _complaint(command, environ) or "git failed without a message"
    if any(complaint in said for complaint in ("revision", "ambiguous", "bad object", "object name")):
        return RevisionError(said, hint="git log --oneline --all shows what there is")
    return GitError(said)


def _complaint(command: list[str], environ: dict[str, str]) -> str:
    """The first line on standard error; empty when the command did its work."""
    done = subprocess.run(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, check=False
    )
    words = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return words[0] if done.returncode and words else ""


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

    __slots__ = ("_commit", "_file", "_is_named", "_line", "_named", "_signs", "_suspects")

    def __init__(self, suspects: Suspects | None, named: Named | None = None) -> None:
        self._suspects = suspects
        self._named = named
        self._commit: str | None = None
        self._file = b""  # header of the file, up to its first hunk
        self._is_named = False  # the file is wanted whole: `.pgpass`, `master.key`
        self._line = 0  # number of the next line of the file
        self._signs = 0  # columns of signs: 1, or the number of parents in a combined diff; 0 outside a hunk

    def read(self, block: bytes) -> Iterator[Fragment]:
        """The fragments of one block: hunks and messages that hold a suspect, and hunks of files named like one."""
        hits = self._suspects(block) if self._suspects else None
        starts = _header_offsets(block)
        starts.append(len(block))
        position = 0
        for number in range(len(starts) - 1):
            start, end = starts[number], starts[number + 1]
            here = None
            if hits is not None:
                first = position
                while position < len(hits) and hits[position] < end:
                    position += 1
                here = [hit - start for hit in hits[first:position]]
            if here or here is None or self._is_named or end == len(block) or not block.startswith(b"@@", start):
                yield from self._section(block[start:end], here)

    def _section(self, text: bytes, hits: list[int] | None) -> Iterator[Fragment]:
        if text.startswith(b"@@"):
            body = text.find(b"\n") + 1 or len(text)
            self._signs = len(text) - len(text.lstrip(b"@")) - 1
            self._line = _first_line(text[:body])
            yield from self._hunk(text, body, hits)
        elif text.startswith(b"diff --"):
            self._file, self._signs = text, 0
            self._is_named = self._named is not None and self._named(text)
        elif text.startswith(b"commit "):
            head, _, body_text = text.partition(b"\n")
            self._commit, self._signs = head[7:].decode("ascii", "replace"), 0
            if hits is None or hits:
                yield Fragment(MESSAGE_PATH, 1, _message(body_text), self._commit)
        elif self._signs:  # the rest of a hunk that the last block began
            yield from self._hunk(text, 0, hits)

    def _hunk(self, text: bytes, body: int, hits: list[int] | None) -> Iterator[Fragment]:
        is_wanted = hits is None or bool(hits) or self._is_named
        for run in _plain_runs(text, body) if self._signs == 1 else _combined_runs(text, body, self._signs):
            if is_wanted and run.is_new:
                fragment = Fragment(_path(self._file), self._line, run.data, self._commit)
                if hits is not None and run.start:
                    fragment.suspects = _moved(hits, text, run.start)
                yield fragment
            self._line += run.data.count(b"\n")


class _Run:
    """Consecutive lines of a hunk's result, without signs."""

    __slots__ = ("data", "is_new", "start")

    def __init__(self, data: bytes, *, is_new: bool = True, start: int = 0) -> None:
        self.data = data
        self.is_new = is_new
        self.start = start  # where the data begins in the section; 0 where lines in between were left out


def _moved(hits: list[int], text: bytes, start: int) -> list[int]:
    """HITS in TEXT as offsets of the run at START, in which no line has its `+`."""
    moved = []
    signs, counted = 0, start
    for hit in hits:
        if hit < start - 1:
            continue
        if text[hit] == _PLUS and text[hit - 1] == _NEWLINE:
            hit += 1  # noqa: PLW2901 - base64 text reads the sign for a letter of its own
        signs += text.count(b"\n", counted, hit)
        counted = hit
        moved.append(hit - start - signs)
    return moved


_PLUS, _NEWLINE = b"+\n"


def _message(body: bytes) -> bytes:
    """A commit message without the column that keeps its lines from passing for headers."""
    return (b"\n" + body).replace(b"\n ", b"\n")[1:]


def _plain_runs(text: bytes, body: int) -> Iterator[_Run]:
    """Added lines of a hunk without context, where removed lines come first; or every line but the removed ones."""
    if text.find(b"\n ", body) >= 0 or text.startswith(b" ", body):
        lines = [line[1:] for line in text[body:].split(b"\n") if line[:1] in (b"+", b" ")]
        yield _Run(b"\n".join(lines) + b"\n")
        return
    start = body if text.startswith(b"+", body) else text.find(b"\n+", body) + 1
    if text.startswith(b"+", start):  # else removed lines only
        end = text.find(b"\n\\ ", start) + 1 or len(text)  # `\ No newline at end of file`
        yield _Run(text[start + 1 : end].replace(b"\n+", b"\n"), start=start + 1)


def _combined_runs(text: bytes, body: int, signs: int) -> Iterator[_Run]:
    """Lines of a merge's hunk that are in the result, in order; new are those that no parent had."""
    for line in text[body:].split(b"\n"):
        columns = line[:signs]
        if columns and b"-" not in columns and not columns.startswith(b"\\"):
            yield _Run(line[signs:] + b"\n", is_new=columns == b"+" * signs)


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
