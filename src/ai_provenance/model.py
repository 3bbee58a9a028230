"""The records that packages pass to each other, and the words of the project as closed choices.

They hold no behaviour of any package. They are named tuples and not dataclasses because every report builds them before
it can do anything: `dataclasses` takes as long to import as two thirds of a start of Python, and makes each class by
compiling its methods. The hooks that tag a commit import neither; they work on bytes and plain tuples.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from ai_provenance.named_tuple import NamedTuple


class Origin(StrEnum):
    """Where a commit came from, as far as the evidence shows."""

    AI = "ai"
    HUMAN = "human"  # explicitly declared, never assumed
    AUTOMATION = "automation"  # a bot that is no AI
    UNKNOWN = "unknown"


class Level(IntEnum):
    """How well an origin can be traced."""

    UNKNOWN = 0
    IDENTIFIED = 1  # evidence, but not in a valid trailer
    DECLARED = 2  # a valid trailer in git's own block names the agent, or declares human
    ATTESTED = 3  # a provenance record bound to the change
    VERIFIED = 4  # the record or the commit's signature checks


class Place(StrEnum):
    """Where a piece of evidence was found."""

    TRAILER = "trailer"  # inside git's own trailer block
    BODY = "body"  # a trailer-like line outside it
    FOOTER = "footer"
    SUBJECT = "subject"
    AUTHOR = "author"
    COMMITTER = "committer"
    NOTE = "note"
    ENVIRONMENT = "environment"  # at commit time only
    PROCESS = "process"  # at commit time only


class Strength(StrEnum):
    """What a piece of evidence is worth."""

    DECLARED = "declared"  # the tool or a person said so
    HINT = "hint"  # could be true of a human too; never makes an origin


class Role(StrEnum):
    """What the agent did, as far as the evidence shows."""

    AUTHOR = "author"  # wrote or helped to write the change
    REVIEW = "review"  # a reviewer's or fixer's suggestion was accepted into the change
    MESSAGE = "message"  # wrote the commit message only: makes no origin


class Severity(StrEnum):
    """How much a finding weighs."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Identity(NamedTuple):
    """A person or bot as git records one. Empty strings where git recorded none."""

    name: str
    email: str


class Commit(NamedTuple):
    """One commit, as the history stream reads it."""

    oid: str
    """Full object id: 40 hex digits (SHA-1) or 64 (SHA-256)."""
    parents: tuple[str, ...]
    author: Identity
    committer: Identity
    author_time: int | None
    """Seconds since the epoch; None where git's value is missing or out of range."""
    commit_time: int | None
    message: bytes
    """The raw message, re-coded to UTF-8 by git where the commit names its encoding."""

    @property
    def text(self) -> str:
        """The message as text; bytes that are no UTF-8 become U+FFFD."""
        return self.message.decode("utf-8", "replace")

    @property
    def is_merge(self) -> bool:
        """Whether it has more than one parent."""
        return len(self.parents) > 1


class NoteRecord(NamedTuple):
    """One git note attached to a commit."""

    ref: str
    """The notes ref, e.g. `refs/notes/ai`."""
    body: bytes
    changed: tuple[str, ...] | None = None
    """Those of the paths the note names that its commit changed, sorted; None where that is not known."""


class Evidence(NamedTuple):
    """One observation about one commit."""

    agent: str
    """Stable agent id, e.g. `claude-code`; empty when the observation declares a human."""
    place: Place
    strength: Strength
    text: str
    """The text that was found there, as one line."""
    rule: str
    """Stable id of the rule that found it, for `explain`."""
    model: str | None = None
    """Normalised model name (`claude-opus-4-6`), where the text names one."""
    model_raw: str | None = None
    """The model as it was written."""
    role: Role = Role.AUTHOR
    human: bool = False
    """True when this declares the commit to be a human's own (`AI-Assisted: no`)."""


class AgentUse(NamedTuple):
    """An agent named for one commit, with its model where one is known."""

    id: str
    model: str | None = None


class Verdict(NamedTuple):
    """How one commit is classified, and on which evidence."""

    oid: str
    origin: Origin
    level: Level
    agents: tuple[AgentUse, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()
    """Sorted; e.g. `ai-signoff`, `examined`, `message-only`, `record`, `record-unbound`, `review`, `revert`."""


class RecordClaim(NamedTuple):
    """What one provenance record claims about a commit, and what it is worth."""

    origin: Origin
    """Of `unknown`: no agent was observed when the commit was made."""
    agents: tuple[AgentUse, ...]
    level: Level
    """ATTESTED, or VERIFIED where it has a signature that counts."""
    decides: bool = False
    """Whether it makes an origin where message and identities give none."""
    role: str = ""
    """Of whoever signed it; empty where it is unsigned, or the signature does not hold."""
    flags: tuple[str, ...] = ()
    """What is wrong with its signature; empty where it is good."""
    is_carried: bool = False
    """Whether it was written for the same change in another commit."""
    is_bound: bool = True
    """False for a record that is attached to this commit and is about another one."""


class Finding(NamedTuple):
    """Something that a policy or a scan objects to. The same record feeds every findings format."""

    rule: str
    severity: Severity
    message: str
    hint: str = ""
    commit: str | None = None
    path: str | None = None
    line: int | None = None
    end_line: int | None = None
    fingerprint: str = ""
    """Stable over line moves; never the secret itself."""
    waived_by: str | None = None


class Changes(NamedTuple):
    """What a commit changes against its first parent."""

    paths: tuple[str, ...]
    """Paths of the files added, changed or deleted; bytes that are no UTF-8 become U+FFFD."""
    lines: int | None = None
    """Lines added and deleted together; None where they were not counted. Binary files add none."""


class Ratio(NamedTuple):
    """A published number: never without its numerator and denominator."""

    numerator: int
    denominator: int
    complete: bool = True
    """Whether every commit that it is about was counted: False where a shallow clone cuts the range off."""

    @property
    def ratio(self) -> float | None:
        """The quotient; None when there is no data, which is neither 0 % nor 100 %, or when not all was counted."""
        return self.numerator / self.denominator if self.denominator and self.complete else None


class Notice(NamedTuple):
    """Something that a reader of the result must know; printed on standard error and part of the document."""

    code: str
    message: str
    hint: str = ""
    details: tuple[str, ...] = ()
