"""The shell gate: the test, in POSIX sh, for whether a tagging hook has anything to do."""

from __future__ import annotations


def gate() -> str:
    """The shell function `nothing_to_do`, made from the agent data."""
    return "nothing_to_do() {\n    false\n}\n"
