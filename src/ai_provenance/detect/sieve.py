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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
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
_GENERIC_ROOTS = (
    r"ai\b|a\.i|llm|genai|language model|chatbot|artificial|coding agent|clanker|generative|generic|large|agent\b"
)
_ID = rb"[/:][0-9a-f]{8}-[0-9a-f]{4}-"
"""The id of a session in the place of a name."""
# possessive: a run of dots could be cut into leads in as many ways as it is long, and each way tried
_LEAD = rb"(?:[^a-z0-9_\s\[(#<>|*+\-]++[^\S\n]*+|[*_]{1,3}|<(?:sub|sup|i|em|p|small)>)"
_FIRST_LEAD = (
    rb"[^a-z0-9_\s\[(#<>|*+\-\0][^a-z0-9_\s\[(#<>|*+\-]*+[^\S\n]*+",
    rb"[*_][*_]{0,2}",
    rb"<(?:sub|sup|i|em|p|small)>",
)
_OPTIONAL = re.compile(r"(?:\(\?:([\w <]+)\)|\\?(\W))\?")
"""An optional beginning of a footer's pattern."""
_LITERAL = re.compile(r"[\w #<\"=]*[\w #<\"=](?![?*{])")
"""The literal beginning of a footer's pattern."""
_ADVERBS = (
    "entirely partly partially mostly automatically primarily largely fully completely heavily initially predominantly "
    "substantially significantly extensively"
)
_WHATS = (
    *("commit", "change", "patch", "pr", "pull request", "code", "fix", "feature", "work", "implementation"),
    *("test", "unit test", "script", "docs", "original", "skeleton", "boilerplate"),
)
_DETERMINERS = ("this", "the", "these", "all", "most", "all of the", "most of the")
_LABELS = (
    *("note", "disclaimer", "disclosure", "full disclosure", "fyi", "nb", "n.b", "transparency", "ai note"),
    *("parts", "large parts", "some parts", "most parts", "fixed"),
)
_SUBJECTS = (
    *_WHATS,
    *("this was", "this is", "this has", "all of", "most of", "the bulk of", "the majority of", "everything"),
)
"""What may begin a sentence of how the change was made."""
_USED = (
    "used|leveraged|utilised|utilized|had|asked|let|prompted|got|have|also|mostly|only|fully|just|again|"
    "want to disclose|would like to|should|took|generated|wrote|written|built|made|created|coded|implemented|vibe"
)
_PEOPLE = tuple(
    f"{who}{have}" for who in ("i", "we") for have in ("'ve", "\u2019ve", *(f" {verb}" for verb in _USED.split("|")))
)
_HEADINGS = (
    *(f"{who} {what}" for who in ("ai", "llm", "genai", "generative ai") for what in ("us", "disc", "assist", "decl")),
    *(f"{who} {what}" for who in ("ai", "llm", "genai", "generative ai") for what in ("stat", "inv", "contr")),
    *("use of ai", "use of llm", "disclosure of ai"),
)
_ROBOT = rb"(?<=\xf0\x9f\xa4\x96 )(?:generated|created|written) (?:with|by) "
_BOX = (rb"[*+-] +\[x\]( )", rb"[ \t>][ \t>]*[*+-] +\[x\]( )")
"""A ticked box; the group says that it needs a name. Each begins with one set: others are passed over at once."""
_MADE_BY_AI = tuple(f"{who} {made}" for who in ("ai", "llm") for made in ("generated", "written", "authored"))
_MADE_BY = rb"(?=[^\n]*(?: (?:by|with|using|via|through)\b|[- ](?:generated|written|authored|coded|assisted)\b))"
_MADE = (
    "generated made created written authored implemented developed coded built assisted coauthored co-authored "
    "automated in-part co- co-generated co-written drafted produced prepared crafted done supported "
    "pair-programmed vibe ai- auto"
)
_VERBS = (
    *_MADE.split(),
    *_ADVERBS.split(),
    *(f"{this} {what}" for this in _DETERMINERS for what in _WHATS),
    *_LABELS,
    *_PEOPLE,
    *("used", "by", "got", "asked", "had", "took"),
)
_ABOUT = ("message", "description", "title", "summary", "changelog")
_LEADS = tuple(
    f"{this}{of}" for this in ("", "the ", "this ") for of in ("", "commit ", "git commit ", "pr ", "pull request ")
)
_REVERT = ("revert", "reapply")


