"""How lines begin that may be evidence: keys, footers, sentences, names, reverts, as one pattern.

One branch for each first letter: the engine passes over a branch by one comparison, and most lines are prose. A branch
says no more than the rules need: a line that it lets through must be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ai_provenance.detect import keys
from ai_provenance.detect.keys import ATTRIBUTION, Says
from ai_provenance.detect.lexicon import MODEL_ROOTS
from ai_provenance.detect.prefix_patterns import Heads, dispatch, trie
from ai_provenance.detect.registry import Registry
from ai_provenance.patterns import compiled

_LEAD = rb"(?:[^a-z0-9_\s\[(#<>|*+\-]++[^\S\n]*+|[*_]{1,3}|<(?:sub|sup|i|em|p|small)>)"
"""An emoji, emphasis, a tag. Possessive: a run of dots could be cut in many ways, and each of them would be tried."""
_FIRST_LEAD = (  # one class of characters stands first, which the engine compares before it tries what follows
    rb"[^a-z0-9\s\[(#>|+\-\0](?!(?<=[*_])\s)(?:(?<=[*_])[*_]{0,2}|(?<=<)(?:sub|sup|i|em|p|small)>|"
    rb"(?<![*_<])[^a-z0-9_\s\[(#<>|*+\-]*+[^\S\n]*+)"
)
_OPTIONAL = compiled(r"(?:\(\?:([\w <]+)\)|\\?(\W))\?")
"""An optional beginning of a footer's pattern."""
_LITERAL = compiled(r"[\w #<\"=]*[\w #<\"=](?![?*{])")
"""The literal beginning of a footer's pattern."""
_COLON = rb"(?=[^\n]*:)"
_NEXT_COLON = rb"[-_ \t\f\v\r]*+:"


def _said(words: str, *phrases: str) -> bytes:
    """Somewhere in the rest of the line, one of WORDS, or of PHRASES, stands by itself."""
    return rb"(?=[^\n]*[^a-z0-9_]" + trie([*words.split(), *phrases], rb"\b") + b")"


_BY = _said("by with using via through generated written authored coded assisted")
_DID = _said("wrote built made generated created implemented coded authored drafted did vibe", "on behalf of")
_TELLING = _said(
    "by with using via through used leveraged utilised utilized had asked let prompted got disclose wrote written "
    "built made generated created implemented coded authored assisted drafted did vibe took",
    "on behalf of",
)
"""A word of those by which any sentence tells that a tool did something."""
_MADE = (
    "generated made created written authored implemented developed coded built assisted coauthored co-authored "
    "automated in-part co- co-generated co-written drafted produced prepared crafted done supported changed fixed "
    "pair-programmed vibe ai- auto code predominantly substantially significantly extensively entirely partly "
    "partially mostly automatically primarily largely fully completely heavily initially parts large-parts "
    "some-parts most-parts"
)
_WHATS = (
    *("commit", "change", "patch", "pr", "pull request", "code", "fix", "feature", "work", "implementation"),
    *("test", "unit test", "script", "docs", "original", "skeleton", "boilerplate", "code change"),
)
_DETERMINERS = ("this", "the", "these", "all", "most", "all of the", "most of the")
_LEADS = tuple(
    f"{this}{of}" for this in ("", "the ", "this ") for of in ("", "commit ", "git commit ", "pr ", "pull request ")
)
_THIS = (
    *_WHATS,
    *(f"{this} {what}" for this in _DETERMINERS for what in _WHATS),
    *(f"{lead}{what}" for lead in _LEADS for what in ("message", "description", "title", "summary", "changelog")),
)
_NEXT = (
    rb"s? (?:by |(?:was|were|is|are|ha[sv]e?|in|of|here|made|written|built|done|vibe|auto|pair|co|ai|code|"
    rb"[a-z-]+(?:ed|ly))\b" + _BY + b")"
)
"""What follows these where the line tells how they were made."""
_WHOLE = (
    *("this was", "this were", "this is", "this are", "this has", "everything", "all of", "most of"),
    *("the bulk of", "the majority of"),
)
"""What may stand in the place of these."""
_LABELS = ("note", "disclaimer", "disclosure", "full disclosure", "fyi", "nb", "n.b", "transparency", "ai note")
_LABELLED = rb"[^\n:]{0,12}?(?::|-|\xe2\x80[\x93\x94])"
_PERSON = (
    rb"(?:(?:'|\xe2\x80\x99)ve| have)? (?:(?:also|mostly|only|fully|just|again) )?"
    rb"(?:used|leveraged|utili[sz]ed|had|asked|let|prompted|got|took|generated|wrote|written|built|made|created|coded|"
    rb"implemented|vibe[- ]coded|(?:want|would like|should) to disclose that) "
)
"""How a person goes on who tells what a tool did."""
_HEADINGS = (
    *(f"{who} {what}" for who in ("ai", "llm", "genai", "generative ai") for what in ("us", "disc", "assist", "decl")),
    *(f"{who} {what}" for who in ("ai", "llm", "genai", "generative ai") for what in ("stat", "inv", "contr")),
    *("use of ai", "use of llm", "disclosure of ai"),
)
_MADE_BY_AI = tuple(f"{who} {made}" for who in ("ai", "llm") for made in ("generated", "written", "authored"))
_ROBOT = rb"(?<=\xf0\x9f\xa4\x96 )(?:generated|created|written) (?:with|by) "
_BOXES = (b"[*+-]", rb"[ \t>][ \t>]*+[*+-]")
"""How a box in a list begins, each with one set of characters first."""
_REVERT = ("revert", "reapply")


