"""Sentences anywhere in a paragraph: `Half of it was drafted with Gemini; I then rewrote the error paths`.

A sentence counts where it says who made something of this change. It is read clause by clause, because much that
is in messages is about a product that writes, shows or loses what an AI made. So three things must hold: a verb of
making joins the tool to what was made, nothing goes on behind the tool's name that it could be a part of, and the
clause neither repairs what a tool made, nor denies, supposes or asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise

from ai_provenance import lazy
from ai_provenance.agents.registry import Registry
from ai_provenance.detect import assistance, attributions, fragments, roles, shorthand
from ai_provenance.detect.clauses import (
    AND_CODE,
    CLAUSE,
    COMMENTS_IN_CODE,
    ENDS_CLAUSE,
    NO_FACT,
    OUTPUT,
    TO_SOMEONE,
    clause_starts,
    is_fact,
    tool_at,
    tools_at,
)
from ai_provenance.detect.disclosure import is_discarded, only_consulted
from ai_provenance.detect.observations import Named
from ai_provenance.detect.prose import LABEL, first_person, made_it
from ai_provenance.detect.values import UNSPECIFIED, read_value

SPOKEN = (
    *("claude", "codex", "copilot", "gemini", "gpt", "llm", "ai", "cursor", "coderabbit", "greptile", "bugbot"),
    *("sonnet", "opus", "opencode"),
    *("vibe", "written by", "assistance", "coding agent", "ai slop", "deepseek", "co-pilot"),
    *("sourcery review", "sourcery suggest", "sourcery comment", "sourcery feedback", "from sourcery"),
    *("clanker", "code rabbit", "agent generated", "agent written"),
)
"""What is looked for in the middle of lines: the tools and reviewers that people speak of, and words for AI.

Other names are found at the beginning of a line, and behind the few words that come last.
"""
_BEFORE_ANY_NAME = ("written by", "assistance", "ai slop")
_END = lazy.pattern(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)\s+|;\s+|\s+[—–]+\s+|\s+--?\s+")
"""The end of a sentence, or of a part by itself."""
_PREFIX = lazy.pattern(
    r"(?:[*+-] |\d+[.)] )?(?i:\[(?!ai\b|llm\b)[\w./ ,-]{1,30}\] |wip:? )?(?:[A-Za-z][\w./-]{0,20}(?:\([^)\n]{1,40}\))?!?: )?"
)
"""The mark of a list's item, and the type and scope of a conventional commit."""
_LINK = lazy.pattern(r"\[(?P<text>[^\]]+)\]\(\s*<?[^)\s>]*>?\s*\)|(?<![\w`*])[`*]+|[`*]+(?![\w`*])|(?<!\w)_|_(?!\w)")
"""A link, and the marks of emphasis; inside a word they are no marks (`wr*ote` is not `wrote`)."""


_QUOTED_NAME = lazy.pattern(r"[\"“]([\w][\w .-]{1,24})[\"”]")
"""A tool's name that is put in quotes: `a draft by "Claude"`."""
_QUOTATION = lazy.pattern(r"(?:(?<=\w )|^)\"[^\"]{10,}\"(?= \w)|(?<=\w )\"[^\"]{16,}\"")
"""What somebody said, or a product shows: `the scanner took "written with Cursor" for a trailer`."""
_OF_OTHER_TEXT = lazy.pattern(
    r"[\s*+-]*(?:todo|fixme|q\d{1,2}|(?:for )?examples?(?: in [\w ]{2,20})?|e\.g\.|blog post|newsletter|slides|talk|eval|badge)\s*:\s",
    re.IGNORECASE,
)
"""Before what has yet to be done, and before what other texts say."""
_HANDLE = lazy.pattern(r"(?<![\w/@.])@(?=(?:claude|codex|copilot|gemini)\b)", re.IGNORECASE)
"""The mark of an account that is no person's: `written with @claude`."""
_SHORTCODE = lazy.pattern(r"(?:^|(?<=\s)):[a-z][a-z_]{1,24}:(?:\s|$)")
"""An emoji by its name: `done by Claude Code :robot: before lunch`."""
_CO_PILOT = lazy.pattern(r"\b[Cc]o[- ]pilot\b")
_CLAUD = lazy.pattern(r"\b[Cc]laud\b(?= (?:[Oo]pus|[Ss]onnet|[Cc]ode)\b)")
"""A slip in the name before the rest of it."""
_WITH_CURSOR = lazy.pattern(
    r"\b(?P<by>(?:writt?en|coded|vibe[- ]?coded|vibed|programmed|authored|iterated|iterating) (?:with|by|in|using|via|w/)|with(?= cursor['’]s (?:help|assistance))) cursor"
    r"(?=['’]s (?:help|assistance)|\s*(?:$|[.,;)!]))"
)
"""What only the editor does: text and databases have a cursor too."""
_WITH = lazy.pattern(r"(?<!\S)w/ ?(?=\w)")
_LOWER = lazy.pattern(r"(?:(?<=\s)|^)(?:ai|llm)(?=\s|[.,;!)]|-(?:generated|written|assisted|translated)\b|$)")
"""A word of its own: behind a dot or a slash, and before a colon, it is a part of a name."""
_EMOJI = lazy.pattern(r"(?<!\w)[^\x00-\x7f\w“”‘’«»]+\s*|[^\x00-\x7f\w“”‘’«»]+(?!\w)\s*")
"""What stands before a sentence for its looks."""


