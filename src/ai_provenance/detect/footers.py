"""Lines that tools put under a message and that are no trailers: `Generated with [Claude Code](...)`, session links."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL, find_model
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.disclosure import only_consulted
from ai_provenance.detect.observations import Named, Observation, Reading, Rejected, evidence, one_line
from ai_provenance.detect.prose import LABEL, read_prose
from ai_provenance.detect.values import UNSPECIFIED, read_value
from ai_provenance.model import Place, Role, Strength

_LEAD = lazy.pattern(r"^(?:[^\w\s\[(#<>|*+-]++\s*+|[*_]{1,3}(?=\S)|<(?:sub|sup|i|em|p|small)>){1,3}")
_WHAT = (
    "commit|changes?|code changes?|patch|pr|mr|pull request|merge request|code|fix|feature|work|implementation|"
    "tests?|unit tests|script|"
    "docs|original|skeleton|boilerplate"
)
_THIS = (
    r"(?:the (?:bulk|majority) of )?"
    rf"(?:(?:this|the|these|all|most|all of the|most of the) )?(?:{_WHAT})(?: here| in this \w+| in [`\w./:-]+)?|"
    r"(?:large |some |most )?parts(?: of (?:the|this) [\w +]{1,40}?)?"
)
_ADVERB = (
    "entirely|partly|partially|mostly|automatically|in part|primarily|largely|fully|completely|initially|predominantly|"
    "substantially|significantly|heavily|extensively"
)
_PRONOUN = "this|everything|(?:all|most|parts) of (?:this|it)"
_VERB = lazy.pattern(
    r"(?:automat(?:ed|ic) (?:[\w-]+ ){1,3})?"
    r"(?:i (?:want|would like|should) to disclose that )?"
    rf"(?:(?:{_THIS}) (?:(?:was|were|is|are|has been|have been) )?|(?P<pronoun>{_PRONOUN}) (?:was|were|is|"
    rf"has been) )?"
    rf"(?:(?:{_ADVERB}) )?"
    r"(?P<verb>(?:co[- ]?|vibe[- ]|ai[- ]|auto[- ]?)?"
    r"(?:generated|made|created|written|authored|implemented|developed|coded|built|assisted|drafted|produced|"
    r"prepared|"
    r"pair[- ]programmed|crafted|done|supported|changed|fixed|code|code changes)(?:(?: and |/)\w+(?: on)?)?)"
    rf"(?:\s+(?:{_ADVERB}))?[\s-]+(?:with|by|using|via|through):?\s+"
    r"(?:(?:the )?(?:significant |substantial |some |heavy )?(?:help|assistance) (?:from|of):? )?(?P<value>\S.*)",
    re.IGNORECASE,
)
_ADJECTIVE = lazy.pattern(
    r"(?:(?:(?:this|the|these|all|most of the) )?"
    r"(?:commit|changes?|patch|pr|pull request|code|implementation|tests?|unit tests|docs)|this) (?:was|were|is|are) "
    rf"(?:(?:{_ADVERB}) )?(?P<tool>[A-Z][\w ]{{1,20}})[- ](?:generated|written|authored|coded|"
    rf"assisted)\b(?P<rest>.*)|"
    rf"(?:{_ADVERB}) (?P<tool2>[A-Z][\w ]{{1,20}})[- ](?:generated|written|authored|coded)\b(?P<rest2>.*)|"
    r"(?P<tool3>AI|LLM)[- ](?:generated|written|authored)(?P<rest3>\W*$|[,.;)].*)",
    re.IGNORECASE,
)
"""`This was mostly AI-generated, with some tweaks by me`."""
_PRAISED = lazy.pattern(r"[.!;:,]\s+(?P<rest>[A-Z]\S.*)")
_DID_IT = lazy.pattern(r"(?: Code)? (?:did|made|wrote|built|handled|helped|was used)\b", re.IGNORECASE)
"""`AI-written. Amp did an excellent job here`: the next sentence names the tool."""
_ADJECTIVE_THEN = lazy.pattern(r"\W*$|[.,;:(]|\s+(?:code|and|with|but|then|by|from|using|via|—|–|-)(?:\s|$)|[)\]]")
_PERSON = lazy.pattern(r"(?:me|my ?self|us|hand|an? (?:human|person)|humans?|people)\b", re.IGNORECASE)
_PRODUCT = lazy.pattern(r"(?:[A-Z][\w.-]* ){1,3}AI\W*")
"""A product that calls itself an AI: `Orbis Security AI`."""
_PSEUDO_KEY = lazy.pattern(r"(?:co[- ]?authored|assisted|co[- ]?developed)$", re.IGNORECASE)
"""A verb with which a line is a trailer that lost its colon (`Co Authored By Claude Opus 4.6`)."""
_LINK = lazy.pattern(r"\[(?P<text>[^\]]+)\]\(\s*<?(?P<url>[^)\s>]*)>?\s*\)")
_URL = lazy.pattern(r"https?://(?P<rest>[^\s)>\]]+)")
_MESSAGE_ONLY = lazy.pattern(
    r"\W{0,3}(?:(?:the|this) )?(?:(?:git )?commit |pr |pull request )?(?:message|description|title|summary|"
    r"changelog)s?"
    r"(?: (?:was|were|is))? (?:auto-?)?(?:generated|written|created|drafted) (?:by|with|using) ",
    re.IGNORECASE,
)
_EXAMPLE = lazy.pattern(r"\W*(?:examples?|e\.g|for example|for instance|such as|like|demo|sample)\b", re.IGNORECASE)
_ABOUT_MATTER = lazy.pattern(
    r"\b(?:related|relevant|see|cf|background|context|discuss\w*|expla(?:in|nation)\w*|analy[sz]\w+|"
    r"investigat\w+|research\w*|questions?|asked|regarding|about|spotted|found|finds|reviews?|reviewed|debug\w*|"
    r"diagnos\w+|report(?:s|ed)?|reproduc\w+|more (?:info|information|on)|docs|documentation|inspired|"
    r"inspiration|ideas?|similar|confirm\w*|verif\w+|summar\w+|says|why|learn\w*)\b",
    re.IGNORECASE,
)
"""Before a link: the conversation is about the matter of the change, and nothing says that it made something of it."""
_FOR_READERS = lazy.pattern(r"\b(?:references?|refs?|details?|sources?)\W*$", re.IGNORECASE)
_CHAT = lazy.pattern(r"[\w.]+/(?:share|chat|c|s)/")
"""The link of a conversation. One of an agent's session is a reference to how the change was made."""
_ABOUT_REQUEST = lazy.pattern(
    r"\b(?:for commit|at) \W{0,2}[0-9a-f]{7,40}\b|\bupdates? automatically\b|"
    r"<!-- (?:this is an )?auto-generated|\bsummary by\b",
    re.IGNORECASE,
)
"""What a review bot writes under its summary of a request: it keeps that text up to date with the newest commit."""
_ONLY_LINK = lazy.pattern(r"(?:<a )?href=\"https?://.*|(?:\W*[\w -]{0,30}:?\s*)?<?https?://[^\s>]+>?\W*", re.IGNORECASE)
_ROBOT = lazy.pattern(
    r"\W{0,4}\U0001f916 "
    r"(?:generated|created|written|made)(?: entirely| partly| mostly)? (?:with|by|using) "
    r"(?:(?:(?:the )?(?:assistance|help) (?:of|from) )\[?[\w .-]+(?:\]\(https?://\S*)?\W*$|"
    r"(?:the )?(?P<tool>[\w.-]+(?: [A-Z][\w.-]*){0,2}) (?:assistance|help)\W*$|"
    r"\[[\w .-]+\]\(https?://|(?!\S+\.(?:jl|py|sh|js|ts|rb|pl|ya?ml)\b)(?-i:[A-Z])[\w.-]+\W*$)|"
    r"\W{0,4}\U0001f916 generated with [\w.-]+\W*$",
    re.IGNORECASE,
)
"""The footer of Claude Code with another agent's name in it, as agents write it that copied it."""
_END = lazy.pattern(r"[\s.*_`]*$|[,;]\s")
_SUBJECT = lazy.pattern(
    r"\s+(?:is|was|are|were|has|had|can|cannot|could|does|did|will|would|should|must|may|might)\b|"
    r"-(?!cli\b|code\b|agent\b|ide\b|bot\b)[a-z]+(?!\w*[/:])",
    re.IGNORECASE,
)
_STOP = lazy.pattern(r"\s+(?:\||<br|—|–|-)\s+|[.;](?:\s|$)|\s*\(?https?://|</")


