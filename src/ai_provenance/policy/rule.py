"""The form of a rule: what it demands, how it is checked, how a breach is fixed, and an example on each side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case, Standing
from ai_provenance.text import printable

if TYPE_CHECKING:
    from ai_provenance.config import Demands

_LONGEST = 100
Check = Callable[[Case, "Demands"], Iterator[str]]
"""Takes a commit and the demands on it, yields one sentence for each violation."""


class Example(NamedTuple):
    """A commit message, and the configuration under which it is judged."""

    message: str
    config: str = ""
    """TOML of a whole configuration; empty: the defaults."""


class Fix(NamedTuple):
    """How a violation is fixed, by where its commit is (`Standing`).

    Filled in are `{trailer}`, `{modelled}` (the same with a model), `{oid}` (the commit), `{base}` (of `git rebase -i`:
    its parent, or `--root`) and `{range}` (from that parent to HEAD).
    """

    message: str
    """For a message that is no commit yet."""
    last: str
    """For the commit that HEAD names, as long as no remote has it."""
    older: str
    """For an older commit that no remote has."""
    published: str
    """For a commit that a remote or a tag has: whoever fetched it would keep the old one."""
    requested: str = ""
    """For a published commit of a change that a base judges, where that differs: no note of its own settles it."""

    def at(self, standing: Standing) -> str:
        """The text for a commit that is at STANDING."""
        return {
            Standing.MESSAGE: self.message,
            Standing.LAST: self.last,
            Standing.OLDER: self.older,
            Standing.PUBLISHED: self.published,
            Standing.REQUESTED: self.requested or self.published,
        }[standing]


def everywhere(text: str) -> Fix:
    """A fix that is the same wherever the commit is."""
    return Fix(text, text, text, text)


class Rule(NamedTuple):
    """One rule of the policy."""

    id: str
    """Never changes its meaning and is never used again."""
    name: str
    severity: Severity
    demand: str
    """What must hold, one sentence."""
    reason: str
    """Why a project would want it."""
    fix: Fix
    setting: str
    """The key of the configuration that turns it on or shapes it."""
    check: Check | None = None
    """None for a rule about more than one commit: `gate` and `squash` judge those."""
    breaks: Example | None = None
    """A commit that breaks it. The rules page shows it, and a test judges it."""
    keeps: Example | None = None


def one_line(text: str) -> str:
    """TEXT of a commit as one printable line of at most 100 characters."""
    # Commit text is hostile: a finding is printed in terminals and in the logs of CI jobs.
    line = " ".join(printable(text, instead=" ").split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


PUBLISHED = (
    "a remote or a tag has the commit, so its message stays: squash the request under a message that keeps the rule, "
    "or agree on a waiver"
)
"""What is left to do about a message that cannot change any more."""
AMEND = Fix(
    message="end the message with: {trailer}",
    last="git commit --amend --no-edit --trailer '{trailer}'",
    older="ai-provenance check --fix {range}",
    published="git notes --ref=ai-provenance append -m '{trailer}' {oid}",
    requested=PUBLISHED,
)
"""Fix of a message that lacks a trailer, in the commands that `explain` names."""
CONVERT = Fix(
    message="take the line out, and declare the help as: {trailer}",
    last="ai-provenance check --fix {range}",
    older="ai-provenance check --fix {range}",
    published=PUBLISHED,
)
"""Fix of a trailer that has to go, or to be written in another form."""
REWORD = Fix(
    message="change the message",
    last="git commit --amend",
    older="git rebase -i {base}, mark it `reword`",
    published=PUBLISHED,
)
"""Fix of a message that says something wrong, which only a person can put right."""