def sentences(paragraph: str) -> list[tuple[int, int]]:
    """Beginning and end of the sentences of PARAGRAPH."""
    bounds = [0, *(match.end() for match in _END.finditer(paragraph)), len(paragraph)]
    return list(pairwise(bounds))


def speaks_of_ai(text: str) -> bool:
    """Whether one of the names that are looked for in the middle of lines is in TEXT."""
    lower = text.lower()  # a tenth of the time of one pattern for all names
    for name in _NAMES_SPOKEN:  # a generator would call itself for each name
        if name in lower:
            return True
    return _AI.search(lower) is not None


_NAMES_SPOKEN = tuple(name for name in SPOKEN if name != "ai")
_AI = lazy.pattern(r"(?:^|[ (\[*_])ai")


def read_sentence(sentence: str, registry: Registry, *, alone: bool = False) -> tuple[tuple[Named, ...], str]:
    """The agents that SENTENCE says have made something of this change, and the rule; no agents when it says none.

    ALONE says that it is a subject, or all of its paragraph: it and the items of lists are read without a verb too.
    """
    plain = _in_plain_words(sentence, registry)
    text = LABEL.sub("", _PREFIX.sub("", plain, count=1), count=1)
    in_brackets = _IN_BRACKETS.fullmatch(text)
    text = in_brackets["text"] if in_brackets else text
    if _is_about_other_text(sentence, plain, text):
        return (), ""
    if _GENERATED_WORK.fullmatch(plain):
        return (Named(UNSPECIFIED),), "generated-work"
    if plain[:2] in {"* ", "- ", "+ "} and _ALONE.match(text) and not _OF_PART.match(plain):
        return (), ""
    named, rule = _by_its_form(plain, text, registry, alone=alone)
    if named:
        return named, rule
    is_item = (alone or sentence.lstrip()[:2] in {"* ", "- ", "+ "}) and text[:1] != "["
    for rule, read in (*_RULES, *_FRAGMENTS) if is_item else _RULES:
        named = tuple(one for one in read(text, registry) if one.kind in {"agent", "review"})
        if named:
            return ((), "") if is_discarded(text, registry) else (named, rule)
    return (), ""


def _in_plain_words(sentence: str, registry: Registry) -> str:
    """SENTENCE without markup, emoji and quotations, with the names of tools as the rules know them."""
    plain = _HANDLE.sub("", _LINK.sub(lambda match: match["text"] or "", _TYPE.sub("", sentence)))
    plain = _CO_PILOT.sub("Copilot", plain) if "pilot" in plain and "opilot" not in plain else plain
    plain = " ".join(plain.split()) if "  " in plain else plain
    plain = plain.lstrip("/ ") if plain.startswith("//") else plain
    plain = _SHORTCODE.sub(" ", _CLAUD.sub("Claude", plain)).strip()
    plain = _WITH_CURSOR.sub(r"\g<by> Cursor", plain) if "cursor" in plain else plain
    plain = _QUOTED_NAME.sub(lambda match: match[1] if registry.mention.fullmatch(match[1]) else match[0], plain)
    plain = _QUOTATION.sub('""', plain) if '"' in plain else plain
    return _LOWER.sub(lambda match: match[0].upper(), _EMOJI.sub("", _WITH.sub("with ", plain).strip(), count=1))


def _is_about_other_text(sentence: str, plain: str, text: str) -> bool:
    """Whether SENTENCE asks, answers a question with no, or says how the message or another text came about."""
    about_message = _MESSAGE.search(text) and not (COMMENTS_IN_CODE.match(text) or AND_CODE.search(text))
    return bool(
        plain.endswith("?")
        or _OF_OTHER_TEXT.match(plain)
        or _ANSWERED_NO.match(plain)
        or _UNANSWERED.match(sentence)
        or about_message
    )


def _by_its_form(plain: str, text: str, registry: Registry, *, alone: bool) -> tuple[tuple[Named, ...], str]:
    """What a label before the sentence, or a tag or a part with a colon, says of who did it; PLAIN is TEXT with it."""
    label = LABEL.match(plain) or LABEL.match(_PREFIX.sub("", plain, count=1))
    forms = (
        ("disclosed", shorthand.disclosed(label[0], text, registry) if label else ()),
        ("typed", attributions.typed(plain, registry) if alone else ()),
        ("part", roles.labelled(plain, registry) if ": " in plain else ()),
    )
    return next(((named, rule) for rule, named in forms if named), ((), ""))


