"""Declarations in a project's own words: `AI-Assisted: no`, `AI disclosure: I used Claude Code to ...`."""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL, normalise
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.observations import Named, Observation, Reading, Rejected, evidence, one_line
from ai_provenance.detect.values import UNSPECIFIED, agent_of_model, read_value
from ai_provenance.model import Evidence, Place, Strength

HEADING = lazy.pattern(
    r"(?:#{1,6}\s*)?[*_]{0,3}(?P<key>(?:AI|LLM|GenAI|Generative AI)[ -](?:(?:generation|model/tool|tool|usage|"
    r"use|assistance) )?"
    r"(?:usage|use|disclosures?|disclaimer|attribution|assistance|declaration|statement|involvement|"
    r"contributions?|policy)(?: information| details)?|use of (?:AI|LLMs?)|"
    r"disclosure of AI(?: use| usage)?)[*_]{0,3}\s*:?-?[*_]{0,3}\s*",
    re.IGNORECASE,
)
"""A line of its own above a disclosure: `### AI Disclosure`, `AI usage:`."""
QUESTION = lazy.pattern(
    r"(?P<mark>[#>\s]*[*_]{0,3}|[*+-] [*_]{0,3})(?P<asked>[^?\n]{3,200}\?)[*_]{0,3}[\s:]*(?P<answer>[^\n]*)",
    re.IGNORECASE,
)
"""A heading or a line that asks; whether it asks for AI is for `asks_for_ai` to say."""
LABEL = lazy.pattern(
    r"(?P<mark>(?:> ?)*(?:[*+-] )?[*_]{0,3})(?:AI|LLM|GenAI|Generative AI)[ -](?:(?:agent|tool|model)s? )?"
    r"(?:disclo\w+|disclai\w+|usage|use|assistance|declaration|statement|involvement|contributions?|changes|"
    r"note|attribution)"
    r"(?P<more>\b[^:\n]{0,60}(?:\s:[a-z_]+:)?)?(?::[*_]{0,3}|[*_]{1,3}:)\s*(?=\S)(?P<said>.*)",
    re.IGNORECASE,
)
"""`**AI disclosure, per the policy:** text`, quoted or in a list too."""
EXAMINED = "examined"
"""The rule for a hook's own observation that no agent took part."""
OBSERVED = lazy.pattern(r"\W*(?:not[- ]observed|unobserved)\W*", re.IGNORECASE)
_WITH = r" (?:with|by|using|via) (?P<tool>\S.*)"
_GENERIC = lazy.pattern(r"(?:the (?:help|assistance) of )?(?:an? )?(?:AI|LLMs?)\b", re.IGNORECASE)
_USED = lazy.pattern(r"\b(?:autonomously|ai|llms?|language models?|chatbot|agents?)\b", re.IGNORECASE)
_EXCEPT = lazy.pattern(r"\b(?:except|but|apart from|other than|besides)\b", re.IGNORECASE)
_LETTER = lazy.pattern(r"[^\W\d_]")
_TIER = lazy.pattern(r"\b(?<!Claude )(?:Opus|Sonnet|Haiku|Fable|Mythos)\b(?! ?\d)")
"""A model's name without its maker's, as people put it where they are asked for an AI: elsewhere it may be anything."""
_IN_PART = lazy.pattern(r"\b(?:first|early|initial|some|one|parts?|old|few|two|else|rest)\b", re.IGNORECASE)
_PARTS = lazy.pattern(r"(?<=[.!?])\s+|;\s")
_CODE_BY_HAND = lazy.pattern(
    r"\b(?:but|and|while|,) (?:all |the )?code(?: changes?)? (?:was|were|is|are) (?:all )?(?:made|written|"
    r"done) (?:manually|by hand)\b",
    re.IGNORECASE,
)
"""`The text was assisted by AI, but the code changes were made manually`."""
_WORK_LISTED = lazy.pattern(
    r"(?!.{0,60}\b(?:is|are|was|were|will|must|should|I|we|my|no|not)\b)(?:[\w /-]{2,40}, (?:and )?){0,4}?[\w /-]{0,30}"
    r"\b(?:code|coding|tests?|docs|documentation|implementation|refactor\w*|design|boilerplate|drafts?|drafting|"
    r"translations?|"
    r"scaffold\w*|inference|calculation)\b(?=\s*(?:$|[.,;(]|and\b))",
    re.IGNORECASE,
)
"""`architecture design, type inference`: the parts that it helped with."""
_FIRST_PART = lazy.pattern(r"[,;(]\s")
_FEW_WORDS = 4
_PROSE_KEYS = frozenset(
    [
        "ai-disclosure",
        "ai-disclaimer",
        "ai-assistance-disclosure",
        "ai-statement",
        "ai-declaration",
        "ai-contribution",
        "ai-involvement",
        "llm-disclaimer",
        "llm-disclosure",
        "genai",
        "ai-provenance",
    ]
)
"""Keys behind which sentences come: a few words that name nothing known are no declaration there."""


