"""The message: git's trailer block, trailer-like lines outside it, footers, session links.

A line counts when it begins at the margin. Indented lines, lines behind `>` or a bullet, and lines between code
fences are quotations. In a `Revert "..."` only git's own block counts: the rest may be what the reverted commit said.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache
from typing import TypeVar

from ai_provenance import lazy, trailers
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect import checkboxes, footers, keys
from ai_provenance.detect.assistance import record_of_prompts
from ai_provenance.detect.attributions import is_prompt, record_of_session
from ai_provenance.detect.disclosure import HEADING, LABEL, QUESTION, asks_for_ai, denies, read_declaration
from ai_provenance.detect.keys import Says
from ai_provenance.detect.lines import read_line
from ai_provenance.detect.observations import Named, Observation, Rejected, evidence, one_line
from ai_provenance.detect.reviews import is_about_reviews, read_review
from ai_provenance.detect.roles import signed_at_end
from ai_provenance.detect.sentences import read_sentence, sentences, speaks_of_ai
from ai_provenance.detect.tags import read_tag, tells_apart
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import Evidence, Place, Strength

REVERT = lazy.pattern(rb"\s*(?:\[[^\]\n]*\]\s*)*(?:Revert|Reapply|revert|reapply)\b")
"""The subject of a commit that takes back another."""
QUOTING = lazy.pattern(rb'\s*(?:\[[^\]\n]*\]\s*)*(?:Revert|Reapply) ["\xe2\'`]')
"""The subject of a commit that takes back another and quotes its subject, as `git revert` writes it."""
_ADVISED = (b"suggested by", b"proposed by", b"recommended by")
_TAKEN_BACK = lazy.pattern(
    rb"\b(?:revert|undo|drop|remov)\w* (?:(?:the|this|a) )?(?:change|fix|edit|tweak)s? (?:"
    + b"|".join(_ADVISED)
    + rb")\b"
)
_LONGEST = 2000
"""Bytes of a line that are read: a signal is at its beginning, and a hostile line is a megabyte long."""
_LONGEST_ADDRESS = 320
"""Bytes of an address, the longest that mail allows."""
_MOST = 2500
"""Lines that are read, from the top and from the bottom of a message."""
_LONGEST_SENTENCE = 600
"""Characters of a sentence: the longest that people wrote about AI in the histories that were read has 503."""
_MOST_NAMES = 8
"""Names of tools in one sentence: people name up to five, and a table or a word list any number."""
_MOST_SAID = 16_000
"""Characters of a message that are read for what they say of AI, where people write up to 4,100 such.