def _meaning(says: Says) -> list[str]:
    return [key for key, said in keys.KEYS.items() if said is says]


_NEEDY = (
    Heads(tuple(_meaning(Says.SIGNED)), grouped=True),
    Heads(tuple(_meaning(Says.WROTE)), _NEXT_COLON, grouped=True),
    Heads(tuple(_MADE.split()), _BY, grouped=True),
    Heads(_THIS, _NEXT, grouped=True),
    Heads(_LABELS, _LABELLED, grouped=True),
    Heads(("i", "we"), _PERSON, grouped=True),
    Heads(_WHOLE, _BY, grouped=True),
    Heads(("used ", "got ", "asked ", "had ", "took ", "by ", "all by "), grouped=True),
)
"""Beginnings that are nothing without the name of a tool behind them."""


def openings(registry: Registry) -> re.Pattern[bytes]:
    """The pattern, from a line break on. A group holds the rest of a line that is nothing without a name in it."""
    footers, odd = _footers(registry)
    kinds = (*_certain(registry, footers), *_NEEDY)
    branches = [
        dispatch(kinds),
        _led(footers),
        *_at_the_top(registry),
        *odd,
        *_ticked(),
        rb"#[# *_]*(?:ai|llm|gen|use|disc)",
    ]
    return compiled(b"\n(?:" + b"|".join(branches) + b")")


def spoken(registry: Registry) -> set[str]:
    """Every name and word that a tool goes by, with its spaces and without: `ClaudeCode`."""
    return {*registry.spoken, *registry.closed_up}


def _certain(registry: Registry, footers: list[str]) -> tuple[Heads, ...]:
    """Beginnings that tell something by themselves."""
    declaring = [*_meaning(Says.DECLARES), *_meaning(Says.USED), *registry.keys, ATTRIBUTION]
    return (
        Heads(_shortest({*spoken(registry), *MODEL_ROOTS}), _DID),
        Heads((*footers, *_HEADINGS, *_MADE_BY_AI)),
        Heads(tuple(declaring), _COLON),
    )


def _ticked() -> Iterator[bytes]:
    """A ticked box of a list, which needs a name."""
    return (begin + Heads(("",), rb" +\[x\] ", grouped=True).pattern() for begin in _BOXES)


def _shortest(names: set[str]) -> tuple[str, ...]:
    """NAMES without those that another one begins."""
    return tuple(name for name in names if not any(name[:size] in names for size in range(1, len(name))))


def _led(footers: list[str]) -> bytes:
    """Behind an emoji, emphasis or a tag, as few lines begin: what tells by itself, and any word of those that may."""
    told = trie([*_meaning(Says.DECLARES), *_HEADINGS, *_MADE_BY_AI, *footers])
    telling = Heads(("",), b"[a-z]" + _TELLING, grouped=True).pattern()
    return _FIRST_LEAD + _LEAD + b"{0,2}(?:" + b"|".join([told, _ROBOT, telling]) + b")"


def _footers(registry: Registry) -> tuple[list[str], list[bytes]]:
    """The literal beginnings of the agents' own footers, and the whole patterns of those that have none."""
    heads: list[str] = []
    odd: list[bytes] = []
    for pattern, _ in (*registry.footers, *registry.message_footers):
        optional = _OPTIONAL.match(pattern.pattern)
        rest = pattern.pattern[optional.end() :] if optional else pattern.pattern
        literal = _LITERAL.match(rest)
        if literal is None:
            odd.append(b"(?i:" + pattern.pattern.encode() + b")")
            continue
        head = literal[0].lower()
        heads += [head, f"{optional[1] or optional[2]}{head}".lower()] if optional else [head]
    return heads, odd


def _at_the_top(registry: Registry) -> Iterator[bytes]:
    """A revert or a telling subject at the beginning of a message, behind white space or tags in brackets too."""
    subjects = [re.escape(prefix).encode() for prefix, _, _ in registry.subjects]
    revert = rb"\s*(?:\[[^\]\n]*\]\s*)*(?:" + b"|".join(prefix.encode() for prefix in _REVERT) + rb")\b"
    for prefix in (*(prefix.encode() for prefix in _REVERT), *subjects):
        yield prefix + rb"(?<=\0\n" + prefix + b")"
    yield rb"\s(?<=\0\n\s)(?:" + b"|".join([revert, *(rb"\s*" + prefix for prefix in subjects)]) + b")"
    yield rb"\[(?<=\0\n\[)[^\]\n]*\]" + revert
