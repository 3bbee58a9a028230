"""A digest of the rules that a verdict was made by: a cached count is good for these only."""

from __future__ import annotations

import os
from collections.abc import Iterator

from ai_provenance.repo.cache import checksum

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ai_provenance.agents.registry import Registry

_ROOM = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - importlib.resources costs as much as the rules
_BESIDE = ("trailers.py", "model.py")
"""Files of the package that decide verdicts too."""


def rules_digest(registry: Registry | None = None) -> str:
    """A digest of the rules' own source and of the agents: verdicts cached under another digest are stale.

    None are the agents that come with the project: they are source too, and need not be loaded.
    """
    agents = repr(registry.agents) if registry else ""
    return checksum(b"\0".join([agents.encode("utf-8", "replace"), *_sources()])).decode()


def _sources() -> Iterator[bytes]:
    """The rules, the agents that come with them, and the modules that both depend on."""
    rooms = (_ROOM, os.path.join(os.path.dirname(_ROOM), "agents"))  # noqa: PTH118, PTH120
    rules = sorted(entry.path for room in rooms for entry in os.scandir(room) if entry.name.endswith(".py"))
    for path in (*rules, *(os.path.join(os.path.dirname(_ROOM), name) for name in _BESIDE)):  # noqa: PTH118, PTH120
        with open(path, "rb") as file:  # noqa: PTH123
            yield file.read()