To understand a sentence takes a hundred times as long as to pass over one, and whoever makes a commit chooses how much
of it there is to understand. What is beyond is reported as unread, which is the only way in which a verdict from the
candidate lines can differ from one from all lines. Git's trailer block and known footers are no matter of sentences.
"""
_MOST_TRAILERS = 64_000
"""The same for the values of trailers: a squashed request holds hundreds, most of them alike."""
_BELOW = 16
"""Lines below a heading or a key that may still be part of what it says."""
_FENCE = lazy.pattern(rb"^(?:```|~~~)")
_EMPHASIS = lazy.pattern(r"^[*_]{1,3}(?P<key>(?:AI|LLM)\b[\w -]{0,24}?)[*_]{0,3}:[*_]{0,3}\s*(?=\S)", re.IGNORECASE)
"""`**AI disclosure:** text`: a disclosure in Markdown."""
_SHORTCODE = lazy.pattern(r"(?::[a-z][a-z_]{1,24}: ?)+")
"""`:robot: Assisted-by: ...`: an emoji by its name."""
_UNFILLED = lazy.pattern(r"[\s>*+-]*[A-Z][\w /'’]{1,60}\??[*_]{0,2}:[*_\s]*(?:n/?a?|none|no|nil|-)?\W*", re.IGNORECASE)
"""A question of a template, with nothing behind it: `- AI Model used:`."""
SENTENCE_ENDS = ".:!?)]>`"
"""Characters at the end of a line after which the next one begins anew."""
_COLOURS = lazy.pattern(rb"(?:\s|\x1b\[[\d;]*m)+")
"""What a tool that writes to a terminal leaves at the beginning of a subject."""
_QUOTE = lazy.pattern(r"^(?:> ?)+")
_QUOTED_LABEL = lazy.pattern(
    r"(?:> ?)+[*_]{0,3}(?:(?:note|disclaimer|disclosures?|full disclosure|fyi|transparency)\s*[:–—-]|"
    r"(?:co-?)?(?:developed|implemented|coded|built|authored) (?:with|by|using) )",
    re.IGNORECASE,
)
"""What an author says in a quotation's form, in the text of a request."""
_ALERT = lazy.pattern(rb"> ?\[!(?:NOTE|IMPORTANT|WARNING|CAUTION|TIP)\]\s*$", re.IGNORECASE)
_SAID_IN_COMMENT = lazy.pattern(
    r"<!--\s*(?=(?:this|the) (?:pr|pull request|change|commit|patch|code)\b)", re.IGNORECASE
)
"""What an author says where a reader of the rendered text does not see it."""
_SECTION_ENDS = lazy.pattern(
    r"\s*(?:#{1,6}\s|-{3,}\s*$|\*{3,}\s*$|_{3,}\s*$|(?:closes?|fix(?:es)?|resolves?|refs?):? #?\d)", re.IGNORECASE
)
_YES_OR_NO = lazy.pattern(r"[*_]{0,2}(?:yes|no|none)\b", re.IGNORECASE)
_INDENTED_TRAILER = lazy.pattern(
    rb"[ \t]{1,8}(?:co-?authored-by|co-developed-by|assisted-by|generated-by|signed-off-by):\s*"
    rb"[^<>\n]{1,120}<[^<>@\s]+@[^<>\s]+>\s*$",
    re.IGNORECASE,
)
_SIGNED = (
    r"(?P<key>co-?authored-by|co-developed-by|assisted-by|generated-by): "
    r"(?P<value>[^<>`\"'\n]{1,80}<[^<>@\s]+@[^<>\s]+>)\s*$"
)
_UNBROKEN = lazy.pattern(rf"(?<=[.)!?] ){_SIGNED}", re.IGNORECASE)
"""A trailer with an address behind the end of a sentence, where a line break is missing."""
_UNDER_ITEM = lazy.pattern(rf"[ \t]{{1,4}}{_SIGNED}", re.IGNORECASE)
"""One that an editor indented as the next line of an item."""
_STARTS_ITEM = lazy.pattern(rb"\s*(?:[*+-]|\d+[.)])\s")
_WRAPPED = 6
"""Lines above and below that a sentence is put together from."""
_ONE_POINT = 160
"""Characters of an answer in a list."""
_T = TypeVar("_T")
_KEYED = lazy.pattern(r"(?P<lead>[*+-]\s|[>|#\s])?(?P<key>[A-Za-z][A-Za-z0-9 _-]{1,40}?)\s?:\s*(?P<value>\S.*)")


def read_message(message: bytes, registry: Registry, *, lines: Collection[int] | None = None) -> Iterator[Observation]:
    """What MESSAGE says: its subject, git's own trailer block, and the lines of its body whose numbers are in LINES.

    All lines of the body are read where LINES is None. A line is read with its neighbours: what it says may run on.
    """
    left = _Left()
    yield from _read_subject(message, registry, left)
    inside: set[int] = set()
    yield from _read_trailers(message, inside, registry)
    body = _read_body(message, inside, left, registry, lines)
    if QUOTING.match(message):
        yield from (_quoted(item) if isinstance(item, Evidence) else item for item in body)
    elif _was_taken_back(message):
        reason = "the message says that what was suggested was taken back"
        remark = "review-remark"
        yield from (_quoted(it, reason) if isinstance(it, Evidence) and it.rule == remark else it for it in body)
    else:
        yield from body


def _was_taken_back(message: bytes) -> bool:
    """Whether an advice was followed first, and then taken back: a squashed request may say both."""
    lower = message.lower()
    for words in _ADVISED:  # a generator would call itself for each of them
        if words in lower:
            return _TAKEN_BACK.search(lower) is not None
    return False


class _Left:
    """How much of a message may still be read for what it says of AI."""

    __slots__ = ("characters",)

    def __init__(self, characters: int = _MOST_SAID) -> None:
        self.characters = characters

    def take(self, characters: int) -> bool:
        """Whether so many are left; they are taken off."""
        self.characters -= characters
        return self.characters >= 0


