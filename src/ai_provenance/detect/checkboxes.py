"""Ticked boxes of a pull request's template, which a squash merge makes the message: `- [x] This is AI-generated.`

A list is a quotation otherwise. A box that someone ticked is a statement about this very change; only a few fixed
sentences count, because most boxes promise something: that AI output was reviewed, that a policy was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance import lazy
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.footers import read_footer
from ai_provenance.detect.observations import Named, Observation, evidence, one_line
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import Evidence, Place, Strength

BOX = lazy.pattern(r"[ \t>]*[*+-] +\[ ?(?P<tick>[ xX]) ?\] +(?P<text>\S.*)")
"""An item of a list with a box, ticked or not."""
_LINK = lazy.pattern(r"\[(?P<text>[^\]]+)\]\([^)]*\)")
_TOOLING = (
    r"(?:any |an? |the )?(?:generative |gen ?)?(?:AI|LLMs?|GenAI|language models?)(?:[- ](?:based|powered))?"
    r"(?: (?:coding )?(?:tools?|tooling|assistants?|assistance|agents?|models?|systems?|help))?"
)
_MAKING = (
    r"(?:us(?:e|ed|ing)|author(?:ed)?|writ(?:e|ten)|generated?|assist(?:ed|ance)?|created?|produced?|made|"
    r"developed|coded|help(?:ed)?|involved?)"
)
_WHO = r"(?:generative )?(?:AI|LLMs?)(?: tools?| assistants?| agents?| assistance)?"
_WHAT = r"(?:(?:this|the) (?:is|pr|pull request|code|change|commit|patch|contribution)|code|i)"


def read_box(line: str, registry: Registry) -> Iterator[Observation]:
    """What a ticked box says of this change; an empty one says nothing."""
    box = BOX.match(line)
    if box is None or box["tick"] == " ":
        return
    text = _LINK.sub(lambda match: match["text"], box["text"]).strip(" *_`")
    if _HUMAN.fullmatch(text) or (_DENIES.search(text) and not _PROMISES.search(text)):
        yield Evidence("", Place.BODY, Strength.DECLARED, one_line(line), "ticked-human", human=True)
    elif _AI.fullmatch(text) or (
        (_MADE_BY_AI.fullmatch(text) or _AI_TOOK_PART.match(text)) and not _PROMISES.search(text)
    ):
        yield evidence(Named(UNSPECIFIED), Place.BODY, line, rule="ticked-ai")
    else:
        yield from read_footer(text, registry)


_AI_TOOK_PART = lazy.pattern(
    rf"(?:[\w -]{{1,24}}\*{{0,2}}:\*{{0,2}} )?{_WHO} (?:has |have )?(?:\w+ly )?"
    r"(?:(?:provided|gave) (?:[\w-]+ )?(?:assistance|help|support|suggestions)|"
    r"(?:helped|assisted)(?! (?:the )?(?:users?|people|you|them))|"
    r"(?:generated|wrote|created|contributed|produced|drafted|co-?authored) "
    r"(?:most|all|some|parts?|much|half|(?:the |this )?(?:code|changes?|pr|commit|tests?)))\b",
    re.IGNORECASE,
)
"""`**Light**: AI provided minor assistance`, of several boxes from nothing to everything."""


# compiled when first used: few commits have a line that needs these
_AI = lazy.pattern(
    rf"(?:yes[,:. ]+)?(?:{_WHAT} )?(?:(?:is|was|were|has been) )?"
    r"(?:(?:fully|partly|partially|mostly|largely|entirely) )?"
    r"(?:AI|LLM)[- ](?:generated|assisted|written|authored)(?: (?:code|change|commit|pr|contribution))?\W*|"
    rf"{_WHO} (?:was|were|has been|have been) used"
    r"(?: (?:for|to|in) (?:draft|writ|generat|cod|refactor|implement)\w*(?:[/ ,]\w+){0,4})?\W*|"
    rf"(?:yes[,:. ]+)?i (?:have )?used {_WHO}"
    r"(?: (?:to|for|when) (?:draft|writ|generat|cod|refactor|implement|creat)\w*(?:[/ ,]\w+){0,6})?\W*",
    re.IGNORECASE,
)


_HUMAN = lazy.pattern(
    rf"no {_WHO} (?:was|were|has been|have been) used(?: (?:in|for|to) \w+(?: \w+){{0,4}})?\W*|"
    rf"i (?:did not|didn['\u2019]t|have not|haven['\u2019]t) used? (?:any )?{_WHO}"
    r"(?: (?:in|for|to) \w+(?: \w+){0,4})?\W*",
    re.IGNORECASE,
)


_NO = r"(?:no|not|none|without|never|free of|\w+n['\u2019]t)"
_DENIES = lazy.pattern(
    rf"\b{_NO}\b[^.;]*\b{_MAKING}\b[^.;]*\b{_TOOLING}\b|\b{_NO}\b[^.;]*\b{_TOOLING}\b[^.;]*\b{_MAKING}\b|"
    rf"\b{_MAKING}\b[^.;]*\b(?:without|no|free of) {_TOOLING}\b",
    re.IGNORECASE,
)
"""A sentence with a denial, a verb of making or use, and AI."""


_PART = r"(?:(?:some|all|most|parts?|portions?)(?: or all)? of )?"
_MADE_BY_AI_WHAT = (
    r"(?:this|the|these|my)?(?: ?(?:pr|mr|pull request|merge request|change|changes|code|commit|patch|"
    r"contribution|content)s?)?"
)
_ALSO = rf"(?:(?:,? (?:and/or|or|and) |/|, ){_MAKING})*"
_MADE_BY_AI = lazy.pattern(
    rf"(?:yes[,:. ]+)?{_PART}{_MADE_BY_AI_WHAT}(?: (?:of|in) (?:this|the) [\w ]{{2,20}})? ?(?:was|were|is|"
    rf"are|has been|"
    rf"have been)? ?"
    rf"(?:\w+ly |in part )?{_MAKING}{_ALSO} (?:by|with|using|through|via) (?:the (?:help|assistance|"
    rf"use) of )?{_TOOLING}\W*",
    re.IGNORECASE,
)
"""`This change was assisted or created by generative AI tools`."""


_PROMISES = lazy.pattern(
    r"\b(?:if|unless|when|whether|review(?:ed)?|understand|understood|disclosed?|disclosing|agree|policy|"
    r"policies|guidelines?|aware|"
    r"responsib\w+|accountab\w+|unreviewed|unverified|low[- ]quality|slop|blindly|solely|only|entirely|"
    r"fully|completely|just|merely|"
    r"verified|verify|checked|confirm that all|license|licens\w+|copyright\w*|secrets?|will|must|should|may|"
    r"might|can)\b",
    re.IGNORECASE,
)
"""A promise, a condition or a denial of something else: that AI output was not taken unread, not AI alone."""