def asks_for_ai(asked: str) -> bool:
    """Whether a question asks if AI helped to make the change, and not for a policy, a review or the message."""
    return _ASKS.search(asked) is not None and _ASKS_OTHERWISE.search(asked) is None


def read_declaration(normal: str, value: str, place: Place, registry: Registry) -> tuple[Observation, ...]:
    """What the declaration VALUE under the key NORMAL says; VALUE may be a paragraph."""
    text = one_line(f"{normal}: {value}")
    if _UNANSWERED.fullmatch(value) or _NO_ANSWER.search(value):
        return (Rejected(place, text, "declares", "a question that no one answered"),)
    if _NEGATIVE.match(value) and not _made_in_part(value, registry):
        return (Evidence("", place, Strength.DECLARED, text, "declares-human", human=True),)
    reason = reason_for_no_part(value, registry)
    if reason and not _YES_AND_CHECKED.match(value):
        return (Rejected(place, text, "declares", reason),)
    named = _named_anywhere(value, registry)
    if named:
        return tuple(evidence(one, place, text, rule="declares-ai") for one in named)
    if _says_ai(normal, value):
        return (evidence(Named(UNSPECIFIED), place, text, rule="declares-ai"),)
    return (Rejected(place, text, "declares", "neither yes nor no, and names no known agent"),)


def read_under_ai(normal: str, value: str, place: Place) -> Observation:
    """What VALUE says, which names no known agent, under a key that says AI itself: `AI-Assisted-By: SomeTool`."""
    text = one_line(f"{normal}: {value}")
    if _UNANSWERED.fullmatch(value) or (len(value.split()) > _FEW_WORDS and "@" not in value):
        return Rejected(place, text, "declares", "names no known agent")
    if _NEGATIVE.match(value):
        return Evidence("", place, Strength.DECLARED, text, "declares-human", human=True)
    return evidence(Named(UNSPECIFIED), place, text, rule="declares-ai")


def _says_ai(normal: str, value: str) -> bool:
    """Whether VALUE says that an AI wrote, without a name that is known."""
    if _AFFIRMATIVE.match(value) or _USED_TO_MAKE.search(value):
        return True
    if _WORK_LISTED.match(value) and not only_consulted(value):
        return True
    if normal == "ai":  # a component is called so too
        return False
    first = _FIRST_PART.split(value)[0]
    short = normal not in _PROSE_KEYS and len(first.split()) <= _FEW_WORDS
    return _USED.search(value) is not None or (short and _LETTER.search(value) is not None)


def reason_for_no_part(value: str, registry: Registry) -> str:
    """Why VALUE, which names an AI, does not say that it wrote anything; empty when it may."""
    if is_discarded(value, registry):
        return "what the AI made was thrown away"
    if _CODE_BY_HAND.search(value):
        return "it says that a person wrote the code"
    made = _OWN_TEXT.sub(" ", value)
    if _only_found(value, registry) or (_ALONE.search(made) and not _made_part(value, registry)):
        return "it says that a person wrote the change"
    without = _MESSAGE.sub(" ", value)
    if only_consulted(without) or _only_checked(without, registry):
        return "the AI was consulted, and wrote nothing"
    rest = " ".join(part for part in _PARTS.split(value) if not _MESSAGE.search(part))
    if without != value and not _MADE.search(without) and not (_USED.search(rest) or registry.mention.search(rest)):
        return "the AI wrote the message only"
    return ""


