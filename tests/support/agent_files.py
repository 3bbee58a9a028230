"""The agents' files as they are written: with their sources and examples, which no table holds."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
DATA = ROOT / "src/ai_provenance/agents/data"
FILES: dict[str, dict[str, Any]] = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in DATA.glob("*.toml")}
"""Agent id -> its file."""
