"""Attributions without a verb, and what looks like one."""

from __future__ import annotations

import pytest

from ai_provenance.model import Origin
from commits import judged

BODY = "Drop the old lexer\n\n"


@pytest.mark.parametrize(
    ("message", "used"),
    [
        (f"{BODY}Mostly AI, reviewed by myself.", ["unspecified"]),
        (f"{BODY}100% Codex, I only ran the tests.", ["codex"]),
        (f"{BODY}This is entirely Claude Code but I read all of it.", ["claude-code"]),
        (f"{BODY}* this is 100% AI slop, but it is faster", ["unspecified"]),
        ("lexer: keep the buffer (codex slop)", ["codex"]),
        ("lexer: keep the buffer (ai slop) (#12)", ["unspecified"]),
        ("Additional upgrade notes by Codex CLI", ["codex"]),
        ("initial pass with claude, not tested", ["claude-code"]),
        (f"{BODY}* bugfix from gpt5.6", ["codex"]),
        (f"{BODY}* strings for all languages (by Gemini)", ["gemini-cli"]),
        (f"{BODY}Disclosure: I am an AI agent submitting this narrow fix.", ["unspecified"]),
        ("fix ai slop with more ai slop", ["unspecified"]),
        ("German strings AI-translated", ["unspecified"]),
        ("Claude's new registry functions", ["claude-code"]),
        ("claude trying to fix stuff", ["claude-code"]),
        ("wip: claude porting jupyter to the new interface", ["claude-code"]),
        ("A cross compilation setup by Claude for another target", ["claude-code"]),
        ("Fix for a port problem by Claude", ["claude-code"]),
        ("Optimize ConvertMatrix4x3Transposed (by Gemini)", ["gemini-cli"]),
        (f"{BODY}Test mostly by Claude", ["claude-code"]),
        (f"{BODY}Test fixes by claude.", ["claude-code"]),
        (f"{BODY}Thanks Gemini.", ["gemini-cli"]),
        (f"{BODY}By Gemini Agent", ["gemini-cli"]),
        (f"{BODY}Claude'd.", ["claude-code"]),
        (f"{BODY}* ChatGPT-generated diamond inheritance test case.", ["chatgpt"]),
        ("vibe code sync adapter", ["unspecified"]),
        ("Add vibecoded stress testing tool", ["unspecified"]),
        ("AI-generated tests for DELETE", ["unspecified"]),
        ("add some ai generated queries to test for affinity", ["unspecified"]),
    ],
)
def test_a_fragment_that_says_whose_work_it_is_names_the_tool(message: str, used: list[str]) -> None:
    assert [use.id for use in judged(message).agents] == used


@pytest.mark.parametrize(
    "message",
    [
        "feat: mostly AI chat fixes",
        "Make mostly AI-free builds the default",
        f"{BODY}Sorry if this is AI slop, I could not find a reference.",
        "remove ai slop from the dashboard",
        "lexer: clean up (no more ai slop)",
        "Support sign-in by Claude",
        "Show notes by Claude in the panel",
        "Migrate prompts from GPT-4 to GPT-5",
        f"{BODY}* fix from codex repository",
        f"{BODY}* fix from codex",
        f"{BODY}* a typo is gone (noticed by Claude)",
        f"{BODY}Additional notes by Codex CLI are shown where they were hidden.",
        f"{BODY}I am an AI researcher and use this daily.",
        "Fix handling of additional properties by gemini (#12)",
        "Log requests by Claude",
        "A limit on edits by Copilot",
        "Claude's code mode is the default",
        "Copilot's implementation differs from ours",
        "Detect files that are AI-generated",
        "Vibe coding page is now public",
        "vibe-coded apps get a banner",
        "AI-generated tests are labelled",
        "Claude-generated tests should be labelled",
        "Add AI translations endpoint",
        "By default Claude is off",
        f"{BODY}Codex tried to sneak in another fix.",
        f"{BODY}Thanks, GitHub Copilot, for adding this item to the checklist.",
        f"{BODY}- Fix with AI (default)",
    ],
)
def test_a_fragment_about_anything_else_does_not(message: str) -> None:
    assert judged(message).origin is Origin.UNKNOWN
