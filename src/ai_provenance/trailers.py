"""Git's trailers as bytes: find the block, read it, add a line to it without touching another byte.

The rules are those of git's own `trailer.c` (the same from git 2.30 to 2.55) under a neutral configuration: separator
`:`, no `trailer.*` keys. `git interpret-trailers` itself is not used to write: it obeys the user's `trailer.*`
configuration and rewrites lines that are not ours.

Standard library only, and of that nothing that a bare interpreter has not loaded already: hooks import this module at
every commit.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CUT_LINE = b"------------------------ >8 ------------------------"
"""What `git commit -v` writes, after the comment string, above text that is no part of the message (the scissors)."""
COMMENT = b"#"
"""Git's default `core.commentChar`."""
NO_COMMENT = b"\0"
"""For a message whose lines all belong to it: begins no line, since git cuts a message at a NUL."""

_SPACE = b" \t\r\n"  # git's own isspace(): neither vertical tab nor form feed
_KEY = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-")
_GENERATED = (b"Signed-off-by: ", b"(cherry picked from commit ")


class Trailer:
    """One trailer: a key, a value, and where it is in the message."""

    __slots__ = ("key", "line", "raw", "start", "value")

    def __init__(self, key: bytes, value: bytes, raw: bytes, start: int, *, line: int) -> None:
        self.key = key
        """As written, without the space that git allows before the separator."""
        self.value = value
        """Trimmed; continuation lines are joined by one space, as `--unfold` joins them."""
        self.raw = raw
        """The bytes as they are, continuation lines included, without the last line end."""
        self.start = start
        """Offset of `raw` in the message."""
        self.line = line
        """Number of its first line in the message, from 1."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trailer) and self._fields() == other._fields()

    def __hash__(self) -> int:
        return hash(self._fields())

    def __repr__(self) -> str:
        return f"Trailer(line {self.line}: {self.raw!r})"

    def _fields(self) -> tuple[bytes, bytes, bytes, int]:
        return (self.key, self.value, self.raw, self.start)


def parse(message: bytes, *, comment: bytes = COMMENT) -> tuple[Trailer, ...]:
    """The trailers of MESSAGE: the same answer as `git interpret-trailers --parse --no-divider`.

    COMMENT is the string that begins a comment line (`core.commentChar`, `core.commentString`).
    """
    text = _as_git_reads(message)
    start, end = _span(text, comment)
    if start == end:
        return ()
    first = text.count(b"\n", 0, start) + 1
    return tuple(_trailers(text, start, end, first=first, comment=comment))


def block_span(message: bytes, *, comment: bytes = COMMENT) -> tuple[int, int]:
    """Start and end offset of git's trailer block. Equal, and where a block would begin, when there is none."""
    start, end = _span(_as_git_reads(message), comment)
    return min(start, len(message)), min(end, len(message))


def message_end(message: bytes, *, comment: bytes = COMMENT) -> int:
    """Where the message itself ends: above the scissors, and above trailing comments and blank lines."""
    return min(_end_of_log(_as_git_reads(message), comment), len(message))


def is_empty(message: bytes, *, comment: bytes = COMMENT) -> bool:
    """Whether nothing but blank lines, comments and sign-offs is above the scissors: git refuses such a message."""
    lines = message[: _scissors(message, comment)].split(b"\n")
    return all(not line.strip(_SPACE) or line.startswith((comment, _GENERATED[0])) for line in lines)


def lookalikes(message: bytes, *, comment: bytes = COMMENT) -> tuple[Trailer, ...]:
    """Lines outside git's block that read like a trailer: `Key: value`, unindented, unquoted, not the subject.

    Quoted means indented, behind `>` or a bullet, or between two fences of three backticks. Any key counts: which
    keys mean something is for the caller to say.
    """
    text = _as_git_reads(message)
    start, end = _span(text, comment)
    found = []
    for number, at, line in body_lines(text, comment=comment):
        if start <= at < end:
            continue
        separator = _separator(line)
        if separator >= 1 and line[separator + 1 :].strip(_SPACE):
            found.append(_trailer(line, separator, at, number))
    return tuple(found)


def body_lines(message: bytes, *, comment: bytes = COMMENT) -> Iterator[tuple[int, int, bytes]]:
    """Number, offset and text of the lines of MESSAGE below its subject and above the scissors, in no code fence."""
    lines = message[: _scissors(message, comment)].split(b"\n")
    fences = [number for number, line in enumerate(lines) if line.startswith(b"```")]
    fenced = {n for opened, closed in zip(fences[::2], fences[1::2], strict=False) for n in range(opened, closed)}
    at = 0
    subject_seen = False
    for number, line in enumerate(lines):
        if subject_seen and number not in fenced:
            yield number + 1, at, line
        subject_seen = subject_seen or bool(line.strip(_SPACE))
        at += len(line) + 1