def denies(sentence: str) -> bool:
    """Whether SENTENCE says that no AI took part in the change: `No AI was used.`, `I did not use any LLM here`.

    It is a person's own statement, as one behind a label is. What is said of the message, and a condition, is none.
    """
    begin = sentence[:_DENIED_BY].lower()
    for word in _OF_DENIALS:
        if word in begin:
            return _DENIAL.match(sentence) is not None and _DENIES_OTHERWISE.search(sentence) is None
    return False


_OF_DENIALS = ("no ", "not use", "n't use", "n’t use", "none of", "without")
_DENIED_BY = 60
"""Characters in which a denial has one of these words."""
_OWN_TEXT = lazy.pattern(
    r"\b(?:comments?|messages?|descriptions?|language|texts?|wording|docs|documentation|prose|commit)\b[^.;]{0,60}?"
    r"\b(?:re)?writ(?:ten|e) (?:by (?:me|hand|my ?self)|my ?self)\b",
    re.IGNORECASE,
)
"""What a person wrote of the words around the code."""


_DENIES_OTHERWISE = lazy.pattern(
    r"\b(?:messages?|description|title|summary|comments?|if|unless|when|must|should|please|write|policy|except|"
    r"but|other than|users?|"
    r"production|feature|model)\b|\?",
    re.IGNORECASE,
)
"""What a denial is about, where it is not the change; a condition, or a request."""


_DENIAL_AI = (
    r"(?:generative |gen ?)?(?:AI|LLMs?|GenAI|language models?|coding agents?)(?:[- ](?:based|powered|"
    r"generated))?"
    r"(?: (?:tools?|tooling|assistants?|assist(?:ance|ence)?|agents?|help|models?|code|usage|use))?"
)
_ENDS = r"(?=\s*(?:$|[.,;!)]|(?:in|for|to|on|here|whatsoever|at all)\b))"
_BY = r"(?:by|with|using) (?:any |an )?"
_DENIAL = lazy.pattern(
    rf"(?:(?:absolutely|there (?:is|was)) )?no (?:use of |usage of )?{_DENIAL_AI}(?: (?:was|were|is|"
    rf"has been|have been) "
    rf"(?:used|involved|harmed|employed){_ENDS}|(?: used| involved)?(?: (?:in|for|on) this "
    r"(?:pr|change|commit|patch|contribution))?\W*$)|"
    r"(?:(?:I|we) (?:did not|didn['’]t|have not|haven['’]t) use[d]? (?:any )?|"
    r"no (?:code|lines?|part)(?: of this [\w ]{2,20}?)? (?:was|were|is|has been) "
    rf"(?:written|generated|made|produced) {_BY}|"
    rf"none of (?:this|it|the code|these changes) (?:was|is|were) (?:done|written|made|generated|created) {_BY}|"
    r"(?:this|all|all of this|the code|everything)(?: code| change| pr| patch| commit)? (?:was|is|has been) "
    r"(?:written|made|done) (?:entirely )?(?:by hand, )?without (?:any )?(?:use of |help of |help from )?)"
    rf"{_DENIAL_AI}{_ENDS}",
    re.IGNORECASE,
)


def is_discarded(text: str, registry: Registry) -> bool:
    """Whether TEXT says that nothing of what an AI made was kept, and names none that wrote after that."""
    found = list(_DISCARDED.finditer(text))
    if not found:
        return False
    before, rest = text[: found[-1].start()], text[found[-1].end() :]
    in_part = _IN_PART.search(before + found[-1][0] + rest) is not None and _wrote(before, registry)
    return not (in_part or _wrote(rest, registry))


def _wrote(text: str, registry: Registry) -> bool:
    return _made_by_tool(text, registry) or _tool_made(text, registry)


def _tool_made(text: str, registry: Registry) -> bool:
    names = (*registry.mention.finditer(text), *MODEL.finditer(text), *_GENERIC.finditer(text))
    return any(_MAKES.match(text, match.end()) for match in names)


