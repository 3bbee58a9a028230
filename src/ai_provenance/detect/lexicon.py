"""The words without which a message says nothing: most messages are dismissed by them, before any rule reads a line.

Whatever the rules take for evidence, or reject with a reason, names a tool or a model, speaks of AI, bears a known key,
or is a session's address. Each of these holds a word that a set knows. A message (or a paragraph) without any may be
passed over; one with such a word may still say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from ai_provenance.agents.naming import spellings
from ai_provenance.detect.keys import ATTRIBUTION
from ai_provenance.patterns import compiled

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents.registry import Registry

_ROOTS = (
    "claude opus sonnet haiku fable mythos instant gpt chatgpt o1 o3 o4 codex gemini glm kimi qwen deepseek grok "
    "devstral codestral magistral mistral llama minimax composer swe- gemma mimo nova amazon"
)
MODEL_ROOTS = tuple(_ROOTS.split())
"""Beginnings of names of models."""
_GENERIC = "ai llm llms genai generative language chatbot artificial coding agent agents bot assisted"
"""Words for AI, and of its keys and accounts."""
_PIECES = ("a.i", "clanker", "\N{ROBOT FACE}")
"""What no word can stand for."""
_EVERYWHERE = (
    "noreply github users com dev agent assistant build open developer service command chat code editor terminal app "
    "cli ide google microsoft engineer session background checkpoint metadata strategy block factory conversation "
    "git details workspace more with created link task mode"
)
_ORDINARY = frozenset(_EVERYWHERE.split())
"""Words of names, keys and addresses that stand in any message: another one of theirs is looked for."""
_WORD = compiled(r"[a-z]+")
_RUN = compiled(r"[a-z0-9]+")
_WORDS = compiled(rb"[a-z]+")
_SESSION = compiled(rb"[/:][0-9a-f]{8}-[0-9a-f]{4}-")
"""The id of a session in the place of a name, as it begins."""
_SIGN = compiled(r"\\[^A-Za-z0-9](?![?*+{])")
"""An escaped character that must stand there."""
_ESCAPED = compiled(r"\\.[?*+]?")
_UNSURE = compiled(r"\([^()]*\)[?*+]?|\[[^\]]*\][?*+]?|.[?*{]|[.^$]")
"""What of a pattern without escapes need not stand in the text as it stands in the pattern."""
_OPEN_END = compiled(r"[A-Za-z]+$")
"""A last word of a link, in which the rest of the address may go on."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one registry."""

    words: frozenset[bytes]
    """Runs of letters, lower case; one of them stands in what says something, as a whole run."""
    pieces: tuple[bytes, ...]
    """Text that may stand there instead, anywhere."""

    def speaks(self, text: bytes) -> bool:
        """Whether TEXT may say anything about who wrote a change."""
        lower = text.lower()
        if b"\\" in lower:  # a tool that passes `\n` through `-m` unread leaves it in the message as two characters
            lower = lower.replace(b"\\n", b"\n")
        if not self.words.isdisjoint(_WORDS.findall(lower)):
            return True
        for piece in self.pieces:  # a generator costs more than the search
            if piece in lower:
                return True
        return _SESSION.search(lower) is not None


def build_lexicon(registry: Registry) -> Lexicon:
    """The lexicon of REGISTRY."""
    words = set(_GENERIC.split())
    for name in registry.spoken:
        words.update(_word_of(spelled, ()) for spelled in spellings(name, (" ", "")))
    footers = (_sure(pattern.pattern) for pattern, _ in (*registry.footers, *registry.message_footers))
    links = (_OPEN_END.sub("", link) for link, _ in registry.links)
    addresses = (text for text in registry.addresses() if text.partition("@")[0] not in words)
    for text in (*addresses, *registry.keys, ATTRIBUTION, *links, *footers):
        words.add(_word_of(text, words))
    pieces = (*MODEL_ROOTS, *_PIECES, *sorted(word for word in words if not word.isalpha()))
    return Lexicon(frozenset(map(str.encode, words)), tuple(map(str.encode, pieces)))


def _word_of(text: str, known: Container[str]) -> str:
    """A word of TEXT: one that is KNOWN already, else the longest that tells something, with its digits if it is short.

    Nothing, which stands in every message, where there is none.
    """
    if text.isascii() and text.isalpha():
        return text
    found = _WORD.findall(text)
    telling = [word for word in found if word not in _ORDINARY] or found
    word = next((word for word in telling if word in known), max(telling, key=len, default=""))
    if len(word) > 1:
        return word
    return next((run for run in _RUN.findall(text) if word in run and len(run) > 1), "")


def _sure(pattern: str) -> str:
    """The words that stand in every text that PATTERN matches, between characters that are no letters."""
    text = _ESCAPED.sub("0", _SIGN.sub(" ", pattern))
    while _UNSURE.search(text):
        text = _UNSURE.sub("0", text)
    if "|" in text:
        return ""
    return " ".join(part for part in re.split(r"[^a-z0-9]+", text.lower()) if "0" not in part)
