"""The settings of the tagging hooks."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FILES = (".ai-provenance.toml", "pyproject.toml")


class Settings:
    """The keys of the configuration that decide what is written into a message. The defaults are those of `config`."""

    __slots__ = ("conflict", "declares_all", "drops_raw", "profile", "refuses", "reverts", "tag", "timeout")

    def __init__(self) -> None:
        self.profile = "kernel"
        self.declares_all = False
        self.tag = True
        self.conflict = "evidence"
        """`evidence`, `always` or `never`: whether an agent that concludes a conflicted pick is declared."""
        self.reverts = False
        self.drops_raw = False
        """Whether an agent's own form goes once the project's form says the same."""
        self.refuses = False
        """Whether a forbidden declaration stops the commit instead of being taken out."""
        self.timeout = 5.0
        """Seconds."""

    def apply(self, table: dict[str, Any]) -> None:
        """Replace the defaults by the values of a configuration."""
        hooks = table["hooks"]
        self.profile = table["profile"]
        self.declares_all = table["declare"] == "all"
        self.tag = hooks["tag"]
        self.conflict = hooks["tag_conflict_resolution"]
        self.reverts = hooks["tag_reverts"]
        self.drops_raw = hooks["drop_raw"]
        self.refuses = hooks["forbidden"] == "refuse"
        self.timeout = hooks["timeout"]


def load() -> Settings | None:
    """The settings of the work tree that git runs the hook in; None where nothing is configured.

    Raises ConfigError when they cannot be read. A project without configuration does not pay for its reader.
    """
    if not is_configured():
        return None
    from ai_provenance.config.lean import read  # noqa: PLC0415 - see above

    settings = Settings()
    settings.apply(read(os.getcwd()))
    return settings


def is_configured() -> bool:
    """Whether a file here may hold our configuration."""
    own, shared = FILES
    if os.path.exists(own):
        return True
    if not os.path.exists(shared):
        return False
    with open(shared, "rb") as file:
        return b"ai-provenance" in file.read()
