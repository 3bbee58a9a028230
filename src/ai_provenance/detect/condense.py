"""Messages that differ only where nobody looks get one verdict: what the reader can see of a message, as a key.

Agents sign alike. Of the messages that the sieve lets through, most hold the same few lines in the same places below
texts that all differ. The condensed message keeps the paragraphs that something was found in, what the subject says of
a revert, and whether git's trailer block is at its end; the verdict on it is the verdict on the message.

All messages of a batch lie in one buffer, and stay there: offsets are handed around, and only what is kept is copied.
"""

from __future__ import annotations

from collections.abc import Sequence

from ai_provenance.detect.message import QUOTING, REVERT
from ai_provenance.patterns import compiled

_TRAILERS = compiled(rb"[A-Za-z0-9-]+[ \t]*:[^\n]*+(?:\n[A-Za-z0-9-]+[ \t]*:[^\n]*+)*+")
"""A paragraph of nothing but trailers, none of them folded."""
_FAR = compiled(
    rb"\n(?:#|```|~~~|conflicts:|"
    + b"|".join(head + rb"[^\n]{0,50}\n[ \t]*+\n" for head in (b"ai", b"llm", b"gen", b"use of", b"disclosure"))
    + rb"|[*_]{1,3}(?:ai|llm|gen|use of|disclosure)[^\n]{0,50}\n[ \t]*+\n)"
)
"""Fences, comments (scissors are one), conflicts, headings of disclosures: they decide what lines far away mean."""
_BREAK = b"\n\n"
_LINE_BREAK = 0x0A
_SPACE = b" \t\n\r\v\f"
PLAIN = b"s"
"""Stands for a subject that says nothing, and for a message in which nothing was found."""


class Messages:
    """The messages of a batch."""

    __slots__ = ("lower", "odd", "text")

    def __init__(self, text: bytes, lower: bytes) -> None:
        self.text = text
        """Each message with a NUL and a line break before it."""
        self.lower = lower
        """The same as the sieve reads it."""
        self.odd = [mark for mark in (b"\r", b"\\n") if mark[:1] in text]
        """What makes a message irregular and may be in one of these."""

    def ending(self, start: int, stop: int, first: int) -> bytes | None:
        """The end of a message from the paragraph that FIRST lies in, what was found first.

        It decides the verdict for every message that `condense` can say, if that paragraph is not the one of the
        subject. None when it is, or when what stands above it is not plain enough.
        """
        text = self.text
        cut = text.rfind(_BREAK, start + 1, first + 1) + len(_BREAK)
        if cut < start or self._is_irregular(start, cut):
            return None
        return text[cut:stop].rstrip(b"\n")

    def condense(self, start: int, stop: int, found: Sequence[int], telling: tuple[bytes, ...] = ()) -> bytes | None:
        """What decides the verdict on the message whose line break is at START and which ends before STOP.

        None when that is not plain enough to say, and the whole must be read. FOUND are the offsets at which the sieve
        found something, in order. Lines without any are taken to say nothing, but those of the same paragraph may tell
        what a line that says something means. TELLING are beginnings of subjects, in lower case, by which the reader
        knows an agent.
        """
        text = self.text
        end = self._end(start, stop)
        if self._is_irregular(start, end) or text[end - 1] in _SPACE:
            return None
        last = text.rfind(_BREAK, start + 1, end)
        if last < 0:
            return self._above(start, end, found, telling)
        if found and found[0] > last:
            block = self._block(last + 2, end, found)
            return block and b"s\n\n" + block
        block = self._block(last + 2, end, [at for at in found if at > last])
        above = self._above(start, last, [at for at in found if at < last], telling)
        return above and block and above + _BREAK + block

    def _end(self, start: int, stop: int) -> int:
        """Where the message ends without its last line breaks."""
        text = self.text
        while stop > start and text[stop - 1] == _LINE_BREAK:
            stop -= 1
        return stop

    def _is_irregular(self, start: int, end: int) -> bool:
        """Whether something in the message, down to END, decides what lines far away from it mean."""
        text = self.text
        if end <= start + 1 or text[start + 1] in _SPACE or _FAR.search(self.lower, start, end):
            return True
        if text.find(b"<!--", start, end) >= 0:
            return True  # a comment of a template may stand between a heading and what is said under it
        return bool(self.odd) and any(text.find(mark, start, end) >= 0 for mark in self.odd)

    def _block(self, begin: int, end: int, found: Sequence[int]) -> bytes | None:
        """The last paragraph: the lines found where it is only trailers, all of it where it is something else."""
        text = self.text
        if not found:
            return b"p"
        if not _TRAILERS.fullmatch(text, begin, end):
            block = text[begin:end]
            return None if b"\n " in block or b"\n\t" in block else block
        lines = b"\n".join(dict.fromkeys(self._line(at, end) for at in found))
        return None if b":\n" in lines or lines[-1:] == b":" else lines

    def _line(self, at: int, end: int) -> bytes:
        """The line that AT lies in; it may be the line break before it."""
        text = self.text
        begin = at if text[at] == _LINE_BREAK else text.rfind(b"\n", 0, at)
        stop = text.find(b"\n", begin + 1, end)
        return text[begin + 1 : end if stop < 0 else stop]

    def _above(self, start: int, end: int, found: Sequence[int], telling: tuple[bytes, ...]) -> bytes | None:
        """What is above the last paragraph: what the subject says, and the paragraphs that something was found in."""
        text = self.text
        stop = text.find(_BREAK, start + 1, end)
        head = end if stop < 0 else stop
        subject = self._line(start, head)
        if subject.lower().startswith(telling):
            return None
        cut = start + 1 + len(subject)
        rest = text[cut:head] if any(cut <= at < head for at in found) else b""
        paragraphs = self._paragraphs(start, end, [at for at in found if at > head])
        return _BREAK.join([self._subject(start + 1) + rest, *paragraphs])

    def _subject(self, begin: int) -> bytes:
        if QUOTING.match(self.text, begin):
            return b'Revert "s"'
        return b"Revert s" if REVERT.match(self.text, begin) else PLAIN

    def _paragraphs(self, start: int, end: int, found: Sequence[int]) -> list[bytes]:
        """The paragraphs that the offsets lie in, each once."""
        text = self.text
        kept: list[bytes] = []
        stop = start
        for at in found:
            if at + 1 >= stop:
                begin = text.rfind(_BREAK, start, at + 1) + len(_BREAK)
                stop = text.find(_BREAK, begin, end)
                stop = end if stop < 0 else stop
                kept.append(text[begin:stop])
        return kept
