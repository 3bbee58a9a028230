"""The settings of the tagging hooks."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILES = (".ai-provenance.toml", "pyproject.toml")


class Settings:
    """The keys that decide what is written into a message, as the configuration or its defaults have them."""

    __slots__ = ("conflict", "declares_all", "drops_raw", "profile", "quiet", "refuses", "reverts", "tag", "timeout")

    def __init__(self, table: dict[str, Any]) -> None:
        hooks = table["hooks"]
        self.profile: str = table["profile"]
        self.declares_all: bool = table["declare"] == "all"
        self.tag: bool = hooks["tag"]
        self.quiet: bool = hooks["quiet"]
        """Whether no line is printed when a trailer is added."""
        self.conflict: str = hooks["tag_conflict_resolution"]
        """`evidence`, `always` or `never`: whether an agent that concludes a conflicted pick is declared."""
        self.reverts: bool = hooks["tag_reverts"]
        self.drops_raw: bool = hooks["drop_raw"]
        """Whether an agent's own form goes once the project's form says the same."""
        self.refuses: bool = hooks["forbidden"] == "refuse"
        """Whether a forbidden declaration stops the commit instead of being taken out."""
        self.timeout: float = hooks["timeout"]
        """Seconds."""


def load() -> Settings | None:
    """The settings of the work tree that git runs the hook in; None where nothing is configured.

    Raises ConfigError when they cannot be read. A project without configuration does not pay for its reader.
    """
    if not is_configured():
        return None
    from ai_provenance.config.read import hook_settings  # noqa: PLC0415 - see above

    return Settings(hook_settings(os.getcwd()))


def defaults() -> Settings:
    """The settings of a project without configuration."""
    from ai_provenance.config.keys import hook_defaults  # noqa: PLC0415 - a person's commit mostly needs none

    return Settings(hook_defaults())


def is_configured() -> bool:
    """Whether a file here may hold our configuration."""
    own, shared = FILES
    if os.path.exists(own):
        return True
    if not os.path.exists(shared):
        return False
    with open(shared, "rb") as file:
        return b"ai-provenance" in file.read()
