"""Remarks of an AI reviewer that were taken over: `address CodeRabbit comments`, `Bugbot pointed out that ...`.

The reviewer wrote no line, but a part of the change is its idea: evidence of the role `review`. What it only found or
reported is none, and neither is a change of a product that shows or counts reviews. So a verb of taking over
must stand before the reviewer's name, at the beginning of the sentence, and a word for remarks behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance import lazy
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.registry import Registry
from ai_provenance.detect.observations import Named
from ai_provenance.detect.remarks import in_passing
from ai_provenance.detect.sentences import speaks_of_ai
from ai_provenance.detect.values import UNSPECIFIED, agent_of_model
from ai_provenance.model import Role

_START = lazy.pattern(
    r"(?:(?:[*+-]|\d+[.)]) +)?(?:\[[^\]\n]*\] *)*(?:[A-Za-z][\w./-]{0,20}(?:\([^)\n]{1,40}\))?!?: +)*"
    r"(?:(?:also|then|and|further|minor|small|more|another|additional|some|this|it|these changes|round \d+:?|please) +)*",
    re.IGNORECASE,
)
"""What may stand before the verb: the mark of a list's item, tags, type and scope of a conventional commit."""
_TAKE = lazy.pattern(
    r"(?:add?ress(?:es|ed|ing)?|fix(?:es|ed|ing)?|appl(?:y|ies|ied|ying)|resolv(?:e|es|ed|ing)|handl(?:e|es|ed|ing)|"
    r"(?:incorporat|integrat)(?:e|es|ed|ing)|tak(?:e|es|ing)(?: over| on| up| in)?|took(?: over| on| up)?|act(?:s|ed|"
    r"ing)? (?:up)?on|"
    r"adopt(?:s|ed|ing)?|accept(?:s|ed|ing)?|impl(?:ement(?:s|ed|ing)?)?|follow(?:s|ed|ing)?(?: up on)?|respond(?:s|"
    r"ed|ing)? to|"
    r"work(?:s|ed|ing)? (?:in|on)|tr(?:y|ies|ied|ying)(?: out)?|fix-?ups?|react(?:s|ed|ing)? to|us(?:e|es|ed|ing)|commit(?:s|ted)?|(?:listen(?:s|ed|ing)? to|heed(?:s|ed|ing)?)|satisf(?:y|ies)|add(?:s|ed|ing)?(?: old| more)?|(?:changes?|"
    r"improvements?|edits?|clean-?ups?) (?:per|from|after|based on)|fix(?:es|up|"
    r"ups)? (?:per|from|for|after|based on)|"
    r"updat(?:e|es|ed) (?:based on|per|from|for)|"
    r"(?:as )?per|based on|following|after|in response to|(?:add(?:s|ed)? (?:(?:some|a few|small|minor|more) )+)?tweaks? (?:per|from|after|based on))\s+",
    re.IGNORECASE,
)
_NOUN = (
    r"(?:code[- ])?(?:reviews?|feedback|comments?|suggestions?|findings?|nits?|nitpicks?|issues?|remarks?|"
    r"points?|concerns?|observations?|corrections?|guidance|commnets|coments|commments|sugestions?|suggetions?|"
    r"recommendations?|warnings?|threads?|advice|hints?|proposals?|complaints?|feedbacks|feedack|inputs?|ocd|gripes|rounds? \d+|"
    r"(?:suggested|proposed|recommended) (?:fix(?:es)?|changes?|patch(?:es)?|edits?|improvements?|tweaks?))"
)
_ADVICE = lazy.pattern(
    r"\b(?:reviews?|feedback|comments?|commnets|coments|commments|sugestions?|suggetions?|suggestions?|findings?|nits?|remarks?|recommendations?|advice|"
    r"suggested|proposed|recommended|complaints?|observations?|guidance|concerns?|feedbacks|feedack|inputs?|ocd|gripes|nitpicks?|rounds? \d+)\b",
    re.IGNORECASE,
)
"""Words for remarks that are no words for faults: `Claude issues` are those of a product."""
_HANDLE = r"[@`\"'(\[]*"
_REMARKS = lazy.pattern(
    rf"(?:['’]s?\)?|`|\"|\[bot\]|\])* (?:(?!not\b|"
    rf"no\b)[\w'/’&,+-]+ ){{0,3}}?{_NOUN}\b(?P<more>(?: {_NOUN}\b)*)(?P<rest>.*)",
    re.IGNORECASE,
)
"""What follows the reviewer's name: `'s two nits`."""
_FROM = lazy.pattern(
    rf"{_NOUN}(?: {_NOUN})* (?:from|by|of|in|on) (?:@?[\w.-]+(?: \w+)?(?:,| and| &| \+) )?(?:the |github |gh )?$|what (?:the )?$|\b{_NOUN} \($",
    re.IGNORECASE,
)
"""Remarks that are named before the reviewer: `the comments from CodeRabbit`, `what Copilot suggested`."""
_AFTER_FROM = lazy.pattern(
    r"(?:\[bot\]|`|\)|\]|['’])*(?:$|[.,;:)!]| (?:on|in|about|for|and|at|to|suggest\w+|pointed|said|found|"
    r"flagged|noted|(?:code |pr )?review)\b| [(#])",
    re.I,
)
_GOES_ON = lazy.pattern(
    r" (?:not|no longer|that|which|when|if|are|is|was|were|being|be|so|as|automatically|by default|into(?! account| consideration)|instead|"
    r"via|api|pipelines?|workflows?|env|artifacts?|generation|setup|jobs?|templates?|"
    r"webhooks?|events?|counts?|lists?|panel|button|view|page|endpoint|parser|parsing|display|rendering|handling|"
    r"support|tab|side ?bar|integration|bodies|ids?|urls?|metadata|(?!pending|remaining|regarding|relating|"
    r"concerning|"
    r"following)[a-z]{3,}ing)\b|-\w|/\w",
    re.IGNORECASE,
)
"""Words behind the remarks that make the line one about a product that has such remarks in it."""
_SAID = lazy.pattern(
    r"(?:['’]s (?:\w+ )?review)?(?:\[bot\]|`|\"|\))*(?: (?:has|had|have|also|correctly|rightly|then|again|"
    r"helpfully))* "
    r"(?:pointed|points) (?:this |it |that )?out\b|"
    r"(?:['’]s (?:\w+ )?review)?(?: review(?: comments?| feedback)?(?: of (?:this |the )?(?:PR|request)?[ #\d]*)?)?"
    r"(?:\[bot\]|`|\"|\))*(?: (?:has|had|have|also|correctly|rightly|then|again|helpfully))* "
    r"(?:noted|notes|flagged|flags|caught|suggested|suggests|recommended|recommends|remarked|requested|raised|"
    r"objected|"
    r"proposed|complained|warned|(?:said|says) so(?! \w))\b",
    re.IGNORECASE,
)
_SAID_BY_ANY = lazy.pattern(
    r" ?(?:has |had |also |correctly |rightly )*(?:pointed (?:this |it |that )?out|suggested|recommended)\b",
    re.IGNORECASE,
)
_CHANGED = (
    r"(?:fix(?:es)?|changes?|tweaks?|clean-?ups?|improvements?|simplifications?|refactor(?:ing)?|wording|comment|edits?|"
    r"patch|corrections?|formatting|approach|solution|version|layout|names?|naming|implementation|variant)"
)
_BY = lazy.pattern(
    r"\bas (?:suggested|pointed out|flagged|noted|recommended|requested|raised|proposed|"
    r"caught)(?: in (?:the )?review)? (?:by|from) "
    rf"(?:the )?{_HANDLE}$|"
    r"^(?:(?:some|more|small|minor) )?(?:fix(?:es)?|changes?|improvements?|tweaks?|edits?|clean-?ups?) "
    rf"(?:suggested|proposed|recommended|requested) by (?:the )?{_HANDLE}$|"
    r"^(?:this (?:was|is) )?(?:suggested|proposed|recommended) by (?:the |gh |github )?"
    rf"{_HANDLE}$|"
    rf"(?:\b{_CHANGED}(?: (?:for|in|of|to) [^,;]{{2,60}})? |\w[,(] ?|\w \()"
    rf"(?:suggested|proposed|recommended|requested) by (?:the |gh |github )?{_HANDLE}$|"
    r"\b(?:this|the) (?:fix|change|patch|approach|solution|configuration|code|workaround|variant|wording)"
    r"(?: (?:was|is))? (?:suggested|proposed|recommended) by "
    rf"(?:the |gh |github )?{_HANDLE}$",
    re.IGNORECASE,
)
_RAISED_BY = lazy.pattern(
    r"(?:^|\b(?:address|fix|resolv|handl)(?:e|es|ed|ing)? )(?:(?:all|the|some|few|a|two|three|other|more|these) )*"
    r"(?:issues?|points?|concerns?|comments?|remarks?|nits?|problems?|things?)(?: that)?(?: (?:was|were))? "
    rf"(?:brought up|raised|pointed out|flagged|noted) by (?:the )?{_HANDLE}$",
    re.IGNORECASE,
)
"""What only those say who review: of any other agent it may be a fault that it found, or an idea from a talk."""
_FOR_A_PAGE = lazy.pattern(r"\bfor an? ", re.IGNORECASE)
"""What a product suggests for something, and no advice: `Suggested by Gemini for a page`."""
_PER = lazy.pattern(rf"(?:as )?per (?:the )?{_HANDLE}$", re.IGNORECASE)
_THEN_DONE = lazy.pattern(
    r", (?:also )?(?:add|allow|avoid|call|change|check|clarify|document|do|don['’]t|drop|explain|extract|fix|guard|handle|"
    r"inline|keep|make|merge|move|pass|prefer|raise|remove|rename|replace|return|set|simplify|skip|split|switch|update|"
    r"use|validate) |\W*$"
)
"""`Per Cursor, move all versions`: what was done, and not what is so: `Per Codex, the reader is faster`."""
_REVIEW_OF = lazy.pattern(
    r" (?:code )?review (?:comments? |feedback )?(?:on|of|for|in) (?:(?:this|the) )?"
    r"(?:(?:PR|pull request|request|MR)\b(?: ?[#!]?\d+)?|[#!]\d+)[^;\n]{0,80}?(?::(?=\s|$)| (?:flagged|noted|caught|pointed out|suggested|asked)\b)",
    re.IGNORECASE,
)
"""`Copilot review on PR #12 (reader.py:98): the buffer ...`: what the remark was, and so why this was done."""
_REMARK_IN_BRACKETS = lazy.pattern(
    r"(?:['’]s)?(?:\[bot\])?(?:,? (?:PR|review) ?#?\d+)?(?:,? (?:round|pass|r)[ -]?\d+)*"
    r"(?:,? (?:P[0-3](?:s|[×x]\d+)?|(?:code[- ])?review|comments?|feedback|nits?|nitpick\w*|suggest\w+|findings?|security)\b)+"
    r"(?: [^()]{1,24})?\)\W*(?:\(#\d{1,9}\))?\W*$|"
    r" (?:critical|high|medium|low|major|minor)(?:,[^()]{1,40})?\)\W*$|"
    r"(?:,? (?:round|pass|r)[ -]?\d+)+[^()]{0,24}\)\W*(?:\(#\d{1,9}\))?\W*$",
    re.IGNORECASE,
)
"""`Bound the scan (Codex round 7 P2s)`, `Guard the resize (Claude review)`: why it was done, at the end of a subject."""
_AS = lazy.pattern(
    r"(?:as|like|and|but|also|then|two|three|four|\d+|several|some)? ?(?:the )?[@`\"'(\[]*", re.IGNORECASE
)
_GENERIC = lazy.pattern(
    r"(?<!\w)(?:an? |the |our )?(?:automated )?(?:AI|LLM|ai)(?:[- ](?:code[- ])?(?:reviewers?|bots?|agents?))?"
    r"(?P<end>(?=['’]s? )|(?<=our AI)(?= (?:overlords?|friends?|buddy|buddies)\b)|(?= (?:code )?(?:review|feedback|suggestion|comment|finding|nit))|"
    r"(?= (?:has |had |also |correctly |rightly )*(?:pointed|suggested|recommended|proposed)\b)|(?<=by AI)(?=$|[.,;)]| in\b)|(?<=from AI)(?=$|[.,;)])|(?<=(?:by|om) LLM)(?=$|[.,;)]| or\b| and\b)|(?<=reviewer)(?=$|[\s.,;:)])|(?<=reviewers)(?=$|[\s.,;:)])|(?<=review bot)(?=\s))"
)
_REVIEWERS = frozenset({"copilot", "gemini-code-assist", "cursor", "ellipsis", "graphite-agent"})
"""Agents that review requests by themselves, beside those that do nothing else."""
_GENERATORS = frozenset({"sourcery"})
"""Names of reviewers that another tool has, whose changes are applied: only a word for advice tells them apart."""