def _read_trailers(message: bytes, inside: set[int], registry: Registry) -> Iterator[Observation]:
    """What git's trailer block says. The numbers of the lines that a rule knows are added to INSIDE."""
    left = _Left(_MOST_TRAILERS)
    for trailer in _ends(trailers.parse(message)):
        if left.characters < 0:
            reason = f"the trailers above hold {_MOST_TRAILERS:,} characters: from here on none is read"
            yield Rejected(Place.TRAILER, one_line(trailer.raw), "unread", reason)
            return
        found = read_line(_text(trailer.key), _text(trailer.value), Place.TRAILER, registry)
        if found:  # git takes a lone link for a trailer with the key `https`: what no rule knows is a line like others
            inside.update(range(trailer.line, trailer.line + trailer.raw.count(b"\n") + 1))
            left.take(len(trailer.value))
        yield from found


def _read_subject(message: bytes, registry: Registry, left: _Left) -> Iterator[Observation]:
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
    text = _text(subject)
    if REVERT.match(message):
        return
    tag = read_tag(text, lambda: tells_apart(text, ()), Place.SUBJECT)
    if tag:
        yield tag
    if is_about_reviews(text, registry):
        yield from _read_sentences(text, Place.SUBJECT, registry, left)
    yield from footers.read_flattened(text, registry)


def _read_sentences(
    text: str, place: Place, registry: Registry, left: _Left, *, span: tuple[int, int] = (0, 0)
) -> Iterator[Observation]:
    """What the sentences of the paragraph TEXT say that reach into SPAN; all of them where it is empty."""
    begin, end = span
    if (
        (place is Place.SUBJECT or text[:2] in {"* ", "- ", "+ "})
        and text.rstrip()[-1:].isdigit()
        and speaks_of_ai(text)
    ):
        yield from (evidence(one, place, text, rule="signed") for one in signed_at_end(text, registry))
    for start, stop in sentences(text):
        if span != (0, 0) and (stop <= begin or start >= end):
            continue
        sentence = text[start:stop].strip().rstrip(" -—–;")
        if not is_about_reviews(sentence, registry):
            continue
        reason = _why_unread(sentence, registry, left)
        if reason:
            yield Rejected(place, one_line(sentence), "unread", reason)
            if left.characters < 0:
                return
            continue
        remark = read_review(sentence, registry)
        if place is not Place.SUBJECT and denies(sentence):
            yield Evidence("", place, Strength.DECLARED, one_line(sentence), "denies", human=True)
        elif remark:
            yield evidence(remark[0], place, sentence, rule="review-remark")
        elif speaks_of_ai(sentence):
            alone = place is Place.SUBJECT or stop - start == len(text)
            found, rule = read_sentence(sentence, registry, alone=alone)
            yield from (evidence(named, place, sentence, rule=rule) for named in found)


def _why_unread(sentence: str, registry: Registry, left: _Left) -> str:
    """Why SENTENCE is not read, though it speaks of AI; empty where it is read, which takes it off what is LEFT."""
    if len(sentence) > _LONGEST_SENTENCE:
        return f"a sentence of more than {_LONGEST_SENTENCE} characters"
    if not left.take(len(sentence)):
        return f"{_MOST_SAID:,} characters about AI were read: from here on no sentence is"
    names = (name for pattern in (registry.mention, MODEL) for name in pattern.finditer(sentence))
    if sum(1 for _ in itertools.islice(names, _MOST_NAMES + 1)) > _MOST_NAMES:
        return f"a sentence that names more than {_MOST_NAMES} tools or models"
    return ""


def _read_body(
    message: bytes, inside: set[int], left: _Left, registry: Registry, wanted: Collection[int] | None
) -> Iterator[Observation]:
    if wanted is not None and inside.issuperset(wanted):
        return
    lines = _ends(_margin_lines(message))
    last = _last_paragraph(lines)
    declared = _Left(_MOST_TRAILERS)

    @cache  # about all lines, and asked of each that is tagged
    def apart() -> bool:
        return tells_apart(_subject(message), [_text(raw) for _, raw in lines])

    for at, (number, raw) in enumerate(lines):
        if (wanted is not None and number not in wanted) or number in inside or not raw.strip():
            continue
        line, above = _text(raw), _text(lines[at - 1][1]).strip() if at else ""
        if declared.characters < 0:
            reason = f"the lines above declare in {_MOST_TRAILERS:,} characters: from here on none is read"
            yield Rejected(Place.BODY, one_line(line), "unread", reason)
            return
        below = _below(lines, at, inside)
        indented = at >= last and _is_indented_block(lines, at)
        line, above, below = (line.strip(), "", []) if indented else (line, above, below)
        found = list(_read_section(line, below, registry) or _read_body_line(line, above, below, registry))
        if found and _has_session_link(found):
            found = _without_denied_links(found, _before(lines, at), registry)
        yield from found
        if not _is_only_prose(found):
            declared.take(_cost(line, below, found))
            continue
        if line[0] in _MARKS or "rompt" in line[:_HEADED]:
            yield from _read_beginning(line, apart)
        if left.characters >= 0 and is_about_reviews(line, registry):
            yield from _read_prose(lines, at, left, inside=inside, registry=registry)


