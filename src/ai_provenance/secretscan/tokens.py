"""Finds tokens with a shape of their own, by the rules of `tables.ai` and `tables.vendors`."""

from __future__ import annotations

from ai_provenance import lazy
from ai_provenance.secretscan.anchors import BY_ANCHOR, anchors_at
from ai_provenance.secretscan.engine import plugin_values
from ai_provenance.secretscan.match import Match
from ai_provenance.secretscan.plausibility import is_made_of_words, is_token

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ai_provenance.secretscan.rule import Rule


def tokens(data: bytes, offsets: Iterable[int]) -> Iterator[Match]:
    """Tokens at the anchors at OFFSETS (`anchors.candidate_offsets`)."""
    covered = 0
    answers = PluginAnswers(data)
    for offset in offsets:
        if offset < covered or _goes_on(data, offset):
            continue
        match = _at(data, offset, answers)
        if match:
            covered = match.end
            yield match


# the first bytes of anchors that may follow a letter: they are not the beginning of their token
_INSIDE = frozenset(
    anchor[:2]
    for anchor, rules in BY_ANCHOR.items()
    if any(rule.is_inner or rule.back or rule.plugin for rule in rules)
)


def _goes_on(data: bytes, offset: int) -> bool:
    """Whether a word goes on at OFFSET, where only the inside of a token could be."""
    return (
        data[offset - 1 : offset].isalnum()
        and data[offset - 2 : offset - 1] != b"\\"
        and data[offset : offset + 2] not in _INSIDE
    )


def _at(data: bytes, offset: int, answers: PluginAnswers) -> Match | None:
    for anchor in anchors_at(data, offset):
        for rule in BY_ANCHOR[anchor]:
            span = answers.span_at(rule, offset) if rule.plugin else _by_shape(rule, data, offset)
            if span and is_real(rule, data[span[0] : span[1]]) and not _is_inside_data(data, anchor, span):
                return Match(rule.id, rule.type, *span)
    return None


def is_real(rule: Rule, token: bytes) -> bool:
    """Whether TOKEN, which has the shape of RULE, is a token rather than a name or an example."""
    if rule.is_fixed:
        return True
    text = token.decode("latin-1")
    return is_token(text, rule.entropy) and not (rule.loose and is_made_of_words(text))


def _by_shape(rule: Rule, data: bytes, offset: int) -> tuple[int, int] | None:
    # the anchor is not at the beginning of every shape
    for back in range(rule.back, rule.back_least - 1, -1):
        found = rule.pattern.match(data, offset - back) if offset >= back else None
        if found and found.end() > offset:
            return found.span()
    return None


def _is_inside_data(data: bytes, anchor: bytes, span: tuple[int, int]) -> bool:
    """Whether a short ANCHOR made of letters is part of a long run of base64, where chance alone makes such tokens."""
    if len(anchor) > _SHORT_ANCHOR or not anchor.isalnum():
        return False
    start, end = span
    # backwards, so that the run is read once and not once from each of its letters
    before = _BASE64.match(data[max(0, start - _DATA) : start][::-1])
    after = _BASE64.match(data, end, end + _DATA)
    return sum(run.end() - run.start() for run in (before, after) if run) >= _DATA


_SHORT_ANCHOR = 5
_DATA = 200
"""Bytes of base64 beside a token that make it a part of data."""
_BASE64 = lazy.pattern(rb"[A-Za-z0-9+/]*+")


class PluginAnswers:
    """What plugins of detect-secrets find in a buffer; each is asked once for a stretch of a line."""

    __slots__ = ("_data", "_known", "asked")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._known: dict[str, tuple[int, int, list[tuple[int, int]]]] = {}
        """Plugin -> the offsets at which its answer holds, from and up to, and the spans."""
        self.asked = 0
        """Bytes that plugins were asked about, all together."""

    def span_at(self, rule: Rule, offset: int) -> tuple[int, int] | None:
        """The span around OFFSET that the plugin of RULE finds."""
        begin, end, spans = self._known.get(rule.plugin, (0, 0, []))
        if not begin <= offset < end:
            begin, end, spans = self._known[rule.plugin] = self._ask(rule.plugin, offset)
        return next((span for span in spans if span[0] <= offset < span[1]), None) if spans else None

    def _ask(self, plugin: str, offset: int) -> tuple[int, int, list[tuple[int, int]]]:
        data = self._data
        # a minified line may be megabytes long, and a plugin searches all that it is given
        begin = max(data.rfind(b"\n", 0, offset) + 1, offset - _LEAD)
        end = data.find(b"\n", offset, offset + _STRETCH)
        end = end if end >= 0 else min(len(data), offset + _STRETCH)
        line = data[begin:end]
        self.asked += len(line)
        spans = []
        for value in plugin_values(plugin, line.decode("latin-1")):
            raw = value.encode("latin-1")
            at = line.find(raw) if raw else -1
            while at >= 0:
                spans.append((begin + at, begin + at + len(raw)))
                at = line.find(raw, at + len(raw))
        # near the end of a stretch that cuts a line a value may go on beyond it
        return begin, end if data[end : end + 1] in (b"", b"\n") else end - _LONGEST_VALUE, spans


_LEAD = 200
_STRETCH = 5000
_LONGEST_VALUE = 600
"""Bytes of the longest value that a plugin finds."""
