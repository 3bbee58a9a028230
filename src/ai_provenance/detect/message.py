"""The message: git's trailer block, trailer-like lines outside it, footers, session links.

A line counts when it begins at the margin. Indented lines, lines behind `>` or a bullet, and lines between code
fences are quotations. In a `Revert "..."` only git's own block counts: the rest may be what the reverted commit said.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from ai_provenance import trailers
from ai_provenance.agents.registry import Registry
from ai_provenance.detect import checkboxes, footers, keys
from ai_provenance.detect.disclosure import HEADING, read_declaration
from ai_provenance.detect.keys import Says
from ai_provenance.detect.lines import read_line
from ai_provenance.detect.observations import Named, Observation, Rejected, evidence, one_line
from ai_provenance.model import Evidence, Place, Strength

REVERT = re.compile(rb"\s*(?:\[[^\]\n]*\]\s*)*(?:Revert|Reapply|revert|reapply)\b")
"""The subject of a commit that takes back another."""
QUOTING = re.compile(rb'\s*(?:\[[^\]\n]*\]\s*)*(?:Revert|Reapply) ["\xe2\'`]')
"""The subject of a commit that takes back another and quotes its subject, as `git revert` writes it."""
_LONGEST = 2000
"""Bytes of a line that are read: a signal is at its beginning, and a hostile line is a megabyte long."""
_MOST = 2500
"""Lines that are read, from the top and from the bottom of a message."""
_BELOW = 16
"""Lines below a heading or a key that may still be part of what it says."""
_FENCE = re.compile(rb"^(?:```|~~~)")
_EMPHASIS = re.compile(r"^[*_]{1,3}(?P<key>(?:AI|LLM)\b[\w -]{0,24}?)[*_]{0,3}:[*_]{0,3}\s*(?=\S)", re.IGNORECASE)
"""`**AI disclosure:** text`: a disclosure in Markdown."""
_UNFILLED = re.compile(r"[\s>*+-]*[A-Z][\w /'’]{1,60}\??[*_]{0,2}:[*_\s]*(?:n/?a?|none|no|nil|-)?\W*", re.IGNORECASE)
"""A question of a template, with nothing behind it: `- AI Model used:`."""
SENTENCE_ENDS = ".:!?)]>`"
"""Characters at the end of a line after which the next one begins anew."""
_COLOURS = re.compile(rb"(?:\s|\x1b\[[\d;]*m)+")
"""What a tool that writes to a terminal leaves at the beginning of a subject."""
_KEYED = re.compile(r"(?P<lead>[*+-]\s|[>|#\s])?(?P<key>[A-Za-z][A-Za-z0-9 _-]{1,40}?)\s?:\s*(?P<value>\S.*)")


def read_message(message: bytes, registry: Registry, *, lines: Collection[int] | None = None) -> Iterator[Observation]:
    """What MESSAGE says: its subject, git's own trailer block, and the lines of its body whose numbers are in LINES.

    All lines of the body are read where LINES is None. A line is read with its neighbours: what it says may run on.
    """
    yield from _read_subject(message, registry)
    inside: set[int] = set()
    for trailer in trailers.parse(message):
        found = read_line(_text(trailer.key), _text(trailer.value), Place.TRAILER, registry)
        if found:  # git takes a lone link for a trailer with the key `https`: what no rule knows is a line like others
            inside.update(range(trailer.line, trailer.line + trailer.raw.count(b"\n") + 1))
        yield from found
    body = _read_body(message, inside, registry, lines)
    if QUOTING.match(message):
        yield from (_quoted(item) if isinstance(item, Evidence) else item for item in body)
    else:
        yield from body


def _read_subject(message: bytes, registry: Registry) -> Iterator[Observation]:
    subject = message.lstrip().partition(b"\n")[0].strip()
    plain = _COLOURS.sub(b"", subject[:_LONGEST], count=1) if _COLOURS.match(subject) else subject
    for mark, agent in registry.subject_marks:
        if plain.lower().startswith(mark.encode()):
            yield evidence(Named(agent), Place.SUBJECT, plain, rule="subject-mark")
    for prefix, own, agent in registry.subject_prefixes:
        if not subject.lower().startswith(prefix.encode()):
            continue
        yield evidence(Named(agent), Place.SUBJECT, subject, rule="subject-prefix", strength=Strength.HINT)
        for _, line in _margin_lines(message):
            if _text(line.strip().lower()) in own:
                yield evidence(Named(agent), Place.FOOTER, line, rule="subject-footer")


def _read_body(
    message: bytes, inside: set[int], registry: Registry, wanted: Collection[int] | None
) -> Iterator[Observation]:
    if wanted is not None and inside.issuperset(wanted):
        return
    lines = _margin_lines(message)
    if len(lines) > 2 * _MOST:
        lines = lines[:_MOST] + lines[-_MOST:]
    for at, (number, raw) in enumerate(lines):
        if (wanted is not None and number not in wanted) or number in inside or not raw.strip():
            continue
        line, above = _text(raw), _text(lines[at - 1][1]).strip() if at else ""
        below = [_text(text) for row, text in lines[at + 1 : at + 1 + _BELOW] if row not in inside]
        if HEADING.fullmatch(line):
            yield from _read_section(below, registry)
        else:
            yield from _read_body_line(line, above, below, registry)


def _read_body_line(line: str, above: str, below: Sequence[str], registry: Registry) -> Iterator[Observation]:
    if checkboxes.BOX.match(line):
        yield from checkboxes.read_box(line, registry)
        return
    line = _EMPHASIS.sub(r"\g<key>: ", line)
    keyed = _KEYED.match(line)
    if keyed and keyed["lead"]:
        for item in read_line(keyed["key"], keyed["value"], Place.BODY, registry):
            yield _quoted(item, "indented, quoted or in a list") if isinstance(item, Evidence) else item
        return
    found: Sequence[Observation] = ()
    if keyed:
        value = keyed["value"]
        if keys.KEYS.get(keys.normal(keyed["key"])) is Says.DECLARES:
            value = " ".join([value, *_paragraph(below)])
        found = read_line(keyed["key"], value, Place.BODY, registry)
    wrapped = bool(above) and above[-1] not in SENTENCE_ENDS
    if not found:
        paragraph = " ".join(_paragraph(below))
        found = list(footers.read_footer(line, registry, wrapped=wrapped, paragraph=paragraph))
    yield from found


def _read_section(below: Sequence[str], registry: Registry) -> Iterator[Observation]:
    """The disclosure under a heading: the first paragraph or list below it.

    A question of a template that no one answered says nothing: a key without value, a box (read by itself).
    """
    said: list[str] = []
    for line in _uncommented(below):
        if not line.strip() and not said:
            continue
        if not line.strip() or line.startswith("#"):
            break
        if not (checkboxes.BOX.match(line) or _UNFILLED.fullmatch(line)):
            said.append(line.strip().lstrip("->* "))
    if said:
        yield read_declaration("ai-disclosure", " ".join(said), Place.BODY, registry)


def _uncommented(lines: Sequence[str]) -> Iterator[str]:
    """LINES without HTML comments: in them a template names tools as examples."""
    inside = False
    for line in lines:
        opens, closes = line.find("<!--"), line.rfind("-->")
        if not inside and opens < 0:
            yield line
        inside = closes < opens if opens >= 0 else inside and closes < 0


def _paragraph(below: Sequence[str]) -> Iterator[str]:
    """The lines that a declaration goes on over: down to a blank line or the next key."""
    for line in below:
        if not line.strip() or _KEYED.match(line):
            return
        yield line.strip()


def _margin_lines(message: bytes) -> list[tuple[int, bytes]]:
    """Number (from 1) and text of the lines below the subject and outside code fences."""
    lines = message.split(b"\n")
    subject = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    numbered = list(enumerate(lines, 1))[subject + 1 :]
    if b"```" in message or b"~~~" in message:
        fences = [number for number, line in enumerate(lines, 1) if _FENCE.match(line)]
        pairs = zip(fences[::2], fences[1::2], strict=False)
        fenced = {number for start, stop in pairs for number in range(start, stop + 1)}
        numbered = [(number, line) for number, line in numbered if number not in fenced]
    if b"\\n" in message:
        # a tool that passes `\n` through `-m` unread leaves it in the message as two characters
        numbered = [(number, part) for number, line in numbered for part in line.split(b"\\n")]
    return [(number, line.rstrip(b"\r")) for number, line in numbered] if b"\r" in message else numbered


def _quoted(found: Evidence, reason: str = "may be quoted from the commit that is taken back") -> Rejected:
    return Rejected(found.place, one_line(found.text), "quoted", reason)


def _text(raw: bytes) -> str:
    return raw[:_LONGEST].decode("utf-8", "replace")
