"""What people say of their own work with a tool, in passing: `added some tests using Copilot`, `used Claude Code.`

Each rule names who did something, to what part of the change, and where the tool's name must end. A person is in the
sentence, or nothing else is; what a product does with a model, and what a tool was only used to look at, is neither.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.assistance import makes_something
from ai_provenance.detect.clauses import (
    CHATS,
    CLAUSE,
    ENDS_CLAUSE,
    NO_FACT,
    OTHERS_WORK,
    SUBJECT_END,
    Rule,
    first_named,
    is_fact,
    tools_at,
    tools_behind,
)
from ai_provenance.detect.disclosure import only_consulted
from ai_provenance.detect.fragments import DONE_OTHERWISE
from ai_provenance.detect.observations import Named, are_agents
from ai_provenance.detect.shorthand import OF_PRODUCT
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import Role

_WORK = (
    r"(?:code|changes?|patch|fix(?:es)?|(?:unit |regression |integration )?tests?(?: cases?| suite)?|"
    r"implementation|docs?|"
    r"docstrings?|documentation|comments|translations?|refactor\w*|port|version|scripts?|functions?|modules?|"
    r"class(?:es)?|"
    r"parser|logic|boilerplate|examples?|regex(?:es)?|types?|stubs?|bindings|helpers?|widgets?|components?|"
    r"prototype|codebase)"
)
_ADVICE = ("nput", "idea", "uggestion", "eedback", "dvice", "ointers", "uidance", "hints", "tips")
_DEGREES = (
    " use",
    " usage",
    " help",
    " assist",
    " involvement",
    "guided",
    "-led",
    " led",
    "steered",
    "supported",
    "augmented",
)
_ASKED = frozenset({"chatgpt", "claude-code", "codex", "copilot", "cursor"})
"""Tools that people use to write, and name without a word for what for."""


def attributed(text: str, registry: Registry) -> tuple[Named, ...]:
    """The agents to which a person attributes something of the change in the sentence TEXT."""
    return first_named(_IN_SENTENCES, text, registry, within=text)


def attributed_alone(text: str, registry: Registry) -> tuple[Named, ...]:
    """The same, in a TEXT that is a subject, an item of a list or a paragraph by itself."""
    return first_named(_ALONE, text, registry, within=text)


def typed(subject: str, registry: Registry) -> tuple[Named, ...]:
    """`claude: fix the link`, where people put the type of a change: who made it, if a deed to code follows.

    The others of these names are those of components as often, and so is this one before words for a part of a product.
    """
    match = _TYPED.match(subject)
    if match is None or OF_PRODUCT.search(subject, match.end()) or _OWN_FILES.search(subject, match.end()):
        return ()
    return tuple(Named(agent) for agent in (registry.named("claude"),) if agent)


def _used_alone(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Used Claude Code.`, a paragraph by itself: with nothing else to be used for than the change."""
    match = _USED.match(text)
    tool = tools_behind(match, registry)
    if tool is None or not (_is_spoken_of(tool[0]) and all(one.model is None for one in tool[0])):
        return ()
    name = text[match.end() : tool[1]] if match else ""
    if " model" in name or name == "gemini":  # which is a protocol too
        return ()
    return tool[0] if _USED_ENDS.fullmatch(text, tool[1]) else ()


