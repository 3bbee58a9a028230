"""What people say of their own work with a tool, and what is said of other work in the same words."""

from __future__ import annotations

import pytest

from ai_provenance.model import Origin
from commits import judged

BODY = "Drop the old lexer\n\n"


@pytest.mark.parametrize(
    ("message", "used"),
    [
        (f"{BODY}Used claude code.", "claude-code"),
        (f"{BODY}Used Copilot heavily.", "copilot"),
        (f"{BODY}I used coding agent assist, but in small reviewed steps.", "unspecified"),
        (f"{BODY}Used heavy coding agent assist, and iterated until it looked good.", "unspecified"),
        (f"{BODY}I used coding agent assist to find and fix issues.", "unspecified"),
        (f"{BODY}Much of the vector code is from Gemini, over a long talk.", "gemini-cli"),
        (f"{BODY}I also added a simple test using copilot.", "copilot"),
        (f"{BODY}I tested it, and added some tests for the edges using Gemini.", "gemini-cli"),
        (f"{BODY}This is slow, which I was able to implement with help of Claude.", "claude-code"),
        (f"{BODY}Also fix the rest of the codebase using Claude and human review.", "claude-code"),
        (f"{BODY}The labor was divided between ChatGPT 5.4 and me.", "chatgpt"),
        (f"{BODY}With some help (and hindrance!) from ChatGPT: the names differ.", "chatgpt"),
        (f"{BODY}With some input from claude on how to please the checker.", "claude-code"),
        (f"{BODY}* improve the reader with suggestions from Opus 5", "claude-code"),
        (f"{BODY}Solution adapted from a copilot answer and then refined.", "copilot"),
        (f"{BODY}This PR has pretty extensive contributions from Gemini when it comes to arrays.", "gemini-cli"),
        (f"{BODY}note: the reader class is written by PyCharm AI and me.", "unspecified"),
        (f"{BODY}By Minimax AI", "unspecified"),
        (f"{BODY}I prompted Claude with this file and:", "claude-code"),
        (f"{BODY}Full AI use (reproduced the bug, patched it).", "unspecified"),
        (f"{BODY}Heavily AI-guided.", "unspecified"),
        ("Claude implemented the reader", "claude-code"),
        ("Adopt Gemini's version", "gemini-cli"),
        (f"{BODY}* use ChatGPT's regex", "chatgpt"),
        (f"{BODY}This commit is AI slop but it works.", "unspecified"),
        (f"{BODY}Most of it is copied from ChatGPT.", "chatgpt"),
        (f"{BODY}with a little help from my friend Claude", "claude-code"),
        ("tests written with cursor", "cursor"),
        ("Upgrade to v5 using Claude", "claude-code"),
        ("Clean-up of the reader with Claude", "claude-code"),
        ("Simplify with help of Copilot", "copilot"),
        ("Done in Cursor", "cursor"),
        (f"{BODY}Hat tip to Claude.", "claude-code"),
        ("Let Codex do the migration", "codex"),
        (f"{BODY}Used an LLM for this one.", "unspecified"),
        ("I vibed this", "unspecified"),
        ("claude: fix the link of the page (#12)", "claude-code"),
        ("Claude: simplify the reader", "claude-code"),
        (f"{BODY}This is an agent generated PR that drops a class", "unspecified"),
        ("Add AI-generated SevenZipFileReader", "unspecified"),
        (f"{BODY}Claude added a test for this as well.", "claude-code"),
        ("Fix MpegDemux by Gemini", "gemini-cli"),
        ("clanker tries to fix this", "unspecified"),
        ("clanker cleanup (#12)", "unspecified"),
        ("Ask Claude to add doc comments.", "claude-code"),
        ("Ask Claude to remove redundant `marks`.", "claude-code"),
        (f"{BODY}This renaming was achieved using an LLM-based agent.", "unspecified"),
        (f"{BODY}I was curious; Codex one-shot it.", "codex"),
        (f"{BODY}Codex CLI / GPT-5.5: https://gist.github.com/ana/12", "codex"),
        (f"{BODY}Started in Claude Code for web: https://example.org/12", "claude-code"),
        (f'{BODY}Prompt: Make the menu close, add a "quit" item.', "unspecified"),
        (f"{BODY}Assisted-by: GPT-5.6 Sol via OpenHarness <harness@example.org>", "unspecified"),
        (f"{BODY}Assisted-by: Claude Opush 4.7", "claude-code"),
        (f"{BODY}sCo-Authored-By: Claude <noreply@anthropic.com>", "claude-code"),
    ],
)
def test_a_person_says_what_a_tool_did(message: str, used: str) -> None:
    assert [use.id for use in judged(message).agents] == [used]


