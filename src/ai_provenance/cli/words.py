"""The words of a plain `check`, read without click."""

from __future__ import annotations

import os

from ai_provenance.repo import ahead


class CheckWords:
    """What `check [REV|RANGE]... [--repo DIR]` asks for."""

    __slots__ = ("directory", "revisions")

    def __init__(self, directory: str, revisions: tuple[str, ...]) -> None:
        self.directory = directory
        self.revisions = revisions

    def walk_ahead(self) -> None:
        """Start the git of the walk, while what reads it is loaded."""
        here = os.getcwd() if self.directory == "." else os.path.join(os.getcwd(), self.directory)  # noqa: PTH109, PTH118
        ahead.start(here, self.revisions, inherit=self.directory == ".")


def check_words(arguments: list[str]) -> CheckWords | None:
    """What a command line asks for that has no other option; None for all others."""
    directory, revisions = ".", list[str]()
    words = iter(arguments[1:])
    for word in words:
        if word == "--repo":
            directory = next(words, "")
        elif word.startswith("-"):
            return None
        else:
            revisions.append(word)
    return CheckWords(directory, tuple(revisions or ["HEAD"])) if directory else None