_MARKS = frozenset("[*+-")
"""First characters of tags, and of items that may have one."""
_HEADED = 20
"""Characters in which the heading of a prompt is."""


def _read_beginning(line: str, apart: Callable[[], bool]) -> Iterator[Observation]:
    """What the first word of LINE says: a tag, or the heading of a prompt."""
    tag = read_tag(line, apart, Place.BODY)
    if tag:
        yield tag
    if is_prompt(line):
        yield evidence(Named(UNSPECIFIED), Place.BODY, line, rule="prompt")


def _last_paragraph(lines: Sequence[tuple[int, bytes]]) -> int:
    """The place of the first line of the last paragraph."""
    at = len(lines)
    while at and not lines[at - 1][1].strip():
        at -= 1
    while at and lines[at - 1][1].strip():
        at -= 1
    return at


def _is_indented_block(lines: Sequence[tuple[int, bytes]], at: int) -> bool:
    """Whether the paragraph that the line at AT is in is nothing but trailers, all of them indented by accident.

    Git reads no such block. One that is introduced (`like this:`) is an example, and so may be one without addresses.
    """
    if not _INDENTED_TRAILER.match(lines[at][1]):
        return False
    begin = at
    while begin > max(0, at - _BELOW) and lines[begin - 1][1].strip():
        begin -= 1
    block = [raw for _, raw in lines[begin : at + _BELOW] if raw.strip()]
    above = next((raw for _, raw in reversed(lines[:begin]) if raw.strip()), b"")
    return all(map(_INDENTED_TRAILER.match, block)) and not above.rstrip().endswith(b":")


def _ends(items: Sequence[_T]) -> Sequence[_T]:
    """ITEMS, without the middle of too many."""
    return items if len(items) <= 2 * _MOST else [*items[:_MOST], *items[-_MOST:]]


def _cost(line: str, below: Sequence[str], found: Sequence[Observation]) -> int:
    """Characters that were read to find what LINE says: a disclosure and a link are read with the lines around."""
    around = any(item.rule.startswith(("declares", "session-link")) for item in found)
    return len(line) + (sum(map(len, below)) if around else 0)


def _below(lines: Sequence[tuple[int, bytes]], at: int, inside: set[int]) -> list[str]:
    """The lines that may belong to the one at AT, as far as they are read."""
    found: list[str] = []
    characters = 0
    for number, raw in lines[at + 1 : at + 1 + _BELOW]:
        if number not in inside and characters < _LONGEST:
            found.append(_text(raw))
            characters += len(found[-1])
    return found


def _read_prose(
    lines: Sequence[tuple[int, bytes]], at: int, left: _Left, *, inside: set[int], registry: Registry
) -> Iterator[Observation]:
    """What the sentences say that the line at AT is part of."""
    line = _text(lines[at][1])
    if "[ ] " in line and checkboxes.BOX.match(line):
        return  # no one ticked it
    if _is_prose(line):
        for named in record_of_prompts(line, registry) or record_of_session(line, registry):
            yield evidence(named, Place.BODY, line, rule="record-of-prompts")
        paragraph, span = _around(lines, at, inside)
        found = list(_read_sentences(paragraph, Place.FOOTER, registry, left, span=span))
        yield from found
        own = line.strip()
        if own != paragraph and not found and _stands_alone(lines, at) and _stands_alone(lines, at + 1):
            yield from _read_sentences(own, Place.FOOTER, registry, left)
    else:
        yield from _read_sentences(_own_words(lines, at, line), Place.FOOTER, registry, left)


