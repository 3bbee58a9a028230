"""What a commit says, as words for the message of a finding."""

from __future__ import annotations

from ai_provenance.policy.case import Case

_LONGEST = 100


def agent_names(case: Case) -> str:
    """The ids of the agents that helped, in one line."""
    return ", ".join(sorted({use.id for use in case.verdict.agents})) or "no agent named"


def one_line(text: str) -> str:
    """TEXT of a commit as one printable line of at most 100 characters."""
    # Commit text is hostile: a finding is printed in terminals and in the logs of CI jobs.
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