_LINES_KEPT = 20_000


@dataclass(frozen=True)
class Sieve:
    """The compiled patterns for one registry. It remembers lines: people sign the same line a thousand times."""

    literals: tuple[bytes, ...]
    """What may be evidence wherever it stands."""
    patterns: tuple[re.Pattern[bytes], ...]
    """The same; each begins with a literal byte."""
    starts: re.Pattern[bytes]
    """Beginnings of lines. A group tells those that are nothing without a name behind them."""
    named: re.Pattern[bytes]
    """The beginning of a name of a tool or model, or of a word for AI."""
    lines: dict[bytes, bool] = field(default_factory=dict)
    """Lines that begin like a signature, and whether a name stands in them."""

    def positions(self, buffer: bytes) -> list[int]:
        """Sorted offsets in BUFFER at which something stands that could be evidence."""
        lower = buffer.lower().replace(b"\\n", b" \n")  # as the rules read them; offsets stay
        found = [at for literal in self.literals for at in _occurrences(lower, literal)]
        found += [match.start() for pattern in self.patterns for match in pattern.finditer(lower)]
        known, find = self.lines, lower.find
        for match in self.starts.finditer(lower):
            at = match.start()
            if match.lastindex is not None:
                stop = find(b"\n", match.end())
                line = lower[at:stop] if stop >= 0 else lower[at:]
                named = known.get(line)
                if named is None:
                    named = self._remember(line, match.end() - at)
                if not named:
                    continue
            found.append(at)
        return sorted(found)

    def _remember(self, line: bytes, head: int) -> bool:
        """Whether a name stands in LINE behind its first HEAD bytes."""
        if len(self.lines) >= _LINES_KEPT:
            self.lines.clear()
        self.lines[line] = named = self.named.search(line, head) is not None
        return named

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
    named = rb"(?:(?<![a-z])(?:" + _roots(registry) + b"|" + _GENERIC_ROOTS.encode() + b")|" + _ID + b")"
    literals = (b"[bot]", *(literal.encode() for literal, _, _ in registry.name_patterns))
    patterns = (
        _addresses(registry),
        re.compile(
            rb"\((?:(?:via|with|by|using) )?(?:" + b"|".join(_suffixes(registry)) + b"|" + named + rb")[^\n)]*\)\s*\n"
        ),
        re.compile(rb"\+ " + named),
        re.compile(rb"& " + named),
        re.compile(rb"://(?:" + b"|".join(re.escape(link).encode() for link, _ in registry.links) + b")"),
    )
    return Sieve(literals, patterns, _line_starts(registry), re.compile(named))


@lru_cache(maxsize=1)
def default_sieve() -> Sieve:
    """The sieve for the agents that come with the project."""
    return build_sieve(default_registry())


def sieve_for(registry: Registry) -> Sieve:
    """The sieve for REGISTRY, made once for the agents that come with the project."""
    return default_sieve() if registry is default_registry() else build_sieve(registry)


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
    return b"(?:" + _trie(_spoken(registry), b"(?![a-z])") + b"|" + _trie(_MODEL_ROOTS.split()) + b")"


def _spoken(registry: Registry) -> set[str]:
    """The names, with their spaces and without: `ClaudeCode`."""
    told = (*registry.names, *registry.words, *registry.common, *registry.first_names)
    return {*told, *(name.replace(" ", "") for name in told)}


def _occurrences(buffer: bytes, literal: bytes) -> Iterator[int]:
    """Offsets of LITERAL: the search of `bytes` is some times faster than an expression of one literal."""
    at = buffer.find(literal)
    while at >= 0:
        yield at
        at = buffer.find(literal, at + 1)


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