_IN_BRACKETS = lazy.pattern(r"[(\[](?P<text>[^()\[\]]{3,})[)\]][.!]?")
"""A sentence that is all in brackets is read as one that is not."""
_OF_PART = lazy.pattern(
    r"[*+-] (?:unit |new )?(?:tests?|docs?|code|implementation|docstrings|documentation|examples?|translations?|"
    r"boilerplate)(?:\([^)\n]{1,40}\))?: ",
    re.IGNORECASE,
)
"""An item that names a part of the change: `- tests: written by Claude`."""
_TYPE = lazy.pattern(r"`(?:Cursor|Amp|Pi|Warp|Continue|Crush|Zed)`")
"""A name of code that a tool is called by too."""
_ALONE = lazy.pattern(r"[\s(*_]*[\w-]+ (?:by|with|using|via) [\w .-]{1,30}[.)*_\s]*$", re.IGNORECASE)
"""An item of a list that says nothing of what was made: `- Generated with Claude Code`."""
_MESSAGE = lazy.pattern(
    r"\b(?:message|description|title|summary|changelog|comment|review|reply)s?\b[^.;]{0,30}\b(?:written|"
    r"generated|drafted|"
    r"created|produced|made|polished) (?:by|with|using)\b|\bthis will update automatically\b",
    re.IGNORECASE,
)
"""What was written is the message, or the text of the request."""
_ANSWERED_NO = lazy.pattern(r"\W*(?:no|none|n/?a|(?:no|yes)/(?:no|yes))\b\W*[:,—–-]", re.IGNORECASE)
"""`NO: some of this was generated by AI`, as a template has it."""
_UNANSWERED = lazy.pattern(r"(?:[*+-]\s)?[*_\s]*<!--[^>]*-->[*_\s]*:")
"""The same, with the comment of the template in the place of the answer."""
_PARTICIPLE = (
    r"(?:co[- ]?|vibe[- ]?|auto[- ]?|pair[- ]?)?(?:contributed|submitted|rewritten|rebuilt|writt?en|built|"
    r"produced|drafted|developed|"
    r"generated|"
    r"implemented|authored|made|created|coded|ported|translated|prototyped|refactored|iterated|programmed|"
    r"adapted|converted|forked|backported|modernized|vibed|"
    r"designed|assisted|documented|migrated|transpiled|scaffolded|restructured|autocompleted|one[- ]shot(?:ted)?|"
    r"(?:put|hacked|cobbled) together|whipped up|cooked up|worked out|hashed out|"
    r"typed|cranked out|churned out|paired|prepared|achieved|accomplished|crafted|composed|devised|ghost-?written|"
    r"gen[a-z]{4,6}d|iterating|reconstructed|re-?implemented|regenerated|spat out|carried out|thrown together|reworded|rephrased|transcribed|done)"
)
_REPAIRED = (
    r"(?:(?:found|spotted|identified|discovered) and (?:changed|fixed|replaced|removed|updated)|edited|revised|"
    r"optimi[sz]ed|solved|fixed|patched|cleaned up|reworked|simplified|converted|extracted|deduplicated|resolved|tidied(?: up)?|"
    r"tweaked|corrected|improved|extended|filled in|polished|expanded|shortened|trimmed|derived|computed|sketched|inlined|renamed|"
    r"changed|completed|finished|formatted|drawn)"
)
"""Done `with` something, a fault is part of a product as often."""
_HELP = (
    r"(?:(?:(?!no |any |zero |little |without )[\w-]+ ){0,3}?(?:help|assistance|aid|support|assist) (?:of|from|by) )"
)
_BY = lazy.pattern(
    rf"\b(?P<verb>{_PARTICIPLE}(?:(?: and |/|, | & | or )[a-z]+(?: and [a-z]+)?)?(?: (?:\w+ly|again|together|in part|"
    rf"from scratch|up|out|in|"
    rf"here))?(?: (?:(?:in|to|from|into) [A-Z][\w+#.]*|(?:in|to|from|into|out of|for) (?:the|a|an|our|my|its) [\w./'-]+)){{0,2}}(?: (?:by using|thanks to|by|with|using|via|through|"
    rf"in collaboration with|"
    rf"together with|alongside|in concert with|(?:as a result of|from)(?: the| a| my)?(?: following| single|"
    rf" one)? prompts? "
    rf"(?:from|in|to|for)))|{_REPAIRED}(?: \w+ly| again)?(?: (?:from|out of|in|into) (?:the|an?|our|my|its) [\w./'-]+)? (?:by|using|via|thanks to)):? {_HELP}?(?:(?:prompted|"
    rf"prompting|running|"
    rf"directing) )?",
    re.IGNORECASE,
)
_SOME = lazy.pattern(
    r"(?:some|an? (?:bit|lot) of|lots of|plenty of|a) (?:(?:rather|quite|very|more or less|\w+ly) )?"
    r"(?:[a-z]+(?:ful|ing|ive|ent|ic|less|ed|y) )?(?=[A-Z])"
)
"""How good the tool was: `Done with some moderately helpful Claude`."""
_IN_TOOL = lazy.pattern(
    r"\b(?:tests?|code|patch|fix|implementation|docs|change|pr)\b[^.;,]{0,40}\b(?:generated|written|drafted) in ",
    re.IGNORECASE,
)
"""`some tests that were generated in Copilot Chat`."""


