"""Clauses: where one names a tool, and whether it is a plain statement about the change.

Much that messages say of a tool is about a product, supposed, denied or somebody else's work. The rules for sentences
share what tells these apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.observations import Named
from ai_provenance.detect.values import UNSPECIFIED, read_value

CHATS = frozenset({"chatgpt", "claude-code", "copilot", "gemini-cli", UNSPECIFIED})
"""Tools that code can be from only by asking: the code of others is public, and is taken over by hand."""
SUBJECT_END = r"\W{0,4}(?:\(#\d{1,9}\))?\W{0,4}"
"""The end of a subject: a request's number may follow."""
TO_SOMEONE = lazy.pattern(
    r" to (?:(?:it|him|her|them|my|our|your)sel(?:f|ves)|me|us|you|my|our|the user)\b", re.IGNORECASE
)
"""Behind a deed, as in `Grok accidentally did this to itself`: what was done to someone is no work on the change."""
ENDS_CLAUSE = lazy.pattern(
    r"\s*(?:$|[.;,)!\]\"'’]|[^\x00-\x7f\w]|:(?:\s|$)|https?://|(?:over|under|in|during|and|but|then|while|as|"
    r"following|based|because|since|"
    r"after|before|until|from|for|with|to|on|using|via|unattended|though|although|where|per|so|under|without|I|by|at|working|"
    r"running|"
    r"guided|directed|steered|reviewed|assistance|help|support)\b)"
)
"""What may follow the tool: the end of its clause. Else it is part of a longer noun (`Claude sessions`)."""
_VERSION = lazy.pattern(
    r"(?:\s*(?:\([^()]*\)|\b(?:cli|cloud|code|agents?|assistants?|tools?|models?|chat|desktop|web|app|ide|pro|"
    r"max|plus|high|"
    r"xhigh|medium|low|fast|thinking|mode|effort|preview|flash|ultra|mini|nano|sol|spark|latest|"
    r"llms?|v?\d[\w.]*)\b(?![-/]))|"
    r"-(?:cli|code|agent|low|medium|high|xhigh|max|fast|thinking)\b|/\d{1,2}(?:\.\d{1,2})?\b)*",
    re.IGNORECASE,
)
NO_FACT = lazy.pattern(
    r"\b(?:not|never|no|nothing|none|neither|without|than|instead|whether|if|when|whenever|any|anything|which|"
    r"whose|where|"
    r"what|that|like|such as|for example|e\.g|example of|avoid|unless|until|should|could|would|may|might|can|"
    r"will|must|"
    r"cannot|once|every|each|already|existing|previously|how|why|those|to be|being|users?|people|someone)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words that make a clause a condition, a denial, or one about things of a kind."""
_FACT_ALL_THE_SAME = lazy.pattern(
    r"\b(?:note|disclose|disclosing|mention|say|admit|acknowledge|state|confess|declare)(?:d|"
    r"s)? (?:here )?that\b|\bthat said\b|"
    r"\bno (?:less|doubt)\b|\bnot only\b|\bwhich (?:was|is|were|are) (?:mostly|entirely|largely|partly|all|also|"
    r"(?=(?:AI|LLM)[- ])|(?=vibe))\b",
    re.IGNORECASE,
)
OTHERS_WORK = lazy.pattern(
    r"(?!\w+ (?:(?:is|was|itself|found|spotted)\b|(?:and|\+|&) (?:unit |regression )?tests? (?!for\b)))(?:fix|"
    r"fixes|fixed|"
    r"show|handle|display|hide|detect|parse|support|render|ignore|skip|mark|label|flag|list|count|reject|"
    r"close|forbid|allow|prevent|strip|remove|removes|removed|drop|delete|revert|reverts|replace|undo|correct|"
    r"read|load|accept|"
    r"filter|warn|exclude|validate|check|log|track|tag|record|report|describe|explain|mention|recogni[sz]e|"
    r"distinguish|"
    r"saniti[sz]e|escape|clean|rename|keep|preserve|restore|recover|find|match|treat|attribute|expose|store|"
    r"save|stop|ban|"
    r"disallow|require|make sure|ensure|review|reviewed|simplify|rewrite|reword|trim|tidy|cleanup|include|open|"
    r"view|edit|"
    r"improve|cover|test(?! cases?\b)|manually|tested|verified|checked|run|see|trust|merge|apply|import|copy|link|"
    r"use|uses|audit)\b",
    re.IGNORECASE,
)
"""A sentence that begins so does something to what a tool made: a product's output, or an earlier change.

`Fix is trivial and written by Codex`, `Fix and tests written by Codex` begin with a noun.
"""
OUTPUT = lazy.pattern(
    r"(?:messages?|descriptions?|titles?|summar(?:y|ies)|changelogs?|notes|comments?|reviews?|issues|issue|"
    r"reports?|benchmarks|"
    r"tickets?|prompts?|outputs?|responses?|repl(?:y|ies)|answers?|conversations?|transcripts?|sessions?|"
    r"commits|pull requests|prs|"
    r"(?<!pull )(?<!merge )requests?|traces?|logs?|data|metadata|events?|"
    r"tokens?|content|contents|images?|text|markdown|html|json|sql|quer(?:y|ies)|"
    r"diffs|patches|edits|plans?|checkpoints?|attributions?|authorship|lines|calls?|errors?|ids?|names?|urls?|"
    r"artifacts?|"
    r"worktrees?|branch(?:es)?|files|directories|folders|configs?|settings|progress|history|memory|suggestions?|"
    r"decisions?|"
    r"effort|search|investigation|debugging|analysis|diagnosis|findings|screenshots?|videos?|formats?|streams?|"
    r"slop|proposal|pr body|body|contributions|submissions)"
    r"(?: (?:here|below|above|(?:that )?(?:I|we)))?"
    r"(?: (?:was|were|is|are|be|been|being|get|gets|got|has been|have been|had been))*"
    r"(?: (?:\w+ly|also|all|just|only|first))*\s*$",
    re.IGNORECASE,
)
"""What a product, a request's text or somebody else's work consists of, where the clause says what was made."""
_NEW_FILES = lazy.pattern(
    r"(?:all (?:of )?)?(?:these|the new|all new) (?:[\w-]+ )?(?:configs?|configurations?|files|images?|icons?|texts|"
    r"queries|tables|json|html|names|lines|urls)(?: files)? (?:are|were|was|is|have been) ",
    re.IGNORECASE,
)
"""What a commit adds, pointed at: `These configs were generated by`."""
COMMENTS_IN_CODE = lazy.pattern(r"(?:the|these|all|most) (?:new )?comments (?:are|were) ", re.IGNORECASE)
"""The comments in the code that a commit adds: nothing else is said of them."""
AND_CODE = lazy.pattern(
    r"\b(?:this|the|these|all) (?:[\w-]+ )?(?:fix|changes?|patch|code|implementation|rewrite|tests?|pr|"
    r"commit)\b(?:, | and )"
    r"[^.;]{0,120}\b(?:message|description|title|summary)\b|"
    r"\b(?:message|description|title|summary)(?:, | and )(?:also )?(?:the |this |all |its )?(?:code|changes?|"
    r"code changes?|fix|patch|implementation|tests?)\b",
    re.IGNORECASE,
)
"""`This fix and this description`: beside the text that says so, the change itself."""
_GENERIC = lazy.pattern(
    r"(?:(?i:an?|some|the|multiple|several|various|heavy|significant|considerable|extensive|substantial|much|"
    r"(?:a (?:lot|bit) of|lots of|plenty of)) )?(?i:generative |modern |heavy |agentic )?(?:(?:AI|LLMs?|"
    r"GenAI)(?:-(?:based|powered|driven))?"
    r"(?:[ -](?:coding[ -]|pair[ -])?(?:assistants?|programmers?|coders?|agents?|tools?|tooling|models?|"
    r"assistance|assist|help|systems?|loop))?|"
    r"(?<=[a-z] )(?:[\w.-]+ ){1,2}?(?:AI (?:coding )?(?:agents?|assistants?)|LLM (?:agents?|assistants?))|"
    r"(?i:coding (?:agents?|assistants?)(?: (?:assist|assistance|help))?|language models?))(?![\w/]|-\w)"
)
CLAUSE = lazy.pattern(r"[,;:(]\s|\b(?:but|and then|so that)\b", re.IGNORECASE)
_CLAUSE_START = lazy.pattern(
    r"(?:^|[,;:(]\s*|\b(?:and|but|while|then|whereas|though|so|sure|hopefully|apparently)\s+)$", re.IGNORECASE
)
_LONGER = lazy.pattern(r"[-/\\]|\.\w")
"""What goes on behind a name that is part of a path or of another name."""
_POSSESSIVE = lazy.pattern(r"['’]s\b")
_HARNESS = lazy.pattern(
    r"[\w.-]*(?: (?:x?high|medium|low|max|thinking))?(?: \([^)]*\))? (?:via|in|inside|through) (?:my |the )?"
)
"""Between a model and the tool that ran it: `deepseek-v4-pro via Hermes Agent`."""
_CLASS = lazy.pattern(r"[A-Z][a-z]+Agent")
"""The name of a class: `ClaudeAgent`."""
_ARTICLE = lazy.pattern(
    r"(?:the |my (?:(?:good |best |old |new )?(?:friends?|buddy|pal|colleague|assistant),? )?|our |an? |some |both )?"
    r"(?P<maker>(?:anthropic|openai|google|github|gh|microsoft|cognition|vs ?code)(?:['’]s)? )?",
    re.IGNORECASE,
)
"""What may come before the name: the maker's too."""
_SHORT = lazy.pattern(
    r"(?P<tier>(?<=\bby )(?:Opus|Sonnet|Haiku|Fable)(?=\s*(?:$|[.,;)!]))|(?:Opus|Sonnet|Haiku|"
    r"Fable)(?= (?:did|wrote|one-?shot|made|built|implemented|generated|ported|translated|refactored|fixed|"
    r""
    r"came up|one-shotted|helped|rewrote|typed|looked|found|carried|cleaned|simplified|drafted|scaffolded|"
    r"redid)\b|['’]s (?:attempt|version|fix|patch|rewrite|solution|idea|take)\b))|"
    r"(?i:deepseek|gpt)(?![\w/@.-])"
)
"""Short names of models that no tool is called by; those that are words, only where they did something."""
_ARTICLE_BEFORE = lazy.pattern(r"\b(?:the|my|our|an?|anthropic|openai|google|github|gh|microsoft)\s+$", re.IGNORECASE)


_STATE = lazy.pattern(
    r"(?!(?:this|it|these|all|most|everything|some|half|parts?|tests?|code|docs?|both|pr|change|patch|fix)\b)"
    r"(?i:the project|our [\w-]+|[A-Z][\w-]+) (?:is|are) ",
    re.IGNORECASE,
)
"""How a whole project is made, and not this change of it: `Ghostty is`."""


def is_fact(lead: str) -> bool:
    """Whether what comes before a verb of making leaves a plain statement about this change."""
    clause = CLAUSE.split(_FACT_ALL_THE_SAME.sub(" ", lead))[-1] if not lead.endswith("(") else ""
    its_own = COMMENTS_IN_CODE.fullmatch(lead) or _NEW_FILES.fullmatch(lead) or AND_CODE.search(lead)
    output = OUTPUT.search(lead.rstrip(" (")) and not its_own
    return not (_STATE.fullmatch(lead) or OTHERS_WORK.match(lead) or NO_FACT.search(clause) or output)


def tool_at(
    text: str, at: int, registry: Registry, *, possessive: bool = False
) -> tuple[tuple[Named, ...], int] | None:
    """The agents of the tool that is named in TEXT at AT, and where its name and version end."""
    generic = _GENERIC.match(text, at)
    article = _ARTICLE.match(text, at)
    start = article.end() if article and generic is None else at
    model = MODEL.match(text, start)
    tool = model or registry.mention.match(text, start)
    short = _SHORT.match(text, start) if tool is None else None
    if short:
        plain = {"gpt": "ChatGPT"}.get(short[0].lower(), short[0])
        return read_value(f"Claude {short[0]}" if short["tier"] else plain, registry).named, short.end()
    if tool is None:
        if generic is None:
            return None
        inside = re.compile(r"(?: (?:tools?|assistants?|agents?))?[ ,]*[(:]\s*(?P<tool>[^()]*)").match(
            text, generic.end()
        )
        reading = read_value(inside["tool"], registry) if inside else None
        named = reading.named if reading and reading.named else (Named(UNSPECIFIED),)
        return named, _VERSION.match(text, generic.end()).end()  # type: ignore[union-attr]  # as above
    word = tool[0].lower()
    by_maker = article is not None and article["maker"] is not None  # `Google Jules` is no person
    a_word = (word in registry.first_names and not by_maker) or (word in registry.common and not tool[0][0].isupper())
    if a_word or _CLASS.fullmatch(tool[0]):
        return None
    end = tool.end()
    harness = _HARNESS.match(text, end) if model else None
    driven = registry.mention.match(text, harness.end()) if harness else None
    end = driven.end() if driven else end
    while True:
        more = _VERSION.match(text, end)
        further = more.end() if more else end
        joined = re.compile(r"[ :/(-]*(?:(?:with|using|via|running) )?").match(text, further)
        found = MODEL.match(text, joined.end()) if joined else None
        if found is None:
            break
        end = found.end()
    end = further
    if _LONGER.match(text, end) or (not possessive and _POSSESSIVE.match(text, end)):
        return None
    return read_value(text[start:end].strip(" ("), registry).named, end


def tools_at(
    text: str, at: int, registry: Registry, *, possessive: bool = False
) -> tuple[tuple[Named, ...], int] | None:
    """The agents of the tools in a row in TEXT at AT, and where the last one's name ends: `Claude Code and Codex`.

    POSSESSIVE allows a name in that case, which is part of a longer noun else.
    """
    first = tool_at(text, at, registry, possessive=possessive)
    if first is None:
        return None
    named, end = first
    while more := _AND.match(text, end):
        further = tool_at(text, more.end(), registry)
        if further is None or not _ENDS_ROW.match(text, further[1]):
            break
        named, end = tuple(dict.fromkeys((*named, *further[0]))), further[1]
    return named, end


def tools_behind(
    match: re.Match[str] | None, registry: Registry, *, possessive: bool = False
) -> tuple[tuple[Named, ...], int] | None:
    """As `tools_at`, for what follows MATCH; None where there is none."""
    return tools_at(match.string, match.end(), registry, possessive=possessive) if match else None


_ENDS_ROW = lazy.pattern(rf"{ENDS_CLAUSE.pattern}|\s*(?:was|were|has|have|had|did|helped|assisted|wrote|made|built)\b")
_AND = lazy.pattern(r"(?:,? and |, | \+ | & | plus )(?:also )?", re.IGNORECASE)


_BEFORE = 200
"""Characters before a name in which an article and the beginning of a clause are."""


def clause_starts(text: str, registry: Registry) -> Iterator[int]:
    """Where a tool's name begins a clause."""
    starts = {
        match.start() for pattern in (registry.mention, MODEL, _GENERIC, _SHORT) for match in pattern.finditer(text)
    }
    for start in sorted(starts):
        # both patterns are about the end, and a long sentence may name hundreds of tools
        before = _ARTICLE_BEFORE.sub("", text[max(0, start - _BEFORE) : start])
        if _CLAUSE_START.search(before):
            yield start


Rule = tuple[tuple[str, ...], tuple[str, ...], Callable[[str, Registry], tuple[Named, ...]]]
"""Words and other words, of each of which a text must hold one before the rule reads it; `""` is in every text."""


def first_named(rules: Sequence[Rule], text: str, registry: Registry, *, within: str) -> tuple[Named, ...]:
    """The agents that the first of RULES to find any finds in TEXT.

    WITHIN is TEXT as the words of RULES are written: in lower case, or as it is.
    """
    for words, others, read in rules:
        for word in words:
            if word in within:
                break
        else:
            continue
        for word in others:
            if word in within:
                named = read(text, registry)
                if named:
                    return named
                break
    return ()
