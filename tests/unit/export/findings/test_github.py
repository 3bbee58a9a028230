"""GitHub annotations, parsed as the runner parses them."""

from __future__ import annotations

import re

import pytest

from ai_provenance.export.findings import Run
from finding_runs import ALL, HOSTILE_RUN, HOSTILE_TEXT, MANY, MIXED, rendered

# actions/runner, ActionCommand.cs: `::name key=value,key=value::data`, only at the start of a line
_COMMAND = re.compile(r"::(?P<name>[a-z-]+)(?: (?P<properties>[^:]*))?::(?P<data>.*)")


def _unescaped(data: str) -> str:
    return data.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")


def _commands(run: Run) -> list[re.Match[str]]:
    lines = rendered(run, "github").splitlines()
    return [match for line in lines if (match := _COMMAND.fullmatch(line))]


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_only_annotations_are_written(run: Run) -> None:
    text = rendered(run, "github")
    assert {match["name"] for match in _commands(run)} <= {"error", "warning", "notice"}
    assert "##[" not in text
    assert len(text.split("\n")) - 1 == len(_commands(run)) + len(run.waivers) + len(run.waived)


def test_hostile_text_stays_one_message() -> None:
    error = _commands(HOSTILE_RUN)[0]
    assert "::set-output" in _unescaped(error["data"])
    assert _unescaped(error["data"]).startswith(HOSTILE_TEXT[:20])
    assert error["properties"] == "file=a%2Cb%3Ac%0A%3A%3Ax,line=1,title=AIP001"
    assert "\x1b" not in error["data"]


def test_ten_are_shown_and_the_rest_is_counted() -> None:
    *errors, last = _commands(MANY)
    assert len(errors) == 10
    assert "5,990 findings are not annotated" in last["data"]


def test_the_worst_come_first_and_waived_ones_not_at_all() -> None:
    assert [match["name"] for match in _commands(MIXED)] == ["error", "error", "warning", "warning", "notice"]
