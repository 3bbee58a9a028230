"""The labels of the accuracy benchmark keep their form; the runner itself needs clones and runs apart."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from ai_provenance.agents import default_registry
from ai_provenance.model import Origin, Place

ACCURACY = Path(__file__).parents[2] / "benchmarks/accuracy"


def rows(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((ACCURACY / name).open(newline="", encoding="utf-8")))


ROWS = rows("labels.csv")
TUNED = [*ROWS, *rows("forms.csv")]
HELD_OUT = [*rows("held_out.csv"), *rows("held_out_2.csv")]
FRESH_FILES = ("fresh_1.csv", "fresh_2.csv", "fresh_3.csv", "fresh_4.csv")
FRESH = [row for name in FRESH_FILES for row in rows(name)]


def test_at_least_four_hundred_commits_half_of_them_hard() -> None:
    assert len({row["commit"] for row in ROWS}) == len(ROWS) >= 400
    assert sum(row["chosen"] != "random" for row in ROWS) * 2 >= len(ROWS)


def test_what_is_held_out_is_in_no_tuned_repository() -> None:
    assert not {row["repository"] for row in TUNED} & {row["repository"] for row in HELD_OUT}


def test_a_fresh_file_is_large_mixed_and_of_histories_of_its_own() -> None:
    known = {row["repository"] for row in [*TUNED, *HELD_OUT]}
    for name in FRESH_FILES:
        fresh = rows(name)
        assert len(fresh) >= 150
        assert sum(row["chosen"] != "random" for row in fresh) >= 60
        found = {row["repository"] for row in fresh}
        assert len(found - known) >= 12
        known |= found


def test_every_label_says_what_it_must() -> None:
    known = {*default_registry().agents, "unspecified"}
    for row in [*TUNED, *HELD_OUT, *FRESH]:
        assert re.fullmatch(r"[0-9a-f]{40}", row["commit"])
        assert row["origin"] in set(Origin)
        assert (row["origin"] == "ai") == bool(row["agents"])
        assert set(filter(None, row["agents"].split(";"))) <= known
        assert not row["place"] or row["place"] in set(Place)
