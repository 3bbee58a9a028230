"""Text from a repository, made safe to show. Hooks load this module: it imports nothing."""

from __future__ import annotations

BREAKS = "\n\t"
"""What text of several lines may keep."""


def printable(text: str, *, keep: str = "", instead: str = "\N{REPLACEMENT CHARACTER}") -> str:
    """TEXT with INSTEAD in place of each control character and lone surrogate, but for those that KEEP holds.

    Commit messages, file names and configurations are written by strangers: escape sequences in them must not drive a
    terminal, nor form a line or a command of their own in a log.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else instead for char in text)