def read_footer(line: str, registry: Registry, *, wrapped: bool = False, paragraph: str = "") -> Iterator[Observation]:
    """What a line at the margin says, if it is a footer.

    WRAPPED says that the line above runs on into this one: then it is the middle of a sentence, and prose.
    PARAGRAPH is what follows it, down to the next blank line.
    """
    if line[:1].isspace():
        return
    plain = _LEAD.sub("", line.strip()).strip()
    if _ABOUT_REQUEST.search(line):
        yield Rejected(Place.FOOTER, one_line(line), "about-request", "a bot says so of its own text about the request")
        return
    bare = plain.rstrip(" .!*_`")
    own = _own(bare, line, registry) or _about_message(plain, line, registry)
    verb = None if own else _VERB.match(plain, _label_end(plain))
    if own:
        yield own
    elif verb:
        yield from _made_with(verb, line, registry, wrapped=wrapped and plain[:1].islower())
        yield from _adjective(plain, line, registry)
    else:
        adjective = list(_adjective(plain, line, registry))
        prose = adjective if adjective or wrapped else list(read_prose(plain, line, registry, paragraph=paragraph))
        yield from prose or _session(plain, line, registry)


def read_flattened(subject: str, registry: Registry) -> Iterator[Observation]:
    """The footer in SUBJECT, of a message whose line breaks a tool passed as blanks."""
    match = _FLATTENED.search(subject) if "\U0001f916" in subject else None
    if match:
        reading = read_value(match["text"], registry)
        for named in reading.named or (Named(UNSPECIFIED),):
            yield evidence(named, Place.SUBJECT, subject, rule="flattened-footer")