TYPES = (
    *("fix", "feat", "chore", "refactor", "style", "docs", "doc", "test", "tests", "perf", "build", "ci", "review"),
    "misc",
)
"""Types of a conventional commit, behind which a subject begins."""
TAKES = (
    *("address", "fix", "appl", "resolv", "handl", "incorporat", "tak", "took", "act", "adopt", "accept", "implement"),
    *("follow", "respond", "react", "satisf", "per", "after", "adress"),
)
"""Beginnings of verbs with which a reviewer's remark is taken over."""
_PLAIN_START = lazy.pattern(
    rf"(?:[*+-] )?(?:(?:{'|'.join(TYPES)})(?:\([^)\n]{{1,40}}\))?!?: {{1,2}})?(?:{'|'.join(TAKES)})[a-z]*"
    r"(?= (?:[^ \n]+ ){0,6}?\S)",
    re.IGNORECASE,
)
"""A list's mark, a type, and a verb at the beginning of a line."""
_NEAR = 60
"""Characters behind the verb in which a reviewer must be named that is not looked for everywhere."""


def is_about_reviews(sentence: str, registry: Registry) -> bool:
    """Whether SENTENCE names what is looked for everywhere, or begins with a verb of taking over and a reviewer."""
    if speaks_of_ai(sentence):
        return True
    verb = _PLAIN_START.match(sentence)
    return verb is not None and registry.reviewer_mention.search(sentence, verb.end(), verb.end() + _NEAR) is not None