def _line_starts(registry: Registry) -> re.Pattern[bytes]:
    """What stands at the beginning of a line: keys, footers, agents' names as author, reverts.

    One branch for each first letter: the engine passes over a branch by one comparison, and most lines are prose.
    """
    by_meaning = {says: [key for key, said in keys.KEYS.items() if said is says] for says in Says}
    wrote = [*by_meaning[Says.WROTE], *_VERBS, *(lead + noun for lead in _LEADS for noun in _ABOUT)]
    certain = [*by_meaning[Says.DECLARES], *by_meaning[Says.USED], *registry.keys, ATTRIBUTION]
    subjects = [prefix for prefix, _, _ in registry.subjects]
    footers, odd = _footers(registry)
    alone = (
        _by_letter(_spoken(registry), b"(?![a-z])"),
        _by_letter([*_MODEL_ROOTS.split(), *_REVERT, *footers, *subjects, *_HEADINGS, *_MADE_BY_AI], b""),
        _by_letter(certain, rb"(?=[^\n]*:)"),
    )
    needy = _by_letter([*by_meaning[Says.SIGNED], *wrote], b"")
    made = _by_letter(_SUBJECTS, _MADE_BY)
    branches = [
        re.escape(letter).encode()
        + b"(?:"
        + b"|".join([*_of(letter, *alone), *_grouped(_of(letter, needy, made))])
        + b")"
        for letter in sorted({letter for group in (*alone, needy, made) for letter in group})
    ]
    told = [
        _roots(registry),
        _trie([*by_meaning[Says.DECLARES], *_HEADINGS, *footers]),
        _ROBOT,
        *_grouped([_trie(wrote), _trie(_SUBJECTS, _MADE_BY)]),
    ]
    led = _LEAD + b"{0,2}(?:" + b"|".join(told) + b")"
    branches += [b"(?:" + b"|".join(_FIRST_LEAD) + b")" + led, *_at_the_top(subjects), *odd]
    branches += _BOX
    branches.append(rb"#[# *_]*(?:ai|llm|gen|use|disc)")
    return re.compile(b"\n(?:" + b"|".join(branches) + b")")


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


def _at_the_top(subjects: Iterable[str]) -> list[bytes]:
    """A revert or a telling subject behind white space or tags in brackets, at the beginning of the message."""
    told = b"|".join(re.escape(prefix).encode() for prefix in subjects)
    rest = rb"\s*(?:\[[^\]\n]*\]\s*)*(?:" + b"|".join(prefix.encode() for prefix in _REVERT) + rb")\b"
    behind_space = rest + (rb"|\s*(?:" + told + b")" if told else b"")
    return [rb"\s(?<=\d\n\s)(?:" + behind_space + b")", rb"\[(?<=\d\n\[)[^\]\n]*\]" + rest]


def _grouped(patterns: Iterable[bytes]) -> list[bytes]:
    return [b"(" + pattern + b")" for pattern in patterns]


def _by_letter(heads: Iterable[str], tail: bytes) -> dict[str, bytes]:
    """First letter -> pattern of what may follow it, for the heads that begin with it."""
    rest: dict[str, list[str]] = {}
    for head in heads:
        rest.setdefault(head[0], []).append(head[1:])
    return {letter: _trie(tails, tail) for letter, tails in rest.items()}


def _of(letter: str, *groups: dict[str, bytes]) -> list[bytes]:
    return [group[letter] for group in groups if letter in group]


def _trie(heads: Iterable[str], tail: bytes = b"") -> bytes:
    """Literal beginnings as one pattern that decides letter by letter; a space, hyphen or underscore is any of them.

    TAIL must follow. It may refuse a short name (`amp`) that a longer one (`ampcode`) begins with, so the longer ones
    are kept; without a tail the shorter one says it all.
    """
    return _branches(heads, whole=bool(tail)) + tail


def _branches(heads: Iterable[str], *, whole: bool) -> bytes:
    rest: dict[str, list[str]] = {}
    ends = False
    for head in heads:
        if head:
            rest.setdefault("-" if head[0] in " _-" else head[0], []).append(head[1:])
        ends = ends or not head
    if not rest or (ends and not whole):
        return b""
    branches = [_letter(letter) + _branches(tails, whole=whole) for letter, tails in sorted(rest.items())]
    if ends:
        return b"(?:" + b"|".join(branches) + b")?"
    return branches[0] if len(branches) == 1 else b"(?:" + b"|".join(branches) + b")"


def _letter(letter: str) -> bytes:
    return rb"[-_ \t\f\v\r]+" if letter == "-" else re.escape(letter).encode()
