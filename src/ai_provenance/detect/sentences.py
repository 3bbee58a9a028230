"""Sentences anywhere in a paragraph: `Half of it was drafted with Gemini; I then rewrote the error paths`.

A sentence counts where it says who made something of this change. It is read clause by clause, because much that
stands in messages is about a product that writes, shows or loses what an AI made. So three things must hold: a verb of
making joins the tool to what was made, nothing goes on behind the tool's name that it could be a part of, and the
clause neither repairs what a tool made, nor denies, supposes or asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.disclosure import is_discarded, only_consulted
from ai_provenance.detect.observations import Named
from ai_provenance.detect.prose import LABEL, first_person, made_it
from ai_provenance.detect.values import UNSPECIFIED, read_value

SPOKEN = ("claude", "codex", "copilot", "gemini", "gpt", "llm", " ai", "cursor", "coderabbit", "greptile", "bugbot")
"""Names that are looked for in the middle of lines: the tools and reviewers that people speak of, and words for AI.

Others are found at the beginning of a line. Each name costs one more look at every byte of a history.
"""
_END = re.compile(r"(?<=[.!?])(?<!e\.g\.)(?<!i\.e\.)(?<!etc\.)(?<!vs\.)\s+|;\s+|\s+[—–]+\s+|\s+--?\s+")
"""The end of a sentence, or of a part that stands for itself."""
_PREFIX = re.compile(r"(?:[*+-] |\d+[.)] )?(?:[A-Za-z][\w./-]{0,20}(?:\([^)\n]{1,40}\))?!?: )?")
"""The mark of a list's item, and the type and scope of a conventional commit."""
_LINK = re.compile(r"\[(?P<text>[^\]]+)\]\(\s*<?[^)\s>]*>?\s*\)|[`*]|(?<!\w)_|_(?!\w)")


def sentences(paragraph: str) -> list[tuple[int, int]]:
    """Beginning and end of the sentences of PARAGRAPH."""
    bounds = [0, *(match.end() for match in _END.finditer(paragraph)), len(paragraph)]
    return list(zip(bounds, bounds[1:], strict=False))


def speaks_of_ai(lower: str) -> bool:
    """Whether one of the names that are looked for in the middle of lines is in LOWER."""
    return any(name in lower for name in SPOKEN)


def read_sentence(sentence: str, registry: Registry) -> tuple[tuple[Named, ...], str]:
    """The agents that SENTENCE says have made something of this change, and the rule; no agents when it says none."""
    plain = _LINK.sub(lambda match: match["text"] or "", sentence).strip()
    listed = plain[:2] in {"* ", "- ", "+ "}
    text = _PREFIX.sub("", plain, count=1)
    text = LABEL.sub("", text, count=1)
    if plain.endswith("?") or _MESSAGE.search(text) or is_discarded(text, registry):
        return (), ""
    for rule, found in (
        ("made-by", _made_by(text, registry, listed=listed)),
        ("tool-did", _tool_did(text, registry)),
        ("with-help", _with_help(text, registry)),
        ("adjective", _adjective(text, registry)),
        ("made-it", made_it(text, registry).named),
        ("generated-work", _generated_work(plain)),
        ("first-person", first_person(text, text, registry).named),
    ):
        named = tuple(one for one in found if one.kind in {"agent", "review"})
        if named:
            return named, rule
    return (), ""


