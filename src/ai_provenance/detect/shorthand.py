"""Attributions in shorthand: `Switch to derive (codex)`, `Copilot fixes`, `Spruce up the README with Claude`.

People who work with a tool every day name it where they would name nothing else: in brackets at the end of what was
done, before a word for changes, behind `with`. The same words are said of a product that has such a tool in it, so that
all of a subject, or of an item of a list, must be such a form, and nothing in it may be a part of such a product.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.clauses import NO_FACT, OUTPUT, SUBJECT_END, tools_at, tools_behind
from ai_provenance.detect.fragments import DONE_OTHERWISE
from ai_provenance.detect.observations import Named, are_agents
from ai_provenance.detect.values import UNSPECIFIED

_ENDS = lazy.pattern(SUBJECT_END)
_ENDS_CLAUSE = lazy.pattern(r"\s*(?:$|[.,;!)])")
_GENERIC = r"(?:AI|LLM|GenAI|Claude|Codex|Copilot|Gemini|ChatGPT)"
_MADE = r"(?:assisted|generated|written|authored|coded|aided|translated|made|drafted|gen)"
_CHANGE = (
    r"(?:fixes|fix(?= \d| second)|fix-?ups?|changes?|clean-?ups?|tweaks?|edits?|attempts?|drafts?|pass|patch(?:es)?|"
    r"refactor(?:ings?|s)?|"
    r"rewrite|corrections?)"
)


def in_brackets(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Switch to derive (codex)`, `fix the grammar [claude]`, `Add tests (AI-assisted)`: behind what was done.

    A name alone is also that of what was changed (`caching for Bedrock (claude)`), the name of a model almost always.
    """
    match = _IN_BRACKETS.fullmatch(text) if ")" in text or "]" in text else None
    if match is None or OF_PRODUCT.search(match["lead"]) or _DONE_TO_IT.match(match["lead"]):
        return ()
    if match["made"]:
        tool = tools_at(match["made"], 0, registry)
        return tool[0] if tool else ()
    inside = match["tool"]
    tool = tools_at(inside, 0, registry)
    if tool is None or inside[tool[1] :].strip(" !.").lower() not in {"", "did it", "did this", "one-shot", "session"}:
        return ()
    bare = not match["how"] and (len(tool[0]) > 1 or any(word in registry.common for word in inside.lower().split()))
    model = MODEL.match(inside)
    versioned = model is not None and any(map(str.isdigit, inside.split()[0]))
    of_model = not match["how"] and (versioned or _MODEL_ONLY.search(inside) is not None)
    released = not match["how"] and _RELEASED.search(match["lead"]) is not None
    named_before = registry.mention.search(match["lead"]) is not None
    return () if bare or of_model or released or named_before or not are_agents(tool[0]) else tool[0]


