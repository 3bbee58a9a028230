"""The pages about the scorecard and the metrics are compared with the program."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path

import pytest

from ai_provenance.export.metrics.series import HELP
from ai_provenance.scorecard.criteria import replaced, shipped
from ai_provenance.scorecard.states import Outcome, State
from source_evidence import TODAY

DOCS = Path(__file__).parent.parent / "docs"


def text(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def test_the_methodology_page_is_what_the_data_says() -> None:
    sys.path.insert(0, str(DOCS))
    try:
        assert text("methodology.md") == import_module("build_methodology").page(), "run: make docs"
    finally:
        sys.path.remove(str(DOCS))


@pytest.mark.parametrize("family", HELP)
def test_every_metric_family_is_documented(family: str) -> None:
    assert f"`{family}`" in text("metrics.md")


@pytest.mark.parametrize("word", [*(one.value for one in State), *(one.value for one in Outcome)])
def test_every_state_and_outcome_is_documented(word: str) -> None:
    assert f"`{word}`" in text("scorecard.md")


def test_the_examples_of_the_page_work() -> None:
    from ai_provenance.scorecard.attestations import read_attestations  # noqa: PLC0415 - the page's own example, nothing else

    attestation, criteria = re.findall(r"```toml\n(.*?)```", text("scorecard.md"), re.DOTALL)
    found = read_attestations([("a.toml", attestation.encode())], TODAY.replace(year=2026, month=2))
    assert (list(found.by_subject), found.problems) == (["T2.2"], ())
    assert replaced(criteria.encode(), "c.toml").tasks["T2.1"].weight == 2.0
    assert shipped().tasks["T2.1"].weight == 1.0
