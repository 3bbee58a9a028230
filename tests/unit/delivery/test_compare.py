"""When a comparison says something, in which words, and what it never shows."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from ai_provenance.cli.main import run
from ai_provenance.delivery import compare as module
from ai_provenance.delivery.compare import Change, Difference, compare
from ai_provenance.export.delivery.comparison import statement
from ai_provenance.export.delivery.schema import compare_schema
from ai_provenance.model import Ratio
from delivery import made

ARMS = ("ai", "rest")


def changed(count: int = 400, *, ratio: float = 1.0, people: int = 12, deployments: int = 40) -> list[Change]:
    """Changes of which those of AI take RATIO as long."""
    draw = np.random.default_rng(3)
    found = []
    for at in range(count):
        is_ai = bool(draw.random() < 0.5)
        lead = int(np.exp(draw.normal(11, 0.5)) * (ratio if is_ai else 1))
        reverted = bool(draw.random() < 0.05)
        found.append(Change(at % deployments, 86_400 * at, is_ai, int(draw.integers(people)), reverted, lead, False))
    return found


def outcome(changes: Sequence[Change], name: str = "lead_time", **options: Any) -> Difference:
    compared = compare(changes, attributed=Ratio(1, 2), **options)
    return next(one for one in compared.differences if one.outcome == name)


def test_a_difference_within_deployments_is_an_association() -> None:
    found = outcome(changed(ratio=0.5))
    assert (found.verdict, found.direction, found.test) == ("associated", -1, "van Elteren")
    assert found.effect == pytest.approx(0.5, abs=0.1)
    assert statement(found, ARMS).startswith("lead time: AI commits are associated with a lower one than the rest")


def test_no_difference_is_never_called_none() -> None:
    found = outcome(changed())
    assert found.verdict == "inconclusive"
    assert "no association of AI commits with it is shown" in statement(found, ARMS)


def test_holm_corrects_over_the_outcomes() -> None:
    found = outcome(changed(ratio=0.5), "reverted")
    assert found.p is not None
    assert found.p_adjusted is not None
    assert found.p_adjusted >= found.p


@pytest.mark.parametrize("few", [{"count": 30}, {"deployments": 8}], ids=["changes", "deployments"])
def test_too_few_are_not_judged_and_say_what_they_could_show(few: dict[str, int]) -> None:
    found = outcome(changed(**few))
    assert (found.verdict, found.effect) == ("insufficient", None)
    assert "needs" in (found.reason or "")
    assert found.detectable is not None
    assert found.detectable > 1


def test_code_rework_is_compared_where_lines_were_looked_at() -> None:
    draw = np.random.default_rng(5)
    found = outcome(
        [replace(one, rework=float(draw.beta(1, 4)) + 0.3 * one.is_ai * (1 - draw.beta(1, 4))) for one in changed()],
        "code_rework",
    )
    assert (found.scale, found.verdict, found.test) == ("difference", "associated", "Mantel-Haenszel")
    assert found.effect == pytest.approx(0.24, abs=0.05)
    assert "code_rework" not in {one.outcome for one in compare(changed(), attributed=Ratio(0, 0)).differences}


def test_review_times_are_compared_where_an_export_has_them() -> None:
    rows = [replace(one, review=(one.lead or 1) // 3) for one in changed(ratio=0.5)]
    found = outcome(rows, "review_time")
    assert (found.verdict, found.scale) == ("associated", "ratio")
    assert statement(found, ARMS).startswith("review time: AI commits are associated with a lower one than the rest")
    with pytest.raises(StopIteration):
        outcome(changed(), "review_time")


def test_a_rate_needs_events() -> None:
    found = outcome(changed(), "failed_deployment")
    assert (found.verdict, found.reason) == ("insufficient", "needs 5 changes that it happened to, has 0")
    assert found.detectable is not None
    assert 0 < found.detectable < 0.1


def test_an_arm_of_four_people_is_not_shown() -> None:
    rows = [replace(one, author=one.author % 4) if one.is_ai else one for one in changed(ratio=0.5)]
    found = outcome(rows)
    assert (found.verdict, found.reason) == ("suppressed", "needs 5 people an arm")
    assert (found.sizes, found.values, found.crude, found.effect) == (None, None, None, None)


def test_size_explains_what_deployments_do_not() -> None:
    rows = [
        replace(one, lines=200 if large else 5, lead=(one.lead or 1) * (8 if large else 1))
        for at, one in enumerate(changed(800, ratio=0.6))
        for large in [at % 10 < (8 if one.is_ai else 2)]
    ]
    crude, within = outcome(rows), outcome(rows, strata=("deployment", "size"))
    assert (crude.direction, crude.simpson) == (1, False)
    assert (within.direction, within.simpson) == (-1, True)


def test_ai_commits_among_the_rest_make_the_difference_larger() -> None:
    found = outcome(changed(ratio=0.5))
    assert found.effect is not None
    assert found.effect > found.contaminated[0] > found.contaminated[1] > found.contaminated[2]


def test_the_primary_outcome_comes_first() -> None:
    compared = compare(changed(), attributed=Ratio(1, 2), primary="reverted")
    assert compared.differences[0].outcome == "reverted"


def test_without_the_libraries_nothing_is_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "has_stats", lambda: False)
    found = outcome(changed(ratio=0.5))
    assert (found.verdict, found.reason, found.effect, found.p) == ("untested", "stats-extra", None, None)
    assert found.crude == pytest.approx(0.5, abs=0.1)
    assert "pip install scipy statsmodels" in statement(found, ARMS)


@pytest.mark.parametrize("make", [changed, lambda: changed(ratio=0.5), lambda: changed(30), list])
def test_no_statement_names_a_cause(make: Callable[[], list[Change]]) -> None:
    said = [statement(one, ARMS) for one in compare(make(), attributed=Ratio(0, 0)).differences]
    assert not [one for one in said if "cause" in one or "because" in one or "leads to" in one]


def test_a_made_history_whose_sizes_mislead(tmp_path: Path) -> None:
    truth = made(tmp_path, 5, ("--simpson", "--weeks", "60"))
    place, out = str(tmp_path / "history.git"), tmp_path / "compared.json"
    window = ["--since", f"@{truth['since']}", "--until", f"@{truth['until']}"]
    assert run(["delivery", "compare", "--repo", place, *window, "--format", "json", "-o", str(out)]) == 0
    document = json.loads(out.read_text())
    jsonschema.validate(document, compare_schema())
    lead = document["outcomes"][0]
    assert lead["simpson"]
    assert lead["crude"] > 1.5
    assert lead["interval"][1] < 1
    assert not [name for name in ("Dev 1", "dev1@", "author") if name in out.read_text().replace('"author"', "")]


def test_a_window_is_set_against_an_earlier_one(tmp_path: Path) -> None:
    truth = made(tmp_path, 5, ())
    place, out = str(tmp_path / "history.git"), tmp_path / "compared.json"
    middle = (truth["since"] + truth["until"]) // 2
    window = ["--since", f"@{middle}", "--until", f"@{truth['until']}", "--format", "json", "-o", str(out)]
    compared = ["delivery", "compare", "--repo", place, *window, "-q", "--arms"]
    assert run([*compared, f"@{truth['since']}..@{middle}"]) == 0
    document = json.loads(out.read_text())
    jsonschema.validate(document, compare_schema())
    expected = ["lead_time", "fail_rate", "frequency", "recovery", "rework"]
    assert [one["outcome"] for one in document["outcomes"]] == expected
    assert document["outcomes"][2]["test"] == "conditional binomial"
    assert document["before"]["until"] == document["window"]["since"]
    assert run([*compared, f"@{truth['since']}..@{middle + 1}"]) == 2
    assert run([*compared, "yesterday"]) == 2
    assert run([*compared, "baseline"]) == 3