def read_review(sentence: str, registry: Registry) -> tuple[Named, ...]:
    """The reviewers whose remark SENTENCE says was taken over."""
    sentence = _CO_PILOT.sub("copilot", sentence) if "pilot" in sentence else sentence
    sentence = sentence.replace("-review", " review") if "-review" in sentence else sentence
    typed = _TYPED.match(sentence)
    if typed and not (typed["plain"] and _ITS_OWN_PARTS.search(sentence, typed.end())):
        return (Named(registry.reviewer(typed["who"] or typed["what"]) or UNSPECIFIED, role=Role.REVIEW),)
    start = _START.match(sentence)
    at = start.end() if start else 0
    starts = [at, *(match.end() for match in _BESIDE.finditer(sentence, at))]
    if not _OTHER_SUBJECT.match(sentence, at):
        starts += [match.end() for match in _JOINED.finditer(sentence, at)]
    for begin, end, agent in _reviewers(sentence, registry):
        if _SUGGESTED.match(sentence, end) and (begin == at or sentence[at:begin].endswith(("some ", "more ", "few "))):
            return (Named(agent, role=Role.REVIEW),)
        if _LONGER.match(sentence, end):
            continue
        reviews = registry.kind(agent) == "review" and sentence[begin:end].lower() not in _GENERATORS
        taken = any(begin >= at and _is_taken(sentence, at, begin=begin, end=end, reviews=reviews) for at in starts)
        said = (
            _only_as(sentence[at:begin])
            and _says(agent, registry).match(sentence, end)
            and not (_NOT_FOLLOWED if agent == UNSPECIFIED else _WRONG).search(sentence, end)
        )
        if (
            taken
            or said
            or _is_named_after(sentence, at, begin, end, agent=agent, registry=registry)
            or _is_the_reason(sentence, at, begin, end)
            or (reviews and _is_done_for(sentence, at, begin, end, registry))
            or (
                sentence[begin:end].lower() not in registry.first_names
                and in_passing(sentence, at, begin, end, reviews=_only_reviews(agent, sentence[begin:end], registry))
            )
        ):
            return (Named(agent, role=Role.REVIEW),)
    return ()