def _stands_alone(lines: Sequence[tuple[int, bytes]], at: int) -> bool:
    """Whether the line above ends though the first word of the one at AT had room in it: they are no running text.

    People write a remark a line, without a full stop: `works on my machine`, and below it `tests by Codex`.
    """
    if at >= len(lines) or not lines[at][1].strip():
        return True
    first = lines[at][1].split(None, 1)[0]
    above = _text(lines[at - 1][1]).rstrip() if at else ""
    if first[:1].islower() and above and above[-1] not in SENTENCE_ENDS:
        return False
    if first.endswith(b":"):
        return True  # a key
    near = [raw.rstrip() for _, raw in lines[max(0, at - _WRAPPED) : at + _WRAPPED]]
    return not above or len(lines[at - 1][1].rstrip()) + 1 + len(first) <= max(map(len, near))


def _own_words(lines: Sequence[tuple[int, bytes]], at: int, line: str) -> str:
    """What the author says in a form that mostly holds what others say; empty where LINE is no such form."""
    if line.startswith("<!--"):
        return _SAID_IN_COMMENT.sub("", line).removesuffix("-->") if _SAID_IN_COMMENT.match(line) else ""
    return _QUOTE.sub("", line) if _QUOTED_LABEL.match(line) else _alert(lines, at)


def _alert(lines: Sequence[tuple[int, bytes]], at: int) -> str:
    """What the alert that the line at AT is in says, `> [!NOTE]` and the quoted lines below it; empty where it is none.

    Only the form is a quotation's: the words are the author's.
    """
    begin = at
    while begin > max(0, at - _WRAPPED) and lines[begin - 1][1].startswith(b">"):
        begin -= 1
    if not _ALERT.match(lines[begin][1]):
        return ""
    said = itertools.takewhile(lambda line: line[1].startswith(b">"), lines[begin + 1 : begin + 1 + _BELOW])
    return " ".join(_QUOTE.sub("", _text(raw)).strip() for _, raw in said)


def _subject(message: bytes) -> str:
    return _text(message.lstrip().partition(b"\n")[0].strip())


def _is_only_prose(found: Sequence[Observation]) -> bool:
    """Whether nothing was found but the beginning of a sentence that is no footer."""
    return all(isinstance(item, Rejected) and item.rule == "prose" for item in found)


def _has_session_link(found: Sequence[Observation]) -> bool:
    return any(isinstance(item, Evidence) and item.rule == "session-link" for item in found)


def _read_section(line: str, below: Sequence[str], registry: Registry) -> Sequence[Observation]:
    """What is said under a heading for AI, or in answer to a question; nothing where LINE is neither."""
    if HEADING.fullmatch(line):
        return _read_answer(below, registry)
    question = QUESTION.fullmatch(line) if "?" in line and speaks_of_ai(line) else None
    if question is None or not asks_for_ai(question["asked"]):
        return ()
    if question["answer"].strip(" *_"):
        answer = " ".join([question["answer"].strip(" *_"), *_paragraph(below)])
        return read_declaration("ai-disclosure", answer, Place.BODY, registry)
    return _read_answer(below, registry) or (_no_answer(line),)


def _no_answer(line: str) -> Rejected:
    return Rejected(Place.BODY, one_line(line), "declares", "a question that no one answered")


def _read_body_line(line: str, above: str, below: Sequence[str], registry: Registry) -> Iterator[Observation]:
    if checkboxes.BOX.match(line):
        yield from checkboxes.read_box(line, registry)
        return
    label = LABEL.fullmatch(line) if ":" in line else None
    if label:
        said = " ".join([label["said"], *(_QUOTE.sub("", text) for text in _paragraph(below))])
        yield from _in_the_open(read_declaration("ai-disclosure", said, Place.BODY, registry), label["mark"])
        return
    if line[0] == ">" and _QUOTED_LABEL.match(line):
        line = _QUOTE.sub("", line)
    line = _SHORTCODE.sub("", _EMPHASIS.sub(r"\g<key>: ", line), count=1)
    apart = "@" in line and (line[0] == " " or ". " in line or ") " in line)
    signed = _misplaced(line, above) if apart else None
    if signed:
        yield from read_line(signed["key"], signed["value"], Place.BODY, registry)
        return
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


def _misplaced(line: str, above: str) -> re.Match[str] | None:
    """The trailer that LINE ends in or is, where a line break is missing or an editor indented it under an item."""
    indented = _UNDER_ITEM.match(line) if _STARTS_ITEM.match(above.encode()) and not above.endswith(":") else None
    return indented or _UNBROKEN.search(line)


def _in_the_open(found: Sequence[Observation], mark: str) -> Iterator[Observation]:
    """FOUND, without what a list only mentions: behind a bullet an answer must be a plain one."""
    for item in found:
        listed = isinstance(item, Evidence) and mark.strip()[:1] in {"*", "+", "-"} and mark.strip()[:2] != "**"
        yield (
            _quoted(item, "in a list")
            if listed and isinstance(item, Evidence) and len(item.text) > _ONE_POINT
            else item
        )


