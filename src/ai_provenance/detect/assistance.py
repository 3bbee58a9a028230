"""Sentences about help: `AI assistance was used`, `Codex helped with the tests`, `I worked with Copilot`.

They say that a tool took part before they say in what, and people name much that makes no author: to look for
something, to explain or check it, to write the message. So the purpose decides: with one, it must be to make something
of the change; without one, the sentence must end behind the tool, or be about this very change.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.clauses import (
    CHATS,
    CLAUSE,
    ENDS_CLAUSE,
    NO_FACT,
    clause_starts,
    is_fact,
    tools_at,
    tools_behind,
)
from ai_provenance.detect.disclosure import reason_for_no_part
from ai_provenance.detect.observations import Named
from ai_provenance.detect.values import UNSPECIFIED

_CHANGE = (
    r"(?:code|coding|patch|pr|pull request|changes?|commits?|tests?|docs|documentation|docstrings|boilerplate|"
    r"contribution|drafting|prototype|implementation|fix|refactor(?:ing)?|port|translations?|rewrite|version|work|"
    r"edits?|feature|regex(?:es)?|scripts?|algorithms?|functions?|modules?|quer(?:y|ies)|logic|maths?|css|layout|"
    r"parser|"
    r"syntax|plumbing)"
)
_PART = r"(?:(?:much|most|some|parts?|all|half|a lot|lots|bulk|majority) of )"


def was_used(text: str, registry: Registry) -> tuple[Named, ...]:
    """`AI assistance was used to implement this`, `Claude Code was used for the tests`."""
    for start in clause_starts(text, registry) if " used" in text or " involved" in text or " taken" in text else ():
        tool = _tool_of_clause(text, start, registry)
        used = _WAS_USED.match(text, tool[1]) if tool else None
        if tool is None or used is None or reason_for_no_part(text[start:], registry):
            continue
        rest = used["rest"]
        if not rest.strip(" .!:;,") or _BUT_I.match(rest) or _FOR_THIS.match(rest) or makes_something(rest):
            return tool[0]
    return ()


def helped(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Codex helped with the tests`, `AI assisted in this change`."""
    for start in clause_starts(text, registry) if "helped" in text or "assisted" in text else ():
        tool = _tool_of_clause(text, start, registry)
        given = _HELPED.match(text, tool[1]) if tool else None
        alone = tool and start == 0 and _HELPED_ALONE.fullmatch(text, tool[1])
        if alone and tool:
            return tool[0]
        if tool and given and makes_something(given["rest"]) and not reason_for_no_part(text[start:], registry):
            return tool[0]
    return ()


