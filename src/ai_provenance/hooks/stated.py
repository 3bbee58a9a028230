"""What a message says of agents outside the project's own form: misplaced trailers, credits, sign-offs and footers."""

from __future__ import annotations

from itertools import pairwise

from ai_provenance import trailers
from ai_provenance.environment._table import FOOTERS
from ai_provenance.environment.declared import CREDITING, agent_of, is_provenance, signs_off_agent

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ai_provenance.trailers import Trailer

_ABOVE = b"s\n\n"
"""A subject to parse a paragraph under: the first paragraph of a message is never a trailer block."""


class Statement:
    """One trailer or footer that speaks of an agent."""

    __slots__ = ("agent", "lines", "model", "signs_off", "trailer")

    def __init__(self, agent: str | None, lines: Iterable[int], trailer: Trailer | None = None) -> None:
        self.agent = agent
        """Its id; None for a line that only tools write and that names none, such as a link to a session."""
        self.lines = tuple(lines)
        """The numbers of its lines in the message, from 1; none for a footer that cannot be taken out."""
        self.trailer = trailer
        """None for a footer."""
        self.model: str | None = None
        self.signs_off = False


def read(message: bytes, *, comment: bytes) -> list[Statement]:
    """Every statement in MESSAGE that counts: declarations first, those of git's block before others, footers last.

    A line outside the block counts where its whole paragraph consists of trailers and footers: prose quotes trailers
    too, so a key alone is not enough. A co-author with an agent's own address counts wherever it is.
    """
    footers = list(_footers(message, comment))
    block = [
        (found, range(found.line, found.line + _height(found))) for found in trailers.parse(message, comment=comment)
    ]
    used = {number for _, lines in block for number in lines}
    # Footers are passed over, as if they were gone already. A project that has them taken out would otherwise turn
    # a paragraph of footers and trailers into one of trailers, which the next hook would read differently.
    passed_over = {number for footer in footers for number in footer.lines}
    misplaced = list(_misplaced(message, used, passed_over, comment=comment))
    found = [
        *_statements(block),
        *_statements(sorted(misplaced, key=lambda one: one[1][0])),
    ]
    return [*(one for one in found if not one.signs_off), *(one for one in found if one.signs_off), *footers]


def without(message: bytes, statements: Iterable[Statement]) -> bytes:
    """MESSAGE without the lines of STATEMENTS, which were read from it."""
    taken_out = {number for one in statements for number in one.lines}
    lines = enumerate(message.split(b"\n"), start=1)
    return b"\n".join(line for number, line in lines if number not in taken_out)


def _footers(message: bytes, comment: bytes) -> Iterator[Statement]:
    lines = [(number, line) for number, _, line in trailers.body_lines(message, comment=comment)]
    lines.append((0, b""))
    for (number, line), (following, below) in pairwise(lines):
        agent = _footer_of(line)
        if agent:
            # a line folded under it would be left to whatever stands above: it cannot be taken out, nor passed over
            folded = following == number + 1 and below[:1] in (b" ", b"\t") and bool(below.strip())
            yield Statement(agent, () if folded else (number,))


def _statements(located: Iterable[tuple[Trailer, Sequence[int]]]) -> Iterator[Statement]:
    for trailer, lines in located:
        signing = signs_off_agent(trailer)
        if not signing and not is_provenance(trailer):
            continue
        agent, model = agent_of(trailer) or (signing, None)
        statement = Statement(agent, lines, trailer)
        statement.model = model
        statement.signs_off = bool(signing)
        yield statement


def _misplaced(
    message: bytes, block: set[int], footers: set[int], *, comment: bytes
) -> Iterator[tuple[Trailer, Sequence[int]]]:
    """The trailers outside git's block that count, with their line numbers."""
    in_paragraphs: set[int] = set()
    for paragraph in _paragraphs(message, comment):
        kept = [(number, line) for number, line in paragraph if number not in footers]
        if any(number in block for number, _ in kept):
            continue
        text = b"".join(line + b"\n" for _, line in kept)
        for found in trailers.parse(_ABOVE + text, comment=comment):
            at = found.line - 1 - _ABOVE.count(b"\n")
            lines = [number for number, _ in kept[at : at + _height(found)]]
            in_paragraphs.update(lines)
            yield found, lines
    for found in trailers.lookalikes(message, comment=comment):
        certain = found.key.lower() in CREDITING and b"<" in found.value
        if certain and found.line not in in_paragraphs:
            yield found, [found.line]


def _paragraphs(message: bytes, comment: bytes) -> Iterator[list[tuple[int, bytes]]]:
    """The paragraphs below the first, as numbered lines. One that holds a code fence is left out."""
    paragraph: list[tuple[int, bytes]] = []
    whole = False  # the lines before the first blank one belong to the subject
    previous = 0
    for number, _, line in trailers.body_lines(message, comment=comment):
        if paragraph and number != previous + 1:
            whole = False  # the lines between are in a fence
        previous = number
        if line.strip():
            paragraph.append((number, line))
            continue
        if paragraph and whole:
            yield paragraph
        paragraph, whole = [], True
    if paragraph and whole:
        yield paragraph


def _height(trailer: Trailer) -> int:
    """How many lines TRAILER takes."""
    return trailer.raw.count(b"\n") + 1


def _footer_of(line: bytes) -> str:
    """Id of the agent whose footer the whole LINE is; empty when it is none, as where prose follows the name."""
    text = _without_emoji(line)
    for beginning, agent in FOOTERS:
        if text.startswith(beginning):
            rest = text[len(beginning) :].rstrip(b" .!*_`")
            return agent if not rest or (b"](" in beginning and b" " not in rest) else ""
    return ""


def _without_emoji(line: bytes) -> bytes:
    """LINE without the emoji before its text; nothing where it is indented."""
    at = 0
    while at < len(line) and (line[at] > 127 or (at and line[at] == 32)):
        at += 1
    return line[at:].rstrip() if at < 12 else b""
