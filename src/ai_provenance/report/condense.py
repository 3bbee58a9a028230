"""Messages that differ only where nobody looks get one verdict: what the reader can see of a message, as a key.

Agents sign alike. Of the messages that the sieve lets through, most hold the same few lines in the same places below
texts that all differ. The condensed message keeps the lines that something was found in and the shape of git's trailer
block; the reader's verdict on it is the verdict on the message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_TRAILER = re.compile(rb"[A-Za-z0-9-]+[ \t]*:")
_GENERATED = (b"Signed-off-by: ", b"(cherry picked from commit ")
_IRREGULAR = (b"```", b"~~~", b"\r", b"\n#", b">8", b"Conflicts:", b"\0")
"""Fences, comments, scissors, old lists of conflicts: where these stand, the lines around decide what a line means."""


def condense(message: bytes, found: Iterable[int]) -> bytes | None:
    """What of MESSAGE decides its verdict; None when that is not plain enough to say, and the whole must be read.

    FOUND are the offsets at which the sieve found something. Lines without any are taken to say nothing.
    """
    text = message.rstrip(b"\n")
    if any(mark in text for mark in _IRREGULAR) or text[:1].isspace() or text[-1:].isspace():
        return None
    kept = _lines_at(text, found)
    if kept is None:
        return None
    body, blank, last = text.rpartition(b"\n\n")
    if not blank:
        body, last = text, b""
    elif b"\n " in last or b"\n\t" in last or last[:1].isspace():
        return None
    return _joined(body, last, kept)


def _joined(body: bytes, last: bytes, kept: dict[int, bytes]) -> bytes:
    subject = kept.get(0, b"s")
    above = [line for start, line in kept.items() if 0 < start < len(body)]
    if not last:
        return b"\n".join([subject, *above])
    inside = {line for start, line in kept.items() if start > len(body)}
    shape = [line if line in inside else _shape(line) for line in last.split(b"\n")]
    return b"\n\n".join([subject, *above, b"\n".join(shape)])


def _lines_at(text: bytes, found: Iterable[int]) -> dict[int, bytes] | None:
    """The lines that hold the offsets, by where they begin; None when one has nothing behind its colon."""
    lines: dict[int, bytes] = {}
    for offset in found:
        at = max(offset, 0)
        start = offset + 1 if text[at : at + 1] == b"\n" or offset < 0 else text.rfind(b"\n", 0, at) + 1
        stop = text.find(b"\n", start)
        lines[start] = text[start:] if stop < 0 else text[start:stop]
        if lines[start].endswith(b":"):
            return None  # its value may stand on the next line
    return lines


def _shape(line: bytes) -> bytes:
    """A line that says nothing, as git's rule for trailer blocks sees it."""
    if line.startswith(_GENERATED):
        return b"Signed-off-by: x"
    return b"x: y" if _TRAILER.match(line) else b"p"
