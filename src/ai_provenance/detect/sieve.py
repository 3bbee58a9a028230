"""Dismisses in bulk the commits that cannot have any evidence: a few patterns, run once over many raw records.

`git log` prints tens of megabytes in the time that Python needs to look at each commit. The sieve looks at whole
batches instead. It may let too much through, never too little: whatever it drops, `classify` would call unknown,
without evidence or flags. A property test holds the two together.

Each pattern begins with one literal byte, which the regular expression engine finds with memchr.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from ai_provenance.detect import keys
from ai_provenance.detect.keys import Says
from ai_provenance.detect.records import ATTRIBUTION
from ai_provenance.detect.registry import Registry, default_registry

_MODEL_ROOTS = (
    "claude opus sonnet haiku fable mythos instant gpt chatgpt o1 o3 o4 codex gemini glm kimi qwen deepseek "
    "grok devstral codestral magistral mistral llama minimax composer swe- gemma mimo nova amazon"
)
_GENERIC_ROOTS = r"ai\b|a\.i|llm|genai|language model|chatbot|artificial|coding agent|clanker|generative|generic|large"
_LEAD = rb"(?:[^a-z0-9_\s\[(#<>|*+\-]+\s*|[*_]{1,3}|<(?:sub|sup|i|em|p|small)>){1,3}"
_ADVERBS = "entirely partly partially mostly automatically primarily largely fully completely heavily initially"
_WHATS = ("commit", "change", "patch", "pr", "pull request", "code", "fix", "feature", "work", "implementation", "test")
_MADE = (
    "generated made created written authored implemented developed coded built assisted coauthored co-authored "
    "automated in-part co- co-generated co-written drafted produced prepared crafted done supported "
    "pair-programmed vibe ai- auto"
)
_VERBS = (
    *_MADE.split(),
    *_ADVERBS.split(),
    *(f"{this} {what}" for this in ("this", "the", "these") for what in _WHATS),
)
_ABOUT = ("message", "description", "title", "summary", "changelog")
_LEADS = tuple(
    f"{this}{of}" for this in ("", "the ", "this ") for of in ("", "commit ", "git commit ", "pr ", "pull request ")
)
_REVERT = ("revert", "reapply")


@dataclass(frozen=True)
class Sieve:
    """The compiled patterns for one registry."""

    patterns: tuple[re.Pattern[bytes], ...]

    def positions(self, buffer: bytes) -> list[int]:
        """Sorted offsets in BUFFER at which something stands that could be evidence."""
        lower = buffer.lower()
        return sorted(match.start() for pattern in self.patterns for match in pattern.finditer(lower))

    def suspects(self, buffer: bytes) -> list[tuple[int, int]]:
        """Start and end of each record of BUFFER that must be classified; records end in NUL.

        BUFFER holds whole records of `git log -z` whose fields each begin on a line of their own, the message last.
        """
        spans: list[tuple[int, int]] = []
        end = -1
        for at in self.positions(buffer):
            if at <= end:
                continue
            start = buffer.rfind(b"\0", 0, at) + 1
            end = buffer.find(b"\0", at)
            end = len(buffer) if end < 0 else end
            spans.append((start, end))
        return spans


def build_sieve(registry: Registry) -> Sieve:
    """The sieve for REGISTRY."""
    named = rb"(?<![a-z])(?:" + _roots(registry) + b"|" + _GENERIC_ROOTS.encode() + b")"
    patterns = (
        _addresses(registry),
        re.compile(rb"\[bot\]@"),
        _line_starts(registry, named),
        re.compile(rb"\((?:" + b"|".join(_suffixes(registry)) + b"|" + named + rb")[^\n)]*\)\s*\n"),
        *(re.compile(re.escape(literal).encode()) for literal, _, _ in registry.name_patterns),
        re.compile(rb"\+ " + named),
        re.compile(rb"& " + named),
        re.compile(rb"://(?:" + b"|".join(re.escape(link).encode() for link, _ in registry.links) + b")"),
    )
    return Sieve(patterns)


@lru_cache(maxsize=1)
def default_sieve() -> Sieve:
    """The sieve for the agents that come with the project."""
    return build_sieve(default_registry())


def rules_digest(registry: Registry | None = None) -> str:
    """A digest of the agents and of the rules' own source: verdicts kept under another digest are stale."""
    known = registry or default_registry()
    state = hashlib.sha256(json.dumps(known.agents, sort_keys=True, default=str).encode())
    for room in ("ai_provenance.detect", "ai_provenance"):
        names = sorted(item.name for item in resources.files(room).iterdir() if item.name.endswith(".py"))
        for name in names if room.endswith("detect") else ["trailers.py", "model.py"]:
            state.update(resources.files(room).joinpath(name).read_bytes())
    return state.hexdigest()


