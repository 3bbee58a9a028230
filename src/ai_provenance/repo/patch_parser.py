"""Fragments of added lines from the output of `git diff` and `git log --patch`, read block by block.

Lean on purpose: the pre-commit hook pays for every import here.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Prefilter = Callable[[bytes], Sequence[int]]
    """Offsets of a buffer, ascending, where something may be found; hunks without one are not built."""
    IsWanted = Callable[[bytes], bool]
    """Whether a file's header in a patch names a file that is wanted whole."""

BLOCK = 1 << 20
"""Bytes read at a time."""
BLOCK_LIMIT = 1 << 22
"""Bytes of a hunk from which on it is cut: at a line end, or inside a line that is longer than this."""
_CUT_REACH = 1 << 16
"""Bytes before the limit in which a line is cut between two words, so that no value is cut."""

MESSAGE_PATH = "COMMIT_MSG"
"""The path that a fragment of a commit message has."""


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
        """The offsets in the data that the prefilter gave; None without a prefilter."""


class Unread:
    """A file, or a whole commit, that could not be read to its end, and why."""

    __slots__ = ("commit", "path", "reason")

    def __init__(self, path: str, commit: str | None, reason: str) -> None:
        self.path = path
        """Path from the top of the work tree; empty for everything that the commit changed."""
        self.commit = commit
        """Full object id; None when nothing is committed yet."""
        self.reason = reason
        """What went wrong, as half a sentence."""

    def __repr__(self) -> str:
        return f"Unread({self.path!r}, {self.commit!r}, {self.reason!r})"


def split_blocks(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Cut a patch, given by READ as from a pipe, before a header; inside an overlong hunk at a line end, inside an
    overlong line between two words. NUL bytes are dropped.
    """
    rest = b""
    columns = 1
    while piece := read(BLOCK):
        rest += piece.replace(b"\0", b"")
        cut = max(rest.rfind(b"\n@@"), rest.rfind(b"\ndiff --"), rest.rfind(b"\ncommit ")) + 1
        sign = b""
        if not cut and len(rest) > BLOCK_LIMIT:
            cut = rest.rfind(b"\n") + 1
            if not cut:
                cut = max(rest.rfind(mark, len(rest) - _CUT_REACH) for mark in (b" ", b'"', b",", b";")) + 1 or len(
                    rest
                )
                # the rest of the line gets the signs of its beginning, so that it is read as added, too
                sign = rest[:columns] if rest[:1] in (b"+", b"-", b" ") else b""
        if cut:
            block, rest = rest[:cut], sign + rest[cut:]
            head = block.rfind(b"\n@@") + 1
            if block.startswith(b"@@", head):
                columns = len(block[head : head + 64]) - len(block[head : head + 64].lstrip(b"@")) - 1
            yield block
    yield rest


class PatchParser:
    """Reads blocks in order; keeps the commit, the file and the line where the last block stopped."""

    __slots__ = (
        *("_file", "_in_message", "_is_named", "_line", "_named", "_prefilter", "_signs", "commit"),
        *("file_headers", "last_line"),
    )

    def __init__(self, prefilter: Prefilter | None, named: IsWanted | None = None) -> None:
        self._prefilter = prefilter
        self._named = named
        self.commit: str | None = None
        """The commit whose header was read last."""
        self.file_headers: list[bytes] = []
        """The headers of the files of this commit, in order; the last may not have been read to its end."""
        self.last_line = 0
        """The line of that last file at which its last fragment began; 0 when it had none."""
        self._in_message = False
        self._file = b""  # header of the file, up to its first hunk
        self._is_named = False  # the file is wanted whole: `.pgpass`, `master.key`
        self._line = 0  # number of the next line of the file
        self._signs = 0  # columns of signs: 1, or the number of parents in a combined diff; 0 outside a hunk

    def read(self, block: bytes) -> Iterator[Fragment]:
        """The fragments of one block: hunks and messages that hold a suspect, and hunks of files named like one."""
        hits = self._prefilter(block) if self._prefilter else None
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
            self._file, self._signs, self._in_message = text, 0, False
            self.file_headers.append(text)
            self.last_line = 0
            self._is_named = self._named is not None and self._named(text)
        elif text.startswith(b"commit "):
            head, _, body_text = text.partition(b"\n")
            self.commit, self._signs = head[7:].decode("ascii", "replace"), 0
            self.file_headers, self.last_line = [], 0
            self._in_message, self._line = True, 1
            yield from self._message_part(body_text, hits)
        elif self._signs:  # the rest of a hunk that the last block began
            yield from self._hunk(text, 0, hits)
        elif self._in_message:  # likewise of a message
            yield from self._message_part(text, hits)

    def _message_part(self, text: bytes, hits: list[int] | None) -> Iterator[Fragment]:
        if hits is None or hits:
            yield Fragment(MESSAGE_PATH, self._line, _message(text), self.commit)
        self._line += text.count(b"\n")

    def _hunk(self, text: bytes, body: int, hits: list[int] | None) -> Iterator[Fragment]:
        is_wanted = hits is None or bool(hits) or self._is_named
        for run in _plain_runs(text, body) if self._signs == 1 else _combined_runs(text, body, self._signs):
            if is_wanted and run.is_new:
                fragment = Fragment(path_of(self._file), self._line, run.data, self.commit)
                if hits is not None and run.start:
                    fragment.suspects = _moved(hits, text, run.start)
                self.last_line = self._line
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


def path_of(header: bytes) -> str:
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
