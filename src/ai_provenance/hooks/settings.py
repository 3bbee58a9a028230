"""The settings that the message hooks obey."""

from __future__ import annotations

import os

from ai_provenance.config.lean import read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Settings:
    """The few keys of the configuration that decide what is written into a message."""

    __slots__ = ("conflict", "declares_all", "profile", "reverts", "tag", "timeout")

    def __init__(self, table: dict[str, Any]) -> None:
        hooks = table["hooks"]
        self.profile: str = table["profile"]
        self.declares_all: bool = table["declare"] == "all"
        self.tag: bool = hooks["tag"]
        self.conflict: str = hooks["tag_conflict_resolution"]
        """`evidence`, `always` or `never`: whether an agent that concludes a conflicted pick is declared."""
        self.reverts: bool = hooks["tag_reverts"]
        self.timeout: float = hooks["timeout"]
        """Seconds."""


def load() -> Settings:
    """The settings of the work tree that git runs the hook in. Raises ConfigError when they cannot be read."""
    return Settings(read(os.getcwd()))
