"""`ai-provenance rule`: what the program says of its own rules."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ai_provenance.cli.main import run
from ai_provenance.policy import RULES, Rule
from repository import Repository

PAGE = (Path(__file__).parents[2] / "docs/rules.md").read_text()


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.id)
def test_every_rule_says_what_it_demands_why_and_how_it_is_fixed(
    capsys: pytest.CaptureFixture[str], rule: Rule
) -> None:
    assert run(["rule", rule.id]) == 0
    out = capsys.readouterr().out
    for part in ("demands  ", "why      ", "setting  ", "to fix it, by where the commit is:\n    "):
        assert part in out
    assert "{" not in out


def test_its_page_has_the_place_that_the_link_names(capsys: pytest.CaptureFixture[str]) -> None:
    run(["rule", "--format", "json"])
    rules = json.loads(capsys.readouterr().out)
    assert [rule["id"] for rule in rules] == list(RULES)
    for rule in rules:
        heading = rule["url"].partition("#")[2]
        assert re.search(rf"^## {rule['id']} {rule['name']}$", PAGE, re.MULTILINE)
        assert heading == f"{rule['id']} {rule['name']}".lower().replace(" ", "-")


@pytest.mark.parametrize(("typed", "meant"), [("AIP001x", "AIP001"), ("undeclared-a", "AIP001"), ("signoff", "AIP011")])
def test_a_slip_is_answered_with_the_nearest_rule(capsys: pytest.CaptureFixture[str], typed: str, meant: str) -> None:
    assert run(["rule", typed]) == 3
    assert f"did you mean '{meant}" in capsys.readouterr().err


def test_a_name_in_any_case_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["rule", "Undeclared-AI"]) == 0
    assert capsys.readouterr().out.startswith("AIP001 undeclared-ai: error")


@pytest.mark.parametrize("format_", ["text", "json", "sarif", "junit", "github", "gitlab", "markdown"])
def test_every_format_of_check_leads_to_the_page_of_the_rule(
    repo: Repository, capsys: pytest.CaptureFixture[str], format_: str
) -> None:
    repo.commit("x\n\nGenerated with [Claude Code](https://claude.com/claude-code)\n")
    assert run(["check", "--format", format_, "--repo", str(repo.path)]) == 1
    out = capsys.readouterr().out.replace("%23", "#").replace("%3A", ":")
    assert "/docs/rules.md#aip001-undeclared-ai" in out
