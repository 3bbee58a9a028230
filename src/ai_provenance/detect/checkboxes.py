"""Ticked boxes of a pull request's template, which a squash merge makes the message: `- [x] This is AI-generated.`

A list is a quotation otherwise. A box that somebody ticked is a statement about this very change; only a few fixed
sentences count, because most boxes promise something: that AI output was reviewed, that a policy was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance.detect.footers import read_footer
from ai_provenance.detect.observations import Named, Seen, evidence, one_line
from ai_provenance.detect.registry import Registry
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import Evidence, Place, Strength
from ai_provenance.patterns import compiled

BOX = compiled(r"[ \t>]*[*+-] +\[(?P<tick>[ xX])\] +(?P<text>\S.*)")
"""An item of a list with a box, ticked or not."""
_WHO = r"(?:generative )?(?:AI|LLMs?)(?: tools?| assistants?| agents?| assistance)?"
_WHAT = r"(?:(?:this|the) (?:is|pr|pull request|code|change|commit|patch|contribution)|code|i)"
_AI = compiled(
    rf"(?:yes[,:. ]+)?(?:{_WHAT} )?(?:(?:is|was|were|has been) )?"
    r"(?:(?:fully|partly|partially|mostly|largely|entirely) )?"
    r"(?:AI|LLM)[- ](?:generated|assisted|written|authored)(?: (?:code|change|commit|pr|contribution))?\W*|"
    rf"{_WHO} (?:was|were|has been|have been) used(?: (?:for|to|in) (?:draft|writ|generat|cod|refactor|implement)\w*"
    r"(?:[/ ,]\w+){0,4})?\W*|"
    rf"(?:yes[,:. ]+)?i (?:have )?used {_WHO}(?: (?:to|for|when) (?:draft|writ|generat|cod|refactor|implement|creat)\w*"
    r"(?:[/ ,]\w+){0,6})?\W*",
    re.IGNORECASE,
)
_HUMAN = compiled(
    rf"no {_WHO} (?:was|were|has been|have been) used(?: (?:in|for|to) \w+(?: \w+){{0,4}})?\W*|"
    rf"i (?:did not|didn['\u2019]t|have not|haven['\u2019]t) used? (?:any )?{_WHO}"
    r"(?: (?:in|for|to) \w+(?: \w+){0,4})?\W*",
    re.IGNORECASE,
)


def read_box(line: str, registry: Registry) -> Iterator[Seen]:
    """What a ticked box says of this change; an empty one says nothing."""
    box = BOX.match(line)
    if box is None or box["tick"] == " ":
        return
    text = box["text"].strip(" *_`")
    if _HUMAN.fullmatch(text):
        yield Evidence("", Place.BODY, Strength.DECLARED, one_line(line), "ticked-human", human=True)
    elif _AI.fullmatch(text):
        yield evidence(Named(UNSPECIFIED), Place.BODY, line, rule="ticked-ai")
    else:
        yield from read_footer(text, registry)