_TYPED = lazy.pattern(
    r"(?:[*+-] )?(?:feedback|review|nits?|comments?|cr)\((?P<who>copilot|coderabbit|codex|claude|gemini|cursor|greptile|bugbot|ai|"
    r"llm)\)!?: (?=\S)|(?:[*+-] )?(?P<plain>fix)\((?P<what>coderabbit|greptile|bugbot)\)!?: (?=\S)",
    re.IGNORECASE,
)
"""`feedback(copilot): add the path`: a type of change for remarks, and whose."""
_ITS_OWN_PARTS = lazy.pattern(
    r"\b(?:config\w*|ya?ml|enabl\w*|disabl\w*|workflows?|settings?|rules?|instructions?|reviews?|schema|paths?|trigger\w*|badge)\b",
    re.IGNORECASE,
)
_CO_PILOT = lazy.pattern(r"\bco[- ]pilot\b", re.IGNORECASE)
_SUGGESTED = lazy.pattern(
    r"[- ]suggested (?:[\w-]+ ){0,2}(?:fix(?:es)?|changes?|refactor\w*|improvements?|tweaks?|edits?|patch(?:es)?|corrections?|clean-?ups?)\b"
    r"(?! (?:are|is|in the|for users|view|panel|button|list)\b)",
    re.IGNORECASE,
)
"""`Codex-suggested refactor`, at the beginning of what was done."""