def insert(message: bytes, line: bytes, *, comment: bytes = COMMENT) -> bytes:
    """MESSAGE with the trailer LINE at the end of its block; a block is begun where there is none.

    Every other byte stays as it is, but for a line end added where the last line has none. A message that is empty
    but for comments comes back untouched, so that git still refuses it; so does one whose block holds the same
    trailer already (same key without regard to case, same value).

    Raises ValueError when LINE is no single trailer, or when MESSAGE holds a NUL (git would cut it there).
    """
    separator = _separator(line)
    if separator < 1 or b"\n" in line or b"\r" in line or b"\0" in line:
        raise ValueError(f"not one trailer: {line!r}")
    if b"\0" in message:
        raise ValueError("the message holds a NUL byte")
    wanted = (line[:separator].strip(_SPACE).lower(), line[separator + 1 :].strip(_SPACE))
    if _holds(message, wanted, comment) or is_empty(message, comment=comment):
        return message
    inserted = _append(message, line, comment)
    if _holds(inserted, wanted, comment):
        return inserted
    # text below an old list of conflicts is part of the message again as soon as a trailer is above it
    at_the_end = message.rstrip(b"\n") + b"\n\n" + line + b"\n"
    return at_the_end if _holds(at_the_end, wanted, comment) else message


def remove(message: bytes, trailers: Iterable[Trailer]) -> bytes:
    """MESSAGE without the lines of TRAILERS, which `parse` or `lookalikes` found in this very message."""
    for trailer in sorted(trailers, key=lambda found: -found.start):
        stop = message.find(b"\n", trailer.start + len(trailer.raw)) + 1
        message = message[: trailer.start] + (message[stop:] if stop else b"")
    return message


def _holds(message: bytes, wanted: tuple[bytes, bytes], comment: bytes) -> bool:
    """Whether the block of MESSAGE has a trailer of this key, lower case, and value."""
    return any((trailer.key.lower(), trailer.value) == wanted for trailer in parse(message, comment=comment))


def _append(message: bytes, line: bytes, comment: bytes) -> bytes:
    start, end = block_span(message, comment=comment)
    text, rest = message[:end], message[end:]
    last = _last_of_block(text, start, comment) if start < end else len(text.rstrip(_SPACE))
    stop = text.find(b"\n", last) + 1
    kept, below = (text[:stop], text[stop:]) if stop else (text, b"")
    newline = b"\r\n" if kept.endswith(b"\r\n") else b"\n"
    if not stop:  # the last line has no end: `git merge` writes its message so
        kept += newline
    return kept + (b"" if start < end else newline) + line + newline + below + rest


def _last_of_block(text: bytes, start: int, comment: bytes) -> int:
    """Where the last trailer of the block ends: comments and blank lines may be below it."""
    end = len(text.rstrip(_SPACE))
    at = text.rfind(b"\n", 0, end) + 1
    while at > start and text.startswith(comment, at):
        end = len(text[:at].rstrip(_SPACE))
        at = text.rfind(b"\n", 0, end) + 1
    return end


def _as_git_reads(message: bytes) -> bytes:
    """Up to the first NUL.

    NOTE: a missing last line end is not supplied. `git interpret-trailers` does so since 2.47, `%(trailers)` never;
    the answers differ only where the last line is an unended `Conflicts:` or scissors line.
    """
    return message.partition(b"\0")[0]


def _span(text: bytes, comment: bytes) -> tuple[int, int]:
    end = _end_of_log(text, comment)
    return _block_start(text, end, comment), end


def _scissors(text: bytes, comment: bytes) -> int:
    cut = comment + b" " + CUT_LINE + b"\n"
    if text.startswith(cut):
        return 0
    at = text.find(b"\n" + cut)
    return len(text) if at < 0 else at + 1


def _end_of_log(text: bytes, comment: bytes) -> int:
    """Git's find_end_of_log_message without a divider."""
    cutoff = _scissors(text, comment)
    if b"Conflicts:\n" in text:
        return _before_ignored(text, cutoff, comment)
    begin = cutoff
    for at in _line_starts_upwards(text, cutoff):
        if not text.startswith((comment, b"\n"), at, cutoff):
            return begin
        begin = at
    # a run that begins at offset 0 begins with its second line, as in git, whose `0` means "no run"
    return text.find(b"\n", 0, max(cutoff - 1, 0)) + 1 or cutoff


