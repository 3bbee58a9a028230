"""docs/git-behaviour.md and the tests name the same rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/git-behaviour.md"


def rows(text: str) -> set[str]:
    return set(re.findall(r"^\| ([BCD]\d+) \|", text, re.MULTILINE))


def documented() -> tuple[set[str], set[str]]:
    listed, argued = PAGE.read_text(encoding="utf-8").split("## Rows without a test here")
    return rows(listed), rows(argued)


def held() -> set[str]:
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    return {f"{letter.upper()}{int(number)}" for letter, number in re.findall(r"def test_([bcd])(\d\d?)_", sources)}


def test_the_page_lists_every_row() -> None:
    listed, _ = documented()
    expected = {f"B{n}" for n in range(1, 38)} | {f"C{n}" for n in range(1, 15)} | {f"D{n}" for n in range(1, 22)}
    assert listed == expected


@pytest.mark.parametrize("section", ["B", "C", "D"])
def test_every_row_has_a_test_or_an_argument(section: str) -> None:
    listed, argued = documented()
    assert sorted(row for row in listed - argued - held() if row.startswith(section)) == []


def test_no_row_with_a_test_is_argued_away() -> None:
    _, argued = documented()
    assert sorted(argued & held()) == []


def test_every_tested_row_is_on_the_page() -> None:
    listed, _ = documented()
    assert sorted(held() - listed) == []