def _is_the_reason(sentence: str, at: int, begin: int, end: int) -> bool:
    """Whether the reviewer that is named from BEGIN to END is why that was done which SENTENCE begins with."""
    if _PER.fullmatch(sentence, at, begin) and _THEN_DONE.match(sentence, end):
        return True
    if not sentence[at:begin].strip("@`") and (_REVIEW_OF.match(sentence, end) or _REVIEW_SAID.match(sentence, end)):
        return True
    if sentence[:begin].endswith(("(", "(per ", "(as per ")) and _REMARK_IN_BRACKETS.match(sentence, end):
        return _OTHER_SUBJECT.match(sentence, at) is None
    if not (_AS_SAID.search(sentence, max(0, begin - _NEAR), begin) and _SAID_ENDS.match(sentence, end)):
        return False
    done = _DONE.match(sentence, at) or _SAYS_WHY.search(sentence[at:begin])
    return done is not None and _PRODUCT_DEED.match(sentence, at) is None


def _is_done_for(sentence: str, at: int, begin: int, end: int, registry: Registry) -> bool:
    """The same, of one that does nothing but review: `CodeRabbit fixes`, `@coderabbit: keep the mark`."""
    if sentence[:begin].strip() == "@" and sentence[end : end + 2] == ": ":
        return True
    if _FEW.fullmatch(sentence, at, begin) and _ITS_FIXES.fullmatch(sentence, end):
        return True
    return len(sentence) <= _SHORT and _is_change_for(sentence, at, begin, end, registry)


