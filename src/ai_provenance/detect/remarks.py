"""Remarks of a reviewer in the few words of a colleague: `thx coderabbit`, `couple of fixes from CodeRabbit`.

Where a reviewer reads every request, people name it and no longer say `review`. What does nothing but review, and has a
name that is no word, is named for its remarks, unless the change is to the reviewer itself (`CodeRabbit: enable on all
branches`). So all of a subject, an item or a sentence must be one of a few forms, and hold no word for its settings.
"""

from __future__ import annotations

import re

from ai_provenance import lazy
from ai_provenance.detect.clauses import SUBJECT_END
from ai_provenance.detect.shorthand import OF_PRODUCT

_LONGEST = 200
"""Characters of a sentence that says no more than what was done, and for whom."""
_BEFORE = 80
"""Characters of what was done that are read before the reviewer's name."""
_MARKS = "@`\"'[("


def in_passing(sentence: str, at: int, begin: int, end: int, *, reviews: bool) -> bool:
    """Whether SENTENCE, which starts at AT, says in passing that a remark of the reviewer at BEGIN to END was followed.

    REVIEWS says that it does nothing but review, and that its name is no word of the language.
    """
    if len(sentence) > _LONGEST or not (reviews or _may_be_remark(sentence)):
        return False
    before, after = sentence[at:begin].rstrip('@`"['), sentence[end:].lstrip('`"')
    if _as_it_said(before, after, reviews=reviews):
        return True
    if _BROKE.search(before):
        return False
    if _in_a_review(before, after, reviews=reviews):
        return True
    if reviews and _AND_SOME.search(before[-_BEFORE:]) and _REMARKS_PATTERN.match(after):
        return _OWN_SETTINGS.search(after) is None
    other_work = _UNDO.match(before) or _OWN_SETTINGS.search(f"{before} {after}")
    followed = not other_work and (_of_any(before, after) or (reviews and _of_reviewer(sentence[:at], before, after)))
    return bool(followed)


def _may_be_remark(sentence: str) -> bool:
    for word in _OF_REMARKS:  # noqa: SIM110 - a generator would take longer than the search
        if word in sentence:
            return True
    return False


_OF_REMARKS = (
    *("esolve ", "esolved ", "ddress"),
    *(
        "happ",
        "ppeas",
        "leas",
        "atisf",
        "lacat",
        "aid ",
        "ays ",
        "old me",
        "omplain",
        "catch",
        "P0",
        "P1",
        "P2",
        "P3",
        "right",
        " like",
    ),
    *("eview", "omment", "eedback", "emark", "inding", "nit", "note", "ound ", "per ", "ritic"),
    *("uggest", "ecommend", "ropos", "dvise", "equest", "ointed out", "oints out", " ask", " want", "nsist"),
)
"""Words of which one is in every remark of an agent that does other things too."""


def _as_it_said(before: str, after: str, *, reviews: bool) -> bool:
    """`Add null checks as Cursor suggested`, `fix a bug that Gemini pointed out`."""
    said = _AS_SAID_ENDS.match(after) if _SAID.search(before[-_BEFORE:]) else None
    if said is None or _PRODUCT.match(before):
        return False
    return reviews or (said["end"] is None and (said["now"] is None or before.lower().endswith("as ")))


def _in_a_review(before: str, after: str, *, reviews: bool) -> bool:
    """`codex review: close the file`, `Copilot's review asked for a bound, added`: what it says, what was done."""
    about_it = _ITS_SETTINGS.search(f"{before} {after}") or OF_PRODUCT.search(_REVIEWS.sub("", before))
    if about_it or _UNDO.match(before) or _PRODUCT.match(before):
        return False
    near, led_in = before[-_BEFORE:], _LEADS_IN.fullmatch(before)
    said = _REVIEW_SAYS.match(after)
    if said and (led_in or said["then"] is not None) and not OF_PRODUCT.search(after, said.end()):
        proposed = not reviews and "uggestion" in said[0]  # a product makes suggestions, too
        return said["then"] is not None or not (proposed or _NOT_DONE.search(after))
    noted = reviews and led_in and _NOTE.match(after) and not _OWN_SETTINGS.search(after)
    noted = noted or (led_in and after[:2] == ": " and _REVIEWS.search(before) and not OF_PRODUCT.search(after))
    raised = _RAISED_IN.search(before) if _DEED.match(before) else None
    was_raised = raised and raised.start() and ((reviews and _ENDS_CLAUSE.match(after)) or _IN_REVIEW.match(after))
    by_review = _REVIEW_BY.fullmatch(before) and _ENDS_CLAUSE.match(after)
    from_review = (_FIXED_FROM.search(near) or _REFERS.fullmatch(before)) and _A_REVIEW.match(after)
    if noted or was_raised or by_review or from_review:
        return True
    found = _REVIEW_FOUND.match(after) or (_HE_FOUND.match(after) if reviews else None)
    return found is not None and _DEALT_WITH.search(after) is not None


