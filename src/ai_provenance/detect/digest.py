"""Which rules a verdict was made by: what is kept of a walk is good for these only."""

from __future__ import annotations

import hashlib
import json
import os

from ai_provenance.detect.registry import Registry, default_registry

_ROOM = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - importlib.resources costs as much as the rules
_BESIDE = ("trailers.py", "model.py")
"""Files of the package that decide verdicts too."""


def rules_digest(registry: Registry | None = None) -> str:
    """A digest of the agents and of the rules' own source: verdicts kept under another digest are stale."""
    known = registry or default_registry()
    state = hashlib.sha256(json.dumps(known.agents, sort_keys=True, default=str).encode())
    rules = sorted(entry.path for entry in os.scandir(_ROOM) if entry.name.endswith(".py"))
    for path in (*rules, *(os.path.join(os.path.dirname(_ROOM), name) for name in _BESIDE)):  # noqa: PTH118, PTH120
        with open(path, "rb") as file:  # noqa: PTH123
            state.update(file.read())
    return state.hexdigest()