def _before_ignored(text: bytes, cutoff: int, comment: bytes) -> int:
    """Git's ignored_log_message_bytes: trailing comments, blank lines and an old-style list of conflicts.

    Without such a list, what is ignored is at the end, and `_end_of_log` looks there.

    NOTE: a run that begins at offset 0 does not count as begun, as in git, whose `0` means "no run".
    """
    begin = at = 0
    conflicts = False
    while at < cutoff:
        if text.startswith((comment, b"\n"), at, cutoff):
            begin = begin or at
        elif text.startswith(b"Conflicts:\n", at):
            conflicts = True
            begin = begin or at
        elif not (conflicts and text.startswith(b"\t", at)) and begin:
            begin = 0
            conflicts = False
        newline = text.find(b"\n", at)
        at = len(text) if newline < 0 else newline + 1
    return begin or cutoff


def _block_start(text: bytes, end: int, comment: bytes) -> int:
    """Git's find_trailer_block_start: the offset of the block, or END when there is none.

    Upwards from the end to the first blank line: every line is a trailer, or one at least was written by git and
    a quarter of the lines are trailers. The first paragraph has no blank line above it and is never a block.
    """
    begun = False
    lines = _Count()
    for at in _line_starts_upwards(text, end):
        line = text[at : text.find(b"\n", at) + 1] or text[at:]
        if line.startswith(comment):
            lines.prose(0)
        elif line.strip(_SPACE):
            begun = True
            lines.add(line)
        elif begun:
            return at + len(line) if lines.are_block() else end
    return end


class _Count:
    """What the lines of a paragraph are, counted upwards."""

    __slots__ = ("bad", "folded", "generated", "good")

    def __init__(self) -> None:
        self.good = self.bad = self.folded = 0
        self.generated = False

    def add(self, line: bytes) -> None:
        """Count one line that is neither blank nor a comment."""
        generated = line.startswith(_GENERATED)
        if generated or _separator(line) >= 1:
            self.generated = self.generated or generated
            self.good += 1
            self.folded = 0
        elif line[0] in _SPACE:
            self.folded += 1
        else:
            self.prose(1)

    def prose(self, lines: int) -> None:
        """Count LINES of prose; what was folded below them folds no trailer."""
        self.bad += lines + self.folded
        self.folded = 0

    def are_block(self) -> bool:
        """Whether these lines are a trailer block, now that a blank line is above them."""
        self.prose(0)
        return (self.generated and self.good * 3 >= self.bad) or (self.good > 0 and not self.bad)


def _line_starts_upwards(text: bytes, end: int) -> Iterator[int]:
    while end > 0:
        end = text.rfind(b"\n", 0, end - 1) + 1
        yield end


def _separator(line: bytes) -> int:
    """Offset of the `:` that ends the key of LINE, or -1. Spaces may be between the two."""
    at = line.find(b":")
    if at < 1:
        return at
    key = line[:at].rstrip(b" \t")
    return at if key and _KEY.issuperset(key) else -1


def _trailers(text: bytes, start: int, end: int, *, first: int, comment: bytes) -> Iterator[Trailer]:
    """The trailers of the block; a line that begins with space belongs to the trailer above it."""
    lines = text[start:end].splitlines(keepends=True) if b"\r" not in text else _lines(text[start:end])
    at, number, pending = start, first, None
    for line in [*lines, b"."]:
        if not (pending and line[0] in _SPACE):
            if pending:
                where, row = pending
                # cut out of the text at once: joined line by line, a folded value would cost the square of its lines
                raw = text[where:at]
                yield _trailer(raw, _separator(raw), where, row)
            known = _separator(line) >= 1 and not line.startswith(comment)
            pending = (at, number) if known else None
        at += len(line)
        number += 1


def _lines(text: bytes) -> list[bytes]:
    """Lines with their ends; unlike `splitlines`, only a line feed ends one."""
    return [line + b"\n" for line in text.split(b"\n")[:-1]] + [rest for rest in [text.rpartition(b"\n")[2]] if rest]


def _trailer(raw: bytes, separator: int, at: int, number: int) -> Trailer:
    key = raw[:separator].strip(_SPACE)
    value = raw[separator + 1 :].strip(_SPACE)
    if b"\n" in value:
        value = b" ".join(part.lstrip(_SPACE) if n else part for n, part in enumerate(value.split(b"\n")))
    return Trailer(key, value, raw.rstrip(_SPACE), at, line=number)