def _of_any(before: str, after: str) -> bool:
    """The forms in which an agent that also writes is named: a word for a review is in them, or who it was done for."""
    near = before[-_BEFORE:]
    forms = (
        (_DEED_PER.fullmatch(near) or _REVIEW_THEN.fullmatch(before) or _CAUGHT.search(near), _ENDS.fullmatch),
        (_HAPPY.search(near), _IS_HAPPY.match),
        (_APPEASE.search(near), _ENDS_CLAUSE.match),
        (_BECAUSE.search(near), _COMPLAINED.match),
        (_FOUND_BY.search(near), _IN_REVIEW.match),
        (_OF_REVIEW.search(near), _CLOSES.match),
        (_ADDRESSES.fullmatch(before) or _ROUND_OF.fullmatch(before), _REVIEW_REMARK.match),
        (not before, _PRIORITY.fullmatch),
        (_BESIDE.fullmatch(before), _ONLY_REMARKS.fullmatch),
        (_RESOLVE.fullmatch(before), _ENDS.fullmatch),
        (_REQUESTS_FROM.search(near), _APPLIED.match),
        (not before, _REVIEW_FIXES.match),
    )
    return _FEEDBACK_ON.search(near) is not None or any(led and ends(after) for led, ends in forms)


def _of_reviewer(mark: str, before: str, after: str) -> bool:
    """The forms in which only that is named which does nothing but review."""
    if _LEADS_IN.fullmatch(before):
        # a name alone says nothing, but behind a type for fixes and remarks
        said = _ENDS.fullmatch(after) is None or _TYPE_OF_REMARK.search(mark) is not None
        return said and _NO_TYPE.search(mark) is None and _ALONE.fullmatch(after) is not None
    near = before[-_BEFORE:]
    if _THANKS.search(near):
        return _THANKED.match(after) is not None
    if _BRACKET.fullmatch(before) and _CLOSES_ALL.fullmatch(after):
        return True
    if _IN_BRACKETS.search(near):
        return _CLOSES.match(after) is not None
    if _PER_IT.search(near):
        return (_ENDS_CLAUSE.match(after) or _REMARKS_PATTERN.match(after)) is not None
    follows = _DONE_FOR.fullmatch(near) or _TAKES.fullmatch(near) or _IN_ITS_REVIEW.search(near)
    return follows is not None and (_ENDS_CLAUSE.match(after) or _REMARKS_PATTERN.match(after)) is not None


