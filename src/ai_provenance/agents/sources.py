"""Where the facts about an agent were read: from its file in `data/`, the only place that holds its sources."""

from __future__ import annotations

import tomllib
from pathlib import Path

from ai_provenance.agents.registry import default_registry

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents.schema import Source

_DATA = Path(__file__).parent / "data"


def sources_of(agent: str) -> list[Source]:
    """The sources of AGENT; for one that only a project's configuration names, that configuration."""
    # A configured id may be any text: only one that has a file becomes part of a path.
    if agent not in default_registry().agents:
        return [{"fact": "this project's configuration", "url": "", "status": "documented"}]
    sources: list[Source] = tomllib.loads((_DATA / f"{agent}.toml").read_text("utf-8"))["sources"]
    return sources