_SAYS_WHY = lazy.pattern(
    r"^(?!.*\b(?:is|are|was|were|be|been|will|can|could|should|wait\w*|when|if|sort\w*|show\w*|list\w*|filter\w*|disabl\w*|"
    r"enabl\w*|only|rank\w*|group\w*)\b)\S+ .* (?:based on|following|after|according to|due to|in response to)(?: the)? @?$",
    re.IGNORECASE,
)
"""`Optimization of the table based on CodeRabbit review`: what was done, named by a noun, and why."""
_ITS_OWN = lazy.pattern(
    r" (?:config\w*|settings?|docs|documentation|api|guidelines|policy|rules|schema)\b", re.IGNORECASE
)
_SHORT = 100
"""Characters of a subject that says no more than what was changed for whom."""
_CHANGES = lazy.pattern(
    r"(?:address|adjust|appl|chang|clean|clos|correct|cover|fix|follow|handl|implement|improv|refactor|resolv|respond|revis|"
    r"satisf|simplif|solv|tidy|tweak)[a-z]*\b|(?:(?:more|minor|additional|addtional|other|further|small|some) )+"
    r"(?:fix(?:es)?|changes?|corrections?|tweaks?|edits?|clean-?ups?|improvements?)\b",
    re.IGNORECASE,
)
_MENTIONED_BY = lazy.pattern(
    r"\b(?:mentioned|asked for|wanted|raised|noted|flagged|requested|pointed out|demanded) by (?:the )?@?$",
    re.IGNORECASE,
)
_ITS_ISSUES = lazy.pattern(
    r"(?:['’]s)? (?:issues?|stuff|things?|problems?|warnings?|nits?|points?|remarks?|complaints?|findings?)\b",
    re.IGNORECASE,
)
_NOT_FOR_IT = lazy.pattern(
    r"\b(?:config\w*|ya?ml|enabl\w*|disabl\w*|bots?|workflow|actions?|settings?|ignor\w*|rules?|instructions?|app|integrat\w*|"
    r"install\w*|badges?|docs|prompts?|token|api|webhooks?|reports?|reported|found|spotted|identified|discovered|detected|"
    r"reviews? (?:for|of|on) |files?|links?|policy|not|never|no|instead|wrong|false|revert\w*|complain\w* about)\b",
    re.IGNORECASE,
)
_ADDS = lazy.pattern(r"add(?!r)", re.IGNORECASE)
_ALONE_AFTER = lazy.pattern(r"after|add(?!r)|us(?:e|ing)|commit", re.IGNORECASE)
"""What takes nothing over where anything follows the remarks."""
_ADDED = lazy.pattern(r"\b(?:suggest|recommend|comment)", re.IGNORECASE)
_DONE = lazy.pattern(
    r"(?:(?:two|three|some|more|additional|minor|small|\w+) fix(?:es)?|add|allow|avoid|bound|call|change|check|clarif|clean|"
    r"correct|document|don['’]t|drop|edit|explain|extract|fix|guard|handle|harden|improve|includ|inline|keep|make|merge|move|"
    r"tidy|minor|pass|pin|prefer|raise|re[a-z]+|rename|replace|return|set|simplif|skip|split|switch|tighten|trim|tweak|updat|use|validat)",
    re.IGNORECASE,
)
_AS_SAID = lazy.pattern(
    r"\w,? (?:(?:as )?per|based on|according to|following|after|from)(?: the| an?| some)? @?$", re.IGNORECASE
)
_SAID_ENDS = lazy.pattern(
    r"(?:['’]s)?(?:\[bot\])? (?:(?:code|ai|bot|pr|latest|last|inline) )*(?:reviews?|feedback|suggestions?|comments?|nits?|"
    r"nitpicks?|guidance|advice|recommendations?|findings|remarks)(?: comments?| feedback| suggestions?)?"
    r"(?: (?:on|in|of) (?:PR )?#\d+|(?: on| in)? (?:this|the) PR)?[\s.:…)]*(?:\(#\d{1,9}\))?\W*$",
    re.IGNORECASE,
)
"""`Add tests per Copilot review`: why it was done, and nothing behind that."""
_REVIEW_SAID = lazy.pattern(
    r" (?:code )?review(?: round \d+| comments?)? (?:flagged|caught|pointed out|noted|suggested) (?:that|an?|the|two|some)\b|"
    r" (?:code )?review round \d+:(?=\s)",
    re.IGNORECASE,
)
_FEW = lazy.pattern(r"(?:(?:more|some|other|further|minor|small|the) )*@?", re.IGNORECASE)
_ITS_FIXES = lazy.pattern(
    r"(?:['’]s)? (?:code )?(?:fixes|fix-?ups?|changes|clean-?ups?|tweaks|corrections)(?: \d+)?\W{0,4}(?:\(#\d{1,9}\))?\W*",
    re.IGNORECASE,
)
"""`CodeRabbit fixes`: who does nothing but review has only remarks that can be fixed."""
_LONGER = lazy.pattern(r"[-/_A-Za-z]|\.\w")
"""What goes on behind a name that is part of a longer one."""
_LONGEST_BY = 200
"""Characters of the longest text that `_BY` matches in front of a name."""
_OTHER_SUBJECT = lazy.pattern(
    r"(?:show|hide|display|ignore|skip|render|list|count|mark|highlight|support|allow|parse|if|when|remove|drop|"
    r"revert|reject|forbid|handle|"
    r"do not|don['’]t|never|stop)\b",
    re.IGNORECASE,
)

_PRODUCT_DEED = lazy.pattern(
    r"(?:show|hide|display|ignore|skip|render|list|count|mark|highlight|if|when|never|stop)\b", re.IGNORECASE
)
"""The same before `as suggested by`, where one takes away or forbids on advice too."""


_NOT_FOLLOWED = lazy.pattern(r"\b(?:but|however|though|instead)\b", re.IGNORECASE)
"""What was suggested was not done."""
_WRONG = lazy.pattern(
    r"\b(?:but|however|though)\b.{0,40}\b(?:wrong|incorrect|bogus|nonsense|ignored?|disagree|false|rejected|dismissed|"
    r"not|unrelated)\b",
    re.IGNORECASE,
)
"""The same, where a reviewer is named: nothing but a verdict on its remark counts, as another remark may follow."""


def _is_named_after(  # noqa: PLR0913 - where the name is, and what is known of it
    sentence: str, at: int, begin: int, end: int, *, agent: str, registry: Registry
) -> bool:
    """Whether the name of AGENT at BEGIN follows words for whose advice it was, in a SENTENCE that starts at AT."""
    reviews = registry.kind(agent) == "review" or agent in _REVIEWERS
    raises = reviews or agent == UNSPECIFIED
    raised = _RAISED_BY.search(sentence[max(at, begin - _LONGEST_BY) : begin]) if raises else None
    if _ITS_OWN.match(sentence, end):
        return False
    by = raised or _BY.search(sentence, max(0, begin - _LONGEST_BY), begin)
    if by is None or (by.start() == at and _FOR_A_PAGE.search(sentence, begin)):
        return False
    on_advice = by[0][:3].lower() == "as "
    return not (_PRODUCT_DEED if on_advice else _OTHER_SUBJECT).match(sentence, at)


