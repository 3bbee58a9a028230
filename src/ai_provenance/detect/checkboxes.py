"""Ticked boxes of a pull request's template, which a squash merge makes the message: `- [x] This is AI-generated.`

A list is a quotation otherwise. A box that someone ticked is a statement about this very change; only a few fixed
sentences count, because most boxes promise something: that AI output was reviewed, that a policy was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ai_provenance.agents.registry import Registry
from ai_provenance.detect.footers import read_footer
from ai_provenance.detect.observations import Named, Observation, evidence, one_line
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import Evidence, Place, Strength

BOX = re.compile(r"[ \t>]*[*+-] +\[(?P<tick>[ xX])\] +(?P<text>\S.*)")
"""An item of a list with a box, ticked or not."""
_WHO = r"(?:generative )?(?:AI|LLMs?)(?: tools?| assistants?| agents?| assistance)?"
_WHAT = r"(?:(?:this|the) (?:is|pr|pull request|code|change|commit|patch|contribution)|code|i)"


def read_box(line: str, registry: Registry) -> Iterator[Observation]:
    """What a ticked box says of this change; an empty one says nothing."""
    box = BOX.match(line)
    if box is None or box["tick"] == " ":
        return
    text = box["text"].strip(" *_`")
    if _human().fullmatch(text):
        yield Evidence("", Place.BODY, Strength.DECLARED, one_line(line), "ticked-human", human=True)
    elif _ai().fullmatch(text):
        yield evidence(Named(UNSPECIFIED), Place.BODY, line, rule="ticked-ai")
    else:
        yield from read_footer(text, registry)


# compiled when first used: few commits have a line that needs these
@cache
def _ai() -> re.Pattern[str]:
    return re.compile(
        rf"(?:yes[,:. ]+)?(?:{_WHAT} )?(?:(?:is|was|were|has been) )?"
        r"(?:(?:fully|partly|partially|mostly|largely|entirely) )?"
        r"(?:AI|LLM)[- ](?:generated|assisted|written|authored)(?: (?:code|change|commit|pr|contribution))?\W*|"
        rf"{_WHO} (?:was|were|has been|have been) used"
        r"(?: (?:for|to|in) (?:draft|writ|generat|cod|refactor|implement)\w*(?:[/ ,]\w+){0,4})?\W*|"
        rf"(?:yes[,:. ]+)?i (?:have )?used {_WHO}"
        r"(?: (?:to|for|when) (?:draft|writ|generat|cod|refactor|implement|creat)\w*(?:[/ ,]\w+){0,6})?\W*",
        re.IGNORECASE,
    )


@cache
def _human() -> re.Pattern[str]:
    return re.compile(
        rf"no {_WHO} (?:was|were|has been|have been) used(?: (?:in|for|to) \w+(?: \w+){{0,4}})?\W*|"
        rf"i (?:did not|didn['\u2019]t|have not|haven['\u2019]t) used? (?:any )?{_WHO}"
        r"(?: (?:in|for|to) \w+(?: \w+){0,4})?\W*",
        re.IGNORECASE,
    )