_FLATTENED = lazy.pattern(r"\S\s+\U0001f916 Generated with \[(?P<text>[\w .-]+)\]\(https?://", re.IGNORECASE)


def _adjective(plain: str, line: str, registry: Registry) -> Iterator[Observation]:
    """`This was mostly AI-generated`: about this very change, and nothing that it could be the name of behind it."""
    match = _ADJECTIVE.match(plain, _label_end(plain))
    if match is None or not _ADJECTIVE_THEN.match(match["rest"] or match["rest2"] or match["rest3"] or ""):
        return
    reading = read_value(match["tool"] or match["tool2"] or match["tool3"], registry)
    if reading.named and reading.strength is Strength.DECLARED and reading.named[0].kind != "bot":
        yield evidence(reading.named[0], Place.FOOTER, line, rule="adjective")
        praised = _PRAISED.search(plain, match.end("tool3")) if match["tool3"] else None
        tool = registry.mention.match(praised["rest"]) if praised else None
        if praised and tool and _DID_IT.match(praised["rest"], tool.end()):
            yield from (
                evidence(named, Place.FOOTER, line, rule="adjective") for named in read_value(tool[0], registry).named
            )


def _label_end(plain: str) -> int:
    label = LABEL.match(plain)
    return label.end() if label else 0


def _own(bare: str, line: str, registry: Registry) -> Observation | None:
    for pattern, agent in registry.message_footers:
        if pattern.fullmatch(bare):
            return evidence(Named(agent, role=Role.MESSAGE), Place.FOOTER, line, rule="message-footer")
    for pattern, agent in registry.footers:
        if pattern.fullmatch(bare):
            role = Role.REVIEW if registry.kind(agent) == "review" else Role.AUTHOR
            model, raw, _ = find_model(bare) or (None, None, "")
            return evidence(Named(agent, model, raw, role=role), Place.FOOTER, line, rule="footer")
    return None


def _about_message(plain: str, line: str, registry: Registry) -> Observation | None:
    match = _MESSAGE_ONLY.match(plain)
    if match is None:
        return None
    reading = _whole(plain[match.end() :], registry)
    if not reading.named:
        return None
    return evidence(Named(reading.named[0].agent, role=Role.MESSAGE), Place.FOOTER, line, rule="message-footer")


