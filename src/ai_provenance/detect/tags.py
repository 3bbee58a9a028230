"""Tags in brackets at the beginning of a subject or of a list's item: `[AI + manual] split the trait`.

A component is tagged alike (the AI of a game), so `[AI]` alone is a hint. It declares where a message shows that its
tags tell how each part was made: a part is tagged as made by hand too, or the items of a squashed request are tagged
and its subject is not, as the subject would name a component first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection

from ai_provenance import lazy
from ai_provenance.detect.observations import Named, Observation, evidence
from ai_provenance.detect.values import UNSPECIFIED
from ai_provenance.model import Place, Strength

_TAG = lazy.pattern(
    r"(?P<mark>[*+-] )?\[(?:AI|LLM)(?:\s*(?:[+&,/]|and|then)\s*(?P<hand>manual\w*|human|by hand|review\w*|me|edits?)"
    r"[^\]\n]{0,20}|[ -](?P<made>assisted|generated|written|made|coded|authored|gen))?\](?!\() *\S",
    re.IGNORECASE,
)
_BY_HAND = lazy.pattern(
    r"[*+-] \[(?:(?:AI|LLM)\s*[+&,/]\s*)?(?:manual\w*|human|by hand|hand)\b[^\]\n]*\]", re.IGNORECASE
)
_ANOTHER = lazy.pattern(r"[*+-] \[(?! ?[x ]?\]|AI|LLM|manual|human|wip)[^\]\n]{2,30}\](?!\()", re.IGNORECASE)
"""An item with a tag that is no manner of making, and no box to tick."""
_SQUASHED = lazy.pattern(r"(?!.*\[(?:AI|LLM)\b).*\(#\d+\)\s*", re.IGNORECASE)
"""The subject of a request that was squashed, without such a tag."""


def read_tag(line: str, apart: Callable[[], bool], place: Place) -> Observation | None:
    """What the tag at the beginning of LINE says; None without one. APART answers `tells_apart` for the message."""
    tag = _TAG.match(line)
    if tag is None:
        return None
    declared = tag["hand"] or tag["made"] or (tag["mark"] and apart())
    strength = Strength.DECLARED if declared else Strength.HINT
    return evidence(Named(UNSPECIFIED), place, line, rule="ai-tag", strength=strength)


def tells_apart(subject: str, lines: Collection[str]) -> bool:
    """Whether the tags of a message with SUBJECT and LINES tell how its parts were made, not what they are about."""
    if any(_BY_HAND.match(line) for line in lines):
        return True
    return _SQUASHED.fullmatch(subject) is not None and not any(_ANOTHER.match(line) for line in lines)