def _roots(registry: Registry) -> bytes:
    """Beginnings of what names a tool: whole names, or a family of models, which a digit may follow."""
    spoken = {*registry.names, *registry.words, *registry.common, *registry.first_names}
    return b"(?:" + _trie(spoken, whole=True) + b"(?![a-z])|" + _trie(_MODEL_ROOTS.split()) + b")"


def _suffixes(registry: Registry) -> list[bytes]:
    return [re.escape(suffix.strip(" ()")).encode() for suffix in registry.suffixes]


def _addresses(registry: Registry) -> re.Pattern[bytes]:
    """`@domain` behind exactly the local parts that are an agent's."""
    locals_of: dict[str, list[str]] = {}
    for address in sorted(registry.addresses()):
        local, _, domain = address.partition("@")
        locals_of.setdefault(domain, []).append(rf"(?<={re.escape(local)}@{re.escape(domain)})")
    exact = [re.escape(domain) + f"(?:{'|'.join(behind)})" for domain, behind in sorted(locals_of.items())]
    return re.compile(b"@(?:" + "|".join(exact).encode() + b")")


def _line_starts(registry: Registry, named: bytes) -> re.Pattern[bytes]:
    """What stands at the beginning of a line: keys, footers, agents' names as author, reverts."""
    by_meaning = {says: [key for key, said in keys.KEYS.items() if said is says] for says in Says}
    wrote = [*by_meaning[Says.WROTE], *_VERBS, *(lead + noun for lead in _LEADS for noun in _ABOUT)]
    certain = [*by_meaning[Says.DECLARES], *by_meaning[Says.USED], *registry.keys, ATTRIBUTION]
    own = b"|".join(p.pattern.lower().encode() for p, _ in (*registry.footers, *registry.message_footers))
    parts = [
        _roots(registry),
        _trie(_REVERT),
        _trie(certain) + rb"[^\n]*:",
        _trie(by_meaning[Says.SIGNED]) + rb"[^\n]*:\W*" + named,
        _LEAD + _roots(registry),
        b"(?:" + _LEAD + b")?(?:" + _trie(wrote) + rb"[^\n]*" + named + b"|" + own + b")",
        rb"(?<=\d\n)\s*(?:\[[^\]\n]*\]\s*)*(?:revert|reapply)\b",
        rb"(?<=\d\n)\s*(?:" + b"|".join(re.escape(prefix).encode() for prefix, _, _ in registry.subjects) + b")",
    ]
    return re.compile(b"\n(?:" + b"|".join(parts) + b")")


def _trie(heads: Iterable[str], *, whole: bool = False) -> bytes:
    """Literal beginnings as one pattern that decides letter by letter; a space, hyphen or underscore is any of them.

    With WHOLE what follows the pattern may refuse a short name (`amp`) that a longer one (`ampcode`) begins with, so
    the longer ones are kept; otherwise the shorter one says it all.
    """
    rest: dict[str, list[str]] = {}
    ends = False
    for head in heads:
        if head:
            rest.setdefault("-" if head[0] in " _-" else head[0], []).append(head[1:])
        elif whole:
            ends = True
        else:
            return b""  # what is longer begins with this one
    branches = [_letter(letter) + _trie(tails, whole=whole) for letter, tails in sorted(rest.items())]
    if ends:
        return b"(?:" + b"|".join(branches) + b")?" if branches else b""
    return branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")"


def _letter(letter: str) -> bytes:
    return rb"[-_\s]+" if letter == "-" else re.escape(letter).encode()