def _only_checked(value: str, registry: Registry) -> bool:
    """`I checked the build with Claude`: and nothing else is said of it."""
    with_tool = [match for match in _CHECKED_WITH.finditer(value) if _speaks_of_tool(match[0], registry)]
    rest = _CHECKED_WITH.sub(" ", value)
    return bool(with_tool) and not _IT_MADE.search(rest) and not _speaks_of_tool(rest, registry)


def _speaks_of_tool(text: str, registry: Registry) -> bool:
    return any(pattern.search(text) for pattern in (registry.mention, MODEL, _USED))


def _made_in_part(value: str, registry: Registry) -> bool:
    """`No, but Claude wrote the tests`."""
    but = _EXCEPT.search(value)
    rest = value[but.end() :] if but else ""
    return _wrote(rest, registry)


def only_consulted(text: str) -> bool:
    """Whether TEXT says that an AI was consulted (to check, to find, to understand) and wrote nothing."""
    found = _CONSULTED.search(text)
    if found is None:
        return False
    # the purpose that is named first decides, unless another one is put beside it
    if found["purpose"] and not _MADE.search(text, 0, found.start()):
        return _THEN_MADE.search(text, found.end()) is None
    return _MADE.search(text) is None


def _only_found(value: str, registry: Registry) -> bool:
    """Whether it begins with a tool that found or reviewed something, and nothing is said of writing."""
    found = _FOUND.match(value)
    start = found["tool"] if found else value
    tool = registry.tool(start)
    tool = tool or _GENERIC.match(start)
    by_tool = tool is not None and (found is not None or _FINDS.match(start, tool.end()) is not None)
    return by_tool and _MADE.search(value) is None


def _made_by_tool(value: str, registry: Registry) -> bool:
    """Whether it says outright that a tool wrote: what a person did with the result comes after that."""
    tools = (match["tool"] for match in _MADE_BY.finditer(value))
    return any(_GENERIC.match(tool) or registry.tool(tool) for tool in tools)


def _made_part(value: str, registry: Registry) -> bool:
    """Whether a tool wrote a part, by the same words: the rest that a person wrote is the other part."""
    if _made_by_tool(value, registry):
        return True
    for used in _USED_FOR.finditer(_MESSAGE.sub(" ", value)):
        tool = _GENERIC.match(used["tool"]) or registry.tool(used["tool"])
        if tool and _TO_WRITE.match(used["tool"], tool.end()):
            return True
    return False


def _named_anywhere(value: str, registry: Registry) -> tuple[Named, ...]:
    """The agents that VALUE names: all of those in a row, or else the first."""
    reading: Reading = read_value(value, registry)
    if reading.named and reading.named[0].agent != UNSPECIFIED:
        return reading.named
    models = list(MODEL.finditer(value)) or list(MODEL.finditer(_TIER.sub(r"Claude \g<0>", value)))
    agents = [registry.named(match[0]) for match in registry.mention.finditer(MODEL.sub(" ", value))]
    model, raw = (normalise(models[0][0]), models[0][0]) if models else (None, None)
    agent = next((agent for agent in agents if agent), None)
    if agent is None and models:
        agent = agent_of_model(models[0], registry)
    return (Named(agent, model, raw),) if agent else reading.named


# compiled when first used: few commits have a line that needs these
_NEGATIVE = lazy.pattern(
    r"\W*(?:no|none|n/?a|not|nothing|never|false|nil|0\s?%)\b(?!\W+(?:longer|more|"
    r"only)\b)(?!(?<=not) (?:sure|much|entirely|fully|yet|just|"
    r"solely|completely|all)\b)|"
    r".*\b(?:(?<!if )(?<!than )no (?:generative )?(?:ai|llms?|ai tools?) (?:was|were|is|has|have|used|assist)|"
    r"without (?:any )?(?:ai|llm)|did(?: not|n['\u2019]t) use|(?:was|were|is) not used|"
    r"(?:have|has|had)(?: not|n['\u2019]t) used|"
    r"(?:ai|llm)[- ]free\b|not (?:ai|llm)[- ](?:generated|assisted)|no ai(?:$|[,.;]))",
    re.IGNORECASE,
)


