"""Sentences about an AI's help, by kind: what was it used for, and is it this change that is spoken of?"""

from __future__ import annotations

import pytest

from ai_provenance.model import Origin
from commits import judged

SUBJECT = "Drop the old lexer\n\n"


def agents(body: str) -> list[str]:
    return [use.id for use in judged(SUBJECT + body).agents]


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("AI assistance was used.", ["unspecified"]),
        ("AI assistance was used for this patch.", ["unspecified"]),
        ("AI assistance was used to draft and test the tokenizer.", ["unspecified"]),
        ("AI assistance was used during design and drafting.", ["unspecified"]),
        ("AI assistance (Codex) was used to read the logs and draft this patch.", ["codex"]),
        ("LLM assistance was used in writing the tests.", ["unspecified"]),
        ("Codex was used to investigate and prepare this change; I answer for it.", ["codex"]),
        ("Claude Code was used to debug and write a first fix.", ["claude-code"]),
        ("Note: AI was used as a tool to help write this.", ["unspecified"]),
        ("The grammar is old. Copilot and Gemini have been used to convert the tables.", ["copilot", "gemini-cli"]),
    ],
)
def test_a_tool_that_was_used_to_make_something_is_named(body: str, used: list[str]) -> None:
    assert agents(body) == used


@pytest.mark.parametrize(
    "body",
    [
        "AI tools (Cursor) were used to help identify the cause of the crash and locate the table.",
        "AI tools were used to research how other lexers behave and help refine the plan.",
        "AI assistance was used to understand the grammar.",
        "AI assistance was not used.",
        "AI was used by others who looked into this.",
        "No AI was used except to check the grammar of a comment.",
        "When AI assistance was used, say so in the description.",
        "If AI was used to write the code, disclose it.",
        "AI-assisted review was used to check the translations.",
        "An LLM was used to generate titles for chats.",
        "Claude was used by the extension for summaries.",
        "Copilot used to generate the wrong table.",
        "The Cursor was used to track the position in the buffer.",
        "The cursor was used to write the rows.",
        "Game AI was used for the tests of units.",
        "The AI was used to build a base for the enemy.",
        "Claude Code was used to run the tests.",
        "AI was used to write the commit message.",
    ],
)
def test_a_tool_that_was_used_for_something_else_is_not(body: str) -> None:
    assert judged(SUBJECT + body).origin is Origin.UNKNOWN


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("AI helped with a first version of this patch.", ["unspecified"]),
        ("Claude Code (Opus 4.5) helped in making this change.", ["claude-code"]),
        ("GPT-5.3-Codex assisted in this PR", ["codex"]),
        ("Disclosure: Anthropic Claude 3.5 Flash assisted with this change.", ["claude-code"]),
        ("The tables were long, but Gemini helped to convert them.", ["gemini-cli"]),
    ],
)
def test_a_tool_that_helped_to_make_something_is_named(body: str, used: list[str]) -> None:
    assert agents(body) == used