def _read_answer(below: Sequence[str], registry: Registry) -> Sequence[Observation]:
    """The disclosure under a heading: the first paragraph or list below it.

    A question of a template that no one answered says nothing: a key without value, a box that is not ticked. A ticked
    one answers with yes or no; one that is a sentence is read by itself.
    """
    said: list[str] = []
    for text in _uncommented(below):
        box = checkboxes.BOX.match(text)
        if not text.strip() and not said:
            continue
        if _SECTION_ENDS.match(text) or (not text.strip() and said):
            break
        if box:
            said += [box["text"]] if box["tick"] != " " and _YES_OR_NO.match(box["text"]) else []
        elif not _UNFILLED.fullmatch(text):
            said.append(text.strip().lstrip("->* "))
    return read_declaration("ai-disclosure", " ".join(said), Place.BODY, registry) if said else ()


def _before(lines: Sequence[tuple[int, bytes]], at: int) -> list[str]:
    """The lines of the same paragraph above the one at AT."""
    found: list[str] = []
    for _, raw in reversed(lines[max(0, at - _BELOW) : at]):
        if not raw.strip():
            break
        found.append(_text(raw))
    return found[::-1]


def _without_denied_links(found: list[Observation], above: list[str], registry: Registry) -> list[Observation]:
    """FOUND, with the link of a session rejected where the same paragraph says that no AI wrote the change.

    What the paragraph says of a conversation about the matter, or of a tool that was only consulted, counts the same.
    """
    if above and footers.is_about_matter(" ".join(above)):
        reason = "a conversation about the matter is linked"
        return [_quoted(item, reason) if isinstance(item, Evidence) else item for item in found]
    for at, line in enumerate(above):
        said = list(_read_body_line(line, "", above[at + 1 :], registry))
        if any(isinstance(item, Evidence) and item.human for item in said):
            reason = "the same paragraph says that a person wrote the change"
            return [_quoted(item, reason) if isinstance(item, Evidence) else item for item in found]
    return found


def _is_prose(line: str) -> bool:
    """Whether LINE can be part of a sentence of this message: it is no heading, no table, no code, no quotation."""
    return not (line.startswith(("    ", "\t")) or line.lstrip().startswith(("#", ">", "|", "<")) or "</li>" in line)


def _around(lines: Sequence[tuple[int, bytes]], at: int, inside: set[int]) -> tuple[str, tuple[int, int]]:
    """The paragraph or list item that the line at AT is in, as one line, and where in it that line is."""
    begin = at
    near = _LONGEST_SENTENCE  # a sentence that reaches further is not read
    while (
        begin > max(0, at - _WRAPPED)
        and near > 0
        and not _STARTS_ITEM.match(lines[begin][1])
        and lines[begin][0] - lines[begin - 1][0] <= 1  # there is no code between fences between them
        and _continues(lines, begin - 1, inside)
    ):
        begin -= 1
        near -= len(lines[begin][1])
    end = at + 1
    near = _LONGEST_SENTENCE
    while (
        end < min(len(lines), at + _WRAPPED)
        and near > 0
        and lines[end][0] - lines[end - 1][0] <= 1
        and _continues(lines, end, inside)
        and not _STARTS_ITEM.match(lines[end][1])
    ):
        near -= len(lines[end][1])
        end += 1
    parts = [_text(raw).strip() for _, raw in lines[begin:end]]
    before = sum(len(part) + 1 for part in parts[: at - begin])
    return " ".join(parts), (before, before + len(parts[at - begin]))


def _continues(lines: Sequence[tuple[int, bytes]], at: int, inside: set[int]) -> bool:
    """Whether the line at AT can be part of the paragraph that the line behind or before it is in."""
    number, raw = lines[at]
    return number not in inside and bool(raw.strip()) and _is_prose(_text(raw)) and not _SECTION_ENDS.match(_text(raw))


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
    """RAW as text, cut where it is too long; an address at its end stays, as that is what decides a trailer."""
    if len(raw) > _LONGEST:
        address = raw.rfind(b"<", -_LONGEST_ADDRESS)
        raw = raw[:_LONGEST] + (b" " + raw[address:] if address >= 0 else b"")
    return raw.decode("utf-8", "replace")
