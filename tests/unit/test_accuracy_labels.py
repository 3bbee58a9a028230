"""The labels of the accuracy benchmark keep their form; the runner itself needs clones and runs apart."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ai_provenance.detect import default_registry
from ai_provenance.model import Origin, Place

LABELS = Path(__file__).parents[2] / "benchmarks/accuracy/labels.csv"
ROWS = list(csv.DictReader(LABELS.open(newline="", encoding="utf-8")))


def test_at_least_four_hundred_commits_half_of_them_hard() -> None:
    assert len({row["commit"] for row in ROWS}) == len(ROWS) >= 400
    assert sum(row["chosen"] != "random" for row in ROWS) * 2 >= len(ROWS)


def test_every_label_says_what_it_must() -> None:
    known = {*default_registry().agents, "unspecified"}
    for row in ROWS:
        assert re.fullmatch(r"[0-9a-f]{40}", row["commit"])
        assert row["origin"] in set(Origin)
        assert (row["origin"] == "ai") == bool(row["agents"])
        assert set(filter(None, row["agents"].split(";"))) <= known
        assert not row["place"] or row["place"] in set(Place)