_ALONE = lazy.pattern(
    r"\b(?:wrote|written|write|rewrote|rewritten|developed|typed|coded|implemented|authored|made|done|applied)\b"
    r"(?:(?!, (?:but|and|after)\b|\bI\b|(?:, |\band )(?:reviewed|tested|checked|verified|"
    r"edited) by\b)[^.;]){0,60}"
    r"\b(?:by hand|(?:by )?my ?self|manually|by (?:me|a human))\b|"
    r"\bno (?:\w+ )?code (?:help|was|is|from|by)|\bno ai[- ](?:generated|written) code|\bcode is (?:all )?mine\b|"
    r"\b(?:used|ai|llms?)\b[^.;]{0,40}\b(?:only|just|solely)\b[^.;]{0,30}"
    r"\b(?:review|research|debug|investigat|understand|explor|navigat)\w*",
    re.IGNORECASE,
)
"""A disclosure that says that a person wrote the change, whatever an AI was used for."""


_WHAT = (
    r"(?:double[- ]?check|check|review|verif|understand|investigat|debug|find|figur|identif|look|search|"
    r"explain|research|"
    r"brainstorm|explor|navigat|locat|diagnos|analy[sz]|trac[ek]|see if|see whether|learn|reproduc|test(?!s\b)|"
    r"triag|audit|bisect)\w*"
)
_CONSULTED = lazy.pattern(
    rf"(?P<purpose>\bto\s+(?:(?:help|assist)(?:ing)?\s+)?(?:me\s+)?(?:(?:to|in|with)\s+)?{_WHAT})|"
    rf"\b(?:for|in)\s+(?:(?:help|assist)(?:ing)?\s+)?(?:me\s+)?(?:(?:to|in|with)\s+)?{_WHAT}|"
    rf"\bconsult(?:ed|ing)\b|\b(?:help(?:s|ed)|let|had)\s+(?:\w+\s+){{1,3}}?{_WHAT}|"
    r"\bfor\s+(?:\w+\s+){0,2}?(?:analysis|tracing|investigations?|minimi[sz]ation|navigation|exploration|research|"
    r"understanding)\b|\bto get (?:a |an |some )?(?:general )?(?:idea|overview)\b|\bto point me\b|"
    r"\bpinpoint(?:ed|ing)?\b",
    re.IGNORECASE,
)


_THEN_MADE_DEED = (
    r"(?:writ(?:e|es|ing|ten)|wrote|generat(?:e|ed|es|ing)|implement(?:s|ed|ing)?|draft(?:s|ed|ing)?|"
    r"creat(?:e|ed|es|ing)|"
    r"fix(?:ed|ing)?|refactor(?:s|ed|ing)?|add(?:s|ed|ing)?|cod(?:e|ed|ing)|updat(?:e|ed|es|ing)|buil[dt]|"
    r"complet(?:e|ed|es|ing)|prepar(?:e|ed|es|ing)|suggest(?:ed|s)?|develop(?:ed|s|ing)?|port(?:ed|ing)?|"
    r"translat(?:e|ed|es|ing)|author(?:ed)?|"
    r"appl(?:y|ied|ies|ying)|did|make|made|produc(?:e|ed|es|ing)|propos(?:e|ed|es|ing)|convert(?:ed|ing)?|"
    r"iterat(?:e|ed|ing) on)"
)
_WORK = (
    r"(?:(?:some|the|test|code|initial) )*(?:code|coding|implementation|refactoring|refinement|drafting|"
    r"writing|generation|"
    r"boilerplate)"
)
_THEN_MADE = lazy.pattern(
    r"(?:\band|,|/|\bor|\bthen|&|\bit|\bwhich|\bas well as)\s+"
    r"(?:(?:also|then|to|for|help(?:ed)?|me|it|partly|\w+ly)\s+)*"
    rf"(?:{_THEN_MADE_DEED}\b|{_WORK}\b|find (?:an? |the )?(?:\w+ )?(?:fix|solution)\b)",
    re.IGNORECASE,
)
"""`... and implement the fix`, `then it wrote the tests`: a purpose or deed beside the one named first."""