def _with_assistance(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I used some coding agent assist, in small steps`: help is help with the change, where nothing else is named."""
    match = _ASSISTANCE.search(text)
    if match is None or only_consulted(text[match.start() :]) or not is_fact(text[: match.start()]):
        return ()
    rest = text[match.end() :]
    if _FOR_PURPOSE.match(rest) and not (makes_something(rest) or _AND_FIX.match(rest)):
        return ()
    tool = tools_at(match["tool"], 0, registry)
    return tool[0] if tool else (Named(UNSPECIFIED),) if match["agent"] else ()


def _part_from_chat(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Much of the vectorization code is from Gemini`: whose a part is; of a chat, as the code of others is public."""
    match = _PART_FROM.match(text)
    tool = tools_behind(match, registry)
    chats = tool is not None and all(one.agent in CHATS for one in tool[0])
    return tool[0] if tool and chats and ENDS_CLAUSE.match(text, tool[1]) else ()


def _person_did_with(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I also added a simple test using copilot`, `I was able to implement it with help of Claude`."""
    for match in _DID_WITH.finditer(text):
        tool = tools_at(text, match.end(), registry)
        if tool is None or not are_agents(tool[0]) or not ENDS_CLAUSE.match(text, tool[1]):
            continue
        clause = CLAUSE.split(text[: match.start()])[-1].removesuffix("which ")
        if not NO_FACT.search(clause) and not NO_FACT.search(match["what"] or "") and not OTHERS_WORK.match(text):
            return tool[0]
    return ()


def _beside_review(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Fix the rest using Claude and human review`, `split between ChatGPT and me`: the person is the other part."""
    match = _BESIDE.search(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None:
        return ()
    ends = _AND_ME if match["split"] else _AND_HUMAN
    return tool[0] if ends.match(text, tool[1]) else ()


def _with_advice(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Improve the cache with suggestions from Opus 5`: what an AI contributed, and was taken over."""
    match = _ADVICE_PATTERN.search(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not _ADVICE_ENDS.match(text, tool[1]):
        return ()
    lead = text[: match.start()]
    if OF_PRODUCT.search(lead) or _LOOKED.search(lead) or _SHOWS.match(lead) or NO_FACT.search(CLAUSE.split(lead)[-1]):
        return ()
    rest = text[tool[1] :]
    others = rest[:1] == "," and NO_FACT.search(rest[:_NEXT_WORDS]) is not None
    if match["help"] and (others or (_FOR_PURPOSE.match(rest) and not makes_something(rest))):
        return ()
    role = Role.AUTHOR if match["help"] else Role.REVIEW
    return tuple(one._replace(role=role) for one in tool[0])


def _adapted_from(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Solution adapted from a Copilot answer`: whose answer the code is."""
    match = _ADAPTED.search(text)
    tool = tools_behind(match, registry, possessive=True)
    if match is None or tool is None or NO_FACT.search(CLAUSE.split(text[: match.start()])[-1]):
        return ()
    if _ITS_ANSWER.match(text, tool[1]) and (match["out"] or _WORK_IS.fullmatch(text, 0, match.start())):
        return tool[0]
    # the code of a tool is public, and what it looks like is copied: a chat has neither
    of_chat = match["out"] is not None and all(one.agent in {"chatgpt", UNSPECIFIED} for one in tool[0])
    return tool[0] if of_chat and ENDS_CLAUSE.match(text, tool[1]) else ()


def _contributed(text: str, registry: Registry) -> tuple[Named, ...]:
    """`This PR has pretty extensive contributions from Gemini`."""
    match = _CONTRIBUTIONS.search(text)
    tool = tools_behind(match, registry)
    ends = tool is not None and (ENDS_CLAUSE.match(text, tool[1]) or _WHEN.match(text, tool[1]))
    return tool[0] if match and tool and ends else ()


def _by_other_ai(text: str, registry: Registry) -> tuple[Named, ...]:
    """`ThreadRunner class written by PyCharm AI`, `By Minimax AI`: an AI that is not listed."""
    match = _OTHER_AI.search(text)
    if match is None or _VENDORS.fullmatch(match["name"]) or registry.mention.match(match["name"]):
        return ()
    return (Named(UNSPECIFIED),) if is_fact(text[: match.start()]) and ENDS_CLAUSE.match(text, match.end()) else ()


def _prompted(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I prompted Claude 3.7 Sonnet with this file and:`, before what was said to it."""
    match = _PROMPTED.match(text) if text.endswith(":") else None
    tool = tools_behind(match, registry)
    return tool[0] if tool else ()


def _degree_of_use(text: str, _registry: Registry) -> tuple[Named, ...]:
    """`Full AI use (reproduced the bug, patched it)`, `Heavily AI-guided.`: how much, and nothing else."""
    match = _DEGREE.match(text)
    return (Named(UNSPECIFIED),) if match and not only_consulted(text) else ()


def _agent_change(text: str, _registry: Registry) -> tuple[Named, ...]:
    """`This is an agent generated PR`: what kind of change it is."""
    return (Named(UNSPECIFIED),) if _AGENT_CHANGE.match(text) else ()


def _added_thing(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Add AI-generated SevenZipFileReader`, `Claude added a test for this as well`: what is new in the code."""
    match = _THING_IN_CODE.match(text)
    tool = tools_at(match["tool"], 0, registry) if match else None
    if tool:
        return tool[0]
    tool = tools_at(text, 0, registry)
    return tool[0] if tool and _ADDED_TEST.match(text, tool[1]) else ()


def _also_added(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Unprompted, Claude also added code to keep the trace`: at the beginning, or behind a word or two."""
    lead = _LEAD_WORDS.match(text)
    tool = tools_at(text, lead.end() if lead else 0, registry)
    return tool[0] if tool and _is_spoken_of(tool[0]) and _ALSO_ADDED.match(text, tool[1]) else ()


def _fixed_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Fix MpegDemux by Gemini`, all of a subject; a participle before `by` says what a tool does in a product."""
    match = _FIXED.match(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not _is_spoken_of(tool[0]) or not _ENDS.fullmatch(text, tool[1]):
        return ()
    what = match["what"]
    plain = not (OF_PRODUCT.search(what) or DONE_OTHERWISE.search(what) or NO_FACT.search(what))
    return tool[0] if plain and text[match.end() : tool[1]].lower() not in registry.common else ()


def _tool_did_this(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Claude implemented the cache`, all of a subject or an item: what a vendor did to a product is told in a text."""
    tool = tools_at(text, 0, registry)
    did = (_IMPLEMENTED.match(text, tool[1]) or _FIXED_FAULT.fullmatch(text, tool[1])) if tool else None
    return tool[0] if tool and did and _is_spoken_of(tool[0]) and not OF_PRODUCT.search(text, did.end()) else ()


def _its_version(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Adopt Gemini's version`, `use ChatGPT's regex`: whose work was taken over."""
    match = _ADOPT.match(text)
    tool = tools_behind(match, registry, possessive=True)
    return tool[0] if tool and _is_spoken_of(tool[0]) and _VERSION_ENDS.fullmatch(text, tool[1]) else ()


def _slop_itself(text: str, _registry: Registry) -> tuple[Named, ...]:
    """`This commit is AI slop but it works`."""
    return (Named(UNSPECIFIED),) if _IS_SLOP.match(text) else ()


def _credit_to(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Full credit to Claude for this one`."""
    match = _CREDIT.match(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and are_agents(tool[0]) and _FOR_IT.fullmatch(text, tool[1]) else ()


def _idea_of(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Idea from ChatGPT`, `worked this out with Claude`: all of a text."""
    match = _IDEA.match(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not are_agents(tool[0]) or not _ENDS.fullmatch(text, tool[1]):
        return ()
    role = Role.REVIEW if match["idea"] else Role.AUTHOR
    return tuple(one._replace(role=role) for one in tool[0])


def _tried_it(text: str, registry: Registry) -> tuple[Named, ...]:
    """`codex tried a thing`, an item of what a change holds."""
    tool = tools_at(text, 0, registry)
    return tool[0] if tool and _is_spoken_of(tool[0]) and _TRIED.fullmatch(text, tool[1]) else ()


def _let_loose(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I let Cursor loose on this`."""
    match = _LET.search(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and are_agents(tool[0]) and text[tool[1] : tool[1] + 6] == " loose" else ()


def _work_added_by(text: str, registry: Registry) -> tuple[Named, ...]:
    """`Tests were added by Codex`, `fix proposed by Gemini`: a part of the change, and who put it in."""
    match = _WORK_BY.search(text)
    tool = tools_behind(match, registry)
    if match is None or tool is None or not ENDS_CLAUSE.match(text, tool[1]):
        return ()
    return tool[0] if is_fact(text[: match.start()]) else ()


def _and_it_did(text: str, registry: Registry) -> tuple[Named, ...]:
    """`I debugged this with Claude and it came up with the fix`."""
    match = _WITH_IT.search(text)
    tool = tools_behind(match, registry)
    return tool[0] if tool and are_agents(tool[0]) and _AND_IT.match(text, tool[1]) else ()


def _of_clanker(text: str, _registry: Registry) -> tuple[Named, ...]:
    """`clanker tries to fix this`, `clanker cleanup`: what people call an agent that they do not name."""
    return (Named(UNSPECIFIED),) if _CLANKER.fullmatch(text) else ()


def _is_spoken_of(named: tuple[Named, ...]) -> bool:
    """Whether all are tools whose names are looked for in the middle of lines."""
    return all(one.agent in _ASKED or one.agent == "gemini-cli" for one in named)


_NEXT_WORDS = 30
"""Characters behind a comma that say of whom the rest of a sentence is: `with its help, users can`."""
_SHOWS = lazy.pattern(
    r"\W*(?:show|display|hide|list|render|revert|remove|drop|undo|support|allow|ignore|handle|parse|reject|add|enable|"
    r"disable)\b",
    re.IGNORECASE,
)
_LOOKED = lazy.pattern(
    r"\b(?:find|found|spot|diagnos|debug|investigat|understand|understood|review|triag|reproduc|bisect|track|"
    r"search|identif|test)\w*\b"
    r"[^,;.]*$",
    re.IGNORECASE,
)
_ENDS = lazy.pattern(SUBJECT_END)
_USED = lazy.pattern(
    r"(?:(?:I|we) )?(?:(?:also|only|just|mostly|heavily) )?(?:used|use(?=.* for (?:this|it)\W*$)) (?=\S)", re.IGNORECASE
)
_USED_ENDS = lazy.pattern(
    r"(?: (?:here|heavily|extensively|throughout|a (?:lot|bit)|for (?:this|it|help|assistance)))?\W*", re.IGNORECASE
)
_BESIDE = lazy.pattern(r"\b(?:(?:using|with|by|via)|(?P<split>(?:divided|split|shared) between)) (?=\w)", re.IGNORECASE)
_AND_HUMAN = lazy.pattern(
    r",? (?:and|plus|\+|&|with|then|followed by) (?:some |a bit of |my |careful |thorough )*(?:own )?(?:human|"
    r"manual|hand) "
    r"(?:review|edit|judge?ment|work|effort|check|touch|oversight|supervision|clean|tweak|fix|inspection|"
    r"intervention)\w*",
    re.IGNORECASE,
)
_FOR_PURPOSE = lazy.pattern(r" (?:to|for|in|with|when|while)\b", re.IGNORECASE)
_AND_FIX = lazy.pattern(r" to (?:find|locate|identify|diagnose|debug) and (?:fix|solve|patch|repair)\b", re.IGNORECASE)
_WHEN = lazy.pattern(r" (?:when|where|especially|mostly)\b", re.IGNORECASE)
_AND_ME = lazy.pattern(r" and (?:me|myself)\b", re.IGNORECASE)
_ADVICE_ENDS = lazy.pattern(r"\s*(?:$|[.,;:!)]|(?:on how|and|on|about|to|for|in)\b)", re.IGNORECASE)
_ADAPTED = lazy.pattern(
    r"\b(?:(?:adapted|taken|derived|copied|copy-pasted|borrowed|lifted|pasted|cribbed) (?:straight |directly |mostly )?"
    r"(?P<out>from|out of)|based on|following) "
    r"(?:(?:an?|the|some|this) )?",
    re.IGNORECASE,
)
_ITS_ANSWER = lazy.pattern(
    r"(?:['’]s?)? (?:answers?|response|suggestions?|snippets?|output|reply|proposal|chat|solution)\b", re.IGNORECASE
)
_PROMPTED = lazy.pattern(r"(?:(?:then|so|and),? )?(?:I|we)(?: then| also)? prompted (?=\S)", re.IGNORECASE)
_AGENT_CHANGE = lazy.pattern(
    r"(?:this is |it is |it['’]s )?(?:mostly |entirely |largely )?an? (?:coding[- ])?agent[- ](?:generated|"
    r"written|authored|driven|made|coded) "
    r"(?:pr|pull request|change|commit|patch|contribution)\b",
    re.IGNORECASE,
)
_LEAD_WORDS = lazy.pattern(r"(?:[A-Z][a-z]+(?: [a-z]+)?, )?")
_ALSO_ADDED = lazy.pattern(
    r"(?:,? also (?:added|wrote)|,? (?:added|wrote) (?:some|the|a few|more)) (?:some |the |an? |new |"
    r"more )*(?:code|tests?|docs|docstrings?|"
    r"test cases?|comments|type hints|error handling|logging)\b",
    re.IGNORECASE,
)
"""`Unprompted, Claude also added code to keep the trace`."""
_ADDED_TEST = lazy.pattern(
    r" (?:also )?(?:added|wrote) (?:an? |some |the |two |three |new |more |few )*(?:\w+ )?(?:tests?|docs|docstrings?)"
    r"(?: cases?)?(?: (?:for|of) (?:this|it|that|these))?(?: as well| too| here)?\W*$",
    re.IGNORECASE,
)
_FIXED = lazy.pattern(
    r"(?:fix(?:e[sd])?|correct(?:ed)?|solve[sd]?|repair(?:ed)?) (?P<what>(?![^,;:()]*\b(?:\w+ing|of|for|in|on|"
    r"with)\b)(?:[^ ,;:()]+ ?){1,3}?) by (?=[A-Z])",
    re.IGNORECASE,
)
_CLANKER = lazy.pattern(
    r"(?:the |my |our |some |more |another |a )?clankers?(?:['’]s?)?(?: code)? (?:(?:tries|trying|tried|attempts?|"
    r"attempting) to (?:fix|solve|"
    rf"implement|port|refactor|clean|make|write|simplify)\b.*|(?:fix(?:es)?|clean-?ups?|changes?|work|code|slop|"
    rf"refactor\w*|attempts?|"
    rf"tweaks?|improvements?|wrote this|did this|made this|did it)(?: \d+)?{_ENDS.pattern})",
    re.IGNORECASE,
)
_IMPLEMENTED = lazy.pattern(
    r" (?:also |then )?(?:implemented|wrote|rewrote|refactored|ported|drafted|translated) (?:the|an?|this|"
    r"these|all|our|my|most) ",
    re.IGNORECASE,
)
_FIXED_FAULT = lazy.pattern(
    r" fixe[ds] (?:the |an? |some |more |last |all )?(?:\w+ )?(?:errors?|bugs?|typos?|tests?|lints?|build|warnings?|"
    r"formatting)\W*",
    re.IGNORECASE,
)
_ADOPT = lazy.pattern(
    r"(?:adopt|take|took|use|keep|apply|try|go with|switch to)(?:s|d|ed)? (?=[A-Za-z])", re.IGNORECASE
)
_VERSION_ENDS = lazy.pattern(
    r"['’]s? (?:(?:own|new|better|simpler|shorter) )?(?:version|fix(?:es)?|solution|approach|code|regex|"
    r"rewrite|patch|wording|variant|"
    rf"implementation|phrasing|proposal)(?: (?:of|for|to) [^,;:]{{2,40}})?{_ENDS.pattern}",
    re.IGNORECASE,
)
_IS_SLOP = lazy.pattern(
    r"(?:this|it)(?: (?:commit|pr|code|patch|change|file|script))?(?: is|['’]s)(?: (?:all|pure|mostly|"
    r"basically|just|100 ?%|total|complete))* "
    r"(?:AI|LLM|Claude|Codex|ChatGPT) slop\b",
    re.IGNORECASE,
)
_TYPED = lazy.pattern(
    r"claude: (?=(?:fix|add|create|write|guard|avoid|rework|improve|tweak|document|remove|simplify|refactor|"
    r"rename|rewrite|port|silence|move|split|extract|clean|"
    r"apply|implement|correct|convert|"
    r"drop|replace|reword|deduplicate|tidy|inline|optimi[sz]e|speed up|strip|switch|build)\b)",
    re.IGNORECASE,
)
_OWN_FILES = lazy.pattern(
    r"\b(?:claude|instructions?|settings?|config\w*|permissions?|commands?|rules?|ignore|files? for|"
    r"transcripts?|conversations?|"
    r"messages?|context|usage|costs?|limits?|retry|resume|stdout|stderr|json|output|binary|version|executor)\b|\.md\b",
    re.IGNORECASE,
)
"""What belongs to the tool itself, in a repository that drives or sets it up."""
_CREDIT = lazy.pattern(
    r"(?:full |all (?:of )?(?:the )?|major |most (?:of )?(?:the )?|"
    r"the )?credits?(?: for this(?: one)?)?(?: goes| go)? to (?=\S)",
    re.IGNORECASE,
)
_FOR_IT = lazy.pattern(rf"(?: (?:here|for (?:this|it|that|all)(?: one)?))?{_ENDS.pattern}", re.IGNORECASE)
_IDEA = lazy.pattern(
    r"(?:the )?(?P<idea>ideas?)(?: (?:is|was|came))? (?:from|by) (?=\S)|(?:we |I )?(?:worked|"
    r"hashed) (?:this|it) out (?:together )?with (?=\S)",
    re.IGNORECASE,
)
_TRIED = lazy.pattern(
    rf" (?:tried|tries|trying) (?:a thing|things|something|it|this|again|harder){_ENDS.pattern}", re.IGNORECASE
)
_LET = lazy.pattern(r"\b(?:let|set|turned|unleashed) (?=[A-Z])", re.IGNORECASE)
_WITH_IT = lazy.pattern(
    r"\b(?:I|we)\b[^.;:]{0,60}? (?:with|using|asked|gave|fed|showed|getting) (?=[A-Za-z])", re.IGNORECASE
)
_AND_IT = lazy.pattern(
    r"[^.;]{0,140}?(?: and|,| -{2,3})(?: then)? it (?:also |then |even |quickly )?(?:came up with|wrote|fixed|made|"
    r"produced|implemented|generated|"
    r"gave me (?:the|a|this)) (?!(?:clear|sense|sure|an? (?:list|report|issue))\b)",
    re.IGNORECASE,
)
_VENDORS = lazy.pattern(
    r"open|azure|vertex|vercel|pydantic|spring|cloudflare|workers|amazon|aws|bedrock|the|an|any|some|using|with|"
    r"this|our|your|my|no|of|"
    r"enemy|player|game|bot|generative|local|custom|remote|another|other|modern|gen",
    re.IGNORECASE,
)
"""What comes before AI in the name of a library or a service, or is no name."""


_IN_SENTENCES: tuple[Rule, ...] = (
    (("assist", "help", "support", "input"), ("sed ", "sing ", "had ", "got ", "with ", "With "), _with_assistance),
    (
        (" from ",),
        ("uch of ", "ost of ", "ome ", "art", "ll of ", "alf of ", "bulk", "majority", "lot"),
        _part_from_chat,
    ),
    (("I ", "I've", "I’ve", "we ", "We "), ("using ", "with ", "via ", "thanks to "), _person_did_with),
    (
        (" human", " manual", " hand", " between"),
        ("using ", "Using ", "with ", "by ", "via ", "between "),
        _beside_review,
    ),
    ((" from ", " by ", " of "), (*_ADVICE, "help", "ontribution", "assistance"), _with_advice),
    (
        ("ased on ", "ollowing "),
        ("nswer", "esponse", "uggestion", "nippet", "utput", "reply", "roposal"),
        _adapted_from,
    ),
    (
        (" from ", "out of "),
        ("dapted", "aken", "erived", "opied", "asted", "orrowed", "ifted", "ribbed"),
        _adapted_from,
    ),
    (("ontribution",), ("has ", "had ", "contain", "include", "received "), _contributed),
    ((" AI",), (" by ", "By ", "by ", " with "), _by_other_ai),
    (("rompted",), (":",), _prompted),
    ((" loose",), ("et ", "urned ", "nleashed "), _let_loose),
    ((" by ",), ("added by", "filled in by", "supplied by", "provided by", "found by", "proposed by"), _work_added_by),
    (
        (" and it ", " and then it ", ", it ", "- it "),
        ("ith ", "sing ", "sked ", "gave ", "fed ", "showed ", "etting "),
        _and_it_did,
    ),
    ((" added ", " wrote "), ("laude", "odex", "opilot", "GPT", "emini", "AI"), _also_added),
    (("gent generated", "gent-generated", "gent written", "gent-written"), ("",), _agent_change),
    (_DEGREES, ("AI", "LLM", "gent ", "gent-", "laude", "odex", "opilot"), _degree_of_use),
)
_ALONE: tuple[Rule, ...] = (
    (("sed ", "se "), ("",), _used_alone),
    (
        ("dd", "mport", "ommit", "wrote"),
        ("-generated", "-written", "-coded", "-made", " added ", " wrote "),
        _added_thing,
    ),
    ((" by ",), ("ix", "orrect", "olve", "epair"), _fixed_by),
    (("lanker",), ("",), _of_clanker),
    ((" tried ", " tries ", " trying "), ("",), _tried_it),
    (("redit",), (" to ", ": "), _credit_to),
    (("dea", "orked"), (" from ", " by ", " with "), _idea_of),
    (
        (" implemented ", " fixed ", " wrote ", " rewrote ", " refactored ", " ported ", " drafted ", " translated "),
        ("",),
        _tool_did_this,
    ),
    (("'s ", "’s "), ("dopt", "ake ", "ook ", "se ", "eep ", "pply", "ry "), _its_version),
    (("slop",), ("his ", "It ", "it "), _slop_itself),
)
"""Rules, each with words of which a text must hold one, and others of which it must hold one too, before it is read."""


_ASSISTANCE_MUCH = (
    r"(?:(?:some|heavy|light|minor|minimal|major|extensive|moderate|significant|mild|considerable|much|a (?:bit|"
    r"lot|little) of|lots of|the) )*"
)
_ASSISTANCE = lazy.pattern(
    rf"(?:(?:^|[,;(] |\band |\b(?:I|we)(?: also| have| did)? )(?:used|had|got|using)|^with) {_ASSISTANCE_MUCH}"
    r"(?P<tool>(?:AI|LLM|Claude|Codex|Copilot|Cursor|Gemini|ChatGPT)|(?P<agent>(?i:coding agents?|agents?|"
    r"agentic|ai agents?)))s?"
    r"(?: coding| code)? (?:assist|assistance|help|support|input)\b(?!ed|ant)",
    re.IGNORECASE,
)


_PART_FROM = lazy.pattern(
    r"(?:much|most|some|parts?|all|half|the bulk|the majority|large parts|a lot|lots)(?: of)? (?:(?:the|this|"
    r"it|these|my|its) ?)?"
    rf"(?:[\w-]+ ){{0,3}}?(?:{_WORK} |(?<=this )|(?<=it ))(?:here )?(?:is|are|was|were|comes|came)"
    r"(?: mostly| largely| all| straight| directly)* from ",
    re.IGNORECASE,
)


_DID = (
    r"(?:added|wrote|implemented|created|generated|updated|rewrote|refactored|converted|ported|fixed|built|"
    r"made|translated|"
    r"extended|improved|cleaned up|simplified|drafted|prepared|adapted)"
)
_FEW = (
    r"(?:(?:an?|some|several|few|two|three|four|more|new|simple|basic|the|these|those|all|missing|most|my|our|"
    r"small|initial|"
    r"additional|extra|any|remaining|other) )*"
)
_ABLE = (
    r"(?:(?:was|were|am|are|have been|had been) (?:finally |then )?able|managed) to (?:do|make|implement|"
    r"write|create|fix|build|get|port|convert|solve|add)"
)
_DID_WITH = lazy.pattern(
    rf"\b(?:I|we)(?:['’]ve| have)?(?: also| then| just| even| \w+ly)* (?:{_ABLE}\b(?P<able>[^.;:]{{0,60}}?)|"
    rf"(?:[^.;:]{{1,60}}? and )??"
    rf"{_DID} (?P<what>{_FEW}(?:[\w-]+ ){{0,3}}?{_WORK}(?: (?:for|to|of|in|"
    rf"around) [^.;,:]{{2,40}}?)?)),? (?:with|using|via|by using|thanks to)"
    r" (?:(?:the |some |a lot of )?(?:help|assistance|aid) (?:of|from) )?",
    re.IGNORECASE,
)


_WORK_IS = lazy.pattern(rf"(?:(?:the |this )?(?:{_WORK}|solution|this)(?: (?:is|was|are|were))? )?", re.IGNORECASE)


_WORK_BY = lazy.pattern(
    rf"(?<![\w-]){_WORK}(?: (?:was|were|is|are))?(?: all| mostly)? (?:(?:added|filled in|supplied|provided) by|"
    r"(?<=fix )(?:found|proposed) by|(?<=solution )(?:found|proposed) by) ",
    re.IGNORECASE,
)


_SOME = (
    r"(?:(?:some|an?(?= \w+ (?:from|by))|the|a (?:bit|lot|little) of|lots of|much|good|great|useful|"
    r"helpful|additional|further|minor) )*"
)
_ADVICE_PATTERN = lazy.pattern(
    rf"\b(?:with|following|after|incorporating|based on|thanks to|follows|implements|"
    rf"applies) {_SOME}(?:(?:input|ideas?|suggestions?|feedback|"
    rf"advice|pointers|guidance|hints|tips)|"
    r"(?P<help>help|assistance|contributions?))(?: \([^()]{1,60}\))? (?:from|by|of) ",
    re.IGNORECASE,
)


_CONTRIBUTIONS = lazy.pattern(
    r"(?:\b(?:this|the) (?:pr|pull request|commit|change|patch|branch) (?:also )?|^it )(?:has|had|contains?|"
    r"includes?|received) "
    r"(?:(?:some|pretty|quite|very|rather|extensive|heavy|significant|substantial|major|large|many|a lot of|"
    r"minor|small|numerous) )*"
    r"contributions? (?:from|by|of) ",
    re.IGNORECASE,
)


_OTHER_AI = lazy.pattern(
    r"(?:\b(?:written|made|generated|created|implemented|coded|done|built|drafted|fixed|translated) (?:by|"
    r"with) |^(?:[Aa]ll |[Mm]ostly )?[Bb]y )"
    r"(?:the )?(?P<name>[A-Za-z][\w.]{2,20}) AI\b(?! (?:sdk|api|model|gateway|agents? sdk))(?: while\b.*)?"
)


_DEGREE_MUCH = r"(?:full|heavy|light|some|partial|extensive|minimal|moderate|significant|mostly|substantial|minor)"
_DEGREE = lazy.pattern(
    rf"{_DEGREE_MUCH} (?:AI|LLM|agent|Claude|Codex|Copilot) (?:use|usage|help|assistance|assist|"
    rf"involvement)\s*(?:$|"
    rf"[.;(])|"
    r"(?:(?:this|it|the (?:code|change|patch|pr)) (?:is|was) )?(?:heavily|mostly|partly|partially|largely|"
    r"lightly|fully|entirely) "
    r"(?:AI|LLM|agent|Claude|Codex|Copilot)[- ](?:guided|led|steered|supported|augmented)\s*(?:$|[.;(,])",
    re.IGNORECASE,
)


_THING_IN_CODE = lazy.pattern(
    r"(?:[Aa]dd|[Ii]mport|[Cc]ommit)(?:s|ed)? (?:an? |some |the |new )*(?P<tool>AI|LLM|ChatGPT|Claude|Codex|"
    r"Copilot|Gemini)[- ]"
    r"(?:generated|written|coded|made) (?:\w+ )?(?:[A-Z][a-z]+\w*[A-Z]\w*|\w+\.(?:py|c|h|cpp|rs|go|js|ts|sh|"
    r"rb|java|kt|md)|[a-z]+_\w+)"
    r"\W{0,4}(?:\(#\d{1,9}\))?$"
)
"""A name with a capital or an underscore inside, a file, or what is in backticks: it is no word of a sentence."""


def record_of_session(line: str, registry: Registry) -> tuple[Named, ...]:
    """`Codex CLI / GPT-5.5: https://gist.github.com/...`, `Started in Claude Code: LINK`: where a session is kept."""
    match = _SESSION_AT.fullmatch(line) if "://" in line else None
    if match is None or not (match["made"] or _KEPT_AT.match(match["where"])):
        return ()
    tool = tools_at(match["tool"], 0, registry)
    return tool[0] if tool and are_agents(tool[0]) else ()


def is_prompt(line: str) -> bool:
    """Whether LINE is what a person had an agent do, under the heading of a prompt: `Prompt: Make the menu close`."""
    return _PROMPT.match(line) is not None


_SESSION_AT = lazy.pattern(
    r"(?P<made>(?:started|finished|continued|done|built|written|made|coded) (?:in|with|by|using) )?"
    r"(?P<tool>[A-Z][\w .()/+-]{2,50}?): <?https?://(?P<where>\S+)",
    re.IGNORECASE,
)


_KEPT_AT = lazy.pattern(
    r"gist\.github\.com/|gisthost\.github\.io/|gistpreview\.github\.io/|claude\.ai/(?:share|code)/|"
    r"chatgpt\.com/(?:s|codex)/"
)
"""Hosts of texts, where sessions are kept."""
_PROMPT = lazy.pattern(
    r"(?:(?:first|user|initial|original) )?prompts?: "
    r"[\"“']?(?:(?:let['’]?s|please|can you|could you|now|i (?:want|need|think|would)|we (?:need|want|should|"
    r"have)|oops|in `|the way)\b|"
    r"(?:make|add|fix|implement|write|refactor|update|change|remove|create|convert|rename|build|move|replace|"
    r"split|port|rewrite|clean|"
    r"simplify|extract|use) (?:the|a|an|all|this|these|it|some|our|my|every|sure|`))",
    re.IGNORECASE,
)
