"""The soak, in small: the first sequences of those that `make soak` plays."""

from __future__ import annotations

from pathlib import Path

import pytest

from soak import Pair, Soak, violations


@pytest.mark.slow
@pytest.mark.parametrize("native", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_no_human_is_tagged_and_no_agents_tag_is_lost(tmp_path: Path, seed: int, native: bool) -> None:
    pair = Pair.make(tmp_path / "soak", native=native)
    Soak(pair, seed).play(10)
    assert violations(pair) == [], "\n".join(pair.log)