_IT_MADE = lazy.pattern(
    r"\b(?:it|which|that)(?: (?:also|then|has|\w+ly))* (?:wrote|drafted|built|made|generated|created|"
    r"implemented|did|produced|fixed|added)\b",
    re.IGNORECASE,
)


_FOUND = lazy.pattern(
    r"\W*(?:(?:this|it) (?:was|is) )?"
    r"(?:found|spotted|noticed|discovered|identified|diagnosed|reviewed|verified)" + _WITH,
    re.IGNORECASE,
)


_FINDS = lazy.pattern(
    r"\s*(?:\([^)]*\) )?(?:(?:has|have) )?(?:found|finds|spotted|spots|noticed|identified|identifies|"
    r"reviewed|verified|"
    r"helped (?:to )?(?:review|find|understand|debug|diagnose|investigate))\b",
    re.IGNORECASE,
)
"""What a tool did that wrote nothing."""


_MADE = lazy.pattern(
    r"\b(?:writ\w*|wrote|generat\w*|implement\w*|draft\w*|creat\w*|fix\w*|refactor\w*|add(?:s|ed|ing)?|"
    r"cod(?:ed|ing)|"
    r"edit\w*|updat\w*|built|builds|building|complet\w*|suggest\w*|develop\w*|port\w*|translat\w*|author\w*|"
    r"prepar\w*|document(?:ed|ing)?|did|made)\b",
    re.IGNORECASE,
)


_MADE_BY = lazy.pattern(
    r"\b(?:generated|written|drafted|implemented|developed|authored|created|coded|built|prepared|"
    r"assisted)" + _WITH,
    re.IGNORECASE,
)


_USED_FOR = lazy.pattern(r"\b(?:used|leveraged|utili[sz]ed|had|asked) (?P<tool>[^.;]+)", re.IGNORECASE)


_PART = (
    r"(?:code|implementations?|tests?(?: (?:setup|cases?|suite))?|scaffold(?:ing)?|boilerplate|functions?|"
    r"methods?|"
    r"docs|documentation|refactor(?:ing)?|port|migration|drafts?|skeleton|examples?)"
)
_TO_WRITE_DEED = (
    r"(?:write|implement|draft|generate|create|scaffold|refactor|port|translate|build|code|produce|convert|add|"
    r"fix|writing|implementing|drafting|generating|creating|scaffolding|refactoring|porting|translating|coding)"
)
_TO_WRITE = lazy.pattern(
    r"(?:[\w .-]{0,12}\([^)]*\))?(?: (?:assistance|code|cli|tools?))? (?:to |for |in )?(?:help(?:ing)? )?"
    rf"(?:me |us )?(?:with |to |in )?(?:{_TO_WRITE_DEED}\b|(?:(?:the|some|most|of|all|unit|initial|"
    rf"my) )*{_PART}\b)",
    re.IGNORECASE,
)
"""What a tool was used for behind its name, where the first purpose is to write a part of the change."""


_NO_ANSWER = lazy.pattern(r"^[^.]{0,80}\?\W*$|^\W*(?:only )?if you\b|^\W*not enough\b", re.IGNORECASE)
"""What says neither: a question back, or a condition."""


_YES_AND_CHECKED = lazy.pattern(
    r"\W*yes\b,? (?:and|but) I (?:\w+ )?(?:checked|reviewed|verified|tested|read)\b", re.IGNORECASE
)
"""`Yes, and I checked the output by ...`: how it was checked takes nothing back."""


_AFFIRMATIVE = lazy.pattern(
    r"\W*(?:yes|true|y|1|\d+ ?%|extensive\w*|moderately|a (?:bit|little|lot)|partial\w*|full\w*|minimal\w*|some\w*|"
    r"mostly|heav\w*|assisted|generated)\b",
    re.I,
)


_ASKS_AI = r"(?:AI|LLMs?|generative|genai|language models?|copilot|chatgpt|claude|coding (?:agents?|assistants?))"
_ASKS_MADE = (
    r"(?:us(?:e|ed|es|ing)|author\w*|writ\w+|wrote|generat(?:e|ed|es|ing)|assist(?:ed|ance)?|help(?:ed)?|"
    r"creat\w+|involve\w*|produc\w+|ma[dk]e|rel(?:y|ied|iance))"
)
_ASKS = lazy.pattern(rf"\b{_ASKS_AI}\b.*\b{_ASKS_MADE}\b|\b{_ASKS_MADE}\b.*\b{_ASKS_AI}\b", re.IGNORECASE)
"""AI, and what it may have done: use, author, write, generate, assist."""


