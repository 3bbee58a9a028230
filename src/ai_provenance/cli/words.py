"""The words of a plain `check` or `classify`, read without click."""

from __future__ import annotations

import os

_FORMATS = {"check": (), "classify": ("jsonl", "text")}
"""The formats that each command may be asked for here, its default first."""


class Words:
    """What `COMMAND [REV|RANGE]... [--repo DIR] [--format FORMAT]` asks for."""

    __slots__ = ("form", "inherit", "revisions", "start")

    def __init__(self, directory: str, revisions: tuple[str, ...], form: str = "") -> None:
        self.inherit = os.path.normpath(directory) == "."
        """Whether GIT_DIR and its like of our environment hold."""
        self.start = os.getcwd() if self.inherit else os.path.join(os.getcwd(), directory)  # noqa: PTH109, PTH118
        """Where git is started."""
        self.revisions = revisions
        self.form = form
        """The format; empty for a command that has one only."""


def read_words(arguments: list[str]) -> Words | None:
    """What a `check` or `classify` asks for that has no other option; None for all others."""
    formats = _FORMATS[arguments[0]]
    told, revisions = {"--repo": ".", "--format": formats[0] if formats else ""}, list[str]()
    words = iter(arguments[1:])
    for word in words:
        if word in told:
            told[word] = next(words, "")
        elif word.startswith("-"):
            return None
        else:
            revisions.append(word)
    if not told["--repo"] or told["--format"] not in (formats or ("",)):
        return None
    return Words(told["--repo"], tuple(revisions or ["HEAD"]), told["--format"])
