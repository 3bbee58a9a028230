"""The registry: agents looked up by address, by name, by trailer key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from ai_provenance import lazy
from ai_provenance.agents._table import AGENTS
from ai_provenance.agents.models import MODEL
from ai_provenance.agents.naming import any_of
from ai_provenance.model import Role

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ai_provenance.agents.schema import AgentData, Key
    from ai_provenance.model import Place

_NOREPLY = lazy.pattern(r"(?:(\d+)\+)?([^@\s]+)@users\.noreply\.github\.com")
_SHARED_ID = 41898282
"""The id of github-actions: actions commit with it under other apps' slugs, so it identifies no app."""


_REVIEWING = frozenset(
    (
        "copilot",
        "cursor",
        "gemini-code-assist",
        "gemini-cli",
        "graphite-agent",
        "ellipsis",
        "codex",
        "claude-code",
        "devin",
        "amazon-q",
        "chatgpt",
        "jules",
    )
)
"""Agents that review the requests of others, beside those that do nothing else."""
_SHORT_NAMES = ("sourcery", "qodo", "korbit")
"""What people call reviewers by, where only their remarks are spoken of: one is a generator of code for Swift too."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whom an address belongs to."""

    agent: str
    kind: str
    role: Role


@dataclass(frozen=True)
class Registry:
    """Agents by id, with the indexes that the rules look things up in. Built once; never changed."""

    agents: Mapping[str, AgentData]

    def account(self, address: str) -> Account | None:
        """Whom ADDRESS belongs to: exactly this address, or a GitHub account by id and slug. None if unknown."""
        address = address.lower()
        agent = self._emails.get(address)
        if agent is None:
            match = _NOREPLY.fullmatch(address)
            agent = match and self._github(match[1], match[2])
        return self._account(agent, address) if agent else None

    def is_disowned(self, address: str) -> bool:
        """Whether ADDRESS is a person's, whatever agent's name precedes it."""
        return address.lower() in self._disowned

    @cached_property
    def _disowned(self) -> frozenset[str]:
        return frozenset(self._index("not_emails"))

    def app(self, name: str) -> Account | None:
        """Whose GitHub app is called NAME (`sweep-nightly[bot]`)."""
        # No person is: GitHub allows no brackets in the names of accounts.
        agent = self._apps.get(name.strip().lower())
        return self._account(agent, "") if agent else None

    def name(self, agent: str) -> str:
        """The display name of AGENT, or the id itself when it is not listed."""
        entry = self.agents.get(agent)
        return entry["name"] if entry else agent

    def kind(self, agent: str) -> str:
        """`agent`, `review`, `bot` or `tool`."""
        entry = self.agents.get(agent)
        return entry["kind"] if entry else "agent"

    @cached_property
    def names(self) -> dict[str, str]:
        """Whole names, lower case, that no person has -> agent id."""
        return self._index("names")

    @cached_property
    def words(self) -> dict[str, str]:
        """Single names of tools, lower case -> agent id."""
        return self._index("words")

    @cached_property
    def common(self) -> dict[str, str]:
        """Words of the language that are names of tools, lower case -> agent id."""
        return self._index("common")

    @cached_property
    def first_names(self) -> dict[str, str]:
        """First names of people that are names of tools, lower case -> agent id."""
        return self._index("first_names")

    @cached_property
    def name_patterns(self) -> tuple[tuple[str, re.Pattern[str], str], ...]:
        """For author names: a literal that each holds, the pattern for the whole, the agent."""
        found = [(a, *pair) for a, entry in self.agents.items() for pair in entry.get("name_patterns", ())]
        return tuple((literal, re.compile(pattern, re.IGNORECASE), agent) for agent, literal, pattern in found)

    @cached_property
    def releases(self) -> dict[str, tuple[re.Pattern[str], ...]]:
        """Agent -> subjects of the release automation that uses its address."""
        entries = ((agent, entry.get("release_subjects", ())) for agent, entry in self.agents.items())
        return {agent: tuple(map(re.compile, subjects)) for agent, subjects in entries if subjects}

    @cached_property
    def families(self) -> dict[str, str]:
        """Family of models -> the agent that it means where no tool is named."""
        return self._index("models")

    @cached_property
    def suffixes(self) -> dict[str, str]:
        """End of a person's name, lower case -> agent id."""
        return self._index("suffixes")

    @cached_property
    def keys(self) -> dict[str, tuple[tuple[str, Key, re.Pattern[str] | None], ...]]:
        """Trailer key, lower case -> who writes it, with the compiled grammar of its value."""
        found: dict[str, list[tuple[str, Key, re.Pattern[str] | None]]] = {}
        for agent, entry in self.agents.items():
            for key in entry.get("keys", ()):
                grammar = re.compile(key["value"], re.IGNORECASE) if "value" in key else None
                found.setdefault(key["key"].lower(), []).append((agent, key, grammar))
        return {key: tuple(users) for key, users in found.items()}

    @cached_property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Beginning of a session's address, agent id; the longest first."""
        return tuple(sorted(self._index("links").items(), key=lambda item: -len(item[0])))

    @cached_property
    def footers(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Compiled whole-line patterns of footers that only one agent writes."""
        return self._patterns("footers")

    @cached_property
    def message_footers(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """The same for lines that speak of the commit message only."""
        return self._patterns("message_footers")

    @cached_property
    def subjects(self) -> tuple[tuple[str, tuple[str, ...], str], ...]:
        """Beginning of a subject that is evidence, the lines that are the agent's own under it, the agent."""
        marks = [(start, (), agent) for mark, agent in self.subject_marks for start in (mark, "\x1b[")]
        return (*self.subject_prefixes, *marks)

    @cached_property
    def subject_prefixes(self) -> tuple[tuple[str, tuple[str, ...], str], ...]:
        """The same for those that are the name of a component too."""
        return tuple(
            (prefix, entry.get("subject_footers", ()), agent)
            for agent, entry in self.agents.items()
            for prefix in entry.get("subject_prefixes", ())
        )

    @cached_property
    def subject_marks(self) -> tuple[tuple[str, str], ...]:
        """Beginning of a subject that only one agent writes, the agent."""
        return tuple(self._index("subject_marks").items())

    @cached_property
    def mention(self) -> re.Pattern[str]:
        """One pattern that finds any name or word of an agent, whole, of two that begin alike the longer.

        `ClaudeCode` is `Claude Code`; `opencode-go/` before a model is a provider and no tool.
        """
        return re.compile(rf"(?<![\w@.-])(?:{any_of(self.spoken)})(?![\w@])(?!-\d|-\w+/)", re.IGNORECASE)

    @cached_property
    def reviewer_mention(self) -> re.Pattern[str]:
        """One pattern that finds the name or the account of any reviewer, behind `@` too: it is spoken to so."""
        return re.compile(rf"(?<![\w.-])(?:{any_of(self.reviewers)})(?![\w@])(?!-\d|-\w+/)", re.IGNORECASE)

    def reviewer(self, text: str) -> str | None:
        """The agent that a match of `reviewer_mention` names."""
        return self.reviewers.get(self._spelled(text)) or self.reviewers.get(text.lower())

    @cached_property
    def reviewers(self) -> dict[str, str]:
        """Names, and accounts without their `[bot]`, of all that review, lower case -> agent id."""
        short = {name: name for name in _SHORT_NAMES if name in self.agents}
        named = short | {slug.removesuffix("[bot]"): agent for slug, agent in self._apps.items()} | self.spoken
        return {name: agent for name, agent in named.items() if self.kind(agent) == "review" or agent in _REVIEWING}

    def tool(self, text: str) -> re.Match[str] | None:
        """The model or the tool whose name TEXT begins with."""
        return MODEL.match(text) or self.mention.match(text)

    @cached_property
    def read_lines(self) -> dict[tuple[str, str, Place], tuple[Any, ...]]:
        """What was read from lines with these agents; `detect.lines` fills it, and keeps it small."""
        return {}

    def named(self, text: str) -> str | None:
        """The agent that a match of `mention` names."""
        return self.spoken.get(self._spelled(text))

    def is_distinctive(self, text: str) -> bool:
        """Whether a match of `mention` is a whole name that no person has."""
        return self._spelled(text) in self.names

    def _spelled(self, text: str) -> str:
        """A match of `mention` as the agents' entries spell it."""
        plain = text.lower()
        spaced = re.sub(r"[\s-]", " ", plain)
        known = next((name for name in (plain, spaced) if name in self.spoken), None)
        return known or self.closed_up.get(plain.replace("-", ""), plain)

    @cached_property
    def closed_up(self) -> dict[str, str]:
        """Names of several words without their spaces, lower case -> the name."""
        return {name.replace(" ", ""): name for name in self.spoken if " " in name}

    @cached_property
    def spoken(self) -> dict[str, str]:
        """Every name and word that a tool goes by, lower case -> agent id."""
        return {**self.first_names, **self.common, **self.words, **self.names}

    def addresses(self) -> frozenset[str]:
        """Every exact address that is an agent's, GitHub accounts that are no app included, lower case."""
        people = {f"{n}+{slug}@users.noreply.github.com" for n, slug in self._accounts if not slug.endswith("[bot]")}
        return frozenset(self._emails) | people

    @cached_property
    def _emails(self) -> dict[str, str]:
        return dict(self._own_addresses()) | self._index("emails")

    def _own_addresses(self) -> Iterator[tuple[str, str]]:
        """An agent's own name at its vendor's domain, spelled without spaces."""
        for agent, entry in self.agents.items():
            names = (*entry.get("names", ()), *entry.get("words", ()), *entry.get("common", ()))
            for name in names if "domains" in entry else ():
                local = re.sub(r"[\s.-]", "", name.lower())
                yield from ((f"{local}@{domain}", agent) for domain in entry["domains"])

    @cached_property
    def _accounts(self) -> dict[tuple[int, str], str]:
        return {(n, slug.lower()): a for a, entry in self.agents.items() for n, slug in entry.get("github", ())}

    @cached_property
    def _ids(self) -> dict[int, str]:
        return {number: agent for (number, _), agent in self._accounts.items() if number != _SHARED_ID}

    @cached_property
    def _apps(self) -> dict[str, str]:
        slugs = {slug: agent for (_, slug), agent in self._accounts.items() if slug.endswith("[bot]")}
        return self._index("slugs") | slugs

    @cached_property
    def _reviewing(self) -> frozenset[str]:
        return frozenset(a.lower() for entry in self.agents.values() for a in entry.get("review_accounts", ()))

    def _github(self, number: str | None, slug: str) -> str | None:
        if slug.endswith("[bot]"):
            return self._apps.get(slug) or (self._ids.get(int(number)) if number else None)
        return self._accounts.get((int(number), slug)) if number else None

    def _account(self, agent: str, address: str) -> Account:
        kind = self.agents[agent]["kind"]
        review = kind == "review" or address in self._reviewing
        return Account(agent, kind, Role.REVIEW if review else Role.AUTHOR)

    def _index(self, field: str) -> dict[str, str]:
        return {str(item).lower(): a for a, entry in self.agents.items() for item in entry.get(field, ())}  # type: ignore[attr-defined]  # a TypedDict read by a variable key

    def _patterns(self, field: str) -> tuple[tuple[re.Pattern[str], str], ...]:
        return tuple(
            (re.compile(pattern, re.IGNORECASE), agent)
            for agent, entry in self.agents.items()
            for pattern in entry.get(field, ())  # type: ignore[attr-defined]  # as above
        )


def build_registry(entries: Iterable[AgentData]) -> Registry:
    """A registry of ENTRIES. A later entry with the same id replaces the earlier one."""
    return Registry({entry["id"]: entry for entry in entries})


@lru_cache(maxsize=1)
def default_registry() -> Registry:
    """The registry of the agents that come with the project."""
    return build_registry(AGENTS)