@pytest.mark.parametrize(
    "body",
    [
        "Codex assisted in diagnosing the issue",
        "Claude helped me understand the tables.",
        "Copilot helped find the cause.",
        "The AI helped the enemy to build a base.",
        "Nothing that Claude helped to write is left.",
        "Found what had to change with help from Copilot, but wrote the code myself.",
        "Thanks to Ana's LLM for finding this bug",
    ],
)
def test_a_tool_that_helped_to_look_is_not(body: str) -> None:
    assert judged(SUBJECT + body).origin is Origin.UNKNOWN


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("I worked with GitHub Copilot and read all of it.", ["copilot"]),
        ("I paired with Claude Code on this.", ["claude-code"]),
        ("I relied on LLM assist as an experiment, in small steps.", ["unspecified"]),
        ("It is dull work, and so I used\nclaude code. It says that terminals differ.", ["claude-code"]),
        ("The work was adding the words (I had an LLM do them and checked each)", ["unspecified"]),
        ("I asked Claude to throw this together. It took some supervision.", ["claude-code"]),
        ("Noticed an odd table, and had Claude do a few more replacements.", ["claude-code"]),
        ("I don't write Zig, so I used AI assistance (Codex) while preparing this change.", ["codex"]),
        ("Note that I did use Gemini to assist with writing this patch, but I wrote most of it.", ["gemini-cli"]),
        ("I used Claude Code and Codex to implement much of it in small steps.", ["claude-code", "codex"]),
        ("Full disclosure: I've used LLMs for this PR, and read the result.", ["unspecified"]),
        ("Disclosure, per the guide: I used Claude for the search and for the patch.", ["claude-code"]),
        ("I have prompted Codex to do the rest of the conversion.", ["codex"]),
        ("I experimented with using LLMs to generate much of the code.", ["unspecified"]),
        ("Some of it is odd: I made the patch with Claude Code.", ["claude-code"]),
        ("I also have to apologize for using LLM (cursor) to help me find the fault and fix it", ["cursor"]),
        ("I asked AI to remove rules from the list that has it:", ["unspecified"]),
        ("So, I got OpenAI Codex 5.3 Medium to bump all the specs.", ["codex"]),
        ("Most of it was done by asking codex to fix everything.", ["codex"]),
        ("Switched via having Copilot CLI write a script that changes the names.", ["copilot"]),
        ("Please note, I created this PR with AI assistance, but read all of it.", ["unspecified"]),
        ("Used some coding agent assist (mostly for tests).", ["unspecified"]),
        ("I used coding agent assist with small incremental changes.", ["unspecified"]),
        ("Used GitHub Copilot for most of the json schema edits.", ["copilot"]),
        ("This is a (vibe-coded) attempt at a linter.", ["unspecified"]),
        ("A test system was vibecoded for the occasion.", ["unspecified"]),
    ],
)
def test_a_person_who_had_a_tool_make_something_names_it(body: str, used: list[str]) -> None:
    assert agents(body) == used


@pytest.mark.parametrize(
    "body",
    [
        "I used AI to explore solutions.",
        "I used Codex to help inspect the code path, but I made the code changes myself.",
        "Used AI to properly structure the PR description and fix grammar.",
        "I used an LLM (Google Gemini) as a tutor to help me understand the logic.",
        "I've not used an LLM for any part of this.",
        "I asked Codex to do some benchmarking, with 1,000 fields:",
        "I asked Claude to perform an audit of the code.",
        "I used Claude Code to run the tests.",
        "I used Claude to find bits to add to the page.",
        "To reproduce I used Claude Code.",
        "I worked with the Copilot team on this.",
        "I had an AI opponent built for the demo.",
        "I asked codex to run the benchmarks on my machine.",
        "I asked Claude to scrape the tracker for words.",
        "Previously, we instructed Claude to write the tests twice.",
        "We instructed Claude to always run the tests.",
        "Instead of asking Claude to fix it, I did it by hand.",
        "Better support edits by asking the AI to pass an index.",
        "I used coding agents to understand the code.",
        "I used coding agent assist to write throwaway unit tests.",
        "This was an attempt at making vibecoded requests more palatable.",
        "I used `Cursor` to build the buffer.",
        "I used Cursor positions to write the rows.",
        "We use Claude for summaries.",
        "Here are some benchmarks I generated with Claude",
    ],
)
def test_a_person_who_had_a_tool_do_something_else_does_not(body: str) -> None:
    assert judged(SUBJECT + body).origin is Origin.UNKNOWN


