"""Text from a repository, made safe to show. Hooks load this module: it imports nothing."""

from __future__ import annotations

REPLACEMENT = "\ufffd"  # by its number: to compile its name loads the table of all names, in a hook too
"""U+FFFD, which shows that something could not be shown."""
BREAKS = "\n\t"
"""What text of several lines may keep."""
BOLD, BAD, GOOD, CAUTION = "1", "31", "32", "33"
"""How a terminal is to show a text: the parameters of `ESC [ ... m` (ECMA-48, SGR)."""


def paint(text: str, style: str) -> str:
    """TEXT as a terminal shows it in STYLE. Text of a repository is made printable before."""
    return f"\x1b[{style}m{text}\x1b[0m"


def printable(text: str, *, keep: str = "", instead: str = REPLACEMENT) -> str:
    """TEXT with INSTEAD in place of each control character and lone surrogate, but for those that KEEP holds.

    Commit messages, file names and configurations are written by strangers: escape sequences in them must not drive a
    terminal, nor form a line or a command of their own in a log.
    """
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() or char in keep else instead for char in text)


def log_line(text: str, *, keep: str = "", instead: str = REPLACEMENT) -> str:
    """TEXT as one printable line (but for what KEEP holds) that the log of a CI does not take for a command.

    A GitHub runner obeys `::name` at the beginning of a line, blanks aside, and `##[name` anywhere in it
    (actions/runner, `ActionCommand.cs`), Azure Pipelines `##vso[`, TeamCity `##teamcity[`. GitLab's marks of sections
    need control characters.
    """
    line = without_marks(printable(text, keep=keep, instead=instead))
    return line.replace("::", ": :", 1) if line.lstrip().startswith("::") else line


def without_marks(text: str) -> str:
    """TEXT without the marks `##[` and `##name[`, which begin a command anywhere in a line."""
    while "##" in text and _holds_command(text):
        text = text.replace("##", "# #")
    return text


def _holds_command(line: str) -> bool:
    """Whether `##[` or `##name[` is in LINE."""
    names = [part.lstrip("#").partition("[") for part in line.split("##")[1:]]
    return any(bracket and (not name or name.isalnum()) for name, bracket, _ in names)
