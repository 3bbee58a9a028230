"""The lean columns that hooks read are those of the agent data."""

from __future__ import annotations

import runpy
from pathlib import Path

GENERATOR = Path(__file__).parents[3] / "tools/lean_table.py"


def test_the_table_is_what_the_generator_writes() -> None:
    module = runpy.run_path(str(GENERATOR))
    assert module["TABLE"].read_text(encoding="utf-8") == module["render"](), "run: python tools/lean_table.py"