def _made_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Half of it was drafted with Gemini`, `docs: examples written by Claude Code`, `harness (made with Codex)`."""
    for match in (*_BY.finditer(text), *_IN_TOOL.finditer(text)):
        some = _SOME.match(text, match.end())
        tool = tools_at(text, some.end() if some else match.end(), registry)
        if tool is None:
            continue
        named, end = tool
        lead = text[: match.start()]
        in_brackets = _BRACKETS.match(text, end) and lead.endswith("(") and not _NOT_MADE.match(lead)
        thanked = match[0].rstrip().endswith("thanks to") and not NO_FACT.search(CLAUSE.split(lead)[-1])
        fact = is_fact(_ADDED.sub("", lead)) or (in_brackets and not OUTPUT.search(lead.rstrip(" ("))) or thanked
        if ENDS_CLAUSE.match(text, end) and fact:
            return named
    for match in _BY_ITS_HELP.finditer(text) if _HELPS.search(text) else ():
        tool = tools_at(text, match.start("tool"), registry, possessive=True)
        if tool and tool[1] == match.end("tool") and is_fact(text[: match.start()]):
            return tool[0]
    return ()


_BRACKETS = lazy.pattern(r"[^()]{0,20}\)\W{0,4}(?:\(#\d{1,9}\))?\W{0,4}$")
_NOT_MADE = lazy.pattern(
    r"(?:manually|tested|verified|checked|revert|remove|delete|drop|replace|undo|clean|rename|ignore|skip|show|"
    r"display|hide|handle|document|mention|list|"
    r"detect|parse|render)(?:s|d|ed)?\b",
    re.IGNORECASE,
)
"""Brackets at the end say of the whole change how it was made, unless it takes away what they stand behind."""
_ADDED = lazy.pattern(
    r"^(?:this (?:pr|commit|change|patch) )?(?:also )?(?:add|include|contain)(?:s|ed)? [^.;,]*\b(?:tests?|code|docs|examples?|boilerplate) (?:that|"
    r"which)(?= (?:was|were|is|are) $)|^this (?:pr|commit|change|patch) (?:also )?contains (?:some )?code(?= $)",
    re.IGNORECASE,
)
"""`Adds some tests that were`: the clause is about what this change adds."""
_BY_ITS_HELP = lazy.pattern(
    r"\b(?!(?:found|debug|review|test|check|verif|discover|spott|identif|diagnos|investigat)\w*)"
    r"(?:\w+ed|\w*(?:written|built|made|done|drawn)) (?:with|through|using) (?P<tool>[A-Z][\w. -]{1,30})['’]s? (?:\([^)]*\) )?"
    r"(?:[\w-]+ )?(?:help|assistance|support)\b",
    re.IGNORECASE,
)
"""`Found and fixed with Claude's help`."""
_HELPS = lazy.pattern(r" (?:help|assistance|support)", re.IGNORECASE)
"""What it ends in: that is looked for in a hundredth of the time."""
_DID = (
    r"(?:wrote|built|made|generated|created|implemented|coded|authored|drafted|produced|did|ported|translated|"
    r"refactored|"
    r"prototyped|scaffolded|contributed|gave me|vibe[- ]coded|rewrote|came up with|one-?shot(?:ted)?|autocompleted|filled in|typed|"
    r"cranked out|churned out|spat out|whipped up|figured out(?= the (?:fix|solution|patch)))"
)
_DID_IT = lazy.pattern(
    rf"(?:,? (?:also|then|just|only|mostly|basically|essentially|actually|has|have|had|even|kindly|pretty much|"
    rf"\w+ly))*,? {_DID} "
    r"(?P<what>(?:it|this|these|everything|most|all|half|much|some|parts?|pretty much|nearly|almost|bulk|"
    r"(?:the|a|an|its|both|my|our|most of|all of|all|some|half of|parts? of|two|three|"
    r"\d+ ?% of(?: the)?) ?(?:[\w/'’`-]+[ ,]+){0,4}?"
    r"(?:code|changes?|patch|fix|tests?|implementation|translations?|harness|docs?|docstrings?|documentation|"
    r"refactor\w*|"
    r"parser|script|commit|pr|draft|version|work|port|conversion|job|boilerplate|examples?|rest|bulk|majority|"
    r"heavy lifting|"
    r"share|half|parts?|migration|typing|plumbing|scaffolding|module|function|class|regex|algorithm|logic|"
    r"rewrite|it|this))\b|(?P<thing>the \S+))",
    re.IGNORECASE,
)
_REPAIRED_IT = lazy.pattern(
    r" (?:just |also |then |even )?(?:fixed|solved|patched|cleaned up|simplified|optimi[sz]ed|reworked|corrected|"
    r"improved|polished|translated) (?:this|it|these|(?:my|the) (?!wrong\b)[^.;,]{3,40}?|(?:this|it) (?:for|with) me)\s*(?:$|[.;,)!])|"
    r" went ahead and (?:added|wrote|changed|fixed|implemented|rewrote|removed)\b",
    re.IGNORECASE,
)
"""`Claude fixed this`, `ChatGPT fixed my horrible grammar`: and nothing of where or in what."""
_DID_AND_I = lazy.pattern(
    rf" {_DID}(?: it| this)?, (?:and |but )?I (?:just |only |then )?(?:review|read|edit|test|check|"
    rf"clean)\w*",
    re.IGNORECASE,
)
"""`Claude wrote, I reviewed`."""
_FOUND_AND_DID = lazy.pattern(
    r"(?:,? (?:also|then|has|have|had|even|\w+ly))*,? (?:found|pointed (?:me )?(?:to|at)|proposed|offered) (?:this|the) (?:fix|solution)\b|"
    r"(?:,? (?:also|then|has|have|had|even|\w+ly))*,? (?:found|spotted|noticed|identified|diagnosed|discovered|"
    r"tracked down|figured out|debugged)(?: (?!I\b|we\b)[\w'’-]+){0,5}? and (?:then |also |so )?(?:removed|changed|replaced|updated|moved|"
    r"fixed|patched|"
    r"solved|wrote|implemented|rewrote|(?:proposed|suggested) (?:the|a|this) (?:fix|patch|solution|change))\b",
    re.IGNORECASE,
)
"""A tool that found a fault, and then did something about it itself."""
_ANY_DEED = lazy.pattern(
    rf" (?:{_DID}|helped|pointed|proposed|offered|found|fixed|patched|solved|removed|cleaned|simplified|optimi[sz]ed|reworked|corrected|improved|"
    r"polished|went)[ ,]",
    re.IGNORECASE,
)
"""What a sentence must hold before names are looked for in all of it."""
_HELPED = lazy.pattern(
    r"(?: (?:also|then|just|\w+ly))* helped(?: out)?(?: me| us)?(?: to| with| in)?(?: the| this| some| all)? "
    r"(?:writ\w+|implement\w*|draft\w*|generat\w+|creat\w+|cod\w+|build\w*|refactor\w*|port\w*|produc\w+|tests?|"
    r"fix\w*|boilerplate)\b",
    re.IGNORECASE,
)
_OWN_SHARE = lazy.pattern(
    r"\b(?:I|we)\b[^,;]*\b(?:did|wrote|made|designed|built|reviewed|planned|specified|sketched)\b"
)


