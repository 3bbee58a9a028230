"""The shape of an agent's entry: what a signal is, and which signals count.

Entries are plain dictionaries so that they load from byte code in well under two milliseconds. Rules for writing one:

- Addresses are exact. A vendor's domain is never a signal: its staff commit from it too.
- GitHub accounts are a numeric id with a slug. The slug of an app (`claude[bot]`) also counts alone, since an action
  may be configured with another app's id (anthropics/claude-code-action defaults `bot_id` to that of
  github-actions). The slug of an ordinary account counts only with its id.
- `names` are whole names that nobody bears (`Claude Code`). `words` (`Claude`, `Codex`), `common` words (`Amp`,
  `Cursor`) and `first_names` (`Devin`, `Jules`) count only where the line itself can name nobody but a tool.
- Every fact has a source, and every entry its own matching and non-matching examples, which a test runs.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Kind = Literal["agent", "review", "bot", "tool"]
"""`agent` writes code, `review` suggests or fixes, `bot` is no AI, `tool` records what agents did."""

Status = Literal["seen", "documented", "reported"]
"""`seen` in public commits or source; `documented` by the vendor; `reported` by another public registry."""


class Variable(TypedDict):
    """An environment variable that the agent sets in the shells it runs."""

    name: str
    value: NotRequired[str]
    """The value, or its beginning when it ends in `*`; any value that is no `0`, `false`, `no`, `off` if left out."""
    strength: Literal["strong", "weak"]
    """`weak` where a person's own terminal may carry it."""


class Key(TypedDict):
    """A trailer key that only this agent (or tool) writes."""

    key: str
    value: NotRequired[str]
    """Regular expression that the whole value must match, ignoring case; anything non-empty if left out."""
    role: NotRequired[Literal["author", "review", "message", "link"]]
    """What the line says the agent did; `link` means a recorded session and no more."""


class Example(TypedDict):
    """A message or identity with the verdict that it must (or must not) lead to."""

    text: str
    where: NotRequired[Literal["message", "author", "committer"]]


class Source(TypedDict):
    """Where a fact of the entry was read."""

    fact: str
    url: str
    status: Status


class AgentData(TypedDict):
    """One agent, reviewer, bot or recording tool."""

    id: str
    name: str
    vendor: str
    kind: Kind
    trailer: NotRequired[str]
    """The name to write in an `Assisted-by:` trailer."""
    emails: NotRequired[tuple[str, ...]]
    not_emails: NotRequired[tuple[str, ...]]
    """Addresses that go with the agent's name and are people's: a tool that overwrote their git configuration."""
    domains: NotRequired[tuple[str, ...]]
    """The vendor's domains, for one use: `gemini@google.com`, the tool's own name at one of them, is the tool's."""
    github: NotRequired[tuple[tuple[int, str], ...]]
    slugs: NotRequired[tuple[str, ...]]
    """Slugs of GitHub apps whose numeric id is not known; each ends in `[bot]`."""
    review_accounts: NotRequired[tuple[str, ...]]
    """Addresses under which the agent only reviews or fixes: evidence of them has the role `review`."""
    names: NotRequired[tuple[str, ...]]
    words: NotRequired[tuple[str, ...]]
    common: NotRequired[tuple[str, ...]]
    """Words of the language: they count where they are all that a value holds, not at the head of a sentence."""
    first_names: NotRequired[tuple[str, ...]]
    """First names of people: bare and without an address they are a hint only."""
    name_patterns: NotRequired[tuple[tuple[str, str], ...]]
    """For whole author names: a literal that each must hold, and the regular expression for it."""
    suffixes: NotRequired[tuple[str, ...]]
    """Ends of a person's name that the agent adds (` (aider)`)."""
    keys: NotRequired[tuple[Key, ...]]
    footers: NotRequired[tuple[str, ...]]
    """Regular expressions for a whole line, ignoring case; leading emoji and closing punctuation are taken off."""
    subject_prefixes: NotRequired[tuple[str, ...]]
    """Beginnings of subjects that it writes, lower case. They are the name of a component too: a hint."""
    subject_footers: NotRequired[tuple[str, ...]]
    """Whole lines, lower case, that are its own under such a subject only."""
    subject_marks: NotRequired[tuple[str, ...]]
    """Beginnings of subjects that nobody else writes, lower case; terminal colours before them are taken off."""
    message_footers: NotRequired[tuple[str, ...]]
    """The same for lines that speak of the message only."""
    links: NotRequired[tuple[str, ...]]
    """Beginnings of session addresses without their scheme (`claude.ai/code/session_`)."""
    models: NotRequired[tuple[str, ...]]
    """Families of models that stand for this agent where no tool is named."""
    release_subjects: NotRequired[tuple[str, ...]]
    """Subjects of release automation that commits under the agent's address: whole-line regular expressions."""
    environment: NotRequired[tuple[Variable, ...]]
    processes: NotRequired[tuple[str, ...]]
    sources: tuple[Source, ...]
    matches: tuple[Example, ...]
    does_not_match: tuple[Example, ...]