def tool_and_noun(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Copilot fixes`, `codex cleanup 2`, `more of Claude's tweaks`: nothing but a tool and a word for changes."""
    lead = _MORE.match(text)
    tool = tools_at(text, lead.end() if lead else 0, registry, possessive=True)
    if tool is None or lead is None or not are_agents(tool[0]):
        return ()
    name = text[lead.end() : tool[1]]
    if _DRAFTED.fullmatch(text, tool[1]):
        return tool[0]
    product = (
        any(map(str.isdigit, name))
        or name.lower() in registry.common
        or name.lower() in _CALLED_SO
        or not registry.mention.match(name)
    )
    if product or not all(one.agent in _ASKED for one in tool[0]):
        return ()
    of_part = _NOUN_OF_PART.match(text, tool[1])
    if of_part and not OF_PRODUCT.search(text, of_part.end()):
        return tool[0]
    return tool[0] if _NOUN.fullmatch(text, tool[1]) else ()


def with_instrument(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Spruce up the README with Claude`, `Fix the type errors with Codex`: what was done to the code, and with what.

    A fault `with` a tool is one of a product, unless a compiler or linter names such faults.
    """
    match = _INSTRUMENT.match(text) if _WITH_OR_BY.search(text) else None
    tool = tools_behind(match, registry)
    ends = tool is not None and (_ENDS.fullmatch(text, tool[1]) or _FOR_STYLE.fullmatch(text, tool[1]))
    if match is None or tool is None or not ends or not are_agents(tool[0]):
        return ()
    what = match["what"] or match["added"] or match["moved"] or ""
    doubtful = OF_PRODUCT.search(what) or OUTPUT.search(what) or NO_FACT.search(what)
    counted = match["added"] is not None and (DONE_OTHERWISE.search(what) or tool[0][0].agent == UNSPECIFIED)
    # a parser and a database have a cursor, too
    name = text[match.end() : tool[1]].lower()
    named_otherwise = name in registry.common or " model" in name
    return () if doubtful or counted or named_otherwise else tool[0]


def using_it_i_did(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Using Claude Code, convert all tests to vitest`: with what, and then what was done."""
    match = _USING.match(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and _THEN_DONE.match(text, tool[1]) else ()


def credited(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Speed up the hot loop, thanks to Claude Code`, `Regex courtesy of Copilot`: whom a subject thanks at its end."""
    match = _CREDIT.search(text) if _CREDITS.search(text) else None
    tool = tools_behind(match, registry)
    if match is None or tool is None or not are_agents(tool[0]) or not _ENDS.fullmatch(text, tool[1]):
        return ()
    lead = text[: match.start()]
    doubtful = OF_PRODUCT.search(lead) or _DONE_TO_IT.match(lead) or _LOOKED.search(lead)
    return () if doubtful else tool[0]


def had_it_done(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Have Codex rewrite the docs`, `Ask Claude to simplify the reader`: a subject that says whom one had do it."""
    match = _HAVE.match(text)
    tool = tools_behind(match, registry)
    deed = _DEED_TO_CODE.match(text, tool[1]) if tool else None
    if tool is None or deed is None or not are_agents(tool[0]):
        return ()
    rest = text[deed.end() :]
    return () if OF_PRODUCT.search(rest) or OUTPUT.search(rest.rstrip(" .")) else tool[0]


def what_it_did(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Commit what Codex came up with`, `keep what Claude wrote`."""
    match = _KEEP.match(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and _WHAT_IT_DID.fullmatch(text, tool[1]) else ()


def disclosed(label: str, text: str, registry: Registry) -> tuple[Named, ...]:
    """`Full disclosure: I used Claude`: behind such a LABEL nothing need be said of what it was used for."""
    match = _I_USED.match(text)
    tool = tools_behind(match, registry)
    ends = tool is not None and (
        _I_USED_ENDS.match(text, tool[1]) if _DISCLOSES.search(label) else not text[tool[1] :].strip(" .!")
    )
    return tool[0] if tool and ends else ()


def assisted(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Very mild AI assistance.`, `Assistance provided by AI`, `AI generated code: Claude Sonnet 4.6`: nothing else."""
    match = _ASSISTANCE.match(text) if _ASSISTS.search(text) else None
    tool = tools_behind(match, registry)
    if match is None or tool is None:
        return ()
    end = tool[1]
    if match["how"] is not None:
        helped = _HELP.search(text, match.end(), end) or _HELP.match(text, end)
        end = max(end, helped.end()) if helped else len(text) + 1
    return tool[0] if end <= len(text) and _ENDS_HELP.fullmatch(text, end) else ()


def beside_person(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Junie AI + TW`, `Claude and me`: a paragraph that is nothing but who made the change."""
    tool = tools_at(text, 0, registry)
    return tool[0] if tool and are_agents(tool[0]) and _AND_I.fullmatch(text, tool[1]) else ()


def tried_with(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Tried this with cursor, worked after some nudging`: how all of it was made, in a person's few words."""
    match = _TRIED.match(text)
    tool = tools_at(text.replace("cursor", "Cursor"), match.end(), registry) if match else None
    return tool[0] if tool and are_agents(tool[0]) and _ENDS_CLAUSE.match(text, tool[1]) else ()


def contains(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This commit contains AI-generated code`: of what kind a part of the change is."""
    match = _CONTAINS.match(text) if text[:5].lower() in {"this ", "the p", "the c", "the b"} else None
    tool = tools_at(match["tool"], 0, registry) if match else None
    return tool[0] if tool else ()


_AND_I = lazy.pattern(r"(?: AI)? (?:\+|&|and) (?:me|myself|I|[A-Z]{2,3}|human|manual(?: \w+)?|by hand)\W{0,2}")
_DRAFTED = lazy.pattern(r"(?:['’]s)?(?: \w+)? (?:write-?up|first draft)\W*", re.IGNORECASE)
_RELEASED = lazy.pattern(r"\(#\d{1,9}\)\W*$|^[*+-] [0-9a-f]{7,40} ")
"""A list of what a release holds names the author of each request behind its number: `keep it (#12) (Copilot)`."""
_WITH_OR_BY = lazy.pattern(r" (?:with|using|via|by) ", re.IGNORECASE)
_CREDITS = lazy.pattern(r"than|thx|courtesy|kudos|credit|props|hat tip|h/t|written by", re.IGNORECASE)
_ASSISTS = lazy.pattern(r"assist|help|generated|written", re.IGNORECASE)
"""Words without which the longer patterns are not compiled, which takes as long as to read a thousand sentences."""
_FOR_STYLE = lazy.pattern(
    r" (?:for|to) (?:better |more |improved )?(?:clarity|readability|consistency|conciseness|brevity|grammar|style|"
    r"simplicity)\b[^;:]*",
    re.IGNORECASE,
)
_TRIED = lazy.pattern(
    r"(?:(?:I|we) )?(?:tried|did|made|built|wrote|done) (?:this|it|all of this) (?:with|in|using) (?=\w)|"
    r"(?:still |just |again )?(?:trying|tried) out (?:some )?(?=[A-Z]\w+\W*$)",
    re.IGNORECASE,
)
_HELP = lazy.pattern(r"(?<=\S) (?:assistance|assist|help)\b", re.IGNORECASE)
_ENDS_HELP = lazy.pattern(rf"(?: here)?{SUBJECT_END}|,? (?:I|we) (?:came up|wrote|made|did)\b.*")
_HAVE = lazy.pattern(r"(?:have|had|ask|asked|let|get|make|made|tell|told) (?=\S)", re.IGNORECASE)
_KEEP = lazy.pattern(r"(?:commit|add|keep|apply|use|try|push|merge|take)(?:s|d|ed|ted)? what (?=\S)", re.IGNORECASE)
_WHAT_IT_DID = lazy.pattern(
    rf" (?:came up with|wrote|made|did|generated|produced|proposes?|gave me){SUBJECT_END}", re.IGNORECASE
)
_DISCLOSES = lazy.pattern(r"disclos|transparen|disclaim", re.IGNORECASE)
_I_USED = lazy.pattern(r"(?:(?:I|we)(?:['’]ve| have)? )?(?:did |also )?used? ", re.IGNORECASE)
_I_USED_ENDS = lazy.pattern(
    r"\s*(?:$|[.;,)]|(?:here|for (?:this|some|parts?|much|most|the (?:code|implementation|tests?)))\b)"
)
_LOOKED = lazy.pattern(
    r"\b(?:found|spotted|noticed|caught|identified|reported|discovered|now|again|faster)\b", re.IGNORECASE
)
_USING = lazy.pattern(r"(?:using|via|with)(?: the help of)? (?=[A-Z])", re.IGNORECASE)
_ASKED = frozenset({"chatgpt", "claude-code", "codex", "copilot"})
"""Tools that people have do something by name; `Aider fix` is one to the support of it as often."""
_CALLED_SO = frozenset({"gemini", "ai", "llm"})
"""A protocol, and parts of games and products, are called so: `AI fixes` are those of its opponents."""
_MODEL_ONLY = lazy.pattern(
    r"^\W*(?:gpt|deepseek|qwen|kimi|llama|mistral)|\b(?:plus|pro|max|desktop|app|web|cloud)\b",
    re.IGNORECASE,
)


_HOW = r"(?P<how>(?:(?:done|mostly|all|partly) )*(?:by|via|with|using|w/|thanks to) )"
_IN_BRACKETS_MADE = rf"(?:(?:mostly|fully|partly|partially|entirely|100 ?%) )?(?P<made>{_GENERIC})[- ]{_MADE}"
_IN_BRACKETS = lazy.pattern(
    rf"(?P<lead>.*\w\W{{0,3}}) [(\[](?:{_IN_BRACKETS_MADE}|"
    rf"{_HOW}?(?P<tool>[A-Za-z][^()\[\]]{{1,30}}))[)\]]{SUBJECT_END}",
    re.IGNORECASE,
)


OF_PRODUCT = lazy.pattern(
    r"\b(?:support(?:s|ed|ing)?|models?|providers?|agents?|agentic|subagents?|llms?|ai|apis?|sdks?|keys?|"
    r"tokens?|prompts?|"
    r"cach(?:e|es|ing)|bedrock|vertex|openai|anthropic|mcp|skills?|plugins?|hooks?|chats?|cli|auth\w*|login|"
    r"sign-?in|sessions?|"
    r"integrations?|extensions?|harness\w*|tool[- ]?calls?|executors?|completions?|assistants?|sidebar|thinking|"
    r"reasoning|streaming|runners?|repomap|slash commands?|condens\w+|embeddings?|inference|quanti[sz]\w+|"
    r"attention|"
    r"works?|working|compatib\w+|hang(?:s|ing)?|disconnect\w*|crash(?:es|ing)? when|accounts?|subscriptions?|"
    r"pricing|"
    r"tools?|selection|vendors?|backends?|workflows?|reviews?|triage|changelogs?|guides?|memory)\b",
    re.IGNORECASE,
)
"""Words for the parts of a product that has agents or models in it."""


_DONE_TO_IT = lazy.pattern(
    r"(?:(?:manually|test|verif|check|revert|disabl|enabl|allow|ignor|skip|hid|show|display|detect|pars|mention|"
    r"list|pin|"
    r"bump|upgrad|updat|instal|document|us|reject|forbid|prevent|strip|filter|label|mark)"
    r"(?:e|y|s|es|ied|ed|ing|ide)?|init|hide|use|using)\b",
    re.IGNORECASE,
)
"""What is done to that which the brackets are about, and not with it."""


_CREDIT = lazy.pattern(
    r"(?<=\w\w)(?:,? \(?(?:thanks to|courtesy of|kudos to|credits? to|hat tip to|h/t|props to)|, (?:thanks|"
    r"thank you|thx),?) "
    r"|^all credit (?:goes )?to |^credits?: |^written by: ",
    re.IGNORECASE,
)


_DEED = (
    r"(?:rewrite|fix|refactor|port|simplify|clean up|tidy(?: up)?|implement|write|document|translate|convert|"
    r"polish|"
    r"do|migrate|rework|redo|reword|restructure|reorgani[sz]e|improve|optimi[sz]e|update|add|moderni[sz]e|finish)"
)
_REMOVED = r"(?:add|remove|eliminate|extract|inline|rename|split|deduplicate|drop|replace|factor out)"
_DEED_TO_CODE_CODE = (
    r"(?:`|[\w-]*(?:comments?|tests?|docs|docstrings?|redundan\w+|dup\w+|unused|types?|functions?|methods?|"
    r"class(?:es)?|helpers?|code|logic|checks?|handling))"
)
_WHICH = r"(?:the|this|these|all|my|our|some|more|it|most|every|a few|missing)"
_DEED_TO_CODE = lazy.pattern(
    rf" (?:to )?(?:{_DEED} (?:up )?{_WHICH}|eliminate the|{_REMOVED} (?:[\w-]+ )?{_DEED_TO_CODE_CODE}) ?", re.I
)


_MORE = lazy.pattern(
    r"(?:(?:more|some|another|other|further|minor|small|first|initial|final|last|apply|add|a few|of|wip:?|the) )*",
    re.IGNORECASE,
)


_NOUN = lazy.pattern(
    r"(?:['’]s)? (?:(?:code|lint|test|doc|docs|type|style|build|first|initial|second|new|own|\w+ing) )?"
    rf"{_CHANGE}(?: (?:\d+|second|third|again|round \d+|part \d+))?{SUBJECT_END}",
    re.IGNORECASE,
)


_NOUN_OF_PART = lazy.pattern(
    r"(?:['’]s)? (?:\w+ )?(?:refactor(?:ing)?|rewrite|port|clean-?up|attempt|draft|version|pass) (?:of|at|"
    r"for) (?:the|this|all|our|my) ",
    re.IGNORECASE,
)


_MUCH = r"(?:very|some|mild|minor|light|heavy|a (?:bit|little|lot) of|with|lots of)"
_ASSISTANCE = lazy.pattern(
    rf"(?P<how>(?:{_MUCH} )*)(?=(?:\S+ ){{1,3}}(?:assist|help))|"
    r"(?:assistance|help) (?:was )?(?:(?:provided|given) )?(?:by|from) |"
    r"(?:AI|LLM)[- ](?:generated|written|assisted) (?:code|tests?|docs): (?:by )?",
    re.IGNORECASE,
)


_CONTAINS = lazy.pattern(
    r"(?:this|the) (?:pr|commit|change|patch|pull request|branch) (?:also )?(?:contains?|includes?|has|uses?) "
    rf"(?:(?:some|mostly|partly|a lot of|parts of) )*(?P<tool>{_GENERIC})[- ]{_MADE} "
    r"(?:code|tests?|docs|documentation|docstrings|changes|parts|comments|translations)\b(?=\s*(?:$|[.;,(]|"
    r"and\b|in\b))",
    re.IGNORECASE,
)


_INSTRUMENT_CODE = (
    r"(?:tests?|docs?|documentation|docstrings?|readme|code|strings?|translations?|scripts?|modules?|parser|"
    r"classe?s?|"
    r"functions?|types?|type hints|comments|wording|grammar|spelling|typos?|lints?|files|implementation)"
)
_WORK = (
    r"(?:rewrote|redid|spruce up|clean up|tidy(?: up)?|polish|refactor|rewrite|rework|redo|reword|port|"
    r"regen(?:erate)?|convert|"
    r"modernize|restructure|reorgani[sz]e|reformat|simplify|streamline|draft|scaffold|prototype|vibe)"
)
_INSTRUMENT_MADE = (
    r"(?:improve|optimi[sz]e|translate|generate|write|implement|add|fix|update|document|migrate|create|extend)"
)
_FAULTS = (
    r"(?:fix|resolve|resolv|silenc)(?:es|e|d|ed|s|ing)? (?:(?:the|all|some|more|most|remaining|new|a few|\d+) )*"
    r"(?:\w+ )?(?:ruff|mypy|pyright|clippy|eslint|lint\w*|flake8?|type(?:script)?|typing|compiler?|compilation|"
    r"spelling|doc|formatting|sonar\w*|shellcheck|prettier|codacy|codeql|clang-tidy) (?:changes|findings?|"
    r"errors?|warnings?|issues?|failures?|complaints|"
    r"problems)"
)
_DONE = (
    rf"(?P<what>{_WORK}(?:s|d|ed)? [^,;:()]{{2,60}}?|"
    rf"{_INSTRUMENT_MADE}(?:s|d|ed)? (?:[^ ,;:()]+ ){{0,6}}?{_INSTRUMENT_CODE})"
)
_ADDED = r"(?P<added>(?:add|implement|port|refactor|rewrite|clean up|write)(?:e?s|ed)? [^,;:()]{3,60}?)"
_MOVED = r"(?P<moved>(?:upgrade|migrate|port|convert)(?:s|d|ed)? (?:[^,;:()]{2,40} )?to [^,;:()]{2,40}?)"
_INSTRUMENT_NOUN = (
    r"(?:(?:code|doc|docs|test|tests|big|small|some|more|another) ){0,2}(?:clean-?ups?|refactor(?:ing)?|"
    r"rewrite|rewording|port(?:ing)?|translations?|"
    r"moderni[sz]ation|restructuring|migration)(?: (?:of|for) [^,;:()]{2,40}?)?"
)
_MANY = (
    r"(?:(?:tons|lots|loads|plenty|a (?:lot|bunch|couple|number)) of|some|more|several|many|a few|various|"
    r"minor|small) "
    r"(?:[\w-]+ )?(?:fixes|changes|improvements|tweaks|edits|updates|refactorings|clean-?ups)"
)
_INSTRUMENT_INSTRUMENT = (
    rf"(?:{_MANY}|{_FAULTS}|{_DONE}|{_MOVED}|{_INSTRUMENT_NOUN}|regen(?:erated)?) (?:with|using|via)"
)
_INSTRUMENT = lazy.pattern(rf"(?:also )?(?:{_INSTRUMENT_INSTRUMENT}|{_ADDED} by) ", re.IGNORECASE)


_THEN_DONE = lazy.pattern(
    r", (?:I |we )?(?:convert|port|refactor|rewrite|rewrote|add|fix|implement|write|wrote|translate|migrate|remove|"
    r"replace|simplify|simplified|clean|update|rename|split|move|extract|generate)(?:s|d|ed)? \w",
    re.IGNORECASE,
)
