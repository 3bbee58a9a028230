"""Messages that differ only where nobody looks get one verdict: what the reader can see of a message, as a key.

Agents sign alike. Of the messages that the sieve lets through, most hold the same few lines in the same places below
texts that all differ. The condensed message keeps the paragraphs that something was found in, what the subject says of
a revert, and whether git's trailer block is at its end; the verdict on it is the verdict on the message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ai_provenance.detect.message import QUOTING, REVERT

_TRAILER = re.compile(rb"[A-Za-z0-9-]+[ \t]*:")
_HEADING = re.compile(rb"\n[*_]{0,3}(?:ai|llm|gen|use of|disclosure)[^\n]{0,50}\n[ \t\r]*\n", re.IGNORECASE)
"""What may be the heading of a disclosure in the paragraph below it."""
_BREAK = b"\n\n"


def condense(message: bytes, found: Sequence[int], telling: tuple[bytes, ...] = ()) -> bytes | None:
    """What of MESSAGE decides its verdict; None when that is not plain enough to say, and the whole must be read.

    FOUND are the offsets at which the sieve found something, in order. Lines without any are taken to say nothing, but
    those of the same paragraph may tell what a line that says something means. TELLING are beginnings of subjects, in
    lower case, by which the reader knows an agent.
    """
    text = message.rstrip(b"\n")
    if is_irregular(text):
        return None
    first, last = text.find(_BREAK), text.rfind(_BREAK)
    head = text if first < 0 else text[:first]
    subject, _, rest = head.partition(b"\n")
    if subject.lower().startswith(telling):
        return None
    kept = [_subject(subject) + (b"\n" + rest if any(len(subject) <= at < len(head) for at in found) else b"")]
    if first < 0:
        return kept[0]
    kept += _paragraphs(text, [at for at in found if len(head) < at < last])
    block = _last(text, last + len(_BREAK), [at for at in found if at > last])
    return None if block is None else _BREAK.join([*kept, block])


def is_irregular(text: bytes) -> bool:
    """Fences, comments, scissors, headings, lists of conflicts, escapes: lines far away decide what a line means."""
    return (  # spelled out: a loop over the marks takes three times as long, on every commit that the sieve found
        b"```" in text
        or b"~~~" in text
        or b"\r" in text
        or b"\n#" in text
        or b">8" in text
        or b"Conflicts:" in text
        or b"\\n" in text
        or _HEADING.search(text) is not None
        or b"\0" in text
        or text[:1].isspace()
        or text[-1:].isspace()
    )


def _subject(subject: bytes) -> bytes:
    if QUOTING.match(subject):
        return b'Revert "s"'
    return b"Revert s" if REVERT.match(subject) else b"s"


def _paragraphs(text: bytes, found: Sequence[int]) -> list[bytes]:
    """The paragraphs that the offsets lie in, each once; an offset may be that of the line break before a line."""
    kept: list[bytes] = []
    stop = 0
    for at in found:
        if at + 1 >= stop:
            start = text.rfind(_BREAK, 0, at + 1) + len(_BREAK)
            stop = text.index(_BREAK, start)
            kept.append(text[start:stop])
    return kept


def _last(text: bytes, begin: int, found: Sequence[int]) -> bytes | None:
    """The last paragraph: the lines found, where it is nothing but trailers; all of it where it is something else."""
    if not found:
        return b"p"
    block = text[begin:]
    if b"\n " in block or b"\n\t" in block:
        return None
    if not all(map(_TRAILER.match, block.split(b"\n"))):
        return block
    starts = dict.fromkeys(at + 1 if text[at : at + 1] == b"\n" else text.rfind(b"\n", 0, at) + 1 for at in found)
    lines = [text[start : text.find(b"\n", start) if b"\n" in text[start:] else len(text)] for start in starts]
    return None if any(line.endswith(b":") for line in lines) else b"\n".join(lines)