def _only_as(before: str) -> bool:
    return _AS.fullmatch(before) is not None


def _says(agent: str, registry: Registry) -> re.Pattern[str]:
    """What a reviewer says. Of an agent that also writes and searches, only words for advice count."""
    reviews = registry.kind(agent) == "review" or agent in _REVIEWERS
    return _SAID if reviews else _SAID_BY_ANY


def _is_change_for(sentence: str, at: int, begin: int, end: int, registry: Registry) -> bool:
    """Whether a short SENTENCE says that something was changed for the reviewer named from BEGIN to END.

    `Clean some CodeRabbit issues`, `additional changes mentioned by CodeRabbit`: who does nothing but review, and has a
    name of its own, is named for its remarks where it is not what was changed: `tweak CodeRabbit`, `fix its logo`.
    """
    plain = _is_plain_name(sentence[begin:end], registry)
    last = max(at, sentence.rfind(", ", at, begin) + 2)
    done = _CHANGES.match(sentence, at) is not None or _CHANGES.match(sentence, last) is not None
    remarks = _MENTIONED_BY.search(sentence, at, begin) or _ITS_ISSUES.match(sentence, end)
    return plain and done and remarks is not None and not _NOT_FOR_IT.search(sentence[at:begin] + " " + sentence[end:])


def _only_reviews(agent: str, name: str, registry: Registry) -> bool:
    """Whether AGENT, called NAME here, does nothing but review, and the name is nothing else's."""
    plain = _is_plain_name(name, registry) and name.lower() not in _GENERATORS
    return name.lower() == "bugbot" or (registry.kind(agent) == "review" and plain)


def _is_plain_name(name: str, registry: Registry) -> bool:
    """Whether NAME is no word of the language, and no person's."""
    return name.lower() not in registry.common and name.lower() not in registry.first_names


def _is_taken(sentence: str, at: int, *, begin: int, end: int, reviews: bool) -> bool:
    """Whether a verb of taking over leads to the reviewer, and a word for remarks is on either side of the name.

    REVIEWS says that the agent does nothing else than to review.
    """
    verb = _TAKE.match(sentence, at)
    between = sentence[verb.end() if verb else at : begin]
    if len(between.split(None, _MOST_WORDS)) > _MOST_WORDS:
        return False  # before anything is searched: a long sentence may name hundreds of reviewers
    noun_first = _FROM.search(re.sub(r"[@`\"'\[]+$", "", between))
    if noun_first:
        only_reviewed = verb is None and not reviews and _REVIEWED.match(sentence, at)
        # `add a page with suggestions from Gemini`
        if only_reviewed or (verb and _ADDS.match(verb[0]) and " with " in between):
            return False
        known = verb is not None or _NOUN_FIRST.match(sentence, at) is not None
        return known and len(between.split()) <= _MOST_WORDS and _AFTER_FROM.match(sentence, end) is not None
    remarks = _REMARKS.match(sentence, end)
    words = between.split()
    most = _MOST_WORDS if words and words[-1] in {"and", "&", "+"} else _WORDS
    if remarks is None or len(words) > most or (verb is None and between.strip().lower() not in {"", "the", "@"}):
        return False
    adds = verb is not None and _ADDS.match(verb[0]) is not None and not _ADDED.search(remarks[0])
    if adds or not (reviews or (_ADVICE.search(remarks[0]) and _PLAIN.match(sentence, end))):
        return False
    # `after the review was posted`, `add Copilot suggestions to the editor`
    only_when = verb is not None and _ALONE_AFTER.match(verb[0]) is not None
    on_its_own = (verb is not None and not only_when) or _ALONE.fullmatch(remarks["rest"]) is not None
    # `fix Claude Code review checkout` is about a job of that name
    noun_follows = verb is not None and not reviews and _FIX.match(verb[0]) and _ANY_NOUN.match(remarks["rest"])
    return on_its_own and not noun_follows and _GOES_ON.match(remarks["rest"]) is None


