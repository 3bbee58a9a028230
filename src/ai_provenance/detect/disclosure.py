"""Declarations in a project's own words: `AI-Assisted: no`, `AI disclosure: I used Claude Code to ...`."""

from __future__ import annotations

import re
from functools import cache

from ai_provenance.agents.models import MODEL, family_of, normalise
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.observations import Named, Observation, Reading, Rejected, evidence, one_line
from ai_provenance.detect.values import UNSPECIFIED, read_value
from ai_provenance.model import Evidence, Place, Strength

HEADING = re.compile(
    r"(?:#{1,6}\s*)?[*_]{0,3}(?P<key>(?:AI|LLM|GenAI|Generative AI)[ -](?:usage|use|disclosures?|disclaimer|"
    r"assistance|declaration|statement|involvement|contributions?)(?: information| details)?|use of (?:AI|LLMs?)|"
    r"disclosure of AI(?: use| usage)?)[*_]{0,3}\s*:?-?[*_]{0,3}\s*",
    re.IGNORECASE,
)
"""A line of its own above a disclosure: `### AI Disclosure`, `AI usage:`."""
EXAMINED = "examined"
"""The rule for a hook's own observation that no agent took part."""
OBSERVED = re.compile(r"\W*(?:not[- ]observed|unobserved)\W*", re.IGNORECASE)
_WITH = r" (?:with|by|using|via) (?P<tool>\S.*)"
_GENERIC = re.compile(r"(?:the (?:help|assistance) of )?(?:an? )?(?:AI|LLMs?)\b", re.IGNORECASE)
_USED = re.compile(r"\b(?:ai|llms?|language models?|chatbot|agents?)\b", re.IGNORECASE)


def read_declaration(normal: str, value: str, place: Place, registry: Registry) -> Observation:
    """What the declaration VALUE under the key NORMAL says; VALUE may be a paragraph."""
    text = one_line(f"{normal}: {value}")
    if OBSERVED.fullmatch(value):
        return Evidence("", place, Strength.DECLARED, text, EXAMINED)
    if _negative().match(value):
        return Evidence("", place, Strength.DECLARED, text, "declares-human", human=True)
    alone = _alone().search(value) is not None and not _made_by_tool(value, registry)
    if alone or only_consulted(value) or _only_found(value, registry):
        return Rejected(place, text, "declares", "it says that a person wrote the change")
    named = _named_anywhere(value, registry)
    if named:
        return evidence(named, place, text, rule="declares-ai")
    if _affirmative().match(value) or (normal != "ai" and _USED.search(value)):
        return evidence(Named(UNSPECIFIED), place, text, rule="declares-ai")
    return Rejected(place, text, "declares", "neither yes nor no, and names no known agent")


def only_consulted(text: str) -> bool:
    """Whether TEXT says that an AI was consulted (to check, to find, to understand) and wrote nothing."""
    return _consulted().search(text) is not None and _made().search(text) is None


def _only_found(value: str, registry: Registry) -> bool:
    """Whether it begins with a tool that found or reviewed something, and nothing is said of writing."""
    found = _found().match(value)
    start = found["tool"] if found else value
    tool = registry.tool(start)
    by_tool = tool is not None and (found is not None or _finds().match(start, tool.end()) is not None)
    return by_tool and _made().search(value) is None


def _made_by_tool(value: str, registry: Registry) -> bool:
    """Whether it says outright that a tool wrote: what a person did with the result comes after that."""
    tools = (match["tool"] for match in _made_by().finditer(value))
    return any(_GENERIC.match(tool) or registry.tool(tool) for tool in tools)


def _named_anywhere(value: str, registry: Registry) -> Named | None:
    reading: Reading = read_value(value, registry)
    if reading.named and reading.named[0].agent != UNSPECIFIED:
        return reading.named[0]
    models = list(MODEL.finditer(value))
    agents = [registry.named(match[0]) for match in registry.mention.finditer(MODEL.sub(" ", value))]
    model, raw = (normalise(models[0][0]), models[0][0]) if models else (None, None)
    agent = next((agent for agent in agents if agent), None)
    if agent is None and models:
        agent = registry.families.get(family_of(models[0]), UNSPECIFIED)
    return Named(agent, model, raw) if agent else None


# compiled when first used: few commits have a line that needs these
@cache
def _negative() -> re.Pattern[str]:
    return re.compile(
        r"\W*(?:no|none|n/?a|not|nothing|never|false|nil|0\s?%)\b(?!\W+(?:longer|more|only))|"
        r".*\b(?:no (?:generative )?(?:ai|llms?|ai tools?) (?:was|were|is|has|have|used|assist)|"
        r"without (?:any )?(?:ai|llm)|did(?: not|n['\u2019]t) use|(?:was|were|is) not used|"
        r"(?:have|has|had)(?: not|n['\u2019]t) used|"
        r"not (?:ai|llm)[- ](?:generated|assisted)|no ai(?:$|[,.;]))",
        re.IGNORECASE,
    )


@cache
def _alone() -> re.Pattern[str]:
    """A disclosure that says that a person wrote the change, whatever an AI was used for."""
    return re.compile(
        r"\b(?:wrote|written|write|coded|implemented|authored|made|done|applied)\b[^.;]{0,60}"
        r"\b(?:by hand|(?:by )?my ?self|manually|by (?:me|a human))\b|"
        r"\bno (?:\w+ )?code (?:help|was|is|from|by)|\bno ai[- ](?:generated|written) code|\bcode is (?:all )?mine\b|"
        r"\b(?:used|ai|llms?)\b[^.;]{0,40}\b(?:only|just|solely)\b[^.;]{0,30}"
        r"\b(?:review|research|debug|investigat|understand|explor|navigat)\w*",
        re.IGNORECASE,
    )


@cache
def _consulted() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:to|for)\s+(?:(?:help|assist)(?:ing)?\s+)?(?:me\s+)?(?:(?:to|in|with)\s+)?"
        r"(?:double[- ]?check|check|review|verif|understand|investigat|debug|find|look|search|explain|research|"
        r"brainstorm|explor|navigat)\w*",
        re.IGNORECASE,
    )


@cache
def _found() -> re.Pattern[str]:
    return re.compile(
        r"\W*(?:(?:this|it) (?:was|is) )?"
        r"(?:found|spotted|noticed|discovered|identified|diagnosed|reviewed|verified)" + _WITH,
        re.IGNORECASE,
    )


@cache
def _finds() -> re.Pattern[str]:
    """What a tool did that wrote nothing."""
    return re.compile(
        r"\s*(?:\([^)]*\) )?(?:(?:has|have) )?(?:found|spotted|noticed|reviewed|verified|"
        r"helped (?:to )?(?:review|find|understand|debug|diagnose|investigate))\b",
        re.IGNORECASE,
    )


@cache
def _made() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:writ\w*|wrote|generat\w*|implement\w*|draft\w*|creat\w*|fix\w*|refactor\w*|add\w*|cod(?:ed|ing)|"
        r"edit\w*|updat\w*|buil[dt]\w*|complet\w*|suggest\w*|develop\w*|port\w*|translat\w*|author\w*|did|made)\b",
        re.IGNORECASE,
    )


@cache
def _made_by() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:generated|written|drafted|implemented|developed|authored|created|coded|built|prepared|assisted)" + _WITH,
        re.IGNORECASE,
    )


@cache
def _affirmative() -> re.Pattern[str]:
    return re.compile(
        r"\W*(?:yes|true|y|1|\d+ ?%|partial\w*|full\w*|minimal\w*|some\w*|mostly|heav\w*|assisted|generated)\b", re.I
    )
