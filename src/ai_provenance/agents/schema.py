"""The types of what is known about an agent, as the registry and the `agents` command read it.

`data/agent.schema.json` describes each field, and the fields that only a file in `data/` has; a test holds the two to
each other. Entries are plain dictionaries of strings and tuples, so that all of them load from byte code at once.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Kind = Literal["agent", "review", "bot", "tool"]


class Variable(TypedDict):
    """An environment variable that the agent sets in the shells it runs."""

    name: str
    value: NotRequired[str]
    strength: Literal["strong", "weak"]


class Key(TypedDict):
    """A trailer key that only this agent (or tool) writes."""

    key: str
    value: NotRequired[str]
    role: NotRequired[Literal["author", "review", "message", "link"]]


class Source(TypedDict):
    """Where a fact about an agent was read."""

    fact: str
    url: str
    status: Literal["seen", "documented", "reported"]


class AgentData(TypedDict):
    """One agent, reviewer, bot or recording tool."""

    id: str
    name: str
    vendor: str
    kind: Kind
    trailer: NotRequired[str]
    emails: NotRequired[tuple[str, ...]]
    not_emails: NotRequired[tuple[str, ...]]
    domains: NotRequired[tuple[str, ...]]
    github: NotRequired[tuple[tuple[int, str], ...]]
    slugs: NotRequired[tuple[str, ...]]
    review_accounts: NotRequired[tuple[str, ...]]
    names: NotRequired[tuple[str, ...]]
    words: NotRequired[tuple[str, ...]]
    common: NotRequired[tuple[str, ...]]
    first_names: NotRequired[tuple[str, ...]]
    name_patterns: NotRequired[tuple[tuple[str, str], ...]]
    suffixes: NotRequired[tuple[str, ...]]
    keys: NotRequired[tuple[Key, ...]]
    footers: NotRequired[tuple[str, ...]]
    message_footers: NotRequired[tuple[str, ...]]
    subject_prefixes: NotRequired[tuple[str, ...]]
    subject_footers: NotRequired[tuple[str, ...]]
    subject_marks: NotRequired[tuple[str, ...]]
    links: NotRequired[tuple[str, ...]]
    models: NotRequired[tuple[str, ...]]
    release_subjects: NotRequired[tuple[str, ...]]
    environment: NotRequired[tuple[Variable, ...]]
    processes: NotRequired[tuple[str, ...]]