_FIX = lazy.pattern(r"fix|handl|resolv", re.IGNORECASE)
_ANY_NOUN = lazy.pattern(
    r" (?!(?:and|on|in|about|from|for|regarding|by|round|part|at|with|to|after|again|fix(?:es)?|changes|p[0-3])\b)[a-z]{3,}",
    re.IGNORECASE,
)
_PLAIN = lazy.pattern(
    rf"(?:['’]s?|`|\"|\[bot\]|\])* (?:(?:pr|code|cli|inline|minor|latest|last|two|three|bot|ai|agent|automated|"
    rf"auto|open|first|"
    rf"second|new|other|remaining|more|initial|follow-up) )*{_NOUN}\b",
    re.IGNORECASE,
)
"""Remarks right behind the name: `Codex model review feedback` is on a part of a product that is called so."""
_WORDS = 3
"""Words between the verb and the reviewer: `address the last two Greptile comments`."""
_MOST_WORDS = 6
_BESIDE = lazy.pattern(
    r"(?:[,;(] ?|(?<=\w) (?=as per ))(?=(?:as )?per |based on |following |in response to |address(?:es|ing) |add(?:ed|s)? (?:some |the )?(?:suggestions|comments|feedback) )",
    re.IGNORECASE,
)
"""Where a sentence says at its end why it was done: `move it up, per CodeRabbit review`."""
_JOINED = lazy.pattern(
    r"(?<=\w) (?:and|to|plus|but) (?=(?:address|apply|resolve|incorporate|integrate|fix(?:es|ed)?(?= (?:the |some |a few )?\S+ (?:suggestions?|comments|feedback|nits?|remarks?)\W*(?:\(#\d+\))?$)|add(?:ed|s)?(?= \S+ suggest)) )",
    re.IGNORECASE,
)
"""`Tidy up and address Copilot comments`: what else was done, or what for."""
_REVIEWED = lazy.pattern(r"(?:code[- ])?reviews? by\b", re.IGNORECASE)
"""`Review by ChatGPT`: who reviewed, and not what was done about it."""
_NOUN_FIRST = lazy.pattern(
    rf"(?:pr |code |some |a |few |minor |more |the |two |three |four |several |both |all |last |latest |other |\d+ )*{_NOUN}(?: {_NOUN})*(?: fix(?:es)?| updates?)? (?:from|by|of|in)\b",
    re.IGNORECASE,
)
"""`review feedback from greptile`, without a verb."""
_ALONE = lazy.pattern(
    r"(?: (?:fix(?:es)?|updates?|changes|round \d+|pass|addressed|\d+|part \d+))*(?: and [\w-]+ fix(?:es)?| (?:refactor |fix )?suggestions?| (?:on|for) (?:the |this )?(?:PR|MR)(?: ?#?\d+)?)?\s*[.):]*\s*(?:\(?#\d+\)?)?\s*",
    re.IGNORECASE,
)
"""Nothing behind remarks that no verb takes over: `greptile nits`, `CodeRabbit review fixes (#12)`."""


_SAID_BY = lazy.pattern(
    r"\b(?:suggested|recommended|flagged|requested|proposed|reviewed?|pointed out) by $", re.IGNORECASE
)
"""Before what is no editor's and no text's cursor."""


_OF_A_MODEL = lazy.pattern(
    r"\d(?: \w+)? (?:review|feedback|comments?|findings?|suggestions?)\b|\b(?:feedback|findings|review|comments|suggestions) (?:from|by) \S+[ -]\d",
    re.I,
)
"""A model by its version, and what it said."""


def _reviewers(sentence: str, registry: Registry) -> Iterator[tuple[int, int, str]]:
    """Begin, end and agent of each reviewer that is named, by a handle too."""
    for match in registry.reviewer_mention.finditer(sentence):
        agent = registry.reviewer(match[0])
        a_word = match[0].islower() and match[0] in registry.common and match[0] != "bugbot"
        if a_word and not (
            match[0] == "cursor" and _SAID_BY.search(sentence, max(0, match.start() - _NEAR), match.start())
        ):
            continue
        if agent:
            yield match.start(), match.end(), agent
    for model in MODEL.finditer(sentence) if _OF_A_MODEL.search(sentence) else ():
        yield model.start(), model.end(), agent_of_model(model, registry)
    for match in _GENERIC.finditer(sentence):
        yield match.start(), match.start("end"), UNSPECIFIED