_NOUN = (
    r"(?:reviews?|feedbacks?|comments?|suggestions?|findings?|nits?|nitpicks?|issues?|remarks?|points?|concerns?|"
    r"notices?|"
    r"observations?|inputs?|advice|complaints?|complaining|notes?|changes?|fix(?:es)?|requests?|"
    r"recommendations?|demands?|ocd|"
    r"warnings?|"
    r"hints?|edits?|ideas?|stuff|things?|rounds? \d+|improvements?|nagging|whining|grumbles?)"
)
_ITS_SETTINGS = lazy.pattern(
    r"\b(?:config\w*|ya?ml|enabl\w*|disabl\w*|workflows?|settings?|instructions?|integrat\w*|install\w*|badges?|"
    r"logo|prompts?|"
    r"webhooks?|policy|permissions?|setup|summar\w+|trigger\w*|request(?:ed|s)? (?:a |an )?(?:copilot|codex)|"
    r"re-?run\w*|buttons?|"
    r"sidebar|panel|skills?|command|agents?|plugin|drafts?|language|tone|pull_request\w*|filters?|actions?|"
    r"jobs?|tokens?|runners?|labels?)\b",
    re.IGNORECASE,
)
"""Words for what reviews, and for a product that has reviews in it."""
_LEADS_IN = lazy.pattern(
    r"(?:(?:from|after|per|post|more|another|second|third|last|final|the|a|two|three|few|some|minor|small|"
    r"latest|new|wip:?|fixup!?:?|and|of|in|"
    r"code|pr|review (?:notes|comments|feedback|remarks|fix(?:es)?)|comments?|feedback|notes?|things?|fix(?:es)?|"
    r"by) ?)*@?",
    re.IGNORECASE,
)
_BROKE = lazy.pattern(
    r"\b(?:introduced|caused|broken|broke|messed up|created|added|made) by (?:the )?@?$", re.IGNORECASE
)
"""What is repaired is what the reviewer did."""
_REVIEWS = lazy.pattern(r"\breviews?\b(?: (?:notes|comments|feedback|remarks)\b)?", re.IGNORECASE)
_AND_SOME = lazy.pattern(
    r"\w,? (?:and|plus|\+|&) (?:some|a few|a couple of|other|more|minor|"
    r"few)(?: of)?(?: the)? $",
    re.IGNORECASE,
)
_NOT_DONE = lazy.pattern(
    r"\b(?:nothing|no (?:issues|findings|comments|remarks)|clean|happy|passed|skipped|"
    r"pending)\b",
    re.IGNORECASE,
)
_NOTE = lazy.pattern(
    r"(?: ?ai)?(?:\[bot\])?: (?!(?:only|never|always|look|skip|scan|run|turn|limit|allow|bump|update|exclude|"
    r"include)\b)"
    r"(?-i:(?=[a-z`'\"]))",
    re.IGNORECASE,
)
"""`coderabbit: missing await`."""
_FIXED_FROM = lazy.pattern(
    r"(?:^|\W)(?:fix(?:es|ed)?|changes|tweaks|edits|clean-?ups?|improvements|corrections|things?|pass|fallout|"
    r"refinements?|adjustments?|"
    r"nits?|updates?) (?:from|after|following|per|based on|of|for) (?:(?:the|an?|latest|last|second|automated) )*@?$",
    re.IGNORECASE,
)
_REFERS = lazy.pattern(r"(?:refs?|see|post|address(?:es)?|after|per):? (?:the )?(?:pr |code )?@?", re.IGNORECASE)
_REVIEW_BY = lazy.pattern(
    r"(?:refs?:?|see|from|after|per|post|following|based on|based off) (?:the |an? )?(?:pr |code )?(?:review|"
    r"feedback|comments?|suggestions?)"
    r" (?:from|by|of) (?:the )?@?",
    re.IGNORECASE,
)
_DEED = lazy.pattern(
    r"(?!(?:find|found|report|notice|spot)\w*\b)(?:also |then )?(?:[a-z]{2,}(?:s|es|ed|d|ing)? (?:\S+ ){1,14}|"
    r".{0,60}\()",
    re.IGNORECASE,
)
"""Anything that was done: how it is said decides."""
_DEALT_WITH = lazy.pattern(
    r"(?:[.,;:—–] ?|\b(?:and|so|but|which|it|both|all|now|I|we|is|are|was|were|been|of them|here|"
    r"commit) (?:\w+ ){0,2}?)"
    r"(?:fixed|added|handled|addressed|guarded|closed|corrected|renamed|swapped|removed|resolved|done|moved|"
    r"dropped|parametri[sz]ed|"
    r"cleaned|changed|covered|so (?:now|here)|right|valid)\b",
    re.IGNORECASE,
)
_REVIEW_FOUND = lazy.pattern(
    r"(?:['’]s?)?(?:\[bot\])? (?:(?:pr|code|latest|last|second|first|automated) )*(?:review(?:er)?|remark|comment|"
    r"critic|feedback)\b[^.;:]{0,50}? "
    r"(?:found|had|said|says|saw|noticed|noted|flagged|turned up|caught|asked|wanted|pointed|raised|left|was|is|"
    r"thought|complained)\b|"
    r" left (?:\w+ ){0,2}(?:comments?|remarks?|nits?|suggestions?)\b",
    re.IGNORECASE,
)
_HE_FOUND = lazy.pattern(
    r"(?:\[bot\])? (?:also |then |rightly |correctly )?(?:found|noticed|saw|asked|wanted|spotted|had|left|thought|"
    r"was|objected)\b",
    re.IGNORECASE,
)
_OWN_SETTINGS = lazy.pattern(
    r"\b(?:config\w*|ya?ml|enabl\w*|disabl\w*|bots?|workflows?|actions?|settings?|ignor\w*|rules?|instructions?|app|"
    r"integrat\w*|install\w*|badges?|logo|sponsor\w*|docs|documentation|prompts?|token|api|webhooks?|reports?|"
    r"reported|found|"
    r"spotted|identified|discovered|detected|policy|polic\w+|not|never|no|instead|wrong|false|incorrect\w*|"
    r"labels?|branch(?:es)?|auto\w*|setup|summar\w+|contributors?|permissions?|"
    r"reviews? (?:for|of|on|all)|support\w*|parser?|parsing|show\w*|display\w*|hide|render\w*|list|count)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Words for the reviewer's own settings and parts, for what it only found, and for what was not followed."""
_UNDO = lazy.pattern(
    r"(?:revert|undo|drop|remov|delet|skip|stop|reject|dismiss|ask|tell|teach|let|trigger|re-?trigger|re-?run)\w*\b",
    re.IGNORECASE,
)
_PRODUCT = lazy.pattern(
    r"(?:show|hide|display|ignore|skip|render|list|count|highlight|if|when|never|stop|revert|undo|remov|drop)\w*\b",
    re.IGNORECASE,
)
_ENDS = lazy.pattern(rf"(?:\[bot\])?(?: reviewer)?[`\"')\]]*{SUBJECT_END}")
_ENDS_CLAUSE = lazy.pattern(
    r"(?:\[bot\])?[`\"')\]]*(?:\W*$|\s*[.,;:!)]|\s+(?:[-–—+&(]|and\b|but\b|on (?:this|the)\b|so\b|again\b|#\d))",
    re.IGNORECASE,
)
_THANKS = lazy.pattern(
    r"(?:^|\W)(?<!no )(?:thanks|thank you|thx|tnx|ty|kudos|credits?|h/t|hat tip|props|shout-?out|courtesy of)"
    r"(?: goes)?,? (?:to )?@?$",
    re.IGNORECASE,
)
_THANKED = lazy.pattern(r"(?:ai)?\W*$| for\b|\W+\(#\d", re.IGNORECASE)
_HAPPY = lazy.pattern(r"(?:^|\W)(?:make|makes|making|made|keep|keeps|keeping|so)(?: the)? @?$", re.IGNORECASE)
_IS_HAPPY = lazy.pattern(r"(?: is)? (?:happ(?:y|ier)|content|satisfied|quiet|shut up|stops? \w+ing)\b", re.IGNORECASE)
_APPEASE = lazy.pattern(
    r"(?:^|\W)(?:to |just )?(?:appeas|pleas|satisf|placat|pacif|obey|humou?r)(?:e|es|ed|ing|y|ies|ied|s)? (?:the )?@?$",
    re.IGNORECASE,
)
_BECAUSE = lazy.pattern(r"(?:^|\b(?:because|since|as|after)(?: the)? )@?$", re.IGNORECASE)
_COMPLAINED = lazy.pattern(
    r"(?:\[bot\])? (?:complain(?:ed|s)|said so|says so|said to|says to|told me to|asked me to|insist(?:ed|"
    r"s)|is right|was right|"
    r"didn['’]t like|doesn['’]t like|does not like)\b(?! (?:that|about the (?:user|input)))",
    re.IGNORECASE,
)
"""`because copilot complained`, `copilot said to do this`."""
_IN_REVIEW = lazy.pattern(
    r"(?:['’]s?)?(?:\[bot\])? (?:(?:during|in|on|while)(?: (?:the|its|a|this))? )?(?:code |"
    r"pr )?review(?:ing)?\b(?! (?:for|of) )",
    re.IGNORECASE,
)
_ROUND_OF = lazy.pattern(r"(?:(?:\w+ )?rounds?(?: \d+)? )?of (?:the )?@?", re.IGNORECASE)
_BESIDE = lazy.pattern(r"(?:[\w-]+ ){1,3}(?:and|&|\+|plus) (?:the )?@?", re.IGNORECASE)
_ONLY_REMARKS = lazy.pattern(
    rf"(?:['’]s)? (?:code )?(?:suggestions?|comments?|feedback|nits?|review(?: comments| feedback|"
    rf" suggestions)?){_ENDS.pattern}",
    re.IGNORECASE,
)
"""`typo and copilot suggestions`."""
_RESOLVE = lazy.pattern(r"(?:resolve[sd]?|address(?:e[sd])?) (?:the |all )?@?", re.IGNORECASE)
_A_REVIEW = lazy.pattern(r"(?:['’]s)?(?: code)? review\b(?! (?:bot|app|action|tool))", re.IGNORECASE)
"""`Two fixes from codex review`."""
_REQUESTS_FROM = lazy.pattern(
    r"(?:requests?|comments?|suggestions?|remarks?|feedback) (?:from|by|of) (?:the )?@?$", re.IGNORECASE
)
_APPLIED = lazy.pattern(r" (?:applied|addressed|incorporated|adopted|followed|taken over|done)\W*$", re.IGNORECASE)
_REVIEW_FIXES = lazy.pattern(r"(?:['’]s)?(?: code)? review fix(?:es)?\b", re.IGNORECASE)
_PRIORITY = lazy.pattern(rf" P[0-3](?:/P?[0-3]|s)?(?: fix(?:es)?)?{_ENDS.pattern}")
"""`Codex P1`: how a reviewer grades its remarks."""
_IN_BRACKETS = lazy.pattern(
    r"\((?:(?:flagged|caught|suggested|raised|noted|pointed out|requested|recommended|asked for) (?:by|in) |"
    r"(?:as )?per |via |from |"
    r"(?:review|feedback|comments?|remarks?)(?: feedback| comments?)?(?: by| from| of)? |thanks,? (?:to )?|"
    r"thx,? )(?:the )?@?$|"
    r"^(?:pr |code )?(?:review|feedback)(?: feedback| comments?)? \($",
    re.IGNORECASE,
)
_BRACKET = lazy.pattern(r"[^()]{3,70} \(@?")
_CLOSES_ALL = lazy.pattern(rf"(?:ai)?\){SUBJECT_END}", re.IGNORECASE)
"""`Enable the telemetry (coderabbit)`: nothing but the name, at the end."""
_PER_IT = lazy.pattern(r"\w,? (?:as )?per (?:the )?@?$", re.IGNORECASE)
_CLOSES = lazy.pattern(r"[^()]{0,60}\)")
_TYPE_OF_REMARK = lazy.pattern(
    r"(?:^|\W)(?:fix(?:es)?|nits?|review|comments?|feedback|suggestions?|clean-?ups?): $", re.IGNORECASE
)
_NO_TYPE = lazy.pattern(r"\b(?:chore|ci|build|docs?|config|github|tooling|deps)\b", re.IGNORECASE)
"""A type of change that is one of the reviewer's settings as often."""
_REVIEW_REMARK = lazy.pattern(
    r"(?:['’]s)?(?:\[bot\])? (?:\w+ )?(?:(?:review|inline|code|pr) (?:comments?|feedback|remarks?|findings?|nits?|"
    r"notes?)|nits?|"
    r"(?:review )?round \d+|P[0-3]s?|complaints?|review)\b",
    re.IGNORECASE,
)
_AS_SAID_ENDS = lazy.pattern(
    r"(?:['’]s)?(?:\[bot\])? (?:(?:has|had|have|also|rightly|correctly|helpfully) )*"
    r"(?:(?P<now>suggests|recommends|proposes|advises|requests|points out|asks|wants|insists)|suggested|"
    r"recommended|proposed|"
    r"advised|requested|pointed out|asked(?: for)?|wanted|insisted(?: on)?)"
    r"\s*(?:$|[.)!]|(?P<end>[,;:])|\(#\d|(?<=pointed out) (?:with|in|when|where|by|on|for|at)\b)",
    re.IGNORECASE,
)
_REVIEW_THEN = lazy.pattern(
    r"(?:pr |code |more |some )*review (?:comments?|feedback|fix(?:es)?|nits|remarks|"
    r"suggestions)\W{1,4}",
    re.IGNORECASE,
)
"""`Review comments - copilot`."""


_CAUGHT = lazy.pattern(
    r"(?:^|[.,;(] ?)(?:good|nice|great|another|excellent) (?:catch|spot|point|find|suggestion|"
    r"idea)s?,? (?:(?:by|from) )?(?:the )?@?$|"
    r"(?:\w+ )?rounds?(?: \d+)? of (?:code )?review (?:by|from) (?:the )?@?$|(?:^|\W)P[0-3](?:/P?[0-3]|"
    r"s)? (?:fix(?:es)? )?(?:from|by) @?$",
    re.IGNORECASE,
)
"""`Good catch by`, `nice catch`: up to the reviewer."""


_REVIEW_SAYS_NOUN = r"(?:reviews?|reviewer|suggestions?|feedback|comments?|remarks?|nits?|nitpicks?|findings?|advice)"
_REVIEW_SAYS = lazy.pattern(
    rf"(?: ?ai| bot)?(?:['’]s?)?(?:\[bot\])?(?: (?:(?:pr|code|inline|auto(?:mated)?|latest|last|second|first|"
    rf"more|review) )*{_REVIEW_SAYS_NOUN}"
    rf"(?: (?:notes?|comments?|feedback|nits?|fix(?:es)?|suggestions?|P[0-3]s?))?(?: (?:on|for|of) [^:]{{1,30}})?|"
    r" P[0-3](?: comment| finding)?)(?:: (?=\S)| ?->? (?=\S)|(?P<then>,? (?:fixed|addressed|resolved|done|"
    r"handled|applied)\W*$))",
    re.IGNORECASE,
)
"""`'s review: close the file`, `suggestion - merge the loops`; `then` is where it says that it is done."""


_RAISED_IN = lazy.pattern(
    r"\b(?:noted|flagged|mentioned|raised|suggested|pointed out|requested|asked for|recommended|proposed|"
    r"complained about|"
    r"wanted) (?:by|in|from) (?:(?:the|an?|our) )?@?$",
    re.IGNORECASE,
)
"""`a missing case noted by`: up to the reviewer; what was only found or reported is no remark."""


_FOUND_BY = lazy.pattern(
    r"(?:\W|^)(?:that |which )?(?:was |were )?(?:noticed|found|spotted|caught|flagged|raised|identified|"
    r"pointed out) (?:by|in) (?:the )?@?$",
    re.IGNORECASE,
)


_REMARKS = r"(?:feedback|comments?|suggestions?|remarks?|nits?|review)"
_OF_REVIEW = lazy.pattern(
    rf"\w.*\((?:per |as per |from |addressing )?(?:code |pr |inline )?(?:review )?{_REMARKS} (?:from|by|"
    rf"of) (?:the )?$|"
    r"^(?:code |pr )?review (?:round|pass) ?\d+ \($|^(?:post[- ])?(?:code |pr )?review "
    r"(?:feedback|comments?|nits?|remarks?|fix(?:es)?) \((?:[^()]{1,40}, )?(?:the )?@?$|"
    rf"^(?:address|resolv|appl|incorporat|handl|follow|fix)\w* (?:the |all |some |last |latest |more |pr |"
    rf"code |review )*{_REMARKS} \($",
    re.IGNORECASE,
)
"""`Read it anew (review feedback from`, `address PR review (`: up to the reviewer in brackets."""


_SAID = lazy.pattern(
    r"\w.*\bas (?:the )?@?$|"
    r"^(?:\w+ ){0,3}?(?:add|fix|apply|make|do|implement|change|improve|use|try|correct|address|handle|tweak|"
    r"simplify|adopt)"
    r"(?:s|es|ed|ing|d|ied)? (?:[\w`'-]+ ){1,6}?(?:(?:that|which|what) )?(?:the )?@?$",
    re.IGNORECASE,
)
"""What leads to a reviewer that said so: `add null checks, as`, `another test`, `fix a bug that`."""


_DEED_PER_DEED = (
    r"(?:add|adjust|align|allow|avoid|change|check|clarif|clean|correct|document|drop|edit|extract|fix|guard|"
    r"handle|harden|"
    r"improv|includ|inline|keep|mak|merg|mov|pass|prefer|rais|refactor|remov|renam|replac|return|set|simplif|"
    r"skip|split|"
    r"switch|tidy|tighten|trim|tweak|updat|use|validat|optimi[sz]|rework|rephras|reword)"
)
_DEED_PER = lazy.pattern(
    rf"(?:\w+ ){{0,1}}?{_DEED_PER_DEED}\w* [^,;:]{{2,60}},? (?:as )?per (?:the )?@?", re.IGNORECASE
)
"""`Update docstring per`: what was done, and for whom."""


_ADDRESSES = lazy.pattern(
    r"(?:\w+ ){0,2}?(?:address|resolv|incorporat|appl|adopt|satisf|respond|follow|answer|handl)(?:es|ed|ing|e|s|y|"
    r"ies|ied)?(?: to| up on)? "
    r"(?:(?:a|an|the|all|some|two|three|four|more|last|latest|remaining|new|second|another|further|\d+) )*@?",
    re.IGNORECASE,
)


_ALONE = lazy.pattern(
    rf"(?:['’]s)?(?: (?:is (?:happy|right|correct)|was right|again|too|more|two|minor|small|final|first|last|"
    rf"pass|part|"
    rf"impr|fix-?ups?|clean-?ups?|corrections?|follow-?ups?|\d+|{_NOUN}))*(?:,? (?:\+|and|&) [^.;:]{{1,40}})?"
    rf"{_ENDS.pattern}",
    re.IGNORECASE,
)
"""A name, and nothing but words for remarks: `coderabbit + small input`, `coderabbit impr`."""


_WORK = (
    r"(?:fix(?:es|ed|ing|-?ups?|ups?)?|changes?|changed|tweak(?:s|ed)?|edit(?:s|ed)?|improv\w+|correct\w*|"
    r"clean(?:s|ed)?-? ?ups?|"
    r"clean(?:ed)?|updat\w+|adjust\w*|refactor\w*|simplif\w+|optimi[sz]\w+|address\w*|resolv\w+|handl\w+|"
    r"accept\w*|appl\w+|"
    r"adopt\w*|incorporat\w+|tests?|nits?|requests?|wording|typos?|renam\w+|feedback|comments?|suggestions?|"
    r"remarks?|more|guards?|"
    r"checks?)"
)
_DONE_FOR = lazy.pattern(
    rf"(?:[^,;:]{{0,40}} )?{_WORK}(?: [^;:]{{0,40}})?,? (?:from|for|by|per|as per|of|after|following|"
    rf"according to|thanks to|via)"
    r" (?:the )?@?|(?:review|commit)?,?(?: ?as)? ?(?:per|according to|based on)(?: review(?: (?:by|from|of))?|"
    r" the)? @?",
    re.IGNORECASE,
)
"""`Couple of fixes from`, `improved atomic operation by`, `responding to`: what was done, and for whom."""


_TAKES = lazy.pattern(
    r"(?:\w+ ){0,2}?(?:address|resolv|appl|incorporat|accept|adopt|follow|implement|handl|mak|made|did|do|"
    r"answer|appeas|pleas(?=ing)|"
    r"placat|satisf|pacif|calm|obey|heed|listen|respond|react)(?:es|ed|ing|e|s|y|ies|ied)?(?: to| up on)? "
    r"(?:(?:a|an|the|all|some|two|three|few|more|last|latest|remaining|new|another|further|\d+) )*@?",
    re.IGNORECASE,
)
"""A verb with which remarks are taken over, right before the name: the words for them may be any."""


_IN_ITS_REVIEW = lazy.pattern(
    r"(?:^|\W)(?:suggested|requested|flagged|raised|pointed out|noted|recommended|asked for|caught) (?:by|in) "
    r"(?:the )?@?$",
    re.IGNORECASE,
)


_FEEDBACK_ON = lazy.pattern(
    r"\b(?:address|resolv|incorporat|appl|follow|handl)\w* (?:[\w-]+ ){0,2}?(?:feedback|comments?|review) "
    r"(?:on|for|in) (?:this |the )?(?:PR|pull request|request)(?: ?#?\d+)? (?:from|by|of) (?:the )?@?$",
    re.IGNORECASE,
)


_REMARKS_PATTERN = lazy.pattern(rf"(?:['’]s?)?(?:\[bot\])?(?: [\w-]+){{0,3}}? {_NOUN}\b", re.IGNORECASE)
