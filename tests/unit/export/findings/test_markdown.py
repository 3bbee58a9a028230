"""The pull request comment: Markdown that text of the repository cannot leave."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from ai_provenance.export.findings import Run
from ai_provenance.export.findings.markdown import MARKER
from finding_runs import ALL, HOSTILE_RUN, MANY, MIXED, PLACED, rendered


@pytest.mark.parametrize("run", ALL.values(), ids=ALL)
def test_it_begins_with_the_marker_and_fits_a_comment(run: Run) -> None:
    text = rendered(run, "markdown")
    assert text.startswith(MARKER + "\n")
    assert len(text) < 65_536


def test_hostile_text_forms_no_markup() -> None:
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(rendered(HOSTILE_RUN, "markdown"))
    used = set(re.findall(r"</?([a-z0-9]+)", page))
    assert used <= {"h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code"}
    assert page.count("<td>") == 5
    assert "&lt;img src=x" in page


def test_waivers_notices_and_hidden_findings_are_said() -> None:
    text = rendered(MIXED, "markdown")
    assert "7 more findings are not shown" in text
    assert "| AIP001 | ana | 2026-12-31 | 1 | imported |" in text
    assert "**shallow\\-range**" in text
    assert "5,900 more findings are not shown" in rendered(MANY, "markdown")


@pytest.mark.parametrize(
    ("hint", "cell"),
    [
        ("git commit --amend", "`git commit --amend`"),
        ("put what `ai-provenance squash preview` prints last", "put what `ai-provenance squash preview` prints last"),
        ("`git log | head` says", "`git log \uff5c head` says"),
        ("an odd ` one", "`an odd \u2019 one`"),
    ],
)
def test_a_hint_is_code_where_it_is_a_command(hint: str, cell: str) -> None:
    row = rendered(Run("check", (PLACED._replace(hint=hint),)), "markdown").splitlines()[-1]
    assert row.replace("\\", "").endswith(f"| {cell} |")


def test_secrets_have_a_heading_and_a_marker_of_their_own() -> None:
    found = PLACED._replace(hint="if it was ever pushed, revoke it at https://github.com/settings/tokens")
    text = rendered(Run("secrets", (found,)), "markdown")
    assert text.startswith("<!-- ai-provenance secrets -->\n## Secrets\n\n1 secret found")
    assert MARKER not in text
    assert "`src/a b.py:3`" in text
    assert "`if it was" not in text
    assert "no secrets found" in rendered(Run("secrets", ()), "markdown")
