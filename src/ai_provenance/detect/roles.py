"""What part a tool played, by its place in the clause: `Opus looked at the templates and removed what is unused`.

Other rules know phrases; these know places. A tool did something where its name begins a clause and a verb of work on
code follows; what is by a tool, from it or its own is the subject of such a clause; a person gave it the work, or
names it behind a colon as who did a part. Each place has its own words that make the sentence one about a
product: a bug is what a tool did wrong, and news are what a vendor did to it.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.assistance import OTHER_WORK
from ai_provenance.detect.clauses import (
    CHATS,
    CLAUSE,
    ENDS_CLAUSE,
    NO_FACT,
    OTHERS_WORK,
    OUTPUT,
    SUBJECT_END,
    TO_SOMEONE,
    Rule,
    clause_starts,
    first_named,
    is_fact,
    tools_at,
    tools_behind,
)
from ai_provenance.detect.disclosure import only_consulted
from ai_provenance.detect.observations import Named, are_agents
from ai_provenance.detect.shorthand import OF_PRODUCT
from ai_provenance.detect.values import read_value


def played(text: str, registry: Registry) -> tuple[Named, ...]:
    """The agents that the sentence TEXT gives a part in the change."""
    return first_named(_IN_SENTENCES, text, registry, within=text.lower())


def played_alone(text: str, registry: Registry) -> tuple[Named, ...]:
    """The same, in a TEXT that is a subject, an item of a list or a paragraph by itself."""
    return first_named(_ALONE, text, registry, within=text.lower())


def _worked(text: str, registry: Registry) -> tuple[Named, ...]:
    """`AI wrote the Android half`, `Sonnet made it green`: a tool, a verb of working on code, and on what."""
    for start in clause_starts(text, registry):
        tool = tools_at(text, start, registry)
        worked = _WORK_DONE.match(text, tool[1]) if tool else None
        if tool is None or worked is None or not are_agents(tool[0]):
            continue
        what = CLAUSE.split(text[worked.end("verb") if worked["verb"] else tool[1] :])[0]
        lead = CLAUSE.split(text[:start].rstrip(" ,;:("))[-1]
        doubted = _CONDITION if text[:start].rstrip()[-1:] in {",", ";"} else NO_FACT
        if doubted.search(lead) or TO_SOMEONE.match(text, worked.end()) or _is_about_product(what):
            continue
        return tool[0]
    return ()


def _is_about_product(what: str) -> bool:
    """Whether WHAT a tool is said to have done is said of a product: a fault, its parts, the text around a change."""
    plain = what.rstrip(" .!")
    return (
        OF_PRODUCT.search(what.replace(" work ", " ")) is not None  # which a reader that works is about
        or OUTPUT.search(plain) is not None
        or OTHER_WORK.search(f"wrote {plain}") is not None
        or _WENT_WRONG.search(what) is not None
        or _BY_MEANS.match(what) is not None
    )


def _is_of(text: str, registry: Registry) -> tuple[Named, ...]:
    """`The token bucket is from Claude`, `the new ones are by Copilot`, `the implementation is Codex's`."""
    for match in _PART_IS.finditer(text):
        tool = tools_behind(match, registry, possessive=True)
        if tool is None or not are_agents(tool[0]) or _NO_CHANGE.search(match["what"]):
            continue
        if OF_PRODUCT.search(match["what"]):
            continue
        owns = _OWNS.match(text, tool[1])
        chats = all(one.agent in CHATS for one in tool[0])
        if match["how"] == "by" or owns or (chats and match["how"]):
            ends = owns or (ENDS_CLAUSE.match(text, tool[1]) and text[tool[1] : tool[1] + 1] not in {"'", "\u2019"})
            clause = CLAUSE.split(text[: match.start()])[-1]
            if ends and not NO_FACT.search(clause) and not NO_FACT.search(match["what"]):
                return tool[0]
    return ()


def _share_of(text: str, registry: Registry) -> tuple[Named, ...]:
    """`5% me, 95% claude`, `the parser, 100% AI`: how much of it is whose."""
    for match in _SHARE.finditer(text):
        tool = tools_behind(match, registry) or _tier(text, match.end(), registry)
        if tool and are_agents(tool[0]) and _SHARE_ENDS.match(text, tool[1]) and is_fact(text[: match.start()]):
            return tool[0]
    return ()


def _tier(text: str, at: int, registry: Registry) -> tuple[tuple[Named, ...], int] | None:
    """The model of Anthropic's that is named in TEXT at AT by nothing but its tier: only where a tool is expected."""
    match = _TIER.match(text, at)
    return (read_value(f"Claude {match[0]}", registry).named, match.end()) if match else None