@pytest.mark.parametrize(
    "message",
    [
        f"{BODY}Used gemini.",
        f"{BODY}Used Claude models.",
        f"{BODY}Used Codex to find it.",
        f"{BODY}I used coding agent assist to understand the reader.",
        f"{BODY}Much of the traffic is from ChatGPT.",
        f"{BODY}Much of the code is from Cline.",
        f"{BODY}I never added tests using copilot.",
        f"{BODY}I reproduced the fault using Claude and wrote a fix.",
        f"{BODY}The traffic is split between ChatGPT and the search.",
        f"{BODY}(Debugged with some assistance from Claude)",
        f"{BODY}Show a list with suggestions from Copilot",
        f"{BODY}Add a sidebar with suggestions from Gemini",
        f"{BODY}The icon was taken from the Copilot docs.",
        f"{BODY}Policy for contributions from AI",
        f"{BODY}messages written by Vertex AI",
        f"{BODY}The player is moved by enemy AI",
        f"{BODY}I prompted Claude to review it.",
        f"{BODY}Full AI support",
        "Claude implemented the prompt cache",
        f"{BODY}In May Claude implemented the format.",
        "Use Claude's models",
        "Take Copilot's settings",
        f"{BODY}This page lists AI slop",
        f"{BODY}The icon is copied from Claude.",
        "rows written to the table with a cursor",
        "Upgrade to v5 using Claude models",
        "Migrate to streaming with Claude",
        "Debug with help of Copilot",
        "Done in code",
        "I vibe with this",
        "claude: fork the session on resume",
        "claude: fix the permissions",
        "claude: add instructions for tests",
        "codex: fix the reader",
        "copilot: remove the rule",
        "gemini: add the page",
        f"{BODY}Agent generated messages are shown",
        "Add AI-generated summaries",
        "Add AI-generated content labels",
        f"{BODY}Claude added a check that breaks the list.",
        "Fix handling of extra properties by Gemini",
        "Fix files opened by Copilot",
        "Fix crash caused by Claude",
        "Ban clankers",
        "Remove clanker debugging code",
        "Ask Claude to stop guessing",
        "Tell claude to be brief",
        f"{BODY}Claude docs: https://docs.example.org/12",
        f"{BODY}Copilot: https://example.org/copilot",
        f"{BODY}Prompt: 9,000 tokens x 80 chunks",
        f'{BODY}prompt: "Which database?",',
        f"{BODY}Prompts are cached.",
        f"{BODY}Assisted-by: Ana Opush <ana@example.org>",
        f"{BODY}Assisted-by: Claude Dupont",
    ],
)
def test_what_is_said_of_other_work_declares_nothing(message: str) -> None:
    assert judged(message).origin is Origin.UNKNOWN


@pytest.mark.parametrize(
    "sentence",
    [
        "No AI was used.",
        "No AI.",
        "No usage of AI",
        "No LLM-based tools were used.",
        "I did not use any AI assistance in this PR",
        "I haven't used an LLM here.".replace("an LLM", "LLMs"),
        "No code was written with AI. I used Claude to find the spot.",
        "None of this was done using any LLMs.",
        "This PR was made without AI.",
    ],
)
def test_a_person_who_says_that_no_ai_took_part_declares_it(sentence: str) -> None:
    verdict = judged(f"{BODY}{sentence}")
    assert (verdict.origin, verdict.level) == (Origin.HUMAN, 1)


@pytest.mark.parametrize(
    "sentence",
    [
        "No AI was used to write this message.",
        "If no AI was used, leave it empty.",
        "No AI policy is needed.",
        "No AI model was found.",
        "Please write NO AI USE below.",
        "Users did not use AI here.",
        "No agents are running.",
        "Works without AI.",
    ],
)
def test_a_condition_or_a_product_without_ai_declares_nothing(sentence: str) -> None:
    assert judged(f"{BODY}{sentence}").origin is Origin.UNKNOWN


def test_a_part_by_ai_beside_a_denial_counts() -> None:
    verdict = judged(f"{BODY}No AI was used for the fix. The tests were written by Claude.")
    assert (verdict.origin, verdict.flags) == (Origin.AI, ("conflict",))


@pytest.mark.parametrize(
    ("answer", "origin"),
    [
        ("Yes, the crash was investigated and fixed by Kimi K3.", Origin.AI),
        ("Used Claude extensively to analyze the problem and iterate on the solution.", Origin.AI),
        ("Lots of Claude help. Comments were rewritten by me.", Origin.AI),
        ("Claude checked it. The code was written by me.", Origin.UNKNOWN),
        ("Used Claude to analyze the problem.", Origin.UNKNOWN),
    ],
)
def test_what_a_person_wrote_of_the_words_around_is_not_the_change(answer: str, origin: Origin) -> None:
    assert judged(f"{BODY}**AI usage:** {answer}").origin is origin
