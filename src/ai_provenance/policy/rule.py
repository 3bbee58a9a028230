"""The form of a rule: what it demands, how it is checked, how a breach is fixed, and an example on each side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from ai_provenance.model import Severity
from ai_provenance.policy.case import Case
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
    fix: str
    """How to fix a violation. `{trailer}`, `{modelled}` (the same with a model) and `{base}` (of `git rebase -i`:
    the parent, or `--root`) and `{commit}` are filled in."""
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


# `git commit --amend` reaches the last commit only, so every fix names the way to an older one too.
AMEND = "git commit --amend --no-edit --trailer '{trailer}' (an older commit: git rebase -i {base}, mark it `edit`)"
"""Fix of a message that lacks a trailer."""
REWORD = "git commit --amend (an older commit: git rebase -i {base}, mark it `reword`)"
"""Fix of a message that says something wrong."""
