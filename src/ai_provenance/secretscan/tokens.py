"""Finds tokens with a shape of their own, by the rules of `tables.ai` and `tables.vendors`."""

from __future__ import annotations

from ai_provenance.secretscan.anchors import BY_ANCHOR, anchors_at
from ai_provenance.secretscan.engine import plugin_values
from ai_provenance.secretscan.match import Match
from ai_provenance.secretscan.plausibility import is_made_of_words, is_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.secretscan.rule import Rule

_REACH = 5000  # bytes of a line that are searched from an anchor on; the longest shape (a JWT) is shorter


def tokens(data: bytes, offsets: Iterable[int]) -> Iterator[Match]:
    """Tokens at the anchors at OFFSETS (`anchors.candidate_offsets`)."""
    covered = 0
    for offset in offsets:
        if offset < covered:
            continue
        match = next(_at(data, offset), None)
        if match:
            covered = match.end
            yield match


def _at(data: bytes, offset: int) -> Iterator[Match]:
    for anchor in anchors_at(data, offset):
        for rule in BY_ANCHOR[anchor]:
            span = _by_plugin(rule, data, offset) if rule.plugin else _by_shape(rule, data, offset)
            if span and is_real(rule, data[span[0] : span[1]]):
                yield Match(rule.id, rule.type, *span)


def is_real(rule: Rule, token: bytes) -> bool:
    """Whether TOKEN, which has the shape of RULE, is a token rather than a name or an example."""
    if rule.is_fixed:
        return True
    text = token.decode("latin-1")
    return is_token(text, rule.entropy) and not (rule.loose and is_made_of_words(text))


def _by_shape(rule: Rule, data: bytes, offset: int) -> tuple[int, int] | None:
    if not rule.back:
        found = rule.pattern.match(data, offset)
        return found.span() if found else None
    # the anchor is not at the beginning of this shape: a match counts only where it contains the anchor
    found = rule.pattern.search(data, max(0, offset - rule.back), offset + _REACH)
    return found.span() if found and found.start() <= offset < found.end() else None


def _by_plugin(rule: Rule, data: bytes, offset: int) -> tuple[int, int] | None:
    """The span around OFFSET that the detect-secrets plugin of RULE finds in its line."""
    # a minified line may be megabytes long, and a plugin searches all that it is given
    begin = max(data.rfind(b"\n", 0, offset) + 1, offset - 200)
    end = data.find(b"\n", offset)
    line = data[begin : min(end if end >= 0 else len(data), offset + _REACH)]
    for value in plugin_values(rule.plugin, line.decode("latin-1")):
        raw = value.encode("latin-1")
        at = line.find(raw)
        if raw and at >= 0 and begin + at <= offset + len(raw) and begin + at + len(raw) > offset:
            return begin + at, begin + at + len(raw)
    return None