def with_person(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I worked with Copilot`, `so I used Claude Code`, `(I had an LLM do them)`, anywhere in a sentence."""
    for match in _PERSON.finditer(text):
        tool = tools_at(text, match.end(), registry)
        if tool is None or reason_for_no_part(text[match.start() :], registry):
            continue
        named, end = tool
        aided = _AIDED.match(text, end) or _AIDED_BEFORE.search(text, match.end(), end)
        how_much = _HOW_MUCH.match(text, end)
        end = how_much.end() if how_much else end
        rest = _AIDED.sub("", text[end:], count=1)
        tasked = _TASKED.match(rest) if match["had"] or match["having"] or match["also_had"] else None
        lead = text[: match.start()]
        if (match["had"] or match["also_had"]) and _AND_IT_MADE.match(text, end):
            return named
        denied = _BEFORE_THIS.search(lead) or (match["having"] and NO_FACT.search(CLAUSE.split(lead)[-1]))
        if denied or _THE_AI.search(text[match.end() : end]):
            continue
        if tasked is None and (match["had"] or text[:4].lower() == "had "):
            tasked = _HAD_DO.match(rest)
        if tasked and not OTHER_WORK.match(rest, tasked.start(tasked.lastgroup or 0)):
            return named
        if (aided and _HELP_WITHOUT_PURPOSE.match(rest)) or _WITH_PROMPT.match(rest):
            return named
        if not (ENDS_CLAUSE.match(rest) or _DOES.match(rest)):
            continue
        together = (match["together"] or match["just_together"]) is not None and _WITH_NO_MORE.match(rest)
        alone = (match["so"] is not None and not rest.strip(" .")) or (match["brackets"] and rest.startswith(")"))
        if together or alone or match["deed"] or _FOR_THIS.match(rest) or makes_something(rest):
            return named
    return ()


def use_to(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Use generative AI to convert 3 Perl scripts to Python`, as people say in a body what a change does.

    A product uses a tool to generate, to classify or to translate: only what is done to code counts.
    """
    match = _USE.match(text)
    tool = tools_behind(match, registry)
    deed = _TO_CODE.match(text, tool[1]) if tool else None
    return tool[0] if tool and deed and not OTHER_WORK.search(deed[0]) else ()


def added_work(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I added an LLM-derived regression test`: what a person says to have put in, and how it was made."""
    match = _ADDED_WORK.search(text)
    tool = tools_at(match["tool"], 0, registry) if match else None
    return tool[0] if tool and match and is_fact(text[: match.start()]) else ()


def driven_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`The changes here are largely driven by Perplexity (with Claude)`: the tool in brackets is one that is known."""
    match = _DRIVEN_BY.match(text)
    tool = tools_behind(match, registry)
    if tool is None and match:
        inside = _WITH_INSIDE.match(text, match.end())
        tool = tools_at(inside["tool"], 0, registry) if inside else None
    return tool[0] if tool else ()


def made_together(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This is a collaboration with Claude`, `it came from ChatGPT`, `another version, by Gemini`."""
    for match in _TOGETHER_PATTERN.finditer(text):
        tool = tools_at(text, match.end(), registry, possessive=match["whose"] is not None)
        if tool is None:
            continue
        named, end = tool
        if match["noun"] is not None and text[end:].strip(" .)"):
            continue
        public = match["got"] is not None and not all(one.agent in CHATS for one in named)
        if match["whose"] is not None or (
            not public and ENDS_CLAUSE.match(text, end) and (match["driven"] or is_fact(text[: match.start()]))
        ):
            return named
    return ()


def change_of(text: str, registry: Registry) -> tuple[Named, ...]:
    """`AI-assisted.`, `this is a Codex-driven change`, `fully vibe coded`: what kind of change it is."""
    vibe = _VIBE_CODED.search(text) if "vibe" in text.lower() else None
    if vibe and (vibe[0].startswith(",") or is_fact(text[: vibe.start()])):
        return (Named(UNSPECIFIED),)
    match = _KIND_OF_CHANGE.search(text)
    if match is None or not is_fact(text[: match.start()]):
        return ()
    inside = tools_at(match["inside"], 0, registry) if match["inside"] else None
    found = inside or tools_at(match["tool"], 0, registry)
    return found[0] if found else ()


def record_of_prompts(line: str, registry: Registry) -> tuple[Named, ...]:
    """`Codex prompt history:`, `Claude Code transcript: LINK`: a line that comes before what was said to a tool."""
    tool = tools_at(line, 0, registry, possessive=True)
    return tool[0] if tool and _RECORD.match(line, tool[1]) else ()


def _tool_of_clause(text: str, start: int, registry: Registry) -> tuple[tuple[Named, ...], int] | None:
    """The tools that the clause at START is about, if it states something, and not of the AI of a product."""
    clause = CLAUSE.split(text[:start].rstrip(" ,;:("))[-1]
    if _THE_AI.search(text[: start + 6]) or NO_FACT.search(clause):
        return None
    return tools_at(text, start, registry, possessive=True)


def makes_something(rest: str) -> bool:
    """Whether REST, which follows the name of a tool, names a purpose or deed of making."""
    return _MAKING.search(OTHER_WORK.sub(" ", rest)) is not None


_HELPED_ALONE = lazy.pattern(
    r" (?:also |really )?helped(?: out)?(?: me| us)?(?: a lot| a bit| here)?(?:[.! ]*|,? (?:but|and I|"
    r"and we)\b.*)",
    re.IGNORECASE,
)
_WITH_INSIDE = lazy.pattern(r"[A-Z][\w.]* \((?:with|via|using|and) (?P<tool>[^()]{2,40})\)")
_WITH_PROMPT = lazy.pattern(r" with (?:the following|this|these|a|the|one) (?:[\w-]+ )?prompts?\b", re.IGNORECASE)
_BUT_I = lazy.pattern(
    r",? (?:but|though|and) (?:I|we) (?:went|reviewed|checked|edited|rewrote|cleaned|read|tested)\b", re.IGNORECASE
)
_BEFORE_THIS = lazy.pattern(r"\b(?:previously|until now|so far)\b", re.IGNORECASE)
_USE = lazy.pattern(r"use (?=\S)", re.IGNORECASE)
_THE_AI = lazy.pattern(r"\bthe ai\b[^\n]{0,4}$", re.IGNORECASE)
_HOW_MUCH = lazy.pattern(
    r"(?: (?:a (?:bit|lot|little)|some|quite a bit))?(?= (?:to|for|here|on|in|as)\b|\W*$)", re.IGNORECASE
)
_AIDED = lazy.pattern(r"\s*(?:assistance|assist|help|support)\b", re.IGNORECASE)
_AIDED_BEFORE = lazy.pattern(r"\b(?:assistance|assist|help)\b", re.IGNORECASE)
_HELP_WITHOUT_PURPOSE = lazy.pattern(
    r"(?: \w+ly)?\s*(?:$|[.;]|\((?:mostly|mainly|especially) for (?:the )?(?:tests?|code|boilerplate)|,? (?:but|"
    r"and) (?:I|did|with)\b|"
    r" with (?:small|incremental|careful|manual|my)\b)"
)
"""Help is help with the change, where nothing else is named that it was with."""
_WITH_NO_MORE = lazy.pattern(
    r"\s*(?:$|[.;,)]|(?:on|and|as|here)\b|(?:to|for)\b(?! (?:review|debug|find|understand|test)))", re.IGNORECASE
)


_WAS_USED = lazy.pattern(
    r"(?:['’]s)?(?: \([^)]*\))?(?: (?:tools?|assistance|help|support))?(?: (?:was|were|has been|have been|got)|"
    r"(?= used (?:for|to) (?:the |some |most |all |much )?"
    r"(?:(?:unit )?tests|boilerplate|docs|docstrings|code|implementation|refactoring|write|generate|"
    r"implement|refactor)))"
    r"(?: \w+ly| also| then| again| only| just)* (?:used|involved|taken(?= to\b))(?! by\b)(?: \w+ly|"
    r" as \w+(?: \w+){0,2}?(?= to| for))?"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)


_HELPED = lazy.pattern(
    r"(?: (?:has|have|had|also|then|just|greatly|\w+ly))* (?:helped|assisted)(?: out)?(?: me| us)?(?P<rest> .*)",
    re.IGNORECASE,
)


_USED = (
    r"use|used|leveraged|utili[sz]ed|employed|made (?:good |heavy |some |extensive )?use of|"
    r"tried(?: using)?|experimented with(?: using)?"
)
_HAD = r"had|asked|let|got|prompted|told|instructed|directed"
_TOGETHER = (
    r"(?:worked|iterated)(?: together| closely| (?:a (?:couple|few)|some|several)(?: of)? times| a (?:bit|"
    r"lot))?(?: (?:on|through) (?:this|it|these|the \w+))? with|"
    r"vibed (?:this |it )?with|"
    r"paired(?: up)? with|pair[- ]programmed with|collaborated with|"
    r"relied on|leaned on"
)
_SOME = r"(?:(?:some|a (?:bit|mix|combination) of|help (?:from|of)|the help of) )*"
_WORK = (
    r"(?:this|it|these|everything|(?:most|all)(?: of (?:it|this))?|"
    rf"(?:the|my|this|these|most of the|all the) (?:\w+ ){{0,2}}?{_CHANGE})(?: \w+ly)?"
)
_PERSON_MADE = (
    r"(?:made|wrote|built|created|implemented|did|generated|coded|ported|translated|applied|developed|drafted|"
    r"refactored|rewrote|prepared|produced|designed|added|updated|fixed)"
)
_PERSON_DEED = rf"{_PERSON_MADE} {_WORK} (?:with|using|via)"
_ADVERBS = r"(?:['’]ve| have| had| did| also| just| mostly| then| simply| \w+ly)*"
_PERSON = lazy.pattern(
    r"(?:(?:^|[,;:(—–]\s*|\b(?:and|but|that|as|because|since|then)\s+|(?<=[`)] )(?=I asked )|\b(?P<so>so )\s*)"
    rf"(?:I|we){_ADVERBS} (?:{_USED}|(?P<had>{_HAD})|(?P<together>{_TOGETHER})|(?P<deed>{_PERSON_DEED}))|"
    r"\b(?:by|via|through|after) (?P<having>having|asking|getting|prompting|telling|instructing)|"
    r"\b(?:apologi[sz]e|sorry) for using|"
    rf"(?:^|(?P<brackets>\()|\band |, (?=asked |had |got |let ))(?:(?P<also_had>{_HAD})|used|"
    rf"(?P<just_together>{_TOGETHER}))) {_SOME}",
    re.IGNORECASE,
)
"""A person and a verb of having something done, at the beginning of a clause, up to the name of the tool."""


_AND_IT_MADE = lazy.pattern(
    r"[^.;]{0,100}?(?:\band|,|\bthen|[.;])(?: then| also)? "
    r"(?:it(?: then| also| just)? (?:gave me (?:this|the|a|some) |came up with|wrote|produced|made|did|generated|"
    r"implemented|one-shot\w*)|this is what (?:it|I got))(?! (?:clear|sense|sure|not\b|nothing|an? (?:issue|"
    r"report|list)))",
    re.IGNORECASE,
)
"""What came of a question: `I asked ChatGPT how to do this and it gave me the loop`."""


_DOES = lazy.pattern(
    r" (?:do|write|implement|generate|create|draft|build|port|convert|translate|refactor|rewrite|code|make|"
    r"fix|add|"
    r"update|come up|help|assist|produce|prepare|apply)\b",
    re.IGNORECASE,
)
"""What a tool was had to do."""


_MAKES_NOTHING = (
    r"(?:re)?(?:review|check|verif|explain|look|compar|audit|find|search|scan|analy|investigat|debug|"
    r"diagnos|reproduc|"
    r"research|explor|brainstorm|understand|describ|summari|list|tell|confirm|estimat|run|test|benchmark|profil|"
    r"measur|give|show|suggest|propos|think|figur|read|see|watch|track|trac|identif|locat|grep|count|evaluat|"
    r"assess|validat|rate|critiqu|comment|answer|guess|plan|perform|take|go|try|spot|hunt|triag|bisect|walk|"
    r"report|judg|decid|double|proofread|polish|cross|pick|examin|inspect|study|discuss|consider|teach|keep|pars|"
    r"extract|collect|gather|get|be|have|help|use|stop|not|make sure|do (?:a|an|some|the same)|what|why|how|"
    r"whether|if|"
    r"to\b|always|never|first|that|this|for|about|with|the|on|in|from|and|or|but|loose|know|learn|see|"
    r"clarify|interpret|"
    r"respond|reply|say|enter|loop|fail|crash|break|hit|"
    r"quer|quiz|scrap|crawl|fetch|monitor|wait|work out|generate (?:a |an |some )?(?:list|report|table|plot|"
    r"chart|input|data|"
    r"idea))"
)
"""Beginnings of what a tool is had to do that leaves nothing in the change."""


_HAD_DO = lazy.pattern(
    rf" (?:also |then |just |even )?(?P<deed>(?!{_MAKES_NOTHING})[a-z]{{2,}})(?: up| out)? "
    r"(?:the|this|these|my|it|all|most|our|an?|some|everything|with)\b",
    re.IGNORECASE,
)
"""What a person had a tool do to something pointed at: `I had it turn the list into a table`."""


_TASKED = lazy.pattern(
    rf"(?:,? to(?: (?:also|then|just|please|always|first))* (?P<deed>(?!{_MAKES_NOTHING})[a-z]{{2,}})|"
    r"(?: (?:also|then|just))* (?P<bare>write|implement|draft|port|convert|translate|refactor|rewrite|fix|"
    r"bump|replace|(?:improve|optimi[sz]e|polish|generate|create|add|compact|shorten|reword|restructure|"
    r"reorgani[sz]e|simplify|tidy|reformat|rename|rework|redo|"
    r"finish|document|annotate|migrate|moderni[sz]e|clean up|come up with|take care of)(?= (?:the|this|these|my|it|"
    r"all|most)\b)))"
    r"(?:\s+\S|$)"
)
"""What a tool was had to do, unless it is to look, to think, to run or to report: that makes nothing."""


_CODE = r"(?:scripts?|code|unit tests?|tests?|bugs?|modules?|functions?|class(?:es)?|build|imports?|warnings?)"
_TO_CODE = lazy.pattern(
    rf" to (?:fix|port|refactor|rewrite|implement|write|convert|"
    rf"migrate) (?:[\w'’,-]+ ){{0,5}}?{_CODE}\b",
    re.IGNORECASE,
)


_ADDED_WORK_MADE = r"(?:derived|generated|written|assisted|authored|made|created|drafted|produced|coded)"
_ADDED_WORK = lazy.pattern(
    r"\b(?:I|we)(?:['’]ve| have)?(?: also| just)? (?:added|add|included|include|wrote|committed|used) "
    r"(?:(?:an?|some|the|two|three|a few|more|new) )*(?P<tool>AI|LLM|Claude|Codex|Copilot|Gemini|ChatGPT)[- ]"
    rf"{_ADDED_WORK_MADE} (?:[\w-]+ ){{0,3}}?(?:{_CHANGE}|section|page)\b"
)


_DRIVEN_BY = lazy.pattern(
    rf"(?:the|these|this|all|most of the) {_CHANGE}(?: (?:to|in|of) [^;,]{{1,60}}?)?(?: here)?"
    r"(?: (?:is|are|was|were))?(?: \w+ly)* driven by ",
    re.IGNORECASE,
)


_TOGETHER_PATTERN = lazy.pattern(
    r"\b(?:this|it|change|patch|pr|commit|work) (?:is|was) (?:very much |really )?"
    r"(?:a |the (?:result|product) of (?:a )?)?"
    r"(?:collaboration|joint effort|joint work|pair[- ]programming(?: session)?) "
    r"(?:with|between me and|of me and) |"
    r"^(?:an? )?(?:collaboration|joint effort) (?:with|between me and|of me and) |"
    r"(?P<got>\b(?:got|came|comes) (?:[\w-]+ ){0,5}?from )|"
    r"(?P<driven>(?:^|, |\bbut |\band )(?:but )?(?:this (?:pr |change )?was )?(?:mostly |largely )?"
    r"(?:driven|steered) by )|"
    r"\b(?P<noun>(?:implementation|version|attempt|draft|patch|port|rewrite), (?:using|by|with|via) )|"
    r"\b(?P<whose>(?:all|mostly|entirely|largely) (?=\S+(?: Code)?['’]s (?:work|doing|code)\b))",
    re.IGNORECASE,
)


_KIND_OF_CHANGE_DEGREE = (
    r"(?:(?:almost |nearly |basically )?"
    r"(?:mostly|very much|pretty much|fully|entirely|partly|partially|largely|heavily|completely|100 ?%|"
    r"in part|purely|all) )?"
)
_KIND_OF_CHANGE_MADE = r"(?:generated|written|authored|coded|assisted|drafted|aided|driven|made|produced)"
_KIND_OF_CHANGE_CHANGE = (
    r"(?:pr|pull request|change|commit|patch|diff|contribution|fix|port|rewrite|refactoring|implementation)"
)
_KIND_OF_CHANGE_WHAT = (
    r"(?:the |this |these |all |most |both )?(?:unit )?(?:tests?|code|docs?|patch|pr|changes?|commit|everything)"
)
_KIND_OF_CHANGE = lazy.pattern(
    rf"(?:^|[,(] ?)(?:(?:this|it|which|{_KIND_OF_CHANGE_WHAT})(?:['’]s| is| was| were| are| has been|"
    rf" have been)? )?(?:an? )?{_KIND_OF_CHANGE_DEGREE}"
    r"(?P<tool>AI|LLMs?|GenAI|Codex|Claude|Copilot|Gemini|ChatGPT)[- ]"
    rf"{_KIND_OF_CHANGE_MADE}(?: \((?P<inside>[^()]*)\))?(?P<change> (?:[\w-]+ (?:and|&|"
    rf"/) )?{_KIND_OF_CHANGE_CHANGE})?"
    r"(?=\s*(?:$|[.;,)]|!(?!=)|(?:but|because|since|given|and|with|by|so|as|under|then|reviewed|tested|"
    r"verified|checked|"
    r"edited|"
    r"in parts?|locally|using|via)\b|(?(change) (?:to|for|that|which)\b|(?!))))",
    re.IGNORECASE,
)
"""That this is, or was, made so, from the beginning of a clause."""


_VIBE_CODED_DEGREE = r"(?:all|mostly|fully|entirely|completely|100 ?%|partly|largely|heavily|totally|purely)"
_VIBE_CODED_WHAT = r"(?:it|this|these|that|them|everything|all|most|the)"
_VIBE_CODED_ENDS = r"\s*(?:$|[.;,)!])"
_VIBE_CODED = lazy.pattern(
    rf"(?:\b(?:I|we)(?: just| also| then| mostly| basically| \w+ly)* |"
    rf"\band (?:just )?)vibe[- ]coded {_VIBE_CODED_WHAT}\b|"
    rf"\b{_VIBE_CODED_DEGREE} (?:one-shot )?vibe[- ]?coded\b(?= \w+$|{_VIBE_CODED_ENDS})|(?:^|"
    rf", )vibe[- ]?coded\b(?={_VIBE_CODED_ENDS})|"
    rf"\bvibe[- ]?coded (?:mostly|"
    rf"entirely|all)\b|"
    r"(?:^|\bthis is )an? (?:\w+[ ,]+){0,2}\(?vibe[- ]?coded\)? |"
    r"\b(?:code|it|this|everything|most|all|tests?)(?: here| of it| of this)? (?:is|"
    r"are) (?:\w+ly )?vibe[- ]?coded\b|"
    r"\b(?:was|were|got|been) (?:\w+ly )?vibe[- ]?coded\b(?! (?:by (?!me|us)|apps?|projects?))",
    re.IGNORECASE,
)


_RECORD = lazy.pattern(
    r"(?:['’]s)? (?:prompts?|transcripts?|session|conversation|chat)(?: (?:history|log|transcript|used))?"
    r"(?: that (?:generated|produced|wrote|created|made) (?:this|the) \w+)?"
    r"(?:\s*:\s*(?:<?https?://\S+)?\s*$| (?:is|are) (?:as follows|below)\b\W*$)",
    re.IGNORECASE,
)


_WHEN = r"(?:for|in|on|during|with|while (?:preparing|making|writing))"
_FOR_THIS_WHAT = (
    rf"{_PART}?(?:this|these|it|most|all|that|everything|(?:the|my) (?:\w+ ){{0,2}}?{_CHANGE})(?: {_CHANGE})?"
)
_FOR_THIS_ENDS = r"\s*(?:$|[.;,)]|(?:but|and|as)\b)"
_FOR_THIS = lazy.pattern(
    rf"(?:,| a lot| extensively| heavily| here| throughout)*(?: {_WHEN} {_FOR_THIS_WHAT}{_FOR_THIS_ENDS}|"
    r" (?:extensively|heavily|throughout)\s*(?:$|[.;,)]))",
    re.IGNORECASE,
)
"""About this very change, and nothing else that the tool was used for."""


_MAKING_DEED = (
    r"(?:writ(?:e|es|ing|ten)|wrote|implement\w*|draft\w*|prepar(?:e|ed|ing)|creat(?:e|ed|es|ing)|"
    r"generat(?:e|ed|es|ing)|refactor\w*|port(?:ed|ing)|translat(?:e|ed|ing)|fix(?:ed|es|ing)|add(?:ed|ing)?|"
    r"updat(?:e|ed|ing)|appl(?:y|ied|ying)|develop(?:ed|ing)?|cod(?:ed|ing)|building|built|complet(?:e|ed|ing)|"
    r"edit(?:ed|ing)|extend(?:ed|ing)?|adapt(?:ed|ing)?|author(?:ed|ing)?|produc(?:e|ed|ing)|mak(?:e|ing)|made|"
    r"resolv(?:e|ed|ing)|convert(?:ed|ing)?|rewrit(?:e|ing|ten)|solv(?:e|ed|ing)|come up with|throw (?:this|it)|"
    r"put (?:this|it) together|(?:to|and|then|me|help|helped) (?:code|build|edit|port|fix)|"
    r"do (?:it|this|them|that|most|all|(?:the|a few|more|some) (?:\w+ ){0,2}"
    rf"(?:rest|conversion|edits?|replacements?|renam\w+|{_CHANGE})))"
)
_WHERE = r"(?:for|on|in|with|during) "
_MAKING = lazy.pattern(
    rf"\b{_MAKING_DEED}\b|\b(?:creation|making|preparation|development|writing) of (?:this|the) (?:{_CHANGE})\b|"
    rf"\b{_WHERE}(?:(?:the|this|my|both|initial|first|an|a|its|and) |{_PART})*{_CHANGE}\b",
    re.IGNORECASE,
)


_OTHER_WORK_DEED = (
    r"(?:writ\w+|draft\w*|creat\w+|generat\w+|prepar\w+|produc\w+|mak\w+|made|fix\w*|add\w*|edit\w*|updat\w*|"
    r"build\w*|"
    r"translat\w*|proof\w+)"
)
_OTHER_WORK_WHAT = (
    r"(?:messages?|descriptions?|titles?|summar(?:y|ies)|repl(?:y|ies)|answers?|responses?|benchmarks?|reports?|"
    r"reviews?|comments?|plans?|proposals?|gramm[ae]r|typos?|data|images?|text|sense|sure|list|repro\w*|"
    r"examples? of|tables?|charts?|diagrams?|plots?|prompts?|issues?|queries|inputs?|outputs?)"
)
_LOST = r"(?:throw-?away|temporary|one-off)"
OTHER_WORK = lazy.pattern(
    rf"\b{_OTHER_WORK_DEED}(?: and \w+)? (?:(?!and )[\w'’-]+ ){{0,3}}?(?:{_OTHER_WORK_WHAT}|{_LOST} .*)\b",
    re.IGNORECASE,
)
"""Deeds whose object is no part of the change."""