def _tool_did(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I did the grammar, Claude did the fuzz harness`, `Codex did the bulk of the translations`."""
    if not _ANY_DEED.search(text):
        return ()
    for match in clause_starts(text, registry):
        tool = tool_at(text, match, registry)
        if tool is None:
            continue
        named, end = tool
        if not speaks_of_ai(f" {text[match:end]}"):
            continue  # of another name the prefilter finds only what begins with it
        before = text[:match]
        did = _DID_IT.match(text, end)
        if did is not None and TO_SOMEONE.match(text, did.end()):
            did = None
        shared = did is not None and (did["thing"] is None or _OWN_SHARE.search(before))
        clause = CLAUSE.split(before.rstrip(" ,;:("))[-1]
        solved = any(done.match(text, end) for done in (_DID_AND_I, _HELPED, _FOUND_AND_DID, _REPAIRED_IT))
        if (shared or solved) and not NO_FACT.search(clause):
            return named
    return ()


_WITH_HELP = lazy.pattern(
    r"\b(?:with|through|using|thanks to) (?:(?!no |any |zero |little |without )(?:a little |[\w-]+ )){0,3}?"
    r"(?:help|assistance|aid|support) (?:of|from|by) ",
    re.IGNORECASE,
)
_THANKS = lazy.pattern(
    r"\b(?:thanks|thank you|kudos|credits?|props|hat tip|shout-?out)(?: goes| go)?(?: to)?:? ", re.IGNORECASE
)
_THANKS_ALONE = lazy.pattern(r"\((?:thanks|thank you|thx),? ", re.IGNORECASE)
_CLOSES = lazy.pattern(r"[.!]*\)")
"""`Add an entry (thanks Claude)`: thanks alone in brackets, behind what was done."""
_THANKED_FOR = lazy.pattern(
    r",? for (?!(?:sponsor|support|host|report|provid|review|test|merg|be|find|found|spot|catch|point|notic|help|ask|suggest)\w*\b)[a-z]+ing (?:the|this|it|all|my|these|up|most)\b|"
    r",? for (?:(?:one|some|most|all) of the (?:unit )?test(?:s| cases)\b|(?:writing|implementing|drafting|doing (?:most|all|much|the (?:work|rest|bulk))|"
    r"generating|creating|coding|porting|producing)\b|"
    r"(?:the|this|all the|most of the|its) (?:[\w-]+ ){0,2}(?:code|implementation|fix|patch|tests?|draft|boilerplate|"
    r"refactor\w*|"
    r"heavy lifting|translations?|regex|script|port)\b|"
    r"(?:the |its |their )?help(?:ing)?(?: me| us)? (?:(?:with|on|in) (?:\w+ )?(?:the )?(?:code|implementation|"
    r"fix|tests?|patch|refactor\w*|"
    r"writing|coding|this)|(?:to )?(?:write|implement|code|port|build|draft|fix|solve|refactor|translate)))\b",
    re.IGNORECASE,
)
_SEARCH_HELP = lazy.pattern(
    r"\b(?:find|found|spot|diagnos|debug|investigat|understand|review|triag|reproduc|bisect|track|search|"
    r"identif)\w*\b[^,;.]*$",
    re.IGNORECASE,
)
_OTHERS_CAN = lazy.pattern(
    r",? (?:\w+ ){0,2}?(?:users?|you|people|teams|developers|they|customers|can|could|may|might|"
    r"will)\b",
    re.IGNORECASE,
)
_SEARCH_AFTER = lazy.pattern(
    r"[,:]? (?:(?:to|for|in|on|with) )?(?:me |us )?(?:find|spot|diagnos|debug|investigat|understand|review|"
    r"triag|reproduc|bisect|track|"
    r"search|identif|check|verif|test)\w*\b",
    re.IGNORECASE,
)


_WITH_TOOL = lazy.pattern(
    r"\bwith (?:(?:some|a (?:bit|lot|little) of|lots of|much|heavy|more) )?(?=[A-Za-z])", re.IGNORECASE
)
_ITS_HELP = lazy.pattern(r"(?:['’]s?)? (?:help|assistance)\b", re.IGNORECASE)


def _with_help(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I did this with the help of some AI agents`, `Thanks to Claude for writing the tests`, `with some Codex help`."""
    for match in _WITH_TOOL.finditer(text):
        tool = tools_at(text, match.end(), registry, possessive=True)
        helped = _ITS_HELP.match(text, tool[1]) if tool else None
        if (
            tool
            and helped
            and ENDS_CLAUSE.match(text, helped.end())
            and (
                _is_own_help(text, match.start(), helped.end())
                or not text.replace(text[match.start() : helped.end()], "").strip(" .!")
            )
        ):
            return tool[0]
    for pattern, needed in ((_WITH_HELP, ENDS_CLAUSE), (_THANKS, _THANKED_FOR), (_THANKS_ALONE, _CLOSES)):
        for match in pattern.finditer(text):
            tool = tool_at(text, match.end(), registry)
            if tool is None:
                continue
            named, end = tool
            lead = text[: match.start()]
            searched = _SEARCH_HELP.search(lead) or _SEARCH_AFTER.match(text, end) or _OTHERS_CAN.match(text, end)
            if needed.match(text, end) and is_fact(lead) and not searched and not only_consulted(text[end:]):
                return named
    return ()


_WORK_NAMED = lazy.pattern(
    r"\b(?:\w+ed|\w*(?:written|built|made|done|drawn)|fix|patch|attempt|implementation|clean-?up|refactor|rewrite|port|"
    r"draft|version|tests?|code)\b",
    re.IGNORECASE,
)


def _is_own_help(text: str, begin: int, end: int) -> bool:
    """Whether the help that is named between BEGIN and END was with this change, and not with looking for something."""
    lead = text[:begin]
    searched = _SEARCH_HELP.search(lead) or _SEARCH_AFTER.match(text, end) or _OTHERS_CAN.match(text, end)
    return _WORK_NAMED.search(lead) is not None and is_fact(lead) and not searched and not only_consulted(text[end:])


_ADJECTIVE = lazy.pattern(
    r"\b(?:was|were|is|are|been) (?:(?:\w+ly|all|partly|in part) )?(?P<tool>(?:AI|LLM|[A-Z][\w.]*)(?: Code)?)[- ]"
    r"(?:generated|written|authored|coded|assisted|drafted|created)\b(?P<rest>\s*\((?P<inside>[^()]*)\))?",
)
_THIS_CHANGE = lazy.pattern(
    r"(?:(?:this|these|the|all|most|some|parts?|half|much|almost all|nearly all|large parts)\b[^.;:]*|"
    r"everything|it|tests?|docs?|code|docstrings|documentation|translations?|boilerplate|type hints|stubs|fixtures|"
    r"(?:unit )?tests|implementation) "
    r"(?:\([^)]*\) )?$",
    re.IGNORECASE,
)


def _adjective(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This PR (fix, test and docs) was AI-generated (Claude)`."""
    for match in _ADJECTIVE.finditer(text):
        lead = text[: match.start()]
        if not _THIS_CHANGE.match(lead) or not is_fact(lead) or not _AFTER_ADJECTIVE.match(text, match.end()):
            continue
        inside = read_value(match["inside"], registry).named if match["inside"] else ()
        reading = read_value(match["tool"], registry)
        if inside or reading.named:
            return inside or reading.named
    return ()


_GENERATED_WORK = lazy.pattern(
    r"(?:[*+-] )?(?:docs?|tests?|tst|maint|chore|refactor|style|build|ci)(?:\([^)\n]{1,40}\))?!?: (?:add |adds |"
    r"use )?"
    r"(?:AI|LLM)[- ]gen(?:erated)? (?:\w+ )?(?:examples?|docstrings?|docs|documentation|tests?|comments|code|"
    r"stubs|type hints|translations?)"
    r"(?: (?:for|of|in|to) .*|\W*)|"
    r"(?:[*+-] )?(?:[a-z]+(?:\([^)\n]{1,40}\))?!?: )?(?:add(?:s|ed)? (?:(?:some|a few|more|the|missing|"
    r"a (?:truckload|bunch|lot|couple) of) )*)?(?:(?:AI|LLM)[- ](?:generated|written|translated)|vibe[- ]?coded) "
    r"(?:\w+ ){0,2}?(?:tests?|test cases|queries to test|translations)\b(?! (?:are|is|should|must|will|can)\b).*|"
    r"(?:[*+-] )?add(?:s|ed)? AI translations for (?:the|new|missing) .*",
    re.IGNORECASE,
)
"""`DOC: AI generated examples for f`: what the commit adds, by its own words."""


_AFTER_ADJECTIVE = lazy.pattern(
    r"\s*(?:$|[.;,:!)]|(?:and|but|with|then|by|from|using|via|under|as|for|so)\b)", re.IGNORECASE
)


def _said_in_first_person(text: str, registry: Registry) -> tuple[Named, ...]:
    return made_it(text, registry).named or first_person(text, text, registry).named


_RULES: tuple[tuple[str, Callable[[str, Registry], tuple[Named, ...]]], ...] = (
    ("made-by", _made_by),
    ("tool-did", _tool_did),
    ("with-help", _with_help),
    ("adjective", _adjective),
    ("first-person", _said_in_first_person),
    ("was-used", assistance.was_used),
    ("helped", assistance.helped),
    ("with-person", assistance.with_person),
    ("use-to", assistance.use_to),
    ("together", assistance.made_together),
    ("kind-of-change", assistance.change_of),
    ("added-work", assistance.added_work),
    ("driven-by", assistance.driven_by),
    ("mostly", fragments.mostly),
    ("by-itself", fragments.by_itself),
    ("by-script", fragments.by_script),
    ("opened-by", fragments.opened_by),
    ("is-by", fragments.is_by),
    ("output-of", fragments.output_of),
    ("straight-from", fragments.straight_from),
    ("using-it", shorthand.using_it_i_did),
    ("contains", shorthand.contains),
    ("attributed", attributions.attributed),
    ("part", roles.played),
)
_FRAGMENTS: tuple[tuple[str, Callable[[str, Registry], tuple[Named, ...]]], ...] = (
    ("slop", fragments.slop),
    ("vibed", fragments.vibed),
    ("work-by", fragments.work_by),
    ("of-tool", fragments.of_tool),
    ("by-name", fragments.by_name),
    ("generated", fragments.generated),
    ("adjective-at-end", fragments.adjective_at_end),
    ("in-brackets", shorthand.in_brackets),
    ("tool-and-noun", shorthand.tool_and_noun),
    ("with-instrument", shorthand.with_instrument),
    ("credited", shorthand.credited),
    ("assisted", shorthand.assisted),
    ("beside-person", shorthand.beside_person),
    ("tried-with", shorthand.tried_with),
    ("had-it-done", shorthand.had_it_done),
    ("what-it-did", shorthand.what_it_did),
    ("attributed", attributions.attributed_alone),
    ("part", roles.played_alone),
)
"""Rules for subjects, items of lists and sentences that are a paragraph by themselves: these need no verb."""


@cache
def may_say() -> re.Pattern[bytes]:
    """What must be around a name, lower case, for its line to say anything: the prefilter looks for it.

    Each of it is behind a character that is no letter, a line break before all: the engine passes over all others in a
    tight loop.
    """
    names = [name.encode() for name in SPOKEN if name not in _BEFORE_ANY_NAME]
    name = b"(?:chat)?(?:" + b"|".join(names) + b")"
    reviewer = b"(?:" + b"|".join(name for name in names if name != b"cursor") + b")"  # a text has a cursor too
    gap = rb"\W+(?:\w+\W+){0,6}?"  # words and what parts them share no character: there is one way to cut a text
    before = (
        rb"(?<![-\w])(?:by|with|using|via|through|used|had|asked|let|got|prompted|utili[sz]ed|leveraged|thanks|thank you|thx|"
        rb"did use|told|instructed|directed|tried|employed|relied|leaned|experimented|alongside|came|comes|mostly|entirely|largely|all|"
        rb"(?:help|assistance|aid|support|courtesy|comments?|feedback|review|suggestions?) (?:of|from|\([^()\n]*)|"
        rb"from|100|"
        rb"(?:straight|directly|right|verbatim|unchanged|is|are|was|were) (?:from|off|out of)|output (?:of|from)|brought to you|am|per|"
        rb"(?:generated|written|drafted) in|credits? to|kudos to|props to|between|(?:based|tips?) on|hat tip to|edited|tweaked|massaged|up|out some|blame|gave|given|fed|handed|offloaded|left|pasted|"
        rb"delegated|assigned|outsourced)"
    )
    takes = (
        rb"(?<![-\w])(?:per|to|address\w*|appl\w+|resolv\w+|handl\w+|incorporat\w+|tak\w+|took|act\w*|adopt\w*|accept\w*|"
        rb"follow\w*|fix\w*|implement\w*|satisf\w*|what)"
    )
    after = (
        rb"(?:wrote|built|made|generat|creat|implement|cod(?:ed|ing)|author|draft|produc|did|port(?:ed|ing)|translat|refactor|"
        rb"prototyp|scaffold|contribut|fixed|solved|patched|cleaned|simplified|optimi|reworked|corrected|improved|polished|went ahead|added|derived|vibe|rewrote|came up|one-shot|helped|removed|found (?:and|(?:this|the|a) (?:fix|solution))|pointed|note[ds]|flag|"
        rb"tried|tries|trying|filled|autocomplet|typed|taken|carried|handled|finished|provided|designed|redid|rephras|reword|transcri|went through|took care|nailed|able to|cranked|churned|spat|whipped|figured|caught|complain|said so|says so|said to|told me|insist|is right|was right|happ[iy]|p[0-3]\b|suggest|recommend|propos|"
        rb"warn|request|review|comment|feedback|finding|nits?\b|issue|remark|assist|written|gen\b|used|driven|aided|useful|helpful|handy|write-?up|"
        rb"(?:prompt|transcript|session|conversation|chat)[^\n]{0,60}(?::|below|follows))"
    )
    question = name + rb"[^\n?]{0,200}\?"
    made = rb"[- ](?:assist|generat|writ|author|coded|aided|translat|made|draft|gen\b)"
    brackets = rb"(?<=[(\[])(?:[\w/%-]+ ){0,3}" + name + rb"(?:" + made + rb"|[^()]{0,70}[)\]])"
    work = rb"(?:fix|change|clean-?up|tweak|edit|attempt|draft|pass|patch|refactor|rewrite|correction|suggest)"
    then_work = reviewer + rb"(?:'|\xe2\x80\x99)?s? (?:\w+ )?" + work
    found = (
        *(word.encode() for word in _BEFORE_ANY_NAME),
        rb"code ?rabbit|greptile|bugbot",  # of these much is said in other words
        rb"(?<!\w)(?:clankers?|agent[- ](?:generated|written))\b",
        rb"review (?:comments?|feedback|fix(?:es)?|nits|remarks|suggestions)\W{1,4}" + reviewer,
        rb"(?:catch|spot|find|appeas\w*|pleas\w*|satisf\w*|placat\w*|humou?r\w*),? (?:the )?@?" + reviewer,
        rb"(?<!\w)claude: ",
        rb"co-?authored-by: " + name,
        rb"(?<=[,;(] )(?:\w+ )?" + name + rb"(?:[- ](?:generated|written))? (?:code|slop)\b",
        rb"(?:%|half|(?<!\w)(?:code|tests?|fix|patch|docs|impl\w*|css|sql|typing|draft|prototype|version|attempt|text|plan|diagrams|execution|design|credits?|source):) (?:by |from |of )?"
        + name,
        name
        + rb"(?:[ .]\d[\w.]*)? (?:ftw|for the win|magic|brr|goe?s? brr|cooked|strikes|to the rescue|some (?:more )?\w)",
        name + rb"(?:-[\w.]{1,6})?(?:'|\xe2\x80\x99)s\W*(?:[.,;)]|\n)",
        name
        + rb" (?:\w+ )?(?:moved|renamed|replaced|split|updated|upgraded|deleted|migrated|turned|swapped|resolved|bumped|edited|adapted|extended|"
        rb"restructured|reorgani|deduplicat|moderni|inlined|extracted|tidied|sketched|documented)",
        reviewer
        + rb"(?:'|\xe2\x80\x99)s (?:\w+ )?(?:comment|finding|remark|feedback|review|suggestion)s?(?: on [^\n]{1,20})?:",
        rb"(?<!\w)(?:wrote|did|built|made|implemented|coded|drafted|generated) (?:\w+\W+){0,12}?" + name,
        name + rb"[^\n:]{0,50}: <?https?:",
        name + rb"[- ](?:guided|led|steered|supported|augmented|use|usage|help|involvement)\b",
        rb"(?<![-\w])(?:no|not use|t use|without) (?:\w+ ){0,3}?" + name,
        rb"vibe[- ]?cod",
        question,
        brackets,
        then_work,
        before + gap + name,
        takes + gap + reviewer,
        name + rb"(?:\W+\w+){0,9}?\W+" + after,
        name + rb"(?:(?:'|\xe2\x80\x99)d\b|e?d \w)",
        name + rb" (?:[+&]|and(?= (?:me|myself|i|human|manual)\b)) \w",
        name
        + rb"(?:'|\xe2\x80\x99)s? (?:\w+ ){0,2}?(?:fix|patch|version|attempt|solution|approach|code|regex|rewrite|wording|variant|implementation|phrasing|proposal)",
        rb"(?<![-\w])use (?:\w+ )?"
        + name
        + rb"[\w ]{0,20} to (?:fix|port|refactor|rewrite|implement|write|convert|migrate)\b",
    )
    return re.compile(b"[^a-z](?:" + b"|".join(found) + b")")