_MESSAGE = re.compile(
    r"\b(?:message|description|title|summary|changelog|comment|review|reply)s?\b[^.;]{0,30}\b(?:written|generated|drafted|"
    r"created|produced|made|polished) (?:by|with|using)\b|\bthis will update automatically\b",
    re.IGNORECASE,
)
"""What was written is the message, or the text of the request."""
_PARTICIPLE = (
    r"(?:co[- ]?|vibe[- ]?|auto[- ]?|re|pre|hand[- ]?|pair[- ]?)?(?:written|built|produced|drafted|developed|generated|"
    r"implemented|authored|made|created|coded|ported|translated|prototyped|refactored|programmed|designed|assisted|"
    r"paired|prepared|done)"
)
_HELP = (
    r"(?:(?:the |some |a (?:lot|bit|little) of |lots of |plenty of |much |heavy |significant |substantial |extensive |"
    r"kind |partial |minor )*(?:help|assistance|aid|support|assist) (?:of|from|by) )"
)
_BY = re.compile(
    rf"\b(?P<verb>{_PARTICIPLE})(?:(?: and |/|, | & | or )[a-z]+(?: and [a-z]+)?)?(?: (?:mostly|entirely|largely|partly|mainly|"
    rf"primarily|fully|completely|again|initially|together|jointly|interactively|in part|from scratch|up|out))?"
    rf"(?: (?:by|with|using|via|through|in collaboration with|together with)):? {_HELP}?",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\s*(?:$|[.;,)!\]\"'’]|:(?:\s|$)|https?://|(?:over|under|in|during|and|but|then|while|as|following|based|because|since|"
    r"after|from|for|with|to|on|using|via|unattended|though|although|where|per|so|under|without|I|by|at|working|running|"
    r"guided|directed|steered|reviewed|assistance|help|support)\b)"
)
"""What may follow the tool: the end of its clause. Else it is part of a longer noun (`Claude sessions`)."""
_VERSION = re.compile(
    r"(?:\s*(?:\([^()]*\)|\b(?:cli|cloud|code|agents?|assistants?|tools?|models?|chat|desktop|web|app|ide|pro|max|plus|high|"
    r"xhigh|medium|low|fast|thinking|mode|effort|preview|latest|v?\d[\w.]*)\b(?![-/]))|-(?:cli|code|agent)\b)*",
    re.IGNORECASE,
)
_NO_FACT = re.compile(
    r"\b(?:not|never|no|nothing|none|neither|without|than|instead|whether|if|when|whenever|any|anything|which|whose|where|"
    r"what|that|like|such as|for example|e\.g|example of|avoid|unless|until|should|could|would|may|might|can|will|must|"
    r"cannot|once|every|each|already|existing|previously|how|why|those|to be|being|users?|people|someone)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words that make a clause a condition, a denial, or one about things of a kind."""
_FACT_ALL_THE_SAME = re.compile(
    r"\b(?:note|disclose|disclosing|mention|say|admit|acknowledge|state|confess|declare)(?:d|s)? (?:here )?that\b|\bthat said\b|"
    r"\bno (?:less|doubt)\b|\bnot only\b|\bwhich (?:was|is|were|are) (?:mostly|entirely|largely|partly)\b",
    re.IGNORECASE,
)
_OTHERS_WORK = re.compile(
    r"(?:fix|fixes|fixed|show|handle|display|hide|detect|parse|support|render|ignore|skip|mark|label|flag|list|count|reject|"
    r"close|forbid|allow|prevent|strip|remove|removes|removed|drop|delete|revert|reverts|replace|undo|correct|read|load|accept|"
    r"filter|warn|exclude|validate|check|log|track|tag|record|report|describe|explain|mention|recogni[sz]e|distinguish|"
    r"saniti[sz]e|escape|clean|rename|keep|preserve|restore|recover|find|match|treat|attribute|expose|store|save|stop|ban|"
    r"disallow|require|make sure|ensure|review|reviewed|simplify|rewrite|reword|trim|tidy|cleanup|include|open|view|edit|"
    r"improve|cover|test|run|see|trust|merge|apply|import|copy|link|use|uses|audit)\b",
    re.IGNORECASE,
)
"""A sentence that begins so does something to what a tool made: a product's output, or an earlier change."""
_OUTPUT = re.compile(
    r"(?:messages?|descriptions?|titles?|summar(?:y|ies)|changelogs?|notes|comments?|reviews?|issues|issue|reports?|benchmarks|"
    r"tickets?|prompts?|outputs?|responses?|repl(?:y|ies)|answers?|conversations?|transcripts?|sessions?|commits|pull requests|prs|"
    r"requests?|traces?|logs?|data|metadata|events?|tokens?|content|contents|images?|text|markdown|html|json|sql|quer(?:y|ies)|"
    r"diffs|patches|edits|plans?|checkpoints?|attributions?|authorship|lines|calls?|errors?|ids?|names?|urls?|artifacts?|"
    r"worktrees?|branch(?:es)?|files|directories|folders|configs?|settings|progress|history|memory|suggestions?|decisions?|"
    r"analysis|diagnosis|findings|screenshots?|videos?|slop|proposal|pr body|body)"
    r"(?: (?:here|below|above))?(?: (?:was|were|is|are|be|been|being|get|gets|got|has been|have been|had been))*"
    r"(?: (?:\w+ly|also|all|just|only|first))*\s*$",
    re.IGNORECASE,
)
"""What a product, a request's text or somebody else's work consists of, where the clause says what was made."""
_GENERIC = re.compile(
    r"(?:an? |some |the |multiple |several |various )?(?:generative |modern )?(?:AI|LLMs?|GenAI)"
    r"(?:[ -](?:coding[ -])?(?:assistants?|agents?|tools?|tooling|models?|assistance|help|systems?))?(?![\w/]|-\w)"
)
_CLAUSE = re.compile(r"[,;:(]\s|\b(?:but|and then|so that)\b", re.IGNORECASE)


def _made_by(text: str, registry: Registry, *, listed: bool) -> tuple[Named, ...]:
    """`Half of it was drafted with Gemini`, `docs: examples written by Claude Code`, `harness (made with Codex)`."""
    for match in _BY.finditer(text):
        tool = _tool_at(text, match.end(), registry)
        if tool is None:
            continue
        named, end = tool
        lead = text[: match.start()]
        alone = listed and not lead.strip(" (*_") and not text[end:].strip(" .)*_")
        if not alone and _THEN.match(text, end) and _is_fact(lead):
            return named
    return ()


def _is_fact(lead: str) -> bool:
    """Whether what comes before a verb of making leaves a plain statement about this change."""
    clause = _CLAUSE.split(_FACT_ALL_THE_SAME.sub(" ", lead))[-1] if not lead.endswith("(") else ""
    return not (_OTHERS_WORK.match(lead) or _NO_FACT.search(clause) or _OUTPUT.search(lead.rstrip(" (")))


def _tool_at(text: str, at: int, registry: Registry) -> tuple[tuple[Named, ...], int] | None:
    """The agents of the tool that is named in TEXT at AT, and where its name and version end."""
    generic = _GENERIC.match(text, at)
    start = at if generic else _ARTICLE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
    tool = MODEL.match(text, start) or registry.mention.match(text, start)
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
    if word in registry.first_names or (word in registry.common and not tool[0][0].isupper()):
        return None
    end = tool.end()
    while True:
        more = _VERSION.match(text, end)
        further = more.end() if more else end
        model = re.compile(r"[ :/(]*(?:(?:with|using|via|running) )?").match(text, further)
        found = MODEL.match(text, model.end()) if model else None
        if found is None:
            break
        end = found.end()
    end = further
    if text[end : end + 1] in {"-", "/", "\\"} or re.match(r"\.\w|['’]s\b", text[end : end + 3]):
        return None
    return read_value(text[start:end].strip(" ("), registry).named, end


_ARTICLE = re.compile(r"(?:the |my |our |an? |some |both )?", re.IGNORECASE)
_DID = (
    r"(?:wrote|built|made|generated|created|implemented|coded|authored|drafted|produced|did|ported|translated|refactored|"
    r"prototyped|scaffolded|contributed|fixed|added|vibe[- ]coded|rewrote|came up with|one-shotted)"
)
_DID_IT = re.compile(
    rf"(?:,? (?:also|then|just|only|mostly|basically|essentially|actually|has|have|had|even|kindly|pretty much|\w+ly))*,? {_DID} "
    r"(?P<what>(?:it|this|these|everything|most|all|half|much|some|parts?|pretty much|nearly|almost|bulk|"
    r"(?:the|a|an|its|both|my|our|most of|all of|all|some|half of|parts? of|two|three) ?(?:[\w/'’`-]+[ ,]+){0,4}?"
    r"(?:code|changes?|patch|fix|tests?|implementation|translations?|harness|docs?|docstrings?|documentation|refactor\w*|"
    r"parser|script|commit|pr|draft|version|work|port|conversion|job|boilerplate|examples?|rest|bulk|majority|heavy lifting|"
    r"share|half|parts?|migration|typing|plumbing|scaffolding|module|function|class|regex|algorithm|logic|rewrite|it|this))\b|the \S+)",
    re.IGNORECASE,
)
_HELPED = re.compile(
    r"(?: (?:also|then|just|\w+ly))* helped(?: out)?(?: me| us)?(?: to| with| in)?(?: the| this| some| all)? "
    r"(?:writ\w+|implement\w*|draft\w*|generat\w+|creat\w+|cod\w+|build\w*|refactor\w*|port\w*|produc\w+|tests?|fix\w*|boilerplate)\b",
    re.IGNORECASE,
)
_CLAUSE_START = re.compile(r"(?:^|[,;:(]\s*|\b(?:and|but|while|then|whereas|though)\s+)$", re.IGNORECASE)
_OWN_SHARE = re.compile(r"\b(?:I|we)\b[^,;]*\b(?:did|wrote|made|designed|built|reviewed|planned|specified|sketched)\b")
_THING = re.compile(r"the \S+", re.IGNORECASE)


def _tool_did(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I did the grammar, Claude did the fuzz harness`, `Codex did the bulk of the translations`."""
    for match in _clause_starts(text, registry):
        tool = _tool_at(text, match, registry)
        if tool is None:
            continue
        named, end = tool
        before = text[:match]
        did = _DID_IT.match(text, end)
        shared = did is not None and (_OWN_SHARE.search(before) or not _THING.fullmatch(did["what"]))
        clause = _CLAUSE.split(before.rstrip(" ,;:("))[-1]
        if (shared or _HELPED.match(text, end)) and not _NO_FACT.search(clause):
            return named
    return ()


def _clause_starts(text: str, registry: Registry) -> Iterator[int]:
    """Where a tool's name begins a clause."""
    starts = {match.start() for pattern in (registry.mention, MODEL, _GENERIC) for match in pattern.finditer(text)}
    for start in sorted(starts):
        before = _ARTICLE_BEFORE.sub("", text[:start])
        if _CLAUSE_START.search(before):
            yield start


_ARTICLE_BEFORE = re.compile(r"\b(?:the|my|our|an?)\s+$", re.IGNORECASE)
_WITH_HELP = re.compile(
    r"\b(?:with|through|using|thanks to) (?:the |some |a (?:lot|bit|little) of |lots of |plenty of |much |significant |"
    r"heavy |substantial |extensive )*(?:help|assistance|aid|support) (?:of|from|by) ",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"\b(?:thanks|thank you|kudos|credits?|props|hat tip|shout-?out)(?: goes| go)?(?: to)? ", re.IGNORECASE
)
_THANKED_FOR = re.compile(
    r",? for (?:(?:writing|implementing|drafting|generating|creating|coding|porting|producing)\b|"
    r"(?:the|this|all the|most of the|its) (?:\w+ )?(?:code|implementation|fix|patch|tests?|draft|boilerplate|refactor\w*|"
    r"heavy lifting|translations?|regex|script|port)\b|"
    r"(?:the |its |their )?help(?:ing)?(?: me| us)? (?:(?:with|on|in) (?:\w+ )?(?:the )?(?:code|implementation|fix|tests?|patch|refactor\w*|"
    r"writing|coding|this)|(?:to )?(?:write|implement|code|port|build|draft)))\b",
    re.IGNORECASE,
)
_SEARCH_HELP = re.compile(
    r"\b(?:find|found|spot|diagnos|debug|investigat|understand|review|triag|reproduc|bisect|track|search|identif)\w*\b[^,;.]*$",
    re.IGNORECASE,
)
_SEARCH_AFTER = re.compile(
    r"[,:]? (?:(?:to|for|in|on|with) )?(?:me |us )?(?:find|spot|diagnos|debug|investigat|understand|review|triag|reproduc|bisect|track|"
    r"search|identif|check|verif|test)\w*\b",
    re.IGNORECASE,
)


def _with_help(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I did this with the help of some AI agents`, `Thanks to Claude for writing the tests`."""
    for pattern, needed in ((_WITH_HELP, _THEN), (_THANKS, _THANKED_FOR)):
        for match in pattern.finditer(text):
            tool = _tool_at(text, match.end(), registry)
            if tool is None:
                continue
            named, end = tool
            lead = text[: match.start()]
            searched = _SEARCH_HELP.search(lead) or _SEARCH_AFTER.match(text, end)
            if needed.match(text, end) and _is_fact(lead) and not searched and not only_consulted(text[end:]):
                return named
    return ()


_ADJECTIVE = re.compile(
    r"\b(?:was|were|is|are|been) (?:(?:\w+ly|all|partly|in part) )?(?P<tool>(?:AI|LLM|[A-Z][\w.]*)(?: Code)?)[- ]"
    r"(?:generated|written|authored|coded|assisted|drafted|created)\b(?P<rest>\s*\((?P<inside>[^()]*)\))?",
)
_THIS_CHANGE = re.compile(
    r"(?:(?:this|these|the|all|most|some|parts?|half|much|almost all|nearly all|large parts)\b[^.;:]*|everything|it|tests?|docs?|code) "
    r"(?:\([^)]*\) )?$",
    re.IGNORECASE,
)


def _adjective(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This PR (fix, test and docs) was AI-generated (Claude)`."""
    for match in _ADJECTIVE.finditer(text):
        lead = text[: match.start()]
        if not _THIS_CHANGE.match(lead) or not _is_fact(lead) or not _AFTER_ADJECTIVE.match(text, match.end()):
            continue
        inside = read_value(match["inside"], registry).named if match["inside"] else ()
        reading = read_value(match["tool"], registry)
        if inside or reading.named:
            return inside or reading.named
    return ()


_GENERATED_WORK = re.compile(
    r"(?:[*+-] )?(?:docs?|tests?|tst|maint|chore|refactor|style|build|ci)(?:\([^)\n]{1,40}\))?!?: (?:add |adds |use )?"
    r"(?:AI|LLM)[- ]gen(?:erated)? (?:\w+ )?(?:examples?|docstrings?|docs|documentation|tests?|comments|code|stubs|type hints|translations?)"
    r"(?: (?:for|of|in|to) .*|\W*)",
    re.IGNORECASE,
)
"""`DOC: AI generated examples for f`: what the commit adds, by its own words."""


def _generated_work(plain: str) -> tuple[Named, ...]:
    return (Named(UNSPECIFIED),) if _GENERATED_WORK.fullmatch(plain) else ()


_AFTER_ADJECTIVE = re.compile(
    r"\s*(?:$|[.;,:!)]|(?:and|but|with|then|by|from|using|via|under|as|for|so)\b)", re.IGNORECASE
)


@cache
def may_say() -> re.Pattern[bytes]:
    """What a line with a name must hold, with its neighbours, to say anything: the prefilter looks for it, lower case."""
    names = [name.strip().encode() for name in SPOKEN]
    name = b"(?:" + b"|".join(names) + b")"
    reviewer = b"(?:" + b"|".join(name for name in names if name != b"cursor") + b")"  # a text has a cursor too
    gap = rb"\W+(?:\w+\W+){0,6}?"  # words and what parts them share no character: there is one way to cut a text
    before = (
        rb"(?<![-\w])(?:by|with|using|via|through|of|from|used|had|asked|let|got|prompted|utili[sz]ed|leveraged|thanks to|"
        rb"credits? to|kudos to|props to)"
    )
    takes = (
        rb"(?<![-\w])(?:per|to|address\w*|appl\w+|resolv\w+|handl\w+|incorporat\w+|tak\w+|took|act\w*|adopt\w*|accept\w*|"
        rb"follow\w*|fix\w*|implement\w*|what)"
    )
    after = (
        rb"(?:wrote|built|made|generat|creat|implement|cod(?:ed|ing)|author|draft|produc|did|port(?:ed|ing)|translat|refactor|"
        rb"prototyp|scaffold|contribut|fixed|added|vibe|rewrote|came up|one-shot|helped|pointed|note[ds]|flag|caught|suggest|recommend|"
        rb"warn|request|review|comment|feedback|finding|nits?\b|issue|remark|assist|written|[- ]gen\b)"
    )
    robot = "\N{ROBOT FACE} generated with [".encode()
    return re.compile(
        b"|".join(
            [
                before + gap + name,
                takes + gap + reviewer,
                name + rb"(?:\W+\w+){0,7}?\W+" + after,
                re.escape(robot),
            ]
        )
    )