@pytest.mark.parametrize(
    ("body", "used"),
    [
        ("AI-assisted.", ["unspecified"]),
        ("AI-assisted; the author answers for it.", ["unspecified"]),
        ("AI-assisted change, tested by hand", ["unspecified"]),
        ("Disclosure: AI-assisted (Claude).", ["claude-code"]),
        ("Almost completely AI generated, except for the messages.", ["unspecified"]),
        ("Reviewed by me, but driven by the AI", ["unspecified"]),
        ("Convert the tables (used ChatGPT)", ["chatgpt"]),
        ("The page is written by Google Jules.", ["jules"]),
        ("The comments were written by Google Jules.", ["jules"]),
        ("This was developed with assistance from deepseek-v4-pro (DeepSeek) via Hermes Agent.", ["hermes"]),
        ("The code is by hand, tests were AI-assisted and read by me.", ["unspecified"]),
        ("This is 100% AI generated, but human reviewed.", ["unspecified"]),
        ("This is a Codex-driven change to remove the tables.", ["codex"]),
        ("It is a small thing, I just vibe coded it.", ["unspecified"]),
        ("I followed the guide, and vibe-coded this.", ["unspecified"]),
        ("* fully vibe coded parser", ["unspecified"]),
        ("* Add some more AI-generated tests asserting the errors", ["unspecified"]),
        ("Pretty much all Claude's work.", ["claude-code"]),
        ("As you may have guessed, this is a collaboration with Claude...", ["claude-code"]),
        ("Got the first version from ChatGPT, and changed much of it.", ["chatgpt"]),
        ("* Another implementation, using Gemini 3.1", ["gemini-cli"]),
        ("Solved by Claude in one go:", ["claude-code"]),
        ("The faults were mostly fixed by LLMs.", ["unspecified"]),
        ("Some tests, found and fixed by Claude Code.", ["claude-code"]),
        ("This adds some tests that were generated in GitHub Copilot Chat.", ["copilot"]),
        ("Fully written by GitHub Copilot w/ Claude Sonnet 4.5.", ["copilot"]),
        ("This change was created using GPT-5.6-Sol-xhigh, every line read by me.", ["codex"]),
        ("Test cases were first generated by Claude - I made them shorter.", ["claude-code"]),
        ("Written with Cursor and Opus 4.6 Extra High.", ["cursor"]),
    ],
)
def test_what_kind_of_change_it_is_declares(body: str, used: list[str]) -> None:
    assert agents(body) == used


@pytest.mark.parametrize(
    "message",
    [
        "Clean up Claude-generated code",
        SUBJECT + "The page is written by Jules.",
        SUBJECT + "Review comments were written by Copilot.",
        SUBJECT + "Units driven by the AI no longer stop.",
        "Clean up vibe coded mess",
        "AI-generated code detection",
        "AI-assisted != AI-generated",
        "Handle AI-assisted changes",
        "feat: add AI-generated docs to the side bar",
        "Claude prompts (#18833)",
        "AI chat: fix the list of sessions",
        "fix: Cursor rules loader",
        "Add Claude support",
        SUBJECT + "We get many LLM-generated reports.",
        SUBJECT + "None of this PR was AI generated.",
        SUBJECT + "This came from Copilot's review.",
        SUBJECT + "The sandbox came from Codex.",
        SUBJECT + "AI usage must be disclosed.",
        SUBJECT + "This PR description was written by Claude.",
        SUBJECT + "> This PR was generated by Codex, and validated by me.",
        SUBJECT + "  > This PR was generated by Codex, and validated by me.",
        SUBJECT + "<!-- If this PR was written by an AI, say so -->",
        SUBJECT + "Implement cancellation, using Claude",
    ],
)
def test_a_change_about_such_things_declares_nothing(message: str) -> None:
    assert judged(message).origin is Origin.UNKNOWN


@pytest.mark.parametrize(
    ("body", "agent"),
    [
        ("> [!NOTE]\n> This change is AI generated.", "unspecified"),
        ("> [!IMPORTANT]\n>\n> This PR was authored by an AI (Claude) as\n> part of a test.", "claude-code"),
        ("> Disclaimer: The rule was generated by Claude Sonnet 4.6 under human supervision", "claude-code"),
        ("<!-- This PR was written by an AI (Claude Code), directed by me.\n-->", "claude-code"),
    ],
)
def test_an_author_may_speak_in_an_alert_or_a_comment(body: str, agent: str) -> None:
    assert agents(body) == [agent]


@pytest.mark.parametrize(
    ("body", "agent"),
    [
        ("Codex prompt history:\n\n1. Fix the lexer", "codex"),
        ("Claude Code transcript: https://gist.example.org/77", "claude-code"),
        ("AI Model/Tool Attribution:\n- Implemented using opencode AI assistant", "opencode"),
        ("AI prompts that generated this commit are below.", "unspecified"),
        ("This pull request was created as a result of the following prompt from Copilot chat.", "copilot"),
    ],
)
def test_what_was_said_to_a_tool_says_that_it_wrote(body: str, agent: str) -> None:
    assert agents(body) == [agent]


@pytest.mark.parametrize("body", ["Codex session: restore it", "Claude prompts are long.", "AI chat: see the session"])
def test_a_session_of_a_product_does_not(body: str) -> None:
    assert judged(SUBJECT + body).origin is Origin.UNKNOWN
