"""What the page shows of a report, and what it leaves out."""

from __future__ import annotations

from typing import Any

import pytest

from ai_provenance.export.report.html import page_of_report
from ai_provenance.export.report.page import report_parts
from ai_provenance.export.report.words import Words
from documents import Document, monthly, numbers, period, report


def shown(document: Document, language: str = "en") -> dict[str, Any]:
    return report_parts(document, Words(language))


def since(ai: tuple[int, int], everything: tuple[int, int], known: tuple[int, int]) -> Document:
    return {"since": "2026-01-01T00:00:00Z", "commits": {}, "traceability": numbers(ai, everything, known)}


def test_one_thing_to_do_is_in_no_order() -> None:
    assert shown(monthly((9, 9)))["order"] is None


def test_several_are_in_an_order() -> None:
    setup = {"hooks": False, "declare": "ai", "gate": False}
    assert shown(report(period("2026-01", (3, 9), (9, 20)), setup=setup))["order"]


@pytest.mark.parametrize(
    ("language", "models", "word"),
    [("en", 7, "1 other"), ("en", 9, "3 others"), ("es", 7, "1 otro"), ("es", 9, "otros 3")],
)
def test_the_rest_of_the_agents_is_one_row(language: str, models: int, word: str) -> None:
    agents = [{"id": "claude-code", "model": f"model-{n}", "commits": n + 1} for n in range(models)]
    found = shown(report({**period("2026-01", (9, 9)), "agents": agents}), language)
    assert found["agents"]["rows"][-1]["name"] == word


def test_commits_that_an_ai_only_reviewed_are_named_where_they_are_left_out() -> None:
    document = monthly((9, 9))
    document["commits"]["review_only"] = 4
    assert [one["line"] for one in shown(document)["numbers"]] == ["Left out: 4 that an AI only reviewed", None, None]


def test_no_such_commits_no_such_line() -> None:
    assert [one["line"] for one in shown(monthly((9, 9)))["numbers"]] == [None, None, None]


def test_a_second_row_only_where_it_shows_another_number() -> None:
    document = report(period("2026-01", (5, 5), (790, 10_000)))
    document["since_first_ai"] = since((5, 5), (790, 9_999), (790, 5_000))
    found = [one["more"] for one in shown(document)["numbers"]]
    assert found[:2] == [None, None]
    assert found[2]["value"] == "15.8\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("revisions", "named"),
    [("HEAD", "HEAD"), ("v1.0..main", "v1.0..main"), ("a;reboot", "HEAD"), ("--output=x", "HEAD"), ("$(id)", "HEAD")],
)
def test_the_command_that_declares_is_safe_to_paste(revisions: str, named: str) -> None:
    document = monthly((3, 9))
    document["range"]["revisions"] = revisions
    assert shown(document)["actions"][0]["command"] == f"ai-provenance check --fix --dry-run --others {named}"


@pytest.mark.parametrize(
    ("second", "lead"),
    [
        (
            {"path": "docs", "in_scope": 20, "ai": 10, "declared": 3},
            "AI is used alike in all of them (50.0 % of the commits).",
        ),
        (
            {"path": "docs", "in_scope": 20, "ai": 5, "declared": 3},
            "AI is used most in src/ (50.0 % of the commits there).",
        ),
    ],
)
def test_of_directories_with_equal_shares_none_is_named_as_the_one_used_most(second: Document, lead: str) -> None:
    first = {"path": "src", "in_scope": 10, "ai": 5, "declared": 5}
    found = shown(report(period("2026-01", (3, 9), (9, 20)), directories=[first, second]))["directories"]
    assert found["lead"].replace("\N{NO-BREAK SPACE}", " ") == lead


def test_a_path_is_broken_behind_its_slashes_only() -> None:
    found = shown(report(directories=[{"path": "src/my app", "in_scope": 10, "ai": 5, "declared": 5}]))["directories"]
    assert found["rows"][0]["parts"] == ["src/", "my app/"]


@pytest.mark.parametrize(
    ("language", "text"), [("en", "3 let pass: baseline 1, pragma 2"), ("es", "3 admitidos: baseline 1, pragma 2")]
)
def test_what_the_scan_let_pass_is_counted_by_reason(language: str, text: str) -> None:
    passed = [
        {"path": "a", "line": 1, "rule": "x", "commit": None, "by": by} for by in ("pragma", "baseline", "pragma")
    ]
    document = {**monthly((9, 9)), "secrets": {"findings": 0, "by_rule": {}, "suppressed": passed}}
    assert shown(document, language)["secrets"]["passed"] == text


@pytest.mark.parametrize(
    ("records", "language", "said"),
    [
        ({"commit_signatures": True}, "en", "themselves were looked at."),
        ({"commit_signatures": False}, "en", "were not looked at (--commit-signatures)."),
        ({"commit_signatures": False}, "es", "No se miraron las firmas"),
        ({}, "en", "(levels 3 and 4) yet."),
    ],
)
def test_the_levels_say_whether_signatures_of_commits_were_looked_at(
    records: dict[str, bool], language: str, said: str
) -> None:
    document = {**monthly((9, 9)), "records": records}
    assert said in shown(document, language)["levels"]["lead"]


@pytest.mark.parametrize(
    ("language", "whole", "part"),
    [("en", "whole history", "the part of the history"), ("es", "historia completa", "la parte de la historia")],
)
def test_a_part_of_the_history_is_not_called_whole(language: str, whole: str, part: str) -> None:
    document = monthly((3, 9))
    assert shown(document, language)["whose"]["range"].startswith(whole)
    cut_off = {**document, "range": {**document["range"], "complete": False}}
    assert shown(cut_off, language)["whose"]["range"].startswith(part)


@pytest.mark.parametrize(
    ("hint", "drawn"),
    [
        ("git fetch --unshallow (in CI: depth 0)", ": <code>git fetch --unshallow</code> (in CI: depth 0)</li>"),
        ("ai-provenance doctor", ": <code>ai-provenance doctor</code></li>"),
        ("tag releases, or give <FILE>", ": tag releases, or give &lt;FILE&gt;</li>"),
        ("", "<li>shallow</li>"),
    ],
)
def test_of_a_hint_the_command_alone_is_code(hint: str, drawn: str) -> None:
    warning = {"code": "shallow", "message": "shallow", "hint": hint}
    assert drawn in page_of_report({**monthly((3, 9)), "warnings": [warning]})