_ASKS_OTHERWISE = lazy.pattern(
    r"\b(?:policy|policies|guidelines?|rules|comply|follow|disclos\w+|review(?:ed)?|read|understand|"
    r"understood|agree|"
    r"without|free of|should|could|can|may|will|would|why|description|summary|commit message|users?|feature)\b",
    re.IGNORECASE,
)


_UNANSWERED = lazy.pattern(
    r"\W*|(?:closes?|fix(?:es|ed)?|resolves?|refs?|related to):? #?\S+|\W*yes\W{0,3}(?:/|or|\|)\W{0,3}no\W*|"
    r"<[^>]*>|\[[^\]]*\]|\W*(?:tbd|todo|\?+)\W*",
    re.IGNORECASE,
)
"""What a template leaves where an answer should be."""


_USED_TO_MAKE = lazy.pattern(
    r"\b(?:was|were|is|has been|have been|been) (?:\w+ )?used\b[^.;]{0,40}\b(?:to|for) (?:\w+ )?"
    r"(?:writ|generat|implement|draft|creat|cod|refactor|produc|author)\w*",
    re.IGNORECASE,
)
"""`X was used to write the code`, whatever X is called."""


_DISCARDED = lazy.pattern(
    r"\b(?:thrown|threw|throw)\b[^.;]{0,40}\b(?:away|out)\b|\bdiscard(?:ed|ing)\b|"
    r"\b(?:none|nothing) of (?:it|this|that|its \w+|the output|what it \w+) (?:was |is |were )?(?:kept|used|"
    r"left|remains|survived)\b|"
    r"\bnot (?:\w+ )?(?:use|keep|take) any of (?:it|its|that|this|the)\b|"
    r"\b(?:wrote|rewrote|redid|did|implemented|typed|coded) (?:all of |all |everything of )?(?:it|this|"
    r"everything|them|the whole thing)\b"
    r"[^.;,]{0,20}\b(?:my ?self|by hand|from scratch|manually)\b",
    re.IGNORECASE,
)


_CHECKED_WITH = lazy.pattern(
    r"\b(?:checked|verified|tested|validated|reviewed|tried|debugged|benchmarked|compared|profiled|reproduced|"
    r"researched|explored|investigated|proofread|double-checked|ran|run|looked)\b"
    r"(?:(?!\b(?:implement|wr[io]t|generat|creat|draft|built|made|did|add|port|refactor|fix|solv|"
    r"patch))[^.;]){0,60}?"
    r"\b(?:with|using|via|in|by|through)\b(?:(?!\b(?:and|but)\b)[^.;,])*",
    re.IGNORECASE,
)
"""A check that a person made with a tool, up to the end of the clause."""


_MAKES = lazy.pattern(
    r"(?: \([^)]*\))?(?: (?:then|also|only|just|mostly|has|had))? "
    r"(?:wrote|built|made|did|generated|created|implemented|coded|authored|drafted|produced|translated|"
    r"ported|refactored|added|"
    r"helped(?: me| us)?(?: to)? (?:write|draft|implement|build|port|code|generate|create))\b",
    re.IGNORECASE,
)
"""What follows the name of a tool that made something."""


_MESSAGE = lazy.pattern(
    r"\b(?:writ\w+|wrote|draft\w*|generat\w+|creat\w+|polish\w*|improv\w+|format\w*|compos\w+|prepar\w+|"
    r"translat\w+|fix\w*|"
    r"structur\w+|phras\w+|reword\w*|summari[sz]\w+)"
    r" (?:up )?(?:\w+ ){0,3}?(?:commit |pr |pull request |mr )?(?:messages?|descriptions?|titles?|summary|"
    r"body)\b(?: and \w+)?",
    re.IGNORECASE,
)
"""That the message or the request's text was written: it is not the change."""
