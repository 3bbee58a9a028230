"""Text for people in lines that fit their terminal. Loaded where standard output or standard error is one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO

_GIT = (
    "add|am|archive|bisect|blame|branch|cat-file|checkout|cherry-pick|clone|commit|config|diff|fetch|for-each-ref|fsck|"
    "gc|grep|init|log|ls-files|ls-remote|maintenance|merge|mv|notes|provenance|pull|push|range-diff|rebase|reflog|"
    "remote|replace|reset|restore|rev-list|rev-parse|revert|rm|show|stash|status|switch|symbolic-ref|tag|update-index|"
    "update-ref|verify-commit|verify-tag|version|worktree|-"
)
"""What follows `git` where that is a command and not the program in a sentence."""
_PROGRAMS = "chmod|docker|gh|lefthook|npm|npx|pip|pipx|pre-commit|prek|python3?|ssh-add|ssh-keygen|uvx?"
_AT_THE_START = "cat|cp|df|export|free|kill|ls|mkdir|mv|rm|unset"
"""Commands that are words, or parts of words, of sentences too."""
_LABEL = r"(?:(?:error|hint|fix|how|why|run|next|publish\ them):\ |\$\ )"
_END = r"[,;.]?\s*$|[,;]\s|\s\(|\)|`|\s(?:and|or)\s"
"""What ends a command in a sentence; `&&` and `;` without a blank do not."""
_WHOLE = re.compile(
    rf"""
    (?:{_LABEL}? (?: \bgit\ (?:{_GIT}) | \b(?:git-)?ai-provenance(?:-hook)?\ [a-z-] | \b(?:{_PROGRAMS})\ [\w.-] )
       | {_LABEL} (?:{_AT_THE_START})\ \S)
      (?: '[^']*' | "[^"]*" | (?!{_END}). )*                # a command, to be pasted
    | `[^`]{{1,200}}` | "[^"]{{1,60}}" | (?<!\w)'[^']{{1,60}}'(?!\w)
    | \d\ of\ (?=\d) | \d\ % (?:\ \([\d,]+\ of\ [\d,]+\))?    # `270 of 2,770`, `42.2 % (57 of 135)`
    | (?<=\ \ ) \S (?: \S | \ (?=\S) ){{0,19}} (?=\ \ |$)     # a cell of a table
    | (?:(?<=·\ ) | (?<=\ \ )) [^·]{{1,30}}\ · | (?<=·\ )[^·]{{1,30}}$  # an item of `ai 166 · human 12`
    """,
    re.VERBOSE,
)
"""What no line is broken within, though there are blanks in it."""
_BLANKS = re.compile(r"[ \t]+")
_STYLE = re.compile("\x1b\\[[0-9;]*m")


class TerminalLines(StringIO):
    """What is written to it goes to TERMINAL, of WIDTH columns, line by line, in lines that fit."""

    def __init__(self, terminal: TextIO, width: int) -> None:
        super().__init__()
        self.terminal = terminal
        self._width = width
        self._begun = ""

    def write(self, text: str) -> int:
        """Print the lines that TEXT completes."""
        *lines, self._begun = (self._begun + text).split("\n")
        self.terminal.writelines(f"{wrapped(line, self._width)}\n" for line in lines)
        return len(text)

    def flush(self) -> None:
        """Print what there is of a line, and let the terminal show everything."""
        self.terminal.write(self._begun)
        self._begun = ""
        self.terminal.flush()


def wrapped(line: str, width: int) -> str:
    """LINE, without its newline, broken at blanks where it is wider than WIDTH columns; the parts are indented.

    They begin below the last column of the line that begins in its left half, else two columns further in than it does.
    A word that is wider than that stays whole, and so does a command.
    """
    if _columns(line) <= width:
        return line
    indent = len(line) - len(line.lstrip(" "))
    hang = _hang(line, indent, width)
    done: list[str] = []
    current = ""
    for blanks, word in _words(line, indent):
        columns = _columns(word)
        if _columns(current) + len(blanks) + columns <= width:
            current += blanks + word
            continue
        if current:
            done.append(current)
        starts = (hang, indent + 2, 2) if current else (2,)
        start = next((start for start in starts if start + columns <= width), 0 if current else indent)
        current = " " * start + word
    return "\n".join([*done, current])


def _hang(line: str, indent: int, width: int) -> int:
    """Where the parts of LINE begin after the first."""
    columns = [len(_STYLE.sub("", line[: gap.end()])) for gap in re.finditer(r"(?<=\S)  +(?=\S)", line)]
    return max((column for column in columns if column <= width // 2), default=indent + 2)


def _words(line: str, indent: int) -> Iterator[tuple[str, str]]:
    """Each word of LINE with the blanks before it; what is not to be broken is one word."""
    wholes = [found.span() for found in _WHOLE.finditer(line, indent)]
    wholes.reverse()
    blanks, start = line[:indent], indent
    for gap in _BLANKS.finditer(line, indent):
        while wholes and wholes[-1][1] <= gap.start():
            wholes.pop()
        if wholes and wholes[-1][0] < gap.start() and gap.end() <= wholes[-1][1]:
            continue
        yield blanks, line[start : gap.start()]
        blanks, start = gap.group().expandtabs(), gap.end()
    if start < len(line):
        yield blanks, line[start:]


def _columns(text: str) -> int:
    """How many columns of a terminal TEXT takes (Unicode's East Asian Width); a style takes none, a tab up to eight."""
    plain = _STYLE.sub("", text).expandtabs()
    if plain.isascii():
        return len(plain)
    from unicodedata import combining, east_asian_width  # only text that needs it pays for its tables

    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in plain)
