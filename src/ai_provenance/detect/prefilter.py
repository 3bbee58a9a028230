"""Dismisses in bulk the commits that cannot have any evidence: a few patterns, run once over many messages.

`git log` prints tens of megabytes in the time that Python needs to look at each commit. The sieve looks at whole
batches instead. It may let too much through, never too little: whatever it drops, `classify` would call unknown,
without evidence or flags. A property test holds the two together.

Evidence in a message begins at the beginning of a line, or is a link; `openings` knows those beginnings. What begins
like a signature is told from all others by the rest of the line, once for each line.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from ai_provenance.detect.lexicon import MODEL_ROOTS
from ai_provenance.detect.openings import openings, spoken
from ai_provenance.detect.prefix_patterns import Heads, dispatch
from ai_provenance.detect.registry import Registry, default_registry
from ai_provenance.patterns import compiled

_GENERIC = ("a.i", "llm", "genai", "language model", "chatbot", "artificial", "coding agent", "clanker", "generative")
_GENERIC_WORDS = ("ai", "agent", "generic", "large")
"""Words for AI; the second only where they are whole."""
_SESSION = rb"[0-9a-f](?<=[/:].)[0-9a-f]{7}-[0-9a-f]{4}-"
"""The id of a session in the place of a name, as it begins."""
_KEPT = 4_000
"""Lines and people remembered at most."""


@dataclass(frozen=True)
class Sieve:
    """The compiled patterns for one registry. It remembers: people sign the same line a thousand times."""

    starts: re.Pattern[bytes]
    """Beginnings of lines. A group holds a line that is nothing without a name in it."""
    named: re.Pattern[bytes]
    """In such a line, and its line break: the beginning of a name of a tool or model, a word for AI, an address."""
    links: re.Pattern[bytes]
    """Sessions' addresses, from the end of their scheme on."""
    marks: tuple[bytes, ...]
    """What else stands in the name of an agent, or at the end of a person's."""
    lines: dict[bytes, bool] = field(default_factory=dict)
    """Lines that begin like a signature, and whether a name stands in them."""
    persons: dict[bytes, bool] = field(default_factory=dict)
    """Author and committer of a commit, and whether one of them could be evidence."""

    def positions(self, lower: bytes) -> list[int]:
        """Sorted offsets at which something stands that could be evidence.

        LOWER is what `as_read` gives of messages that each have a NUL and a line break before them.
        """
        known, found = self.lines, []
        for match in self.starts.finditer(lower):
            group = match.lastindex
            if group is not None:
                line = match[group]
                named = known.get(line)
                if named is None:
                    named = self._remember(line)
                if not named:
                    continue
            found.append(match.start())
        linked = [match.start() for match in self.links.finditer(lower)]
        return sorted([*found, *linked]) if linked else found

    def telling(self, people: Collection[bytes]) -> set[bytes]:
        """Those of PEOPLE that could be evidence: name and address of author and committer, a line each."""
        known = self.persons
        told = {who for who in people if known.get(who)}
        fresh = [who for who in people if who not in known]
        if len(known) + len(fresh) > _KEPT:
            known.clear()
        known.update(dict.fromkeys(fresh, False))
        if fresh and self._tells(fresh):
            found = {who for who in fresh if self._tells([who])}
            known.update(dict.fromkeys(found, True))
            told |= found
        return told

    def _remember(self, line: bytes) -> bool:
        if len(self.lines) >= _KEPT:
            self.lines.clear()
        self.lines[line] = named = self.named.search(b"\n" + line) is not None
        return named

    def _tells(self, people: Iterable[bytes]) -> bool:
        lower = b"\n" + b"\n".join(people).lower()
        return self.named.search(lower) is not None or any(mark in lower for mark in self.marks)


def as_read(messages: bytes) -> bytes:
    """MESSAGES in lower case, with a line break where a tool left `\\n` as two characters; offsets stay."""
    first, *parts = messages.lower().split(b"\\")  # to look for the one byte is some times faster than for the two
    if not parts:
        return first
    return first + b"".join(b" \n" + part[1:] if part[:1] == b"n" else b"\\" + part for part in parts)


def build_sieve(registry: Registry) -> Sieve:
    """The sieve for REGISTRY."""
    marks = (*(literal for literal, _, _ in registry.name_patterns), *(suffix.strip() for suffix in registry.suffixes))
    links = b"|".join(re.escape(link).encode() for link, _ in registry.links)
    return Sieve(
        openings(registry),
        _named(registry),
        compiled(b"://(?:" + (links or rb"(?!)") + b")"),
        tuple(mark.lower().encode() for mark in marks),
    )


@lru_cache(maxsize=1)
def default_sieve() -> Sieve:
    """The sieve for the agents that come with the project."""
    return build_sieve(default_registry())


def sieve_for(registry: Registry) -> Sieve:
    """The sieve for REGISTRY, made once for the agents that come with the project."""
    return default_sieve() if registry is default_registry() else build_sieve(registry)


def _named(registry: Registry) -> re.Pattern[bytes]:
    """Whole names of tools, families of models (a digit may follow them), words for AI, and addresses of agents.

    One character that is no letter stands first: the engine passes over all others in a tight loop.
    """
    kinds = (
        Heads(_telling(spoken(registry)), b"(?![a-z])"),
        Heads((*MODEL_ROOTS, *_GENERIC)),
        Heads(_GENERIC_WORDS, rb"\b"),
    )
    told = (dispatch(kinds), rb"bot\](?<=\[bot\])", _SESSION, b"(?<=@)" + _addresses(registry))
    return compiled(b"[^a-z](?:" + b"|".join(told) + b")")


def _telling(names: set[str]) -> tuple[str, ...]:
    """NAMES without those that begin with another name, as a word of its own, or with a family of models."""
    whole = compiled(r"[^a-z]")
    cuts = {name: [match.start() for match in whole.finditer(name)] for name in names}
    kept = (name for name in names if not any(name[:cut] in names for cut in cuts[name]))
    return tuple(name for name in kept if not name.startswith(MODEL_ROOTS))


def _addresses(registry: Registry) -> bytes:
    """The domain of an address behind exactly the local parts that are an agent's."""
    locals_of: dict[str, list[str]] = {}
    for address in sorted(registry.addresses()):
        local, _, domain = address.partition("@")
        locals_of.setdefault(domain, []).append(rf"(?<={re.escape(local)}@{re.escape(domain)})")
    exact = [re.escape(domain) + f"(?:{'|'.join(behind)})" for domain, behind in sorted(locals_of.items())]
    return b"(?:" + "|".join(exact).encode() + b")"