def _given_to(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I handed the README to an LLM and asked for a page`, `the renaming was left to Codex`: to whom the work went."""
    for match in _GAVE.finditer(text):
        tool = tools_behind(match, registry)
        if tool is None or not are_agents(tool[0]) or not _GIVEN_ENDS.match(text, tool[1]):
            continue
        rest = text[tool[1] :]
        clause = CLAUSE.split(text[: match.start()])[-1]
        if not NO_FACT.search(clause) and not only_consulted(match[0] + rest) and not _SEARCHED.search(rest):
            return tool[0]
    return ()


def _not_without(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I could not have done this without Claude`."""
    match = _NOT_WITHOUT.search(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and are_agents(tool[0]) and ENDS_CLAUSE.match(text, tool[1]) else ()


def _blamed(text: str, registry: Registry) -> tuple[Named, ...]:
    """`If this breaks, blame Cursor.`"""
    match = _BLAME.search(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and are_agents(tool[0]) and _BLAMED_ENDS.match(text, tool[1]) else ()


def _in_brackets_with(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I reimplemented it from scratch (with the LLM)`: how, in brackets behind a deed of the author."""
    match = _WITH_IN_BRACKETS.search(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not are_agents(tool[0]) or not _BRACKET_ENDS.match(text, tool[1]):
        return ()
    lead = text[: match.start()]
    looked = _LOOKED.search(CLAUSE.split(lead)[-1]) or _NOT_WITH.search(lead) or OF_PRODUCT.search(lead)
    return () if looked or NO_FACT.search(CLAUSE.split(lead)[-1]) else tool[0]


def _offered(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Here's another attempt from Gemini`, `fix the hang (solution by Claude)`: whose work it is, named as work."""
    named = _WORK_OF_TOOL.match(text)
    if named:
        found = tools_at(named["tool"], 0, registry)
        return found[0] if found else ()
    match = _WORK_OF.search(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not are_agents(tool[0]):
        return ()
    ends = _BRACKET_ENDS.match(text, tool[1]) if match["inside"] else ENDS_CLAUSE.match(text, tool[1])
    return () if not ends or (_NOT_WITH.match(text) and text[:3].lower() != "fix") else tool[0]


def labelled(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Code: sonnet`, `- unit tests: claude`, `Tools used: an editor, Copilot Chat`: a part, and who did it."""
    for match in _LABEL.finditer(text):
        tool = tools_behind(match, registry) or _tier(text, match.end(), registry)
        if tool and are_agents(tool[0]) and _LABELLED_ENDS.match(text, tool[1]):
            return tool[0]
    return ()


def _cheered(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Opus 5 for the win`, `claude magic`, `copilot strikes again`: what people call out at the one who did it."""
    tool = tools_at(text, 0, registry)
    return tool[0] if tool and are_agents(tool[0]) and _CHEER.fullmatch(text, tool[1]) else ()


def _made_verb(text: str, registry: Registry) -> tuple[Named, ...]:
    """`claude some documentation`: the name as a verb."""
    match = _NAME_AS_VERB.match(text)
    agent = registry.named(match["tool"]) if match else None
    return (Named(agent),) if agent and match and not OF_PRODUCT.search(text, match.end()) else ()


def _noun_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`css by Codex`, `alt texts for all images by GPT-4o`: what the change is and by whom, at a subject's end."""
    match = _LAST_BY.search(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not are_agents(tool[0]):
        return ()
    if not (_ENDS.fullmatch(text, tool[1]) or (_NOUN_ENDS.match(text, tool[1]) and match[0].strip(", ") != "from")):
        return ()
    name = text[match.end() : tool[1]]
    lead = text[: match.start()]
    doubtful = (
        OTHERS_WORK.match(lead)
        or _PARTICIPLE_FIRST.match(lead)
        or _MAY_BE_PRODUCT.search(lead)
        or _NO_CHANGE.search(lead)
        or _LOOKED.search(lead)
        or NO_FACT.search(lead)
        or OF_PRODUCT.search(lead)
        or _WENT_WRONG.search(lead)
    )
    return () if doubtful or name.lower() in registry.common else tool[0]


_BY_MEANS = lazy.pattern(r"(?: \w+)?\s*(?:this|that|it|these) (?:with|by|via|through|using)\b", re.IGNORECASE)
"""`solved this with a budget`: how a product does it."""
_NO_CHANGE = lazy.pattern(
    r"\b(?:messages?|descriptions?|titles?|summar(?:y|ies)|reviews?|reports?|issues?|bugs?|requests?|repl(?:y|"
    r"ies)|answers?|responses?|"
    r"prompts?|sessions?|suggestions?|quot\w+|errors?|failures?|problems?|commits|comments?|output|logs?|"
    r"traffic|calls?|leaks?|crash\w*|"
    r"events?|users?|money|prs?|pull requests?|difference|reason|names?|files|lines|links?|numbers|screenshots?|"
    r"old one|others?|"
    r"changelog|slides|"
    r"article|banner|post|original|wrong\w*)\b",
    re.IGNORECASE,
)
"""What is somebody's and no part of a change."""
_CONDITION = lazy.pattern(
    r"\b(?:if|when|whenever|whether|unless|until|once|where|which|would|could|should|example|e\.g|users?|people|"
    r"someone)\b",
    re.IGNORECASE,
)
"""What makes a clause a supposition that it comes before; anything else in it is about something else."""
_ENDS = lazy.pattern(SUBJECT_END)
_NOUN_ENDS = lazy.pattern(r"(?:,|:|;|\?| because| as| since| but| with| from| for)(?=\s)", re.IGNORECASE)
_OWNS = lazy.pattern(r"['’]s?(?= (?:work|doing|code|idea)\b|\s*(?:$|[.,;)!]))")
_SHARE_ENDS = lazy.pattern(r"(?: (?:slop|code|work|generated|written|made))?\s*(?:$|[.;,)!]|\(#\d|and\b|but\b)")
_GIVEN_ENDS = lazy.pattern(
    r"(?:['’]s)?(?: (?:cli|agent))?\s*(?:$|[.;,)!]|(?:and|then|with|which|who|this|last|over|on|for|because|so|"
    r"while)\b)",
    re.IGNORECASE,
)
_SEARCHED = lazy.pattern(
    r"\b(?:and|to|which|who|it) (?:\w+ )?(?:find|found|spot|explain|review|check|look|tell|told|investigat|debug|"
    r"diagnos|summar|report|confirm|said|says|verif|analy)\w*\b(?![^.;]{0,60}\b(?:fix|wrote|write|implement|"
    r"appl|patch)\w*)",
    re.IGNORECASE,
)
_TIER = lazy.pattern(r"(?:opus|sonnet|haiku|fable)\b(?![-/.]\w)", re.IGNORECASE)
_NOT_WITHOUT = lazy.pattern(
    r"\b(?:could|would|can)(?: not|n['’]t|not) have (?:\w+ )?(?:done|written|made|built|finished|figured|come up|"
    r"fixed|solved|"
    r"implemented|been possible)[^.;]{0,40}? without (?:the help of |help from )?",
    re.IGNORECASE,
)
_BLAME = lazy.pattern(r"(?:^|[.,;(:] ?|and |then )(?:please |just )?blame (?=\S)", re.IGNORECASE)
_BLAMED_ENDS = lazy.pattern(r"\s*(?:$|[.;,)!]|(?:for|if|not)\b)", re.IGNORECASE)
_BRACKET_ENDS = lazy.pattern(
    r"(?:['’]s)?(?: (?:help|assistance|support))?"
    r"(?:[,;:][^()]{0,40}|"
    r" (?:and|but|or|as|for|in|on|of|to|doing|then|again|because|this|not|though|plus)\b[^()]{0,40})?\)"
)
_LOOKED = lazy.pattern(
    r"\b(?:found|find|spotted|noticed|discovered|reproduced|diagnosed|debugged|reviewed|checked|tested|verified|"
    r"identified|bisected|investigated|confirmed|measured|ran|compared|audited|works?|working|tried|analysis|"
    r"analy[sz]ed|discussion|discussed|"
    r"conversation|research\w*|see|chat(?:ted)?)\b",
    re.IGNORECASE,
)
_NOT_WITH = lazy.pattern(
    r"^(?:fix|remov|delet|drop|replac|undo|clean|renam|ignor|skip|handl|document|mention|"
    r"detect|pars|render)\w*\b|\b(?:manually|test|verif|check|revert|hide|show|display|list|support|allow|enable|"
    r"disable)\w*\b",
    re.I,
)
_LABELLED_ENDS = lazy.pattern(
    r"(?: (?:agent|edits)? ?mode| for (?:the|this|all)\b[^.;]*)?\s*(?:$|[.;,/)!]|\[[^\]]*\]|[^\x00-\x7f\w])",
    re.IGNORECASE,
)
_CHEER = lazy.pattern(
    r"(?: (?:ftw|for the win|magic|wizardry|go(?:es)? brr+|cooked(?: (?:this|here))?|did (?:it|stuff|this|things)|"
    r"strikes again|to the "
    r"rescue|is (?:the best|awesome|amazing|goated)|ran away with this))[\W_]*",
    re.IGNORECASE,
)
_NAME_AS_VERB = lazy.pattern(
    r"(?P<tool>claude|codex|copilot|chatgpt|gpt)(?:(?:['’]?d|ed) |(?:['’]?d|ed|s)? "
    r"(?:up |out )?(?:some|up|out|together)(?: more| new| better)? )(?=[a-z])",
    re.IGNORECASE,
)
_LAST_BY = lazy.pattern(
    r"(?<=\w),? (?:by|courtesy of|(?<!filed )via(?= (?:chat ?)?gpt|an llm|"
    r"claude\b(?! code))) (?=\S)",
    re.IGNORECASE,
)
_PARTICIPLE_FIRST = lazy.pattern(r"\w+ed (?:out|by|in|and|as|up)\b|\w+ed$", re.IGNORECASE)
_MAY_BE_PRODUCT = lazy.pattern(
    r"\b(?:\w+ed|made|built|written|sent|read|run|used|set|put|seen|hit|found|caught|shown|known|given|taken|"
    r"driven|thrown|"
    r"kept|left|lost|held|told|done|broken|chosen|access|use|usage|filter|sort|group|order|search|step|handling|"
    r"reviews?|"
    r"commits?|requests?|reports?|issues?|authors?|grouping|sorting|is|are|was|were|be|been|trained|called|ai|"
    r"spam|abuse|\w+able|(?!typ|cod|port|refactor|script|wording|programm|plumb)\w+ing)(?: \w+ly)?$",
    re.IGNORECASE,
)


_ADVERBS = (
    r"(?:,? (?:also|then|just|only|mostly|basically|essentially|actually|has|have|had|even|kindly|pretty much|auto|"
    r"finally|really|again|happily|magically|\w+ly))*,?"
)
_WROTE = (
    r"(?:wrote|rewrote|built|rebuilt|did|redid|coded|authored|co-?authored|drafted|ported|translated|refactored|"
    r"prototyped|scaffolded|typed|implemented|reimplemented|generated|regenerated|converted|transcribed|derived|"
    r"reworked|reworded|rephrased|polished|simplified|tidied(?: up)?|cooked up|came up with|worked out|figured out|"
    r"put together|spat out|cranked out|churned out|filled in|carried out|went through|took care of|"
    r"one-?shot(?:ted)?|"
    r"produced|made|solved|restructured|reorgani[sz]ed|deduplicated|moderni[sz]ed|designed|sketched|inlined|"
    r"extracted|"
    r"documented|handled|finished|provided|contributed|ghost-?wrote|nailed|was able to (?:do|write|implement|"
    r"generate|build|port|convert|fix|create|produce)|vibe[- ]?coded|hammered out|knocked out)"
)
_CHANGED = (
    r"(?:fixed|patched|resolved|added|removed|deleted|renamed|replaced|moved|split|updated|upgraded|bumped|optimi[sz]ed|improved|"
    r"edited|adapted|extended|corrected|migrated|cleaned up|turned|swapped|changed|wired)"
)
_POINTED = (
    r"(?:it\b(?! to\b)|each\b|this\b|these|those|everything|all\b|both|most\b|half\b|some of|parts? of|much of|"
    r"the bulk|the rest|the|my|our|"
    r"\d+ ?%|\d+ )"
)
_FEW = r"(?:all (?:of )?(?:the|these|this)|the (?:missing|remaining|rest|whole|last|other|boring|old|new|\d+))"
_WORK_DONE = lazy.pattern(
    rf"{_ADVERBS} (?:(?P<verb>{_WROTE}) (?:{_POINTED}|an? (?=[\w-]+ (?:for|that|to|of)\b))|"
    rf"(?:looked|went|read|read up|thought|searched|ran)\b[^.;:]{{3,60}}? and (?:then |also )?{_WROTE} {_POINTED}|"
    rf"{_CHANGED} (?:(?:it|this|these|everything)(?=\s*(?:$|[.,;!)]|for me\b|and\b))|{_FEW}))\b",
    re.IGNORECASE,
)
"""What a tool did to code, from behind its name on; where news have a verb too, only to what is pointed at."""


_WENT_WRONG = lazy.pattern(
    r"\b(?:wrong|invalid|broken|incorrect\w*|bad|twice|instead|outside|empty|null|garbage|duplicated?|nonsense|"
    r"when(?:ever)?|unless|time|failed|fails|mistake\w*|accident\w*|original|earlier|previous\w*|yesterday|"
    r"hallucinat\w*|malformed|leak\w*|crash\w*|stale|truncated|missing from|too|users?|files? that|limits?|"
    r"permission\w*|unstable|useless|useful|unnecessary|rejected|ignored|refused|forgot|missed|lost)\b",
    re.IGNORECASE,
)
"""What is said of a fault, or of another time."""


_PART_IS_PART = (
    r"(?:only |all |most of |some of |much of |parts? of |half of )?"
    r"(?:the|this|these|all|both|most|some|my|everything)\b"
)
_PART_IS = lazy.pattern(
    rf"(?:^|[.,;:(] ?|\band |\bbut )(?P<what>{_PART_IS_PART}(?: [\w/'’`.()-]+){{0,5}}?) (?:is|are|was|were|"
    rf"comes?|came)"
    r"(?: (?:now|also|all|mostly|largely|entirely|partly|basically|straight|directly|purely|\w+ly|\d+ ?%))*"
    r" (?:(?P<how>by|from|out of|courtesy of|the work of|the output of) )?(?=\S)",
    re.IGNORECASE,
)
"""What of the change is somebody's, up to the name."""


_MUCH = (
    r"(?:(?:about|around|roughly|nearly|almost|like|~) ?)?"
    r"(?:\d{2,3} ?%|half|mostly|largely|entirely|purely|pure|almost all|almost entirely)"
)
_SHARE = lazy.pattern(
    rf"(?:^|[,;:(–—-] ?|\b(?:is|are|was|were) ){_MUCH} (?:(?:done |made |written )?(?:by|from) |the work of |"
    rf"of )?(?=\S)",
    re.IGNORECASE,
)


_GAVE = lazy.pattern(
    r"(?:\b(?:I|we)\b(?:['’]ve| have)?(?: \w+ly| just| then| also| simply| basically)?|^|\b(?:and|so|then|"
    r"but)(?: I| we| just)?) "
    r"?(?:gave|fed|handed|offloaded|pasted|passed|threw|outsourced|delegated|left|assigned)"
    r"(?: (?!up\b)[\w'’`-]+){1,8}? (?:to|into|at|over to) |"
    r"\b(?:was|were|been|is|are) (?:left|handed|given|delegated|outsourced|assigned) (?:over )?to |"
    r"^(?:outsourced|delegated) (?:this |it )?to ",
    re.IGNORECASE,
)


_WITH_IN_BRACKETS = lazy.pattern(
    r"(?<=\w) \((?:(?:credits?|source|author): |(?:mostly|largely|partly|all|entirely|done|made|written|again|"
    r"i did it|this time) )*(?:(?<=: )|(?:with|by|via|using|w/) )(?=\S)",
    re.IGNORECASE,
)


_WORK = (
    r"(?:solution|fix|patch|code|implementation|impl|regex|attempt|try|version|port|rewrite|wording|translations?|"
    r"tests?|draft)"
)
_WORK_OF = lazy.pattern(
    rf"(?:^|[.,;] )(?:here(?:['’]s| is)|this (?:is|was)) (?:(?:another|an?|the|one more|my|"
    rf"yet another) )?(?:[\w-]+ )?(?:[\w-]+/)?{_WORK} (?:by|from) |"
    rf"(?<=\w) \((?P<inside>(?:(?:the|some|most) )?{_WORK}) (?:by|from|courtesy of|with) ",
    re.IGNORECASE,
)


_TYPES = r"(?:fix|docs?|tests?|refactor|patch|plan|design|text|port)"
_LABEL_PART = (
    r"(?:code|(?:(?:initial|first) )?(?:prototype|version|attempt|pass)|(?:unit|new|e2e) tests|impl|"
    r"implementation|documentation|translations?|css|sql|regex|diagrams?|"
    r"plan and execution|execution|wording|logic|refactoring|scaffolding|boilerplate|"
    r"typing|spec|drafting|draft|"
    r"script|backend|frontend|most of the (?:edits|code|work)|edits|algorithm|shader|parser)"
)
_LABEL = lazy.pattern(
    rf"(?:(?:^|[.,;/(] ?|[*+-] )(?:{_LABEL_PART}(?: (?:and|&|\+) {_LABEL_PART})?|tools? used|written|co-?written)|"
    rf"[.,;/(] {_TYPES})"
    r"(?: (?:by|with))?: (?:(?:mostly|all|an? editor|vs ?code|vim|neovim|emacs),? )?(?=\S)",
    re.IGNORECASE,
)


def _what_it_made(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This is what Claude came up with`, `this is what Codex thinks can replace the old code`."""
    match = _WHAT.match(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and are_agents(tool[0]) and _IT_MADE.match(text, tool[1]) else ()


def _was_useful(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Copilot was quite useful for the table of opcodes.`"""
    for start in clause_starts(text, registry):
        tool = tools_at(text, start, registry)
        useful = _USEFUL.match(text, tool[1]) if tool else None
        lead = CLAUSE.split(text[:start].rstrip(" ,;:("))[-1]
        if tool and useful and are_agents(tool[0]) and not (NO_FACT.search(lead) or _LOOKS.search(text, useful.end())):
            return tool[0]
    return ()


def _its_code(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Not reviewed, AI code.`: what kind of code it is, at the end of a remark."""
    match = _AND_ITS.search(text)
    tool = tools_behind(match, registry)
    return tool[0] if match and tool and _CODE.fullmatch(text, match.end()) else ()


def signed_at_end(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Read the version from the file - Claude Sonnet 4.6`: a model with its version, as people sign what they did."""
    dash = max(text.rfind(" - "), text.rfind(" – "), text.rfind(" — "))
    signed = text[dash + 3 :].strip(" .)") if dash > 0 else ""
    model = MODEL.search(signed)
    if model is None or model.end() != len(signed) or len(signed) > _LONGEST_SIGNATURE or not model[0][-1].isdigit():
        return ()
    doubtful = OF_PRODUCT.search(text, 0, dash) or _NOT_SIGNED.match(text)
    return () if doubtful else read_value(signed, registry).named


_WORK_OF_TOOL = lazy.pattern(
    r"(?:this (?:is|was) |it['’]s |it is )(?:mostly )?an? (?P<tool>AI|LLM|ChatGPT|GPT|Claude|Codex|Copilot|Gemini) "
    r"(?:translation|port|rewrite|conversion|refactor(?:ing)?|draft|prototype)\b",
    re.IGNORECASE,
)
"""`This is an LLM translation of the Fortran`."""
_WHAT = lazy.pattern(r"(?:this is|here is|here['’]s) what (?=\S)", re.IGNORECASE)
_IT_MADE = lazy.pattern(
    r" (?:came up with|wrote|made|did|generated|produced|proposes?|proposed|suggests?|suggested|gave me|"
    r"thinks? (?:can|should|could|would) (?:replace|fix|work|be the))\b(?! (?:about|of|on|to|in)\b)",
    re.IGNORECASE,
)
_USEFUL = lazy.pattern(
    r" (?:was|has been|is) (?:(?:very|quite|really|super|extremely|so|also|pretty) )*(?:useful|helpful|handy|"
    r"great|invaluable|"
    r"a (?:great|big|huge|real) help) (?:for|with|in|here|at|when)\b",
    re.IGNORECASE,
)
_LOOKS = lazy.pattern(
    r"\b(?:find|spot|debug|review|understand|investigat|diagnos|track|search|explain|analy|test|learn|explor|"
    r"look|check)\w*\b",
    re.IGNORECASE,
)
_LONGEST_SIGNATURE = 40
_AND_ITS = lazy.pattern(
    r"[,;(–—] ?(?:all |mostly |just |pure |untested |unreviewed |raw )?(?=(?:AI|LLM|GPT|ChatGPT|Codex|Copilot)\b)"
)
_CODE = lazy.pattern(r"\w+(?:[- ](?:generated|written))?(?: code| slop)\W*")
_NOT_SIGNED = lazy.pattern(
    r"(?:[*+-] )?(?:add|bump|update|support|enable|use|switch|upgrade|remove|drop|deprecate|introduc|default)\w*\b",
    re.IGNORECASE,
)
_WORKED = (
    *("wrote ", "built ", "made ", " did ", "redid ", "coded ", "authored ", "drafted ", "ported ", "translated "),
    *("refactored ", "typed ", "scaffolded ", "implemented ", "generated ", "converted ", "transcribed ", "derived "),
    *("reworked ", "reworded ", "rephrased ", "polished ", "simplified ", "tidied ", "cooked up ", "came up with "),
    *("worked out ", "figured out ", "together ", "spat out ", "ed out ", "filled in ", "went through ", "care of "),
    *("shot", "produced ", "solved ", "structured ", "organi", "deduplicated ", "moderni", "designed ", "sketched "),
    *("inlined ", "extracted ", "documented ", "handled ", "finished ", "provided ", "contributed ", "prototyped "),
    *("able to ", "fixed ", "ed all ", "ed the ", "ed these ", "ed this", "ed it", "ed everything"),
)
"""What a tool did to code."""
_IN_SENTENCES: tuple[Rule, ...] = (
    ((" is ", " are ", " was ", " were ", " comes ", " came ", " come "), ("",), _is_of),
    (("%", "half ", "mostly ", "largely ", "entirely ", "pure", "almost "), ("",), _share_of),
    (("gave ", "fed ", "ed ", "threw ", "left ", "given "), ("",), _given_to),
    ((" code", " slop"), ("",), _its_code),
    (("useful ", "helpful ", "handy ", "great ", "invaluable ", " help "), ("",), _was_useful),
    ((" without ",), ("",), _not_without),
    (("blame ",), ("",), _blamed),
    ((" (",), ("",), _in_brackets_with),
    (("here", "this ", "by ", "from "), ("",), _offered),
    (("this is what ", "here is what ", "here's what "), ("",), _what_it_made),
    (_WORKED, ("",), _worked),
)
"""Rules, each with words of which a text must hold one before it is read."""
_ALONE: tuple[Rule, ...] = (
    (
        (" ftw", " win", " magic", " wizard", " brr", " cook", " did ", " strikes", " rescue", " is ", " away "),
        ("",),
        _cheered,
    ),
    (("claude", "codex", "copilot", "gpt"), ("",), _made_verb),
    ((" by ", " courtesy of ", " via "), ("",), _noun_by),
)
