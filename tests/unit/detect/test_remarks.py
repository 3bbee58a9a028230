"""Reviewers that are named in passing, and what is said of a reviewer's own settings in the same words."""

from __future__ import annotations

import pytest

from ai_provenance.model import Origin, Role
from commits import judged

BODY = "Drop the old lexer\n\n"


@pytest.mark.parametrize(
    ("message", "used"),
    [
        (f"{BODY}* thx coderabbit", "coderabbit"),
        (f"{BODY}* better names, thanks @coderabbitai", "coderabbit"),
        ("Fix a missing mark. Thanks coderabbit", "coderabbit"),
        (f"{BODY}* coderabbit + small input", "coderabbit"),
        ("coderabbit impr", "coderabbit"),
        (f"{BODY}* coderabbit is happy", "coderabbit"),
        (f"{BODY}* make greptile happy", "greptile"),
        (f"{BODY}* A couple of tweaks to make CodeRabbit happy", "coderabbit"),
        (f"{BODY}* Couple of fixes from CodeRabbit", "coderabbit"),
        (f"{BODY}* Making fixes for coderabbit", "coderabbit"),
        (f"{BODY}* Improved atomic write by Coderabbitai", "coderabbit"),
        (f"{BODY}* Responding to CodeRabbit", "coderabbit"),
        (f"{BODY}* Resolved Coderabbitai notices", "coderabbit"),
        (f"{BODY}* made coderabbit change", "coderabbit"),
        (f"{BODY}* Per review coderabbitai", "coderabbit"),
        (f"{BODY}According to CodeRabbit's Review", "coderabbit"),
        (f"{BODY}Resolves CodeRabbit's non-blocking note on PR #12", "coderabbit"),
        (f"{BODY}The new directory was leaked outright (flagged by CodeRabbit).", "coderabbit"),
        (f"{BODY}Review feedback (CodeRabbit on #12):", "coderabbit"),
        ("Accept change by coderabbit, move only old files", "coderabbit"),
        ("Apply Sourcery suggestions", "sourcery"),
        ("fix: address qodo comments", "qodo"),
        (f"{BODY}* fix: address PR review (Copilot + CodeRabbit)", "copilot"),
        (f"{BODY}Follow-up, addressing review feedback on PR #12 from GitHub Copilot.", "copilot"),
        (f"{BODY}This addresses a Copilot review comment that is reachable in tests", "copilot"),
        (f"{BODY}* Address Copilot's concerns, minor fixups", "copilot"),
        (f"{BODY}* Listen to copilot feedback and keep the pointer", "copilot"),
        (f"{BODY}* Review comments- copilot", "copilot"),
        (f"{BODY}* Update docstring per copilot", "copilot"),
        ("fix: address Copilot round 3", "copilot"),
        (f"{BODY}* Add null checks to the buffer as Cursor suggested", "cursor"),
        ("add another test ai suggested", "unspecified"),
        (f"{BODY}- Fixed a parser bug that gemini pointed out with unmatched quotes.", "gemini-cli"),
        (f"{BODY}Read from the environment (review feedback from Copilot).", "copilot"),
        ("make copilot happy", "copilot"),
        (f"{BODY}* to please Gemini", "gemini-cli"),
        (f"{BODY}Renamed because copilot complained", "copilot"),
        ("Good catch by Copilot", "copilot"),
        ("Read the whole buffer, caught by copilot review", "copilot"),
        (f"{BODY}Fix a leak noticed by Claude during review", "claude-code"),
        ("Codex P1", "codex"),
        ("fix P2 from codex", "codex"),
        (f"{BODY}* round 2 of claude review", "claude-code"),
        (f"{BODY}* review round 3 (codex)", "codex"),
        ("Address Bugbot", "cursor"),
        (f"{BODY}Two findings from the Codex review on #12.", "codex"),
        (f"{BODY}* feat: fix {'sug'}estions by gemini-code-assist in PR", "gemini-code-assist"),
        (f"{BODY}* review comments by gemini", "gemini-cli"),
        (f"{BODY}- Keep the fallback path. (Gemini high, Copilot)", "gemini-cli"),
        (f"{BODY}Used Copilot's suggestion.", "copilot"),
        (f"{BODY}* fixes: coderabbit", "coderabbit"),
        (f"{BODY}* typo and copilot suggestions", "copilot"),
        ("resolve gemini", "gemini-cli"),
        (f"{BODY}Codex's comment: the buffer is never freed", "codex"),
    ],
)
def test_a_remark_that_was_followed_is_named_in_few_words(message: str, used: str) -> None:
    verdict = judged(message)
    assert [use.id for use in verdict.agents] == [used]
    assert {item.role for item in verdict.evidence} == {Role.REVIEW}


@pytest.mark.parametrize(
    "message",
    [
        "coderabbit: disable the poem",
        "coderabbit tinkering",
        f"{BODY}* coderabbit",
        "chore: coderabbit",
        "chore(coderabbit): skip generated code",
        "chore: tweak CodeRabbit",
        "chore: add CodeRabbit config",
        "ci: remove enrichment of coderabbit",
        "Turn off coderabbit auto-labeling",
        "Enable CodeRabbit reviews for all branches",
        "Update coderabbit to check for main-2.x as well",
        "Try to make coderabbit respect existing labels",
        "fix coderabbit logo for dark theme",
        "fix CodeRabbit workflow permissions",
        "fix(ci): let CodeRabbit read the changes of forks",
        "docs: mention CodeRabbit in the contributing guide",
        "adding coderabbit checks for typical slop",
        "No thanks to CodeRabbit",
        "Fix typo spotted by coderabbit",
        f"{BODY}* Fix issues found by coderabbit",
        f"{BODY}* Revert coderabbit suggestion",
        f"{BODY}- Add CodeRabbit as a sponsor by",
        f"{BODY}Spotted by CodeRabbit.",
        f"{BODY}neither coderabbit nor copilot will read it.",
        f"{BODY}fix: hide errors (reported by CodeRabbit)",
        f"{BODY}* Updates from Devin's review",
        f"{BODY}* Fix the bug Devin pointed out in the reader.",
        f"{BODY}Unfortunately, the command, as claude suggested, could never have been executed",
        "Show the model as Copilot suggests it",
        "Implement cancellation for Gemini requests",
        "Count tokens per Claude session",
        "Sort by price per copilot",
        "Round the price per Copilot seat",
        "Apply Sourcery templates",
        "Fix Copilot login as it complained of the token",
        f"{BODY}Claude complained that the file is missing",
        "Typo found by Copilot",
        "Codex P40 support",
        f"{BODY}The reader was tested by Claude during review week",
        "Happy path for Copilot",
        "Fix Claude Code review checkout, use the token",
        "fix copilot",
        "Resolve Gemini login",
        f"{BODY}* editor and copilot suggestions menu",
        "Use Copilot suggestions in the editor",
        "Two findings from the Codex of laws",
        "Round up (Gemini price)",
        "chore(bugbot): add rules for flaky tests",
        "Add Cursor Bugbot rules",
    ],
)
def test_a_reviewer_may_be_what_was_changed(message: str) -> None:
    assert judged(message).origin is Origin.UNKNOWN
