"""Attributions without a verb: `Mostly AI, reviewed by me`, `upgrade notes by Codex CLI`, `(ai slop)`.

Without a verb there is no clause to judge, so the place decides: a fragment begins its sentence, or ends a subject or
an item of a list, and nothing goes on behind the tool.
"""

from __future__ import annotations

import re
from functools import cache

from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.clauses import CLAUSE, NO_FACT, OTHERS_WORK, tools_at
from ai_provenance.detect.observations import Named

_DEGREE = (
    r"(?:mostly|entirely|fully|all|largely|purely|basically|pretty much|completely|almost (?:all|entirely)|100 ?%)"
)


def mostly(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Mostly AI, reviewed by me`, `this is 100% AI slop`: whose work it is, at the beginning of a sentence."""
    match = _mostly().match(text)
    tool = tools_at(text, match.end(), registry) if match else None
    return tool[0] if tool and _ends_work().match(text, tool[1]) else ()


def by_itself(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I am an AI agent submitting this fix`: the author says what it is."""
    match = _by_itself().search(text)
    tool = tools_at(text, match.end(), registry) if match else None
    return tool[0] if tool else ()


def slop(text: str, registry: Registry) -> tuple[Named, ...]:
    """`add Ops.CAT (ai slop)`: what people call a change of their own that an AI wrote, in brackets at its end."""
    match = _slop().search(text)
    named = match["tool"].replace("ai", "AI") if match else ""
    tool = tools_at(named, 0, registry)
    return tool[0] if tool and tool[1] == len(named) else ()


def work_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`upgrade notes by Codex CLI`, `bugfix from GPT 5.4`, `strings for all languages (by AI)`.

    What comes `from` a tool's name alone may come from its repository: a model has none.
    """
    for match in _work().finditer(text):
        tool = tools_at(text, match.end(), registry)
        if tool is None or not _ends_fragment().match(text, tool[1]):
            continue
        lead = text[: match.start(match.lastgroup or 0)]
        of_model = match["origin"] is None or MODEL.match(text, match.end())
        if of_model and not (OTHERS_WORK.match(lead) or NO_FACT.search(CLAUSE.split(lead)[-1])):
            return tool[0]
    return ()


@cache
def _by_itself() -> re.Pattern[str]:
    return re.compile(
        r"(?:^|[,:;(] )I(?: am|['’]m) (?=an? (?:AI|LLM)[ -](?:coding )?(?:agent|assistant)\b(?! developer))"
    )


@cache
def _mostly() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?:this|it|everything|the (?:code|patch|change|diff|pr))(?:['’]s| is| was) )?{_DEGREE} "
        r"(?:(?:of (?:this|it) (?:is|was) )?(?:by |done by |from |the work of )?)",
        re.IGNORECASE,
    )


@cache
def _ends_work() -> re.Pattern[str]:
    return re.compile(
        r"(?: (?:slop|code|work|output))?\s*(?:$|[.;,)]|(?:but|and|with|then|plus) (?:I|me|my|some|a few|it|"
        r"minor|small)\b)",
        re.IGNORECASE,
    )


@cache
def _slop() -> re.Pattern[str]:
    return re.compile(
        r"\S \((?:some |more |pure |all |mostly |100% )?(?P<tool>[A-Za-z][\w .-]{1,20}) slop\)\W*(?:\(#\d+\))?$",
        re.IGNORECASE,
    )


@cache
def _work() -> re.Pattern[str]:
    work = (
        r"(?:notes|docs|documentation|docstrings?|tests?|(?:bug)?fix|patch|impl|implementation|version|code|refactor|"
        r"refactoring|port|rewrite|translations?|cleanup|work|draft|pass|attempt|plan|crap|slop|stuff)"
    )
    made = r"(?:(?:bug)?fix(?:es)?|patch|support|implementation|draft|crap|slop|stuff|attempt)"
    return re.compile(
        rf"(?:^| ){work},? (?P<by>by|with|via) |(?:^| ){made} (?P<origin>from) |(?<!ed) \((?:all |"
        rf"mostly )?(?P<inside>by) ",
        re.IGNORECASE,
    )


@cache
def _ends_fragment() -> re.Pattern[str]:
    return re.compile(r"\W*(?:\(#\d+\)|\[pr\])?\W*$|, (?!(?:which|that|who)\b)", re.IGNORECASE)