def _made_with(verb: re.Match[str], line: str, registry: Registry, *, wrapped: bool) -> Iterator[Observation]:
    value = verb["value"]
    reading = _whole(value, registry)
    if not reading.named and _ROBOT.match(line):
        reading = Reading((Named(UNSPECIFIED),), "robot")
    doubt = _doubt(reading, value, line, registry, wrapped=wrapped) or _first_name(verb, registry)
    place = Place.BODY if _PSEUDO_KEY.match(verb["verb"]) else Place.FOOTER
    if doubt and registry.mention.search(value):
        yield Rejected(place, one_line(line), "prose", doubt)
    if not doubt:
        yield from (
            evidence(named, place, line, rule=f"footer:{reading.rule}", strength=reading.strength)
            for named in reading.named
            if named.kind != "bot"
        )


def _first_name(verb: re.Match[str], registry: Registry) -> str:
    """`This was written by Devin` speaks of a colleague, where `Written by Devin` may be what a tool puts there."""
    mention = registry.mention.match(verb["value"]) if verb["pronoun"] else None
    person = mention is not None and mention[0].lower() in registry.first_names
    return "a first name in a sentence" if person else ""


def _doubt(reading: Reading, value: str, line: str, registry: Registry, *, wrapped: bool) -> str:
    """Why a line that begins like a footer is none, or nothing."""
    if not reading.named:
        return "more than the name of a tool follows"
    if wrapped:
        return "the middle of a sentence"
    if _PERSON.match(value):
        return "it names a person"
    mention = registry.mention.match(value.lstrip("[*_`\"'"))
    if _goes_on(value, mention):
        return "the tool is what a sentence is about"
    if mention and _is_word(mention, value, registry) and line[0].isascii():
        return "a word of the language, without a link to the tool"
    return ""


def _is_word(mention: re.Match[str], value: str, registry: Registry) -> bool:
    """Whether VALUE begins with a word of the language or a first name, and nothing shows that the tool is meant."""
    if mention[0].lower() not in registry.common and mention[0].lower() not in registry.first_names:
        return False
    alone = value[0].isupper() and _END.match(value, mention.end())
    return not (alone or _LINK.search(value) or MODEL.search(value))


def _goes_on(value: str, mention: re.Match[str] | None) -> bool:
    """Whether the tool's name is the subject of a sentence (`Claude Code is a line that ...`), or part of a name."""
    tool = MODEL.match(value) or mention
    return tool is not None and value.startswith(tool[0]) and _SUBJECT.match(value, len(tool[0])) is not None


def _whole(value: str, registry: Registry) -> Reading:
    link = _LINK.match(value)
    if link:
        return read_value(link["text"], registry)
    named = _STOP.split(_unlinked(value), maxsplit=1)[0].strip(" *_`.")
    if _PRODUCT.fullmatch(named) and not registry.tool(named):
        return Reading((Named(UNSPECIFIED),), "generic-ai")
    return read_value(named, registry)


def _unlinked(text: str) -> str:
    return _LINK.sub(lambda match: match["text"], text)


def is_about_matter(above: str) -> bool:
    """Whether the words ABOVE a link introduce it as a conversation about the matter, or say that one only asked."""
    said = re.split(r"(?<=[.!?])\s", above)[-1]
    introduced = said.endswith((":", ",")) and _ABOUT_MATTER.search(said) is not None
    return introduced or (said.endswith((":", ",")) and only_consulted(said))


def _session(plain: str, line: str, registry: Registry) -> Iterator[Observation]:
    for url in _URL.finditer(plain):
        agent = next((agent for link, agent in registry.links if url["rest"].startswith(link)), None)
        if agent is None:
            continue
        of_chat = _CHAT.match(url["rest"]) and _FOR_READERS.search(plain, 0, url.start())
        if of_chat or _ABOUT_MATTER.search(plain, 0, url.start()):
            yield Rejected(Place.FOOTER, one_line(line), "prose", "a conversation about the matter is linked")
        elif not _EXAMPLE.match(plain) and _ONLY_LINK.fullmatch(
            _LINK.sub(lambda match: f"{match['text']}: {match['url']}", plain)
        ):
            yield evidence(Named(agent), Place.FOOTER, line, rule="session-link")
        else:
            yield Rejected(Place.FOOTER, one_line(line), "prose", "a session is mentioned in a sentence")
        return
