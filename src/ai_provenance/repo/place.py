"""Where git is run."""

from __future__ import annotations

from typing import Protocol


class Place(Protocol):
    """Where git is to be run: a `Repository`, or what is known of one before it is opened."""

    @property
    def start(self) -> str:
        """Directory that git starts in."""

    @property
    def inherits(self) -> bool:
        """Whether GIT_DIR and its like are passed on to git."""
