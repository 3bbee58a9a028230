"""Attributions without a verb: `Mostly AI, reviewed by me`, `upgrade notes by Codex CLI`, `(ai slop)`.

Without a verb there is no clause to judge, so the place decides: a fragment begins its sentence, or ends a subject or
an item of a list, and nothing goes on behind the tool.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.clauses import CHATS, CLAUSE, NO_FACT, OTHERS_WORK, OUTPUT, tools_at, tools_behind
from ai_provenance.detect.observations import Named
from ai_provenance.detect.values import UNSPECIFIED

_DEGREE = (
    r"(?:mostly|entirely|fully|all|largely|purely|basically|pretty much|completely|almost (?:all|entirely)|100 ?%)"
)


def mostly(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Mostly AI, reviewed by me`, `this is 100% AI slop`: whose work it is, at the beginning of a sentence."""
    match = _MOSTLY.match(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and _ENDS_WORK.match(text, tool[1]) else ()


def vibed(text: str, _registry: Registry) -> tuple[Named, ...]:
    """`vibe code the sync adapter`, `Add vibecoded stress tests`: how the author made it."""
    vibed = _VIBED.match(text) or _ONLY_VIBED.fullmatch(text) or _BY_VIBING.search(text)
    return (Named(UNSPECIFIED),) if vibed and not _ABOUT_VIBING.search(text) else ()


def by_script(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Run an AI generated script to wrap all comments`: the change is what the script did."""
    match = _BY_SCRIPT.search(text)
    tool = tools_at(match["tool"], 0, registry) if match else None
    return tool[0] if tool and match and not NO_FACT.search(CLAUSE.split(text[: match.start()])[-1]) else ()


def generated(text: str, registry: Registry) -> tuple[Named, ...]:
    """`ChatGPT-generated test case for an empty buffer`: what an item of a list adds."""
    match = _GENERATED.match(text)
    tool = tools_at(match["tool"] or match["maker"], 0, registry) if match else None
    return tool[0] if tool else ()


def by_itself(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I am an AI agent submitting this fix`: the author says what it is."""
    match = _BY_ITSELF.search(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool else ()


def slop(text: str, registry: Registry) -> tuple[Named, ...]:
    """`add Ops.CAT (ai slop)`, `fix it with more ai slop`: what people call a change of their own that an AI wrote."""
    match = _SLOP.search(text)
    named = (match["inside"] or match["tool"]).replace("ai", "AI") if match else ""
    tool = tools_at(named, 0, registry)
    return tool[0] if tool and tool[1] == len(named) else ()


def work_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`upgrade notes by Codex CLI`, `bugfix from GPT 5.4`, `strings for all languages (by AI)`.

    What comes `from` a tool's name alone may come from its repository: a model has none. Behind a verb (`Fix handling
    of properties by Gemini`) a product may be meant, so that what is named before `by` must be work.
    """
    for match in _WORK.finditer(text):
        tool = tools_at(text, match.end(), registry)
        ends = _ENDS_PHRASE if match["phrase"] else _ENDS_FRAGMENT
        if tool is None or not ends.match(text, tool[1]):
            continue
        lead = text[: match.start(match.lastgroup or 0)].rstrip()
        # a noun may look like a verb (`Test fixes by`), and an example may be one: brackets are about all of it
        of_chat = match["given"] is not None and all(one.agent in CHATS for one in tool[0])
        all_of_it = match["inside"] or match.start() == 0 or (of_chat and _TAKES_IN.match(lead))
        other = not all_of_it and OTHERS_WORK.match(lead)
        doubtful = (match["inside"] or match["phrase"]) and (DONE_OTHERWISE.search(lead) or OUTPUT.search(lead))
        of_model = match["origin"] is None or of_chat or MODEL.match(text, match.end())
        if of_model and not (other or doubtful or NO_FACT.search(CLAUSE.split(lead)[-1])):
            return tool[0]
    return ()


def output_of(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This patch is the output of Codex`, `lightly edited output of Claude`, `Courtesy of Claude Code`."""
    match = _OUTPUT_OF.match(text)
    tool = tools_behind(match, registry, possessive=True)
    ends = tool is not None and (_ENDS_FRAGMENT.match(text, tool[1]) or _OUTPUT.match(text, tool[1]))
    return tool[0] if tool and ends else ()


def is_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`The tests are by Claude`, `The regex is from ChatGPT`: what of this change, and whose it is."""
    match = _IS_BY.match(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or (match["origin"] and not all(one.agent in CHATS for one in tool[0])):
        return ()
    return tool[0] if _ENDS_WORK.match(text, tool[1]) else ()


def straight_from(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Untested code straight from Claude 3.7`: from a model or a chat, as code that a tool is made of is public."""
    match = _STRAIGHT_FROM.search(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not all(one.agent in CHATS for one in tool[0]):
        return ()
    lead = text[: match.start()]
    doubtful = OTHERS_WORK.match(text) or NO_FACT.search(CLAUSE.split(lead)[-1]) or OUTPUT.search(lead.rstrip())
    return tool[0] if _ENDS_WORK.match(text, tool[1]) and not doubtful else ()


def opened_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This PR was opened by an AI agent`: who brought the change."""
    match = _OPENED_BY.match(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and _ENDS_WORK.match(text, tool[1]) else ()


def of_tool(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Claude's new registry functions`, `Codex trying to fix the build`: a change that is called the tool's."""
    text = _THIS_IS.sub("", text, count=1)
    tool = tools_at(text, 0, registry, possessive=True)
    if tool is None or text[: tool[1]].lower().startswith("the "):
        return ()
    return tool[0] if _ITS_WORK.match(text, tool[1]) or _AT_WORK.match(text, tool[1]) else ()


def by_name(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Thanks Gemini.`, `By Gemini Agent`, `Claude'd.`: a sentence that says nothing else."""
    thanks = _THANKS.match(text) or _ONLY_BY.match(text)
    tool = tools_at(text, thanks.end() if thanks else 0, registry, possessive=True)
    if tool is None or any(one.kind != "agent" for one in tool[0]):
        return ()  # a reviewer is thanked for its remarks
    rest = text[tool[1] :]
    return (
        tool[0]
        if (thanks and (not rest.strip(" .!:)") or _FOR_THAT.fullmatch(rest))) or _AS_VERB.fullmatch(rest)
        else ()
    )


def adjective_at_end(text: str, registry: Registry) -> tuple[Named, ...]:
    """`German strings AI-translated`: how what was changed was made, at the end."""
    match = _ADJECTIVE_AT_END.search(text)
    if match is None or OTHERS_WORK.match(text) or NO_FACT.search(CLAUSE.split(text[: match.start()])[-1]):
        return ()
    tool = tools_at(match["tool"], 0, registry)
    return tool[0] if tool else ()


_FOR_THAT = lazy.pattern(
    r",? (?:for (?:this|that|it|these|everything|all (?:this|that|of it)|the (?:help|code|fix|work|"
    r"tests?))(?: one)?|nice [\w-]+)[\s.!)]*(?:\(#\d+\))?",
    re.IGNORECASE,
)
_OUTPUT = lazy.pattern(r"(?:['’]s)? (?:output|session|prompt|run|chat)\b", re.IGNORECASE)
_TAKES_IN = lazy.pattern(r"(?:apply|import|copy|use|merge|add|commit)(?:s|ied|ed)?\b", re.IGNORECASE)
_ONLY_VIBED = lazy.pattern(
    r"(?:(?:more|some|pure) )?vibe[- ]?coding(?: session)?\W*(?:#\d{1,9})?\W*|(?:pure|all|just) vibes\W*", re.IGNORECASE
)
_THIS_IS = lazy.pattern(r"(?:this|it)(?:['’]s| is) ", re.IGNORECASE)


_OUTPUT_OF = lazy.pattern(
    r"(?:(?:this|it)(?: (?:patch|pr|change|commit|code))?(?:['’]s| is| was) )?(?:(?:the|mostly|raw|unedited|"
    r"(?:lightly|heavily|slightly|barely) edited) )*output (?:of|from|by) |"
    r"(?:(?:this )?(?:fix|patch|code|tests?|docs|translations?|commit|change|pr),?(?: (?:is|"
    r"was))? )?(?:courtesy of|brought to you by) |"
    r"(?:(?:heavily|lightly|slightly|barely|manually|hand)[- ])?(?:edited|cleaned[- ]up|tweaked|"
    r"massaged) (?=\S+(?: Code)?(?:['’]s)? output\b)|"
    r"(?:(?:mostly|largely|loosely|heavily) )?(?:based on|started (?:from|as|with)) (?:(?:an?|the) )?(?:\w+ )?"
    r"(?:draft|patch|prototype|version|attempt|implementation|sketch|code|output) (?:\w+ )?(?:by|of|from) ",
    re.IGNORECASE,
)


_STRAIGHT_FROM = lazy.pattern(
    r"(?:^|\b(?:code|patch|fix|script|function|implementation|tests?|regex|version|it|this|docs),? )"
    r"(?:is |was |comes |came |taken |copied |pasted |copy-pasted )?(?:almost |mostly )?"
    r"(?:straight|directly|right|verbatim|unchanged) (?:out of|from|off) ",
    re.IGNORECASE,
)


_IS_BY_WORK = (
    r"(?:(?:unit )?tests?|docs|documentation|docstrings|code|implementation|fix|patch|changes?|port|draft|"
    r"regex(?:es)?|script|query|algorithm|function|translations?|formula)"
)
_IS_BY = lazy.pattern(
    rf"(?:the|all|most of the|these|this) (?:new )?{_IS_BY_WORK} (?:is|are|was|were) "
    r"(?:mostly |all |entirely |largely )?(?:by|(?P<origin>from)) ",
    re.IGNORECASE,
)


_OPENED_BY = lazy.pattern(
    r"(?:this|the) (?:pr|mr|pull request|merge request|patch|change|commit) (?:was|is|has been) (?:\w+ly )?"
    r"(?:opened|raised|filed|proposed|sent|posted|made|submitted)(?: \w+ly)? by ",
    re.IGNORECASE,
)


_VIBED = lazy.pattern(
    r"(?:(?:add|use|commit)(?:s|ed)? )?(?:(?:an?|some|basic|more|initial|first|new) )?vibe[- ]?cod(?:ed?|"
    r"ing) [\w`(]|"
    r"(?:(?:I|we)(?: just| totally| completely| basically)? )?vibed? (?:the|an?|this|some|up|new|more|my|"
    r"out)(?: (?!check)\w|\W*$)",
    re.IGNORECASE,
)


_BY_VIBING = lazy.pattern(
    r"\w (?:via|by|through|using|with) (?:some |pure )?vibe[- ]?coding\W*(?:\(#\d{1,9}\))?\W*$", re.IGNORECASE
)
"""`Fix the menu via vibe coding`: how, at the end of what was done."""


_ABOUT_VIBING = lazy.pattern(
    r"vibe[- ]?cod(?:ed?|ing) (?:mode|editor|apps?|page|platform|section|support|tools?|users?|sessions?|"
    r"guides?|tag|"
    r"prs?|pull requests?|contributions?|projects?|changes|patches|posts?|errors?|bugs?|comments?)\b|"
    r"\b(?:is|are|should|must|will|can|may|not|no)\b",
    re.IGNORECASE,
)
"""A product for it, or an opinion on it."""


_BY_SCRIPT = lazy.pattern(
    r"(?:^|\b)(?:[Rr]un|[Rr]an|[Uu]s(?:e|ed|ing)|by running) an? (?P<tool>AI|LLM|Claude|Codex|Copilot|"
    r"ChatGPT|Gemini)[- ]"
    r"(?:generated|written) (?:[\w-]+ )?(?:script|codemod)\b"
)


_VERB = r"(?!.* (?:is|are|was|were|should|must|will|can|may)\b)"
_GENERATED = lazy.pattern(
    r"(?P<tool>(?:ChatGPT|Claude|Codex|Copilot|Gemini|GPT[- ]?\d[\w.]*)(?: AI)?)[- ](?:generated|"
    r"written) (?:[\w-]+ ){0,5}?"
    rf"(?:test cases?|tests|(?:bug ?)?fix(?:es)?|code|docs|documentation|implementation|script)\b{_VERB}|"
    r"(?:[Aa]dd(?:s|ed)? (?:an? |some |the )?)?(?P<maker>AI|LLM|ChatGPT|Claude|Codex|Copilot|Gemini|"
    r"GPT[- ]?\d[\w.]*)[- ](?:generated|written|assisted|"
    r"aided) "
    r"(?:[\w-]+ ){0,3}?(?:test cases?|tests|(?:bug ?)?fix(?:es)?|diff|docs|docstrings|documentation|implementation|"
    r"clean-?up|comments|doc comments?|docstring|stuff|readme|helpers?|lexer|tokenizer|"
    r"refactor(?:ing)?|port|rewrite|translations?|parser|patch|version|type hints|boilerplate)"
    rf"(?=\s*(?:$|[.,;(]|(?:for|of)\b)){_VERB}"
)


_BY_ITSELF = lazy.pattern(
    r"(?:^|[,:;(] )I(?: am|['’]m) (?:(?=an? (?:AI|LLM)[ -](?:coding )?(?:agent|assistant)\b(?! developer))|"
    r"(?=[\w ()./-]{3,30}, an? (?:AI|LLM)\b))"
)


_MOSTLY = lazy.pattern(
    rf"(?:(?:this|it|everything|the (?:code|patch|change|diff|pr))(?:['’]s| is| was) )?{_DEGREE} "
    r"(?:(?:of (?:this|it) (?:is|was) )?(?:by |done by |the work of )?)",
    re.IGNORECASE,
)


_ENDS_WORK = lazy.pattern(
    r"(?: (?:slop|code|work|output))?\s*(?:$|[.;,)]|[^\x00-\x7f\w]|(?:but|and|with|then|plus) (?:I|me|my|some|"
    r"a few|it|"
    r"minor|small)\b)",
    re.IGNORECASE,
)


_SLOP = lazy.pattern(
    r"\S \((?:some |more |pure |all |mostly |100% )?"
    r"(?P<inside>[A-Za-z][\w .-]{1,20}) slop\)\W{0,4}(?:\(#\d{1,9}\))?$|"
    r"\bwith (?:some |more |pure )?(?P<tool>[A-Za-z][\w.-]{1,20}) slop\W*$",
    re.IGNORECASE,
)


_WORK_WORK = (
    r"(?:notes|docs|documentation|docstrings?|(?:unit )?tests?(?: fix(?:es)?)?|(?:bug)?fix(?:es)?|tweaks|"
    r"improvements|patch|impl|"
    r"implementation|version|code|refactor|"
    r"refactoring|port|rewrite|translations?|cleanup|work|draft|pass|attempt|plan|crap|slop|stuff|prototype|"
    r"sketch|skeleton|"
    r"first cut|stab|adjustments|modifications|additions|corrections|drudgery|grunt work|legwork|solution|"
    r"sql|quer(?:y|ies)|maths?|regex(?:es)?|css|"
    r"scripts?|functions?|"
    r"algorithm|shaders?|macros?|wording|logic)"
)
_OTHERS = r"(?:support|implementation|crap|slop|stuff)"
_ASKED_FOR = (
    r"(?:(?:bug)?fix(?:es)?|changes?|commit|code|patch|tests?(?: (?:cases|fix(?:es)?))?|refactor(?:ing)?|clean-?up|"
    r"attempt|draft|(?:first |initial )?pass|regex|script|version|solution|sql|quer(?:y|ies)|css|formula|"
    r"algorithm|function|snippet|improvements?|tweaks?|edits?|corrections?)"
)
_WORK = lazy.pattern(
    rf"(?:^| ){_WORK_WORK}(?:,? (?:mostly|largely|partly|all))?,? (?P<by>by|via) |"
    r"(?:^| )(?:pass|draft|attempt|version|iteration|try|round),? (?P<using>with|using) |"
    rf"(?:^| )(?:(?P<given>{_ASKED_FOR})|{_OTHERS})(?: here and there)?,? (?P<origin>from) |"
    r" \((?:all |mostly )?(?P<inside>by) |"
    r"^(?:(?:this is )?(?:an?|some|more|new) (?:[\w-]+ ){1,5}?|fix(?:es)? for [^,;:]{2,60}? )(?P<phrase>by) ",
    re.IGNORECASE,
)


DONE_OTHERWISE = lazy.pattern(
    r"(?:\b[a-z]+ed|\b(?:made|built|written|sent|read|run|used|set|put|seen|hit|found|caught|shown|known|"
    r"given|taken|"
    r"driven|thrown|kept|left|lost|held|told|done|broken|chosen|access|use|usage|log-?in|sign-?in|edits?|"
    r"consumption|"
    r"training|crawling|scraping|indexing|order|sort|group|filter|step|support|handling|review|reviews))$"
)
"""What ends with a participle, or names what a tool does in a product."""


_ENDS_FRAGMENT = lazy.pattern(
    r"(?: for #\d{1,9})?\W{0,4}(?:\(#\d{1,9}\)|\[pr\])?\W{0,4}$|, (?!(?:which|that|who)\b)", re.IGNORECASE
)


_ENDS_PHRASE = lazy.pattern(
    r"\W{0,4}(?:\(#\d{1,9}\))?\W{0,4}$|,? (?:for|that|to|so)\b|, (?!(?:which|who)\b)", re.IGNORECASE
)


_ITS_WORK_WORK = (
    r"(?:implementation|version|fix(?:es)?|patch|attempt|rewrite|refactor(?:ing)?|solution|functions|tests|work|"
    r"doing|"
    r"code|changes)"
)
_ITS_WORK = lazy.pattern(
    rf"['’]s? (?:(?:first|new|own|initial|quick|second) )?(?:[\w-]+ )?{_ITS_WORK_WORK}(?: (?:of|for|at|"
    r"to) [^.;]{1,80})?\W{0,4}(?:\(#\d{1,9}\))?$",
    re.IGNORECASE,
)


_AT_WORK = lazy.pattern(
    r"(?: is)? (?:(?:trying|attempting) to (?:fix|implement|port|write|refactor|make|solve)|"
    r"fixing|porting|refactoring|rewriting|implementing) \w|(?: is)? cooking\W*$",
    re.IGNORECASE,
)


_THANKS = lazy.pattern(
    r"(?:(?:wow|lol|haha|ok|many|big|huge),? )?(?:thanks|thank you|thx|kudos to|credits? to|hat tip to|h/t|"
    r"props to|shout-?out to)[,:]? (?:to )?(?=\S)",
    re.IGNORECASE,
)


_ONLY_BY = lazy.pattern(
    r"(?:all |mostly |done |made |(?:cleaned up|tidied up|polished|refactored|rewritten|translated|converted|"
    r"formatted|"
    r"simplified|reworded|drafted|prototyped|typed) )?(?:by|via|with) (?=\S)|(?:all )?(?:done|made|written|"
    r"built|coded|"
    r"created|vibed) in (?=[A-Z])",
    re.IGNORECASE,
)


_AS_VERB = lazy.pattern(r"['’]d(?: (?:this|it|up|all of (?:this|it)))*\W*", re.IGNORECASE)


_ADJECTIVE_AT_END = lazy.pattern(
    r"(?<!\bas)(?<!\bfor)(?<!\bof)(?<!\bis)(?<!\bare)(?<!\bbe)(?<!\bthan)(?<!\bfrom)(?<!\bwith)(?<!\ball)(?<!\bonly)"
    r"(?<=\w) (?P<tool>AI|LLM|Claude|Codex|Copilot|Gemini|ChatGPT)[- ](?:translated|generated|written|"
    r"coded)\W{0,4}(?:\(#\d{1,9}\))?$"
)
